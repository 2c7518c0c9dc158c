"""A small window on the Grade page for words: a reason, a note, an interest; keys stay quiet."""

from dataclasses import dataclass

import streamlit as st

from core.access import Viewer
from core.incident_checks import LONGEST_NOTE
from core.interests import LONGEST_WORDS, declare_interest
from core.review import FindingRow, IncidentDetail
from core.store import Store
from pages.components.grading_state import DISMISS, decide, get_answer
from pages.components.saving import save, show_said
from pages.components.text import escape
from pages.components.url_choice import put_param

_WHY = "grade_why"


@dataclass(frozen=True)
class Why:
    """What words are asked for: of a `finding` to dismiss, `needed`, a `note`, an `interest`."""

    incident_id: int
    kind: str
    title: str
    finding: FindingRow | None = None


def ask_why(why: Why) -> None:
    """Open the window for these words."""
    st.session_state[_WHY] = why


def _forget_why() -> None:
    st.session_state.pop(_WHY, None)


def show_why(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The window for a reason, while one is asked for."""
    why: Why | None = st.session_state.get(_WHY)
    if why is None or why.incident_id != detail.id:
        _forget_why()
        return
    dialog = st.dialog(escape(why.title), on_dismiss=_forget_why)
    dialog(_show_why_form)(store, viewer, why)


def _show_why_form(store: Store, viewer: Viewer, why: Why) -> None:
    if _WHY not in st.session_state:
        st.rerun()
    rule = why.finding.rule if why.finding else ""
    key = f"grade_words_{why.incident_id}_{why.kind}_{rule}"
    interest = why.kind == "interest"
    if interest:
        st.markdown(
            "Such as your own officer, your own home, or somebody you know. You then do "
            "not decide this incident, and do not take that back yourself."
        )
    with st.form(f"{key}_form", border=False):
        st.text_area(
            "What it is" if interest else "Reason",
            value=_find_words(why),
            key=key,
            max_chars=LONGEST_WORDS if interest else LONGEST_NOTE,
            height=120,
            placeholder="No child's name",
        )
        st.form_submit_button(
            "Declare it" if interest else "Keep it",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=_take_words,
            args=(store, viewer, why, key),
        )
    show_said()


def _find_words(why: Why) -> str:
    """What was given already, to be changed."""
    answer = get_answer(why.incident_id)
    if why.finding is not None:
        return answer.reasons.get(why.finding.rule, "")
    return "" if why.kind == "interest" else answer.note


def _take_words(store: Store, viewer: Viewer, why: Why, key: str) -> None:
    words = str(st.session_state[key]).strip()
    if why.kind == "interest":
        if save(
            lambda: declare_interest(store, viewer, why.incident_id, words),
            "Your interest is recorded; somebody else decides this incident.",
        ):
            _forget_why()
            put_param("incident", "")
        return
    if why.kind == "finding" and why.finding is not None and words:
        decide(why.incident_id, why.finding, DISMISS, words)
    elif words:
        get_answer(why.incident_id).note = words
    _forget_why()
