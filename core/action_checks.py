"""What is checked of an action before it is shown, given or changed."""

import re

from sqlmodel import Session, col, func, select

from core.access import POLICE_ROLES, Sight, Viewer, read_access
from core.errors import AccessDenied, InvalidInput
from core.incident_detail import check_sees
from core.tables import Action, Incident, Person
from core.vocabulary import Agency, Channel, Role

NOT_YOURS = "There is no such action among yours."
_LONGEST_NOTE = 2000


def owns_action(viewer: Viewer, action: Action) -> bool:
    """Whether an action is the viewer's own: theirs, whom they cover, or their agency's at homes.

    Of the police and of providers only at the viewer's own homes; those of an absent SPOC are.
    """
    if action.owner_id is not None:
        return action.owner_id == viewer.person_id or action.owner_id in viewer.covers
    if action.owner_agency is None or action.owner_agency != viewer.agency:
        return False
    if viewer.role is Role.SPOC or viewer.agency == Agency.PROVIDER:
        return action.home_id in viewer.home_ids
    return True


def names_a_child(session: Session, text: str) -> bool:
    """Whether a child's reference stands in the text, whatever its case and what is around it."""
    said = text.casefold()
    held = session.exec(
        select(Incident.child_ref)
        .where(func.instr(func.lower(text), func.lower(col(Incident.child_ref))) > 0)
        .distinct()
    )
    return any(re.search(rf"(?<!\w){re.escape(ref.casefold())}(?!\w)", said) for ref in held if ref)


def check_note(session: Session, words: str | None) -> str | None:
    """What somebody wrote, without the space around it; None where that is nothing.

    Raises:
        InvalidInput: over 2,000 characters, or a child's reference in it.
    """
    words = (words or "").strip() or None
    if words and len(words) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE} characters.")
    if words and names_a_child(session, words):
        raise InvalidInput("An action names no child: take the child's reference out.")
    return words


def check_police_may_know(
    session: Session, incident_id: int | None, owner_id: int | None, agency: Agency | None
) -> None:
    """Raise InvalidInput where an action would tell the police of what nobody reported to them."""
    incident = session.get(Incident, incident_id) if incident_id is not None else None
    owner = session.get(Person, owner_id) if owner_id is not None else None
    police = Role(owner.role) in POLICE_ROLES if owner else agency is Agency.POLICE
    if (
        incident is not None
        and police
        and incident.channel == Channel.NONE
        and incident.referred_to_police_at is None
    ):
        raise InvalidInput(
            "Nobody reported this incident to the police, so no action about it is given to them "
            "unless the group refers it."
        )


def check_sees_action(session: Session, viewer: Viewer, action: Action | None) -> Action:
    """The action, or AccessDenied in the same words whether it is another's or not there."""
    row = read_access(viewer)
    if action is None or not (row.actions is Sight.ALL or owns_action(viewer, action)):
        raise AccessDenied(NOT_YOURS)
    if viewer.role in POLICE_ROLES and action.incident_id is not None:
        try:
            check_sees(session, viewer, session.get(Incident, action.incident_id))
        except AccessDenied:
            raise AccessDenied(NOT_YOURS) from None
    return action


def check_may_change(session: Session, viewer: Viewer, action: Action | None) -> Action:
    """As `check_sees_action`; and the police, even one who sees all, tick only their own."""
    action = check_sees_action(session, viewer, action)
    if viewer.role in POLICE_ROLES and not owns_action(viewer, action):
        raise AccessDenied(NOT_YOURS)
    return action
