"""Each home's rate with its uncertainty; homes are compared on behaviour call-outs only."""

import polars as pl
import streamlit as st

from core.access import Sight, read_access
from core.charts.rates import build_rates_figure, describe_rates
from core.charts.shares import build_needed_figure, describe_needed
from core.measures.period import say_period
from core.measures.rates import build_rates, filter_call_outs, find_area_rate
from core.measures.sentences import say_count
from core.measures.share import build_needed_by
from core.reading import read_view
from core.vocabulary import CallOutKind
from pages.components.figures import read_look, show_figure
from pages.components.home_list import (
    build_home_table,
    say_colours,
    say_homes_title,
    say_left_out,
    show_home_links,
)
from pages.components.periods import pick_period
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("homes")
view = read_view(store, viewer)
if view.homes.is_empty():
    show_steps(viewer, homes=0, incidents=0)
    st.stop()

title, caption = st.empty(), st.empty()
with st.container(horizontal=True, gap="medium"):
    period = pick_period(view.data_to, key="homes_period", default="Last 36 months")
    kind = st.segmented_control(
        "Call-outs",
        list(CallOutKind),
        default=CallOutKind.BEHAVIOUR,
        required=True,
        key="homes_kind",
        bind="query-params",
        format_func=lambda k: k.value,
    )
rates = build_rates(view.call_outs, view.homes, view.places, period, CallOutKind(kind))
counted = filter_call_outs(view.call_outs, period, CallOutKind(kind))
# A viewer of a few homes has no area to be set against: their own rates are no yardstick.
whole_area = read_access(viewer).call_outs is Sight.ALL
if not whole_area:
    rates = rates.with_columns(
        expected=pl.lit(None, dtype=pl.Float64), position=pl.lit(None, dtype=pl.String)
    )
area_rate = find_area_rate(rates) if whole_area else None

title.title(say_homes_title(rates, kind, whole_area))
caption.caption(
    f"{kind.capitalize()} call-outs, {say_period(period)} · {say_count(rates.height, 'home')} open "
    + ("· each against the rate of all homes together" if whole_area else "· yours only")
)
show_figure(
    build_rates_figure(rates, area_rate, read_look()),
    key="rates",
    alt=describe_rates(rates),
    method=(
        "Call-outs per place-year (registered places times days open, over 365.25) with exact "
        "95 % limits. Homes by name, never ranked. "
        + (say_colours() if whole_area else "")
        + say_left_out(rates, counted.height)
    ),
    table=build_home_table(rates),
    file_name="rates.csv",
)
show_home_links(rates)

st.subheader("Were police needed, by provider")
called = filter_call_outs(view.call_outs, period).join(
    view.homes.select("home_id", "provider"), on="home_id"
)
needed = build_needed_by(called, "provider")
if needed.is_empty():
    st.markdown("No call-outs in this period.")
else:
    show_figure(
        build_needed_figure(needed, "provider", read_look()),
        key="needed",
        alt=describe_needed(needed, "provider"),
        method=(
            f"All call-outs, {say_period(period)}, by the group's answer or, before the review, "
            "the rules' suggestion. Not known is shown, not dropped."
        ),
        table=needed,
        file_name="police_needed_by_provider.csv",
    )
