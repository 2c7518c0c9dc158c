"""The rest of the Guide: levels, rules by clause, open questions, dated notes, which text it is."""

from datetime import date

import polars as pl
import streamlit as st

from core.clock import say_date
from core.protocol.level_words import LEVELS_IN_WORDS, build_level_table
from core.protocol.open_points import DATED_NOTES, OPEN_POINTS
from core.protocol.rulesets import Ruleset
from core.vocabulary import say
from pages.components.incident_words import say_clauses
from pages.components.tables import show_download, show_table
from pages.components.text import escape


def say_edition(ruleset: Ruleset, today: date) -> str:
    """Which text this is, and whether it is known to be the current one."""
    text = (
        f"{ruleset.title}; in force from {say_date(ruleset.in_force_from)}. "
        "We hold the edition that names the authorities formed in "
        f"{ruleset.edition_from:%B %Y}; on earlier incidents it is applied retrospectively. "
    )
    due = f"Its review was due on {say_date(ruleset.review_due)} (15.1)"
    if ruleset.is_review_overdue(today):
        return (
            f"{text}{due}, and that it is still current is not confirmed: check the text you hold."
        )
    return f"{text}{due.replace('was', 'is')}."


def show_levels() -> None:
    """The three levels side by side, and the table that the rules read."""
    st.header("The three levels", anchor="levels")
    with st.grid(3, min_column_width=260, border=True, key="guide_levels_grid") as grid:
        for level in LEVELS_IN_WORDS:
            with grid.cell():
                st.subheader(f"Level {level.level}", anchor=False)
                st.markdown(
                    f"**{escape(level.name)}.** {escape(level.meaning)}\n\n"
                    f"For example: {escape('; '.join(level.examples))}.\n\n"
                    f"In homes: {escape(level.action_in_homes)}\n\n"
                    f"In foster care: {escape(level.action_in_foster_care)}"
                )
                st.caption(escape(say_clauses(level.clauses)))
    with st.expander("Which incident has which level"):
        rows = build_level_table()
        table = pl.DataFrame(
            {
                "Incident": [row.incident for row in rows],
                "Level": [str(row.level) if row.level else "none" for row in rows],
                "Clause": [", ".join(row.basis) or "severity decides" for row in rows],
            }
        )
        show_table(
            table,
            alt="The level of each kind of incident, with its clause.",
            key="guide_levels",
            file_name="levels.csv",
        )


def build_rules_table(ruleset: Ruleset) -> pl.DataFrame:
    """Every rule of a ruleset in words, in the order of its clauses."""
    rules = sorted(
        ruleset.rules, key=lambda rule: (not rule.clause[:1].isdigit(), _order(rule.clause))
    )
    return pl.DataFrame(
        {
            "Clause": [rule.clause for rule in rules],
            "What it says": [rule.message for rule in rules],
            "When": [f"{rule.where} {rule.decides}" for rule in rules],
            "Instead": [rule.instead for rule in rules],
            "Owner": [say(rule.owner) for rule in rules],
            "Reads as": [say(rule.verdict) for rule in rules],
        }
    )


def _order(clause: str) -> tuple[int, ...]:
    first = clause.replace("–", ",").split(",")[0]
    return tuple(int(part) for part in first.split(".") if part.strip().isdigit())


def show_rules(ruleset: Ruleset) -> None:
    """All rules by clause, searchable by any word or clause."""
    st.header("Every rule, by clause", anchor="rules")
    table = build_rules_table(ruleset)
    wanted = st.text_input(
        "Search the rules",
        placeholder="a clause such as 6.15, or a word such as drugs",
        key="guide_search",
        bind="query-params",
        width=420,
    )
    found = table
    if wanted.strip():
        words = wanted.strip().lower()
        found = table.filter(
            pl.concat_str(pl.all(), separator=" ")
            .str.to_lowercase()
            .str.contains(words, literal=True)
        )
    if found.is_empty():
        st.markdown(
            f"No rule holds these words; there are {table.height} rules. Try a shorter word."
        )
        return
    st.caption(
        f"{found.height} of {table.height} rules. Each is suggested by the machine "
        "and agreed or dismissed by the group."
    )
    show_table(
        found.select("Clause", "What it says", "When", "Owner"),
        alt="Rules by clause: what each says, when it applies and whose step it is.",
        key="guide_rules",
        file_name="rules.csv",
        download=False,
    )
    show_download(found, key="guide_rules", file_name="rules.csv")


def show_open_points() -> None:
    """What only the group can answer, and what happens until it has."""
    st.header("Questions for the chair", anchor="questions")
    st.caption(
        f"{len(OPEN_POINTS)} points on which the sources are silent or disagree, and what this "
        "product does until the group has decided."
    )
    for point in OPEN_POINTS:
        st.markdown(
            f"**{point.number}\\. {escape(point.question)}**  \n"
            f"Meanwhile: {escape(point.meanwhile)}"
        )


def show_notes() -> None:
    """What changed around the protocol."""
    st.header("What changed around the protocol", anchor="notes")
    st.markdown("\n".join(f"- {escape(note.text)}" for note in DATED_NOTES))
