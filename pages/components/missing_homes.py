"""Where children go missing again and again, and why: the page's screens about homes."""

from datetime import timedelta

import polars as pl
import streamlit as st

from core.access import Sight, Viewer, can_see_unreported, read_access
from core.clock import say_date
from core.measures.missing import build_by_home, find_noted, find_repeated
from core.measures.missing_sentences import (
    say_by_home_title,
    say_causes_title,
    say_noted,
    say_other_homes,
    say_repeated,
    say_repeated_title,
)
from core.measures.period import Period, say_period
from core.measures.timeline import find_uncovered_days
from core.reading import View
from pages.components.missing import sees_children
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.since_meeting import build_query
from pages.components.tables import show_table
from pages.components.text import escape


def build_repeated_screen(view: View, episodes: pl.DataFrame, span: Period) -> Screen:
    """Each home with three episodes or more, by name, with what was noted there."""
    repeated = find_repeated(episodes, view.homes)
    heading = say_repeated_title(repeated.height, span)
    return Screen("Repeated", heading, lambda: _show_repeated(view, episodes, repeated, span))


def _show_repeated(
    view: View, episodes: pl.DataFrame, repeated: pl.DataFrame, span: Period
) -> None:
    noted = find_noted(episodes, repeated, view.annotations, span.end)
    for row in repeated.iter_rows(named=True):
        quiet = 0
        if row["last_on"] < span.end:
            days = Period(row["last_on"] + timedelta(days=1), span.end)
            quiet = find_uncovered_days(days, view.covered)
        said = say_repeated(
            f"**{escape(row['name'])}**",
            row["episodes"],
            row["known"],
            row["children"],
            (row["first_on"], row["last_on"]),
            span.end,
            quiet,
        )
        notes = noted.filter(pl.col("home_id") == row["home_id"])
        lines = [
            say_noted(
                note["on_day"],
                escape(note["words"].removesuffix(".")),
                note["before"],
                note["since"],
            )
            for note in notes.iter_rows(named=True)
        ]
        st.markdown("\n".join([said, "", *(f"- {line}" for line in lines)]))
    st.caption(
        f"Homes by name, {say_period(span)}: always the three years to the end of the period. "
        "Before and since are counts over spans of different length: children move, small numbers "
        "change by chance, and no cause is claimed. Three episodes are a reason to ask why."
    )


def build_by_home_screen(
    viewer: Viewer, homes: pl.DataFrame, incidents: pl.DataFrame, period: Period
) -> Screen:
    """Those of `homes` with an episode or a child away, by name."""
    by_home = build_by_home(incidents, homes)
    heading = say_by_home_title(
        by_home.filter(pl.col("episodes") > 0).height, by_home.filter(pl.col("away") > 0).height
    )
    is_open = (pl.col("closed_on") >= period.start).fill_null(True) & (
        pl.col("opened_on") <= period.end
    ).fill_null(True)
    others = homes.filter(is_open).join(by_home, on="home_id", how="anti").height
    said = say_other_homes(others, sees_unreported=can_see_unreported(viewer))
    # Of one home that was chosen there are no others to speak of.
    others_said = f"{said} " if homes.height > 1 else ""
    return Screen("By home", heading, lambda: _show_by_home(viewer, by_home, others_said))


def _show_by_home(viewer: Viewer, by_home: pl.DataFrame, others: str) -> None:
    names = {
        "name": "Home",
        "episodes": "Missing episodes",
        "children": "Children",
        "call_outs": "Reported to the police",
        "held": "Return interviews held",
        "away": "Away without authorisation",
        "last_on": "Last episode",
    }
    if not sees_children(viewer):
        names.pop("children")
    show_table(
        by_home.select(pl.col(name).alias(words) for name, words in names.items()),
        alt="Missing episodes by home, in the order of the homes' names",
        key="missing_by_home",
        file_name="missing_by_home.csv",
        download=not is_projecting(),
    )
    st.caption(
        f"{others}By name, never ranked: a home may "
        "have many episodes of one child, or look after children who go missing most."
    )


def build_causes_screen(
    viewer: Viewer, view: View, causes: pl.DataFrame, span: Period, home_id: int | None
) -> Screen:
    """What was found to be behind episodes, in the words of whoever wrote it; never on the wall."""
    may_see = read_access(viewer).child_refs is not Sight.NONE
    query = {"category": "missing", **build_query(span)}
    if home_id is not None:
        query["home"] = view.homes.filter(pl.col("home_id") == home_id)["urn"][0]
    return Screen(
        "Why",
        say_causes_title(causes.height, span, may_see=may_see),
        lambda: _show_causes(view, causes, query, asks=may_see and causes.is_empty()),
    )


def _show_causes(view: View, causes: pl.DataFrame, query: dict[str, str], *, asks: bool) -> None:
    if asks:
        st.markdown("The question to ask of each: why did the child go, and can it be mended?")
    names = view.homes.select("home_id", "name")
    for row in causes.join(names, on="home_id", maintain_order="left").iter_rows(named=True):
        st.markdown(
            f"**{say_date(row['occurred_on'])}, {escape(row['name'])}**: {escape(row['cause'])} "
            f"({escape(row['reference'])})"
        )
    st.page_link(
        find_page("incidents"),
        label="Open the episodes in the register",
        query_params=query,
    )
