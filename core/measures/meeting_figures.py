"""A meeting's figures as sentences: what its minutes keep, and the pack sends out beforehand.

What counts something that nobody reported stands apart: no police member reads it, nor a sum that
it could be taken from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.clock import UK, say_date
from core.measures.comparison import compare_periods
from core.measures.period import Period, say_period
from core.measures.rates import filter_call_outs
from core.measures.sentences import (
    say_comparison,
    say_count,
    say_needed,
    say_repeats,
    say_within,
)
from core.measures.share import build_needed_share
from core.measures.timeline import find_uncovered_days
from core.vocabulary import ActionState, CallOutKind


@dataclass(frozen=True)
class MeetingFigures:
    """Plain sentences; `kept` are those that count what nobody reported."""

    said: tuple[str, ...]
    kept: tuple[str, ...]


def build_meeting_figures(
    incidents: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    actions: pl.DataFrame,
    covered: Sequence[tuple[date, date]],
    *,
    period: Period,
    today: date,
) -> MeetingFigures:
    """The sentences on a meeting's period as they stand today.

    Whether police were needed counts the group's own answers only: a suggestion is in no document.

    Args:
        incidents: all of them, frames as `core.reading` gives them.
        homes: the register.
        places: their places over time.
        actions: everybody's.
        covered: the days that imports state to cover, bounds inclusive.
        period: the meeting's, both ends inclusive.
        today: what is overdue is measured against it.
    """
    reported = incidents.filter("contacted")
    # The day of what nobody reported would tell that it happened.
    data_to = max((end for _, end in covered), default=reported["occurred_on"].max())
    if not isinstance(data_to, date):
        return MeetingFigures(("There are no data on this period yet.",), ())
    known = Period(period.start, min(period.end, data_to)) if data_to >= period.start else None
    said, kept = [_say_days(period, known, data_to, covered)], []
    unreported = incidents.filter(~pl.col("contacted") & ~pl.col("referred"))
    if known is not None:
        said += _say_call_outs(reported, homes, places, known)
        within = pl.col("occurred_on").is_between(known.start, known.end)
        asked = reported.filter(within & ~pl.col("call_out")).height
        if asked:
            said.append(
                f"Homes asked for advice or shared information {say_count(asked, 'time')} without "
                "a call-out: what the protocol wants (4.13, 10.3)."
            )
        kept.append(_say_kept(unreported.filter(within).height))
    said.append(_say_waiting(reported))
    hidden = pl.col("incident_id").is_in(unreported["id"].unique().to_list()).fill_null(False)
    said.append(_say_actions(actions.filter(~hidden), "follow-up", period.start, today))
    of_kept = actions.filter(hidden)
    if of_kept.height:
        noun = "follow-up of what nobody reported"
        kept.append(_say_actions(of_kept, noun, period.start, today))
    return MeetingFigures(tuple(said), tuple(kept))


def _say_days(
    period: Period, known: Period | None, data_to: date, covered: Sequence[tuple[date, date]]
) -> str:
    if known is None:
        return f"The data end on {say_date(data_to)}, before this period begins."
    gap = find_uncovered_days(known, covered) if covered else known.days
    if not covered:
        whole = "no import states which of its days it covers"
    elif gap:
        verb = "is" if gap == 1 else "are"
        whole = f"{gap} of its {say_count(known.days, 'day')} {verb} covered by no import"
    else:
        verb = "is" if known.days == 1 else "are"
        whole = f"its {say_count(known.days, 'day')} {verb} covered by imports"
    cut = f", of {say_period(period)}" if known != period else ""
    return f"Period: {say_period(known)}{cut}; {whole}. Data to {say_date(data_to)}."


def _say_call_outs(
    reported: pl.DataFrame, homes: pl.DataFrame, places: pl.DataFrame, known: Period
) -> list[str]:
    called = reported.filter("call_out").with_columns(kind=pl.col("call_out_kind"))
    before = known.find_same_a_year_before()
    found = compare_periods(called, homes, places, known, before)
    said = [say_comparison(found, known, before)]
    if found.is_beyond_chance and (repeats := say_repeats(found)):
        said.append(repeats)
    if not found.count:
        return said
    behaviour = filter_call_outs(called, known, CallOutKind.BEHAVIOUR).height
    said.append(
        f"{say_count(behaviour, 'call-out').capitalize()} about behaviour, "
        f"{found.count - behaviour} protective."
    )
    now = called.filter(pl.col("occurred_on").is_between(known.start, known.end))
    reviewed = now.filter("reviewed")
    yes = reviewed.filter(pl.col("needed").cast(pl.String) == "yes").height
    no = reviewed.filter(pl.col("needed").cast(pl.String) == "no").height
    share = build_needed_share(yes, no, now.height - yes - no)
    if share.share is None:
        said.append(
            f"Whether police were needed {say_within(known)} has not been answered yet, for any of "
            f"{say_count(share.unknown, 'call-out')}."
        )
    else:
        said.append(f"By the group’s answer police were needed in {say_needed(share)}.")
    return said


def _say_kept(count: int) -> str:
    return f"{say_count(count, 'incident').capitalize()} stayed within the homes."


def _say_waiting(reported: pl.DataFrame) -> str:
    waiting = reported.filter(~pl.col("reviewed"))["occurred_on"]
    first = waiting.min()
    if not isinstance(first, date):
        return "Every reported incident was looked at by the group."
    verb = "waits" if waiting.len() == 1 else "wait"
    return (
        f"{say_count(waiting.len(), 'reported incident').capitalize()} {verb} for the group, the "
        f"oldest of {say_date(first)}."
    )


def _say_actions(actions: pl.DataFrame, noun: str, start: date, today: date) -> str:
    state = pl.col("state").cast(pl.String)
    done_on = pl.col("done_at").dt.convert_time_zone(str(UK)).dt.date()
    done = actions.filter((state == ActionState.DONE.value) & (done_on >= start)).height
    open_now = actions.filter(state == ActionState.OPEN.value)
    overdue = open_now.filter(pl.col("due_on") < today).height
    first, _, rest = noun.partition(" ")
    said = say_count(done, first)
    said = f"{said} {rest}".strip()
    late = f"{overdue} of them overdue" if overdue else "none of them overdue"
    still = f"{open_now.height} open, {late}" if open_now.height else "none is open"
    return f"{said.capitalize()} done since {say_date(start)}; {still}."
