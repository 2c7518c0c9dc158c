"""What is noted of all the homes of a viewer at once: whose it shows, in how many queries."""

from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import event

from core.access import SYSTEM
from core.actions import give_action
from core.clock import read_today
from core.contacts import log_advice, log_contact
from core.home_record import record_training
from core.homes import add_home, change_home, import_homes
from core.homes_record import HomesRecord, read_homes_record
from core.measures.induction import build_induction_meaning
from core.tables import Home
from core.vocabulary import Agency, ContactHow, ContactPresent, Role, TrainingKind
from tests.world import World

DAY = date(2019, 5, 4)
ALL = {"Alder", "Birch", "Cedar", "Dogwood"}
# Alder and Birch are the provider's, Alder and Cedar the SPOC's: homes named, contacts told whole.
SHOWN: dict[Role, tuple[set[str], set[str]]] = {
    Role.CHAIR: (ALL, ALL),
    Role.PROTOCOL_LEAD: (ALL, ALL),
    Role.POLICE_REVIEWER: (ALL, ALL),
    Role.SPOC: ({"Alder", "Cedar"}, {"Alder", "Cedar"}),
    Role.PROVIDER: ({"Alder", "Birch"}, {"Alder", "Birch"}),
    Role.PARTNER: (ALL, set()),
    Role.LIAISON: (ALL, set()),
    Role.ADMINISTRATOR: (set(), set()),
    Role.SYSTEM: (ALL, ALL),
}


def _fill(world: World) -> None:
    for home_id in world.homes.values():
        log_contact(
            world.store,
            world.viewer(Role.CHAIR),
            home_id=home_id,
            on_day=DAY,
            how=ContactHow.VISIT,
            present=ContactPresent.STAFF,
            note="Talked.",
        )
        record_training(
            world.store,
            world.viewer(Role.CHAIR),
            home_id=home_id,
            kind=TrainingKind.INDUCTION,
            on_day=DAY,
        )


def _read(world: World, role: Role = Role.CHAIR) -> HomesRecord:
    return read_homes_record(world.store, world.viewer(role))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_shown_its_homes_and_of_contacts_what_it_may_know(
    world: World, role: Role
) -> None:
    _fill(world)
    homes, whole = SHOWN[role]
    record = _read(world, role)
    assert set(record.homes["name"]) == homes
    assert set(record.homes.filter("knows_contacts")["name"]) == whole
    assert set(record.training["home"]) == homes
    told = {"how", "present", "about", "note", "person", "created_at"}
    if role is Role.LIAISON:
        assert record.sees_contacts and set(record.contacts["home"]) == ALL
        assert record.contacts["on_day"].unique().to_list() == [DAY]
        assert all(record.contacts[column].null_count() == 4 for column in told)
    else:
        assert set(record.contacts["home"]) == whole and record.sees_contacts == bool(whole)
        assert all(record.contacts[column].null_count() == 0 for column in told)


def test_a_home_that_is_closed_not_open_yet_or_outside_the_area_is_left_out(world: World) -> None:
    _fill(world)
    today = read_today()
    with world.store.write(SYSTEM) as change:
        homes = {name: change.session.get_one(Home, key) for name, key in world.homes.items()}
        homes["alder"].closed_on = today
        homes["birch"].closed_on = today - timedelta(days=1)
        homes["cedar"].opened_on = today + timedelta(days=1)
        homes["dogwood"].host_authority = "Wiltshire Council"
        change.record("changed", "homes")
    record = _read(world)
    assert record.homes["name"].to_list() == ["Alder"]
    assert record.contacts["home"].to_list() == record.training["home"].to_list() == ["Alder"]


def test_only_the_viewers_own_of_today_can_be_taken_back(world: World) -> None:
    _fill(world)
    key = log_advice(world.store, world.viewer(Role.SPOC), world.homes["alder"])
    mine = _read(world, Role.SPOC).contacts.filter("undoable")
    assert mine["id"].to_list() == [key]
    assert key not in _read(world).contacts.filter("undoable")["id"]
    assert _read(world).training["undoable"].all()
    assert not _read(world, Role.SPOC).training["undoable"].any()


