"""Counts of findings: breaches by what a reader asks for, advisories and the unrecorded apart.

Findings are a row each: `incident_id`, `home_id`, `occurred_on`, `reviewed`, `rule`, `clause`,
`verdict`, `owner`, `message`, `state`. `count_findings` goes through all of them once; most other
counts are made of its few rows.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from core.measures.period import Period
from core.measures.timeline import build_monthly
from core.vocabulary import BREACH_VERDICTS, FindingOwner, FindingState, Verdict

SIDES = ("avoidable", "untold", "placement_steps", "police_steps")
"""What stands beside each other: calls too many and too few, the placement's and police's steps."""

_BREACHES = [verdict.value for verdict in BREACH_VERDICTS]
_DISMISSED = pl.col("state") == FindingState.DISMISSED.value
_STATES = {
    "agreed": FindingState.CONFIRMED,
    "suggested": FindingState.SUGGESTED,
    "dismissed": FindingState.DISMISSED,
}
_OF_ROWS = {
    name: (pl.col("state") == state.value).sum().cast(pl.Int64) for name, state in _STATES.items()
}
_OF_COUNTS = {
    name: pl.col("count").filter(pl.col("state") == state.value).sum().cast(pl.Int64)
    for name, state in _STATES.items()
}


def filter_breaches(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that are breaches: an advisory is a prompt, `cannot_tell` is not recorded."""
    return findings.filter(pl.col("verdict").is_in(_BREACHES))


