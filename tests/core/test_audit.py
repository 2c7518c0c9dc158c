"""The audit is append-only: the store refuses what would break the chain, and a walk finds it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from core import audit
from core.access import SYSTEM, Permission, check_can
from core.checking import check_store
from core.dialect import is_postgresql
from core.errors import AccessDenied
from core.store import Store
from core.tables import Audit
from core.vocabulary import Role
from tests.world import World


def _append(store: Store, count: int) -> None:
    for number in range(count):
        with store.write(SYSTEM) as change:
            change.record("changed", "home", number, ["name", "email"])


def _rows(store: Store) -> list[Audit]:
    with store.read() as session:
        rows = list(session.exec(select(Audit).order_by(text("seq"))))
        session.expunge_all()
        return rows


def _alter(store: Store, *statements: str) -> None:
    """As somebody with the file and a database tool would."""
    of_table = " ON audit" if is_postgresql(store.engine) else ""
    with store.write(SYSTEM) as change:
        for trigger in ("audit_no_update", "audit_no_delete", "audit_in_sequence"):
            change.session.execute(text(f"DROP TRIGGER {trigger}{of_table}"))
        for statement in statements:
            change.session.execute(text(statement))


def test_each_row_follows_the_one_before_it(store: Store) -> None:
    _append(store, 3)
    rows = _rows(store)
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [audit.GENESIS, rows[0].digest, rows[1].digest]
    state = audit.check_chain(rows)
    assert (state.length, state.head, state.fault) == (3, rows[2].digest, None)
    assert rows[0].fields == ["email", "name"]


def test_an_empty_chain_is_whole(store: Store) -> None:
    assert audit.check_chain(_rows(store)) == audit.ChainState(0, audit.GENESIS, None)


def _row(seq: int, previous: str) -> str:
    return (
        "INSERT INTO audit (seq, at, role, verb, noun, fields, data_revision, previous, digest) "
        f"VALUES ({seq}, '2019-05-04 12:00:00', 'chair', 'v', 'n', '[]', 0, '{previous}', 'x')"
    )


@pytest.mark.parametrize(
    "build",
    [
        lambda head: "UPDATE audit SET verb = 'looked' WHERE seq = 2",
        lambda head: "UPDATE audit SET digest = digest",
        lambda head: "DELETE FROM audit WHERE seq = 3",
        lambda head: "DELETE FROM audit",
        lambda head: _row(5, head),  # a gap
        lambda head: _row(3, head),  # a place that is taken
        lambda head: _row(0, head),
        lambda head: _row(4, "0" * 64),  # a wrong predecessor
        lambda head: _row(4, ""),
        lambda head: _row(3, head).replace("INSERT", "INSERT OR REPLACE"),
        lambda head: _row(3, head).replace("INSERT", "REPLACE"),
    ],
)
def test_the_store_refuses_every_change_of_the_audit(
    store: Store, build: Callable[[str], str]
) -> None:
    _append(store, 3)
    before = [row.model_dump() for row in _rows(store)]
    with pytest.raises(DatabaseError, match="audit"), store.write(SYSTEM) as change:
        change.session.execute(text(build(before[-1]["digest"])))
    assert [row.model_dump() for row in _rows(store)] == before


def test_the_row_that_follows_is_taken_so_that_the_refusals_mean_something(store: Store) -> None:
    _append(store, 3)
    last = _rows(store)[-1].digest
    with store.write(SYSTEM) as change:
        change.session.execute(text(_row(4, last)))
    assert len(_rows(store)) == 4


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET verb = 'looked' WHERE seq = 2", "audit row 2 was altered"),
        ("UPDATE audit SET at = '2019-05-04 12:00:00' WHERE seq = 1", "audit row 1 was altered"),
        ("UPDATE audit SET person_id = 7 WHERE seq = 3", "audit row 3 was altered"),
        ("UPDATE audit SET role = 'chair' WHERE seq = 3", "audit row 3 was altered"),
        ("UPDATE audit SET noun = 'x' WHERE seq = 3", "audit row 3 was altered"),
        ("UPDATE audit SET noun_id = '9' WHERE seq = 3", "audit row 3 was altered"),
        ("UPDATE audit SET fields = '[]' WHERE seq = 3", "audit row 3 was altered"),
        ("UPDATE audit SET data_revision = 9 WHERE seq = 3", "audit row 3 was altered"),
        ("DELETE FROM audit WHERE seq = 2", "audit row 2 is missing"),
        ("DELETE FROM audit WHERE seq = 1", "audit row 1 is missing"),
    ],
)
def test_whoever_gets_round_the_store_is_found_out(
    store: Store, statement: str, fault: str
) -> None:
    _append(store, 3)
    assert check_store(store, SYSTEM)["faults"] == []
    _alter(store, statement)
    assert check_store(store, SYSTEM)["faults"] == [fault]


def test_a_row_altered_with_its_own_digest_breaks_the_next_one(store: Store) -> None:
    _append(store, 3)
    second = _rows(store)[1]
    second.verb = "looked"
    forged = audit.build_digest(second)
    _alter(store, f"UPDATE audit SET verb = 'looked', digest = '{forged}' WHERE seq = 2")
    assert audit.check_chain(_rows(store)).fault == "audit row 3 was altered"


def test_a_digest_does_not_depend_on_having_been_stored(store: Store) -> None:
    row = Audit(
        seq=1,
        at=datetime(2019, 5, 4, 12, 0, tzinfo=UTC),
        role="chair",
        verb="né",
        noun="home",
        fields=["a", "b"],
        data_revision=3,
        previous=audit.GENESIS,
        digest="",
    )
    row.digest = digest = audit.build_digest(row)
    with store.write(SYSTEM) as change:
        change.session.add(row)
    assert audit.build_digest(_rows(store)[0]) == digest


@pytest.mark.parametrize("way", ["read", "write"])
def test_a_refusal_is_the_only_thing_left_of_what_was_refused(world: World, way: str) -> None:
    liaison, before = world.viewer(Role.LIAISON), len(_rows(world.store))
    revision = world.store.read_revision()
    with pytest.raises(AccessDenied), getattr(world.store, way)(liaison):
        check_can(liaison, Permission.REVIEW)
    rows = _rows(world.store)
    assert len(rows) == before + 1
    last = rows[-1]
    assert (last.verb, last.role, last.person_id) == ("refused", "liaison", liaison.person_id)
    assert audit.check_chain(rows).fault is None
    # No figure changes by a refusal.
    assert world.store.read_revision() == revision


def test_the_audit_holds_no_value_of_what_it_records(world: World) -> None:
    held = " ".join(str(row.model_dump()) for row in _rows(world.store))
    for value in ("Alder", "Acme", "example.org", "A chair"):
        assert value not in held
