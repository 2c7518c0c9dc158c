"""A table that people read, with its download."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from core.export import render_frame_csv
from pages.components.session import while_let_in
from pages.components.text import escape


def show_table(
    frame: pl.DataFrame, *, alt: str, key: str, file_name: str, download: bool = True
) -> None:
    """A small table as real HTML, its text never markup, and the same as CSV.

    Column names are the headings. Dates and moments are written as people write them.
    """
    shown = frame.select(_as_text(frame, name) for name in frame.columns)
    st.table(shown.to_pandas(), hide_index=True, alt=alt, border="horizontal")
    if download:
        show_download(frame, key=key, file_name=file_name)


def say_each(frame: pl.DataFrame, say: Callable[[dict[str, Any]], str]) -> pl.Series:
    """A sentence for each row, by the columns that the frame has.

    Never by a function inside of Polars: its own threads would want Python's lock, which another
    session may hold while it waits for those threads, and the server would stand still for good.
    """
    return pl.Series([say(row) for row in frame.iter_rows(named=True)], dtype=pl.String)


def _as_text(frame: pl.DataFrame, name: str) -> pl.Expr | pl.Series:
    column, dtype = pl.col(name), frame.schema[name]
    if dtype == pl.Date:
        return column.dt.strftime("%-d %B %Y").fill_null("")
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%-d %B %Y, %H:%M").fill_null("")
    if dtype == pl.Boolean:
        return (
            pl.when(column)
            .then(pl.lit("yes"))
            .when(~column)
            .then(pl.lit("no"))
            .otherwise(pl.lit(""))
            .alias(name)
        )
    if dtype == pl.String:
        words = ("" if words is None else escape(words) for words in frame[name])
        return pl.Series(name, list(words), dtype=pl.String)
    return column.cast(pl.String).fill_null("")


def show_download(frame: pl.DataFrame, *, key: str, file_name: str, label: str = "CSV") -> None:
    """A button that makes the CSV when it is pressed."""
    st.download_button(
        label,
        data=while_let_in(lambda: render_frame_csv(frame)),
        file_name=file_name,
        mime="text/csv",
        key=f"{key}_csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
