"""People, their roles and the homes they are the SPOC of; and the viewer that each of them is."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from core.access import ACCESS, SYSTEM, Permission, Viewer, check_can
from core.clock import read_today
from core.contract import fold
from core.errors import AccessDenied, Conflict, InvalidInput
from core.handover import hand_over_person
from core.spocs import read_spocs as read_spocs
from core.spocs import set_spoc as set_spoc
from core.standing import find_viewer, read_links
from core.store import Change, Store
from core.tables import Home, Person, PersonHome
from core.vocabulary import Agency, Role

_AGENCY_OF_ROLE = {
    Role.CHAIR: Agency.YOUTH_JUSTICE,
    Role.PROTOCOL_LEAD: Agency.YOUTH_JUSTICE,
    Role.POLICE_REVIEWER: Agency.POLICE,
    Role.SPOC: Agency.POLICE,
    Role.PROVIDER: Agency.PROVIDER,
    Role.PARTNER: Agency.COUNCIL,
}
_FIELDS = ("name", "email", "role", "administrator", "agency", "provider", "authority", "active")
# What is given to the police or a provider reaches their own roles only.
_PARTNERS = frozenset({Agency.COUNCIL, Agency.HEALTH, Agency.CPS})


@dataclass(frozen=True)
class PersonRow:
    """One person of the register; `homes` are those they are the SPOC of today.

    `has_account`: they have signed in, and no other account with their address is let in.
    """

    id: int
    name: str
    email: str
    role: Role
    administrator: bool
    agency: str | None
    provider: str | None
    authority: str | None
    active: bool
    left_on: date | None
    version: int
    homes: tuple[tuple[int, str], ...]
    has_account: bool = False


@dataclass(frozen=True)
class PersonForm:
    """What a form says of a person, before it is checked."""

    name: str
    email: str
    role: Role
    administrator: bool = False
    agency: Agency | None = None
    provider: str | None = None
    authority: str | None = None


def has_people(store: Store) -> bool:
    """Whether anybody is in the register: an empty one asks for its first administrator."""
    with store.read() as session:
        return session.exec(select(Person.id)).first() is not None


def add_first_person(store: Store, form: PersonForm) -> int:
    """Add the first person of a new store, as an administrator beside their role in the group.

    Raises:
        AccessDenied: somebody is in the register already.
    """
    with store.write(SYSTEM) as change:
        if change.session.exec(select(Person.id)).first() is not None:
            raise AccessDenied("This store has its first administrator already.")
        first = PersonForm(
            form.name, form.email, form.role, True, form.agency, form.provider, form.authority
        )
        return _write_person(change, Person(name="", email="", role=""), first)


def add_person(store: Store, viewer: Viewer, form: PersonForm) -> int:
    """Add a person; returns their id. The same e-mail again with the same name is the same person.

    Somebody who had left is taken up again as the form says.

    Raises:
        InvalidInput: no name, no plausible e-mail, one that somebody else has, no provider or
            authority where the role needs it.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_PEOPLE)
        known = _read_by_email(change.session, form.email)
        if known is not None and not known.active:
            # Somebody who had left comes back, perhaps with a new account.
            known.active, known.left_on, known.account = True, None, None
            return _write_person(change, known, form)
        if known is not None and known.name == form.name.strip() and known.role == form.role:
            return known.id or 0
        return _write_person(change, Person(name="", email="", role=""), form)


def change_person(
    store: Store, viewer: Viewer, person_id: int, expected_version: int, form: PersonForm
) -> None:
    """Change a person's entry; with another role, agency or provider their actions are handed over.

    Raises:
        Conflict: somebody changed it meanwhile.
        InvalidInput: as `add_person`; or it would leave the store without an administrator.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_PEOPLE)
        person = _read_person(change.session, person_id, expected_version)
        place, agency = _read_place(person), person.agency
        _write_person(change, person, form)
        if form.role is not Role.SPOC:
            for link in read_links(change.session, person_id):
                link.until_on = read_today()
        _check_administrator_left(change.session)
        if _read_place(person) != place:
            hand_over_person(change, person_id, agency)


def end_person(
    store: Store, viewer: Viewer, person_id: int, expected_version: int, left_on: date
) -> None:
    """Record that a person has left: they look no more, and are nobody's SPOC from that day.

    Their open actions go to their homes' SPOCs of now, or to their agency.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_PEOPLE)
        person = _read_person(change.session, person_id, expected_version)
        person.active, person.left_on = False, left_on
        person.version += 1
        for link in read_links(change.session, person_id):
            link.until_on = left_on
        change.session.flush()
        _check_administrator_left(change.session)
        change.record("ended", "person", person_id, ["active", "left_on"])
        hand_over_person(change, person_id, person.agency)


