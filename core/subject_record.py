"""What the store holds on one child, gathered: for the data protection officer, not for the group.

Whole rows and every word: what of it the child may be given is theirs to decide (other people's
words and names are in it).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from core.retention_due import find_aged
from core.tables import (
    Action,
    ActionEvent,
    Annotation,
    BatchChange,
    Finding,
    Home,
    HomeContact,
    Incident,
    IncidentEvent,
    Interest,
    Meeting,
    MeetingItem,
    MeetingNote,
    PanelReferral,
)

Rows = tuple[Mapping[str, Any], ...]
_TEXTS: dict[str, tuple[Any, str]] = {
    "contact with a home": (HomeContact, "note"),
    "note on a figure": (Annotation, "words"),
    "decision of a meeting": (MeetingNote, "words"),
    "action": (Action, "detail"),
    "step of an action": (ActionEvent, "note"),
    "panel": (PanelReferral, "note"),
    "incident's summary": (Incident, "summary"),
    "home's account": (Incident, "home_account"),
    "child's account": (Incident, "child_account"),
    "note of a review": (Incident, "review_note"),
}


@dataclass(frozen=True)
class SubjectIncident:
    """One incident of the child with all that hangs on it, each part as its stored rows.

    `hold` says why it cannot be erased now; None where it can.
    """

    id: int
    home: str
    occurred_on: date
    hold: str | None
    incident: Mapping[str, Any]
    parts: Mapping[str, Rows]


@dataclass(frozen=True)
class Mention:
    """A text in which the reference stands, outside the child's own incidents: where, and its id.

    It is not erased with them: a person takes it out where it was written.
    """

    where: str
    id: int


@dataclass(frozen=True)
class SubjectRecord:
    """Everything on one child: incidents, the latest first, and texts elsewhere that name it.

    `earlier` counts incidents that an earlier import gave to this child and a later one did not.
    """

    child_ref: str
    incidents: tuple[SubjectIncident, ...]
    mentions: tuple[Mention, ...]
    earlier: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held on the child."""
        return not (self.incidents or self.mentions or self.earlier)


def build_record(session: Session, child_ref: str) -> SubjectRecord:
    """Gather it, in the state that the session sees; whoever calls has checked the viewer."""
    asked = child_ref.casefold()
    incidents = session.exec(
        select(Incident)
        .where(func.lower(col(Incident.child_ref)) == asked)
        .order_by(col(Incident.occurred_at).desc())
    ).all()
    ids = [row.id or 0 for row in incidents]
    aged = {row.id: row for row in find_aged(session, None, ids)}
    homes = {home.id: home.name for home in session.exec(select(Home))}
    return SubjectRecord(
        child_ref=child_ref,
        incidents=tuple(
            SubjectIncident(
                id=row.id or 0,
                home=homes[row.home_id],
                occurred_on=row.occurred_at.date(),
                hold=_find_hold(aged, row.id or 0),
                incident=row.model_dump(mode="json"),
                parts=_read_parts(session, row.id or 0),
            )
            for row in incidents
        ),
        mentions=tuple(_find_mentions(session, asked, frozenset(ids))),
        earlier=len(_find_earlier(session, asked) - set(ids)),
    )


def _find_hold(aged: Mapping[int, Any], key: int) -> str | None:
    row = aged.get(key)
    return str(row.hold) if row and row.hold else None


def _read_parts(session: Session, key: int) -> dict[str, Rows]:
    items = session.exec(select(MeetingItem).where(MeetingItem.incident_id == key)).all()
    actions = list(session.exec(select(Action.id).where(Action.incident_id == key)))
    on_agendas = [row.id for row in items]
    meetings = select(Meeting).where(col(Meeting.id).in_([row.meeting_id for row in items]))
    return {
        "findings": _dump(session, Finding, col(Finding.incident_id) == key),
        "steps": _dump(session, IncidentEvent, col(IncidentEvent.incident_id) == key),
        "interests": _dump(session, Interest, col(Interest.incident_id) == key),
        "actions": _dump(session, Action, col(Action.id).in_(actions)),
        "steps of actions": _dump(session, ActionEvent, col(ActionEvent.action_id).in_(actions)),
        "panels": _dump(session, PanelReferral, col(PanelReferral.incident_id) == key),
        "meetings": _dump(session, MeetingItem, col(MeetingItem.incident_id) == key),
        "decisions": _dump(session, MeetingNote, col(MeetingNote.item_id).in_(on_agendas)),
        "minutes": tuple(
            {"held_on": meeting.held_on.isoformat(), **item}
            for meeting in session.exec(meetings)
            for item in (meeting.minutes or {}).get("items", ())
            if item.get("incident_id") == key
        ),
        "before imports": _dump(
            session,
            BatchChange,
            (col(BatchChange.incident_id) == key) & col(BatchChange.before).is_not(None),
        ),
    }


def _dump(session: Session, table: Any, where: Any) -> Rows:
    rows = session.exec(select(table).where(where).order_by(table.id))
    return tuple(row.model_dump(mode="json") for row in rows)


def _find_mentions(session: Session, asked: str, own: frozenset[int]) -> Iterable[Mention]:
    whole = re.compile(rf"(?<!\w){re.escape(asked)}(?!\w)")
    for where, (table, name) in _TEXTS.items():
        column = getattr(table, name)
        found = session.exec(select(table).where(func.instr(func.lower(column), asked) > 0))
        for row in found:
            about = row.id if table is Incident else getattr(row, "incident_id", None)
            if about not in own and whole.search(getattr(row, name).casefold()):
                yield Mention(where, row.id)


def _find_earlier(session: Session, asked: str) -> set[int]:
    text = func.lower(func.json_extract(col(BatchChange.before), "$.child_ref"))
    return set(session.exec(select(BatchChange.incident_id).where(text == asked)))


def render_record_json(record: SubjectRecord, about: Sequence[str]) -> bytes:
    """The whole record as JSON; `about` are the sentences on what it is and for whom."""
    content = {
        "about": list(about),
        "child_ref": record.child_ref,
        "incidents": [{"home": row.home, **row.incident, **row.parts} for row in record.incidents],
        "mentions": [{"where": row.where, "id": row.id} for row in record.mentions],
        "earlier_versions": record.earlier,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()
