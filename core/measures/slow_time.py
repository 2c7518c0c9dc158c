"""Slow time: how long from an incident to the decision to call (CYPN; rule `slow-time`)."""

import polars as pl

from core.protocol.facts import OUTSIDERS

AT_ONCE_MINUTES = 60
PACES = ("within the hour", "later the same day", "the next day or later", "not recorded")
"""How soon it was decided, soonest first."""

_OUTSIDERS = [decider.value for decider in OUTSIDERS]


def build_minutes(start: str, end: str) -> pl.Expr:
    """Minutes really elapsed between two columns of UK local moments, as `core.clock.elapsed`.

    Null where either is blank. In autumn's repeated hour a moment is its first occurrence.
    """
    first, last = (
        pl.col(name).dt.replace_time_zone(
            "Europe/London", ambiguous="earliest", non_existent="null"
        )
        for name in (start, end)
    )
    return (last - first).dt.total_seconds() / 60


def has_time(column: str) -> pl.Expr:
    """Whether a moment has its time: exactly 00:00 is how a date alone arrives."""
    return pl.col(column).dt.time() != pl.time(0, 0)


def filter_own_decisions(call_outs: pl.DataFrame) -> pl.DataFrame:
    """The behaviour call-outs that the placement decided: no child's, victim's or the public's."""
    outsider = pl.col("decided_by").is_in(_OUTSIDERS).fill_null(False)
    return call_outs.filter((pl.col("kind") == "behaviour") & ~outsider)


def build_paces(call_outs: pl.DataFrame) -> pl.DataFrame:
    """A row per pace of `PACES` with its `call_outs`: those known to be without immediate risk.

    Decided is `decided_at`, else `reported_at`, as the rule has it. Within the hour holds across
    midnight; otherwise days are the calendar's, UK time. A decision before the incident is not
    recorded.

    Args:
        call_outs: from `filter_own_decisions`; `occurred_at`, `decided_at`, `reported_at`,
            `immediate_risk`.
    """
    timed = call_outs.filter(pl.col("immediate_risk") == "no").with_columns(
        decided=pl.coalesce("decided_at", "reported_at")
    )
    minutes = build_minutes("occurred_at", "decided")
    at_once, same_day, next_day, unknown = (pl.lit(pace) for pace in PACES)
    days = (pl.col("decided").dt.date() - pl.col("occurred_at").dt.date()).dt.total_days()
    pace = (
        pl.when(minutes.is_null() | (minutes < 0))
        .then(unknown)
        .when((minutes <= AT_ONCE_MINUTES) & has_time("occurred_at"))
        .then(at_once)
        .when(days == 0)
        .then(same_day)
        .otherwise(next_day)
    )
    counts = timed.group_by(pace=pace).agg(call_outs=pl.len().cast(pl.Int64))
    return (
        pl.DataFrame({"pace": PACES})
        .join(counts, on="pace", how="left", maintain_order="left")
        .with_columns(pl.col("call_outs").fill_null(0))
    )


def count_risk_unknown(call_outs: pl.DataFrame) -> int:
    """How many have no answer about immediate risk, and so are in no pace."""
    return call_outs["immediate_risk"].null_count()
