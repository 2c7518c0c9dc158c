"""The steps of an action's history: each taken once, kept with who and when, said in words."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.access import Sight, Viewer, read_access
from core.action_checks import NOT_YOURS, check_sees_action
from core.clock import read_utc_now, say_moment, to_uk
from core.covers import check_still_covers
from core.errors import AccessDenied, Conflict
from core.states import find_next
from core.store import Change, Store
from core.tables import Action, ActionEvent, Person

_KINDS = {
    "tick": "ticked",
    "reopen": "reopened",
    "ask for time": "asked",
    "grant time": "granted",
    "refuse time": "refused",
    "hand over": "handed over",
}
"""How a verb of `core.states` stands in the history."""

_SAID = {
    "given": ("gave this action", "gave this action"),
    "ticked": ("ticked it", "ticked this action"),
    "reopened": ("opened it again", "opened this action again"),
    "asked": ("asked for more time {note}", "asked for more time for this action"),
    "granted": ("granted more time {note}", "granted more time for this action"),
    "refused": ("refused more time: {note}", "refused more time for this action"),
    "handed over": ("handed it over {note}", "handed this action over"),
}
_BY_ITS_OWNER = frozenset({"tick", "reopen", "ask for time"})
_FOR = re.compile(r":for:(\d+)$")


@dataclass(frozen=True)
class EventRow:
    """One step of an action's history: `by` names for whom too, `did` is its words.

    `note` is what the person wrote beside a tick; where it belongs to the words it stands there.
    """

    kind: str
    did: str
    note: str | None
    by: str
    at: str


def take_step(
    change: Change,
    action: Action,
    expected_version: int,
    verb: str,
    *,
    note: str | None = None,
    key: str = "",
    fields: tuple[str, ...] = ("state",),
) -> bool:
    """Take an action to its next state, with history and audit; False where it was taken before.

    The step's meaning is verb, action, version and `key`; the same person's repeat is the same.

    Raises:
        Conflict: somebody changed the action first, or its state has no such step; who and when.
        AccessDenied: the viewer stood in for its owner, and does so no more.
    """
    session, viewer = change.session, change.viewer
    kind = _KINDS[verb]
    intent = ":".join([kind, str(action.id), str(expected_version), *([key] if key else [])])
    if verb in _BY_ITS_OWNER and action.owner_id in viewer.covers:
        check_still_covers(session, viewer, action.owner_id)
        intent += f":for:{action.owner_id}"
    first = session.exec(select(ActionEvent).where(ActionEvent.intent == intent)).first()
    if first is not None and first.by_person == viewer.person_id:
        return False
    assert action.id is not None
    if action.version != expected_version:
        raise Conflict(say_last_change(session, action.id))
    try:
        action.state = find_next("action", action.state, verb)
    except Conflict:
        raise Conflict(say_last_change(session, action.id)) from None
    action.version += 1
    write_event(change, action.id, kind, note, intent)
    change.record(kind, "action", action.id, [*fields, *(["note"] if note else [])])
    return True


def write_event(change: Change, action_id: int, kind: str, note: str | None, intent: str) -> None:
    """Add a step to an action's history; `intent` is unique."""
    change.session.add(
        ActionEvent(
            action_id=action_id,
            kind=kind,
            note=note,
            by_person=change.viewer.person_id,
            at=read_utc_now(),
            intent=intent,
        )
    )


def say_last_change(session: Session, action_id: int) -> str:
    """Who changed an action last, what they did and when: what the second of two is told."""
    event = session.exec(
        select(ActionEvent)
        .where(ActionEvent.action_id == action_id)
        .order_by(col(ActionEvent.id).desc())
    ).first()
    if event is None:
        return "Somebody changed this action first; look again."
    _, did = _SAID.get(event.kind, (event.kind, f"{event.kind} this action"))
    return (
        f"{_say_by(session, event)} {did} first, on {say_moment(to_uk(event.at))}. "
        "Nothing of yours was lost; look again."
    )


def read_name(session: Session, person_id: int | None) -> str:
    """A person's name; the system's where nobody did it."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person else "The system"


def _say_by(session: Session, event: ActionEvent) -> str:
    name = read_name(session, event.by_person)
    away = _FOR.search(event.intent)
    return f"{name}, for {read_name(session, int(away[1]))}" if away else name


def read_history(store: Store, viewer: Viewer, action_id: int) -> tuple[EventRow, ...]:
    """An action's steps, oldest first, with who and when (UK local time)."""
    with store.read(viewer) as session:
        action = session.get(Action, action_id)
        if read_access(viewer).actions is Sight.STATE:
            raise AccessDenied(NOT_YOURS)
        check_sees_action(session, viewer, action)
        events = session.exec(
            select(ActionEvent)
            .where(ActionEvent.action_id == action_id)
            .order_by(col(ActionEvent.id))
        ).all()
        return tuple(_build_row(session, event) for event in events)


def _build_row(session: Session, event: ActionEvent) -> EventRow:
    words, _ = _SAID.get(event.kind, (event.kind, ""))
    inside = "{note}" in words
    return EventRow(
        kind=event.kind,
        did=words.replace("{note}", event.note or "").strip(),
        note=None if inside else event.note,
        by=_say_by(session, event),
        at=say_moment(to_uk(event.at)),
    )
