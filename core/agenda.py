"""A meeting's agenda: which incidents it takes, why, and in which order.

What is proposed is found by `core.measures.agenda`; a person takes, drops and orders it. What the
police may not know of comes last, in a closed part without their members (5.3, 7.10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, can_see_incident, check_can
from core.errors import Conflict, InvalidInput
from core.incident_sight import check_sees, is_on_ladder
from core.meetings import check_may_change
from core.store import Store
from core.tables import Incident, Meeting, MeetingItem
from core.vocabulary import AgendaReason, Channel, ItemState


@dataclass(frozen=True)
class ItemRow:
    """One incident of an agenda; moments in UTC. `closed_part`: without the police members.

    `settled`: the group's verdict was recorded at the meeting; `changed`: and changed since.
    """

    id: int
    incident_id: int
    home_id: int
    state: ItemState
    reasons: tuple[AgendaReason, ...]
    closed_part: bool
    incident_version: int
    reviewed: bool
    heard_at: datetime | None
    revealed_at: datetime | None
    settled_at: datetime | None
    changed: bool
    version: int


def is_closed_part(incident: Incident, opened_at: datetime | None) -> bool:
    """Whether it is spoken of without the police members, at a meeting opened then (None: not yet).

    What nobody reported and nobody referred is; and a possession of drugs that waited for the group
    when the meeting began, whose level counts what the police may not know of.
    """
    unreported = incident.channel == Channel.NONE and incident.referred_to_police_at is None
    reviewed = incident.reviewed_at
    # Its verdict does not move it: an agenda keeps its order while the group goes through it.
    waited = reviewed is None or (opened_at is not None and reviewed >= opened_at)
    return unreported or (waited and is_on_ladder(incident))


def take_items(
    store: Store,
    viewer: Viewer,
    meeting_id: int,
    wanted: Mapping[int, Sequence[AgendaReason]],
) -> None:
    """Put incidents on the agenda, each with why, after those that are there; again is nothing new.

    Raises:
        AccessDenied: an incident is not there, or not the viewer's to see.
        Conflict: the meeting is closed.
    """
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "prepare", "go on")
        session = change.session
        known = {item.incident_id: item for item in _read_items(session, meeting_id)}
        last = max((item.position for item in known.values()), default=0)
        taken = []
        for number, (incident_id, reasons) in enumerate(wanted.items(), start=1):
            check_sees(session, viewer, session.get(Incident, incident_id))
            item = known.get(incident_id)
            if item is not None and item.state == ItemState.TAKEN:
                continue
            if item is None:
                item = MeetingItem(
                    meeting_id=meeting_id, incident_id=incident_id, position=0, reasons=[]
                )
            item.state, item.position = ItemState.TAKEN.value, last + number
            item.reasons = [reason.value for reason in reasons]
            session.add(item)
            taken.append(f"incident:{incident_id}")
        if taken:
            change.record("took items", "meeting", meeting_id, taken, figures=False)


def drop_item(store: Store, viewer: Viewer, meeting_id: int, incident_id: int) -> None:
    """Leave an incident out of a meeting; it can be taken again, and waits for the next.

    Raises:
        Conflict: the group has settled it at this meeting.
    """
    with store.write(viewer) as change:
        meeting = check_may_change(change, meeting_id, "prepare", "go on")
        session = change.session
        check_sees(session, viewer, session.get(Incident, incident_id))
        items = {item.incident_id: item for item in _read_items(session, meeting_id)}
        item = items.get(incident_id)
        if item is not None and item.state == ItemState.DROPPED:
            return
        if item is not None and item.settled_at is not None:
            raise Conflict("The group has settled this item already.")
        if item is None:
            item = MeetingItem(
                meeting_id=meeting_id,
                incident_id=incident_id,
                position=max((i.position for i in items.values()), default=0) + 1,
                reasons=[],
            )
        if item.id is not None and meeting.current_item == item.id:
            meeting.current_item = 0
        item.state = ItemState.DROPPED.value
        session.add(item)
        change.record(
            "dropped item", "meeting", meeting_id, [f"incident:{incident_id}"], figures=False
        )


def move_item(store: Store, viewer: Viewer, meeting_id: int, item_id: int, after_id: int) -> None:
    """Put an item directly after another one; `after_id` 0 puts it first."""
    with store.write(viewer) as change:
        check_may_change(change, meeting_id, "prepare", "go on")
        session = change.session
        moved = check_item(session, meeting_id, item_id)
        others = [item for item in _read_items(session, meeting_id) if item.id != item_id]
        if after_id and after_id not in {item.id for item in others}:
            raise InvalidInput("There is no such item on this agenda.")
        place = next((n for n, item in enumerate(others, 1) if item.id == after_id), 0)
        order = [*others[:place], moved, *others[place:]]
        if [item.position for item in order] == list(range(1, len(order) + 1)):
            return
        for number, item in enumerate(order, start=1):
            item.position = number
        change.record("moved item", "meeting item", item_id, ["position"], figures=False)


def read_agenda(store: Store, viewer: Viewer, meeting_id: int) -> tuple[ItemRow, ...]:
    """Every item, dropped ones too, in order, the closed part last; none the viewer may not see."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.RECORD_MEETINGS)
        return read_items(session, viewer, meeting_id)


def read_items(session: Session, viewer: Viewer, meeting_id: int) -> tuple[ItemRow, ...]:
    """As `read_agenda`, inside a transaction and for any role."""
    rows = session.exec(
        select(MeetingItem, Incident)
        .join(Incident, col(Incident.id) == MeetingItem.incident_id)
        .where(MeetingItem.meeting_id == meeting_id)
        .order_by(col(MeetingItem.position), col(MeetingItem.id))
    ).all()
    meeting = session.get(Meeting, meeting_id)
    opened_at = meeting.opened_at if meeting else None
    seen = [
        _build_row(item, incident, opened_at)
        for item, incident in rows
        if can_see_incident(
            viewer,
            home_id=incident.home_id,
            contacted=incident.channel != Channel.NONE,
            referred=incident.referred_to_police_at is not None,
        )
    ]
    return tuple(sorted(seen, key=lambda row: row.closed_part))


def check_item(session: Session, meeting_id: int, item_id: int) -> MeetingItem:
    """The item, taken on this agenda; InvalidInput where it is not."""
    item = session.get(MeetingItem, item_id)
    if item is None or item.meeting_id != meeting_id or item.state != ItemState.TAKEN:
        raise InvalidInput("There is no such item on this agenda.")
    return item


def _read_items(session: Session, meeting_id: int) -> list[MeetingItem]:
    return list(
        session.exec(
            select(MeetingItem)
            .where(MeetingItem.meeting_id == meeting_id)
            .order_by(col(MeetingItem.position), col(MeetingItem.id))
        )
    )


def _build_row(item: MeetingItem, incident: Incident, opened_at: datetime | None) -> ItemRow:
    return ItemRow(
        id=item.id or 0,
        incident_id=item.incident_id,
        home_id=incident.home_id,
        state=ItemState(item.state),
        reasons=tuple(AgendaReason(reason) for reason in item.reasons),
        closed_part=is_closed_part(incident, opened_at),
        incident_version=incident.version,
        reviewed=incident.reviewed_at is not None,
        heard_at=item.heard_at,
        revealed_at=item.revealed_at,
        settled_at=item.settled_at,
        changed=item.settled_version is not None and item.settled_version != incident.version,
        version=item.version,
    )
