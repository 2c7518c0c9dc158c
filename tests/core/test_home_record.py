"""What is noted of a home: contacts for those they concern, training, restorative-trained staff."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from core.access import Sight
from core.clock import read_today
from core.errors import AccessDenied, InvalidInput
from core.home_record import (
    HomeRecord,
    find_restorative_needed,
    log_contact,
    read_home_record,
    record_training,
)
from core.tables import Audit
from core.vocabulary import ContactHow, ContactPresent, Role, TrainingKind
from tests.world import World, add_incident

DAY = date(2019, 5, 4)
RESTORATIVE = TrainingKind.RESTORATIVE


def _log(world: World, role: Role = Role.SPOC, home: str = "alder", **more: object) -> int:
    usual = {
        "home_id": world.homes[home],
        "on_day": DAY,
        "how": ContactHow.TELEPHONE,
        "present": ContactPresent.STAFF,
        "note": "Talked about nights.",
    }
    return log_contact(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _train(world: World, role: Role = Role.CHAIR, home: str = "alder", **more: object) -> int:
    usual = {"home_id": world.homes[home], "kind": RESTORATIVE, "on_day": DAY}
    return record_training(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _read(world: World, role: Role = Role.CHAIR, home: str = "alder") -> HomeRecord:
    return read_home_record(world.store, world.viewer(role), world.homes[home])


@pytest.mark.parametrize(
    ("staff", "needed"),
    [(1, 2), (4, 2), (7, 2), (8, 2), (9, 3), (11, 3), (12, 3), (13, 4), (16, 4), (17, 5), (40, 10)],
)
def test_a_quarter_of_staff_or_two_are_to_be_trained_whichever_is_more(
    staff: int, needed: int
) -> None:
    assert find_restorative_needed(staff) == needed


def test_a_home_without_staff_is_none() -> None:
    for staff in (0, -1):
        with pytest.raises(InvalidInput, match="at least one"):
            find_restorative_needed(staff)


@pytest.mark.parametrize(("trained", "enough"), [(0, False), (2, False), (3, True), (4, True)])
def test_enough_is_told_where_both_numbers_are_known(
    world: World, trained: int, enough: bool
) -> None:
    _train(world, staff_trained=trained, staff_total=12)
    staff = _read(world).restorative
    assert staff is not None
    assert (staff.trained, staff.total, staff.needed, staff.enough) == (trained, 12, 3, enough)


@pytest.mark.parametrize(
    ("trained", "total", "needed"), [(2, None, None), (None, 12, 3), (None, None, None)]
)
def test_a_number_that_is_not_recorded_is_neither_enough_nor_too_few(
    world: World, trained: int | None, total: int | None, needed: int | None
) -> None:
    _train(world, staff_trained=trained, staff_total=total)
    staff = _read(world).restorative
    assert staff is not None
    assert (staff.trained, staff.total) == (trained, total)
    assert (staff.needed, staff.enough) == (needed, None)


def test_what_was_never_recorded_is_none_and_no_nought(world: World) -> None:
    _train(world, kind=TrainingKind.INDUCTION, staff_trained=3, staff_total=9)
    _train(world, home="birch", staff_trained=3, staff_total=9)
    assert _read(world).restorative is None
    assert _read(world, home="cedar").training.is_empty()


def test_the_latest_count_holds_and_the_earlier_ones_stay(world: World) -> None:
    _train(world, on_day=DAY, staff_trained=3, staff_total=9)
    _train(world, on_day=DAY - timedelta(1), staff_trained=1, staff_total=9)
    record = _read(world)
    assert record.training["on_day"].to_list() == [DAY, DAY - timedelta(1)]
    assert record.training["kind"].unique().to_list() == ["restorative"]
    assert record.restorative is not None
    assert (record.restorative.on_day, record.restorative.trained) == (DAY, 3)


def test_a_second_entry_of_a_day_corrects_the_first_and_the_same_again_changes_nothing(
    world: World,
) -> None:
    keys, revisions = [], []
    for trained in (2, 3, 3, 2):
        keys.append(_train(world, staff_trained=trained, staff_total=9))
        revisions.append(world.store.read_revision())
    assert len(set(keys)) == 1 and revisions[1] == revisions[2]
    assert _read(world).training["staff_trained"].to_list() == [2]
    with world.store.read() as session:
        query = select(Audit.verb).where(Audit.noun == "training").order_by(Audit.seq)  # type: ignore[arg-type]
        assert list(session.exec(query)) == ["recorded", "corrected", "corrected"]


@pytest.mark.parametrize(("trained", "total"), [(-1, 9), (0, 0), (None, 0), (10, 9)])
def test_staff_that_cannot_be_are_refused(
    world: World, trained: int | None, total: int | None
) -> None:
    with pytest.raises(InvalidInput):
        _train(world, staff_trained=trained, staff_total=total)
    assert _read(world).training.is_empty()
    assert _train(world, staff_trained=9, staff_total=9)


def test_contacts_are_newest_first_with_who_and_what(world: World) -> None:
    _log(world, on_day=DAY - timedelta(9), note=None, how=ContactHow.VISIT)
    last = _log(world, note="  Talked about nights. ")
    contacts = _read(world, Role.SPOC).contacts
    assert contacts["on_day"].to_list() == [DAY, DAY - timedelta(9)]
    assert contacts.row(0, named=True) == {
        "id": last,
        "on_day": DAY,
        "how": "telephone",
        "present": "staff",
        "about": "contact",
        "person": "A spoc",
        "note": "Talked about nights.",
    }
    assert contacts["note"].to_list()[1] is None
    assert _read(world, home="cedar").contacts.is_empty()


def test_a_contact_twice_is_once_and_another_of_the_day_is_another(world: World) -> None:
    first = _log(world)
    revision = world.store.read_revision()
    assert _log(world) == first and world.store.read_revision() == revision
    others = [
        _log(world, note=None),
        _log(world, how=ContactHow.EMAIL),
        _log(world, present=ContactPresent.STAFF_AND_CHILDREN),
        _log(world, Role.CHAIR),
        _log(world, home="cedar"),
    ]
    assert len({first, *others}) == 6


def test_a_note_names_no_child_and_has_its_length(world: World) -> None:
    add_incident(world, "R1", child_ref="K7")
    with pytest.raises(InvalidInput, match="names no child"):
        _log(world, note="K7 was there")
    with pytest.raises(InvalidInput, match="at most 2000"):
        _log(world, note="x" * 2001)
    assert _read(world).contacts.is_empty()
    assert _log(world, note="x" * 2000)


def test_nothing_is_recorded_of_a_day_ahead(world: World) -> None:
    today = read_today()
    for record in (_log, _train):
        assert record(world, on_day=today)
        with pytest.raises(InvalidInput, match="lies ahead"):
            record(world, on_day=today + timedelta(2))


ALL, STATE, NONE = Sight.ALL, Sight.STATE, Sight.NONE
# Alder and Birch are the provider's, Alder and Cedar the SPOC's; None: the home is refused.
SEEN = {
    Role.CHAIR: (ALL, ALL, ALL),
    Role.PROTOCOL_LEAD: (ALL, ALL, ALL),
    Role.POLICE_REVIEWER: (ALL, ALL, ALL),
    Role.SPOC: (ALL, None, ALL),
    Role.PROVIDER: (ALL, ALL, None),
    Role.PARTNER: (NONE, NONE, NONE),
    Role.LIAISON: (STATE, STATE, STATE),
    Role.ADMINISTRATOR: (None, None, None),
    Role.SYSTEM: (ALL, ALL, ALL),
}


@pytest.mark.parametrize("role", list(Role))
def test_contacts_and_training_are_shown_to_each_role_as_the_table_says(
    world: World, role: Role
) -> None:
    homes = ("alder", "birch", "cedar")
    for home in homes:
        _log(world, Role.CHAIR, home)
        _train(world, home=home, staff_trained=3, staff_total=9)
    for home, sight in zip(homes, SEEN[role], strict=True):
        if sight is None:
            with pytest.raises(AccessDenied):
                _read(world, role, home)
            continue
        record = _read(world, role, home)
        assert record.contact_sight is sight
        assert record.training.height == 1 and record.restorative is not None
        assert record.contacts["on_day"].to_list() == ([] if sight is NONE else [DAY])
        told = [record.contacts[c].count() for c in ("how", "present", "about", "person", "note")]
        assert told == [1 if sight is ALL else 0] * 5


KEEPS = {
    Role.CHAIR: {"alder", "birch"},
    Role.PROTOCOL_LEAD: {"alder", "birch"},
    Role.POLICE_REVIEWER: {"alder", "birch"},
    Role.SPOC: {"alder"},
    Role.SYSTEM: {"alder", "birch"},
}


@pytest.mark.parametrize("home", ["alder", "birch"])
@pytest.mark.parametrize("role", list(Role))
def test_who_logs_and_records_at_which_home(world: World, role: Role, home: str) -> None:
    for record in (_log, _train):
        if home in KEEPS.get(role, set()):
            assert record(world, role, home)
        else:
            with pytest.raises(AccessDenied):
                record(world, role, home)
    kept = _read(world, home=home)
    assert kept.contacts.height == kept.training.height == (home in KEEPS.get(role, set()))


def test_a_home_that_is_not_there_is_refused_in_the_words_of_anothers(world: World) -> None:
    said = set()
    for home_id in (world.homes["birch"], 10_000):
        with pytest.raises(AccessDenied) as refused:
            read_home_record(world.store, world.viewer(Role.SPOC), home_id)
        said.add(str(refused.value))
    with pytest.raises(AccessDenied) as refused:
        read_home_record(world.store, world.viewer(Role.CHAIR), 10_000)
    assert said == {str(refused.value)}
