"""A figure with what every figure has: takeaway, method, table, CSV."""

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from core.charts.theme import Look
from pages.components.projector import is_projecting
from pages.components.tables import show_table


def read_look() -> Look:
    """How the reader sees figures, for the charts' template: light or dark, desk or wall."""
    return Look("dark" if st.context.theme.type == "dark" else "light", is_projecting())


def show_figure(
    figure: go.Figure, *, key: str, alt: str, method: str, table: pl.DataFrame, file_name: str
) -> None:
    """A chart, its method and denominators beneath, and its data as a table and a CSV.

    Args:
        figure: from `core.charts`.
        key: unique on the page.
        alt: the takeaway, for a screen reader.
        method: method, period and denominator, in a sentence; plain text.
        table: the figure's data, its column names as headings.
        file_name: of the CSV.
    """
    st.plotly_chart(
        figure, key=key, alt=alt, theme=None, config={"displayModeBar": False, "staticPlot": True}
    )
    st.caption(method)
    if is_projecting():
        return  # One idea a screen: the table is on the desk.
    with st.expander("Table"):
        show_table(table, alt=alt, key=key, file_name=file_name)
