"""Inspectors' requests in words: what waits since when, and how long answers took.

Names are plain text: the page escapes what it shows.
"""

from collections.abc import Sequence
from datetime import date
from statistics import median

import polars as pl

from core.clock import say_date
from core.measures.period import Period
from core.measures.sentences import say_count
from core.vocabulary import RequestState

LEAST_FOR_MEDIAN = 10
"""Fewer answers than this are listed one by one: a median of so few says less than they do."""

METHOD = (
    "Calendar days from the day it was asked to the day the first file in answer to it was "
    "prepared: 0 is the same day. Whether it arrived cannot be known here. Withdrawn requests are "
    "left out."
)


def say_requests_title(requests: pl.DataFrame, today: date) -> str:
    """What waits, and since when the oldest of it: `requests` of `read_requests`."""
    waiting = requests.filter(_is(RequestState.OPEN))["asked_on"]
    if waiting.is_empty():
        return "No request is waiting"
    since = say_since(waiting.min(), today)  # type: ignore[arg-type]
    if waiting.len() == 1:
        return f"One request has waited {since}" if waiting[0] < today else "One request came today"
    if waiting.min() == today:
        return f"{waiting.len()} requests came today"
    return f"{waiting.len()} requests are waiting, the oldest {since}"


def say_since(day: date, today: date) -> str:
    """Since when, as people say it: "since yesterday", "since Tuesday", "since 2 May 2019"."""
    days = (today - day).days
    if days == 0:
        return "since today"
    if days == 1:
        return "since yesterday"
    return f"since {day:%A}" if days < 7 else f"since {say_date(day)}"


def say_took(days: int) -> str:
    """How long an answer took, in a cell."""
    return "the same day" if days == 0 else say_count(days, "day")


def say_answers(requests: pl.DataFrame, today: date) -> str:
    """How many were asked for in the last 12 months, and after how many days they were answered.

    Each answer by its days; from ten answers on their median and the longest. What was asked
    earlier and still waits is said as well.
    """
    year = Period(today, today).find_same_a_year_before().start
    # What was withdrawn was no request, or is none any more.
    kept = requests.filter(~_is(RequestState.WITHDRAWN))
    asked = kept.filter(pl.col("asked_on") > year)
    answered = asked.filter(_is(RequestState.ANSWERED))["days"].sort().to_list()
    waiting = kept.filter(_is(RequestState.OPEN))["days"].sort(descending=True).to_list()
    said = [f"{say_count(asked.height, 'request')} in the last 12 months"]
    if answered:
        said.append(_say_days(answered))
    if waiting:
        said.append(_say_waiting(waiting))
    words = "; ".join(said)
    return f"{words[:1].upper()}{words[1:]}."


def _say_days(days: Sequence[int]) -> str:
    if len(days) >= LEAST_FOR_MEDIAN:
        middle = median(days)
        half = "the same day" if middle == 0 else f"within {_say_number(middle)}"
        if days[-1] == 0:
            return f"{len(days)} answered, each the same day"
        longest = f"the longest took {_count(days[-1])}"
        return f"{len(days)} answered, half of them {half} (median), {longest}"
    if len(days) == 1:
        return f"one answered {'the same day' if days[0] == 0 else f'after {_count(days[0])}'}"
    if days[-1] == 0:
        return f"{len(days)} answered, each the same day"
    listed = [str(number) for number in days]
    return f"{len(days)} answered, after {', '.join(listed[:-1])} and {listed[-1]} days"


def _say_number(days: float) -> str:
    return _count(int(days)) if days == int(days) else f"{days:.1f} days"


def _count(days: int) -> str:
    return say_count(days, "day")


def _say_waiting(days: Sequence[int]) -> str:
    if len(days) == 1:
        return "one came today" if days[0] == 0 else f"one has waited for {_count(days[0])}"
    if days[0] == 0:
        return f"{len(days)} came today"
    return f"{len(days)} are waiting, the oldest for {_count(days[0])}"


def _is(state: RequestState) -> pl.Expr:
    return pl.col("state") == state.value
