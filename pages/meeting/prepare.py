"""Prepare: which incidents since the last meeting are taken, dropped, and in which order."""

import streamlit as st

from core.clock import read_today, say_date
from core.measures.agenda import find_agenda
from core.measures.period import Period, say_period
from core.meetings import read_meeting_ahead
from core.reading import read_view
from pages.components.agenda import show_agenda, show_proposals
from pages.components.alarm_list import read_alarms
from pages.components.meeting_day import show_move, show_open, show_plan
from pages.components.minutes import show_pack_button
from pages.components.saving import show_said
from pages.components.session import open_page

store, viewer = open_page("prepare")
view = read_view(store, viewer)
meeting = read_meeting_ahead(store, viewer)
title, caption = st.empty(), st.empty()
show_said()
if meeting is None:
    title.title("No meeting is planned")
    show_plan(store, viewer, view.meetings, read_today())
    st.stop()

assert meeting.period_from and meeting.period_to
period = Period(meeting.period_from, meeting.period_to)
alarms = read_alarms(store, viewer, view)
proposed = find_agenda(view.incidents, view.findings, alarms, period)
data_to = say_date(view.data_to) if view.data_to else "no date"
caption.caption(f"{say_period(period)}, since the last meeting · data to {data_to}")
taken = show_agenda(store, viewer, meeting, view)
title.title(f"The meeting of {say_date(meeting.held_on)}: {taken} on the agenda", anchor=False)
show_proposals(store, viewer, meeting, view, proposed, period)
with st.container(horizontal=True, vertical_alignment="center"):
    show_open(store, viewer, meeting, read_today())
    show_pack_button(store, viewer, meeting)
show_move(store, viewer, meeting)
