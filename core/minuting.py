"""What the store holds of a meeting, as minutes: nothing is written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.access import Viewer
from core.agenda import ItemRow, read_items
from core.reports.minutes import (
    MinutedAction,
    MinutedDecision,
    MinutedFinding,
    MinutedItem,
    Minutes,
)
from core.tables import (
    Action,
    Finding,
    Home,
    Incident,
    Interest,
    Meeting,
    MeetingAttendance,
    MeetingNote,
    Person,
    StoreInfo,
)
from core.vocabulary import FindingState, ItemState


@dataclass(frozen=True)
class Figures:
    """Sentences on the period as they stand at a data revision; `kept`: on what nobody reported."""

    data_revision: int
    said: Sequence[str] = ()
    kept: Sequence[str] = ()


def build_from_store(
    session: Session, viewer: Viewer, meeting: Meeting, figures: Figures
) -> Minutes:
    """Everything that the store holds of a meeting, inside a transaction; not yet scoped.

    Findings before the group's answer are left out: a suggestion is in no document.
    """
    names = {p.id: p.name for p in session.exec(select(Person))}
    meeting_id = meeting.id or 0
    notes: dict[int | None, list[MinutedDecision]] = {}
    for note in session.exec(
        select(MeetingNote)
        .where(MeetingNote.meeting_id == meeting_id)
        .where(col(MeetingNote.removed_at).is_(None))
        .order_by(col(MeetingNote.at), col(MeetingNote.id))
    ):
        said = MinutedDecision(note.words, note.at, names.get(note.by_person, "the system"))
        notes.setdefault(note.item_id, []).append(said)
    given = list(
        session.exec(
            select(Action)
            .where(Action.meeting_id == meeting_id)
            .order_by(col(Action.created_at), col(Action.id))
        )
    )
    items = [i for i in read_items(session, viewer, meeting_id) if i.state is ItemState.TAKEN]
    on_agenda = {item.incident_id for item in items}
    rows = session.exec(
        select(MeetingAttendance)
        .where(MeetingAttendance.meeting_id == meeting_id)
        .order_by(col(MeetingAttendance.id))
    )
    return Minutes(
        held_on=meeting.held_on,
        period_from=meeting.period_from,
        period_to=meeting.period_to,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        closed_by=names.get(meeting.closed_by),
        attendance=tuple((row.agency, row.state, row.people) for row in rows),
        figures=tuple(figures.said),
        kept_figures=tuple(figures.kept),
        last_actions=build_last_actions(session, meeting, names),
        items=tuple(
            _build_item(
                session,
                item,
                names,
                tuple(notes.get(item.id, ())),
                tuple(_say(a, names) for a in given if a.incident_id == item.incident_id),
            )
            for item in items
        ),
        decisions=tuple(notes.get(None, ())),
        actions=tuple(_say(a, names) for a in given if a.incident_id not in on_agenda),
        data_revision=session.exec(select(StoreInfo.data_revision)).one(),
    )


def _say(action: Action, names: dict[int | None, str]) -> MinutedAction:
    return MinutedAction(
        incident_id=action.incident_id,
        title=action.title,
        owner=names.get(action.owner_id, "") if action.owner_id else "",
        owner_agency=action.owner_agency,
        due_on=action.due_on,
        state=action.state,
    )


def build_last_actions(
    session: Session, meeting: Meeting, names: dict[int | None, str]
) -> tuple[MinutedAction, ...]:
    """Actions given before a meeting, open or done since the one before it, earliest due first."""
    before = session.exec(
        select(Meeting)
        .where(Meeting.held_on < meeting.held_on)
        .order_by(col(Meeting.held_on).desc())
    ).first()
    if before is None:
        return ()
    actions = session.exec(
        select(Action)
        .where(col(Action.meeting_id).is_(None) | (Action.meeting_id != meeting.id))
        .order_by(col(Action.due_on), col(Action.id))
    )
    return tuple(
        _say(action, names)
        for action in actions
        if action.done_at is None or action.done_at.date() > before.held_on
    )


def _build_item(
    session: Session,
    item: ItemRow,
    names: dict[int | None, str],
    decisions: tuple[MinutedDecision, ...],
    actions: tuple[MinutedAction, ...],
) -> MinutedItem:
    incident = session.get_one(Incident, item.incident_id)
    home = session.get_one(Home, incident.home_id)
    settled = item.settled_at is not None
    findings = session.exec(
        select(Finding).where(Finding.incident_id == item.incident_id).order_by(col(Finding.id))
    )
    interests = session.exec(select(Interest).where(Interest.incident_id == item.incident_id))
    level = incident.level if incident.level_set is None else incident.level_set or None
    return MinutedItem(
        incident_id=item.incident_id,
        home_id=incident.home_id,
        home=home.name,
        occurred_on=incident.occurred_at.date(),
        category=incident.category,
        channel=incident.channel,
        call_out=incident.call_out,
        level=level if settled else None,  # Before the group's answer it is a suggestion too.
        reasons=tuple(reason.value for reason in item.reasons),
        closed_part=item.closed_part,
        settled=settled,
        settled_at=item.settled_at,
        settled_version=incident.version if settled else None,
        police_needed=incident.agreed_police_needed if settled else None,
        note=incident.review_note if settled else None,
        findings=tuple(
            MinutedFinding(f.clause, f.message, f.verdict, f.owner, f.state, f.reason)
            for f in findings
            if settled and f.state != FindingState.SUGGESTED
        ),
        decisions=decisions,
        actions=actions,
        interests=tuple(
            sorted({f"{names.get(row.person_id, 'somebody')}: {row.words}" for row in interests})
        ),
    )
