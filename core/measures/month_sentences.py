"""A month of the area in sentences: the finding, what Ofsted is told each month, what lacks."""

from core.clock import say_date
from core.measures.breach_sentences import SIDE_WORDS
from core.measures.month_area import Contacts, MonthArea
from core.measures.period import Period, say_period
from core.measures.sentences import say_comparison, say_count, say_needed, say_repeats
from core.measures.tally import SIDES

NO_DATA = "no data"


def say_month(period: Period) -> str:
    """The calendar month of a period: "July 2018"."""
    return f"{period.start:%B %Y}"


def say_month_days(period: Period, *, is_over: bool) -> str:
    """The month with what of it is reported: "July 2018", "November 2026, until 21 November"."""
    if is_over:
        return say_month(period)
    return f"{say_month(period)}, until {period.end.day} {period.end:%B}"


def say_month_title(area: MonthArea) -> str:
    """The finding: call-outs, at how many of the homes open, and arrests."""
    month = say_month_days(area.period, is_over=area.is_over)
    if not area.homes:
        return f"{month}: no home was open"
    if area.total is None:
        return f"{month}: {NO_DATA}"
    homes = say_count(len(area.homes), "home")
    if not area.total.call_outs:
        return f"{month}: no call-outs recorded at {homes}"
    called = sum(1 for home in area.homes if home.contacts and home.contacts.call_outs)
    arrests = say_count(area.total.arrests, "arrest")
    if not area.total.arrests and area.total.no_arrest_known:
        arrests = f"arrests not known for {say_count(area.total.no_arrest_known, 'contact')}"
    call_outs = say_count(area.total.call_outs, "call-out")
    return f"{month}: {call_outs} at {called} of {homes}, {arrests}"


def say_counted(area: MonthArea) -> list[str]:
    """What the month counts, a sentence each: call-outs, arrests, missing, concerns, advice."""
    total = area.total
    if total is None:
        return [
            f"No import covers any day of {say_period(area.period)}, and no contact with the "
            "police is recorded in it: nothing is known, which is not the same as nothing happened."
        ]
    called = say_count(total.call_outs, "call-out").capitalize()
    if total.call_outs:
        called += f": {total.behaviour} about behaviour, {total.protective} protective"
    said = [
        f"{called}.",
        _say_arrests(total),
        f"{say_count(total.missing, 'missing incident').capitalize()} reported to the police.",
        f"{say_count(total.concerns, 'concern').capitalize()} for a child’s safety reported to "
        "the police.",
    ]
    if total.advice:
        said.append(
            f"Homes asked for advice or shared information {say_count(total.advice, 'time')} "
            "without a call-out: what the protocol wants (4.13, 10.3)."
        )
    return said


def _say_arrests(total: Contacts) -> str:
    said = f"{say_count(total.arrests, 'arrest').capitalize()} recorded"
    if not total.no_arrest_known:
        return f"{said}."
    of_all = say_count(total.all, "contact")
    return f"{said}; for {total.no_arrest_known} of {of_all} it is not known whether there was one."


def say_before(area: MonthArea) -> str:
    """The month against the same days a year before, with what chance explains."""
    before = area.period.find_same_a_year_before()
    if area.before is None:
        return (
            f"Not set against {say_period(before)}: imports do not cover all days of both, and "
            "what is not covered is not nought."
        )
    said = say_comparison(area.before, area.period, before)
    if area.before.is_beyond_chance and (repeats := say_repeats(area.before)):
        return f"{said} {repeats}"
    return said


def say_month_needed(area: MonthArea) -> str:
    """Whether police were needed, by the group's own answers alone."""
    if area.total is None or not area.total.call_outs:
        return "No call-out is recorded, so nothing is to be said of whether police were needed."
    if not area.needed.known:
        if area.needed.unknown == 1:
            return "Whether police were needed at the one call-out, the group has not answered yet."
        return (
            "Whether police were needed has not been answered by the group yet, for any of "
            f"{say_count(area.needed.unknown, 'call-out')}."
        )
    return f"By the group’s answer police were needed in {say_needed(area.needed)}."


def build_side_rows(area: MonthArea) -> list[tuple[str, int]]:
    """Both sides of the protocol in words, and how many findings the group agreed of each."""
    return [(SIDE_WORDS[side], area.sides[side]) for side in SIDES]


def say_sides(area: MonthArea) -> str:
    """How to read both sides: what the group agreed, and that the rest is not nought."""
    waiting = area.lacking.not_reviewed
    said = "Only what the group agreed is counted, by the day of the incident"
    if area.total is None or not area.total.all:
        return f"{said}."
    if not waiting:
        return f"{said}; every contact of the month has been looked at."
    verb = "waits" if waiting == 1 else "wait"
    return (
        f"{said}; {say_count(waiting, 'contact')} still {verb} for the group, so more may follow."
    )


def say_lacking(area: MonthArea) -> list[str]:
    """What is incomplete, a sentence each; that nothing is known to lack is said too."""
    lacking, total = area.lacking, area.total
    said = []
    if not area.is_over:
        said.append(
            f"The month is not over: this is what was recorded until {say_date(area.period.end)}."
        )
    if not lacking.states_days:
        said.append("No import states which days it covers: a home without a contact has no data.")
    elif lacking.uncovered == area.period.days:
        said.append("No import covers any of its days: without a contact, a home has no data.")
    elif lacking.uncovered:
        verb = "is" if lacking.uncovered == 1 else "are"
        said.append(
            f"{lacking.uncovered} of {say_count(area.period.days, 'day')} {verb} covered by no "
            "import: there, no contact does not mean that there was none."
        )
    of_them = f"of {say_count(total.all if total else 0, 'contact')} with the police"
    for count, words in (
        (lacking.not_reviewed, "not looked at by the group yet"),
        (total.no_arrest_known if total else 0, "without a record of whether anybody was arrested"),
        (lacking.no_response_known, "without a record of what the police did"),
    ):
        if count:
            said.append(f"{count} {of_them}: {words}.")
    return said or ["Nothing is known to be missing: imports cover every day, no answer is blank."]


def say_months_title(area: MonthArea) -> str:
    """What the thirteen months show: between which counts they lie, and where this one does."""
    counts = [_sum(month.behaviour, month.protective) for month in area.months]
    known = [count for count in counts if count is not None]
    if not known:
        return f"Call-outs by month: {NO_DATA}"
    last = NO_DATA if counts[-1] is None else str(counts[-1])
    least, most = min(known), max(known)
    spread = f"{least} to {most}" if least < most else f"{most}"
    lack = len(counts) - len(known)
    missing = f"; {lack} without data" if lack else ""
    return (
        f"{spread} call-outs a month in {len(counts)} months{missing}; {last} in "
        f"{say_month_days(area.period, is_over=area.is_over)}"
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
