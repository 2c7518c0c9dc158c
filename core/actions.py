"""Follow-up actions: give one, tick it, reopen it, read its history.

States: open → done by a tick, done → open by reopening. A tick is keyed by what it means (action,
version, intent), so a second tap is the same tick; somebody else who ticks the same version is told
who was first.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from core.access import Permission, Sight, Viewer, can_see_home, check_can, read_access
from core.action_checks import (
    NOT_YOURS,
    check_may_change,
    check_police_may_know,
    check_sees_action,
    names_a_child,
)
from core.action_checks import owns_action as owns_action
from core.clock import read_utc_now, say_moment, to_uk
from core.errors import AccessDenied, Conflict, InvalidInput
from core.incident_detail import check_sees
from core.store import Change, Store
from core.tables import Action, ActionEvent, Home, Incident, Person
from core.vocabulary import ActionState, Agency

LONGEST_TITLE = 200
_LONGEST_NOTE = 2000
_SAID = {"given": "gave"}


@dataclass(frozen=True)
class EventRow:
    """One step of an action's history, in words."""

    kind: str
    note: str | None
    by: str
    at: str


def write_action(
    change: Change,
    *,
    title: str,
    due_on: date,
    meaning: str,
    home_id: int | None = None,
    incident_id: int | None = None,
    owner_id: int | None = None,
    owner_agency: Agency | None = None,
    detail: str | None = None,
) -> int:
    """Add an action inside a change that another function has checked; returns its id.

    The same meaning again is the same action. No title or detail may hold a child's reference, and
    the police are given nothing about an incident that nobody reported to them.
    """
    session = change.session
    known = session.exec(select(Action).where(Action.meaning == meaning)).first()
    if known is not None and known.id is not None:
        return known.id
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput(f"An action needs a title of at most {LONGEST_TITLE} characters.")
    if names_a_child(session, f"{title} {detail or ''}"):
        raise InvalidInput("An action names no child: take the child's reference out.")
    if owner_id is None and owner_agency is None:
        raise InvalidInput("Say who the action belongs to.")
    check_police_may_know(session, incident_id, owner_id, owner_agency)
    action = Action(
        title=title,
        detail=(detail or "").strip() or None,
        home_id=home_id,
        incident_id=incident_id,
        owner_id=owner_id,
        owner_agency=owner_agency.value if owner_agency and owner_id is None else None,
        due_on=due_on,
        meaning=meaning,
        created_at=read_utc_now(),
        created_by=change.viewer.person_id,
    )
    session.add(action)
    session.flush()
    assert action.id is not None
    _write_event(change, action.id, "given", None, f"given:{action.id}")
    change.record("gave", "action", action.id, ["title", "due_on", "owner"])
    return action.id


def _write_event(change: Change, action_id: int, kind: str, note: str | None, intent: str) -> None:
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


def give_action(
    store: Store,
    viewer: Viewer,
    *,
    title: str,
    due_on: date,
    meaning: str,
    home_id: int | None = None,
    incident_id: int | None = None,
    owner_id: int | None = None,
    owner_agency: Agency | None = None,
    detail: str | None = None,
) -> int:
    """Give an action to a person or an agency; returns its id. Giving it twice gives it once.

    Raises:
        InvalidInput: no title, no owner, a child's reference, an unknown person, a home that is not
            the incident's.
        AccessDenied: the home or the incident is not the viewer's to see.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.GIVE_ACTIONS)
        if home_id is not None and (
            change.session.get(Home, home_id) is None or not can_see_home(viewer, home_id)
        ):
            raise AccessDenied("This home is not one of yours to see.")
        if incident_id is not None:
            incident = check_sees(change.session, viewer, change.session.get(Incident, incident_id))
            if home_id not in {None, incident.home_id}:
                raise InvalidInput("The incident happened at another home.")
            home_id = incident.home_id
        if owner_id is not None:
            owner = change.session.get(Person, owner_id)
            if owner is None or not owner.active:
                raise InvalidInput("This person is not in the group any more.")
        return write_action(
            change,
            title=title,
            due_on=due_on,
            meaning=meaning,
            home_id=home_id,
            incident_id=incident_id,
            owner_id=owner_id,
            owner_agency=owner_agency,
            detail=detail,
        )


def tick_action(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, note: str | None = None
) -> None:
    """Tick an action as done, with an optional note; the same person's second tap is the same tick.

    Raises:
        AccessDenied: the action is not the viewer's.
        Conflict: somebody else ticked or changed it first; the text says who and when.
    """
    _turn(store, viewer, action_id, expected_version, ActionState.DONE, note)


def reopen_action(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, note: str | None = None
) -> None:
    """Open a done action again: the undo of a tick.

    Raises:
        AccessDenied: the action is not the viewer's.
        Conflict: somebody else changed it first; the text says who and when.
    """
    _turn(store, viewer, action_id, expected_version, ActionState.OPEN, note)


def _turn(
    store: Store,
    viewer: Viewer,
    action_id: int,
    expected_version: int,
    state: ActionState,
    note: str | None,
) -> None:
    kind = "ticked" if state is ActionState.DONE else "reopened"
    intent = f"{kind}:{action_id}:{expected_version}"
    note = (note or "").strip() or None
    if note and len(note) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE} characters.")
    with store.write(viewer) as change:
        check_can(viewer, Permission.OWN_ACTIONS)
        session = change.session
        action = check_may_change(session, viewer, session.get(Action, action_id))
        if note and names_a_child(session, note):
            raise InvalidInput("An action names no child: take the child's reference out.")
        first = session.exec(select(ActionEvent).where(ActionEvent.intent == intent)).first()
        if first is not None and first.by_person == viewer.person_id:
            return
        if action.version != expected_version or action.state == state.value:
            raise Conflict(_say_last_change(session, action_id))
        done = state is ActionState.DONE
        action.state = state.value
        action.done_at = read_utc_now() if done else None
        action.done_by = viewer.person_id if done else None
        action.version += 1
        _write_event(change, action_id, kind, note, intent)
        change.record(kind, "action", action_id, ["state", *(["note"] if note else [])])


def _say_last_change(session: Session, action_id: int) -> str:
    event = session.exec(
        select(ActionEvent)
        .where(ActionEvent.action_id == action_id)
        .order_by(col(ActionEvent.id).desc())
    ).first()
    if event is None:
        return "Somebody changed this action first; look again."
    did = _SAID.get(event.kind, event.kind)
    return (
        f"{_read_name(session, event.by_person)} {did} this action first, on "
        f"{say_moment(to_uk(event.at))}. Nothing of yours was lost; look again."
    )


def _read_name(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person else "The system"


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
        return tuple(
            EventRow(e.kind, e.note, _read_name(session, e.by_person), say_moment(to_uk(e.at)))
            for e in events
        )
