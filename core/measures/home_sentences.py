"""One home in sentences: what stands out, good news beside what asks for attention, headings.

Names are plain text: the page escapes what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.clock import say_date
from core.measures.answers import Answers
from core.measures.gaps import find_gap_limits, find_unusual_gaps
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.share import NeededShare
from core.measures.signal_sentences import say_usual

QUIET_FROM = 90
"""Days without a behaviour call-out that are worth a line: shorter ones every home has."""
LONG_WITHOUT_CONTACT = 183
"""Days after which no contact asks for attention: half a year. No clause says how often."""
FEWEST_CALL_OUTS_DRAWN = 3
"""Call-outs from which their years are drawn as bars."""
FEWEST_GAPS_DRAWN = 5
"""Ended gaps from which days between call-outs are drawn; fewer are said in words."""


@dataclass(frozen=True)
class Staff:
    """The latest count of restorative-trained staff; None is not recorded, never a nought."""

    trained: int | None
    total: int | None
    asked_for: int | None


@dataclass(frozen=True)
class FollowUps:
    """Follow-ups the viewer knows of: `open_now`, `overdue` today, `done` in the period."""

    open_now: int
    overdue: int
    done: int


@dataclass(frozen=True)
class Standing:
    """What is known of one home, for its good news and for what asks for attention.

    `quiet_days` without a behaviour call-out up to `data_to`, each covered by imports (None: not
    known, or closed). `recent` are the call-outs of the last 12 months, `alarms` the sentences of
    theirs. `advice`: contacts without a call-out in the period; `untold_agreed` and
    `untold_suggested`: incidents of it that should have been told. `staff`, `follow_ups`: None
    where not recorded, or not the viewer's to know. `sees_contacts`: whether the viewer may know of
    contacts; `contact_on`: the last one's day. `is_visited`: open today and in the protocol's area.
    """

    data_to: date | None
    today: date
    quiet_days: int | None
    recent: NeededShare
    alarms: Sequence[str]
    advice: int
    untold_agreed: int
    untold_suggested: int
    staff: Staff | None
    follow_ups: FollowUps | None
    sees_contacts: bool
    contact_on: date | None
    is_visited: bool = True


def say_good_news(home: Standing) -> list[str]:
    """What is good, a sentence each; empty where the records show nothing of it."""
    said = []
    if home.quiet_days is not None and home.data_to is not None and home.quiet_days >= QUIET_FROM:
        said.append(
            f"{say_count(home.quiet_days, 'day')} without a behaviour call-out, to "
            f"{say_date(home.data_to)}; imports cover them all."
        )
    recent = home.recent
    if recent.needed and not recent.not_needed and not recent.unknown:
        which = "the one call-out" if recent.needed == 1 else f"all {recent.needed} call-outs"
        said.append(f"Police were needed in {which} of the last 12 months.")
    if home.advice:
        said.append(
            f"Advice was asked or information shared {say_count(home.advice, 'time')} without a "
            "call-out, as the protocol wants (4.13, 10.3)."
        )
    follow_ups = home.follow_ups
    if follow_ups is not None and follow_ups.done and not follow_ups.overdue:
        done = say_count(follow_ups.done, "follow-up").capitalize()
        said.append(f"{done} done in the period, none overdue.")
    if (staff := home.staff) is not None and _is_enough(staff):
        said.append(f"{_say_trained(staff)}; {_say_asked_for(staff)}.")
    if home.is_visited and home.contact_on is not None and not _is_long_ago(home):
        said.append(f"Last contact on {say_date(home.contact_on)}{_say_ago(home)}.")
    return said


def say_attention(home: Standing) -> list[str]:
    """What asks for attention, a sentence each; empty where the records show nothing of it."""
    said = list(home.alarms)
    if untold := home.untold_agreed + home.untold_suggested:
        states = [f"{home.untold_agreed} agreed"] if home.untold_agreed else []
        states += [f"{home.untold_suggested} suggested"] if home.untold_suggested else []
        said.append(
            f"Police or social care should have been told of {say_count(untold, 'incident')} "
            f"({', '.join(states)})."
        )
    recent = home.recent
    if recent.not_needed:
        which = "call-out" if recent.known == 1 else "call-outs"
        unknown = f"; for {recent.unknown} more it is not known" if recent.unknown else ""
        said.append(
            f"Police were not needed in {recent.not_needed} of {recent.known} {which} of the last "
            f"12 months{unknown}."
        )
    if home.follow_ups is not None and home.follow_ups.overdue:
        said.append(f"{say_count(home.follow_ups.overdue, 'follow-up').capitalize()} overdue.")
    if (staff := home.staff) is not None and _is_enough(staff) is False:
        said.append(f"{_say_trained(staff)}; {_say_asked_for(staff)}.")
    if home.is_visited and home.sees_contacts:
        if home.contact_on is None:
            said.append("No contact with the home is recorded.")
        elif _is_long_ago(home):
            said.append(f"No contact since {say_date(home.contact_on)}{_say_ago(home)}.")
    return said


def _is_enough(staff: Staff) -> bool | None:
    if staff.trained is None or staff.asked_for is None:
        return None
    return staff.trained >= staff.asked_for


def _say_trained(staff: Staff) -> str:
    are = "is" if staff.trained == 1 else "are"
    return f"{staff.trained or 'None'} of {staff.total} staff {are} restorative-trained"


def _say_asked_for(staff: Staff) -> str:
    are = "is" if staff.asked_for == 1 else "are"
    return f"{staff.asked_for} {are} asked for, a quarter or two, whichever is more"


def _is_long_ago(home: Standing) -> bool:
    assert home.contact_on is not None
    return (home.today - home.contact_on).days > LONG_WITHOUT_CONTACT


def _say_ago(home: Standing) -> str:
    assert home.contact_on is not None
    days = (home.today - home.contact_on).days
    return f", {say_count(days, 'day')} ago" if days else ", today"


def say_restorative(staff: Staff | None, on_day: date | None, source: str) -> str:
    """Restorative-trained staff against what is asked for, and where that number comes from."""
    if staff is None or on_day is None:
        return "Restorative training: not recorded."
    as_of = f"as of {say_date(on_day)}"
    if staff.trained is None:
        return f"Restorative training {as_of}: how many staff are trained is not recorded."
    if staff.total is None or staff.asked_for is None:
        are = "member is" if staff.trained == 1 else "members are"
        return (
            f"Restorative training {as_of}: {staff.trained or 'no'} staff {are} trained; how many "
            "staff there are is not recorded, so neither is whether that is enough."
        )
    enough = "enough" if _is_enough(staff) else "too few"
    return (
        f"{_say_trained(staff)} {as_of}: {enough}. {_say_asked_for(staff).capitalize()} "
        f"({source}; no clause of the protocol)."
    )


def say_in_place(words: str, on_day: date | None) -> str:
    """A policy, an agreement, an induction: recorded as of a day; not recorded is not "no"."""
    said = f"recorded as of {say_date(on_day)}" if on_day is not None else "not recorded"
    return f"{words[:1].upper()}{words[1:]}: {said}."


def say_home_title(name: str, share: NeededShare, period: Period, *, has_data: bool = True) -> str:
    """How many call-outs, and of them how many could have been avoided, or are not known."""
    total = share.known + share.unknown
    if not total:
        if not has_data:
            return f"{name}: no data for {say_period(period)}"
        return f"{name}: no call-outs recorded in {say_period(period)}"
    said = f"{name}: {say_count(total, 'call-out')}"
    if share.not_needed:
        return f"{said}, {share.not_needed} of them avoidable"
    if not share.unknown:
        return f"{said}, police needed {'in all' if total > 1 else 'there'}"
    if not share.needed:
        return f"{said}, whether police were needed not known"
    return f"{said}, none found avoidable, {share.unknown} not known"


def say_timeline_title(
    behaviour: int, period: Period, alarm_days: Sequence[date], *, is_watched: bool
) -> str:
    """Behaviour call-outs of a period, and the alarms that they raised; unwatched says nothing."""
    said = say_count(behaviour, "behaviour call-out").capitalize()
    if not behaviour:
        return f"{said} in {say_period(period)}"
    if len(alarm_days) == 1:
        return f"{said}, and an alarm on {say_date(alarm_days[0])}"
    if alarm_days:
        return f"{said}, and {len(alarm_days)} alarms, the last on {say_date(max(alarm_days))}"
    return f"{said}, and no alarm" if is_watched else said


def say_gaps_title(gaps: pl.DataFrame) -> str:
    """What the days between behaviour call-outs (`core.measures.gaps.build_gaps`) tell."""
    limits = find_gap_limits(gaps)
    if limits.count < FEWEST_GAPS_DRAWN:
        return "Too few behaviour call-outs to say what is usual between two"
    assert limits.centre is not None
    usual = f"Usual are {say_usual(limits.centre)} days between behaviour call-outs"
    unusual = find_unusual_gaps(gaps)
    if unusual["is_open"].any():
        days = int(unusual.filter("is_open")["days"][0])
        return f"{days} days since the last behaviour call-out: longer than chance explains"
    if unusual.height:
        were = "one gap was" if unusual.height == 1 else f"{unusual.height} gaps were"
        return f"{usual}; {were} longer than chance explains"
    return usual if limits.upper is None else f"{usual}; no gap is unusual"


def say_needed_title(share: NeededShare) -> str:
    """In how many call-outs police were needed, what is not known beside it."""
    if not share.known:
        if not share.unknown:
            return "No call-outs, so nothing to say of whether police were needed"
        return f"Whether police were needed is not known for {say_count(share.unknown, 'call-out')}"
    call_outs = "call-out" if share.known == 1 else "call-outs"
    unknown = f"; {share.unknown} not known" if share.unknown else ""
    return f"Police were needed in {share.needed or 'none'} of {share.known} {call_outs}{unknown}"


def say_in_line(answers: Answers, wrong: str) -> str:
    """How many call-outs were `wrong` ("by another route"), and for how many it is not recorded."""
    if not answers.asked:
        return "no call-out that the protocol judges"
    said = f"{answers.no} {wrong}" if answers.no else f"none {wrong}"
    return f"{said}; {answers.unknown} not recorded" if answers.unknown else said


def say_no_findings(judged: int, *, agreed_only: bool) -> str:
    """Why there is no finding: where no incident is one that the protocol judges, nothing says."""
    if not judged:
        return "No incident of the period is one that the protocol judges: nothing to find."
    of = f"{say_count(judged, 'incident')} that the protocol judges"
    if agreed_only:
        return f"Nothing was agreed to be out of line, of {of}."
    return f"Nothing out of line was found, of {of}."


def say_findings_method(period: Period, *, agreed_only: bool) -> str:
    """What the table of findings counts, and that one incident can be in several of its rows."""
    said = (
        f"By the day of the incident, {say_period(period)}; clauses in the protocol's order. An "
        "incident can be in several rows. "
    )
    if agreed_only:
        return f"{said}Only what the group agreed is shown to your role; the rest is not nought."
    return (
        f"{said}Agreed: upheld by the group. Suggested: found by the rules, not decided yet. "
        "Dismissed, worth asking and not recorded are left out."
    )


def say_follow_up_title(follow_ups: FollowUps | None, *, own_only: bool) -> str:
    """What is open and overdue; an own to-do list is not all there is."""
    if follow_ups is None:
        return "Follow-up is not shown to your role"
    yours = " of yours" if own_only else ""
    if not follow_ups.open_now:
        return f"No follow-up{yours} is open"
    are = "is" if follow_ups.open_now == 1 else "are"
    late = f"{follow_ups.overdue} overdue" if follow_ups.overdue else "none overdue"
    return f"{say_count(follow_ups.open_now, 'follow-up').capitalize()}{yours} {are} open, {late}"
