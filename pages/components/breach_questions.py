"""What is no breach: answers that are not recorded, and findings that are only worth asking."""

import polars as pl
import streamlit as st

from core.measures.breach_sentences import (
    OWNER_WORDS,
    say_advisories,
    say_question,
    say_unrecorded,
)
from core.measures.tally import build_advisories, build_unrecorded
from pages.components.breach_counts import Breaches, show_bars
from pages.components.contract_words import say_column
from pages.components.screens import Screen
from pages.components.tables import say_each, show_table


def build_unrecorded_screen(found: Breaches) -> Screen:
    """What to ask for, by column: a blank is neither compliance nor guilt."""
    unrecorded = build_unrecorded(found.counted)
    heading = say_unrecorded(unrecorded)

    def show() -> None:
        if unrecorded.is_empty():
            st.markdown("Every rule that looked at an incident of this period could tell.")
            return
        table = unrecorded.select(
            pl.col("owner").replace_strict(OWNER_WORDS, return_dtype=pl.String).alias("Who knows"),
            say_each(
                unrecorded.select("message", "columns"),
                lambda row: say_question(row["message"], [say_column(c) for c in row["columns"]]),
            ).alias("What to ask, and its column"),
            pl.col("open").alias("Before the review"),
            pl.col("reviewed").alias("Reviewed without it"),
        )
        show_table(table, alt=heading, key="unrecorded", file_name="not_recorded.csv")
        st.caption(
            "Incidents on which a rule could not tell, because a column is blank. That is no "
            "breach: a blank is neither compliance nor guilt. An incident's page has the button "
            "that asks its home."
        )

    return Screen("Not recorded", heading, show)


def build_advisories_screen(found: Breaches) -> Screen:
    """What is worth asking: prompts, counted apart."""
    advisories = build_advisories(found.counted).with_columns(
        words=pl.format("{}: {}", "clause", "message")
    )
    heading = say_advisories(advisories)

    def show() -> None:
        columns = {"clause": "Clause", "message": "What"}
        unit = "Prompts, none of them a breach, one rule on one incident each"
        show_bars(found, advisories, "words", columns, "prompts", unit, heading, "worth_asking")

    return Screen("Worth asking", heading, show)
