"""One home over time: what stands out, call-outs, missing episodes, the protocol, follow-up."""

import streamlit as st

from pages.components.home_follow_up import build_follow_up_screen, build_incidents_screen
from pages.components.home_over_time import (
    build_gaps_screen,
    build_missing_screen,
    build_timeline_screen,
)
from pages.components.home_protocol import build_findings_screen, build_needed_screen
from pages.components.home_record import build_home_page, pick_home, say_home_facts
from pages.components.home_standing import build_standing_screen
from pages.components.periods import pick_period
from pages.components.projector import is_projecting, read_shown_view
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("home")
view = read_shown_view(store, viewer)
if view.homes.is_empty():
    show_steps(viewer, homes=0, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    home_id = pick_home(store, viewer, view)
    period = pick_period(view.data_to, key="home_period", default="Last 36 months")
page = build_home_page(store, viewer, view, home_id, period)
days = page.open_days

screens = [build_standing_screen(page)]
if days is not None:
    screens.append(build_timeline_screen(page, days))
    if not page.incidents.is_empty():
        screens += [build_missing_screen(page, days), build_gaps_screen(page)]
        if not page.call_outs.is_empty():
            screens.append(build_needed_screen(page, days))
        screens.append(build_findings_screen(page))
    elif not page.behaviour.is_empty():
        screens.append(build_gaps_screen(page))
screens.append(build_follow_up_screen(page))
if not is_projecting():  # References are on the desk only.
    screens.append(build_incidents_screen(page))
frame.show(screens, say_home_facts(page))
