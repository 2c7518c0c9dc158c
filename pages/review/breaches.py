"""What was not in line with the protocol: by clause, owner, home; suggested against agreed."""

import polars as pl
import streamlit as st

from core.measures.period import say_period
from core.measures.sentences import say_count
from core.measures.tally import filter_breaches
from pages.components.breach_tables import say_breach_title, show_both_sides, show_breaches_by
from pages.components.periods import pick_period
from pages.components.projector import read_shown_view
from pages.components.screens import Screen, open_frame
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("breaches")
view = read_shown_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to, key="breaches_period", default="Last 12 months")
    by = st.segmented_control(
        "By",
        ["Clause", "Whose step", "Home", "Month"],
        default="Clause",
        required=True,
        key="by",
        bind="query-params",
    )
findings = view.findings.filter(pl.col("occurred_on").is_between(period.start, period.end)).join(
    view.homes.select("home_id", home="name"), on="home_id"
)
breaches = filter_breaches(findings)
incidents = breaches["incident_id"].n_unique()
frame.show(
    [
        Screen("Both sides", say_breach_title(breaches), lambda: show_both_sides(findings)),
        Screen(
            f"By {by.lower()}",
            f"The findings by {by.lower()}",
            lambda: show_breaches_by(breaches, str(by)),
        ),
    ],
    f"{say_period(period)} · findings on {say_count(incidents, 'incident')}"
    " · suggested by the rules until the group agrees or dismisses",
)
