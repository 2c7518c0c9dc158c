"""Figures as sentences: number, interval, and whether chance explains the difference."""

import math

from core.measures.comparison import Comparison
from core.measures.period import Period, say_period
from core.measures.share import NeededShare

NBSP = "\u00a0"
_LEAST_FOR_PERCENT = 10


def say_percent(share: float) -> str:
    """A share of 1 as whole per cent: 0.294 is "29 %"."""
    return f"{round(100 * share)}{NBSP}%"


def say_count(count: int, noun: str) -> str:
    """A count with its noun: "1 call-out", "no call-outs", "1,200 incidents"."""
    if count == 0:
        return f"no {noun}s"
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def say_letter(number: int) -> str:
    """The letters of a number from 0 on: A, B, … Z, then AA, AB, …."""
    word = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def _say_limit(ratio: float) -> str:
    if math.isinf(ratio):
        return "no upper limit"
    if ratio >= 9.95:
        return f"{ratio:.0f} times as high"
    if ratio >= 2.995:
        return f"{ratio:.1f} times as high"
    change = round(100 * (ratio - 1))
    if ratio == 1:
        return "no change"
    if change == 0:
        # "More than chance explains" must not stand beside an interval that reaches "no change".
        return f"less than 1{NBSP}% {'higher' if ratio > 1 else 'lower'}"
    return f"{abs(change)}{NBSP}% {'higher' if change > 0 else 'lower'}"


def _say_interval(lower: float | None, upper: float | None) -> str:
    assert lower is not None
    assert upper is not None
    return f"95{NBSP}% interval: {_say_limit(lower)} to {_say_limit(upper)}"


def say_repeats(found: Comparison) -> str:
    """What is left of a comparison where one child's call-outs come in series (φ = 2)."""
    if found.rate_ratio is None:
        return ""
    interval = _say_interval(found.repeat_lower, found.repeat_upper)
    verdict = "it would still be more than chance explains"
    if not found.holds_with_repeats:
        verdict = "chance could still explain it"
        if found.is_beyond_chance:
            verdict = "chance could explain it"
    return (
        "Several call-outs of one child are not independent. If that makes the counts vary twice "
        f"as much, {verdict} ({interval})."
    )


def say_within(period: Period) -> str:
    """A period with its preposition: "in 2017", "on 3 May 2017", "from 3 May to 9 July 2017"."""
    said = say_period(period)
    if period.start == period.end:
        return f"on {said}"
    whole = said[0].isalpha() or said.isdecimal()
    return f"in {said}" if whole else f"from {said}"


def say_comparison(found: Comparison, period: Period, other: Period) -> str:
    """Two periods in words: the percentage is of counts, the interval of rates per place."""
    if found.count == 0 and found.other_count == 0:
        return f"No call-outs in either {say_period(period)} or {say_period(other)}."
    counts = (
        f"{say_count(found.count, 'call-out').capitalize()} {say_within(period)} against "
        f"{found.other_count:,} {say_within(other)}"
    )
    if found.change_percent is None:
        counts += "."
    elif found.other_count < _LEAST_FOR_PERCENT and found.count != found.other_count:
        # "200 % more" of one call-out is two call-outs.
        counts += f": {abs(found.count - found.other_count)} {_say_way(found)}."
    elif found.count == found.other_count:
        counts += ": as many."
    else:
        way = _say_way(found)
        share = abs(found.change_percent) / 100
        counts += f": {say_percent(share) if share >= 0.005 else f'less than 1{NBSP}%'} {way}."
    if found.rate_ratio is None:
        if found.exposure > 0 and found.other_exposure > 0:
            return f"{counts} None was at a home with places: there is no rate to compare."
        return f"{counts} Without places in both periods there is no rate to compare."
    interval = _say_interval(found.lower, found.upper)
    if found.rate_ratio == 1:
        return f"{counts} Per place, the rate is the same ({interval})."
    change = "a fall" if found.rate_ratio < 1 else "a rise"
    verdict = "is more than chance explains" if found.is_beyond_chance else "could be chance"
    if _goes_with_counts(found):
        return f"{counts} Per place, {change} like this {verdict} ({interval})."
    return f"{counts} Per place it is {change}, which {verdict} ({interval})."


def _say_way(found: Comparison) -> str:
    return "fewer" if found.count < found.other_count else "more"


def _goes_with_counts(found: Comparison) -> bool:
    """Whether the rate moved as the counts did: with more places, more call-outs can be a fall."""
    assert found.rate_ratio is not None
    if found.rate_ratio < 1:
        return found.count < found.other_count
    return found.count > found.other_count


def say_title(found: Comparison, than: str) -> str:
    """The page's finding: "Fewer call-outs than a year before, but chance could explain it"."""
    if found.count == 0 and found.other_count == 0:
        return f"No call-outs, and none {than}"
    way = "Fewer" if found.count < found.other_count else "More"
    first = f"{way} call-outs than {than}"
    if found.count == found.other_count:
        first = f"As many call-outs as {than}"
    if found.rate_ratio is None:
        return first
    if found.is_beyond_chance and not _goes_with_counts(found):
        return f"{first}, but {'fewer' if found.rate_ratio < 1 else 'more'} per place"
    if found.count == found.other_count:
        return first
    if found.is_beyond_chance and not found.holds_with_repeats:
        return f"{first}; chance does not explain it, several calls about one child could"
    if found.is_beyond_chance:
        return f"{first}; chance does not explain it"
    return f"{first}, but chance could explain it"


def say_needed(share: NeededShare) -> str:
    """The share in which police were needed, with its Wilson interval and what is not known."""
    unknown = f"; {share.unknown} not known" if share.unknown else ""
    if share.share is None or share.lower is None or share.upper is None:
        return f"Not known for any of {say_count(share.unknown, 'call-out')}"
    return (
        f"{say_percent(share.share)} of {share.known} with an answer "
        f"(95{NBSP}% interval: {say_percent(share.lower)} to {say_percent(share.upper)}){unknown}"
    )


def say_days(days: int | None) -> str:
    """Time since the last call-out; none in the data is said so."""
    if days is None:
        return "no call-out in the data"
    return say_count(days, "day") if days else "a call-out on the last day of the data"
