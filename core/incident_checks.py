"""What is checked before one incident is changed: sight, interest, version, state, reason."""

from collections.abc import Mapping

from core.errors import AccessDenied, Conflict, InvalidInput
from core.incident_history import say_last_step
from core.incident_sight import check_holds_words, check_sees, hides_level
from core.interests import check_decides
from core.states import find_next
from core.store import Change
from core.tables import Incident
from core.vocabulary import IncidentState

LONGEST_NOTE = 2000


def read_to_decide(change: Change, incident_id: int, expected_version: int) -> Incident:
    """The incident, where the viewer may decide it and nobody changed it meanwhile.

    Raises:
        AccessDenied: it is hidden from the viewer, its level is, or they have an interest in it.
        InvalidInput: it was anonymised.
        Conflict: somebody changed it; the words say who and when.
    """
    session, viewer = change.session, change.viewer
    incident = check_sees(session, viewer, session.get(Incident, incident_id))
    check_holds_words(incident)
    if hides_level(session, viewer, incident):
        # The words say no more than that it is a drug possession: not that there was another.
        raise AccessDenied(
            "The level of a possession of drugs can count incidents that are not yours to see; "
            "the chair reviews it."
        )
    check_decides(session, viewer, incident)
    if incident.version != expected_version:
        by = say_last_step(session, incident_id, expected_version)
        raise Conflict(
            "Somebody changed this incident while you were looking"
            + (f" ({by})" if by else "")
            + ". Nothing of yours was saved; look again."
        )
    return incident


def is_repeat(
    change: Change, incident_id: int, expected_version: int, wanted: Mapping[str, object]
) -> bool:
    """Whether the change just before this one did the very same: the second of two taps."""
    incident = change.session.get(Incident, incident_id)
    return (
        incident is not None
        and incident.version == expected_version + 1
        and all(getattr(incident, name) == value for name, value in wanted.items())
    )


def check_note(note: str | None, needed_for: str | None = None) -> str | None:
    """A note without its outer spaces, None for none.

    Raises:
        InvalidInput: it is too long, or missing where one is needed.
    """
    note = (note or "").strip() or None
    if needed_for and note is None:
        raise InvalidInput(f"Give a reason {needed_for}.")
    if note and len(note) > LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {LONGEST_NOTE} characters.")
    return note


def find_state(incident: Incident) -> IncidentState:
    """Where an incident is between its import and the group's answer."""
    return IncidentState.REVIEWED if incident.reviewed_at else IncidentState.WAITING


def check_leads_on(incident: Incident, verb: str, otherwise: str) -> None:
    """Raise InvalidInput with these words where `core.states.INCIDENT` has no such way on."""
    try:
        find_next("incident", find_state(incident), verb)
    except Conflict:
        raise InvalidInput(otherwise) from None
