"""What the rules suggested against what the group agreed: findings, police needed, levels."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from core.charts.breaches import build_breach_figure
from core.clock import say_date
from core.measures.agreement import (
    build_agreement_by_rule,
    build_needed_answers,
    find_agreement,
    find_disputed_rules,
    find_levels_set,
    find_needed_disputes,
)
from core.measures.agreement_sentences import (
    ANSWER_WORDS,
    say_agreement,
    say_agreement_method,
    say_disputed,
    say_disputed_rule,
    say_level_moves,
    say_level_set,
    say_levels_set,
    say_needed_answers,
    say_needed_dispute,
    say_needed_method,
    say_rule_share,
)
from core.measures.breach_sentences import describe_counts
from pages.components.breach_counts import Breaches
from pages.components.figures import read_look, show_figure
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.tables import say_each, show_table
from pages.components.text import escape

_MOST_NAMED = 12


def build_agreement_screen(found: Breaches) -> Screen:
    """How often the group agreed, by rule, and which rules it disputes."""
    heading = say_agreement(find_agreement(found.counted))
    rules = build_agreement_by_rule(found.counted)

    def show() -> None:
        if rules.is_empty():
            st.markdown("The group decides a finding when it reviews the incident.")
            return
        disputed = find_disputed_rules(rules)
        lines = [say_disputed(disputed), *map(say_disputed_rule, disputed.to_dicts())]
        st.markdown("\n- ".join(escape(line) for line in lines))
        words = rules.with_columns(words=pl.format("{}: {}", "clause", "message"))
        show_figure(
            build_breach_figure(words, "words", "findings", read_look(), second="dismissed"),
            key="agreement",
            alt=describe_counts(heading, words, "words", "dismissed"),
            method=say_agreement_method(found.period),
            table=_build_table(rules),
            file_name="suggested_and_agreed.csv",
        )

    return Screen("Suggested against agreed", heading, show)


def _build_table(rules: pl.DataFrame) -> pl.DataFrame:
    return rules.select(
        pl.col("clause").alias("Clause"),
        pl.col("message").alias("What"),
        pl.col("agreed").alias("Agreed"),
        pl.col("dismissed").alias("Dismissed"),
        say_each(rules.select("share", "lower", "upper"), lambda row: say_rule_share(**row)).alias(
            "Share agreed (95 % interval)"
        ),
    )


def build_needed_screen(found: Breaches) -> Screen:
    """Were police needed: the suggested answer by the agreed one; levels that a person set."""
    call_outs = found.incidents.filter("call_out")
    answers = build_needed_answers(call_outs)

    def show() -> None:
        table = answers.select(
            pl.col("suggested").replace_strict(ANSWER_WORDS).alias("Suggested"),
            *(pl.col(code).alias(f"Agreed: {words}") for code, words in ANSWER_WORDS.items()),
        )
        heading = say_needed_answers(answers)
        show_table(table, alt=heading, key="needed", file_name="police_needed_agreement.csv")
        st.caption(say_needed_method(found.period))
        _show_disputes(found, find_needed_disputes(call_outs))
        levels = find_levels_set(found.incidents)
        said = say_levels_set(levels.height, int(found.incidents["reviewed"].sum()))
        st.markdown(escape(f"{said} {say_level_moves(levels)}"))
        _show_incidents(found, levels, lambda row: say_level_set(row["level"], row["level_set"]))

    return Screen("Were police needed", say_needed_answers(answers), show)


def _show_disputes(found: Breaches, disputes: pl.DataFrame) -> None:
    if disputes.is_empty():
        return
    st.markdown("Worth a talk, because the group answered otherwise than suggested:")
    _show_incidents(
        found, disputes, lambda row: say_needed_dispute(row["needed_suggested"], row["needed"])
    )


def _show_incidents(
    found: Breaches, incidents: pl.DataFrame, say: Callable[[dict[str, Any]], str]
) -> None:
    """The latest of these incidents: links to them; on the wall days and letters only."""
    names = found.view.homes.select("home_id", home="name")
    for row in incidents.head(_MOST_NAMED).join(names, on="home_id", how="left").to_dicts():
        place = f"{say_date(row['occurred_on'])}, {row['home'] or 'home not shown'}: {say(row)}"
        if is_projecting():
            st.markdown(f"- {escape(place)}")
        else:
            st.page_link(
                find_page("incidents"),
                label=escape(f"{row['reference']}, {place}"),
                query_params={"incident": str(row["id"])},
            )
    if incidents.height > _MOST_NAMED:
        st.caption(f"The latest {_MOST_NAMED} of {incidents.height}.")
