"""Cover for leave: who does somebody's follow-up while they are away, and nobody else's.

Somebody stands in only for a person who sees and may the same as they do, of the same agency,
provider and authority: so a cover shows nobody a home or an incident that their role may not see.
It holds on its days (the UK's, both inclusive) and ends by itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, or_, select

from core.access import ACCESS, Permission, Viewer, can, check_can
from core.clock import read_today, read_utc_now, say_date
from core.errors import AccessDenied, InvalidInput
from core.standing import find_covered, sees_the_same
from core.store import Store
from core.tables import Person, PersonCover
from core.vocabulary import Role

LONGEST_DAYS = 184
"""Half a year, inclusive: a longer absence is a hand-over."""

_NOT_YOURS = "Only the person who is away, or whoever keeps the people, may say who covers."


@dataclass(frozen=True)
class CoverRow:
    """One cover of today or to come; `may_end`: whether the viewer may end it."""

    id: int
    person_id: int
    person: str
    by_person_id: int
    by_person: str
    from_on: date
    until_on: date
    may_end: bool


def set_cover(
    store: Store,
    viewer: Viewer,
    person_id: int,
    by_person_id: int,
    from_on: date,
    until_on: date,
) -> int:
    """Have somebody stand in for a person who is away, both days inclusive; returns its id.

    The same two from the same day again correct the last day.

    Raises:
        AccessDenied: somebody else's absence, without the permission to change people.
        InvalidInput: two who do not see the same, days that cannot be or are taken.
    """
    with store.write(viewer) as change:
        session = change.session
        _check_may_set(viewer, person_id)
        person, by = _read_active(session, person_id), _read_active(session, by_person_id)
        _check_alike(person, by)
        _check_days(from_on, until_on)
        others = session.exec(
            select(PersonCover)
            .where(PersonCover.person_id == person_id)
            .where(col(PersonCover.from_on) <= until_on)
            .where(col(PersonCover.until_on) >= from_on)
        ).all()
        same = next((c for c in others if (c.by_person_id, c.from_on) == (by.id, from_on)), None)
        for other in others:
            if other is not same:
                raise InvalidInput(
                    f"{person.name} has cover from {say_date(other.from_on)} to "
                    f"{say_date(other.until_on)} already: end that first."
                )
        if same is not None and same.until_on == until_on:
            return same.id or 0
        cover = same or PersonCover(
            person_id=person_id,
            by_person_id=by_person_id,
            from_on=from_on,
            until_on=until_on,
            created_at=read_utc_now(),
            created_by=viewer.person_id,
        )
        cover.until_on = until_on
        session.add(cover)
        session.flush()
        change.record("set", "cover", cover.id, ["by_person", "from_on", "until_on"], figures=False)
        assert cover.id is not None
        return cover.id


def end_cover(store: Store, viewer: Viewer, cover_id: int) -> None:
    """End a cover at once, or take back one that has not begun; ending it twice ends it once.

    Raises:
        AccessDenied: the viewer is neither of the two and may not change people.
    """
    with store.write(viewer) as change:
        cover = change.session.get(PersonCover, cover_id)
        if cover is None and can(viewer, Permission.MANAGE_PEOPLE):
            return
        if cover is None or not _may_end(viewer, cover):
            raise AccessDenied(_NOT_YOURS)
        yesterday = read_today() - timedelta(days=1)
        if cover.until_on <= yesterday:
            return
        if cover.from_on <= yesterday:
            cover.until_on = yesterday
        else:
            change.session.delete(cover)
        change.record("ended", "cover", cover_id, ["until_on"], figures=False)


def read_covers(store: Store, viewer: Viewer) -> tuple[CoverRow, ...]:
    """The covers of today and to come, earliest first: the viewer's, or all who keep the people."""
    with store.read(viewer) as session:
        query = (
            select(PersonCover)
            .where(col(PersonCover.until_on) >= read_today())
            .order_by(col(PersonCover.from_on), col(PersonCover.id))
        )
        if not can(viewer, Permission.MANAGE_PEOPLE):
            own = viewer.person_id or -1
            query = query.where(
                or_(col(PersonCover.person_id) == own, col(PersonCover.by_person_id) == own)
            )
        return tuple(
            CoverRow(
                id=c.id or 0,
                person_id=c.person_id,
                person=session.get_one(Person, c.person_id).name,
                by_person_id=c.by_person_id,
                by_person=session.get_one(Person, c.by_person_id).name,
                from_on=c.from_on,
                until_on=c.until_on,
                may_end=_may_end(viewer, c),
            )
            for c in session.exec(query)
        )


def read_stand_ins(store: Store, viewer: Viewer, person_id: int) -> dict[int, str]:
    """Who could stand in for a person, by name: nobody where the person has no follow-up.

    Raises:
        AccessDenied: as `set_cover`.
    """
    with store.read(viewer) as session:
        _check_may_set(viewer, person_id)
        person = session.get(Person, person_id)
        people = session.exec(select(Person).where(Person.active).order_by(Person.name))
        return {p.id or 0: p.name for p in people if person and sees_the_same(person, p)}


def check_still_covers(session: Session, viewer: Viewer, person_id: int) -> None:
    """Raise AccessDenied where a cover ended after the viewer's page was drawn."""
    by = session.get(Person, viewer.person_id) if viewer.person_id is not None else None
    if by is None or all(person.id != person_id for person in find_covered(session, by)):
        raise AccessDenied("You do not stand in for this person any more. Nothing was changed.")


def _may_end(viewer: Viewer, cover: PersonCover) -> bool:
    mine = viewer.person_id in {cover.person_id, cover.by_person_id}
    return mine or can(viewer, Permission.MANAGE_PEOPLE)


def _check_may_set(viewer: Viewer, person_id: int) -> None:
    if can(viewer, Permission.MANAGE_PEOPLE):
        return
    check_can(viewer, Permission.OWN_ACTIONS)
    if viewer.person_id != person_id:
        raise AccessDenied(_NOT_YOURS)


def _read_active(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise InvalidInput("This person is not in the group any more.")
    return person


def _check_alike(person: Person, by: Person) -> None:
    if person.id == by.id:
        raise InvalidInput("Nobody covers for themselves.")
    if Permission.OWN_ACTIONS not in ACCESS[Role(person.role)].may:
        raise InvalidInput(f"{person.name} has no actions that somebody could do.")
    if not sees_the_same(person, by):
        raise InvalidInput(
            f"{by.name} may not see what {person.name} sees: only somebody of the same role, and "
            "of the same agency or provider, can cover."
        )


def _check_days(from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise InvalidInput("The last day comes before the first.")
    if until_on < read_today():
        raise InvalidInput("These days have passed.")
    if (until_on - from_on).days >= LONGEST_DAYS:
        raise InvalidInput(
            f"A cover lasts at most {LONGEST_DAYS} days: for longer, hand the actions over."
        )
