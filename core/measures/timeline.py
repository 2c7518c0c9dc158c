"""Call-outs by month, and days since the last one."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from core.measures.period import Period


def build_monthly(
    call_outs: pl.DataFrame, period: Period, covered: Sequence[tuple[date, date]]
) -> pl.DataFrame:
    """Every month of the calendar in a period, with its call-outs.

    Args:
        call_outs: a row each: `occurred_on`, `kind`.
        period: both ends inclusive.
        covered: spells of days that imports state to cover, bounds inclusive.

    Returns:
        A row a month: `month` (its first day), `behaviour`, `protective` (null: no data), and
        `is_whole`, false where only some of its days in the period are covered.
    """
    months = pl.date_range(period.start.replace(day=1), period.end, "1mo", eager=True)
    counts = (
        call_outs.filter(pl.col("occurred_on").is_between(period.start, period.end))
        .with_columns(month=pl.col("occurred_on").dt.truncate("1mo"))
        .group_by("month")
        .agg(
            behaviour=(pl.col("kind") == "behaviour").sum().cast(pl.Int64),
            protective=(pl.col("kind") == "protective").sum().cast(pl.Int64),
        )
    )
    frame = pl.DataFrame({"month": months}).join(counts, on="month", how="left").sort("month")
    days = _build_covered_days(period, covered)
    known = days.group_by("month").agg(covered=pl.col("covered").sum(), days=pl.len())
    frame = frame.join(known, on="month", how="left").sort("month")
    # A call-out on a day that no import covers is a call-out all the same.
    has_data = (pl.col("covered") > 0) | pl.col("behaviour").is_not_null()
    return frame.select(
        "month",
        pl.when(has_data).then(pl.col("behaviour").fill_null(0)).alias("behaviour"),
        pl.when(has_data).then(pl.col("protective").fill_null(0)).alias("protective"),
        is_whole=pl.col("covered") == pl.col("days"),
    )


def _build_covered_days(period: Period, covered: Sequence[tuple[date, date]]) -> pl.DataFrame:
    days = pl.DataFrame({"day": pl.date_range(period.start, period.end, "1d", eager=True)})
    inside = pl.lit(False)
    for first, last in covered:
        inside = inside | pl.col("day").is_between(first, last)
    return days.with_columns(month=pl.col("day").dt.truncate("1mo"), covered=inside)


def find_uncovered_days(period: Period, covered: Sequence[tuple[date, date]]) -> int:
    """How many days of a period no import states to cover: there no incident does not mean zero."""
    return int((~_build_covered_days(period, covered)["covered"]).sum())


def build_days_since_last(
    call_outs: pl.DataFrame, homes: pl.DataFrame, data_to: date
) -> pl.DataFrame:
    """A row per home open on a day: `home_id`, `name`, `last_on`, `days` since its last call-out.

    Null where it had none up to that day; what came later, before the data are whole, is left out.
    """
    known = call_outs.filter(pl.col("occurred_on") <= data_to)
    last = known.group_by("home_id").agg(last_on=pl.col("occurred_on").max())
    is_open = (pl.col("closed_on").is_null() | (pl.col("closed_on") >= data_to)) & (
        pl.col("opened_on").is_null() | (pl.col("opened_on") <= data_to)
    )
    return (
        homes.filter(is_open)
        .select("home_id", "name")
        .join(last, on="home_id", how="left")
        .with_columns(days=(pl.lit(data_to) - pl.col("last_on")).dt.total_days())
        .sort("name")
    )
