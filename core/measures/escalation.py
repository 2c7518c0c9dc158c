"""Which escalations are proposed to a person, and to which step (`escalation_causes`: why)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from core.clock import to_uk
from core.measures.escalation_causes import CANDIDATE_COLUMNS
from core.vocabulary import EscalationCause, EscalationState

AGAIN_DAYS = 28
"""So many days after a decision on an action, or its answer: time for one round of follow-up."""
STARTS_OVER_MONTHS = 12
"""After so long without a new escalation the next begins at the first step again."""

_TAKEN = (EscalationState.ESCALATED.value, EscalationState.ANSWERED.value)
PROPOSAL_COLUMNS: dict[str, Any] = {
    **CANDIDATE_COLUMNS,
    "earlier": pl.Int64,
    "before_step_id": pl.Int64,
    "before_on": pl.Date,
    "step_id": pl.Int64,
}
DECISION_COLUMNS: dict[str, Any] = {
    "id": pl.Int64,
    "subject": pl.String,
    "cause": pl.String,
    "home_id": pl.Int64,
    "state": pl.String,
    "step_id": pl.Int64,
    "decided_at": pl.Datetime("us", "UTC"),
    "answered_at": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True)
class Subject:
    """What is decided on: `about` is the action's id, the rule, or the day of the alarm."""

    cause: EscalationCause
    home_id: int
    about: str

    @property
    def key(self) -> str:
        """As it is stored: "repeated:3:unnecessary-call"."""
        return f"{self.cause.value}:{self.home_id}:{self.about}"


def parse_subject(key: str) -> Subject:
    """A subject from its key."""
    cause, home_id, about = key.split(":", 2)
    return Subject(EscalationCause(cause), int(home_id), about)


@dataclass(frozen=True)
class Step:
    """One step of rising seniority; `outside` the home's provider: a commissioner, Ofsted."""

    id: int
    position: int
    name: str
    outside: bool
    active: bool = True


def filter_steps(steps: Sequence[Step], cause: EscalationCause) -> list[Step]:
    """The steps that a cause may be taken to, lowest first.

    On a statistical alarm alone nobody outside the provider is told: chance raises alarms too.
    """
    allowed = [s for s in steps if s.active and not (s.outside and cause is EscalationCause.ALARM)]
    return sorted(allowed, key=lambda step: step.position)


def find_step(steps: Sequence[Step], cause: EscalationCause, before: Step | None) -> Step | None:
    """The step above the one before, or the first; at the highest allowed one it stays.

    None where the group has set no step that the cause may be taken to. A step that the group has
    since removed counts by the place where it stood.
    """
    allowed = filter_steps(steps, cause)
    if before is None or not allowed:
        return allowed[0] if allowed else None
    least = before.position + (1 if before.active else 0)
    return next((step for step in allowed if step.position >= least), allowed[-1])


def find_escalations(
    candidates: Sequence[pl.DataFrame],
    homes: pl.DataFrame,
    decisions: pl.DataFrame,
    steps: Sequence[Step],
    today: date,
) -> pl.DataFrame:
    """What is proposed to a person now, and the step proposed; longest standing first.

    Quiet after a decision: an action for `AGAIN_DAYS` from it or its answer; a repeated finding
    that was escalated until it is agreed on an incident after that day, one that was declined until
    the group agrees to it once more; an alarm until the home has a later one.

    Args:
        candidates: what `find_overdue`, `find_repeated`, `find_standing_alarms` return.
        homes: `home_id`, `closed_on`; closed homes and those not in it are left out.
        decisions: earlier ones, `DECISION_COLUMNS`.
        steps: the group's, removed ones too.
        today: the day in the UK.

    Returns:
        A row a proposal, `PROPOSAL_COLUMNS`: `earlier` is how many decisions its subject has had,
        `before_step_id` the step it was last taken to and `before_on` when, `step_id` what is
        proposed (null: no step is set that this cause may be taken to).
    """
    still_open = homes.filter(pl.col("closed_on").is_null() | (pl.col("closed_on") >= today))
    empty = pl.DataFrame(schema=PROPOSAL_COLUMNS)
    found = pl.concat(
        [empty, *(frame.cast(pl.Schema(_select_types(frame))) for frame in candidates)],
        how="diagonal",
    )
    rows = found.join(still_open.select("home_id"), on="home_id", how="semi").to_dicts()
    told = decisions.sort("decided_at", "id").to_dicts()
    known = {step.id: step for step in steps}
    proposed = []
    for row in rows:
        own = [other for other in told if _is_about(row, other)]
        if own and _is_quiet(row, own, today):
            continue
        before = _find_before(row, own, today)
        step = find_step(
            steps, EscalationCause(row["cause"]), known.get(before["step_id"]) if before else None
        )
        row["earlier"] = sum(other["subject"] == row["subject"] for other in own)
        row["before_step_id"] = before["step_id"] if before else None
        row["before_on"] = _uk_day(before["decided_at"]) if before else None
        row["step_id"] = step.id if step else None
        proposed.append(row)
    return pl.DataFrame(proposed, schema=PROPOSAL_COLUMNS).sort("since_on", "home_id", "subject")


def _select_types(frame: pl.DataFrame) -> dict[str, Any]:
    return {name: PROPOSAL_COLUMNS[name] for name in frame.columns}


def _is_about(row: Mapping[str, Any], decision: Mapping[str, Any]) -> bool:
    if row["cause"] == EscalationCause.ALARM:
        return (decision["cause"], decision["home_id"]) == (row["cause"], row["home_id"])
    return bool(decision["subject"] == row["subject"])


def _is_quiet(row: Mapping[str, Any], own: Sequence[Mapping[str, Any]], today: date) -> bool:
    last = own[-1]
    match EscalationCause(row["cause"]):
        case EscalationCause.OVERDUE:
            since = _uk_day(last["answered_at"] or last["decided_at"])
            return (today - since).days < AGAIN_DAYS
        case EscalationCause.REPEATED if last["state"] == EscalationState.DECLINED:
            return bool(row["agreed_at"] <= last["decided_at"])
        case EscalationCause.REPEATED:
            return bool(row["last_on"] <= _uk_day(last["decided_at"]))
        case EscalationCause.ALARM:
            decided = max(parse_subject(other["subject"]).about for other in own)
            return bool(decided >= row["until_on"].isoformat())


def _find_before(
    row: Mapping[str, Any], own: Sequence[dict[str, Any]], today: date
) -> dict[str, Any] | None:
    """The last time it was taken to a step, unless that is so long ago that it starts over."""
    taken = [other for other in own if other["state"] in _TAKEN]
    if not taken:
        return None
    starts_over = pl.select(pl.lit(today).dt.offset_by(f"-{STARTS_OVER_MONTHS}mo")).item()
    # An action that is still open is still the same omission.
    is_same = row["cause"] == EscalationCause.OVERDUE
    return taken[-1] if is_same or _uk_day(taken[-1]["decided_at"]) > starts_over else None


def _uk_day(moment: datetime) -> date:
    return to_uk(moment).date()
