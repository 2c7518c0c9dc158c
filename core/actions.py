"""Follow-up actions: give one, tick it, reopen it.

Their states and steps are `core.states.ACTION`. A tick is keyed by what it means (action, version,
intent), so a second tap is the same tick; somebody else who ticks the same version is told who was
first.
"""

from datetime import date

from sqlmodel import Session, select

from core.access import Permission, Viewer, can_see_home, check_can
from core.action_checks import (
    check_may_change,
    check_note,
    check_police_may_know,
    names_a_child,
)
from core.action_checks import owns_action as owns_action
from core.action_steps import EventRow as EventRow
from core.action_steps import read_history as read_history
from core.action_steps import take_step, write_event
from core.clock import read_utc_now
from core.drawn_numbers import draw_action_ids
from core.errors import AccessDenied, InvalidInput
from core.incident_detail import check_sees, hides_level
from core.incident_sight import check_holds_words
from core.store import Change, Store
from core.tables import Action, Finding, Home, Incident, Meeting, Person
from core.vocabulary import ActionState, Agency, MeetingState

LONGEST_TITLE = 200


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
    finding_id: int | None = None,
    meeting_id: int | None = None,
) -> int:
    """Add an action inside a change that another function has checked; returns its id.

    The same meaning again is the same action. A finding implies its incident, an incident its home.
    No title or detail may hold a child's reference, and the police are given nothing about an
    incident that nobody reported to them.

    Raises:
        InvalidInput: no title, no owner, a child's reference; a finding, incident and home that do
            not belong together; no such meeting, or one that is closed.
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
    incident_id, home_id = _find_origin(session, home_id, incident_id, finding_id)
    _check_meeting(session, meeting_id)
    check_police_may_know(session, incident_id, owner_id, owner_agency)
    action = Action(
        id=draw_action_ids(session, 1)[0],
        title=title,
        detail=(detail or "").strip() or None,
        home_id=home_id,
        incident_id=incident_id,
        owner_id=owner_id,
        owner_agency=owner_agency.value if owner_agency and owner_id is None else None,
        due_on=due_on,
        finding_id=finding_id,
        meeting_id=meeting_id,
        meaning=meaning,
        created_at=read_utc_now(),
        created_by=change.viewer.person_id,
    )
    session.add(action)
    session.flush()
    assert action.id is not None
    write_event(change, action.id, "given", None, f"given:{action.id}")
    change.record("gave", "action", action.id, ["title", "due_on", "owner"])
    return action.id


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
    finding_id: int | None = None,
    meeting_id: int | None = None,
) -> int:
    """Give an action to a person or an agency; returns its id. Giving it twice gives it once.

    It comes from a home, an incident, a finding or a meeting, or from none of them.

    Raises:
        InvalidInput: as `write_action`; or the person is not in the group any more.
        AccessDenied: the home, the incident or the finding is not the viewer's to see.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.GIVE_ACTIONS)
        if home_id is not None and (
            change.session.get(Home, home_id) is None or not can_see_home(viewer, home_id)
        ):
            raise AccessDenied("This home is not one of yours to see.")
        for seen_id in (incident_id, _check_finding(change.session, viewer, finding_id)):
            if seen_id is not None:
                check_sees(change.session, viewer, change.session.get(Incident, seen_id))
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
            finding_id=finding_id,
            meeting_id=meeting_id,
        )


def _find_origin(
    session: Session, home_id: int | None, incident_id: int | None, finding_id: int | None
) -> tuple[int | None, int | None]:
    """The incident and the home that an action comes from."""
    if finding_id is not None:
        finding = session.get(Finding, finding_id)
        if finding is None or incident_id not in {None, finding.incident_id}:
            raise InvalidInput("The finding is of another incident.")
        incident_id = finding.incident_id
    if incident_id is not None:
        incident = session.get(Incident, incident_id)
        if incident is None or home_id not in {None, incident.home_id}:
            raise InvalidInput("The incident happened at another home.")
        check_holds_words(incident)
        home_id = incident.home_id
    return incident_id, home_id


def _check_finding(session: Session, viewer: Viewer, finding_id: int | None) -> int | None:
    """The incident of a finding that the viewer may see."""
    if finding_id is None:
        return None
    finding = session.get(Finding, finding_id)
    incident = session.get(Incident, finding.incident_id) if finding else None
    incident = check_sees(session, viewer, incident)
    if hides_level(session, viewer, incident):
        raise AccessDenied("There is no such finding among those you may see.")
    return incident.id


def _check_meeting(session: Session, meeting_id: int | None) -> None:
    if meeting_id is None:
        return
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise InvalidInput("There is no such meeting.")
    if meeting.state == MeetingState.CLOSED:
        raise InvalidInput("This meeting is closed and its minutes stand: give it without them.")


def tick_action(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, note: str | None = None
) -> None:
    """Tick an action as done, with an optional note; the same person's second tap is the same tick.

    Raises:
        AccessDenied: the action is not the viewer's.
        Conflict: somebody else ticked or changed it first; the text says who and when.
    """
    _turn(store, viewer, action_id, expected_version, "tick", note)


def reopen_action(
    store: Store, viewer: Viewer, action_id: int, expected_version: int, note: str | None = None
) -> None:
    """Open a done action again: the undo of a tick.

    Raises:
        AccessDenied: the action is not the viewer's.
        Conflict: somebody else changed it first; the text says who and when.
    """
    _turn(store, viewer, action_id, expected_version, "reopen", note)


def _turn(
    store: Store,
    viewer: Viewer,
    action_id: int,
    expected_version: int,
    verb: str,
    note: str | None,
) -> None:
    with store.write(viewer) as change:
        check_can(viewer, Permission.OWN_ACTIONS)
        session = change.session
        action = check_may_change(session, viewer, session.get(Action, action_id))
        said = check_note(session, note)
        if take_step(change, action, expected_version, verb, note=said):
            done = action.state == ActionState.DONE
            action.done_at = read_utc_now() if done else None
            action.done_by = viewer.person_id if done else None
            action.asked_until = action.asked_reason = None
