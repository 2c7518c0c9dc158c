"""Run: who is here, the last actions, one incident a screen, and what was decided; projected."""

import streamlit as st

from core.agenda import read_agenda
from core.meeting_steps import ATTENDANCE, CLOSING, LAST_ACTIONS
from core.meetings import read_meeting_ahead
from core.vocabulary import ItemState, MeetingState
from pages.components.projector import read_shown_view
from pages.components.run_closing import show_closing, show_how_to_begin
from pages.components.run_item import show_item
from pages.components.run_opening import show_attendance, show_last_actions
from pages.components.running import Room, show_room
from pages.components.session import open_page

store, viewer = open_page("run")
head = store.read_audit_head()
meeting = read_meeting_ahead(store, viewer)
if meeting is None or meeting.state is not MeetingState.RUNNING:
    show_how_to_begin(store, viewer, meeting)
    st.stop()

agenda = read_agenda(store, viewer, meeting.id)
items = tuple(item for item in agenda if item.state is ItemState.TAKEN)
room = Room(store, viewer, meeting, items, read_shown_view(store, viewer), head)
screens = {
    ATTENDANCE: show_attendance,
    LAST_ACTIONS: show_last_actions,
    CLOSING: show_closing,
}
show_room(room, screens.get(meeting.current_item, show_item))
