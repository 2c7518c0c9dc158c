"""Which incidents a meeting should look at, each with why."""

import polars as pl

from core.measures.children import SEVERAL
from core.measures.period import Period
from core.vocabulary import BREACH_VERDICTS, AgendaReason, FindingOwner, FindingState, Verdict

PROPOSED = {
    "incident_id": pl.Int64,
    "home_id": pl.Int64,
    "occurred_on": pl.Date,
    "reviewed": pl.Boolean,
    "reasons": pl.List(pl.String),
}
_HOMES_OWN = (FindingOwner.HOME.value, FindingOwner.CARER.value)
# The first reason given is the first asked: what should not have been missed comes before doubt.
_ORDER = (
    AgendaReason.SERIOUS_NOT_REPORTED,
    AgendaReason.POLICE_NOT_NEEDED,
    AgendaReason.POLICE_DUTY_MISSED,
    AgendaReason.DISPUTED,
    AgendaReason.CHILD_WITH_SEVERAL,
    AgendaReason.ALARM_AT_HOME,
)


def find_agenda(
    incidents: pl.DataFrame,
    findings: pl.DataFrame,
    alarms: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    """A row an incident to propose, columns `PROPOSED`; the most reasons first, then the oldest.

    Of the incidents of the period (inclusive), and of older ones that still wait for the group. A
    reason of the rules holds until the group has answered: a dismissed finding is none.

    * police not needed: the group's answer or, before it, the suggestion;
    * serious not reported: a finding that police or social care should have been told;
    * a step of the police is missing: a breach that the police own;
    * disputed: the home gave its account, and the rules find a breach of the home's;
    * a child with several: three or more of the period's incidents are the child's; of an incident
      that the police know, only those that they know count (5.3, 7.10);
    * an alarm at the home: the incident is a call-out of a run that ended in an alarm.

    Args:
        incidents: as `core.reading` gives them.
        findings: of these, with `state`.
        alarms: from `core.measures.alarms.find_home_alarms`: `home_id`, `since_on`, `alarm_on`.
        period: since the last meeting.
    """
    within = pl.col("occurred_on").is_between(period.start, period.end)
    waits = ~pl.col("reviewed") & (pl.col("occurred_on") <= period.end)
    asked = incidents.filter(within | waits)
    stands = findings.filter(
        (pl.col("state") != FindingState.DISMISSED.value)
        & pl.col("verdict").cast(pl.String).is_in([verdict.value for verdict in BREACH_VERDICTS])
    ).with_columns(pl.col("verdict", "owner").cast(pl.String))
    homes_own = stands.filter(pl.col("owner").is_in(_HOMES_OWN))
    known = pl.col("contacted") | pl.col("referred")
    of = {
        AgendaReason.SERIOUS_NOT_REPORTED: _has(
            stands.filter(pl.col("verdict") == Verdict.UNDER_REPORT.value)
        ),
        AgendaReason.POLICE_NOT_NEEDED: (pl.col("needed").cast(pl.String) == "no").fill_null(False),
        AgendaReason.POLICE_DUTY_MISSED: _has(
            stands.filter(pl.col("owner") == FindingOwner.POLICE.value)
        ),
        AgendaReason.DISPUTED: pl.col("has_account") & _has(homes_own),
        AgendaReason.CHILD_WITH_SEVERAL: pl.when(known)
        .then(_is_of_several(asked.filter(within & known)))
        .otherwise(_is_of_several(asked.filter(within))),
        AgendaReason.ALARM_AT_HOME: pl.col("id").is_in(_find_in_runs(asked, alarms)),
    }
    return (
        asked.with_columns(
            reasons=pl.concat_list(
                pl.when(of[reason]).then(pl.lit(reason.value)) for reason in _ORDER
            ).list.drop_nulls()
        )
        .filter(pl.col("reasons").list.len() > 0)
        .sort(pl.col("reasons").list.len(), "occurred_at", descending=[True, False])
        .select(
            incident_id="id",
            home_id="home_id",
            occurred_on="occurred_on",
            reviewed="reviewed",
            reasons="reasons",
        )
    )


def _is_of_several(incidents: pl.DataFrame) -> pl.Expr:
    counts = incidents["child_ref"].drop_nulls().value_counts()
    several = counts.filter(pl.col("count") >= SEVERAL)["child_ref"]
    return pl.col("child_ref").is_in(several.to_list()).fill_null(False)


def _has(findings: pl.DataFrame) -> pl.Expr:
    return pl.col("id").is_in(findings["incident_id"].unique().to_list())


def _find_in_runs(incidents: pl.DataFrame, alarms: pl.DataFrame) -> list[int]:
    if alarms.is_empty():
        return []
    calls = incidents.filter("call_out").select("id", "home_id", "occurred_on")
    runs = alarms.select("home_id", "since_on", "alarm_on")
    joined = calls.join(runs, on="home_id")
    return joined.filter(pl.col("occurred_on").is_between("since_on", "alarm_on"))["id"].to_list()
