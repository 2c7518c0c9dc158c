"""A person's own data: found, handed out, erased, as far as the law goes (UK GDPR Art. 15 and 17).

A child is known here by a reference alone. Which child that is, and whether the person who asks may
ask for it, is for the group's data protection officer to know.
"""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, delete, select

from core.access import Permission, Viewer, check_can
from core.anonymised_minutes import take_name_out
from core.anonymising import anonymise_incidents
from core.errors import InvalidInput
from core.retention import Anonymised, check_reason, clean_file, read_years
from core.retention_due import find_aged, subtract_years
from core.store import Change, Store
from core.subject_record import SubjectRecord, build_record
from core.tables import Incident, Person, SignIn

LIMITS = (
    "The right to erasure does not reach what the group must keep for a task in the public "
    "interest, under a legal obligation, or for legal claims (UK GDPR Art. 17(3)(b) and (e))."
)


def find_child(store: Store, viewer: Viewer, child_ref: str) -> SubjectRecord:
    """Everything that the store holds on one child, by the reference, whatever its case.

    A reference that nobody has gives a record with nothing in it.

    Raises:
        AccessDenied: the role may not anonymise.
        InvalidInput: no reference.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.RETAIN)
        return build_record(session, _check_reference(child_ref))


def erase_child(
    store: Store, viewer: Viewer, child_ref: str, incident_ids: Sequence[int], reason: str
) -> Anonymised:
    """Anonymise chosen incidents of a child on request, whatever their age; all or none.

    Done again, it finds nothing more and is a success.

    Args:
        store: where they are kept.
        viewer: the chair or the protocol lead.
        child_ref: the child.
        incident_ids: which of the child's incidents.
        reason: why it is done; it stays in each incident's history, and names no child.

    Raises:
        AccessDenied: the role may not anonymise.
        InvalidInput: no reason; an incident of another child; one that must stay for now: it waits
            for review, an action about it is open, a meeting or a panel has it before it.
    """
    ids = sorted(set(incident_ids))
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.RETAIN)
        asked = _check_reference(child_ref).casefold()
        why = reason.strip()
        check_reason(session, why, "for erasing what is held on a child")
        incidents = session.exec(select(Incident).where(col(Incident.id).in_(ids))).all()
        left = [row for row in incidents if row.anonymised_at is None]
        if any((row.child_ref or "").casefold() != asked for row in left):
            raise InvalidInput("One of these incidents is of another child. Nothing was erased.")
        _check_may_go(session, [row.id or 0 for row in left])
        if not left:
            return Anonymised(0, 0, 0)
        minutes = anonymise_incidents(change, [row.id or 0 for row in left], why)
    return Anonymised(len(left), minutes, 1, clean_file(store))


def _check_may_go(session: Session, ids: Sequence[int]) -> None:
    held = [row for row in find_aged(session, None, ids) if row.hold is not None]
    if held:
        named = "; ".join(f"incident {row.id}: {row.hold}" for row in held[:5])
        raise InvalidInput(f"Nothing was erased. {named}. {LIMITS}")


def find_erasable_people(store: Store, viewer: Viewer, today: date) -> dict[int, str]:
    """Those who left the group longer ago than the set age, by id: their names can go.

    Raises:
        AccessDenied: the role may not anonymise.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.RETAIN)
        years = read_years(session)
        if years is None:
            return {}
        people = session.exec(
            select(Person)
            .where(col(Person.active).is_(False))
            .where(col(Person.left_on) <= subtract_years(today, years))
            .order_by(Person.name)
        )
        return {person.id or 0: person.name for person in people if not _is_erased(person)}


def erase_person(store: Store, viewer: Viewer, person_id: int, today: date) -> None:
    """Blank the name and address of a former member; what they decided stays, under a number.

    The audit keeps the number alone, so its chain stays whole. Done again, it is a success.

    Raises:
        AccessDenied: the role may not anonymise.
        InvalidInput: nobody, somebody still in the group, or not out for long enough.
    """
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.RETAIN)
        person = session.get(Person, person_id)
        years = read_years(session)
        if person is None or person.active or person.left_on is None:
            raise InvalidInput("Only who has left the group can be erased; record that first.")
        if _is_erased(person):
            return
        if years is None or person.left_on > subtract_years(today, years):
            raise InvalidInput(
                "Their name stays until the set age has passed since they left: it says who "
                f"decided what. {LIMITS}"
            )
        blank_person(change, person)
    clean_file(store)


def blank_person(change: Change, person: Person) -> None:
    """Take a former member's name and address out within a change; whoever calls has checked."""
    session, person_id = change.session, person.id or 0
    name, instead = person.name, f"former member {person_id}"
    person.name, person.email = instead, build_address(person_id)
    person.provider = person.authority = person.account = None
    person.administrator = False
    person.version += 1
    session.add(person)
    session.execute(delete(SignIn).where(col(SignIn.person_id) == person_id))
    change.record("anonymised", "person", person_id, ["name", "email", "sign-ins"])
    # Of two people with one name the minutes do not tell which they mean.
    same = session.exec(select(Person.id).where(Person.name == name)).first()
    if same is None:
        take_name_out(change, name, instead)


def _is_erased(person: Person) -> bool:
    return person.email == build_address(person.id or 0)


def build_address(person_id: int) -> str:
    """The address of a former member whose own was erased."""
    # RFC 2606: no mail is ever sent to such an address, and no sign-in comes from it.
    return f"former-member-{person_id}@erased.invalid"


def _check_reference(child_ref: str) -> str:
    reference = child_ref.strip()
    if not reference or len(reference) > 32:
        raise InvalidInput("Give the child's reference as it stands in the incidents.")
    return reference
