"""A home's summary in sentences: what a period shows, each with its number and what it rests on.

What is not recorded is said so; nothing here compares homes but the funnel, and nothing ranks.
"""

from collections.abc import Sequence

from core.clock import say_date
from core.measures.answers import Answers
from core.measures.comparison import Comparison
from core.measures.funnel import ENOUGH_EXPECTED, Position
from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_comparison, say_count, say_percent
from core.measures.summary_figures import HomeRate, Quiet

LEAST_FOR_PERCENT = 10
"""Known answers from which a percentage is said: below it, counts alone."""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def say_call_outs(
    behaviour: int, protective: int, away: int, no_report: int, counted: Period
) -> str:
    """How many call-outs by kind, and contacts for advice or information beside them.

    `away`: those of `protective` about a child missing or away.
    """
    total = behaviour + protective
    said = f"{_capital(say_period(counted))}: {say_count(total, 'call-out')}"
    if total:
        said += f", {behaviour or 'none'} about behaviour, {protective or 'none'} protective"
        if away:
            said += f", of which {away} about a child missing or away"
    if no_report:
        said += (
            f". {_capital(say_count(no_report, 'contact'))} with the police besides for advice or "
            "information: no call-outs"
        )
    return f"{said}."


def say_before(found: Comparison, period: Period) -> str:
    """The call-outs against the same days a year before, and whether chance explains it."""
    return say_comparison(found, period, period.find_same_a_year_before())


def say_needed(answers: Answers) -> str:
    """In how many behaviour call-outs police were needed, as the group agreed; unknown shown."""
    if not answers.asked:
        return "No behaviour call-outs, so nothing to say of whether police were needed."
    if not answers.known:
        which = f"any of {answers.asked} behaviour call-outs"
        if answers.asked == 1:
            which = "the one behaviour call-out"
        return f"The group has not yet said whether police were needed in {which}."
    if answers.known == 1:
        needed = "needed" if answers.yes else "not needed"
        said = f"Police were {needed} in the one behaviour call-out that the group has answered"
    else:
        of = f"{answers.yes or 'none'} of {answers.known} behaviour call-outs"
        said = f"Police were needed in {of} that the group has answered"
    limits = answers.limits
    if answers.known >= LEAST_FOR_PERCENT and limits is not None:
        lower, upper = (say_percent(limit) for limit in limits)
        share = say_percent(answers.yes / answers.known)
        said += f": {share} (95{NBSP}% interval: {lower} to {upper})"
    return f"{said}; {answers.unknown} not known." if answers.unknown else f"{said}."


def say_rate(rate: HomeRate | None) -> str:
    """The rate of behaviour call-outs with its exact limits, beside the area's."""
    if rate is None:
        return "No rate: no registered places are recorded for these days."
    said = (
        f"{_capital(say_count(rate.count, 'behaviour call-out'))} in {rate.place_years:.1f} "
        f"place-years: {rate.rate:.2f} per place and year (95{NBSP}% interval: {rate.lower:.2f} to "
        f"{rate.upper:.2f})"
    )
    if rate.area_rate is None or rate.position is None:
        return f"{said}. The home is not set against the protocol's area, in which it does not lie."
    return f"{said}; all homes of the area together {rate.area_rate:.2f}."


def say_position(rate: HomeRate | None) -> str:
    """Where the home stands among the area's over three years; "not enough data" in words."""
    if rate is None or rate.position is None or rate.span_expected is None:
        return ""
    over = f"Over three years, to {say_date(rate.span.end)}"
    had = f"{say_count(rate.span_count, 'behaviour call-out')} against"
    expected = f"{rate.span_expected:.1f} expected of a home like the area"
    match rate.position:
        case Position.NOT_ENOUGH_DATA:
            return (
                f"{over}: not enough data to tell. {rate.span_expected:.1f} call-outs are expected "
                f"of a home like the area, and it takes {ENOUGH_EXPECTED:.0f}."
            )
        case Position.WITHIN:
            return f"{over}, {had} {expected}: within what chance gives."
        case Position.HIGH_998 | Position.LOW_998:
            side = "more" if rate.position is Position.HIGH_998 else "fewer"
            return f"{over}, {had} {expected}: {side} than chance gives once in 1,000 homes."
        case _:
            side = "more" if rate.position is Position.HIGH_95 else "fewer"
            return (
                f"{over}, {had} {expected}: {side} than chance gives once in 40 homes, worth a "
                "look and no more."
            )