def test_contacts_stand_newest_first(world: World) -> None:
    _fill(world)
    log_advice(world.store, world.viewer(Role.CHAIR), world.homes["birch"])
    assert _read(world).contacts["on_day"][0] == read_today()


def test_an_action_to_induct_again_is_known_to_those_who_give_or_keep(world: World) -> None:
    meaning = build_induction_meaning(world.homes["alder"], "manager", DAY)
    give_action(
        world.store,
        world.viewer(Role.CHAIR),
        title="Re-induct Alder",
        due_on=DAY,
        meaning=meaning,
        home_id=world.homes["alder"],
        owner_agency=Agency.POLICE,
    )
    assert _read(world).inductions_given == {meaning: "open"}
    assert _read(world, Role.SPOC).inductions_given == {meaning: "open"}
    for role in (Role.PROVIDER, Role.PARTNER, Role.LIAISON):
        assert _read(world, role).inductions_given == {}


def test_hundreds_of_homes_take_as_many_queries_as_four(world: World) -> None:
    _fill(world)

    def count() -> int:
        _read(world)  # The snapshot is read before.
        asked: list[str] = []
        viewer = world.viewer(Role.CHAIR)

        def note(*args: object) -> None:
            asked.append(str(args[2]))

        event.listen(world.store.engine, "before_cursor_execute", note)
        read_homes_record(world.store, viewer)
        event.remove(world.store.engine, "before_cursor_execute", note)
        return len(asked)

    few = count()
    with world.store.write(SYSTEM) as change:
        for number in range(300):
            change.session.add(
                Home(urn=f"X{number}", name=f"Home {number}", setting_type="childrens_home")
            )
        change.record("imported", "homes")
    assert count() == few > 0
    assert _read(world).homes.height == 304


def _manager(world: World, home_id: int) -> tuple[str | None, date | None]:
    with world.store.read() as session:
        home = session.get_one(Home, home_id)
        return home.registered_manager, home.manager_since


def test_another_manager_than_the_one_known_is_one_since_that_day(world: World) -> None:
    chair, alder = world.viewer(Role.CHAIR), world.homes["alder"]

    def set_manager(name: str | None, day: date) -> date | None:
        with world.store.read() as session:
            version = session.get_one(Home, alder).version
        change_home(world.store, chair, alder, {"registered_manager": name}, version, as_of=day)
        return _manager(world, alder)[1]

    assert set_manager("A. Able", DAY) is None  # A first name is no change.
    assert set_manager("a.  ABLE", DAY) is None  # Nor is another spelling.
    assert set_manager("B. Bold", DAY + timedelta(days=9)) == DAY + timedelta(days=9)
    assert set_manager("b. bold", DAY + timedelta(days=20)) == DAY + timedelta(days=9)
    assert set_manager(None, DAY + timedelta(days=30)) == DAY + timedelta(days=9)
    record = _read(world)
    row = record.homes.filter(pl.col("home_id") == alder).row(0, named=True)
    assert row["manager_since"] == DAY + timedelta(days=9)


def test_a_list_of_homes_that_names_another_manager_says_since_when(world: World) -> None:
    def take(name: str, as_of: date, dry_run: bool = False) -> date | None:
        line = f"urn,name,setting_type,registered_manager\nSC000001,Alder,childrens_home,{name}\n"
        import_homes(
            world.store,
            world.viewer(Role.CHAIR),
            "homes.csv",
            line.encode(),
            as_of=as_of,
            dry_run=dry_run,
        )
        return _manager(world, world.homes["alder"])[1]

    later = DAY + timedelta(days=30)
    assert take("A. Able", DAY) is None
    assert take("B. Bold", later, dry_run=True) is None
    assert take("B. Bold", later) == later
    assert take("", later + timedelta(days=1)) == later
    assert take("B. Bold", later + timedelta(days=2)) == later


def test_a_new_home_has_had_no_change_of_manager(world: World) -> None:
    key = add_home(
        world.store,
        world.viewer(Role.CHAIR),
        {
            "urn": "SC777777",
            "name": "Elm",
            "setting_type": "childrens_home",
            "registered_manager": "A. Able",
        },
    )
    assert _manager(world, key) == ("A. Able", None)
