"""What a home's summary rests on, in sentences: what is incomplete, and how figures are made."""

from collections.abc import Sequence
from datetime import date

from core.clock import say_date
from core.measures.funnel import ENOUGH_EXPECTED
from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_count
from core.measures.summary_figures import Gaps, HomeRate
from core.measures.summary_sentences import LEAST_FOR_PERCENT
from core.protocol.rulesets import RULESETS, Ruleset


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def say_gaps(gaps: Gaps) -> list[str]:
    """What is incomplete, a sentence each; empty where nothing is known to be."""
    said = []
    if not gaps.states_days:
        said.append("No import states which days it covers: no call-out may also mean no data.")
    elif gaps.uncovered:
        said.append(
            f"For {say_count(gaps.uncovered, 'day')} of {gaps.days:,} no import states to cover "
            "them: there no call-out does not mean none."
        )
    if gaps.unreviewed:
        have = "has" if gaps.unreviewed == 1 else "have"
        contacts = say_count(gaps.unreviewed, "contact")
        said.append(
            f"{_capital(contacts)} with the police {have} not been reviewed by the group: nothing "
            "is said yet of the level, of whether police were needed, or of the protocol."
        )
    said += [
        f"{what}: not recorded for {_say_part(blank, asked)}." for what, blank, asked in gaps.blanks
    ]
    return said


def _say_part(part: int, whole: int) -> str:
    if whole == 1:
        return "the one call-out asked about"
    return f"{part} of {whole} call-outs asked about"


def say_children_unknown(call_outs: int) -> str:
    """That nobody knows how many children the call-outs concern; blank without any."""
    return "How many children the call-outs concern is not recorded." if call_outs else ""


def say_no_data(period: Period) -> str:
    """Why a summary has no figures: nothing was imported, which is not that nothing happened."""
    return (
        f"No import covers {say_period(period)} for this home, and no contact with the police is "
        "in the data. That is not the same as no call-outs."
    )


def say_short(period: Period, counted: Period, opened: bool, closed: bool) -> str:
    """Why the figures are of fewer days than the period; blank where they are not."""
    if counted == period:
        return ""
    why = []
    if counted.start > period.start:
        why.append("the home opened then" if opened else "the home was not open before")
    if counted.end < period.end:
        why.append("the home closed then" if closed else "the data end there")
    days = f"{say_date(counted.start)} to {say_date(counted.end)}"
    return f"Figures are of {days}: {' and '.join(why)}."


def find_rulesets(period: Period) -> tuple[Ruleset, ...]:
    """The rulesets in force on some day of a period, both ends inclusive."""
    return tuple(
        ruleset
        for ruleset in RULESETS
        if ruleset.in_force_from <= period.end
        and (ruleset.in_force_until is None or ruleset.in_force_until >= period.start)
    )


def say_rulesets(rulesets: Sequence[Ruleset]) -> str:
    """What findings were judged by, in one line; blank before there was a protocol."""
    return "; ".join(ruleset.title for ruleset in rulesets)


def say_editions(rulesets: Sequence[Ruleset], period: Period, today: date) -> list[str]:
    """Where the protocol's text is younger than the days, or overdue for its review (15.1)."""
    said = []
    for ruleset in rulesets:
        if ruleset.is_retrospective(period.start):
            said.append(
                f"{ruleset.title}: days before {say_date(ruleset.edition_from)} are judged by an "
                "edition younger than they are."
            )
        if today > ruleset.review_due:
            said.append(
                f"{ruleset.title}: its text was to be reviewed by {say_date(ruleset.review_due)}; "
                "whether it is the current one is not confirmed."
            )
    return said


def say_method(rate: HomeRate | None, level_words: str) -> list[str]:
    """How each figure is made: what is counted, its denominator, its interval, its limits."""
    span = f" over {say_period(rate.span)}" if rate is not None else ""
    return [
        "Call-outs are incidents that somebody reported to the police; contacts for advice or "
        "information stand in the list and are no call-outs. Days are those on which an incident "
        "occurred, first and last day included, UK time.",
        "Rate: behaviour call-outs per registered place and year (places times days open, over "
        f"365.25), with exact Poisson limits (95{NBSP}%). Protective call-outs are not in it.",
        f"Position: call-outs{span} against those expected of the home's places at the area's "
        "rate; high or low by the exact Poisson probability (1 in 1,000; 1 in 40: worth a look). "
        f"Below {ENOUGH_EXPECTED:.0f} expected there is not enough data. Where one child is behind "
        "many call-outs, the limits are too narrow.",
        f"Police needed: the group's answers alone, with Wilson's interval (95{NBSP}%) from "
        f"{LEAST_FOR_PERCENT} answers on; what is not known is shown and in no percentage.",
        "Findings: only what the group agreed. What the rules "
        "suggest, and what the group dismissed, stays in the group. Of an incident that nobody "
        "reported, only clause and month are given.",
        f"Level of this document: {level_words}. No child is named or referred to; words of a "
        "record are in it only where the group cleared that passage.",
    ]
