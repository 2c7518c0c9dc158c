"""The store keeps everything of a change or nothing, and says in words why it cannot be opened."""

import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text
from sqlmodel import SQLModel, select

from core.access import SYSTEM
from core.dialect import build_engine, find_faults, is_postgresql
from core.errors import InvalidInput, SlowTimeError, StoreUnavailable
from core.schema import migrate, read_schema_version
from core.store import ROOT, Store, build_url, open_store
from core.tables import Audit, Home
from core.vocabulary import StoreKind
from tests.stores import new_url
from tests.world import World, add_unneeded_call

of_files = pytest.mark.sqlite_only("a file that is damaged, moved or made")
of_pragmas = pytest.mark.sqlite_only("its pragmas")

HOME = {"urn": "SC1", "name": "Alder", "setting_type": "childrens_home"}


def _path(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def _add_home(store: Store, urn: str = "SC1") -> None:
    with store.write(SYSTEM) as change:
        change.session.add(Home(**{**HOME, "urn": urn}))
        change.record("added", "home")


def _count(store: Store, table: str) -> int:
    with store.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def _prepare_otherwise(store: Store, statement: str) -> None:
    """Prepare every further connection of one open store in another way."""
    store.engine.dispose()

    @event.listens_for(store.engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute(statement).close()


@of_pragmas
@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("trusted_schema", 0),
    ],
)
def test_every_connection_has_what_keeps_an_acknowledged_change(
    store: Store, pragma: str, value: object, writes: bool
) -> None:
    _add_home(store)
    block = store.write(SYSTEM) if writes else store.read()
    with block as opened:
        session = opened.session if writes else opened  # type: ignore[union-attr]
        assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


@of_pragmas
def test_a_migration_leaves_no_connection_behind_without_foreign_keys(tmp_path: Path) -> None:
    store = open_store(build_url(tmp_path / "a.db"), create=StoreKind.OWN)
    migrate(store.engine)
    with store.read() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_change_that_fails_leaves_neither_itself_nor_its_audit_row(store: Store) -> None:
    before = (_count(store, "home"), _count(store, "audit"), store.read_revision())

    def add_and_fail() -> None:
        with store.write(SYSTEM) as change:
            change.session.add(Home(**HOME))
            change.record("added", "home")
            raise InvalidInput("No.")

    with pytest.raises(InvalidInput):
        add_and_fail()
    assert (_count(store, "home"), _count(store, "audit"), store.read_revision()) == before


def test_each_change_raises_the_revision_unless_no_figure_shows_it(store: Store) -> None:
    first = store.read_revision()
    _add_home(store)
    assert store.read_revision() == first + 1
    with store.write(SYSTEM) as change:
        change.record("prepared", "document", figures=False)
    assert store.read_revision() == first + 1
    with store.read() as session:
        assert [row.data_revision for row in session.exec(select(Audit))] == [first + 1] * 2


def test_a_second_writer_waits_for_the_first(store: Store) -> None:
    begun, go_on = Event(), Event()

    def first() -> None:
        with store.write(SYSTEM) as change:
            change.session.add(Home(**HOME))
            begun.set()
            go_on.wait(5)
            change.record("added", "home")

    def second() -> int:
        begun.wait(5)
        with store.write(SYSTEM) as change:
            # It began after the first ended, so it sees what that did.
            seen = len(change.session.exec(select(Home)).all())
            change.record("looked", "home")
            return seen

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(first), pool.submit(second)
        begun.wait(5)
        assert not two.done()
        go_on.set()
        one.result()
        assert two.result() == 1


def test_a_second_writer_that_waits_too_long_is_told_so_in_words(store: Store) -> None:
    other = open_store(store.url)
    waits = "SET lock_timeout = 50" if is_postgresql(store.engine) else "PRAGMA busy_timeout=50"
    _prepare_otherwise(other, waits)
    with store.write(SYSTEM) as change:
        with pytest.raises(StoreUnavailable, match=r"busy .* Nothing was changed"):
            _add_home(other, "SC2")
        change.session.add(Home(**HOME))
        change.record("added", "home")
    assert _count(store, "home") == 1


def test_a_reader_is_not_kept_out_by_a_writer_and_sees_no_half_of_a_change(store: Store) -> None:
    with store.write(SYSTEM) as change:
        change.session.add(Home(**HOME))
        change.session.flush()
        assert _count(open_store(store.url), "home") == 0
        change.record("added", "home")
    assert _count(store, "home") == 1


def test_no_change_of_many_writers_is_lost(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _add_home(store, f"SC{number}"), range(40)))
    assert (_count(store, "home"), _count(store, "audit")) == (40, 40)
    assert store.read_revision() == 40


def test_two_who_make_the_same_store_at_once_make_one(tmp_path: Path) -> None:
    url = new_url(tmp_path / "new.db")
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: open_store(url, create=StoreKind.OWN), range(2)))
    assert {store.read_info().kind for store in made} == {"own"}
    assert _count(made[0], "store_info") == 1


def _damage(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * (len(data) - 100))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _make_newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _make_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


@of_files
@pytest.mark.parametrize("create", [None, StoreKind.OWN])
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_damage, "damaged"),
        (_cut, "damaged"),
        (lambda path: path.write_bytes(b"Dear diary,\n" * 500), "damaged or is not a Slow Time"),
        (lambda path: path.write_bytes(b"hello"), "damaged or is not a Slow Time"),
        (_make_newer, "newer version"),
        (_make_foreign, "not a Slow Time store"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], object], said: str, create: StoreKind | None
) -> None:
    store = open_store(build_url(tmp_path / "a.db"), create=StoreKind.OWN)
    _add_home(store)
    store.close()
    assert _count(open_store(store.url, create=create), "home") == 1
    spoil(_path(store))
    before = _path(store).read_bytes()
    with pytest.raises(StoreUnavailable, match=said):
        open_store(store.url, create=create).read_info()
    assert _path(store).read_bytes() == before
    assert os.listdir(tmp_path) == ["a.db"]


