"""What was not in line, counted: both sides, and by clause, owner, home or month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import polars as pl
import streamlit as st

from core.charts.breaches import build_breach_figure, build_breach_months_figure
from core.measures.breach_sentences import (
    OWNER_WORDS,
    SIDE_WORDS,
    VERDICT_WORDS,
    describe_counts,
    say_both_sides,
    say_by_home,
    say_by_month,
    say_by_owner,
    say_by_rule,
    say_home_label,
    say_method,
    say_more_on_desk,
    say_no_incidents,
    say_nothing_happened,
    say_uncovered_months,
)
from core.measures.period import Period
from core.measures.tally import (
    build_both_sides,
    build_by_home,
    build_by_month,
    build_by_owner,
    build_by_rule,
    count_findings,
    filter_days,
)
from core.reading import View
from pages.components.figures import read_look, show_figure
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.tables import say_each
from pages.components.text import escape

BY = ("Clause", "Whose step", "Home", "Month")
_MOST_ON_WALL = 8
_NOUN = "Findings not in line with the protocol, one rule on one incident each"


@dataclass(frozen=True)
class Breaches:
    """What the page counts: one viewer's findings and incidents of a period.

    `agreed_only` for who sees only what the group agreed: to them the rest is not nought.
    `sees_unreported` for who sees all that nobody reported: to others a nought says nothing of it.
    """

    view: View
    period: Period
    agreed_only: bool
    sees_unreported: bool

    @property
    def second(self) -> str | None:
        """What stands in the figures beside the agreed ones."""
        return None if self.agreed_only else "suggested"

    @cached_property
    def findings(self) -> pl.DataFrame:
        """The period's findings."""
        return filter_days(self.view.findings, self.period)

    @cached_property
    def counted(self) -> pl.DataFrame:
        """They, counted by kind."""
        return count_findings(self.findings)

    @cached_property
    def incidents(self) -> pl.DataFrame:
        """The period's incidents."""
        return filter_days(self.view.incidents, self.period)


def build_empty_screen(found: Breaches) -> Screen:
    """A period without an incident: nothing could be out of line, and it is said so."""

    def show() -> None:
        st.markdown("Choose a longer period to look further back.")

    return Screen("Both sides", say_nothing_happened(found.period, found.view.covered), show)


def build_sides_screen(found: Breaches) -> Screen:
    """Calls that could have been avoided beside incidents left untold, and both sides' steps."""
    sides = build_both_sides(found.counted).with_columns(
        words=pl.col("side").replace_strict(SIDE_WORDS)
    )
    heading = say_both_sides(sides, found.agreed_only, sees_unreported=found.sees_unreported)
    if not found.sees_unreported:
        stands = pl.col("agreed") + pl.col("suggested") > 0
        sides = sides.filter((pl.col("side") != "untold") | stands)
    return Screen(
        "Both sides",
        heading,
        partial(show_bars, found, sides, "words", "What", "findings", _NOUN, heading, "both_sides"),
    )


def build_by_screen(found: Breaches, by: str) -> Screen:
    """The findings by one of `BY`."""
    builders = {
        "Clause": _build_clause_screen,
        "Whose step": _build_owner_screen,
        "Home": _build_home_screen,
        "Month": _build_month_screen,
    }
    return builders[by](found)


def _build_clause_screen(found: Breaches) -> Screen:
    rules = build_by_rule(found.counted).with_columns(
        words=pl.format("{}: {}", "clause", "message"),
        kind=pl.col("verdict").replace_strict(VERDICT_WORDS, return_dtype=pl.String),
    )
    heading = say_by_rule(rules)

    def show() -> None:
        more = {"clause": "Clause", "message": "What", "kind": "Kind"}
        show_bars(found, rules, "words", more, "findings", _NOUN, heading, "by_clause")
        clauses = _find_standing(rules)["clause"].unique(maintain_order=True)
        _show_links(
            "Open the incidents under a clause, those included where it could not tell:",
            ((clause, {"finding": f"clause:{clause}"}) for clause in clauses),
            found.period,
        )

    return Screen("By clause", escape(heading), show)


def _build_owner_screen(found: Breaches) -> Screen:
    owners = build_by_owner(found.counted)
    heading = say_by_owner(owners)
    named = owners.with_columns(
        owner=pl.col("owner").replace_strict(OWNER_WORDS, return_dtype=pl.String)
    )
    return Screen(
        "By whose step it was",
        heading,
        partial(
            show_bars, found, named, "owner", "Whose step", "findings", _NOUN, heading, "by_owner"
        ),
    )


