"""What was not in line with the protocol: by clause, owner, home; suggested against agreed."""

import streamlit as st

from core.access import can_see_unreported
from core.measures.breach_sentences import say_page_caption
from pages.components.breach_agreement import build_agreement_screen, build_needed_screen
from pages.components.breach_counts import (
    BY,
    Breaches,
    build_by_screen,
    build_empty_screen,
    build_sides_screen,
)
from pages.components.breach_questions import build_advisories_screen, build_unrecorded_screen
from pages.components.periods import pick_period
from pages.components.projector import read_shown_view, sees_agreed_only
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.url_choice import pick_in_row
from pages.components.welcome import show_steps

store, viewer = open_page("breaches")
view = read_shown_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to, key="breaches_period", default="Last 12 months")
    by = pick_in_row("By", BY, key="by")
# Who sees only what was agreed sees no share of it, and nothing of what is not recorded.
agreed_only = sees_agreed_only(viewer)
found = Breaches(view, period, agreed_only, can_see_unreported(viewer))
if found.incidents.is_empty():
    screens = [build_empty_screen(found)]
else:
    screens = [build_sides_screen(found), build_by_screen(found, by)]
    if not agreed_only:
        screens += [build_agreement_screen(found), build_needed_screen(found)]
        screens += [build_unrecorded_screen(found)]
    screens += [build_advisories_screen(found)]
frame.show(screens, say_page_caption(found.incidents, period, agreed_only))
