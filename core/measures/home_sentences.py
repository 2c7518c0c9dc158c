"""One home in sentences: what stands out, good news beside what asks for attention, headings.

Names are plain text: the page escapes what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.clock import say_date
from core.measures.gaps import find_gap_limits, find_unusual_gaps
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.share import NeededShare
from core.measures.signal_sentences import say_usual_gap

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
    `untold_suggested`: incidents of it that should have been told; `waiting`: its suggested
    findings. `staff`, `follow_ups`: None where not recorded, or not the viewer's to know.
    `sees_contacts`: whether the viewer may know of contacts; `contact_on`: the last one's day.
    `is_visited`: open today and in the protocol's area.
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
    waiting: int = 0


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
    if home.waiting:
        wait = "waits" if home.waiting == 1 else "wait"
        found = say_count(home.waiting, "suggested finding")
        said.append(f"{found} of the period {wait} for the group.")
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
        elif (home.today - home.contact_on).days > LONG_WITHOUT_CONTACT:
            ago = _say_ago(home.contact_on, home.today)
            said.append(f"No contact since {say_date(home.contact_on)}, {ago}.")
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
    return f"{staff.asked_for} {are} asked for, a quarter of the staff, and at least two"


def _say_ago(day: date, today: date) -> str:
    days = (today - day).days
    return f"{say_count(days, 'day')} ago" if days else "today"


def say_last_contact(contact_on: date, today: date) -> str:
    """When somebody was last in contact with the home."""
    return f"Last contact on {say_date(contact_on)}, {_say_ago(contact_on, today)}."


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


def say_home_title(
    name: str,
    share: NeededShare,
    period: Period,
    *,
    waiting: NeededShare | None = None,
    has_data: bool = True,
) -> str:
    """How many call-outs, how many of them avoidable or not known; `waiting`: not agreed yet."""
    total = share.known + share.unknown
    if not total:
        if not has_data:
            return f"{name}: no data for {say_period(period)}"
        return f"{name}: no call-outs recorded in {say_period(period)}"
    said = f"{name}: {say_count(total, 'call-out')}"
    if share.not_needed:
        agreed = _say_not_agreed(share.not_needed, waiting.not_needed if waiting else 0)
        return f"{said}, {share.not_needed} avoidable{agreed}"
    if not share.unknown:
        agreed = _say_not_agreed(share.needed, waiting.needed if waiting else 0)
        return f"{said}, police needed {'in all' if total > 1 else 'there'}{agreed}"
    if not share.needed:
        return f"{said}, whether police were needed not known"
    return f"{said}, none found avoidable, {share.unknown} not known"


def _say_not_agreed(count: int, waiting: int) -> str:
    """What of a count is only suggested, to stand after it: never said as what was agreed."""
    if not waiting:
        return ""
    if waiting < count:
        return f" ({waiting} not agreed yet)"
    return " (not agreed yet)" if count == 1 else " (none agreed yet)"


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
        so_far = say_count(limits.count, "gap").capitalize()
        return f"{so_far} so far; a chart is drawn from {FEWEST_GAPS_DRAWN}"
    assert limits.centre is not None
    usual = f"{say_usual_gap(limits.centre)} between behaviour call-outs"
    unusual = find_unusual_gaps(gaps)
    if unusual["is_open"].any():
        days = int(unusual.filter("is_open")["days"][0])
        since = f"{say_count(days, 'day')} since the last behaviour call-out"
        return f"{since}: longer than chance explains"
    if unusual.height:
        were = "one gap was" if unusual.height == 1 else f"{unusual.height} gaps were"
        return f"{usual}; {were} longer than chance explains"
    return usual if limits.upper is None else f"{usual}; no gap is unusual"


def say_needed_title(share: NeededShare, waiting: int = 0) -> str:
    """In how many call-outs police were needed, not known beside it; `waiting`: not agreed yet."""
    if not share.known:
        if not share.unknown:
            return "No call-outs, so nothing to say of whether police were needed"
        return f"Whether police were needed is not known for {say_count(share.unknown, 'call-out')}"
    call_outs = "call-out" if share.known == 1 else "call-outs"
    agreed = _say_not_agreed(share.known, waiting)
    unknown = f"; {share.unknown} not known" if share.unknown else ""
    said = f"Police were needed in {share.needed or 'none'} of {share.known} {call_outs}"
    return f"{said}{agreed}{unknown}"


def say_follow_up_title(follow_ups: FollowUps | None, *, own_only: bool) -> str:
    """What is open and overdue; an own to-do list is not all there is."""
    if follow_ups is None:
        return "Follow-up is not shown to your role"
    yours = " of yours" if own_only else ""
    if not follow_ups.open_now:
        return f"No follow-up{yours} is open"
    are = "is" if follow_ups.open_now == 1 else "are"
    late = f", {follow_ups.overdue} overdue" if follow_ups.overdue else ", none overdue"
    if follow_ups.overdue == follow_ups.open_now:
        late = " and overdue"
    return f"{say_count(follow_ups.open_now, 'follow-up').capitalize()}{yours} {are} open{late}"