def read_people(store: Store, viewer: Viewer) -> tuple[PersonRow, ...]:
    """The whole register, by name, for whoever may change it.

    Raises:
        AccessDenied: the role may not.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.MANAGE_PEOPLE)
        return _read_rows(session)


def read_names(store: Store, viewer: Viewer) -> dict[int, str]:
    """Everybody's name by id, to say who did what or whom an action can be given to."""
    with store.read(viewer) as session:
        return {p.id or 0: p.name for p in session.exec(select(Person).order_by(Person.name))}


def read_active_owners(store: Store, viewer: Viewer) -> dict[int, str]:
    """The people an action can be given to, with their role's word left to the page."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.GIVE_ACTIONS)
        people = session.exec(select(Person).where(Person.active).order_by(Person.name))
        # Whoever could not tick it is given nothing.
        return {
            p.id or 0: p.name for p in people if Permission.OWN_ACTIONS in ACCESS[Role(p.role)].may
        }


def read_candidates(store: Store) -> tuple[PersonRow, ...]:
    """The active people one can look as, where no sign-in says who looks: on one's own machine."""
    with store.read() as session:
        return tuple(row for row in _read_rows(session) if row.active)


def build_viewer(store: Store, person_id: int) -> Viewer:
    """The viewer that a person is now: role, provider, homes and covers as the store has them.

    A SPOC who stands in for another has the other's homes too, as long as the cover lasts.

    Raises:
        AccessDenied: nobody active has this id.
    """
    with store.read() as session:
        return find_viewer(session, person_id)


def _read_place(person: Person) -> tuple[object, ...]:
    """What decides which actions can be a person's: chair and protocol lead may the same."""
    return ACCESS[Role(person.role)], person.agency, fold(person.provider or "")


def _read_rows(session: Session) -> tuple[PersonRow, ...]:
    names = {h.id: h.name for h in session.exec(select(Home))}
    homes: dict[int, list[tuple[int, str]]] = {}
    for link in session.exec(select(PersonHome).where(col(PersonHome.until_on).is_(None))):
        homes.setdefault(link.person_id, []).append((link.home_id, names[link.home_id]))
    return tuple(
        PersonRow(
            id=p.id or 0,
            name=p.name,
            email=p.email,
            role=Role(p.role),
            administrator=p.administrator,
            agency=p.agency,
            provider=p.provider,
            authority=p.authority,
            active=p.active,
            left_on=p.left_on,
            version=p.version,
            homes=tuple(sorted(homes.get(p.id or 0, []), key=lambda home: home[1])),
            has_account=p.account is not None,
        )
        for p in session.exec(select(Person).order_by(Person.name))
    )


def _read_by_email(session: Session, email: str) -> Person | None:
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def _read_person(session: Session, person_id: int, expected_version: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise InvalidInput("There is no such person.")
    if person.version != expected_version:
        raise Conflict("Somebody changed this entry while you were looking; look again.")
    return person


def _check_administrator_left(session: Session) -> None:
    session.flush()
    people = session.exec(select(Person).where(Person.active)).all()
    if not any(p.administrator or p.role == Role.ADMINISTRATOR for p in people):
        raise InvalidInput("Somebody must stay an administrator; name another one first.")


def _write_person(change: Change, person: Person, form: PersonForm) -> int:
    session = change.session
    name, email = form.name.strip(), form.email.strip().lower()
    if not name or len(name) > 100:
        raise InvalidInput("A person needs a name of at most 100 characters.")
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+", email) or len(email) > 200:
        raise InvalidInput("A person needs an e-mail address.")
    other = _read_by_email(session, email)
    if other is not None and other.id != person.id:
        raise InvalidInput("Somebody else has this e-mail address.")
    if form.role is Role.SYSTEM:
        raise InvalidInput("No person has this role.")
    if form.role is Role.PROVIDER and not fold(form.provider or ""):
        raise InvalidInput("A provider member needs the provider whose homes are theirs.")
    if form.role is Role.PARTNER and form.agency not in {None, *_PARTNERS}:
        raise InvalidInput("This role is for the council, health and the CPS.")
    person.name, person.email, person.role = name, email, form.role.value
    person.administrator = form.administrator or form.role is Role.ADMINISTRATOR
    agency = form.agency if form.role is Role.PARTNER else None
    agency = agency or _AGENCY_OF_ROLE.get(form.role)
    person.agency = agency.value if agency else None
    person.provider = (form.provider or "").strip() or None
    person.authority = (form.authority or "").strip() or None
    person.version = person.version + 1 if person.id else 1
    session.add(person)
    session.flush()
    assert person.id is not None
    change.record("wrote", "person", person.id, _FIELDS)
    return person.id
