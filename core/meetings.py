"""The group's meetings: planned, opened, gone through item by item, closed with minutes.

States and what leads from one to the next: `core.states.MEETING`. At most one meeting is planned or
running at a time; a day is one meeting. `core.agenda` has its items, `core.minutes` closes it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, check_can
from core.clock import read_today, read_utc_now, say_date
from core.errors import AccessDenied, Conflict, InvalidInput
from core.snapshot import HELD
from core.states import find_next
from core.store import Change, Store
from core.tables import Meeting
from core.vocabulary import MeetingState

_USUAL_MINUTES = 120
_LONGEST_MINUTES = 600
_FIRST_PERIOD = timedelta(days=122)  # A third of a year: the group meets three times a year.
_AHEAD = (MeetingState.PLANNED.value, MeetingState.RUNNING.value)


@dataclass(frozen=True)
class MeetingRow:
    """One meeting; moments in UTC. `period_from`, `period_to` inclusive, None of a recorded one.

    `current_item` is the item that the room looks at, 0 before the first and after the last.
    """

    id: int
    held_on: date
    state: MeetingState
    version: int
    period_from: date | None
    period_to: date | None
    minutes_planned: int
    opened_at: datetime | None
    current_item: int
    current_since: datetime | None
    police_left_at: datetime | None
    closed_at: datetime | None
    minutes_digest: str | None


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
        known = _find_by_day(change.session, held_on)
        if known is not None and known.state not in HELD:
            raise InvalidInput("The meeting of this day is planned here: open it and close it.")
        if known is not None:
            return known.id or 0
        return _add(change, "recorded", Meeting(held_on=held_on, created_at=read_utc_now()))


def plan_meeting(
    store: Store, viewer: Viewer, held_on: date, minutes_planned: int = _USUAL_MINUTES
) -> int:
    """Plan the next meeting; returns its id.

    Its period runs from the last meeting to the day before it; without one, a third of a year.

    Raises:
        InvalidInput: a meeting was held on that day or later, or the length is no meeting's.
        Conflict: another meeting is planned or running.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.RECORD_MEETINGS)
        session = change.session
        ahead = _find_ahead(session)
        if ahead is not None and ahead.held_on == held_on:
            return ahead.id or 0
        if ahead is not None:
            raise Conflict(
                f"The meeting of {say_date(ahead.held_on)} is {ahead.state}: "
                "move or close it first."
            )
        meeting = Meeting(
            held_on=held_on, created_at=read_utc_now(), state=MeetingState.PLANNED.value
        )
        _set_day(session, meeting, held_on, minutes_planned)
        return _add(change, "planned", meeting)


def move_meeting(
    store: Store,
    viewer: Viewer,
    meeting_id: int,
    expected_version: int,
    held_on: date,
    minutes_planned: int,
) -> None:
    """Give a planned meeting another day or length; its period and agenda follow.

    Raises:
        InvalidInput, Conflict: as `plan_meeting`; or somebody changed it meanwhile.
    """
    with store.write(viewer) as change:
        meeting = check_may_change(change, meeting_id, "prepare")
        if (meeting.held_on, meeting.minutes_planned) == (held_on, minutes_planned):
            return
        _check_version(meeting, expected_version)
        _set_day(change.session, meeting, held_on, minutes_planned)
        meeting.version += 1
        change.record("moved", "meeting", meeting_id, ["held_on", "period_from", "period_to"])


def open_meeting(store: Store, viewer: Viewer, meeting_id: int) -> None:
    """Open a planned meeting; opening it again is the same opening.

    Raises:
        InvalidInput: its day lies ahead.
        Conflict: it is closed.
    """
    with store.write(viewer) as change:
        meeting = _check_meeting(change, meeting_id)
        if meeting.state == MeetingState.RUNNING:
            return
        after = find_next("meeting", meeting.state, "open")
        if meeting.held_on > read_today():
            raise InvalidInput(
                f"The meeting is planned for {say_date(meeting.held_on)}; move it to open it today."
            )
        meeting.state = after
        meeting.opened_at = meeting.current_since = read_utc_now()
        meeting.version += 1
        change.record("opened", "meeting", meeting_id, ["state", "opened_at"], figures=False)


