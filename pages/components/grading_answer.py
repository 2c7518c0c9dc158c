"""The answer on the Grade page: each finding and the group's answer, as buttons with keys."""

import streamlit as st

from core.access import Viewer
from core.review import FindingRow, IncidentDetail, review_incident
from core.store import Store
from core.vocabulary import Verdict
from pages.components.grading_state import (
    AGREE,
    DISMISS,
    agree_all,
    decide,
    drop_answer,
    find_suggested,
    get_answer,
    mark_shown,
    skip,
    was_looked_at,
)
from pages.components.grading_why import Why, ask_why
from pages.components.incident import show_finding
from pages.components.incident_questions import ask_all, find_questions, read_asked, show_asked
from pages.components.incident_words import NEEDED_WORDS, say_clauses, say_level, say_why
from pages.components.saving import save, say_error
from pages.components.session import find_page
from pages.components.text import escape
from pages.components.url_choice import put_param

_CHOSEN = {"Agreed", "Left open", "Dismissed"}
_NEEDED_KEYS = {"yes": "Y", "no": "N", "unknown": "U"}


def show_answer(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The level with its clause, each finding beside the group's answer, and the keys."""
    mark_shown(detail.id)
    st.markdown(f"**{say_level(detail)}.** {escape(say_why(detail))}")
    asked = read_asked(store, viewer, detail)
    for number, finding in enumerate(detail.findings, start=1):
        with st.container(border=True, gap="xsmall", key=f"grade_finding_{finding.rule}"):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                with st.container(width="stretch"):
                    show_finding(viewer, finding)
                _show_decision(detail, finding, number)
            if reason := get_answer(detail.id).reasons.get(finding.rule):
                st.text(f"Reason: {reason}")
            show_asked(detail, finding, asked)
    if not detail.findings:
        st.markdown("The rules find nothing amiss.")
    if detail.call_out_kind is not None:
        _show_needed(detail)
    if note := get_answer(detail.id).note:
        st.text(f"Note: {note}")
    _show_keys(store, viewer, detail, find_questions(detail, asked))


def _show_decision(detail: IncidentDetail, finding: FindingRow, number: int) -> None:
    answer = get_answer(detail.id)
    state = answer.decisions.get(finding.rule)
    blank = finding.verdict == Verdict.CANNOT_TELL
    where = say_clauses(finding.clause)
    # In words too: an icon is nothing to a screen reader.
    agree = "Agreed" if state is AGREE else "Agree"
    if blank:
        agree = "Left open" if state is None else "Leave open"
    dismiss = "Dismissed" if state is DISMISS else "Dismiss"
    # The number turns the answer: to "dismiss" at first, and back.
    key = str(number) if number < 10 else None
    with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
        st.button(
            agree,
            key=f"grade_agree_{detail.id}_{finding.rule}",
            icon=":material/check:" if agree in _CHOSEN else None,
            shortcut=key if state is DISMISS else None,
            on_click=_agree,
            args=(detail.id, finding),
        )
        st.button(
            dismiss,
            key=f"grade_dismiss_{detail.id}_{finding.rule}",
            icon=":material/check:" if dismiss in _CHOSEN else None,
            shortcut=key if state is not DISMISS else None,
            on_click=ask_why,
            args=(Why(detail.id, "finding", f"Dismiss the finding under {where}", finding),),
        )


def _agree(incident_id: int, finding: FindingRow) -> None:
    if finding.verdict == Verdict.CANNOT_TELL:
        answer = get_answer(incident_id)
        answer.decisions.pop(finding.rule, None)
        answer.reasons.pop(finding.rule, None)
    else:
        decide(incident_id, finding, AGREE)


def _show_needed(detail: IncidentDetail) -> None:
    suggested, answer = find_suggested(detail), get_answer(detail.id).needed
    said = f"suggested: {NEEDED_WORDS[suggested]}" if suggested else "nothing is suggested"
    chosen = f" **{NEEDED_WORDS[answer]}**" if answer else ""
    st.markdown(f"**Were the police needed?**{chosen} ({said})")
    with st.container(horizontal=True, gap="small"):
        for code, key in _NEEDED_KEYS.items():
            differs = suggested not in {None, code}
            why = Why(detail.id, "needed", f"Police {NEEDED_WORDS[code]}: suggested is otherwise")
            st.button(
                NEEDED_WORDS[code].capitalize(),
                key=f"grade_needed_{detail.id}_{code}",
                icon=":material/check:" if answer == code else None,
                shortcut=key,
                on_click=_answer_needed,
                args=(detail.id, code, why if differs else None),
            )


def _answer_needed(incident_id: int, code: str, why: Why | None) -> None:
    answer = get_answer(incident_id)
    answer.needed = code
    if why is not None and not answer.note:
        ask_why(why)


def _show_keys(
    store: Store, viewer: Viewer, detail: IncidentDetail, questions: dict[str, str]
) -> None:
    blanks = any(finding.verdict == Verdict.CANNOT_TELL for finding in detail.findings)
    is_open = detail.call_out_kind is not None and find_suggested(detail) is None
    nothing = not detail.findings and detail.call_out_kind is None
    saving = (store, viewer, detail)
    with st.container(horizontal=True, gap="small", key="grade_keys"):
        if nothing:
            st.button(
                "Save: nothing amiss",
                key=f"grade_save_{detail.id}",
                type="primary",
                shortcut="S",
                on_click=_save,
                args=saving,
            )
        else:
            st.button(
                "Agree with everything and save",
                key=f"grade_agree_save_{detail.id}",
                type="primary",
                shortcut="A",
                disabled=blanks or is_open,
                on_click=_agree_and_save,
                args=saving,
            )
            st.button(
                "Save", key=f"grade_save_{detail.id}", shortcut="S", on_click=_save, args=saving
            )
            st.button(
                "Agree with what is suggested",
                key=f"grade_agree_all_{detail.id}",
                shortcut="G",
                on_click=agree_all,
                args=(detail,),
            )
        st.button(
            "Skip", key=f"grade_skip_{detail.id}", shortcut="K", on_click=_skip, args=(detail.id,)
        )
        if questions:
            several = "" if len(questions) == 1 else f" {len(questions)} things"
            st.button(
                f"Ask the home{several}",
                key=f"grade_ask_{detail.id}",
                shortcut="Q",
                on_click=ask_all,
                args=(store, viewer, detail.id, questions),
            )
        st.button(
            "Note",
            key=f"grade_note_{detail.id}",
            shortcut="W",
            on_click=ask_why,
            args=(Why(detail.id, "note", "A note on this incident"),),
        )
        st.button(
            "I have an interest",
            key=f"grade_interest_{detail.id}",
            shortcut="I",
            on_click=ask_why,
            args=(Why(detail.id, "interest", "Your interest in this incident"),),
        )
    if not nothing and (blanks or is_open):
        st.caption(
            "Something is open here, so there is no one key for all: ask the home, or answer and "
            "save. What is not recorded may stay open."
        )
    st.page_link(
        find_page("incidents"),
        label="Open it to set another level, refer it or see its history",
        query_params={"incident": str(detail.id)},
    )


def _agree_and_save(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    if was_looked_at(detail.id):
        agree_all(detail)
    _save(store, viewer, detail)


def _save(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    if not was_looked_at(detail.id):
        # A key held down, or pressed twice, must not grade the next incident unseen.
        say_error("That key came at once after the last one: nothing of this incident was saved.")
        return
    answer = get_answer(detail.id)
    decisions = {
        rule: (state, answer.reasons.get(rule)) for rule, state in answer.decisions.items()
    }
    saved = save(
        lambda: review_incident(
            store, viewer, detail.id, detail.version, decisions, answer.needed, answer.note or None
        ),
        f"{detail.facts['reference']}: what the group agreed is recorded.",
    )
    if saved:
        drop_answer(detail.id)
        put_param("incident", "")


def _skip(incident_id: int) -> None:
    skip(incident_id)
    put_param("incident", "")
