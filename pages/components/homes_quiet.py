"""Days since each home's last behaviour call-out: good news where imports cover the days."""

import polars as pl
import streamlit as st

from core.clock import say_date
from core.measures.homes_sentences import say_quiet, say_quiet_title
from core.measures.quiet import build_quiet_days
from core.reading import View
from core.vocabulary import CallOutKind
from pages.components.home_list import show_long_table
from pages.components.screens import Screen
from pages.components.text import escape


def build_quiet_screen(view: View) -> Screen:
    """Every home open on the last day of the data, those without a call-out among them."""
    quiet = None
    if view.data_to is not None:
        behaviour = view.call_outs.filter(pl.col("kind") == CallOutKind.BEHAVIOUR.value)
        quiet = build_quiet_days(behaviour, view.homes, view.covered, view.data_to)
    return Screen(
        "Days since",
        escape(say_quiet_title(quiet)),
        lambda: _show_quiet(view, quiet),
    )


def _show_quiet(view: View, quiet: pl.DataFrame | None) -> None:
    if quiet is None or quiet.is_empty() or view.data_to is None:
        st.markdown(
            "No import states that it covers the last days, so a quiet home may be one without "
            "data. State the days when you import."
        )
        return
    st.caption(
        f"Behaviour call-outs, to {say_date(view.data_to)} whatever the period, at homes open on "
        "that day, by name; only days that imports state to cover. Quiet is good news where "
        "children are well and nothing went unreported."
    )
    table = quiet.select(
        pl.col("name").alias("Home"),
        pl.Series(
            "Last behaviour call-out",
            [say_date(day) if day else "none known" for day in quiet["last_on"]],
            dtype=pl.String,
        ),
    ).with_columns(
        pl.Series(
            "Days since",
            [say_quiet(*row) for row in quiet.select("days", "is_whole").iter_rows()],
            dtype=pl.String,
        )
    )
    show_long_table(
        table,
        alt="Days since each home's last behaviour call-out, homes by name",
        key="quiet",
        file_name="days_since_last.csv",
    )
