"""Whether a viewer may see one incident, and its level: `core.reading` has both for frames."""

from sqlmodel import Session

from core.access import POLICE_ROLES, Viewer, can_see_incident
from core.contract import fold
from core.errors import AccessDenied, InvalidInput
from core.protocol.levels import LADDERS
from core.tables import Incident
from core.vocabulary import Category, Channel, YesNo


def check_sees(session: Session, viewer: Viewer, incident: Incident | None) -> Incident:
    """The incident, or AccessDenied in the same words whether it is hidden or not there."""
    if incident is None or not sees(viewer, incident):
        raise AccessDenied("There is no such incident among those you may see.")
    return incident


def sees(viewer: Viewer, incident: Incident) -> bool:
    """Whether the viewer may see this incident at all."""
    return can_see_incident(
        viewer,
        home_id=incident.home_id,
        contacted=incident.channel != Channel.NONE,
        referred=incident.referred_to_police_at is not None,
        placed_by_viewer=bool(
            viewer.authority
            and incident.placing_authority
            and fold(viewer.authority) == fold(incident.placing_authority)
        ),
    )


def check_holds_words(incident: Incident | None) -> None:
    """Raise InvalidInput where the incident was anonymised: nothing is added to it any more."""
    if incident is not None and incident.anonymised_at is not None:
        raise InvalidInput(
            "This incident was anonymised: what figures count of it stays, and nothing is added or "
            "changed any more."
        )


def hides_level(session: Session, viewer: Viewer, incident: Incident) -> bool:
    """Whether the level would tell the viewer that something happened that they may not see.

    So it stays hidden until the group has agreed it; from the police, all of the drug ladder.
    """
    if incident.reviewed_at is not None:
        return False
    if viewer.role in POLICE_ROLES and is_on_ladder(incident):
        return True
    for earlier_id in incident.rests_on:
        try:
            check_sees(session, viewer, session.get(Incident, earlier_id))
        except AccessDenied:
            return True
    return False


def is_on_ladder(incident: Incident) -> bool:
    """Whether level or findings count a child's occasions of possessing drugs (6.9, 6.18, 6.23)."""
    by_risk = incident.channel != Channel.NONE and incident.immediate_risk == YesNo.YES
    return (
        incident.category == Category.DRUGS_POSSESSION
        and any(incident.drug_class in classes for classes, _ in LADDERS)
        and incident.in_scope
        and not by_risk
    )
