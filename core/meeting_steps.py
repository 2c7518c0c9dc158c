"""What is recorded while the group meets: who is here, what the room looks at, what it decides.

Each is one transaction of its own, so that whatever a screen shows as saved survives a crash of the
browser and of the server. What the room looks at is stored too: another screen follows it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core.access import Permission, Viewer, check_can
from core.action_checks import names_a_child
from core.agenda import check_item, is_closed_part
from core.clock import read_utc_now
from core.contract import fold
from core.errors import Conflict, InvalidInput
from core.incident_detail import check_sees
from core.meetings import check_may_change
from core.review import write_review
from core.store import Store
from core.tables import Incident, MeetingAttendance, MeetingNote, Person
from core.vocabulary import Agency, Attendance, FindingState

ATTENDANCE, LAST_ACTIONS, CLOSING = 0, -2, -1
"""What the room looks at where it is no item: who is here, what was to be done, what remains."""
_LONGEST_WORDS = 1000


@dataclass(frozen=True)
class NoteRow:
    """A decision as it was spoken: about one item or, None, about anything else; `at` in UTC."""

    id: int
    item_id: int | None
    words: str
    at: datetime
    by: str


def set_attendance(
    store: Store,
    viewer: Viewer,
    meeting_id: int,
    agency: Agency,
    attendance: Attendance | None,
    people: int | None = None,
) -> None:
    """Say whether an agency is here, and with how many; None takes the answer back.

    Raises:
        InvalidInput: people of an agency that is not here, or no plausible number.
        Conflict: the meeting is closed.
    """
    if people is not None and (attendance is not Attendance.PRESENT or not 1 <= people <= 50):
        raise InvalidInput("Count the people of an agency that is here: one to fifty.")
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "go on", "prepare")
        session = change.session
        row = session.exec(
            select(MeetingAttendance)
            .where(MeetingAttendance.meeting_id == meeting_id)
            .where(MeetingAttendance.agency == agency.value)
        ).first()
        if attendance is None:
            if row is None:
                return
            session.delete(row)
        else:
            said = (attendance.value, people)
            if row is not None and (row.state, row.people) == said:
                return
            row = row or MeetingAttendance(meeting_id=meeting_id, agency=agency.value, state="")
            row.state, row.people = said
            session.add(row)
        change.record(
            "noted attendance", "meeting", meeting_id, [f"agency:{agency.value}"], figures=False
        )


def read_attendance(
    store: Store, viewer: Viewer, meeting_id: int
) -> dict[Agency, tuple[Attendance, int | None]]:
    """What is noted of each agency, and of how many people; who was not asked is not there."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.RECORD_MEETINGS)
        rows = session.exec(
            select(MeetingAttendance).where(MeetingAttendance.meeting_id == meeting_id)
        ).all()
        return {Agency(row.agency): (Attendance(row.state), row.people) for row in rows}


def go_to(store: Store, viewer: Viewer, meeting_id: int, item_id: int) -> None:
    """Let the room look at an item, or at a screen around them; the last who asks decides.

    Raises:
        Conflict: the meeting is not running.
        InvalidInput: the closed part, before the police members have left (5.3, 7.10).
    """
    with store.write(viewer) as change:
        meeting = check_may_change(change, meeting_id, "go on")
        if item_id not in {ATTENDANCE, LAST_ACTIONS, CLOSING}:
            item = check_item(change.session, meeting_id, item_id)
            incident = change.session.get_one(Incident, item.incident_id)
            if is_closed_part(incident, meeting.opened_at) and meeting.police_left_at is None:
                raise InvalidInput("This is spoken of once the police members have left.")
        if meeting.current_item == item_id:
            return
        meeting.current_item, meeting.current_since = item_id, read_utc_now()
        change.record("went to item", "meeting", meeting_id, ["current_item"], figures=False)


def note_police_left(store: Store, viewer: Viewer, meeting_id: int, *, left: bool) -> None:
    """Note that the police members have left the room, or (`left` false) are back.

    Before it nothing that nobody reported is put on the wall: what comes to their notice has to be
    recorded (5.3, 7.10).
    """
    with store.write(viewer) as change:
        meeting = check_may_change(change, meeting_id, "go on")
        if (meeting.police_left_at is not None) == left:
            return
        meeting.police_left_at = read_utc_now() if left else None
        if not left:
            meeting.current_item, meeting.current_since = 0, read_utc_now()
        change.record("noted police", "meeting", meeting_id, ["police_left_at"], figures=False)


def hear_home(store: Store, viewer: Viewer, meeting_id: int, item_id: int) -> None:
    """Note that the home was heard on an item: only then are findings revealed."""
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "go on")
        item = check_item(change.session, meeting_id, item_id)
        if item.heard_at is not None:
            return
        item.heard_at = read_utc_now()
        change.record("heard the home", "meeting item", item_id, ["heard_at"], figures=False)


