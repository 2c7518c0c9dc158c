"""Findings counted: both sides of the protocol, and by what the reader asks for."""

import polars as pl
import streamlit as st

from core.measures.sentences import say_count
from core.measures.tally import build_breach_counts
from core.vocabulary import FindingOwner, FindingState, Verdict, say
from pages.components.cards import Card, show_cards
from pages.components.tables import show_table

_OWNERS = {owner.value: say(owner) for owner in FindingOwner}
_STEPS = (Verdict.WRONG_CHANNEL, Verdict.WRONG_DECIDER, Verdict.PROCESS)


def say_breach_title(breaches: pl.DataFrame) -> str:
    """How many were agreed, and how many wait."""
    agreed = breaches.filter(pl.col("state") == FindingState.CONFIRMED.value).height
    waiting = breaches.filter(pl.col("state") == FindingState.SUGGESTED.value).height
    if breaches.is_empty():
        return "Nothing found out of line with the protocol"
    if waiting and not agreed:
        return f"{say_count(waiting, 'finding')} suggested, none agreed yet"
    tail = f", {waiting} more suggested" if waiting else ""
    return f"{say_count(agreed, 'finding').capitalize()} agreed{tail}"


def show_both_sides(findings: pl.DataFrame) -> None:
    """Calls that should not have been made beside those that should; police steps beside homes'."""
    kept = findings.filter(pl.col("state") != FindingState.DISMISSED.value)

    def count(*verdicts: Verdict, police: bool | None = None) -> str:
        rows = kept.filter(pl.col("verdict").is_in([v.value for v in verdicts]))
        if police is not None:
            rows = rows.filter((pl.col("owner") == "police") == police)
        agreed = rows.filter(pl.col("state") == FindingState.CONFIRMED.value).height
        return f"{agreed} agreed, {rows.height - agreed} suggested"

    def height(*verdicts: Verdict, police: bool | None = None) -> str:
        rows = kept.filter(pl.col("verdict").is_in([v.value for v in verdicts]))
        if police is not None:
            rows = rows.filter((pl.col("owner") == "police") == police)
        return str(rows.height)

    show_cards(
        [
            Card(
                "Police contact could have been avoided",
                height(Verdict.OVER_REPORT),
                count(Verdict.OVER_REPORT),
            ),
            Card(
                "Police or social care should have been told",
                height(Verdict.UNDER_REPORT),
                count(Verdict.UNDER_REPORT),
            ),
            Card(
                "Route, decider or step: homes, carers, councils",
                height(*_STEPS, police=False),
                count(*_STEPS, police=False),
            ),
            Card(
                "Steps of the police",
                height(*_STEPS, police=True),
                count(*_STEPS, police=True),
            ),
        ],
        key="both_sides",
    )


def show_breaches_by(breaches: pl.DataFrame, by: str) -> None:
    """One table: rows by clause, owner, home or month; agreed, suggested and dismissed apart."""
    words = {v.value: say(v) for v in Verdict}
    named = breaches.with_columns(
        Kind=pl.col("verdict").replace_strict(words),
        Home=pl.col("home"),
        Clause=pl.col("clause"),
        What=pl.col("message"),
        Month=pl.col("occurred_on").dt.truncate("1mo").dt.strftime("%Y-%m"),
        **{"Whose step": pl.col("owner").replace_strict(_OWNERS)},
    )
    columns = {
        "Clause": ["Clause", "What", "Kind"],
        "Whose step": ["Whose step", "Kind"],
        "Home": ["Home", "Kind"],
        "Month": ["Month", "Kind"],
    }[by]
    if named.is_empty():
        st.markdown("No finding in this period. Choose a longer one to look further back.")
        return
    table = build_breach_counts(named, columns).rename(
        {"agreed": "Agreed", "suggested": "Suggested", "dismissed": "Dismissed"}
    )
    show_table(
        table.select(*columns, "Agreed", "Suggested", "Dismissed"),
        alt=f"Findings by {by.lower()}",
        key="breaches",
        file_name=f"findings_by_{by.lower().replace(' ', '_')}.csv",
    )
    st.caption(
        "A finding is one rule on one incident. Advisories (worth asking) and what is not recorded "
        "are not counted: neither is a breach. Dismissed findings show how often rules and group "
        "differ."
    )
