"""Days without a behaviour call-out, counted only where imports cover them."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl


def find_covered_from(data_to: date, covered: Sequence[tuple[date, date]]) -> date | None:
    """The first day of the unbroken run of covered days that ends on a day; None: not covered.

    `covered` are spells of days, bounds inclusive, in any order, overlapping or not.
    """
    first = data_to + timedelta(days=1)
    # Spells by their end, latest first: one that reaches the run's first day lengthens it.
    for start, end in sorted(covered, key=lambda spell: spell[1], reverse=True):
        if end >= first - timedelta(days=1) and start < first:
            first = start
    return first if first <= data_to else None


def build_quiet_days(
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    covered: Sequence[tuple[date, date]],
    data_to: date,
) -> pl.DataFrame:
    """Each home open on a day, by name, with its days without a call-out up to that day.

    Args:
        call_outs: a row each: `home_id`, `occurred_on`; later ones than `data_to` are left out.
        homes: `home_id`, `urn`, `name`, `opened_on`, `closed_on`.
        covered: spells of days that imports state to cover, bounds inclusive.
        data_to: the last day counted.

    Returns:
        `home_id`, `urn`, `name`, `last_on` (null: none known), `days`, `is_whole` (false: before
        those days no import covers, so there may be more). Empty where `data_to` is not covered.
    """
    covered_from = find_covered_from(data_to, covered)
    is_open = (pl.col("closed_on").is_null() | (pl.col("closed_on") >= data_to)) & (
        pl.col("opened_on").is_null() | (pl.col("opened_on") <= data_to)
    )
    kept = homes.filter(is_open if covered_from else pl.lit(False))
    last = (
        call_outs.filter(pl.col("occurred_on") <= data_to)
        .group_by("home_id")
        .agg(last_on=pl.col("occurred_on").max())
    )
    known_from = pl.max_horizontal(pl.lit(covered_from, dtype=pl.Date), "opened_on")
    since = pl.max_horizontal(known_from, pl.col("last_on") + pl.duration(days=1))
    begins = pl.max_horizontal(pl.col("last_on") + pl.duration(days=1), "opened_on")
    return (
        kept.join(last, on="home_id", how="left")
        .select(
            "home_id",
            "urn",
            "name",
            "last_on",
            days=(pl.lit(data_to) - since).dt.total_days() + 1,
            is_whole=(begins >= known_from).fill_null(False),
        )
        .sort("name", "urn")
    )
