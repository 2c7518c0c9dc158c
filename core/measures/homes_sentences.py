"""The Homes page in sentences: plain text, names as they are; whoever shows it escapes it."""

from collections.abc import Sequence

import polars as pl

from core.measures.funnel import BEYOND_95, Position
from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_count, say_percent

_MOST_NAMES = 2
_LIKELY = ((0.9, "very likely"), (0.66, "likely"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _say_names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _find_names(rates: pl.DataFrame, position: Position) -> list[str]:
    return rates.filter(pl.col("position") == position.value)["name"].to_list()


def _say_few_names(names: Sequence[str], noun: str) -> str:
    return _say_names(names) if len(names) <= _MOST_NAMES else f"{len(names):,} {noun}"


def _say_fewer(names: Sequence[str], noun: str) -> str:
    has = "has" if len(names) == 1 else "have"
    return f"{_say_few_names(names, noun)} {has} fewer call-outs than chance explains"


def say_homes_title(rates: pl.DataFrame) -> str:
    """Which homes stand out (99.8 % only), are worth a look (95 %), or have too little to tell.

    `rates` as `core.measures.rates.build_area_rates`.
    """
    high = _find_names(rates, Position.HIGH_998)
    low = _find_names(rates, Position.LOW_998)
    few = len(_find_names(rates, Position.NOT_ENOUGH_DATA))
    if rates["position"].is_null().all():
        return "No home has a rate to compare"
    if not high:
        first = "No home stands out"
    else:
        first = f"{_say_few_names(high, 'homes')} stand{'s' if len(high) == 1 else ''} out"
    if low:
        first += f"; {_say_fewer(low, 'homes')}"
    for position, why in ((Position.HIGH_95, ""), (Position.LOW_95, " for few call-outs")):
        if look := _find_names(rates, position):
            is_are = "is" if len(look) == 1 else "are"
            first += f"; {_say_few_names(look, 'homes')} {is_are} worth a look{why}"
    return f"{first}; for {few:,} there is too little to tell" if few else first


def say_own_title(rates: pl.DataFrame) -> str:
    """What a viewer of a few homes reads first: there is no area to be set against."""
    total = say_count(int(rates["call_outs"].sum()), "behaviour call-out")
    return _capital(f"{total} at your homes")


def _count_holding(rates: pl.DataFrame, area_rate: float) -> int:
    return rates.filter((pl.col("lower") <= area_rate) & (pl.col("upper") >= area_rate)).height


def say_rates_title(rates: pl.DataFrame, area_rate: float | None) -> str:
    """For how many homes the interval holds the area's rate: differences within chance."""
    known = rates.filter(pl.col("position").is_not_null())
    if area_rate is None or known.is_empty():
        homes = rates.filter(pl.col("rate").is_not_null()).height
        return f"Call-outs per place and year, {say_count(homes, 'home')}"
    holding = _count_holding(known, area_rate)
    return (
        f"For {holding:,} of {say_count(known.height, 'home')} the rate cannot be told from the "
        f"area's, {area_rate:.2f} per place a year"
    )


def say_rows(rates: pl.DataFrame) -> str:
    """How many homes with a rate are the area's, and how many are outside it; nothing if none."""
    drawn = rates.filter(pl.col("rate").is_not_null())
    outside = drawn.filter(~pl.col("in_area")).height
    if not outside:
        return ""
    return f"{say_count(drawn.height - outside, 'home')} and {outside:,} outside the area. "


def say_chance_alone(homes: int) -> str:
    """How many homes chance alone puts beyond the 99.8 % line; nothing where that is below one."""
    beyond = homes // 1000
    if not beyond:
        return ""
    return (
        f" Of {homes:,} homes, chance alone puts up to about {beyond:,} above the upper line of "
        "1 in 1,000."
    )


def say_outside(rates: pl.DataFrame, homes: pl.DataFrame) -> str:
    """Which homes do not make the area's rate, and which do though nobody recorded where they are.

    `rates` as `build_area_rates`; `homes` with `in_area`.
    """
    shown = homes.join(rates.select("home_id"), on="home_id", how="semi")
    outside = rates.filter(~pl.col("in_area")).height
    unknown = shown.filter(pl.col("in_area").is_null()).height
    said = ""
    if outside:
        said += (
            f" {say_count(outside, 'home')} outside the protocol's area "
            f"{'is' if outside == 1 else 'are'} not set against its rate and "
            f"do{'es' if outside == 1 else ''} not make it."
        )
    if unknown:
        said += (
            f" {say_count(unknown, 'home')} whose authority is not recorded "
            f"{'is' if unknown == 1 else 'are'} counted in."
        )
    return said


def say_left_out(rates: pl.DataFrame, call_outs: int) -> str:
    """How many homes are in no rate, and how many of all the call-outs that leaves out."""
    without = rates.filter(pl.col("rate").is_null())
    elsewhere = call_outs - int(rates["call_outs"].sum())
    if elsewhere:
        known = say_left_out(rates, call_outs - elsewhere)
        return f"{known} Left out too: {say_count(elsewhere, 'call-out')} at homes not open then."
    if without.is_empty():
        return "Every home is in it."
    said = say_count(without.height, "home")
    return (
        f"{said} without registered places {'is' if without.height == 1 else 'are'} in no rate; "
        f"that leaves out {say_count(int(without['call_outs'].sum()), 'call-out')}."
    )


def say_first_look(probability: float, call_outs: int) -> str:
    """Why a home is worth looking at first, in words: a chance is no rank and no finding."""
    word = next((said for least, said in _LIKELY if probability >= least), "possibly")
    share = say_percent(probability) if probability < 0.995 else f"more than 99{NBSP}%"
    return f"{word} more than twice the area's rate: {share}, {say_count(call_outs, 'call-out')}"


def say_first_looks_title(found: int) -> str:
    """How many homes to look at first."""
    if not found:
        return "No home is likely above twice the area's rate"
    return f"{_capital(say_count(found, 'home'))} to look at first"


def say_quiet_title(quiet: pl.DataFrame | None, least: int = 90) -> str:
    """How many homes have had no behaviour call-out for so many days.

    `quiet` as `core.measures.quiet.build_quiet_days`; None: no day is covered.
    """
    if quiet is None or quiet.is_empty():
        return "Days since the last behaviour call-out: not known"
    count = quiet.filter(pl.col("days") >= least).height
    if not count:
        return f"No home has gone {least} covered days without a behaviour call-out"
    return (
        f"{count:,} of {say_count(quiet.height, 'home')} without a behaviour call-out for "
        f"{least} days or more"
    )


def say_quiet(days: int, is_whole: bool) -> str:
    """A home's days without a call-out; "at least" where no import covers the days before."""
    if days == 0:
        return "a call-out on the last day of the data"
    return say_count(days, "day") if is_whole else f"at least {say_count(days, 'day')}"


def say_providers_title(providers: pl.DataFrame, area_rate: float | None) -> str:
    """Which providers stand out (99.8 % only), or how many intervals miss the area's rate."""
    known = providers.filter(pl.col("position").is_not_null()).rename({"provider": "name"})
    if known.is_empty() or area_rate is None:
        return "Call-outs per place and year, by provider"
    high, low = (_find_names(known, p) for p in (Position.HIGH_998, Position.LOW_998))
    said = []
    if high:
        one = len(high) == 1
        named = _say_few_names(high, "providers")
        said.append(
            f"{named} stand{'s' if one else ''} out, all {'its' if one else 'their'} homes together"
        )
    if low:
        said.append(_say_fewer(low, "providers"))
    if said:
        return "; ".join(said)
    beyond = known.height - _count_holding(known, area_rate)
    if not beyond:
        return "No provider's rate can be told from the area's"
    some = (
        f"interval of 1 of {known.height:,} does"
        if beyond == 1
        else (f"intervals of {beyond:,} of {known.height:,} do")
    )
    return (
        f"No provider is beyond what chance gives once in a thousand; the {some} not hold the "
        "area's rate"
    )


def say_first(shown: int, rows: int) -> str:
    """That a figure has only the first rows by name; nothing where it has all."""
    return f" The first {shown:,} of {rows:,} by name; the CSV has all." if shown < rows else ""


def say_providers_method(providers: pl.DataFrame, period: Period) -> str:
    """What a provider's rate is made of."""
    homes = int(providers["homes"].sum())
    return (
        f"Behaviour call-outs per place-year of all of a provider's homes, {say_period(period)}, "
        f"with exact 95{NBSP}% limits; {say_count(homes, 'home')} of "
        f"{say_count(providers.height, 'provider')}, spellings of one name put together. A "
        "provider's interval is narrower than its homes' because it rests on more, not because "
        "they are alike. By name, never ranked. " + say_colours().rstrip()
    )


def say_colours() -> str:
    """What the chart's colours mean where homes are set against the whole area."""
    return (
        "Orange: above what chance gives once in a thousand; grey: fewer than two expected, not "
        "enough data to tell. "
    )


def say_needed_by_title(needed: pl.DataFrame) -> str:
    """In how many of the call-outs with an answer police were not needed.

    `needed` as `core.measures.share.build_needed_by`.
    """
    known = int(needed["needed"].sum()) + int(needed["not_needed"].sum())
    if needed.is_empty():
        return "No call-outs, so none in which police were not needed"
    if not known:
        return "Whether police were needed is not known for any call-out"
    noun = "call-out" if known == 1 else "call-outs"
    without = int(needed["not_needed"].sum())
    return f"Police were not needed in {without:,} of {known:,} {noun} with an answer"


def say_protective_title(call_outs: int) -> str:
    """How many protective call-outs: calling when a child needs it is no measure of a home."""
    return _capital(f"{say_count(call_outs, 'protective call-out')}: no measure of a home")


def say_shown(shown: pl.DataFrame, rates: pl.DataFrame) -> str:
    """Which homes have a row where there are more than can be read; nothing where all have."""
    if shown.height == rates.height:
        return ""
    beyond = {position.value for position in BEYOND_95}
    which = "the first by name"
    if shown.height and shown["position"].is_in(beyond).all():
        which = "of those beyond the lines, by name"
    return f" {shown.height:,} of {rates.height:,} homes have a row here, {which}; the CSV has all."


def say_homes_caption(
    rates: pl.DataFrame, period: Period, missing: int, has_spells: bool, whole_area: bool
) -> str:
    """The line under the title, for all screens: when, which homes, which days no import covers.

    `missing`: days of the period that no import covers; they count as open and can hide call-outs.
    """
    parts = [_capital(say_period(period)), f"{say_count(rates.height, 'home')} open"]
    if not whole_area:
        parts.append("yours only")
    if not has_spells:
        parts.append("no import states which days it covers")
    elif missing:
        parts.append(f"no import covers {say_count(missing, 'day')} of it")
    return " · ".join(parts)


def say_funnel_method(rates: pl.DataFrame, area_rate: float, period: Period) -> str:
    """How the funnel is made: denominator, lines, period, and where it says too much."""
    inside = rates.filter((pl.col("place_years") > 0) & pl.col("in_area"))
    return (
        f"Behaviour call-outs. Expected: place-years times {area_rate:.2f}, the area's per "
        f"place-year in {say_period(period)} ({int(inside['call_outs'].sum()):,} in "
        f"{float(inside['place_years'].sum()):,.1f}). A home like the area lies beyond an outer "
        "line once in 1,000, beyond an inner one once in 40, on each side (exact Poisson). Where "
        "one child is behind many call-outs, the lines are too narrow."
    )


def describe_funnel(rates: pl.DataFrame) -> str:
    """The takeaway of the funnel for a reader who does not see it."""
    known = rates.filter(pl.col("position").is_not_null())
    return (
        f"Call-outs of {say_count(known.height, 'home')} against what their places lead one to "
        f"expect. {say_homes_title(rates)}."
    )
