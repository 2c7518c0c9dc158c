"""Which incidents are past the set age, and which of them must still stay, and why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from core.clock import to_uk
from core.tables import (
    Action,
    Finding,
    Home,
    Incident,
    Meeting,
    MeetingItem,
    PanelReferral,
)
from core.vocabulary import ActionState, ItemState, MeetingState

_AboutIncident = tuple[int, datetime | None]


class Hold(StrEnum):
    """Why an incident past the age still stays as it is."""

    WAITING = "it waits for the group's review"
    OPEN_ACTION = "an action about it is open"
    AGENDA = "it is on the agenda of a meeting that has not closed"
    PANEL = "a panel has not decided on it"
    RESTED_ON = "the level of a later incident rests on it"


@dataclass(frozen=True)
class AgedIncident:
    """One incident past the age; `last` is the latest day that anything happened with it (UK).

    `hold` says why it stays; None where it may be anonymised.
    """

    id: int
    home: str
    occurred_on: date
    last: date
    hold: Hold | None


def subtract_years(day: date, years: int) -> date:
    """The same day so many years earlier; of 29 February the last of that month."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def find_aged(
    session: Session, cutoff: date | None, ids: Collection[int] | None = None
) -> list[AgedIncident]:
    """Incidents not yet anonymised whose last day is on or before the cutoff, the latest first.

    The age counts from the latest of the incident, its review, the end of its last action and its
    last panel. `cutoff` None: whatever their age; `ids`: only these.
    """
    query = (
        select(
            col(Incident.id),
            col(Home.name),
            col(Incident.occurred_at),
            col(Incident.reviewed_at),
        )
        .join(Home, col(Home.id) == col(Incident.home_id))
        .where(col(Incident.anonymised_at).is_(None))
        .order_by(col(Incident.occurred_at).desc(), col(Incident.id).desc())
    )
    if cutoff is not None:
        query = query.where(
            col(Incident.occurred_at) <= datetime.combine(cutoff, datetime.max.time())
        )
    if ids is not None:
        query = query.where(col(Incident.id).in_(ids))
    rows = [(row[0] or 0, row[1], row[2], row[3]) for row in session.exec(query)]
    actions = _read_actions(session)
    holds = _find_holds(session, actions, {key for key, _, _, reviewed in rows if reviewed is None})
    ends = _find_ends(session, actions)
    found: list[AgedIncident] = []
    for key, home, occurred_at, reviewed_at in rows:
        days = [occurred_at.date(), *ends.get(key, ())]
        if reviewed_at is not None:
            days.append(to_uk(reviewed_at).date())
        if cutoff is None or max(days) <= cutoff:
            hold = holds.get(key)
            found.append(AgedIncident(key, home, occurred_at.date(), max(days), hold))
    return _hold_what_is_rested_on(session, found)


def _find_holds(
    session: Session, actions: list[_AboutIncident], waiting: Iterable[int]
) -> dict[int, Hold]:
    """Why incidents stay whatever their age; the weightiest reason of each."""
    panels = select(PanelReferral.incident_id).where(col(PanelReferral.outcome).is_(None))
    agendas = (
        select(MeetingItem.incident_id)
        .join(Meeting, col(Meeting.id) == col(MeetingItem.meeting_id))
        .where(col(Meeting.state).in_([MeetingState.PLANNED.value, MeetingState.RUNNING.value]))
        .where(MeetingItem.state == ItemState.TAKEN.value)
    )
    still_open = [key for key, done_at in actions if done_at is None]
    holds = dict.fromkeys(session.exec(panels), Hold.PANEL)
    holds |= dict.fromkeys(session.exec(agendas), Hold.AGENDA)
    holds |= dict.fromkeys(still_open, Hold.OPEN_ACTION)
    return holds | dict.fromkeys(waiting, Hold.WAITING)


def _read_actions(session: Session) -> list[_AboutIncident]:
    """Every action about an incident or a finding of it: the incident, and when it was done."""
    query = select(
        col(Action.incident_id), col(Finding.incident_id), col(Action.state), col(Action.done_at)
    ).join(Finding, col(Finding.id) == col(Action.finding_id), isouter=True)
    return [
        (key or of_finding, done_at if state == ActionState.DONE else None)
        for key, of_finding, state, done_at in session.exec(query)
        if key or of_finding
    ]


def _find_ends(session: Session, actions: list[_AboutIncident]) -> dict[int, list[date]]:
    """The days on which actions about an incident were done and panels sat, by incident."""
    ends: dict[int, list[date]] = {}
    for key, done_at in actions:
        if done_at is not None:
            ends.setdefault(key, []).append(to_uk(done_at).date())
    panels = select(col(PanelReferral.incident_id), col(PanelReferral.on_day))
    for key, day in session.exec(panels):
        ends.setdefault(key, []).append(day)
    return ends


def _hold_what_is_rested_on(session: Session, found: list[AgedIncident]) -> list[AgedIncident]:
    """Hold the earlier steps of a child's ladder while a later step of it stays (6.9, 6.18)."""
    resting = session.exec(
        select(col(Incident.id), col(Incident.rests_on))
        .where(func.json_array_length(col(Incident.rests_on)) > 0)
        .where(col(Incident.anonymised_at).is_(None))
    ).all()
    held = {row.id: row.hold for row in found}
    moved = True
    while moved:
        moved = False
        for later, earlier in resting:
            stays = later not in held or held[later] is not None
            for key in earlier if stays else ():
                if key in held and held[key] is None:
                    held[key], moved = Hold.RESTED_ON, True
    return [AgedIncident(r.id, r.home, r.occurred_on, r.last, held[r.id]) for r in found]
