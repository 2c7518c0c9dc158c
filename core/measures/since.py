"""What changed since the group last met: new call-outs, what waits, what was followed up."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from core.clock import UK, say_date
from core.measures.comparison import Comparison, compare_periods
from core.measures.period import Period, say_period
from core.measures.rates import filter_call_outs
from core.measures.sentences import say_comparison, say_count
from core.vocabulary import ActionState, CallOutKind


@dataclass(frozen=True)
class SinceMeeting:
    """From the day after `met_on` to the last day of the data.

    `period` and what is counted in it are None where the data end on or before the meeting. `found`
    sets its call-outs against the same days a year before. `waiting` are incidents that the group
    has not reviewed, from `waiting_from` on, whenever they happened; `done`, `given` count actions
    since the meeting to today, `open_now` and `overdue` those of today.
    """

    met_on: date
    period: Period | None
    found: Comparison | None
    behaviour: int
    waiting: int
    waiting_from: date | None
    done: int
    given: int
    open_now: int
    overdue: int


def find_since_meeting(
    incidents: pl.DataFrame,
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    actions: pl.DataFrame,
    *,
    met_on: date,
    data_to: date,
    today: date,
) -> SinceMeeting:
    """Count what is new. Frames as `core.reading` gives them; the meeting's own day is before."""
    period = Period(met_on + timedelta(days=1), data_to) if data_to > met_on else None
    found, behaviour = None, 0
    if period is not None:
        before = period.find_same_a_year_before()
        found = compare_periods(call_outs, homes, places, period, before)
        behaviour = filter_call_outs(call_outs, period, CallOutKind.BEHAVIOUR).height
    waiting = incidents.filter(~pl.col("reviewed"))["occurred_on"]
    first = waiting.min()
    open_now = actions.filter(pl.col("state") == ActionState.OPEN.value)
    done = actions.filter(pl.col("state") == ActionState.DONE.value)
    return SinceMeeting(
        met_on=met_on,
        period=period,
        found=found,
        behaviour=behaviour,
        waiting=waiting.len(),
        waiting_from=first if isinstance(first, date) else None,
        done=done.filter(_uk_day("done_at") > met_on).height,
        given=actions.filter(_uk_day("created_at") > met_on).height,
        open_now=open_now.height,
        overdue=open_now.filter(pl.col("due_on") < today).height,
    )


def _uk_day(column: str) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(str(UK)).dt.date()


def say_since_title(since: SinceMeeting, *, reviews: bool) -> str:
    """The page's finding; what waits is told to those who review."""
    parts = []
    if since.found is not None:
        parts.append(say_count(since.found.count, "call-out"))
    if reviews and since.waiting:
        parts.append(f"{say_count(since.waiting, 'incident')} to review")
    if since.overdue:
        parts.append(f"{say_count(since.overdue, 'follow-up')} overdue")
    said = ", ".join(parts) or "nothing new in the data"
    return f"Since the meeting of {say_date(since.met_on)}: {said}"


def say_since_call_outs(since: SinceMeeting) -> str:
    """The new call-outs against the same days of the year before, with what chance explains."""
    if since.period is None or since.found is None:
        return f"The data end before the day after the meeting of {say_date(since.met_on)}."
    sentence = say_comparison(since.found, since.period, since.period.find_same_a_year_before())
    if not since.found.count:
        return sentence
    kinds = f"{since.behaviour} about behaviour, {since.found.count - since.behaviour} protective"
    return f"{sentence} {kinds[0].upper()}{kinds[1:]}."


def say_since_waiting(since: SinceMeeting) -> str:
    """What the group has not looked at yet, and since when."""
    if not since.waiting or since.waiting_from is None:
        return "Every incident was looked at."
    verb = "waits" if since.waiting == 1 else "wait"
    return (
        f"{say_count(since.waiting, 'incident').capitalize()} {verb} for the group, the oldest of "
        f"{say_date(since.waiting_from)}."
    )


def say_since_actions(since: SinceMeeting) -> str:
    """Follow-ups done and given since the meeting, and those overdue today."""
    done = f"{say_count(since.done, 'follow-up').capitalize()} done since the meeting"
    late = "none of them overdue" if not since.overdue else f"{since.overdue} of them overdue"
    if not since.open_now:
        return f"{done}, {since.given} given; none is open."
    return f"{done}, {since.given} given; {since.open_now} open, {late}."


def say_meeting_period(since: SinceMeeting) -> str:
    """The days that the sentences are about."""
    if since.period is None:
        return f"no data after {say_date(since.met_on)}"
    return say_period(since.period)
