"""Who is which home's SPOC, and since when."""

from datetime import date

from sqlmodel import col, select

from core.access import Permission, Viewer, check_can
from core.errors import InvalidInput
from core.handover import hand_over_home
from core.store import Store
from core.tables import Home, Person, PersonHome
from core.vocabulary import Role


def set_spoc(
    store: Store, viewer: Viewer, home_id: int, person_id: int | None, today: date
) -> None:
    """Make a person the SPOC of a home from today, in place of whoever was; None leaves it without.

    The open actions that the ones before had of this home go to the new SPOC, or to the police as
    an agency; what is noted of the home is the home's, and the new SPOC's to read.

    Raises:
        InvalidInput: no such home, or the person is not an active SPOC.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_PEOPLE)
        session = change.session
        if session.get(Home, home_id) is None:
            raise InvalidInput("There is no such home.")
        if person_id is not None:
            person = session.get(Person, person_id)
            if person is None or not person.active or person.role != Role.SPOC:
                raise InvalidInput("Only somebody with the role SPOC can be a home's SPOC.")
        links = session.exec(
            select(PersonHome)
            .where(PersonHome.home_id == home_id)
            .where(col(PersonHome.until_on).is_(None))
        ).all()
        if [link.person_id for link in links] == ([person_id] if person_id else []):
            return
        for link in links:
            link.until_on = today
        if person_id is not None:
            session.add(PersonHome(person_id=person_id, home_id=home_id, from_on=today))
        change.record("set SPOC", "home", home_id, ["spoc"])
        hand_over_home(change, home_id, [link.person_id for link in links], person_id)


def read_spocs(store: Store) -> dict[int, str]:
    """Each home's SPOC of today by home id."""
    with store.read() as session:
        rows = session.exec(
            select(PersonHome.home_id, Person.name)
            .join(Person, col(Person.id) == PersonHome.person_id)
            .where(col(PersonHome.until_on).is_(None))
            .where(Person.active)
        ).all()
        return dict(rows)
