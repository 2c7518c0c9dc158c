"""`check` finds what is wrong with a store, and nothing where nothing is."""

from datetime import date
from pathlib import Path

import pytest

from core.access import SYSTEM
from core.actions import give_action, tick_action
from core.checking import check_store
from core.clock import read_today, say_date
from core.dialect import is_postgresql
from core.store import open_store
from core.vocabulary import Agency, Role
from tests.meeting import hold_and_close
from tests.stores import alter_store
from tests.world import World, add_unneeded_call


def doctor(world: World, *statements: str) -> list[str]:
    """Change the rows behind the store's back, and say what `check` finds."""
    world.store.close()
    alter_store(world.store.url, *statements)
    faults = check_store(open_store(world.store.url), SYSTEM)["faults"]
    assert isinstance(faults, list)
    return faults


@pytest.fixture
def used(world: World) -> World:
    """A world with a judged incident and a done action."""
    add_unneeded_call(world, "A-1")
    chair = world.viewer(Role.CHAIR)
    given = give_action(
        world.store,
        chair,
        title="Send the guidance",
        due_on=date(2019, 7, 1),
        meaning="x",
        owner_agency=Agency.COUNCIL,
    )
    tick_action(world.store, chair, given, 1)
    return world


def test_a_used_store_is_whole(used: World) -> None:
    state = check_store(used.store, SYSTEM)
    assert state["faults"] == []
    assert state["data_revision"] == used.store.read_revision()
    assert isinstance(state["audit_rows"], int) and state["audit_rows"] > 5
    assert len(str(state["audit_head"])) == 64


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE finding SET incident_id = 999", "findings of incidents that are not there"),
        ("UPDATE incident SET channel = 'none'", "1 call-outs recorded without contact"),
        ("UPDATE action SET done_at = NULL", "1 done actions without a date"),
        ("UPDATE action SET state = 'open'", "1 done actions without a date, or open ones"),
        (
            "INSERT INTO batch (noun, file_name, file_digest, imported, updated, duplicate, "
            "rejected, skipped, created_at) "
            "VALUES ('incidents', 'x.csv', 'x', 3, 0, 0, 0, 0, '2019-01-01 00:00:00')",
            "1 batches whose changes do not add up",
        ),
    ],
)
def test_a_doctored_store_is_found(used: World, statement: str, fault: str) -> None:
    faults = doctor(used, statement)
    assert any(fault in found for found in faults), faults


def test_a_doctored_audit_is_found(used: World) -> None:
    faults = doctor(used, "UPDATE audit SET verb = 'looked' WHERE seq = 3")
    assert faults and "3" in " ".join(faults)


def test_minutes_that_somebody_altered_are_found(world: World) -> None:
    hold_and_close(world)
    assert check_store(world.store, SYSTEM)["faults"] == []
    as_json = "::json" if is_postgresql(world.store.engine) else ""
    faults = doctor(
        world,
        "UPDATE meeting SET minutes = replace(CAST(minutes AS TEXT), '\"closed_by\": ', "
        f'\'"closed_by": "Somebody else", "was": \'){as_json}',
    )
    assert faults == [f"the minutes of {say_date(read_today())} are not as they were frozen"]


@pytest.mark.sqlite_only("a damaged page of the file")
def test_a_page_of_the_file_that_is_damaged_is_found_or_said(used: World, tmp_path: Path) -> None:
    from core.errors import StoreUnavailable

    path = Path(str(used.store.engine.url.database))
    used.store.close()
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 8] = b"\x5a" * (4096 * 5)
    path.write_bytes(content)
    try:
        found = bool(check_store(open_store(used.store.url), SYSTEM)["faults"])
    except StoreUnavailable as error:
        found = "damaged" in str(error)
    assert found
