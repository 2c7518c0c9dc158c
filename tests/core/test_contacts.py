"""Advice in one tap, what a contact was about, and the way back for whoever logged it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from core.clock import read_today
from core.contacts import log_advice, log_contact, undo_contact
from core.errors import AccessDenied, Conflict
from core.home_record import record_training, undo_training
from core.people import set_spoc
from core.tables import Audit, HomeContact, HomeTraining
from core.vocabulary import ContactAbout, ContactHow, ContactPresent, Role, TrainingKind
from tests.world import World

DAY = date(2019, 5, 4)


def _log(world: World, role: Role = Role.SPOC, home: str = "alder", **more: object) -> int:
    usual = {
        "home_id": world.homes[home],
        "on_day": DAY,
        "how": ContactHow.VISIT,
        "present": ContactPresent.STAFF,
    }
    return log_contact(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _train(world: World, role: Role = Role.SPOC, home: str = "alder", on_day: date = DAY) -> int:
    return record_training(
        world.store,
        world.viewer(role),
        home_id=world.homes[home],
        kind=TrainingKind.POLICE_AGREEMENT,
        on_day=on_day,
    )


def _contacts(world: World) -> list[HomeContact]:
    with world.store.read() as session:
        found = list(session.exec(select(HomeContact).order_by(HomeContact.id)))  # type: ignore[arg-type]
        session.expunge_all()
        return found


def _undo(
    world: World, contact_id: int, role: Role = Role.SPOC, logged_at: datetime | None = None
) -> None:
    if logged_at is None:
        (logged_at,) = [c.created_at for c in _contacts(world) if c.id == contact_id]
    undo_contact(world.store, world.viewer(role), contact_id, logged_at)


def _date_back(world: World, table: type[HomeContact | HomeTraining], key: int) -> datetime:
    """As if it had been entered the day before, in the UK."""
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        row = change.session.get_one(table, key)
        row.created_at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        change.record("changed", "contact", key)
        return row.created_at


def test_advice_is_todays_by_telephone_with_staff_only(world: World) -> None:
    key = log_advice(world.store, world.viewer(Role.SPOC), world.homes["alder"])
    (contact,) = _contacts(world)
    assert (contact.id, contact.home_id, contact.on_day) == (
        key,
        world.homes["alder"],
        read_today(),
    )
    assert (contact.how, contact.present, contact.about, contact.note) == (
        "telephone",
        "staff",
        "advice",
        None,
    )
    assert contact.person_id == contact.created_by == world.people[Role.SPOC]


def test_a_second_tap_is_the_same_advice_and_a_second_advice_says_what_it_was_about(
    world: World,
) -> None:
    spoc, alder = world.viewer(Role.SPOC), world.homes["alder"]
    first = log_advice(world.store, spoc, alder)
    assert log_advice(world.store, spoc, alder) == first
    again = _log(
        world,
        on_day=read_today(),
        how=ContactHow.TELEPHONE,
        about=ContactAbout.ADVICE,
        note="Nights.",
    )
    assert again != first and len(_contacts(world)) == 2


def test_advice_by_another_or_to_another_home_is_another(world: World) -> None:
    keys = {
        log_advice(world.store, world.viewer(role), world.homes[home])
        for role, home in ((Role.SPOC, "alder"), (Role.SPOC, "cedar"), (Role.CHAIR, "alder"))
    }
    assert len(keys) == 3


def test_what_a_contact_was_about_tells_it_from_another(world: World) -> None:
    keys = [_log(world, about=about) for about in ContactAbout]
    assert len(set(keys)) == len(ContactAbout)
    assert [c.about for c in _contacts(world)] == [about.value for about in ContactAbout]


def test_whoever_logged_a_contact_takes_it_back_the_same_day_and_the_audit_keeps_both(
    world: World,
) -> None:
    key, kept = _log(world), _log(world, Role.CHAIR)
    (logged_at,) = [c.created_at for c in _contacts(world) if c.id == key]
    for _ in range(2):
        _undo(world, key, logged_at=logged_at)
    assert [c.id for c in _contacts(world)] == [kept]
    with world.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.noun == "contact")).all()
    assert [(row.verb, row.noun_id) for row in rows] == [
        ("logged", str(key)),
        ("logged", str(kept)),
        ("took back", str(key)),
    ]


def test_nobody_takes_back_anothers_contact_not_even_the_chair(world: World) -> None:
    key = _log(world)
    for role in (Role.CHAIR, Role.POLICE_REVIEWER, Role.SYSTEM):
        with pytest.raises(AccessDenied, match="whoever logged it"):
            _undo(world, key, role)
    assert len(_contacts(world)) == 1


def test_a_contact_of_an_earlier_day_stands(world: World) -> None:
    key = _log(world)
    before = _date_back(world, HomeContact, key)
    with pytest.raises(AccessDenied, match="on the day they did"):
        _undo(world, key, logged_at=before)
    assert len(_contacts(world)) == 1


def test_a_number_given_again_is_not_the_contact_that_was_meant(world: World) -> None:
    key = _log(world)
    old = _contacts(world)[0].created_at - timedelta(minutes=5)
    with pytest.raises(Conflict, match="taken back already"):
        _undo(world, key, logged_at=old)
    assert len(_contacts(world)) == 1


def test_whoever_lost_the_home_takes_nothing_back(world: World) -> None:
    key = _log(world)
    set_spoc(world.store, world.viewer(Role.CHAIR), world.homes["alder"], None, read_today())
    with pytest.raises(AccessDenied):
        _undo(world, key)
    assert len(_contacts(world)) == 1


def test_an_entry_of_training_is_taken_back_likewise(world: World) -> None:
    def undo(key: int, role: Role, at: datetime) -> None:
        undo_training(world.store, world.viewer(role), key, at)

    def read() -> dict[int, datetime]:
        with world.store.read() as session:
            return {t.id or 0: t.created_at for t in session.exec(select(HomeTraining))}

    key, old = _train(world), _train(world, on_day=DAY - timedelta(days=1))
    before = _date_back(world, HomeTraining, old)
    at = read()[key]
    for role, which, when in (
        (Role.CHAIR, key, at),
        (Role.SPOC, old, before),
    ):
        with pytest.raises(AccessDenied):
            undo(which, role, when)
    with pytest.raises(Conflict):
        undo(key, Role.SPOC, at - timedelta(minutes=5))
    for _ in range(2):
        undo(key, Role.SPOC, at)
    assert set(read()) == {old}


OWN, BOTH = {"alder"}, {"alder", "birch"}
# Alder is the SPOC's and the provider's, Birch the provider's only.
MAY_KEEP = {
    Role.CHAIR: BOTH,
    Role.PROTOCOL_LEAD: BOTH,
    Role.POLICE_REVIEWER: BOTH,
    Role.SPOC: OWN,
    Role.SYSTEM: BOTH,
}


@pytest.mark.parametrize("home", ["alder", "birch"])
@pytest.mark.parametrize("role", list(Role))
def test_who_advises_logs_and_takes_back_at_which_home(world: World, role: Role, home: str) -> None:
    viewer, home_id = world.viewer(role), world.homes[home]
    if home not in MAY_KEEP.get(role, set()):
        with pytest.raises(AccessDenied):
            log_advice(world.store, viewer, home_id)
        other = _log(world, Role.CHAIR, home)
        with pytest.raises(AccessDenied):
            _undo(world, other, role)
        assert len(_contacts(world)) == 1
        return
    _undo(world, log_advice(world.store, viewer, home_id), role)
    assert _contacts(world) == []
