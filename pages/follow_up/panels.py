"""Panels: which incidents went to a decision forum or an out-of-court panel, and the outcome."""

import polars as pl
import streamlit as st

from core.access import Permission, can
from core.clock import read_today
from core.measures.panel_sentences import say_panels_title
from core.measures.panels import count_panels
from core.panels import read_panels
from pages.components.panels import show_outcomes, show_referrals
from pages.components.periods import pick_period
from pages.components.session import find_page, open_page

store, viewer = open_page("panels")
panels = read_panels(store, viewer)
title = st.empty()
# To today and not to the last day of data: a referral is known when it is recorded.
period = pick_period(read_today(), key="panels_period", default="Last 36 months")
counts = count_panels(panels, period)
title.title(say_panels_title(counts, period), anchor=False)
if counts.referrals:
    show_outcomes(counts, period)
    show_referrals(panels.filter(pl.col("on_day").is_between(period.start, period.end)))
else:
    st.markdown(
        "On an incident, “Record that it went to a panel” puts it here."
        if can(viewer, Permission.REVIEW)
        else "What the group's reviewers record of panels appears here."
    )
    st.page_link(find_page("incidents"), label="Open the incidents")
