"""One home over time: call-outs, what was not in line, missing episodes, actions."""

import polars as pl
import streamlit as st

from core.charts.timeline import build_timeline_figure, describe_timeline
from core.measures.period import say_period
from core.measures.timeline import build_monthly
from core.reading import read_actions, read_view
from pages.components.cards import show_cards
from pages.components.figures import read_look, show_figure
from pages.components.home_record import (
    build_home_cards,
    pick_home,
    say_home_facts,
    say_home_title,
    show_home_findings,
    show_home_incidents,
)
from pages.components.periods import pick_period
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("home")
view = read_view(store, viewer)
if view.homes.is_empty():
    show_steps(viewer, homes=0, incidents=0)
    st.stop()

title, caption = st.empty(), st.empty()
names = dict(view.homes.sort("name").select("urn", "name").iter_rows())
with st.container(horizontal=True, gap="medium"):
    urn = pick_home(names)
    period = pick_period(view.data_to, key="home_period", default="Last 36 months")
home = view.homes.filter(pl.col("urn") == urn).row(0, named=True)
here = pl.col("home_id") == home["home_id"]
within = pl.col("occurred_on").is_between(period.start, period.end)
incidents = view.incidents.filter(here & within)
call_outs = view.call_outs.filter(here & within)
actions = read_actions(store, viewer).filter(here)

title.title(say_home_title(home["name"], call_outs, period))
caption.caption(say_home_facts(store, viewer, view, home))
show_cards(build_home_cards(view, home, period, actions), key="home_cards")

monthly = build_monthly(call_outs, period, view.covered)
show_figure(
    build_timeline_figure(monthly, read_look()),
    key="home_timeline",
    alt=f"{home['name']}. {describe_timeline(monthly)}",
    method=(
        f"Call-outs a month, {say_period(period)}. At one home's counts a single month says "
        "nothing by itself: no trend is drawn."
    ),
    table=monthly.drop("is_whole"),
    file_name=f"call_outs_{urn}.csv",
)
show_home_findings(view.findings.filter(here & within), str(urn))
show_home_incidents(incidents, str(urn))