def read_meeting(store: Store, viewer: Viewer, meeting_id: int) -> MeetingRow:
    """One meeting, for those who prepare and run it.

    Raises:
        AccessDenied: the role may not, or there is none such.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.RECORD_MEETINGS)
        meeting = session.get(Meeting, meeting_id)
        if meeting is None:
            raise AccessDenied("There is no such meeting.")
        return _build_row(meeting)


def read_meeting_ahead(store: Store, viewer: Viewer) -> MeetingRow | None:
    """The meeting that is planned or running, for those who prepare and run it; or None."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.RECORD_MEETINGS)
        meeting = _find_ahead(session)
        return _build_row(meeting) if meeting else None


def read_meetings(store: Store) -> tuple[date, ...]:
    """The days on which the group met, earliest first; they are nobody's secret."""
    with store.read() as session:
        query = select(col(Meeting.held_on)).where(col(Meeting.state).in_(HELD))
        return tuple(session.exec(query.order_by(col(Meeting.held_on))))


def check_may_change(change: Change, meeting_id: int, *verbs: str) -> Meeting:
    """The meeting, in a state that one of the verbs of `core.states.MEETING` leads from.

    Raises:
        AccessDenied: the role may not, or there is none such.
        Conflict: it is in another state; the words say which.
    """
    meeting = _check_meeting(change, meeting_id)
    for verb in verbs[1:]:
        try:
            find_next("meeting", meeting.state, verb)
        except Conflict:
            continue
        return meeting
    find_next("meeting", meeting.state, verbs[0])
    return meeting


def _check_meeting(change: Change, meeting_id: int) -> Meeting:
    check_can(change.viewer, Permission.RECORD_MEETINGS)
    meeting = change.session.get(Meeting, meeting_id)
    if meeting is None:
        raise AccessDenied("There is no such meeting.")
    return meeting


def _check_version(meeting: Meeting, expected_version: int) -> None:
    if meeting.version != expected_version:
        raise Conflict("Somebody changed this meeting while you were looking; look again.")


def _set_day(session: Session, meeting: Meeting, held_on: date, minutes_planned: int) -> None:
    if not 10 <= minutes_planned <= _LONGEST_MINUTES:
        raise InvalidInput("A meeting takes ten minutes to ten hours.")
    query = select(col(Meeting.held_on)).where(col(Meeting.state).in_(HELD))
    last = max(session.exec(query), default=None)
    if last is not None and held_on <= last:
        raise InvalidInput(f"The group met on {say_date(last)}: the next meeting is later.")
    meeting.held_on, meeting.minutes_planned = held_on, minutes_planned
    meeting.period_from = last + timedelta(days=1) if last else held_on - _FIRST_PERIOD
    meeting.period_to = max(held_on - timedelta(days=1), meeting.period_from)


def _find_by_day(session: Session, held_on: date) -> Meeting | None:
    return session.exec(select(Meeting).where(Meeting.held_on == held_on)).first()


def _find_ahead(session: Session) -> Meeting | None:
    return session.exec(select(Meeting).where(col(Meeting.state).in_(_AHEAD))).first()


def _add(change: Change, verb: str, meeting: Meeting) -> int:
    meeting.created_by = change.viewer.person_id
    change.session.add(meeting)
    change.session.flush()
    assert meeting.id is not None
    change.record(verb, "meeting", meeting.id, ["held_on"])
    return meeting.id


def _build_row(meeting: Meeting) -> MeetingRow:
    return MeetingRow(
        id=meeting.id or 0,
        held_on=meeting.held_on,
        state=MeetingState(meeting.state),
        version=meeting.version,
        period_from=meeting.period_from,
        period_to=meeting.period_to,
        minutes_planned=meeting.minutes_planned or _USUAL_MINUTES,
        opened_at=meeting.opened_at,
        current_item=meeting.current_item,
        current_since=meeting.current_since,
        police_left_at=meeting.police_left_at,
        closed_at=meeting.closed_at,
        minutes_digest=meeting.minutes_digest,
    )
