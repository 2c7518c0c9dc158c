"""Every step of one incident, written with the change it records; never erased.

A meeting that settled an incident and closed is the record of what was agreed then: a later step
that moves it needs a reason, and the incident says so.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from core.access import Sight, Viewer, read_access
from core.clock import read_utc_now, say_moment, to_uk
from core.incident_sight import check_sees, hides_level
from core.store import Change, Store
from core.tables import Incident, IncidentEvent, Meeting, MeetingItem, Person
from core.vocabulary import MeetingState


class Step(StrEnum):
    """What was done with an incident; some carry a detail: the level set, whose interest."""

    REVIEWED = "reviewed"
    REOPENED = "reopened"
    LEVEL_SET = "level set"
    REFERRED = "referred"
    ACCOUNT = "account given"
    INTEREST = "interest"
    INTEREST_TAKEN_BACK = "interest taken back"
    ANONYMISED = "anonymised"


_MOVES = (Step.REVIEWED, Step.REOPENED, Step.LEVEL_SET)
_SAID = {
    Step.REVIEWED: "reviewed",
    Step.REOPENED: "review reopened",
    Step.REFERRED: "referred to the police",
    Step.ACCOUNT: "the home's account recorded",
    Step.ANONYMISED: "anonymised: what could tell of the child was taken out",
}
_LEVELS = {"": "the suggested level taken back", "0": "set outside the three levels"}


@dataclass(frozen=True)
class StepRow:
    """One step in words: what, by whom, when (UK local), and in which meeting if in one."""

    what: str
    reason: str | None
    by: str
    at: str
    meeting: date | None


def write_step(
    change: Change,
    incident: Incident,
    step: Step,
    reason: str | None = None,
    *,
    detail: int | None = None,
    meeting_id: int | None = None,
) -> None:
    """Add one step, in the transaction of the change that it records.

    `detail` is the level set, or the id of the person whose interest it is.
    """
    assert incident.id is not None
    change.session.add(
        IncidentEvent(
            incident_id=incident.id,
            kind=step.value if detail is None else f"{step.value}:{detail}",
            reason=reason,
            version_after=incident.version,
            meeting_id=meeting_id,
            by_person=change.viewer.person_id,
            at=read_utc_now(),
        )
    )


def read_incident_history(store: Store, viewer: Viewer, incident_id: int) -> tuple[StepRow, ...]:
    """An incident's steps, oldest first; reasons are None to roles that see no free text.

    Raises:
        AccessDenied: it is not there, or not the viewer's to see; audited.
    """
    with store.read(viewer) as session:
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        hidden = hides_level(session, viewer, incident)
        no_reasons = hidden or read_access(viewer).child_refs is Sight.NONE
        events = session.exec(
            select(IncidentEvent)
            .where(IncidentEvent.incident_id == incident_id)
            .order_by(col(IncidentEvent.id))
        )
        return tuple(
            StepRow(
                what=_say_step(session, event, hidden),
                reason=None if no_reasons else event.reason,
                by=read_name(session, event.by_person),
                at=say_moment(to_uk(event.at)),
                meeting=_read_day(session, event.meeting_id),
            )
            for event in events
        )


def _say_step(session: Session, event: IncidentEvent, hidden: bool) -> str:
    kind, _, detail = event.kind.partition(":")
    match Step(kind):
        case Step.LEVEL_SET:
            return "level set" if hidden else _LEVELS.get(detail, f"level set to {detail}")
        case Step.INTEREST:
            return f"interest declared: {read_name(session, int(detail))}"
        case Step.INTEREST_TAKEN_BACK:
            return f"interest taken back: {read_name(session, int(detail))}"
        case step:
            return _SAID[step]


def say_last_step(session: Session, incident_id: int, since_version: int) -> str | None:
    """The latest step after a version: what, when and by whom; None where a person took none."""
    event = session.exec(
        select(IncidentEvent)
        .where(IncidentEvent.incident_id == incident_id)
        .where(IncidentEvent.version_after > since_version)
        .order_by(col(IncidentEvent.id).desc())
    ).first()
    if event is None:
        return None
    what = _say_step(session, event, hidden=True)
    return f"{what} {say_moment(to_uk(event.at))}, by {read_name(session, event.by_person)}"


def find_settled_on(session: Session, incident_id: int) -> date | None:
    """The day of the last closed meeting that settled an incident; None without one."""
    settled = _find_settlement(session, incident_id)
    return settled[0] if settled else None


def find_changed_after(session: Session, incident_id: int) -> date | None:
    """The day of the closed meeting after which an incident was changed; None where it stands."""
    settled = _find_settlement(session, incident_id)
    if settled is None:
        return None
    day, version = settled
    later = session.exec(
        select(IncidentEvent.kind)
        .where(IncidentEvent.incident_id == incident_id)
        .where(IncidentEvent.version_after > version)
    )
    return day if any(kind.partition(":")[0] in _MOVES for kind in later) else None


def _find_settlement(session: Session, incident_id: int) -> tuple[date, int] | None:
    found = session.exec(
        select(col(Meeting.held_on), col(MeetingItem.settled_version))
        .join(MeetingItem, col(MeetingItem.meeting_id) == col(Meeting.id))
        .where(MeetingItem.incident_id == incident_id)
        .where(col(MeetingItem.settled_version).is_not(None))
        .where(Meeting.state == MeetingState.CLOSED.value)
        .order_by(col(MeetingItem.settled_version).desc(), col(Meeting.held_on).desc())
    ).first()
    return (found[0], found[1]) if found and found[1] is not None else None


def read_name(session: Session, person_id: int | None) -> str:
    """Who did something; without a person it was done by the system."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person else "the system"


def _read_day(session: Session, meeting_id: int | None) -> date | None:
    meeting = session.get(Meeting, meeting_id) if meeting_id is not None else None
    return meeting.held_on if meeting else None