def say_rate_title(rate: HomeRate) -> str:
    """What the picture of the rate shows: whether its interval reaches the area's rate."""
    if rate.area_rate is None or rate.position is None:
        return f"{rate.rate:.2f} behaviour call-outs per place and year"
    if rate.position is Position.NOT_ENOUGH_DATA:
        return "Not enough data to tell this home's rate from the area's"
    if rate.lower <= rate.area_rate <= rate.upper:
        return "The area's rate lies within the interval of this home's"
    side = "below" if rate.lower > rate.area_rate else "above"
    said = f"The area's rate lies {side} the interval of this home's"
    # 95 % is no headline: over many homes chance alone gives some.
    beyond = rate.position in {Position.HIGH_998, Position.LOW_998}
    return said if beyond else f"{said}: worth a look, and no more"


def say_quiet_time(quiet: Quiet | None) -> str:
    """Time since the last behaviour call-out, only where imports cover the days."""
    if quiet is None:
        return "Time since the last behaviour call-out: not known, no import covers the last day."
    if not quiet.days:
        return f"The last behaviour call-out was on {say_date(quiet.to_day)}, the last day counted."
    said = f"{say_count(quiet.days, 'day')} without a behaviour call-out, to "
    said = f"{said if quiet.is_whole else f'at least {said}'}{say_date(quiet.to_day)}"
    last = f"the last was on {say_date(quiet.last_on)}" if quiet.last_on else "none in the data"
    return f"{_capital(said)}; {last}."


def say_arrests(arrests: int, unknown: int, contacts: int) -> str:
    """Arrests, and of how many contacts it is not recorded: a blank is not "no"."""
    if not contacts:
        return "No arrests: no contact with the police."
    if unknown == contacts:
        of = "the one contact" if contacts == 1 else f"any of {contacts} contacts"
        return f"Whether there was an arrest is not recorded for {of} with the police."
    said = f"{_capital(say_count(arrests, 'arrest'))} recorded"
    if unknown:
        of = f"{unknown} of {contacts} contacts"
        return f"{said}; for {of} it is not recorded whether there was one."
    return f"{said}, of {say_count(contacts, 'contact')} with the police."


def say_concerns(missing: int, absent: int, concerns: int, victims: int) -> str:
    """What was reported to protect a child: missing, away, concern for safety, child as victim."""
    if not missing + absent + concerns + victims:
        return "No child was reported missing, away, in danger or a victim."
    parts = [
        (missing, "a missing child"),
        (absent, "a child away without authorisation"),
        (concerns, "concern for a child's safety"),
        (victims, "a child as victim"),
    ]
    said = ", ".join(f"{words} ({count})" for count, words in parts if count)
    return (
        f"Police were called to protect a child: {said}. Calling then is right and never held "
        "against a home."
    )


def say_findings(avoidable: int, untold: int, steps: int, unreviewed: int) -> str:
    """What the group agreed to be out of line, both sides beside each other."""
    said = "The group agreed no finding"
    if avoidable + untold + steps:
        said = (
            f"The group agreed {say_count(avoidable + untold + steps, 'finding')}: "
            f"{avoidable or 'none'} that police contact could have been avoided, "
            f"{untold or 'none'} that police or social care should have been told, "
            f"{steps or 'none'} on the route, the decider or a step"
        )
    if unreviewed:
        waits = "waits" if unreviewed == 1 else "wait"
        said += f"; {say_count(unreviewed, 'contact')} {waits} for the group's review"
    return f"{said}."


def say_actions(open_now: int, overdue: int, done: int) -> str:
    """Follow-up about the home: open, of these overdue, and done."""
    if not open_now + done:
        return "No action about the home is open, and none was done in the period."
    late = f", {overdue} overdue" if overdue else ", none overdue" if open_now else ""
    said = _capital(say_count(open_now, "action"))
    return f"{said} about the home open{late}; {done or 'none'} done."


def say_provider_title(
    provider: str, call_outs: int, homes: int, period: Period, *, has_data: bool
) -> str:
    """How many call-outs a provider's homes had together; no data is not none."""
    if not has_data and not call_outs:
        return f"{provider}: no data for {say_period(period)}"
    return f"{provider}: {say_count(call_outs, 'call-out')} from {say_count(homes, 'home')}"


def say_provider_rates_title(rates: Sequence[HomeRate]) -> str:
    """For how many of a provider's homes the interval of the rate holds the area's; no order."""
    against = [
        (rate.lower, rate.area_rate, rate.upper)
        for rate in rates
        if rate.area_rate is not None and rate.position is not None
    ]
    if not against:
        return f"The rates of {say_count(len(rates), 'home')}, set against no area"
    holding = sum(lower <= area <= upper for lower, area, upper in against)
    if len(against) == 1:
        return f"The area's rate lies {'within' if holding else 'outside'} the home's interval"
    of = f"{holding or 'none'} of {len(against)} homes"
    return f"The area's rate lies within the interval of {of}"
