"""Board report: choose how far it goes and until which year, read it, take it as a file."""

import streamlit as st

from core.clock import read_today
from core.reports.board_report import build_board_report
from core.reports.board_report_files import RECIPIENTS
from pages.components.board_report import (
    EXPLAINED,
    pick_level,
    pick_until,
    show_buttons,
    show_report,
)
from pages.components.session import open_page
from pages.components.sharing import pick_terms

store, viewer = open_page("board")
today = read_today()
title, about = st.empty(), st.empty()
with st.container(horizontal=True, gap="medium"):
    level = pick_level(viewer)
    until = pick_until(store, viewer, level, today)
st.caption(EXPLAINED[level])
# Each level has recipients of its own: what was written for one is not sent at another.
terms = pick_terms(viewer, (level,), recipient=RECIPIENTS[level], key=f"board_{level.value}")
report = build_board_report(store, viewer, until, level, today)
if terms is not None:
    show_buttons(store, viewer, report, terms)
show_report(viewer, report, title, about)
