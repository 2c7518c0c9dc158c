"""What the chair opens before a meeting: what changed, fewer or more, rightly or not."""

import streamlit as st

from core.clock import read_today
from core.reading import read_actions
from pages.components.overview import build_screens
from pages.components.overview_page import Overview, find_other
from pages.components.periods import pick_period
from pages.components.projector import read_shown_view
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.since_meeting import show_no_meeting
from pages.components.url_choice import pick_in_row
from pages.components.welcome import show_steps

store, viewer = open_page("overview")
view = read_shown_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to)
    against = pick_in_row(
        "Compared with", ["Same months the year before", "The time before"], key="against"
    )
other, than = find_other(period, same_months=against == "Same months the year before")
page = Overview(store, viewer, view, period, other, than, read_actions(store, viewer), read_today())
frame.show(build_screens(page), page.caption)
if not view.meetings:
    show_no_meeting(store, viewer)
