"""Each home against what chance gives; homes are compared on behaviour call-outs only."""

import streamlit as st

from core.measures.homes_sentences import say_homes_caption
from core.measures.timeline import find_uncovered_days
from pages.components.homes_screens import build_homes_screens, compare_homes
from pages.components.periods import pick_period
from pages.components.projector import read_shown_view
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.text import escape
from pages.components.welcome import show_steps

store, viewer = open_page("homes")
view = read_shown_view(store, viewer)
if view.homes.is_empty():
    show_steps(viewer, homes=0, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to, key="homes_period", default="Last 36 months")
compared = compare_homes(view, viewer, period)
missing = find_uncovered_days(period, view.covered)
frame.show(
    build_homes_screens(compared, viewer),
    escape(
        say_homes_caption(
            compared.rates, period, missing, bool(view.covered), compared.area_rate is not None
        )
    ),
)
