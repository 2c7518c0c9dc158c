"""Hearing the home on one incident: its account, and what is not recorded asked as an action."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.access import Permission, Viewer, check_can, read_access
from core.actions import LONGEST_TITLE, write_action
from core.contract import BY_NAME
from core.errors import Conflict, InvalidInput
from core.incident_checks import check_leads_on, is_repeat
from core.incident_history import Step, say_last_step, write_step
from core.incident_sight import check_sees
from core.store import Change, Store
from core.tables import Incident
from core.vocabulary import Agency

_DAYS_TO_ANSWER = 14


def ask_home(
    store: Store, viewer: Viewer, incident_id: int, rule: str, question: str, today: date
) -> int:
    """Make an action for the home to say what is not recorded; asking twice is asking once.

    Returns the action's id. It is due in 14 days and names no child.
    """
    with store.write(viewer) as change:
        incident = _check_may_ask(change, incident_id)
        return _ask(change, incident, rule, question, today)


def ask_home_all(
    store: Store, viewer: Viewer, incident_id: int, questions: Mapping[str, str], today: date
) -> tuple[int, ...]:
    """As `ask_home`, several questions (by rule) in one transaction: an action each."""
    with store.write(viewer) as change:
        incident = _check_may_ask(change, incident_id)
        return tuple(
            _ask(change, incident, rule, question, today) for rule, question in questions.items()
        )


def _check_may_ask(change: Change, incident_id: int) -> Incident:
    check_can(change.viewer, Permission.REVIEW)
    return check_sees(change.session, change.viewer, change.session.get(Incident, incident_id))


def _ask(change: Change, incident: Incident, rule: str, question: str, today: date) -> int:
    title = f"Say what is not recorded of {incident.reference}: {question}"
    return write_action(
        change,
        title=title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…",
        detail=None if len(title) <= LONGEST_TITLE else question,
        home_id=incident.home_id,
        incident_id=incident.id,
        owner_agency=Agency.PROVIDER,
        due_on=today + timedelta(days=_DAYS_TO_ANSWER),
        meaning=f"ask:{incident.id}:{rule}",
    )


def give_account(
    store: Store, viewer: Viewer, incident_id: int, expected_version: int, account: str
) -> None:
    """Record the home's own account of an incident: by its provider, or by the group on its behalf.

    Raises:
        InvalidInput: the account is too long, or the incident is reviewed.
        Conflict: somebody changed the incident meanwhile; the words say who and when.
    """
    with store.write(viewer) as change:
        if not read_access(viewer).may & {Permission.HOME_ACCOUNT, Permission.REVIEW}:
            check_can(viewer, Permission.HOME_ACCOUNT)
        incident = check_sees(change.session, viewer, change.session.get(Incident, incident_id))
        check_leads_on(
            incident,
            "give account",
            "The group has reviewed this incident; ask the chair to reopen it.",
        )
        longest = BY_NAME["home_account"].longest
        if len(account.strip()) > longest:
            raise InvalidInput(f"An account has at most {longest} characters.")
        said = account.strip() or None
        if is_repeat(change, incident_id, expected_version, {"home_account": said}):
            return
        if incident.version != expected_version:
            by = say_last_step(change.session, incident_id, expected_version)
            raise Conflict(
                "Somebody changed this incident while you wrote"
                + (f" ({by})" if by else "")
                + "; copy your text first."
            )
        incident.home_account = said
        incident.version += 1
        write_step(change, incident, Step.ACCOUNT)
        change.record("gave account", "incident", incident_id, ["home_account"])
