"""A home against the protocol: were police needed, by which route, and what was not in line."""

from functools import partial

import polars as pl
import streamlit as st

from core.charts.shares import build_needed_figure, describe_needed
from core.measures.breach_sentences import VERDICT_WORDS, say_by_rule
from core.measures.home_sentences import (
    FEWEST_CALL_OUTS_DRAWN,
    say_needed_title,
)
from core.measures.one_home import (
    build_needed_by_year,
    find_in_line,
    say_findings_method,
    say_in_line,
    say_no_findings,
)
from core.measures.period import Period, say_period
from core.measures.sentences import say_needed
from core.measures.share import find_needed_share
from core.measures.tally import build_by_rule, count_findings
from core.vocabulary import Verdict
from pages.components.cards import Card, show_cards
from pages.components.figures import read_look, show_figure
from pages.components.home_record import HomePage
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.tables import show_download, show_table
from pages.components.text import escape

_STEPS = (
    (Verdict.WRONG_CHANNEL, "Told by the protocol's route", "by another route"),
    (Verdict.WRONG_DECIDER, "Decided by the protocol's person", "by another person"),
)


def build_needed_screen(page: HomePage, days: Period) -> Screen:
    """Whether police were needed, by year, with the route and the decider beside it."""
    heading = say_needed_title(find_needed_share(page.call_outs), page.not_agreed.known)
    return Screen("Police needed", heading, partial(_show_needed, page, days))


def _show_needed(page: HomePage, days: Period) -> None:
    if page.call_outs.height < FEWEST_CALL_OUTS_DRAWN:
        st.caption(
            f"All call-outs, {say_period(days)}; drawn from {FEWEST_CALL_OUTS_DRAWN} of them."
        )
    else:
        _show_years(page, days)
    show_cards(_build_step_cards(page), key="home_steps")


def _show_years(page: HomePage, days: Period) -> None:
    needed = build_needed_by_year(page.call_outs, days, page.own.covered)
    agreed = " Only what the group agreed is shown here." if page.agreed_only else ""
    show_figure(
        build_needed_figure(needed, "year", read_look()),
        key="home_needed",
        alt=describe_needed(needed, "year"),
        method=(
            f"All call-outs, {say_period(days)}: {say_needed(find_needed_share(page.call_outs))}, "
            "Wilson's interval. By calendar year; at so few a year, a change from one to the next "
            f"can be chance.{agreed}"
        ),
        table=needed.rename(
            {
                "year": "Year",
                "needed": "Needed",
                "not_needed": "Not needed",
                "unknown": "Not known",
            }
        ),
        file_name=f"police_needed_{page.urn}.csv",
    )


def _build_step_cards(page: HomePage) -> list[Card]:
    """Route and decider: of the call-outs that could rightly be made."""
    cards = []
    for verdict, label, wrong in _STEPS:
        found = find_in_line(page.call_outs, page.findings, verdict, agreed_only=page.agreed_only)
        value = f"{found.yes} of {found.asked}" if found.asked else "none"
        cards.append(Card(label, value, say_in_line(found, wrong)))
    return cards


def build_findings_screen(page: HomePage) -> Screen:
    """What was not in line, by rule in the protocol's order of clauses."""
    rules = build_by_rule(count_findings(page.findings))
    standing = rules.filter(pl.col("agreed") + pl.col("suggested") > 0)
    return Screen("By clause", say_by_rule(rules), partial(_show_findings, page, standing))


def _show_findings(page: HomePage, rules: pl.DataFrame) -> None:
    if rules.is_empty():
        judged = page.incidents.filter(pl.col("in_scope") & ~pl.col("level_hidden")).height
        st.markdown(say_no_findings(judged, agreed_only=page.agreed_only))
        return
    counts = {"agreed": "Agreed"} if page.agreed_only else _COUNTS
    kind = pl.col("verdict").replace_strict(VERDICT_WORDS, return_dtype=pl.String)
    table = rules.select(
        pl.col("clause").alias("Clause"),
        pl.col("message").alias("What"),
        kind.alias("Kind"),
        *(pl.col(name).alias(words) for name, words in counts.items()),
    )
    file_name = f"findings_{page.urn}.csv"
    alt = f"Findings of this home by clause. {say_by_rule(rules)}"
    # A phone has no room for the kind, and the words beside it say as much.
    show_table(
        table.drop("Kind"), alt=alt, key="home_findings", file_name=file_name, download=False
    )
    st.caption(say_findings_method(page.period, agreed_only=page.agreed_only))
    if is_projecting():
        return  # The register names children's references.
    show_download(table, key="home_findings", file_name=file_name)
    st.markdown("Open this home's incidents under a clause:")
    with st.container(horizontal=True, gap="small"):
        for clause in rules["clause"].unique(maintain_order=True):
            query = {"home": page.urn, "finding": f"clause:{clause}", **build_register_days(page)}
            st.page_link(find_page("incidents"), label=escape(clause), query_params=query)
        st.page_link(find_page("breaches"), label="All homes, on Not in line")


_COUNTS = {"agreed": "Agreed", "suggested": "Suggested"}


def build_register_days(page: HomePage) -> dict[str, str]:
    """The register's period, as its URL says it."""
    return {
        "incidents_period": "Choose…",
        "incidents_period_from": page.period.start.isoformat(),
        "incidents_period_to": page.period.end.isoformat(),
    }
