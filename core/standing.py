"""Who a person is now, as the store has them: for a page's run, and again inside each change."""

from dataclasses import replace

from sqlmodel import Session, col, select

from core.access import ACCESS, Permission, Viewer
from core.clock import read_today
from core.contract import fold
from core.errors import AccessDenied
from core.tables import Home, Person, PersonCover, PersonHome
from core.vocabulary import Role


def find_viewer(session: Session, person_id: int) -> Viewer:
    """The viewer that a person is now: role, provider, homes and covers as the store has them.

    A SPOC who stands in for another has the other's homes too, as long as the cover lasts.

    Raises:
        AccessDenied: nobody active has this id.
    """
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise AccessDenied("Nobody with this name is in the group any more.")
    role = Role(person.role)
    covers = frozenset(p.id for p in find_covered(session, person) if p.id is not None)
    homes: list[int | None] = []
    if role is Role.SPOC:
        whose = (person_id, *covers)
        homes = [link.home_id for each in whose for link in read_links(session, each)]
    elif role is Role.PROVIDER and (wanted := fold(person.provider or "")):
        every = session.exec(select(Home.id, Home.provider))
        homes = [home_id for home_id, provider in every if fold(provider or "") == wanted]
    return Viewer(
        person_id=person_id,
        name=person.name,
        role=role,
        administrator=person.administrator,
        agency=person.agency,
        provider=person.provider if role is Role.PROVIDER else None,
        authority=person.authority if role is Role.PARTNER else None,
        home_ids=frozenset(home_id for home_id in homes if home_id is not None),
        covers=covers,
    )


def check_stands(session: Session, viewer: Viewer) -> None:
    """Raise AccessDenied unless the viewer is who the store has now; the command line always is.

    A page was drawn for somebody whose role or homes may have changed before they pressed.
    """
    if viewer.role is Role.SYSTEM and viewer.person_id is None:
        return
    now = find_viewer(session, viewer.person_id) if viewer.person_id is not None else None
    # What somebody is called decides nothing.
    if now is None or replace(now, name=viewer.name) != viewer:
        raise AccessDenied("Your part in the group was changed meanwhile. Look again.")


def find_covered(session: Session, by: Person) -> list[Person]:
    """For whom a person stands in today: who is still in the group, and still sees the same."""
    today = read_today()
    covered = session.exec(
        select(Person)
        .join(PersonCover, col(PersonCover.person_id) == col(Person.id))
        .where(PersonCover.by_person_id == by.id)
        .where(col(PersonCover.from_on) <= today)
        .where(col(PersonCover.until_on) >= today)
        .distinct()
    )
    return [person for person in covered if sees_the_same(person, by)]


def sees_the_same(person: Person, by: Person) -> bool:
    """Whether two people's sight is the same but for whose SPOC they are."""
    row = ACCESS[Role(person.role)]
    return (
        person.id != by.id
        and person.active
        and by.active
        and Permission.OWN_ACTIONS in row.may
        and row == ACCESS[Role(by.role)]
        and person.agency == by.agency
        and fold(person.provider or "") == fold(by.provider or "")
        and fold(person.authority or "") == fold(by.authority or "")
    )


def read_links(session: Session, person_id: int) -> list[PersonHome]:
    """The homes a person is the SPOC of today."""
    return list(
        session.exec(
            select(PersonHome)
            .where(PersonHome.person_id == person_id)
            .where(col(PersonHome.until_on).is_(None))
        )
    )
