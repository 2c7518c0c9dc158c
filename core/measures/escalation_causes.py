"""Why a step of seniority can be proposed: overdue actions, repeated findings, standing alarms.

Forces visited homes with many inappropriate calls, "often rising in the seniority of the officer
depending on the levels of concern" (Howard League), and some worked with local authorities and
Ofsted on homes that they had concerns about (part 5, "Regulating children's homes"). In Dorset
the police followed up with providers "whose actions transgressed the protocol" (CYPN). The
thresholds are this product's: no source names one.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import polars as pl

from core.vocabulary import (
    BREACH_VERDICTS,
    ActionState,
    Agency,
    EscalationCause,
    FindingOwner,
    FindingState,
)

OVERDUE_DAYS = 14
"""More days overdue than these, and an action is proposed: a holiday or a lost shift is less."""
LEAST_REPEATS = 3
"""Incidents on which the group agreed the same rule: two are a coincidence at these counts."""
REPEAT_MONTHS = 12
"""The span in which findings repeat: three meetings."""
ALARM_MONTHS = 6
"""So long an alarm can stand: what is older describes another team."""

OWN_SIDE = (FindingOwner.HOME.value, FindingOwner.CARER.value)
"""Whose steps are the home's own side."""
CANDIDATE_COLUMNS: dict[str, Any] = {
    "subject": pl.String,
    "cause": pl.String,
    "home_id": pl.Int64,
    "action_id": pl.Int64,
    "rule": pl.String,
    "clause": pl.String,
    "message": pl.String,
    "counted": pl.Int64,
    "expected": pl.Float64,
    "since_on": pl.Date,
    "last_on": pl.Date,
    "until_on": pl.Date,
    "agreed_at": pl.Datetime("us", "UTC"),
}
"""A candidate for a proposal; what its cause has not is null or left out."""


def find_overdue(
    actions: pl.DataFrame, provider_people: Collection[int], today: date
) -> pl.DataFrame:
    """Open actions of a home's own side that are more than `OVERDUE_DAYS` overdue.

    Args:
        actions: as `core.reading.read_actions`.
        provider_people: ids of the people of providers: what one of them owes, the home owes.
        today: the day in the UK.

    Returns:
        A row an action: `CANDIDATE_COLUMNS`; `counted` is days overdue.
    """
    of_home = (pl.col("owner_agency") == Agency.PROVIDER.value) | pl.col("owner_id").is_in(
        sorted(provider_people)
    )
    late = (pl.lit(today) - pl.col("due_on")).dt.total_days()
    return actions.filter(
        (pl.col("state") == ActionState.OPEN.value)
        & pl.col("home_id").is_not_null()
        & of_home.fill_null(False)
        & (late > OVERDUE_DAYS)
    ).select(
        _key(EscalationCause.OVERDUE, "id"),
        "home_id",
        action_id="id",
        cause=pl.lit(EscalationCause.OVERDUE.value),
        counted=late,
        since_on="due_on",
        until_on=pl.lit(today),
    )


def filter_repeated(findings: pl.DataFrame, data_to: date) -> pl.DataFrame:
    """The confirmed breaches of a home's own side that repeat: the rows behind a proposal.

    Only what the group agreed counts, on at least `LEAST_REPEATS` incidents of one home within
    `REPEAT_MONTHS` to the last day of the data, that day included. Frames as `View.findings`.
    """
    start = pl.lit(data_to).dt.offset_by(f"-{REPEAT_MONTHS}mo")
    return findings.filter(
        (pl.col("state").cast(pl.String) == FindingState.CONFIRMED.value)
        & pl.col("verdict").cast(pl.String).is_in([verdict.value for verdict in BREACH_VERDICTS])
        & pl.col("owner").cast(pl.String).is_in(OWN_SIDE)
        & (pl.col("occurred_on") > start)
        & (pl.col("occurred_on") <= data_to)
    ).filter(pl.col("incident_id").n_unique().over("home_id", "rule") >= LEAST_REPEATS)


def find_repeated(findings: pl.DataFrame, data_to: date) -> pl.DataFrame:
    """The rules agreed again and again at one home.

    Args:
        findings: as `View.findings`, with `agreed_at`, when the group agreed (UTC).
        data_to: the last day of the data, inclusive.

    Returns:
        A row a home and rule: `CANDIDATE_COLUMNS`; `counted` is incidents, `since_on` and
        `last_on` the days of the first and last of them.
    """
    rows = filter_repeated(findings, data_to).with_columns(
        pl.col("rule", "message").cast(pl.String)
    )
    return rows.group_by("home_id", "rule").agg(
        _key(EscalationCause.REPEATED, "rule").first(),
        pl.col("clause").sort_by("occurred_at").last(),
        pl.col("message").sort_by("occurred_at").last(),
        cause=pl.lit(EscalationCause.REPEATED.value),
        counted=pl.col("incident_id").n_unique(),
        since_on=pl.col("occurred_on").min(),
        last_on=pl.col("occurred_on").max(),
        agreed_at=pl.col("agreed_at").max(),
        until_on=pl.lit(data_to),
    )


def find_standing_alarms(
    alarms: pl.DataFrame, meetings: Sequence[date], data_to: date
) -> pl.DataFrame:
    """Each home's latest alarm, if it stands.

    It stands if it came after the last meeting but one (before that the group met twice with it)
    and within `ALARM_MONTHS` to the last day of the data. A decision answers it and those before.

    Args:
        alarms: as `core.measures.alarms.find_home_alarms`.
        meetings: the days on which the group met, earliest first.
        data_to: the last day of the data, inclusive.

    Returns:
        A row a home: `CANDIDATE_COLUMNS`; `counted` is call-outs in the run from `since_on`
        to `until_on`, the day of the alarm, both inclusive.
    """
    stands = (pl.col("alarm_on") <= data_to) & (
        pl.col("alarm_on") > pl.lit(data_to).dt.offset_by(f"-{ALARM_MONTHS}mo")
    )
    held = [day for day in meetings if day <= data_to]
    if len(held) > 1:
        stands = stands & (pl.col("alarm_on") > held[-2])
    latest = pl.col("alarm_on") == pl.col("alarm_on").max().over("home_id")
    return (
        alarms.filter(stands)
        .filter(latest)
        .select(
            _key(EscalationCause.ALARM, "alarm_on"),
            "home_id",
            "expected",
            "since_on",
            cause=pl.lit(EscalationCause.ALARM.value),
            counted="call_outs_in_run",
            until_on="alarm_on",
        )
    )


def _key(cause: EscalationCause, about: str) -> pl.Expr:
    return pl.format(f"{cause.value}:{{}}:{{}}", "home_id", pl.col(about).cast(pl.String)).alias(
        "subject"
    )
