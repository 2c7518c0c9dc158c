"""The day of a meeting: plan it, move it, open it."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.access import Viewer
from core.clock import say_date
from core.meetings import MeetingRow, move_meeting, open_meeting, plan_meeting, record_meeting
from core.store import Store
from core.vocabulary import MeetingState
from pages.components.saving import save
from pages.components.session import find_page

_USUAL_MINUTES = 120
_A_THIRD_OF_A_YEAR = timedelta(days=122)


def show_plan(store: Store, viewer: Viewer, meetings: Sequence[date], today: date) -> None:
    """Plan the next meeting; or say on which days the group has met before."""
    last = meetings[-1] if meetings else None
    if last is None:
        st.markdown(
            "No meeting is recorded yet. The first one takes the incidents of the third of a year "
            "before it, and whatever waits from before."
        )
    else:
        st.markdown(f"The group last met on {say_date(last)}.")
    usual = max(today, last + _A_THIRD_OF_A_YEAR) if last else today
    with st.form("plan", width=480):
        st.date_input("Day of the meeting", usual, format="DD/MM/YYYY", key="plan_day")
        _show_length("plan_minutes", _USUAL_MINUTES)
        st.form_submit_button(
            "Plan this meeting", type="primary", on_click=_plan, args=(store, viewer)
        )
    with st.expander("Record a meeting that was held"), st.form("record", border=False):
        st.caption("Only its day: the pages say what changed since the last one.")
        st.date_input("It was on", today, max_value=today, format="DD/MM/YYYY", key="record_day")
        st.form_submit_button("Record it", on_click=_record, args=(store, viewer))


def _show_length(key: str, minutes: int) -> None:
    st.number_input("Minutes it may take", 10, 600, minutes, 10, key=key)


def _plan(store: Store, viewer: Viewer) -> None:
    day, minutes = st.session_state["plan_day"], st.session_state["plan_minutes"]
    save(
        partial(plan_meeting, store, viewer, day, minutes),
        f"The meeting of {say_date(day)} is planned.",
    )


def _record(store: Store, viewer: Viewer) -> None:
    day = st.session_state["record_day"]
    save(partial(record_meeting, store, viewer, day), f"The meeting of {say_date(day)} is noted.")


def show_open(store: Store, viewer: Viewer, meeting: MeetingRow, today: date) -> None:
    """Open the meeting on its day, or go back to one that runs."""
    if st.session_state.pop("meeting_opened", False):
        st.switch_page(find_page("run"))
    if meeting.state is MeetingState.RUNNING:
        st.page_link(find_page("run"), label="The meeting is running: go to it")
        return
    early = meeting.held_on > today
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Open the meeting",
            type="primary",
            disabled=early,
            on_click=_open,
            args=(store, viewer, meeting.id),
            key="open_meeting",
        )
        if early:
            st.caption(f"From {say_date(meeting.held_on)}; to meet earlier, move it below.")


def _open(store: Store, viewer: Viewer, meeting_id: int) -> None:
    if save(partial(open_meeting, store, viewer, meeting_id), "The meeting is open."):
        st.session_state["meeting_opened"] = True


def show_move(store: Store, viewer: Viewer, meeting: MeetingRow) -> None:
    """Another day or length for a planned meeting; its period follows, its agenda stays."""
    if meeting.state is not MeetingState.PLANNED:
        return
    with st.expander("Move the meeting"), st.form("move", border=False):
        st.date_input("Day of the meeting", meeting.held_on, format="DD/MM/YYYY", key="move_day")
        _show_length("move_minutes", meeting.minutes_planned)
        st.form_submit_button("Move it", on_click=_move, args=(store, viewer, meeting))


def _move(store: Store, viewer: Viewer, meeting: MeetingRow) -> None:
    day, minutes = st.session_state["move_day"], st.session_state["move_minutes"]
    save(
        partial(move_meeting, store, viewer, meeting.id, meeting.version, day, minutes),
        f"The meeting is on {say_date(day)}.",
    )
