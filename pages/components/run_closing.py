"""How a meeting ends: what else was decided, what was not reached, and its close."""

from functools import partial

import streamlit as st

from core.access import Viewer
from core.clock import read_today, say_date, to_uk
from core.measures.sentences import say_count
from core.meeting_steps import NoteRow, note_decision, read_decisions, remove_decision
from core.meetings import MeetingRow
from core.minutes import close_meeting
from core.store import Store
from pages.components.agenda import say_reasons
from pages.components.meeting_day import show_open
from pages.components.minutes_figures import read_figures
from pages.components.projector import is_projecting, stop_projecting
from pages.components.run_actions import show_given
from pages.components.running import Here, Room
from pages.components.saving import save, show_said
from pages.components.session import find_page
from pages.components.text import escape


def show_how_to_begin(store: Store, viewer: Viewer, meeting: MeetingRow | None) -> None:
    """Where no meeting runs: what leads to one."""
    if is_projecting():
        st.button("Leave the wall", on_click=stop_projecting, key="leave_wall")
    if meeting is None:
        st.title("No meeting is planned", anchor=False)
        show_said()
        st.page_link(find_page("prepare"), label="Plan and prepare one")
        st.page_link(find_page("minutes"), label="The minutes of the meetings that were held")
        return
    st.title(f"The meeting of {say_date(meeting.held_on)} is not open yet", anchor=False)
    show_said()
    show_open(store, viewer, meeting, read_today())
    st.page_link(find_page("prepare"), label="Its agenda")


def show_decisions(room: Room, item_id: int | None, key: str) -> None:
    """What was decided, each with when it was saved; and the line to add one, sent by Enter."""
    with st.container():
        for note in read_decisions(room.store, room.viewer, room.meeting.id):
            if note.item_id == item_id:
                _show_decision(room, note)
    with (
        st.form(f"{key}_decision", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Decision, as it is spoken",
            key=f"{key}_words",
            max_chars=1000,
            placeholder="No child's name; Enter saves it",
        )
        st.form_submit_button("Save", on_click=_note, args=(room.here, item_id, f"{key}_words"))


def _show_decision(room: Room, note: NoteRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"{escape(note.words)}  \n:gray[Saved {to_uk(note.at):%H:%M}, {escape(note.by)}]"
        )
        st.button(
            "Remove",
            key=f"remove_{note.id}",
            type="tertiary",
            on_click=_remove,
            args=(room.here, note.id),
        )


def _note(room: Here, item_id: int | None, key: str) -> None:
    words = st.session_state[key]
    if save(
        partial(note_decision, room.store, room.viewer, room.meeting.id, item_id, words),
        "",
        quiet=True,
    ):
        # Not by the form itself, which would take words that could not be saved, too.
        st.session_state[key] = ""


def _remove(room: Here, note_id: int) -> None:
    save(
        partial(remove_decision, room.store, room.viewer, room.meeting.id, note_id),
        "The decision is removed.",
    )


def show_closing(room: Room) -> None:
    """Other business; what was not reached waits; closing freezes the minutes."""
    if room.meeting.police_left_at is not None:
        st.title("The closed part is over", anchor=False)
        st.markdown("Other business is for everybody: ask the police members back first.")
        return
    settled = [item for item in room.items if item.settled_at is not None]
    st.title(f"{len(settled)} of {say_count(len(room.items), 'incident')} settled", anchor=False)
    waiting = [item for item in room.items if item.settled_at is None]
    for item in waiting:
        home = escape(room.homes.get(item.home_id, "a home"))
        if item.closed_part:
            continue
        st.markdown(f"Not settled, waits for the next meeting: {home}, {say_reasons(item.reasons)}")
    st.subheader("Other business", anchor=False)
    show_decisions(room, None, "other")
    show_given(room, None, "other")
    st.subheader("Close the meeting", anchor=False)
    st.markdown(
        "The minutes are made of what was recorded, and are frozen. A verdict can be changed "
        "afterwards with a reason, and shows as changed."
    )
    st.button(
        "Close the meeting", type="primary", key="close_meeting", on_click=_close, args=(room.here,)
    )
    st.page_link(find_page("minutes"), label="Read the draft first")


def _close(room: Here) -> None:
    meeting = room.meeting
    figures = read_figures(room.store, room.viewer, meeting.period_from, meeting.period_to)
    save(
        partial(close_meeting, room.store, room.viewer, room.meeting.id, figures),
        "The meeting is closed; its minutes are frozen.",
    )
