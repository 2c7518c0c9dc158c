"""Signals as sentences: whether the months shifted, gaps between call-outs, alarms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from core.clock import say_date
from core.measures.alarms import (
    HOME_RATIO,
    HOME_RUN_LENGTH,
    find_false_alarm_months,
    find_next_meeting,
)
from core.measures.gaps import LEAST_GAPS, find_gap_limits, find_unusual_gaps
from core.measures.period import Period, say_period
from core.measures.run_chart import LEAST_MONTHS, RunChart
from core.measures.sentences import say_count

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_DAYS_SAID = 62  # above two months days are no longer what one counts in
_DAYS_A_MONTH = 365.25 / 12

RUN_CHART_CAPTION = (
    "Centre: the median of the whole months. Called a shift when the longest run on one side is "
    "longer, or the crossings of the median are fewer, than chance explains (Anhøj's rules); "
    "about one series of 24 months in twenty signals by chance alone. A month without whole data "
    "ends a run."
)
LIMITS_CAPTION = (
    "Limits: the mean and three times its square root to each side. At three call-outs a month, "
    "one false point outside the limits in eight series of 24 months is to be expected."
)
GAPS_CAPTION = (
    "Days from one call-out to the next (g-chart): the line is the median, the limit the mean gap "
    "g + 3 √(g (g + 1)). A gap beyond the limit is longer than chance explains. The chart cannot "
    "signal worsening: no gap is too short. Gaps that no import covers throughout are left out."
)


def say_usual(centre: float) -> str:
    """A median of counts: "3", "2.5", "1,147"."""
    return f"{centre:,.10g}"


def say_run_chart(chart: RunChart, kind: str = "behaviour") -> str:
    """Whether the months shifted: "No shift: …", or what signals and when."""
    if chart.centre is None:
        return "No whole month of data: nothing can be said of a shift."
    ones = "call-out" if chart.centre == 1 else "call-outs"
    usual = f"{say_usual(chart.centre)} {kind} {ones} in a usual month"
    ending = ""
    if chart.left_out:
        are = "is" if chart.left_out == 1 else "are"
        ending = f" {say_count(chart.left_out, 'month')} without whole data {are} left out."
    if chart.runs is None:
        why = (
            "in at least half the months there was none"
            if chart.centre == 0
            else f"fewer than {LEAST_MONTHS} months lie off the median"
        )
        return f"Too little to judge a shift in {say_count(chart.months, 'month')}: {why}.{ending}"
    if not chart.is_signal:
        return (
            f"No shift in {say_count(chart.months, 'month')}: {usual}, and the months scatter "
            f"around it as chance would.{ending}"
        )
    parts = []
    if chart.runs.longest_run > chart.runs.longest_run_max:
        assert chart.run_from is not None
        assert chart.run_until is not None
        side = "above" if chart.is_above else "below"
        parts.append(
            f"{say_count(chart.runs.longest_run, 'month')} off it lie {side} it in a row, "
            f"{chart.run_from:%B %Y} to {chart.run_until:%B %Y} (chance explains "
            f"{chart.runs.longest_run_max})"
        )
    if chart.runs.n_crossings < chart.runs.n_crossings_min:
        parts.append(
            f"they cross it {_say_times(chart.runs.n_crossings)} (chance explains no fewer than "
            f"{chart.runs.n_crossings_min})"
        )
    return f"The months shifted: {usual}; {'; '.join(parts)}.{ending}"


def _say_times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def say_usual_gap(centre: float) -> str:
    """The median of the days between call-outs, as what passes: "Usually 40.5 days pass"."""
    return "Usually 1 day passes" if centre == 1 else f"Usually {say_usual(centre)} days pass"


def say_gaps(gaps: pl.DataFrame) -> str:
    """The usual gap, the longest beyond the limit, and the one still open."""
    if gaps.is_empty():
        return "No gap between call-outs that imports cover throughout."
    limits = find_gap_limits(gaps)
    open_ones = gaps.filter("is_open")
    now = ""
    if open_ones.height:
        days = int(open_ones["days"][0])
        now = f" The last call-out was {say_count(days, 'day')} before the last day of the data."
        if days == 0:
            now = " The last call-out was on the last day of the data."
    if limits.centre is None:
        return f"No gap between two call-outs has ended.{now}"
    first = f"{say_usual_gap(limits.centre)} from one call-out to the next."
    if limits.upper is None:
        few = say_count(limits.count, "gap")
        return f"{first} From {few} none can be called unusual; it takes {LEAST_GAPS}.{now}"
    unusual = find_unusual_gaps(gaps)
    ended = unusual.filter(~pl.col("is_open"))
    longest = ended.sort("days", descending=True)
    if ended.is_empty():
        second = f" None that ended was longer than chance explains ({int(limits.upper):,} days)."
    else:
        spell = Period(longest["from_on"][0], longest["to_on"][0])
        ones = "One was" if ended.height == 1 else f"{ended.height} were"
        most = "it lasted" if ended.height == 1 else "the longest lasted"
        second = (
            f" {ones} longer than chance explains ({int(limits.upper):,} days); {most} "
            f"{longest['days'][0]:,} days, {say_period(spell)}."
        )
    if unusual.height > ended.height:
        now = now.removesuffix(".") + ": already longer than chance explains."
    return f"{first}{second}{now}"


def say_alarm(alarm: dict[str, Any], meetings: Sequence[date] = ()) -> str:
    """One alarm: which call-out in how long, and how long before the meeting.

    Args:
        alarm: a row of `core.measures.alarms.find_home_alarms`, or without `name` of `find_alarms`.
        meetings: days of meetings; without a later one only the alarm's day is said.
    """
    alarm_on: date = alarm["alarm_on"]
    days = (alarm_on - alarm["since_on"]).days
    sentence = (
        f"{alarm.get('name') or 'All homes'}: alarm on {say_date(alarm_on)}, the "
        f"{_say_ordinal(alarm['call_outs_in_run'])} behaviour call-out {_say_span(days)}"
    )
    meeting = find_next_meeting(alarm_on, meetings)
    if meeting is None:
        return f"{sentence}."
    before = say_count((meeting - alarm_on).days, "day")
    day = f"{meeting.day} {meeting:%B}" if meeting.year == alarm_on.year else say_date(meeting)
    return f"{sentence}, {before} before the meeting on {day}."


def _say_ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{last or 'th'}"


def _say_span(days: int) -> str:
    if days == 0:
        return "on one day"
    if days <= _DAYS_SAID:
        return f"in {say_count(days, 'day')}"
    return f"in {say_count(round(days / _DAYS_A_MONTH), 'month')}"


def say_alarms(alarms: pl.DataFrame, period: Period) -> str:
    """How many alarms fell into a period, and at which homes."""
    fell = alarms.filter(pl.col("alarm_on").is_between(period.start, period.end))
    if fell.is_empty():
        return f"No alarm in {say_period(period)}."
    count = say_count(fell.height, "alarm").capitalize()
    names = fell["name"].unique(maintain_order=True).to_list() if "name" in fell.columns else []
    where = f" at {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else ""
    where = f" at {names[0]}" if len(names) == 1 else where
    return f"{count} in {say_period(period)}{where}."


def say_false_alarms(homes_watched: int) -> str:
    """How often an alarm comes by chance alone; empty where no home is watched."""
    months = find_false_alarm_months(homes_watched)
    if months is None:
        return ""
    if months >= 24:
        often = f"{months / 12:.0f} years"
    else:
        often = say_count(max(1, round(months)), "month")
    homes = "1 home" if homes_watched == 1 else f"{homes_watched:,} homes"
    return (
        f"A home where nothing changes has on average about one false alarm in "
        f"{HOME_RUN_LENGTH / 12:.0f} years: with {homes} about one in {often}."
    )


def say_alarm_method(homes_watched: int, watched_from: date | None) -> str:
    """What raises an alarm, since when homes are watched, and how rare false ones are."""
    false_alarms = say_false_alarms(homes_watched)
    if watched_from is None or not false_alarms:
        return (
            "No home is watched: it takes 12 months that imports cover in the years before, and "
            "a home that is open."
        )
    return (
        f"Poisson CUSUM of behaviour call-outs, tuned to find {HOME_RATIO:g} times a home's usual; "
        "three call-outs are the fewest that raise an alarm. Usual: the three years before, the "
        f"home's own and the area's rate per place together. {false_alarms} An alarm is a reason "
        f"to ask, not a finding. Watched from {say_date(watched_from)}; months that no import "
        "covers are skipped."
    )
