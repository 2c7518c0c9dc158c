"""What the chair opens before a meeting: fewer or more, rightly or not, and what waits."""

import polars as pl
import streamlit as st

from core.charts.timeline import build_timeline_figure, describe_timeline
from core.clock import read_today, say_date
from core.measures.comparison import compare_periods
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.timeline import build_monthly, find_uncovered_days
from core.reading import read_actions, read_view
from pages.components.cards import show_cards
from pages.components.figures import read_look, show_figure
from pages.components.overview import build_overview_cards, say_findings, show_standing_out
from pages.components.periods import months_before, pick_period
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("overview")
view = read_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

title, caption = st.empty(), st.empty()
with st.container(horizontal=True, gap="medium"):
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
found = compare_periods(view.call_outs, view.homes, view.places, period, other)

said, sentence = say_findings(
    found, "a year before" if same_months else "before", view, period, other
)
title.title(said)
data_to = say_date(view.data_to) if view.data_to else "no date"
caption.caption(
    f"{say_period(period)} · {say_count(view.homes.height, 'home')} · compared with "
    f"{say_period(other)} · data to {data_to}"
)
st.markdown(sentence)
actions = read_actions(store, viewer)
show_cards(build_overview_cards(view, period, actions, read_today()), key="overview_cards")

left, right = st.columns([3, 2], gap="large")
with left:
    span = Period(months_before(period.end, 36), period.end)
    monthly = build_monthly(view.call_outs, span, view.covered)
    st.subheader(
        f"{say_count(int(monthly['behaviour'].sum() or 0), 'behaviour call-out')} and "
        f"{monthly['protective'].sum() or 0} protective in three years"
    )
    uncovered = find_uncovered_days(span, view.covered)
    show_figure(
        build_timeline_figure(monthly, read_look()),
        key="timeline",
        alt=describe_timeline(monthly),
        method=(
            f"Call-outs a month, all homes you may see, {say_period(span)}. Behaviour: level 1 or "
            "2, or an offence without a level. Protective: every other, such as a missing child. "
            + (f"For {uncovered} days no import states to cover them." if uncovered else "")
        ),
        table=monthly.select(
            "month", "behaviour", "protective", pl.col("is_whole").alias("whole month covered")
        ),
        file_name="call_outs_by_month.csv",
    )
with right:
    show_standing_out(store, viewer, view, period)
