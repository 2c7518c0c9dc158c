"""What was done with an incident, step by step, and who has an interest in it."""

import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_date
from core.incident_history import StepRow, read_incident_history
from core.interests import (
    LONGEST_WORDS,
    InterestRow,
    declare_interest,
    read_interests,
    withdraw_interest,
)
from core.people import read_active_owners
from core.review import IncidentDetail
from core.store import Store
from pages.components.saving import save, say_error
from pages.components.text import escape


def show_changed_after(detail: IncidentDetail) -> None:
    """That what a closed meeting agreed was changed since: its minutes stand as they were."""
    if detail.changed_after is not None:
        with st.container(border=True, key="changed_after"):
            st.markdown(
                f"**Changed after the meeting of {say_date(detail.changed_after)}.** Its minutes "
                "stand as they were; the history below says who changed it and why."
            )


def show_not_yours(detail: IncidentDetail) -> None:
    """Why the viewer does not decide this incident, and who can instead."""
    if detail.not_yours:
        with st.container(border=True, key="not_yours"):
            st.markdown(f":material/info: {escape(detail.not_yours)}")


def show_record(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The interests declared, and every step, on demand."""
    _show_interests(store, viewer, detail)
    _show_history(store, viewer, detail)


def _show_history(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    steps = read_incident_history(store, viewer, detail.id)
    if not steps:
        return
    with st.expander(f"History ({len(steps)})"):
        for step in steps:
            st.markdown(_say_step(step))
            if step.reason:
                st.text(step.reason)


def _say_step(step: StepRow) -> str:
    at_meeting = f", at the meeting of {say_date(step.meeting)}" if step.meeting else ""
    what = f"{step.what[:1].upper()}{step.what[1:]}"
    return f"**{escape(what)}**  \n{escape(step.at)}, by {escape(step.by)}{at_meeting}"


def _show_interests(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    if not can(viewer, Permission.REVIEW):
        return
    declared = read_interests(store, viewer, detail.id)
    title = f"Interests declared ({len(declared)})" if declared else "Declare an interest"
    with st.expander(title):
        for row in declared:
            _show_interest(store, viewer, detail, row)
        _show_form(store, viewer, detail, {row.person_id for row in declared})


def _show_interest(store: Store, viewer: Viewer, detail: IncidentDetail, row: InterestRow) -> None:
    st.markdown(f"**{escape(row.name)}**, declared {escape(row.declared)}")
    st.text(row.words)
    if not can(viewer, Permission.RECORD_MEETINGS) or row.person_id == viewer.person_id:
        return
    key = f"withdraw_{detail.id}_{row.person_id}"
    with st.form(key, border=False):
        st.text_input(
            "Why it was declared by mistake", key=f"{key}_reason", max_chars=LONGEST_WORDS
        )
        st.form_submit_button(
            "Take it back", on_click=_withdraw, args=(store, viewer, detail.id, row.person_id, key)
        )


def _withdraw(store: Store, viewer: Viewer, incident_id: int, person_id: int, key: str) -> None:
    reason = st.session_state[f"{key}_reason"]
    save(
        lambda: withdraw_interest(store, viewer, incident_id, person_id, reason),
        "The interest is taken back; the history keeps it.",
    )


def _show_form(store: Store, viewer: Viewer, detail: IncidentDetail, known: set[int]) -> None:
    names: dict[int | None, str] = {} if viewer.person_id in known else {None: "My own"}
    if can(viewer, Permission.RECORD_MEETINGS):
        others = read_active_owners(store, viewer).items()
        names |= {
            key: name
            for key, name in sorted(others, key=lambda person: person[1])
            if key != viewer.person_id and key not in known
        }
    if not names:
        return
    key = f"interest_{detail.id}"
    with st.form(key, border=False):
        st.caption(
            "Who has an interest does not decide this incident, and does not take it back alone."
        )
        if len(names) > 1 or None not in names:
            st.selectbox(
                "Whose",
                list(names),
                index=0 if None in names else None,
                format_func=names.__getitem__,
                placeholder="Choose a person",
                key=f"{key}_whose",
            )
        st.text_input(
            "What it is",
            key=f"{key}_words",
            max_chars=LONGEST_WORDS,
            placeholder="Such as: I know the family. No child's name.",
        )
        st.form_submit_button(
            "Declare it", on_click=_declare, args=(store, viewer, detail.id, key, None in names)
        )


def _declare(store: Store, viewer: Viewer, incident_id: int, key: str, may_be_own: bool) -> None:
    words = st.session_state[f"{key}_words"]
    whose = st.session_state.get(f"{key}_whose")
    if whose is None and not may_be_own:
        say_error("Say whose interest it is. Nothing was recorded.")
        return
    save(
        lambda: declare_interest(store, viewer, incident_id, words, whose),
        "The interest is recorded.",
    )
