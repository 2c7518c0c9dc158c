"""The homes of a rates frame: their title, their table, and a link to each."""

import polars as pl
import streamlit as st

from core.measures.funnel import Position
from core.measures.sentences import say_count
from core.vocabulary import CallOutKind
from pages.components.session import find_page
from pages.components.text import escape

_POSITIONS = {
    Position.WITHIN.value: "as chance would have it",
    Position.HIGH_95.value: "worth a look: higher",
    Position.HIGH_998.value: "higher than chance explains",
    Position.LOW_95.value: "worth a look: lower",
    Position.LOW_998.value: "lower than chance explains",
    Position.NOT_ENOUGH_DATA.value: "not enough data",
}


def say_homes_title(rates: pl.DataFrame, kind: str, whole_area: bool) -> str:
    """Which homes stand out (99.8 % only), and for how many there is too little to tell."""
    total = int(rates["call_outs"].sum())
    if not whole_area:
        return f"{say_count(total, f'{kind} call-out').capitalize()} at your homes"
    high = rates.filter(pl.col("position") == Position.HIGH_998.value)["name"].to_list()
    few = rates.filter(pl.col("position") == Position.NOT_ENOUGH_DATA.value).height
    if kind == CallOutKind.PROTECTIVE.value:
        return f"{say_count(total, 'protective call-out').capitalize()}: no measure of a home"
    if not high:
        first = "No home stands out"
    elif len(high) <= 2:
        first = f"{escape(' and '.join(high))} stand{'s' if len(high) == 1 else ''} out"
    else:
        first = f"{len(high)} homes stand out"
    return f"{first}; for {few} there is too little to tell" if few else first


def say_colours() -> str:
    """What the chart's colours mean where homes are set against the whole area."""
    return (
        "Orange: above what chance gives once in a thousand; grey: fewer than two expected, not "
        "enough data to tell. "
    )


def say_left_out(rates: pl.DataFrame, call_outs: int) -> str:
    """How many homes are in no rate, and how many of all the call-outs that leaves out."""
    without = rates.filter(pl.col("rate").is_null())
    elsewhere = call_outs - int(rates["call_outs"].sum())
    if elsewhere:
        known = say_left_out(rates, call_outs - elsewhere)
        return f"{known} Left out too: {say_count(elsewhere, 'call-out')} at homes not open then."
    if without.is_empty():
        return "Every home is in it."
    said = say_count(without.height, "home")
    return (
        f"{said} without registered places {'is' if without.height == 1 else 'are'} in no rate; "
        f"that leaves out {say_count(int(without['call_outs'].sum()), 'call-out')}."
    )


def build_home_table(rates: pl.DataFrame) -> pl.DataFrame:
    """The rates as a table to read: rounded, the position in words where there is any."""
    table = rates.select(
        pl.col("name").alias("Home"),
        pl.col("provider").alias("Provider"),
        pl.col("call_outs").alias("Call-outs"),
        pl.col("place_years").round(2).alias("Place-years"),
        pl.col("rate").round(2).alias("Rate"),
        pl.col("lower").round(2).alias("Lower 95 %"),
        pl.col("upper").round(2).alias("Upper 95 %"),
        pl.col("expected").round(1).alias("Expected"),
        pl.col("position").replace_strict(_POSITIONS, default=None).alias("Against all homes"),
    )
    if rates["position"].is_null().all():
        return table.drop("Expected", "Against all homes")
    return table


def show_home_links(rates: pl.DataFrame) -> None:
    """A link to every home, by name."""
    st.markdown("Open a home:")
    with st.container(horizontal=True, gap="small"):
        for row in rates.iter_rows(named=True):
            st.page_link(
                find_page("home"), label=escape(row["name"]), query_params={"home": row["urn"]}
            )
