"""Actions change hands when a SPOC does, or somebody leaves: nothing hangs on nobody."""

from collections.abc import Collection

from sqlmodel import col, select

from core.action_checks import check_police_may_know
from core.action_steps import read_name, take_step
from core.errors import InvalidInput
from core.store import Change
from core.tables import Action, Person, PersonHome
from core.vocabulary import ActionState, Agency, say


def hand_over_home(
    change: Change, home_id: int, before: Collection[int], to_id: int | None
) -> None:
    """Give a home's open actions of its SPOCs before to the new one; without one, to the police.

    Inside a change that another function has checked; an audit row and a step of history each.
    """
    actions = change.session.exec(
        select(Action)
        .where(Action.home_id == home_id)
        .where(Action.state == ActionState.OPEN.value)
        .where(col(Action.owner_id).in_(before))
        .order_by(col(Action.created_at), col(Action.id))
    ).all()
    for action in actions:
        if action.owner_id != to_id:
            _hand_over(change, action, to_id, Agency.POLICE)


def hand_over_person(change: Change, person_id: int, agency: str | None) -> None:
    """Give away the open actions of a person who left `agency`, or has another role there.

    A police person's go to the SPOC that the action's home has now; all others, and where there is
    none, to the agency. What an agency could not see goes to the youth justice service, as the
    group's own: a provider's action of no home, anything of somebody without an agency.
    """
    actions = change.session.exec(
        select(Action)
        .where(Action.owner_id == person_id)
        .where(Action.state == ActionState.OPEN.value)
        .order_by(col(Action.created_at), col(Action.id))
    ).all()
    for action in actions:
        to_agency = Agency(agency) if agency else Agency.YOUTH_JUSTICE
        if to_agency is Agency.PROVIDER and action.home_id is None:
            to_agency = Agency.YOUTH_JUSTICE
        spoc = None
        if to_agency is Agency.POLICE and action.home_id is not None:
            spoc = _read_spoc(change, action.home_id, other_than=person_id)
        _hand_over(change, action, spoc, to_agency)


def _read_spoc(change: Change, home_id: int, *, other_than: int) -> int | None:
    return change.session.exec(
        select(PersonHome.person_id)
        .join(Person, col(Person.id) == col(PersonHome.person_id))
        .where(PersonHome.home_id == home_id)
        .where(col(PersonHome.until_on).is_(None))
        .where(Person.active)
        .where(PersonHome.person_id != other_than)
    ).first()


def _hand_over(change: Change, action: Action, to_id: int | None, to_agency: Agency) -> None:
    session = change.session
    try:
        check_police_may_know(session, action.incident_id, to_id, to_agency)
    except InvalidInput:
        # What nobody reported does not come to the police's notice by changing hands.
        to_id, to_agency = None, Agency.YOUTH_JUSTICE
    to = read_name(session, to_id) if to_id is not None else f"the agency ({say(to_agency)})"
    note = f"from {read_name(session, action.owner_id)} to {to}"
    take_step(change, action, action.version, "hand over", note=note, fields=("owner",))
    action.owner_id = to_id
    action.owner_agency = None if to_id is not None else to_agency.value
