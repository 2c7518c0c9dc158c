"""A meeting's minutes: built from what was recorded, frozen when it closes, read as one may see.

Nothing is written by hand: what stands in the minutes was shown as saved while the group met. What
a role may not see of an incident it does not see of its minutes, nor that there was an item.
"""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from core.access import (
    Access,
    Permission,
    Sight,
    Viewer,
    can_see_home,
    check_can,
    read_access,
)
from core.clock import read_utc_now
from core.errors import AccessDenied, Conflict
from core.incident_sight import check_sees, hides_level
from core.meetings import check_may_change
from core.minuting import Figures, build_from_store
from core.reports.minutes import (
    MinutedAction,
    MinutedItem,
    Minutes,
    build_digest,
    build_minutes,
    dump_minutes,
)
from core.states import find_next
from core.store import Store
from core.tables import (
    Incident,
    Meeting,
    StoreInfo,
)
from core.vocabulary import AgendaReason, FindingState, MeetingState


def close_meeting(store: Store, viewer: Viewer, meeting_id: int, figures: Figures) -> None:
    """Close a running meeting and freeze its minutes; closing it again is the same closing.

    Args:
        store: the store.
        viewer: who closes it.
        meeting_id: the meeting.
        figures: the sentences on the period as they stand.

    Raises:
        Conflict: the meeting is not running, or the data moved since the figures were made.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.RECORD_MEETINGS)
        session = change.session
        known = session.get(Meeting, meeting_id)
        if known is not None and known.state == MeetingState.CLOSED:
            return
        meeting = check_may_change(change, meeting_id, "close")
        if session.exec(select(StoreInfo.data_revision)).one() != figures.data_revision:
            raise Conflict("Something was recorded just now; look once more and close again.")
        meeting.state = find_next("meeting", meeting.state, "close")
        meeting.closed_at, meeting.closed_by = read_utc_now(), viewer.person_id
        meeting.current_item = 0
        meeting.version += 1
        session.flush()
        meeting.minutes = dump_minutes(build_from_store(session, viewer, meeting, figures))
        meeting.minutes_digest = build_digest(meeting.minutes)
        change.record("closed", "meeting", meeting_id, ["state", "minutes"])


def read_minutes(
    store: Store, viewer: Viewer, meeting_id: int, figures: Figures | None = None
) -> Minutes:
    """The minutes as this viewer may see them; of a running meeting what is recorded so far.

    `figures` are for a draft; closed minutes have their own.

    Raises:
        AccessDenied: there is none such, or the role reads no minutes.
    """
    with store.read(viewer) as session:
        _check_reads(viewer)
        meeting = session.get(Meeting, meeting_id)
        runs = Permission.RECORD_MEETINGS in read_access(viewer).may
        if meeting is None or not (runs or meeting.state == MeetingState.CLOSED):
            raise AccessDenied("There are no minutes of such a meeting.")
        if meeting.minutes is None:
            built = build_from_store(session, viewer, meeting, figures or Figures(0))
        else:
            built = build_minutes(meeting.minutes)
        built = replace(built, digest=meeting.minutes_digest)
        return _scope(session, viewer, built)


def read_minuted_meetings(store: Store, viewer: Viewer) -> dict[int, date]:
    """The closed meetings that have minutes, latest first: id to day."""
    with store.read(viewer) as session:
        _check_reads(viewer)
        rows = session.exec(
            select(col(Meeting.id), col(Meeting.held_on))
            .where(Meeting.state == MeetingState.CLOSED.value)
            .order_by(col(Meeting.held_on).desc())
        ).all()
        return {key: day for key, day in rows if key is not None}


def can_read_minutes(row: Access) -> bool:
    """Whether the role sits in the group: who sees findings and has actions reads its minutes."""
    return row.findings is not Sight.NONE and row.actions in {Sight.ALL, Sight.OWN}


def check_digest(meeting: Meeting) -> bool:
    """Whether frozen minutes are as they were when the meeting closed."""
    return meeting.minutes is None or build_digest(meeting.minutes) == meeting.minutes_digest


def _check_reads(viewer: Viewer) -> None:
    if not can_read_minutes(read_access(viewer)):
        raise AccessDenied("The minutes are the group's own.")


def _scope(session: Session, viewer: Viewer, minutes: Minutes) -> Minutes:
    """Items and actions of incidents that the viewer sees; a home unseen has no name."""
    row = read_access(viewer)
    whole = row.actions is Sight.ALL
    named = {item.incident_id for item in minutes.items}
    named |= {a.incident_id for a in (*minutes.last_actions, *minutes.actions) if a.incident_id}
    seen = {key: incident for key in named if (incident := _find_seen(session, viewer, key))}
    return replace(
        minutes,
        figures=minutes.figures if row.call_outs is Sight.ALL else (),
        kept_figures=minutes.kept_figures if row.uncontacted is Sight.ALL else (),
        last_actions=_keep(minutes.last_actions, seen) if whole else (),
        actions=_keep(minutes.actions, seen) if whole else (),
        items=tuple(
            _scope_item(session, viewer, item, seen[item.incident_id])
            for item in minutes.items
            if item.incident_id in seen
        ),
    )


def _find_seen(session: Session, viewer: Viewer, incident_id: int) -> Incident | None:
    try:
        return check_sees(session, viewer, session.get(Incident, incident_id))
    except AccessDenied:
        return None


def _keep(
    actions: tuple[MinutedAction, ...], seen: dict[int, Incident]
) -> tuple[MinutedAction, ...]:
    return tuple(a for a in actions if a.incident_id is None or a.incident_id in seen)


def _scope_item(
    session: Session, viewer: Viewer, item: MinutedItem, incident: Incident
) -> MinutedItem:
    row = read_access(viewer)
    changed = item.settled_version is not None and incident.version != item.settled_version
    item = replace(item, changed=changed)
    if row.uncontacted is not Sight.ALL:  # A reason can rest on what the viewer may not see.
        hidden = not item.settled and hides_level(session, viewer, incident)
        several = AgendaReason.CHILD_WITH_SEVERAL.value
        told = () if hidden else tuple(reason for reason in item.reasons if reason != several)
        item = replace(item, reasons=told, closed_part=False)
    if not can_see_home(viewer, item.home_id):
        item = replace(item, home="another home")
    if row.child_refs is Sight.NONE:  # Nor free text, in which a child could be named.
        unsaid = tuple(replace(finding, reason=None) for finding in item.findings)
        item = replace(item, note=None, findings=unsaid, decisions=(), interests=())
    if row.findings is Sight.CONFIRMED:
        agreed = (f for f in item.findings if f.state == FindingState.CONFIRMED)
        item = replace(item, findings=tuple(agreed))
    return item
