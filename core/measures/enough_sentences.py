"""What homes without enough data lack, in sentences."""

import math

from core.measures.funnel import ENOUGH_EXPECTED
from core.measures.sentences import say_count


def say_months(months: float) -> str:
    """A span of data still to come: "about 14 more months", from two years on in years."""
    whole = math.ceil(months - 1e-9)
    if whole > 120:
        return "more than ten more years"
    if whole > 24:
        return f"about {math.ceil(whole / 12 - 1e-9)} more years"
    return f"about {say_count(max(whole, 1), 'more month')}"


def say_data_needed(expected: float, places: int | None, months: float | None) -> str:
    """What a home's grey dot needs before it can be told: "about 14 more months at 3 places"."""
    # Never "2.0 of 2": what is missing must not be rounded away.
    had = min(math.floor(10 * expected) / 10, ENOUGH_EXPECTED - 0.1)
    lacks = f"{had:.1f} of {ENOUGH_EXPECTED:.0f} expected call-outs"
    if places is None:
        return f"{lacks}; closed or without places: no more will come"
    if months is None:
        return f"{lacks}; the area had no call-outs to expect any from"
    return f"{lacks}; {say_months(months)} at {say_count(places, 'place')}"


def say_needed_title(few: int, homes: int) -> str:
    """For how many homes there is not enough data."""
    if not few:
        return "There is enough data to tell for every home"
    return f"For {few:,} of {say_count(homes, 'home')} there is not enough data to tell"
