"""The homes of a rates frame: their tables, and a way to each of them."""

import polars as pl
import streamlit as st

from core.charts.funnel_words import MOST_NAMED
from core.measures.funnel import Position
from pages.components.projector import is_projecting
from pages.components.session import find_page
from pages.components.tables import show_download, show_table
from pages.components.text import escape

_POSITIONS = {
    Position.WITHIN.value: "as chance would have it",
    Position.HIGH_95.value: "worth a look: higher",
    Position.HIGH_998.value: "higher than chance explains",
    Position.LOW_95.value: "worth a look: lower",
    Position.LOW_998.value: "lower than chance explains",
    Position.NOT_ENOUGH_DATA.value: "not enough data",
}


def build_home_table(rates: pl.DataFrame) -> pl.DataFrame:
    """The rates as a table to read: rounded, the position in words where there is any."""
    table = rates.select(
        pl.col("name").alias("Home"),
        pl.col("provider").alias("Provider"),
        *_FIGURES,
    )
    return _drop_yardstick(table, rates)


def build_provider_table(providers: pl.DataFrame) -> pl.DataFrame:
    """The providers' rates as a table to read, with how many homes each rests on."""
    table = providers.select(
        pl.col("provider").alias("Provider"), pl.col("homes").alias("Homes"), *_FIGURES
    )
    return _drop_yardstick(table, providers)


_FIGURES = (
    pl.col("call_outs").alias("Call-outs"),
    pl.col("place_years").round(2).alias("Place-years"),
    pl.col("rate").round(2).alias("Rate"),
    pl.col("lower").round(2).alias("Lower 95 %"),
    pl.col("upper").round(2).alias("Upper 95 %"),
    pl.col("expected").round(1).alias("Expected"),
    pl.col("position").replace_strict(_POSITIONS, default=None).alias("Against the area"),
)


def _drop_yardstick(table: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    if rates["position"].is_null().all():
        return table.drop("Expected", "Against the area")
    return table


_MOST_ON_WALL = 8  # rows of one table that a wall of 1080 has room for


def show_long_table(table: pl.DataFrame, *, alt: str, key: str, file_name: str) -> None:
    """A table of homes by name; of more than can be read the one that is looked up, and the CSV."""
    if is_projecting() and _MOST_ON_WALL < table.height <= MOST_NAMED:
        half = (table.height + 1) // 2
        for column, part in zip(st.columns(2), (table[:half], table[half:]), strict=True):
            with column:
                show_table(part, alt=alt, key=key, file_name=file_name, download=False)
        return
    if table.height <= MOST_NAMED:
        show_table(table, alt=alt, key=key, file_name=file_name, download=not is_projecting())
        return
    found = st.selectbox(
        f"Find one of {table.height:,} homes",
        range(table.height),
        index=None,
        format_func=table["Home"].__getitem__,
        key=f"{key}_found",
        placeholder="type a name",
    )
    if found is not None:
        show_table(table[found], alt=alt, key=key, file_name=file_name, download=False)
    if not is_projecting():
        show_download(table, key=key, file_name=file_name)


def show_home_links(rates: pl.DataFrame) -> None:
    """A link to every home, by name; of more than can be read a list to search."""
    if rates.height > MOST_NAMED:
        names = dict(rates.select("urn", "name").iter_rows())
        urn = st.selectbox(
            f"Open one of {rates.height:,} homes",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="open_home",
            placeholder="type a name",
        )
        if urn is not None:
            open_home(urn)
        return
    st.markdown("Open a home:")
    with st.container(horizontal=True, gap="small"):
        for urn, name in rates.select("urn", "name").iter_rows():
            st.page_link(find_page("home"), label=escape(name), query_params={"home": urn})


def open_home(urn: str) -> None:
    """Go to a home's own page."""
    st.switch_page(find_page("home"), query_params={"home": urn})