def filter_days(rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The findings or incidents whose `occurred_on` is in a period, both ends inclusive."""
    return rows.filter(pl.col("occurred_on").is_between(period.start, period.end))


def filter_standing(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that the group has not dismissed."""
    return findings.filter(~_DISMISSED)


def sort_by_clause(column: str = "clause") -> pl.Expr:
    """The key that puts clauses in the protocol's order: 6.12 before 10.5, other sources last."""
    numbers = pl.col(column).str.extract_all(r"\d+")
    key = numbers.list.eval(pl.element().str.zfill(4)).list.join(".")
    return pl.when(numbers.list.len() > 0).then(key).otherwise(pl.format("~{}", column))


def count_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """How many findings there are of each kind, advisories and the unrecorded too.

    A row per `rule`, `clause`, `verdict`, `owner`, `state` and `reviewed` that occurs, with its
    `count` and `message`.
    """
    codes = ["rule", "clause", "verdict", "owner", "state"]
    return (
        findings.lazy()
        .group_by(*codes, "reviewed")
        .agg(pl.col("message").first(), count=pl.len().cast(pl.Int64))
        .with_columns(pl.col(*codes, "message").cast(pl.String))
        .collect()
    )


def build_both_sides(counted: pl.DataFrame) -> pl.DataFrame:
    """Both sides of the protocol, of `count_findings`: a row for each of `SIDES`, in their order.

    `agreed`, `suggested`, `dismissed` count findings; nought where there is none.
    """
    side = (
        pl.when(pl.col("verdict") == Verdict.OVER_REPORT.value)
        .then(pl.lit("avoidable"))
        .when(pl.col("verdict") == Verdict.UNDER_REPORT.value)
        .then(pl.lit("untold"))
        .when(pl.col("owner") == FindingOwner.POLICE.value)
        .then(pl.lit("police_steps"))
        .otherwise(pl.lit("placement_steps"))
    )
    counts = filter_breaches(counted).group_by(side=side).agg(**_OF_COUNTS)
    return (
        pl.DataFrame({"side": SIDES})
        .join(counts, on="side", how="left", maintain_order="left")
        .with_columns(pl.col(*_STATES).fill_null(0))
    )


def build_by_rule(counted: pl.DataFrame) -> pl.DataFrame:
    """Breaches by rule, of `count_findings`, in the protocol's order of clauses.

    A row a rule: `rule`, `clause`, `message`, `verdict`, `agreed`, `suggested`, `dismissed`.
    """
    return _build_rules(filter_breaches(counted))


def build_advisories(counted: pl.DataFrame) -> pl.DataFrame:
    """What is worth asking, by rule as `build_by_rule`; none of it is a breach."""
    return _build_rules(counted.filter(pl.col("verdict") == Verdict.ADVISORY.value))


def _build_rules(counted: pl.DataFrame) -> pl.DataFrame:
    return (
        counted.group_by("rule", "clause")
        .agg(pl.col("message", "verdict").first(), **_OF_COUNTS)
        .sort(sort_by_clause(), "rule")
    )


def build_by_owner(counted: pl.DataFrame) -> pl.DataFrame:
    """Breaches by whose step, of `count_findings`: a row an owner who has any.

    `owner`, `agreed`, `suggested`, `dismissed`.
    """
    order = pl.Enum([owner.value for owner in FindingOwner])
    counts = filter_breaches(counted).group_by("owner").agg(**_OF_COUNTS)
    return counts.sort(pl.col("owner").cast(order))


def build_by_home(
    findings: pl.DataFrame, incidents: pl.DataFrame, homes: pl.DataFrame
) -> pl.DataFrame:
    """Breaches by home, by name and never by size, each beside the incidents that were judged.

    Args:
        findings: of a period.
        incidents: of the same period: `home_id`, `in_scope`, `level_hidden`.
        homes: `home_id`, `urn`, `name`.

    Returns:
        A row a home: `urn`, `home`, `incidents`, `agreed`, `suggested`, `dismissed`; the last three
        are null where no incident was judged: there nothing could be found.
    """
    judged = (
        incidents.filter(pl.col("in_scope") & ~pl.col("level_hidden"))
        .group_by("home_id")
        .agg(incidents=pl.len().cast(pl.Int64))
    )
    counts = (
        filter_breaches(findings.select("home_id", "verdict", "state"))
        .group_by("home_id")
        .agg(**_OF_ROWS)
    )
    is_judged = pl.col("incidents").is_not_null()
    return (
        homes.join(judged, on="home_id", how="left")
        .join(counts, on="home_id", how="left")
        .sort(pl.col("name").str.to_lowercase(), "urn")
        .select(
            "urn",
            pl.col("incidents").fill_null(0),
            *(pl.when(is_judged).then(pl.col(name).fill_null(0)).alias(name) for name in _STATES),
            home="name",
        )
    )


def build_by_month(
    findings: pl.DataFrame,
    incidents: pl.DataFrame,
    period: Period,
    covered: Sequence[tuple[date, date]],
) -> pl.DataFrame:
    """Breaches by month of the incident: every month of the period, both ends inclusive.

    `covered` are the days that imports state to cover. A row a month: `month`, `agreed`,
    `suggested`, `dismissed` (null: no data), `is_whole` as in `timeline.build_monthly`.
    """
    # A month has data where it is covered or an incident is in it, whatever its kind.
    days = incidents.select("occurred_on").unique().with_columns(kind=pl.lit("behaviour"))
    known = build_monthly(days, period, covered)
    # By day first: a period has far fewer days than findings whose month is to be found.
    counts = (
        filter_breaches(findings.select("occurred_on", "verdict", "state"))
        .group_by("occurred_on")
        .agg(**_OF_ROWS)
        .group_by(month=pl.col("occurred_on").dt.truncate("1mo"))
        .agg(pl.col(*_STATES).sum())
    )
    has_data = pl.col("behaviour").is_not_null()
    return (
        known.join(counts, on="month", how="left")
        .sort("month")
        .select(
            "month",
            *(pl.when(has_data).then(pl.col(name).fill_null(0)).alias(name) for name in _STATES),
            "is_whole",
        )
    )


DECIDING_COLUMNS: dict[str, tuple[str, ...]] = {
    "unnecessary-call": ("exception", "immediate_risk"),
    "exception-needs-review": (),
    "warning-not-evidenced": ("warned_on",),
    "exception-by-999": ("immediate_risk",),
    "non-urgent-by-999": ("immediate_risk",),
    "manager-decides": ("decided_by", "victim_wants_police"),
    "social-worker-decides": ("decided_by", "victim_wants_police"),
    "serious-not-reported": (),
    "missing-not-reported": ("whereabouts_known",),
    "past-abuse-not-shared": ("safeguarding_referral",),
    "out-of-hours-not-told": ("out_of_hours_told",),
    "social-worker-not-told": ("social_worker_told",),
    "senior-manager-not-consulted": ("senior_manager_consulted",),
    "drugs-not-secured": ("substances_secured",),
    "drugs-not-destroyed-with-witness": ("substances_destroyed_witnessed",),
    "protection-notice-missing": ("ppn_submitted",),
    "arrest-without-reason": ("arrest_reason",),
    "oocd-team-not-consulted": ("oocd_team_consulted",),
    "charging-pack-incomplete": ("behaviour_policy_sent", "policy_statement_sent"),
    "return-interview-not-held": ("return_interview",),
    "return-interview-late": ("returned_at", "return_interview_at"),
    "ladder-uncertain": ("child_ref",),
}
"""By rule, the contract's columns of which at least one is blank where it cannot tell.

None where no blank is filled: there only people can weigh what happened."""


def build_unrecorded(counted: pl.DataFrame) -> pl.DataFrame:
    """What is not recorded, of `count_findings`, by the columns that would say it: no breach.

    A row per `owner` and `columns` (a list; empty: for people to weigh), those asked for most
    first: `message`, `open` and `reviewed`, the findings before and after their review.
    """
    joined = {rule: ", ".join(columns) for rule, columns in DECIDING_COLUMNS.items()}
    missing = counted.filter((pl.col("verdict") == Verdict.CANNOT_TELL.value) & ~_DISMISSED)
    columns = pl.col("rule").replace_strict(joined, default="", return_dtype=pl.String)
    # Where people weigh, each rule is a question of its own.
    asks = pl.when(columns == "").then("rule").otherwise(columns)
    return (
        missing.group_by("owner", asks=asks, columns=columns)
        .agg(
            pl.col("message").first(),
            open=pl.col("count").filter(~pl.col("reviewed")).sum(),
            reviewed=pl.col("count").filter("reviewed").sum(),
        )
        .sort(pl.col("open") + pl.col("reviewed"), "asks", "owner", descending=[True, False, False])
        .select(
            "owner",
            pl.col("columns").str.split(", ").list.filter(pl.element() != ""),
            "message",
            "open",
            "reviewed",
        )
    )
