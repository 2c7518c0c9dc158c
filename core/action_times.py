"""More time for an action: asked for with a reason, granted or refused by who gives actions.

Until it is granted the due date stays, and what is overdue stays overdue.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, can, check_can
from core.action_checks import check_may_change, check_note, check_sees_action
from core.action_steps import read_name, say_last_change, take_step
from core.clock import read_today, say_date
from core.contract import fold
from core.errors import AccessDenied, Conflict, InvalidInput
from core.store import Store
from core.tables import Action, ActionEvent, Home
from core.vocabulary import ActionState, Agency, Role, say

_ANSWER_THEIR_OWN = frozenset({Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM})
"""A group may have one chair, who records what the group agrees aloud: their own requests too."""


@dataclass(frozen=True)
class TimeRequest:
    """One request for more time that waits: whose action, by when it was due, and why later."""

    action_id: int
    version: int
    title: str
    home: str | None
    owner: str
    due_on: date
    until: date
    reason: str
    asked_by: str
    may_answer: bool


def ask_for_time(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, until: date, reason: str
) -> None:
    """Ask for more time, to the end of a day, with a reason; a later request replaces the first.

    Raises:
        AccessDenied: the action is not the viewer's.
        InvalidInput: no reason, a child's reference in it, a day that is not later.
        Conflict: somebody changed the action first; the text says who and when.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.OWN_ACTIONS)
        session = change.session
        action = check_may_change(session, viewer, session.get(Action, action_id))
        said = check_note(session, reason)
        if said is None:
            raise InvalidInput("Say why more time is needed.")
        # A digest: what was said stands in one place only.
        digest = hashlib.sha256(fold(said).encode()).hexdigest()[:12]
        if action.version == expected_version and until <= max(action.due_on, read_today()):
            raise InvalidInput("More time is to a day ahead, after the one that it is due.")
        note = f"until {say_date(until)}: {said}"
        key, fields = f"{until}:{digest}", ("asked_until", "asked_reason")
        if take_step(
            change, action, expected_version, "ask for time", note=note, key=key, fields=fields
        ):
            action.asked_until, action.asked_reason = until, said


def grant_time(store: Store, viewer: Viewer, action_id: int, expected_version: int) -> None:
    """Grant the time that was asked for: the action is due on that day.

    Raises:
        AccessDenied: the viewer may not give actions, may not see this one, or asked themselves.
        Conflict: somebody answered or changed it first; the text says who and when.
    """
    _answer(store, viewer, action_id, expected_version, None)


def refuse_time(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, reason: str
) -> None:
    """Refuse more time, with a reason: the action stays due as it was.

    Raises:
        AccessDenied, Conflict: as `grant_time`.
        InvalidInput: no reason, or a child's reference in it.
    """
    _answer(store, viewer, action_id, expected_version, reason)


def _answer(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, reason: str | None
) -> None:
    with store.write(viewer) as change:
        check_can(viewer, Permission.GIVE_ACTIONS)
        session = change.session
        action = check_sees_action(session, viewer, session.get(Action, action_id))
        said = check_note(session, reason or "")
        if reason is not None and said is None:
            raise InvalidInput("Say why there is no more time.")
        until = action.asked_until
        if until is not None and not _may_answer(session, viewer, action):
            raise AccessDenied("Nobody answers their own request: ask the chair.")
        if until is None and action.version == expected_version:
            raise Conflict(say_last_change(session, action_id))
        verb = "grant time" if reason is None else "refuse time"
        note = said if until is None or said is not None else f"until {say_date(until)}"
        fields = ("due_on", "asked_until") if reason is None else ("asked_until",)
        if take_step(change, action, expected_version, verb, note=note, fields=fields):
            if reason is None and until is not None:
                action.due_on = until
            action.asked_until = action.asked_reason = None


def _may_answer(session: Session, viewer: Viewer, action: Action) -> bool:
    if viewer.role in _ANSWER_THEIR_OWN:
        return True
    asked = _read_asking(session, action)
    by_them = asked is not None and asked.by_person == viewer.person_id
    return not (by_them or action.owner_id in {viewer.person_id, *viewer.covers} - {None})


def _read_asking(session: Session, action: Action) -> ActionEvent | None:
    return session.exec(
        select(ActionEvent)
        .where(ActionEvent.action_id == action.id)
        .where(ActionEvent.kind == "asked")
        .order_by(col(ActionEvent.id).desc())
    ).first()


def read_requests(store: Store, viewer: Viewer) -> tuple[TimeRequest, ...]:
    """The requests for more time that wait for an answer, earliest due first.

    For whoever gives actions; empty for everybody else. None of an action that the viewer may not
    see.
    """
    if not can(viewer, Permission.GIVE_ACTIONS):
        return ()
    with store.read(viewer) as session:
        waiting = session.exec(
            select(Action)
            .where(Action.state == ActionState.OPEN.value)
            .where(col(Action.asked_until).is_not(None))
            .order_by(col(Action.due_on), col(Action.id))
        ).all()
        return tuple(
            _build_request(session, viewer, action)
            for action in waiting
            if _sees(session, viewer, action)
        )


def _sees(session: Session, viewer: Viewer, action: Action) -> bool:
    try:
        check_sees_action(session, viewer, action)
    except AccessDenied:
        return False
    return True


def _build_request(session: Session, viewer: Viewer, action: Action) -> TimeRequest:
    home = session.get(Home, action.home_id) if action.home_id is not None else None
    asked = _read_asking(session, action)
    assert action.asked_until is not None
    return TimeRequest(
        action_id=action.id or 0,
        version=action.version,
        title=action.title,
        home=home.name if home else None,
        owner=(
            read_name(session, action.owner_id)
            if action.owner_id is not None
            else say(Agency(str(action.owner_agency)))
        ),
        due_on=action.due_on,
        until=action.asked_until,
        reason=action.asked_reason or "",
        asked_by=read_name(session, asked.by_person if asked else None),
        may_answer=_may_answer(session, viewer, action),
    )
