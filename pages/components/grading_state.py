"""What a reviewer has entered on the Grade page and not saved yet, by incident."""

from dataclasses import dataclass, field
from time import monotonic

import streamlit as st

from core.review import FindingRow, IncidentDetail
from core.vocabulary import FindingState, Verdict
from pages.components.incident_words import NEEDED_WORDS

_ANSWERS, _SKIPPED, _TAKEN = "grade_answers", "grade_skipped", "grade_taken"
_SHOWN = "grade_shown"
SHORTEST_LOOK = 0.7
"""Seconds: a save sooner after an incident appeared is a key pressed for the one before."""
AGREE, DISMISS = FindingState.CONFIRMED, FindingState.DISMISSED


@dataclass
class Answer:
    """The answer so far: by rule the decision and its reason; were police needed; a note."""

    decisions: dict[str, FindingState] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    needed: str | None = None
    note: str = ""


def get_answer(incident_id: int) -> Answer:
    """What was entered of an incident so far; kept while the session lasts."""
    answers: dict[int, Answer] = st.session_state.setdefault(_ANSWERS, {})
    return answers.setdefault(incident_id, Answer())


def drop_answer(incident_id: int) -> None:
    """Forget what was entered of an incident: it is saved, or put away."""
    st.session_state.get(_ANSWERS, {}).pop(incident_id, None)
    if st.session_state.get(_TAKEN, (None,))[0] == incident_id:
        st.session_state.pop(_TAKEN)


def decide(incident_id: int, finding: FindingRow, state: FindingState, reason: str = "") -> None:
    """Enter one decision."""
    answer = get_answer(incident_id)
    answer.decisions[finding.rule] = state
    answer.clauses[finding.rule] = finding.clause
    if state is DISMISS:
        answer.reasons[finding.rule] = reason
    else:
        answer.reasons.pop(finding.rule, None)


def agree_all(detail: IncidentDetail) -> None:
    """Enter agreement with everything suggested that is not answered yet; blanks stay open."""
    answer = get_answer(detail.id)
    for finding in detail.findings:
        if finding.verdict != Verdict.CANNOT_TELL and finding.rule not in answer.decisions:
            decide(detail.id, finding, AGREE)
    if detail.call_out_kind is not None and answer.needed is None:
        answer.needed = find_suggested(detail)


def find_suggested(detail: IncidentDetail) -> str | None:
    """The suggested answer to "were the police needed?"; None where it is open."""
    return {True: "yes", False: "no", None: None}[detail.police_needed]


def mark_shown(incident_id: int) -> None:
    """Note when an incident came onto this screen."""
    if st.session_state.get(_SHOWN, (None,))[0] != incident_id:
        st.session_state[_SHOWN] = (incident_id, monotonic())


def was_looked_at(incident_id: int) -> bool:
    """Whether an incident has been on this screen for as long as a look takes."""
    shown, since = st.session_state.get(_SHOWN, (None, 0.0))
    return shown != incident_id or monotonic() - since >= SHORTEST_LOOK


def get_skipped() -> list[int]:
    """The incidents skipped in this session, earliest first."""
    skipped: list[int] = st.session_state.setdefault(_SKIPPED, [])
    return skipped


def skip(incident_id: int) -> None:
    """Put an incident at the end of the queue."""
    skipped = get_skipped()
    if incident_id in skipped:
        skipped.remove(incident_id)
    skipped.append(incident_id)


def keep_taken(incident_id: int, said: str) -> None:
    """Remember that somebody else was first, with what this session had entered."""
    st.session_state[_TAKEN] = (incident_id, said)


def find_kept() -> tuple[int, str, str] | None:
    """The incident that somebody else took, the words for it, and what was entered, as text."""
    taken = st.session_state.get(_TAKEN)
    if taken is None:
        return None
    incident_id, said = taken
    return incident_id, said, _say_answer(get_answer(incident_id))


def _say_answer(answer: Answer) -> str:
    lines = [
        f"{answer.clauses[rule]}: {'agreed' if state is AGREE else 'dismissed'}"
        + (f", because: {answer.reasons[rule]}" if answer.reasons.get(rule) else "")
        for rule, state in answer.decisions.items()
    ]
    if answer.needed:
        lines.append(f"Police: {NEEDED_WORDS[answer.needed]}")
    if answer.note:
        lines.append(f"Note: {answer.note}")
    return "\n".join(lines)
