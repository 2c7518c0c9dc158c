"""When calls come, in words: a count, its share with the interval, the share of the time."""

from typing import NamedTuple

import polars as pl

from core.measures.answers import Answers
from core.measures.hours import DRAWN_FROM, SpanShare
from core.measures.missing_sentences import say_answers
from core.measures.sentences import NBSP, say_count, say_percent
from core.measures.slow_time import PACES


class Span(NamedTuple):
    """How a span of time is named in a sentence."""

    when: str
    time: str
    of: str
    evenly: str


NIGHT = Span("at night", "nights (22:00 to 06:59)", "hours", "round the clock")
WEEKEND = Span("at the weekend", "Saturdays and Sundays", "days", "through the week")


def _say_verdict(found: SpanShare, span: Span) -> str:
    if not found.is_beyond_chance:
        return "chance could explain it"
    assert found.share is not None
    more = "more" if found.share > found.time_share else "fewer"
    return f"{more} than if calls came evenly {span.evenly}"


def say_span(found: SpanShare, span: Span, noun: str) -> str:
    """A count in a span of time against the share of time that the span makes up."""
    if found.share is None or found.lower is None or found.upper is None:
        return f"No {noun}s with a time to count."
    return (
        f"{found.inside} of {say_count(found.counted, noun)} came {span.when}, "
        f"{say_percent(found.share)} (95{NBSP}% interval: {say_percent(found.lower)} to "
        f"{say_percent(found.upper)}); {span.time} are {say_percent(found.time_share)} of the "
        f"{span.of}: {_say_verdict(found, span)}."
    )


def say_span_title(found: SpanShare, span: Span, noun: str) -> str:
    """The finding as a heading; below ten call-outs, that they are too few to tell."""
    if found.counted < DRAWN_FROM:
        return f"Too few {noun}s to tell whether they come {span.when}"
    said = f"{found.inside} of {say_count(found.counted, noun)} came {span.when}"
    return f"{said}: {_say_verdict(found, span)}"


def say_busiest(parts: pl.DataFrame, noun: str) -> str:
    """The six hours with more than half of the calls, said as chosen after looking; else nothing.

    Args:
        parts: of `hours.build_by_part`: the day in eight parts of three hours.
        noun: what is counted.
    """
    counts, starts = parts["call_outs"].to_list(), parts["part"].str.head(5).to_list()
    places = range(len(counts))
    pairs = [counts[place] + counts[(place + 1) % len(counts)] for place in places]
    most, total = max(pairs), sum(counts)
    if 2 * most <= total or pairs.count(most) > 1:
        return ""
    first = pairs.index(most)
    return (
        f"{most} of {say_count(total, noun)} came between {starts[first]} and "
        f"{starts[(first + 2) % len(starts)]} (chosen after looking: no test is made of it)."
    )


def say_too_few(counted: int, noun: str) -> str:
    """Why nothing is drawn: below ten the picture would show chance."""
    were = "was" if counted == 1 else "were"
    return (
        f"There {were} {say_count(counted, noun)}: fewer than {DRAWN_FROM} are not drawn, "
        "because the picture would show chance."
    )


def say_untimed(untimed: int) -> str:
    """How many have no time of day."""
    if not untimed:
        return ""
    are = "is" if untimed == 1 else "are"
    return f" {untimed} at exactly 00:00 {are} in no hour: most likely a date without its time."


def say_pace_title(paces: pl.DataFrame) -> str:
    """How many decisions were made within the hour, and how many waited for the next day."""
    counts = dict(paces.select("pace", "call_outs").iter_rows())
    known = sum(counts[pace] for pace in PACES[:3])
    if not known:
        return "How soon it was decided to call is not recorded"
    return (
        f"{counts[PACES[0]]} of {known} decisions to call were made within the hour; "
        f"{counts[PACES[2]] or 'none'} waited until the next day"
    )


def say_agency(agency: Answers) -> str:
    """Agency staff on shift, never compared: how many shifts have them is not known."""
    if not agency.asked:
        return "No behaviour call-outs to ask about agency staff."
    return (
        f"Agency staff on shift: {say_answers(agency)}. How many shifts have agency staff is not "
        "known, so there is nothing to compare this with."
    )


def say_deciders_title(deciders: pl.DataFrame) -> str:
    """How many of the known decisions were a manager's."""
    counts = dict(deciders.select("decider", "call_outs").iter_rows())
    known = sum(counts.values()) - counts["not recorded"]
    if not known:
        return "Who decided to call is not recorded"
    managers = counts.get("registered or senior manager", 0)
    return f"A manager decided {managers} of {say_count(known, 'behaviour call-out')}"


def say_left_out(unknown: int) -> str:
    """How many have no answer about immediate risk: neither with it nor without."""
    if not unknown:
        return ""
    are = "has no answer about immediate risk and is"
    if unknown > 1:
        are = "have no answer about immediate risk and are"
    return f" {unknown} more {are} not counted here."


def say_protective_title(count: int) -> str:
    """The protective call-outs, apart."""
    stand = "stands" if count == 1 else "stand"
    return f"{say_count(count, 'protective call-out').capitalize()} {stand} apart"
