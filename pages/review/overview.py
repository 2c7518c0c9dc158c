"""What the chair opens before a meeting: what changed, fewer or more, rightly or not."""

import streamlit as st

from core.clock import read_today, say_date
from core.measures.period import say_period
from core.measures.sentences import say_count
from core.reading import read_actions
from pages.components.overview import Overview, build_screens
from pages.components.periods import pick_period
from pages.components.projector import read_shown_view
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.since_meeting import show_no_meeting
from pages.components.welcome import show_steps

store, viewer = open_page("overview")
view = read_shown_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to)
    against = st.segmented_control(
        "Compared with",
        ["Same months the year before", "The time before"],
        default="Same months the year before",
        required=True,
        key="against",
        bind="query-params",
    )
same_months = against == "Same months the year before"
other = period.find_same_a_year_before() if same_months else period.find_before()
than = "a year before" if same_months else "before"
page = Overview(store, viewer, view, period, other, than, read_actions(store, viewer), read_today())
data_to = say_date(view.data_to) if view.data_to else "no date"
frame.show(
    build_screens(page),
    f"{say_period(period)} · {say_count(view.homes.height, 'home')} · compared with "
    f"{say_period(other)} · data to {data_to}",
)
if not view.meetings:
    show_no_meeting(store, viewer)