@of_files
def test_a_store_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no store yet"):
        open_store(build_url(tmp_path / "deep" / "a.db"))
    assert os.listdir(tmp_path) == []
    made = open_store(build_url(tmp_path / "deep" / "a.db"), create=StoreKind.DEMONSTRATION)
    assert made.read_info().kind == "demonstration"
    # What a store is stays what it is, whoever opens it.
    assert open_store(made.url, create=StoreKind.OWN).read_info().kind == "demonstration"


@of_files
def test_an_empty_file_is_no_store_until_one_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with pytest.raises(StoreUnavailable, match="not a Slow Time store"):
        open_store(build_url(tmp_path / "a.db"))
    assert open_store(build_url(tmp_path / "a.db"), create=StoreKind.OWN).read_revision() == 0


@of_files
def test_a_place_where_no_store_can_be_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "a.db", tmp_path):
        with pytest.raises(StoreUnavailable):
            open_store(build_url(path), create=StoreKind.OWN)


@pytest.mark.parametrize("url", ["nonsense", "postgresql://host/db", "mysql://host/db"])
def test_an_address_of_something_else_is_refused_in_words(url: str) -> None:
    with pytest.raises(SlowTimeError, match="DATABASE_URL"):
        open_store(url)


@of_files
def test_a_store_that_may_only_be_read_is_not_changed(store: Store) -> None:
    _add_home(store)
    store.close()
    before = _path(store).read_bytes()
    read_only = open_store(store.url)
    # Not by the file's mode: whoever runs the tests as root may write anything.
    _prepare_otherwise(read_only, "PRAGMA query_only=ON")
    assert _count(read_only, "home") == 1
    with pytest.raises(StoreUnavailable, match="Nothing was changed"):
        _add_home(read_only, "SC2")
    assert _path(store).read_bytes() == before


def test_a_store_whose_making_was_cut_short_is_refused_or_finished(tmp_path: Path) -> None:
    store = open_store(new_url(tmp_path / "a.db"), create=StoreKind.OWN)
    with store.write(SYSTEM) as change:
        change.session.execute(text("DELETE FROM store_info"))
    with pytest.raises(StoreUnavailable, match="never finished"):
        open_store(store.url)
    assert open_store(store.url, create=StoreKind.OWN).read_info().kind == "own"


@of_files
def test_broken_links_are_found_and_named(world: World) -> None:
    add_unneeded_call(world, "R1")
    assert find_faults(world.store.engine) == []
    world.store.close()
    with sqlite3.connect(_path(world.store)) as connection:
        connection.execute("DELETE FROM home WHERE urn = 'SC000001'")
    faults = find_faults(world.store.engine)
    assert any("table incident" in fault and "home" in fault for fault in faults)


@pytest.mark.sqlite_only("its types; PostgreSQL's are wider")
def test_a_fresh_store_has_the_tables_that_the_code_declares(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def _revisions() -> list[str]:
    script = ScriptDirectory(str(ROOT / "core" / "migrations"))
    return [revision.revision for revision in script.walk_revisions()][::-1]


def _fill(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """A row in every table, by the columns of its own version; and all of it as stored."""
    connection.execute("PRAGMA foreign_keys=OFF")
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != "alembic_version"
    ]
    for table in tables:
        values: dict[str, object] = {}
        for _, name, kind, required, default, key in connection.execute(
            f"PRAGMA table_info('{table}')"
        ):
            if key or (required and default is None):
                values[name] = 1 if kind in {"INTEGER", "BOOLEAN", "FLOAT"} else "2019-05-04"
                if kind == "JSON":
                    values[name] = "[]"
        if "previous" in values:
            values["previous"] = "0" * 64
        marks = ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values())
        )
    connection.commit()
    return {
        table: [tuple(sorted(values.items(), key=str))]
        for table in tables
        for values in [_read_row(connection, table)]
    }


def _read_row(connection: sqlite3.Connection, table: str) -> dict[str, object]:
    cursor = connection.execute(f"SELECT * FROM {table}")
    return dict(zip([d[0] for d in cursor.description], cursor.fetchone(), strict=True))


@of_files
@pytest.mark.parametrize("start", _revisions())
def test_a_store_of_any_earlier_version_is_brought_up_to_date_and_keeps_its_rows(
    tmp_path: Path, start: str
) -> None:
    path = tmp_path / "old.db"
    engine = build_engine(build_url(path))
    migrate(engine, start)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        before = _fill(connection)
        assert len(before) >= 14
    store = open_store(build_url(path))
    assert read_schema_version(store.engine) == _revisions()[-1]
    with sqlite3.connect(path) as connection:
        kept = {t for (t,) in connection.execute("SELECT name FROM sqlite_master")}
        for table in set(before) & kept:
            after = _read_row(connection, table)
            assert {(n, v) for n, v in before[table][0] if n in after} <= set(after.items())
        triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        # The audit's three, and two that keep the share log append-only.
        assert triggers.fetchone() == (5,)
    with store.engine.connect() as live:
        assert compare_metadata(MigrationContext.configure(live), SQLModel.metadata) == []


def test_a_transaction_inside_another_of_its_thread_is_a_defect(world: World) -> None:
    """With a writer waiting between them the two would wait for each other until both give up."""
    with world.store.read(), pytest.raises(RuntimeError, match="inside another"):
        world.store.read_revision()
    assert world.store.read_revision() >= 0