def _build_home_screen(found: Breaches) -> Screen:
    homes = build_by_home(found.findings, found.incidents, found.view.homes)
    judged = homes.filter(pl.col("incidents") > 0)
    judged = judged.with_columns(
        words=say_each(judged, lambda row: say_home_label(row["home"], row["incidents"]))
    )
    heading = say_by_home(homes)

    def show() -> None:
        more = {"home": "Home", "incidents": "Incidents"}
        noun = f"{_NOUN}, beside the incidents that the protocol judges; homes by name"
        show_bars(found, judged, "words", more, "findings", noun, heading, "by_home")
        st.caption(escape(say_no_incidents(homes)))
        _show_links(
            "Open all incidents of a home in the period:",
            ((row["home"], {"home": row["urn"]}) for row in _find_standing(judged).to_dicts()),
            found.period,
        )

    return Screen("By home", heading, show)


def _build_month_screen(found: Breaches) -> Screen:
    months = build_by_month(found.findings, found.incidents, found.period, found.view.covered)
    heading = say_by_month(months)

    def show() -> None:
        named = months.with_columns(name=pl.col("month").dt.strftime("%B %Y"))
        more = {"name": "Month", "is_whole": "Whole month covered"}
        show_figure(
            build_breach_months_figure(months, read_look(), second=found.second),
            key="by_month",
            alt=describe_counts(heading, named.drop_nulls("agreed"), "name", found.second),
            method=say_method(found.period, _NOUN, found.agreed_only)
            + say_uncovered_months(months),
            table=_build_table(named, more, found.agreed_only),
            file_name="findings_by_month.csv",
        )
        _show_links(
            "Open all incidents of a month:",
            (
                (row["name"], _find_days(row["month"], found.period))
                for row in _find_standing(named).to_dicts()
            ),
            found.period,
        )

    return Screen("By month", heading, show)


def show_bars(
    found: Breaches,
    rows: pl.DataFrame,
    label: str,
    columns: Mapping[str, str] | str,
    unit: str,
    counted: str,
    heading: str,
    key: str,
) -> None:
    """A bar a row, its table under it; in words where there is no row."""
    if rows.is_empty():
        st.markdown("None in this period. Choose a longer one to look further back.")
        return
    headings = {label: columns} if isinstance(columns, str) else columns
    shown = filter_for_wall(rows) if "clause" in rows.columns else rows
    figure = build_breach_figure(shown, label, unit, read_look(), second=found.second)
    show_figure(
        figure,
        key=key,
        alt=describe_counts(heading, shown, label, found.second),
        method=say_method(found.period, counted, found.agreed_only)
        + say_more_on_desk(rows.height - shown.height),
        table=_build_table(rows, headings, found.agreed_only),
        file_name=f"findings_{key}.csv",
    )


def filter_for_wall(rules: pl.DataFrame) -> pl.DataFrame:
    """On the wall the rules with most findings, in the protocol's order; on the desk all."""
    if not is_projecting() or rules.height <= _MOST_ON_WALL:
        return rules
    standing = pl.col("agreed") + pl.col("suggested")
    return rules.filter(standing.rank("ordinal", descending=True) <= _MOST_ON_WALL)


def _build_table(rows: pl.DataFrame, columns: Mapping[str, str], agreed_only: bool) -> pl.DataFrame:
    counts = {"agreed": "Agreed", "suggested": "Suggested", "dismissed": "Dismissed"}
    if agreed_only:
        counts = {"agreed": "Agreed"}
    shown = {name: words for name, words in counts.items() if name in rows.columns}
    return rows.select(*columns, *shown).rename({**columns, **shown})


def _find_standing(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("agreed") + pl.col("suggested") > 0)


def _find_days(month: date, period: Period) -> dict[str, str]:
    last = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return _say_days(max(month, period.start), min(last - date.resolution, period.end))


def _say_days(start: date, end: date) -> dict[str, str]:
    """The Incidents page's period, as its URL says it."""
    return {
        "incidents_period": "Choose…",
        "incidents_period_from": start.isoformat(),
        "incidents_period_to": end.isoformat(),
    }


def _show_links(lead: str, links: Iterable[tuple[str, dict[str, str]]], period: Period) -> None:
    """Ways to the incidents behind the counts; on the wall none, for the register names them."""
    listed = list(links)
    if is_projecting() or not listed:
        return
    st.markdown(lead)
    with st.container(horizontal=True, gap="small"):
        for label, query in listed:
            st.page_link(
                find_page("incidents"),
                label=escape(label),
                query_params={**_say_days(period.start, period.end), **query},
            )
