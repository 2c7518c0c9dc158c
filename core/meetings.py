"""The group's meetings, known by their days."""

from datetime import date

from sqlmodel import col, select

from core.access import Permission, Viewer, check_can
from core.clock import read_today, read_utc_now
from core.errors import InvalidInput
from core.store import Store
from core.tables import Meeting


def record_meeting(store: Store, viewer: Viewer, held_on: date) -> int:
    """Record that the group met on a day; returns the meeting's id. One day is one meeting.

    Raises:
        AccessDenied: the role may not.
        InvalidInput: the day lies ahead.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.RECORD_MEETINGS)
        if held_on > read_today():
            raise InvalidInput("A meeting is recorded once it was held: the day lies ahead.")
        query = select(col(Meeting.id)).where(Meeting.held_on == held_on)
        known = change.session.exec(query).first()
        if known is not None:
            return known
        meeting = Meeting(held_on=held_on, created_at=read_utc_now(), created_by=viewer.person_id)
        change.session.add(meeting)
        change.session.flush()
        assert meeting.id is not None
        change.record("recorded", "meeting", meeting.id, ["held_on"])
        return meeting.id


def read_meetings(store: Store) -> tuple[date, ...]:
    """The days on which the group met, earliest first; they are nobody's secret."""
    with store.read() as session:
        return tuple(session.exec(select(col(Meeting.held_on)).order_by(col(Meeting.held_on))))