def reveal_findings(store: Store, viewer: Viewer, meeting_id: int, item_id: int) -> None:
    """Show the room what the rules suggest of an item: the chair's act, after the home was heard.

    Raises:
        InvalidInput: the home was not heard.
    """
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "go on")
        item = check_item(change.session, meeting_id, item_id)
        if item.revealed_at is not None:
            return
        if item.heard_at is None:
            raise InvalidInput("The home is heard before the findings are shown.")
        item.revealed_at = read_utc_now()
        change.record("revealed", "meeting item", item_id, ["revealed_at"], figures=False)


def settle_item(
    store: Store,
    viewer: Viewer,
    meeting_id: int,
    item_id: int,
    expected_version: int,
    decisions: dict[str, tuple[FindingState, str | None]],
    police_needed: str | None,
    note: str | None = None,
) -> None:
    """Record the group's verdict on an item's incident, as `core.review.review_incident`.

    `expected_version` is the incident's. Settling it the same way again is the same settlement.

    Raises:
        InvalidInput, Conflict, AccessDenied: as `review_incident`; or the meeting is not running.
    """
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "go on")
        item = check_item(change.session, meeting_id, item_id)
        write_review(
            change, item.incident_id, expected_version, decisions, police_needed, note, meeting_id
        )
        incident = change.session.get_one(Incident, item.incident_id)
        if item.settled_version != incident.version:
            item.settled_version, item.settled_at = incident.version, read_utc_now()


def keep_verdict(
    store: Store, viewer: Viewer, meeting_id: int, item_id: int, expected_version: int
) -> None:
    """Note that the group leaves the verdict of a reviewed incident as it stands.

    Raises:
        Conflict: the incident is not reviewed, or somebody changed it meanwhile.
    """
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "go on")
        session = change.session
        item = check_item(session, meeting_id, item_id)
        incident = check_sees(session, viewer, session.get(Incident, item.incident_id))
        if incident.version != expected_version or incident.reviewed_at is None:
            raise Conflict("Somebody changed this incident while you were looking; look again.")
        if item.settled_version == incident.version:
            return
        item.settled_version, item.settled_at = incident.version, read_utc_now()
        change.record(
            "kept the verdict", "meeting item", item_id, ["settled_version"], figures=False
        )


def note_decision(
    store: Store, viewer: Viewer, meeting_id: int, item_id: int | None, words: str
) -> int:
    """Note a decision as it was spoken; returns its id. The same words on an item are one note.

    Raises:
        InvalidInput: no words, too many, or a child's reference in them; or about no item in the
            closed part.
        Conflict: the meeting is not running.
    """
    words = " ".join(words.split())
    if not words or len(words) > _LONGEST_WORDS:
        raise InvalidInput(f"A decision has one to {_LONGEST_WORDS} characters.")
    meaning = f"{meeting_id}:{item_id or ''}:{fold(words)}"
    with store.write(viewer) as change:
        meeting = check_may_change(change, meeting_id, "go on")
        session = change.session
        if item_id is not None:
            check_item(session, meeting_id, item_id)
        elif meeting.police_left_at is not None:
            # It would be read by all, and is spoken of what not all may know.
            raise InvalidInput("What is about no item is decided with the police members present.")
        if names_a_child(session, words):
            raise InvalidInput("A decision names no child: take the child's reference out.")
        note = session.exec(select(MeetingNote).where(MeetingNote.meaning == meaning)).first()
        if note is not None and note.removed_at is None:
            return note.id or 0
        if note is None:
            note = MeetingNote(
                meeting_id=meeting_id,
                item_id=item_id,
                words=words,
                at=read_utc_now(),
                by_person=viewer.person_id,
                meaning=meaning,
            )
        note.removed_at = None
        session.add(note)
        session.flush()
        change.record("noted decision", "meeting note", note.id, ["words"], figures=False)
        return note.id or 0


def remove_decision(store: Store, viewer: Viewer, meeting_id: int, note_id: int) -> None:
    """Take a decision back that was noted wrongly, while the meeting runs; the audit keeps that."""
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "go on")
        note = change.session.get(MeetingNote, note_id)
        if note is None or note.meeting_id != meeting_id:
            raise InvalidInput("There is no such decision at this meeting.")
        if note.removed_at is not None:
            return
        note.removed_at = read_utc_now()
        change.record("removed decision", "meeting note", note_id, ["removed_at"], figures=False)


def read_decisions(store: Store, viewer: Viewer, meeting_id: int) -> tuple[NoteRow, ...]:
    """The decisions noted at a meeting, in the order they were spoken."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.RECORD_MEETINGS)
        rows = session.exec(
            select(MeetingNote, Person.name)
            .join(Person, col(Person.id) == col(MeetingNote.by_person), isouter=True)
            .where(MeetingNote.meeting_id == meeting_id)
            .where(col(MeetingNote.removed_at).is_(None))
            .order_by(col(MeetingNote.at), col(MeetingNote.id))
        ).all()
        return tuple(
            NoteRow(note.id or 0, note.item_id, note.words, note.at, name or "the system")
            for note, name in rows
        )
