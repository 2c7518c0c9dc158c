"""The Equality page in words: what is recorded first, and what the counts cannot tell."""

import polars as pl

from core.measures.disclosure import MARK, Rule
from core.measures.equality import GroupCounts
from core.measures.sentences import say_count

ENOUGH = 0.9
"""The share with a recorded group below which nothing is compared: a choice of this project."""

NO_DENOMINATOR = (
    "No rate is given, and no group is set against another: there is no denominator. Nobody has "
    "said how many children of each group live in the homes."
)


def say_equality_title(recorded: int, call_outs: int) -> str:
    """The page's finding: for how many call-outs a group is recorded, and what that allows."""
    if not call_outs:
        return "No call-outs in the period: no ethnicity to record"
    said = f"Ethnicity is recorded for {recorded:,} of {say_count(call_outs, 'call-out')}"
    if recorded < ENOUGH * call_outs:
        return f"{said}: too few to compare groups"
    return f"{said}, but not how many children of each group live in the homes"


def say_completeness(row: dict[str, int], what: str) -> str:
    """One column in a sentence, "not stated" apart from "not recorded"."""
    return (
        f"{what}: recorded for {row['recorded']:,} of {row['call_outs']:,}, "
        f"{row['not_stated']:,} not stated, {row['not_recorded']:,} not recorded"
    )


def describe_completeness(completeness: pl.DataFrame) -> str:
    """The takeaway of the completeness figure, for a reader who does not see it."""
    rows = completeness.iter_rows(named=True)
    return "What is recorded. " + "; ".join(say_completeness(row, row["what"]) for row in rows)


def say_blanks_title(blanks: pl.DataFrame, noun: str) -> str:
    """Where something is to be asked for, from `build_blanks`; `noun`: home, provider or year."""
    waiting = blanks.filter((pl.col("ethnicity") > 0) | (pl.col("gender") > 0)).height
    if not blanks.height:
        return "No call-outs, nothing to record"
    if not waiting:
        return f"Ethnicity and gender are recorded throughout, by {noun}"
    return f"Ethnicity or gender is blank in {waiting} of {say_count(blanks.height, noun)}"


def say_groups_title(counts: GroupCounts, kind: str) -> str:
    """What the table of groups shows: `kind` is "ethnic group" or "gender"."""
    if not counts.call_outs:
        return f"No call-outs to count by {kind}"
    if counts.table is None:
        return f"By {kind}: too few call-outs to show any count"
    if not counts.withheld:
        return f"Call-outs by {kind}: no group is too small to show"
    return f"Call-outs by {kind}: {counts.withheld} of {counts.groups} groups are withheld"


def say_groups_method(counts: GroupCounts, period: str, rule: Rule) -> str:
    """Period, what is counted, what "c" means, and what is not shown and why."""
    smallest = 1 if rule.zeros_shown else 0
    parts = [
        f"{say_count(counts.call_outs, 'call-out').capitalize()} in {period}, by the answer on each"
        " record. Children are distinct references, each in the group last recorded.",
        f"c: withheld, because it is {smallest} to {rule.threshold} or would give such a number "
        "away; it is not 0.",
    ]
    if rule.rounding > 1:
        parts.append(f"Counts are rounded to the nearest {rule.rounding}.")
    if counts.without_reference:
        parts.append(
            f"{say_count(counts.without_reference, 'call-out').capitalize()} without a child's "
            "reference: no child is counted for "
            + ("it." if counts.without_reference == 1 else "them.")
        )
    if counts.table is not None and not counts.split:
        parts.append(
            "Not split by whether police were needed: most of those counts would be withheld."
        )
    if "rest" in counts.split:
        parts.append("Not needed and not known are one: apart, a small number would show.")
    return " ".join(parts)


def say_groups_takeaway(counts: GroupCounts, kind: str) -> str:
    """The table's takeaway, for a reader who does not see it: what is shown, nothing withheld."""
    if counts.table is None:
        return f"{say_groups_title(counts, kind)}."
    rows = [
        f"{row['group']}: " + ("withheld" if row["call_outs"] == MARK else row["call_outs"])
        for row in counts.table.iter_rows(named=True)
    ]
    return f"Call-outs by {kind}. " + "; ".join(rows) + "."
