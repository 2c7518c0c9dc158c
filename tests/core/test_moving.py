"""A store goes from SQLite to PostgreSQL and back, the same in every row and figure, or not."""

import hashlib
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, select

from core import moving as module
from core.access import SYSTEM
from core.annotations import add_annotation
from core.backup import backup
from core.backup_checking import check_backup
from core.checking import check_store
from core.dialect import build_engine, find_copies, hurrying
from core.errors import InvalidInput, StoreUnavailable
from core.moving import move, say_address
from core.moving_postgresql import Check
from core.moving_rows import list_tables, read_proofs
from core.reading import read_view
from core.restore import restore
from core.schema import migrate
from core.store import ROOT, Store, build_url, open_store
from core.store_place import find_left
from core.tables import Annotation, Person, SignIn
from core.vocabulary import StoreKind
from tests.moving import fill_world, open_file, read_all, run_as_owner
from tests.postgresql import Server
from tests.world import TODAY, World, add_incident

pytestmark = pytest.mark.sqlite_only("names both databases itself")


@pytest.fixture
def file(world: World) -> Path:
    """The file of a store with the extremes of every type; nobody has it open."""
    return fill_world(world)


@pytest.fixture
def empty(server: Server) -> str:
    """The address of a database in which there is nothing."""
    return server.make_database()


@pytest.fixture(scope="module")
def tables(server: Server) -> str:
    """A database with this release's tables and nothing in them: making them takes seconds."""
    made = server.make_database()
    engine = build_engine(made)
    migrate(engine)
    engine.dispose()
    return made


@pytest.fixture
def moved(file: Path, server: Server, tables: str) -> str:
    """The address of the same store in PostgreSQL."""
    to = server.make_database(tables)
    move(build_url(file), to)
    return to


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_proofs(url: str) -> dict[str, tuple[int, str]]:
    engine = build_engine(url)
    with engine.connect() as connection:
        proofs = {proof.name: (proof.rows, proof.digest) for proof in read_proofs(connection)}
    engine.dispose()
    return proofs


def _count_rows(url: str) -> int:
    if not read_all(url, "SELECT 1 FROM pg_tables WHERE tablename = 'audit'"):
        return 0
    return sum(rows for rows, _ in _read_proofs(url).values())


def _annotate(store: Store, words: str) -> None:
    add_annotation(store, SYSTEM, words=words, on_day=TODAY, home_id=None)


def test_every_row_and_figure_is_the_same_there_and_back_again(
    file: Path, empty: str, tmp_path: Path
) -> None:
    before = _read_proofs(build_url(file))
    assert sum(rows > 0 for rows, _ in before.values()) >= 12
    there = move(build_url(file), empty)
    back = move(empty, build_url(tmp_path / "back.db"))
    after = _read_proofs(build_url(tmp_path / "back.db"))
    names = [name for name in before if before[name] != after[name]]
    # The audit alone has gone on, by the two moves.
    assert names == ["audit"] and after["audit"][0] == before["audit"][0] + 2
    assert {t.name: (t.rows, t.digest) for t in there.tables} == before
    assert there.reading.figures == back.reading.figures
    assert (there.reading.outdated, there.reading.incidents) == (back.reading.outdated, 5)
    assert there.reading.data_revision == back.reading.data_revision


def test_what_is_stored_reads_the_same_to_the_byte_after_the_way_back(
    file: Path, moved: str, tmp_path: Path
) -> None:
    query = "SELECT hex(CAST({} AS BLOB)) FROM {} ORDER BY 1"
    (aside,) = file.parent.glob("world.moved-*.db")
    move(moved, build_url(tmp_path / "back.db"))
    for table in list_tables():
        if table.name == "audit":
            continue
        for column in table.columns:
            asked = query.format(f'"{column.name}"', table.name)
            urls = (build_url(aside), build_url(tmp_path / "back.db"))
            assert read_all(urls[0], asked) == read_all(urls[1], asked), (table.name, column.name)


def test_the_source_keeps_every_byte_and_gets_another_name(file: Path, empty: str) -> None:
    before = _digest(file)
    done = move(build_url(file), empty)
    assert done.set_aside is not None and done.set_aside.name.startswith("world.moved-20")
    assert not file.exists() and _digest(done.set_aside) == before
    with pytest.raises(StoreUnavailable, match="no store"):
        open_file(file)


def test_no_empty_store_is_begun_where_one_was_moved_away(file: Path, moved: str) -> None:
    (aside,) = file.parent.glob("world.moved-*.db")
    with pytest.raises(StoreUnavailable, match=rf"moved to another database, and {aside.name}"):
        open_store(build_url(file), create=StoreKind.OWN)
    assert not file.exists()
    move(moved, build_url(file))
    store = open_store(build_url(file), create=StoreKind.OWN)
    # It still holds what is erased from now on.
    assert find_copies(store.engine) == (aside.name,)
    store.close()


_MOVE = """
import os, signal, sys
from core.moving import move, say_address
move(*sys.argv[1:], lambda name, _done, _of: name != "incident" or os.kill(os.getpid(), 9))
"""


def test_a_move_to_a_file_that_is_killed_leaves_the_source_and_is_run_again(
    file: Path, tmp_path: Path
) -> None:
    before, to = _digest(file), tmp_path / "to.db"
    words = [sys.executable, "-c", _MOVE, build_url(file), build_url(to)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert find_left(to) == [".to.db.restoring"] and not to.exists()
    for create in (None, StoreKind.OWN):
        with pytest.raises(StoreUnavailable, match=r"a move to it, was cut short\. Run it again"):
            open_store(build_url(to), create=create)
    assert _digest(file) == before and not to.exists()
    assert move(build_url(file), build_url(to)).reading.incidents == 5
    assert find_left(to) == []


def test_a_move_whose_commit_nobody_answered_claims_neither(
    file: Path, empty: str, server: Server
) -> None:
    def cut_off(session: Session) -> None:
        server.cut_off(empty)

    event.listen(Session, "before_commit", cut_off)
    try:
        with pytest.raises(StoreUnavailable, match="may or may not be kept") as unknown:
            move(build_url(file), empty)
    finally:
        event.remove(Session, "before_commit", cut_off)
    assert "Nothing was" not in str(unknown.value)
    assert file.exists() and _count_rows(empty) == 0
    assert move(build_url(file), empty).reading.incidents == 5


def test_a_migration_whose_commit_nobody_answered_claims_neither(
    empty: str, server: Server
) -> None:
    engine = build_engine(empty)

    @event.listens_for(engine, "commit")
    def _cut_off(_connection: object) -> None:
        server.cut_off(empty)

    with pytest.raises(StoreUnavailable, match="may or may not be kept"):
        migrate(engine)
    engine.dispose()
    assert read_all(empty, "SELECT 1 FROM pg_tables WHERE tablename = 'audit'") == []
    open_store(empty, create=StoreKind.OWN).close()


def test_the_new_store_is_whole_and_its_audit_goes_on_with_the_move(moved: str) -> None:
    store = open_store(moved)
    state = check_store(store, SYSTEM)
    assert state["faults"] == []
    last = read_all(moved, "SELECT verb, noun, noun_id, previous FROM audit ORDER BY seq DESC")[0]
    assert last[:2] == ("moved", "store") and last[2] == last[3]
    _annotate(store, "After")
    assert check_store(store, SYSTEM)["faults"] == []
    store.close()


def test_new_rows_begin_behind_the_last_one_moved(world: World, moved: str) -> None:
    store = open_store(moved)
    world.store = store
    assert add_incident(world, "new") == 2**40 + 1
    assert read_view(store, SYSTEM).incidents.height == 6
    store.close()


def test_triggers_and_constraints_stay_on(moved: str) -> None:
    off = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'"
    assert read_all(moved, off) == []
    assert read_all(moved, "SELECT conname FROM pg_constraint WHERE NOT convalidated") == []
    for statement in ("UPDATE audit SET role = 'x'", "DELETE FROM share", "DELETE FROM home"):
        with pytest.raises(Exception, match=r"append-only|foreign key"):
            run_as_owner(moved, statement)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("NEW.name := upper(NEW.name)", "table home"),
        ("NEW.urn := ''; NEW.urn := NULL", "refused a row"),
    ],
)
def test_what_arrives_otherwise_is_undone_and_said(
    file: Path, empty: str, change: str, names: str
) -> None:
    engine = build_engine(empty)
    migrate(engine)
    engine.dispose()
    run_as_owner(
        empty,
        f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {change}; "
        "RETURN NEW; END $$",
        "CREATE TRIGGER spoil BEFORE INSERT ON home FOR EACH ROW EXECUTE FUNCTION spoil()",
    )
    before = _digest(file)
    with pytest.raises(StoreUnavailable, match=names):
        move(build_url(file), empty)
    assert _count_rows(empty) == 0 and _digest(file) == before
    with pytest.raises(StoreUnavailable, match="never finished"):
        open_store(empty)
    run_as_owner(empty, "DROP TRIGGER spoil ON home")
    assert move(build_url(file), empty).reading.incidents == 5


def test_a_figure_that_is_read_otherwise_is_undone_and_said(
    file: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from core import moving

    readings = []

    def read_another(*arguments: object) -> object:
        found = moving_read(*arguments)  # type: ignore[arg-type]
        readings.append(found)
        return found if len(readings) == 1 else replace(found, figures="another")

    moving_read = moving.read_store
    monkeypatch.setattr(moving, "read_store", read_another)
    with pytest.raises(StoreUnavailable, match=r"not what was there \(figures\)"):
        move(build_url(file), empty)
    assert len(readings) == 2 and _count_rows(empty) == 0 and file.exists()


def test_nothing_is_moved_to_where_something_is(
    file: Path, moved: str, server: Server, tmp_path: Path
) -> None:
    (aside,) = file.parent.glob("world.moved-*.db")
    url, before = build_url(aside), _count_rows(moved)
    with pytest.raises(StoreUnavailable, match="a store at the target already"):
        move(url, moved)
    strangers = server.make_database()
    run_as_owner(strangers, "CREATE TABLE t (id int)")
    with pytest.raises(StoreUnavailable, match="Something is at the target"):
        move(url, strangers)
    (tmp_path / "there.db").write_bytes(b"")
    with pytest.raises(StoreUnavailable, match="is there already"):
        move(url, build_url(tmp_path / "there.db"))
    with pytest.raises(InvalidInput, match="where it is"):
        move(url, url)
    assert _count_rows(moved) == before and aside.exists()


def test_what_came_to_the_target_while_it_was_waited_for_stays(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, hold = tmp_path / "to.db", module.hold_alone

    @contextmanager
    def wait(path: Path, refusal: str) -> Iterator[None]:
        with hold(path, refusal):
            if path == to:
                to.write_bytes(b"restored meanwhile")
            yield

    monkeypatch.setattr(module, "hold_alone", wait)
    with pytest.raises(StoreUnavailable, match="there already"):
        move(build_url(file), build_url(to))
    assert to.read_bytes() == b"restored meanwhile" and file.exists()


def test_a_move_that_fails_after_its_commit_says_where_the_stores_are(
    file: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter([None, StoreUnavailable("The database does not answer.")])

    def check(_store: Store) -> None:
        if error := next(asked):
            raise error

    monkeypatch.setattr(module, "_check_whole", check)
    with pytest.raises(StoreUnavailable, match=r"whole store is in the new .* does not answer"):
        move(build_url(file), empty)
    assert file.exists() and _count_rows(empty) > 0


def test_a_store_moved_to_a_file_is_its_owners_alone(file: Path, tmp_path: Path) -> None:
    move(build_url(file), build_url(tmp_path / "to.db"))
    assert (tmp_path / "to.db").stat().st_mode & 0o077 == 0


def test_no_password_of_an_address_is_said() -> None:
    engine = build_engine("postgresql://db/area?user=app&password=Sec3ret&sslpassword=Sec3ret")
    assert say_address(engine) == "postgresql://db/area?user=app"
    engine = build_engine("postgresql://app:Sec3ret@db/area")
    assert say_address(engine) == "postgresql://app:***@db/area"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:pa@ss:Sec3ret@127.0.0.1:5/db",
        "postgresql://app:Sec3ret@127.0.0.1:port/db",
        "sqlite://data/x.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:/x/u.db?uri=true",
        "nonsense Sec3ret",
        "mysql://app:Sec3ret@db/area",
    ],
)
def test_an_address_that_is_none_is_refused_in_words_without_its_password(url: str) -> None:
    with pytest.raises(InvalidInput, match="DATABASE_URL") as refused:
        build_engine(url)
    assert "Sec3ret" not in "".join(traceback.format_exception(refused.value)).replace(url, "")


def test_a_store_that_somebody_has_open_is_not_moved(file: Path, empty: str) -> None:
    store = open_file(file)
    with pytest.raises(StoreUnavailable, match="Stop it, then move"):
        move(build_url(file), empty)
    store.close()
    assert _count_rows(empty) == 0
    assert move(build_url(file), empty).reading.incidents == 5


def test_a_store_that_is_not_whole_or_not_there_is_not_moved(
    file: Path, empty: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreUnavailable, match="no store yet"):
        move(build_url(tmp_path / "none.db"), empty)
    assert not (tmp_path / "none.db").exists()
    engine = build_engine(build_url(file))
    with engine.begin() as connection:
        connection.execute(text("UPDATE incident SET call_out = 1, channel = 'none' WHERE id = 1"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match="not whole"):
        move(build_url(file), empty)
    assert _count_rows(empty) == 0


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("incident", "summary", "a\0b"),
        ("incident", "rests_on", "[Infinity]"),
        ("incident", "rests_on", '["\\u0000"]'),
        ("incident", "rests_on", '{"NaN": NaN}'),
    ],
)
def test_what_postgresql_cannot_keep_is_named(table: str, column: str, value: str) -> None:
    found = {known.name: known for known in list_tables()}[table]
    names = [known.name for known in found.columns]
    good = [17 if name == "id" else None for name in names]
    check = Check(found)
    check.check_storable(good)
    check.check_storable([*good[:-1], "NaN, Infinity"])
    place = names.index(column)
    with pytest.raises(InvalidInput, match=f"{table} 17, {column}: .*Nothing was moved"):
        check.check_storable([*good[:place], value, *good[place + 1 :]])


def test_a_value_that_postgresql_cannot_keep_leaves_it_empty(file: Path, empty: str) -> None:
    engine = build_engine(build_url(file))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE incident SET summary = char(97, 0) WHERE id = 2")
    engine.dispose()
    with pytest.raises(InvalidInput, match="incident 2, summary: a NUL character"):
        move(build_url(file), empty)
    assert _count_rows(empty) == 0 and file.exists()


def test_a_source_in_postgresql_takes_no_change_while_it_is_moved(
    moved: str, tmp_path: Path
) -> None:
    engine, refused = build_engine(moved), []

    def try_to_write(name: str, _done: int, _of: int) -> None:
        if name != "home":
            return
        with pytest.raises(StoreUnavailable), hurrying(engine, 50) as connection:
            connection.execute(text("UPDATE store_info SET data_revision = 999"))
        refused.append(name)

    done = move(moved, build_url(tmp_path / "back.db"), try_to_write)
    assert refused and done.set_aside is None
    with hurrying(engine, 50) as connection:  # Afterwards it is free again.
        connection.execute(text("SELECT 1"))
    engine.dispose()


def test_progress_tells_each_table_and_the_judging(file: Path, empty: str) -> None:
    told: list[tuple[str, int, int]] = []
    move(build_url(file), empty, lambda *said: told.append(said))
    assert {"audit", "incident", "finding", "incidents judged again"} <= {name for name, *_ in told}
    assert all(done <= of for _, done, of in told)


def test_a_backup_of_a_postgresql_store_is_one_state_while_people_work(
    moved: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import moving_rows

    store, other, written = open_store(moved), open_store(moved), []
    _annotate(store, "Before")
    read_runs = moving_rows._read_runs

    def write_meanwhile(connection, table, progress):  # type: ignore[no-untyped-def]
        if connection.dialect.name == "postgresql" and table.name == "home" and not written:
            written.append(table.name)
            _annotate(other, "Meanwhile")
        yield from read_runs(connection, table, progress)

    monkeypatch.setattr(moving_rows, "_read_runs", write_meanwhile)
    made = backup(store, SYSTEM, tmp_path / "b.db")
    assert written
    found = check_backup(made.path)
    assert found.faults == () and found.audit_head == made.seal.audit_head
    words = read_all(build_url(made.path), "SELECT words FROM annotation")
    assert words == [("Before",)]
    assert read_all(moved, "SELECT count(*) FROM annotation") == [(2,)]
    last = read_all(moved, "SELECT verb, noun_id FROM audit ORDER BY seq DESC LIMIT 1")
    assert last == [("backed up", made.seal.audit_head)]
    for one in (store, other):
        one.close()


def test_a_backup_is_restored_into_an_empty_database_and_everybody_signs_in_again(
    moved: str, server: Server, tmp_path: Path
) -> None:
    store = open_store(moved)
    made = backup(store, SYSTEM, tmp_path / "b.db")
    store.close()
    target = server.make_database()
    done = restore(made.path, target)
    assert (done.path, done.kept) == (None, None) and done.address.startswith("postgresql://")
    store = open_store(target)
    assert check_store(store, SYSTEM)["faults"] == []
    assert store.read_revision() == made.seal.data_revision + 1 == done.data_revision
    with store.read() as session:
        assert all(person.signed_out_at for person in session.exec(select(Person)))
        assert all(sign_in.ended_at for sign_in in session.exec(select(SignIn)))
        assert list(session.exec(select(Annotation))) == []
    store.close()
    last = read_all(target, "SELECT verb, noun_id FROM audit ORDER BY seq DESC LIMIT 1")
    assert last == [("restored", made.seal.audit_head)]
    before = _count_rows(target)
    with pytest.raises(StoreUnavailable, match="a store at the target already"):
        restore(made.path, target)
    assert _count_rows(target) == before


def test_a_damaged_backup_is_not_restored_into_a_database(
    moved: str, server: Server, tmp_path: Path
) -> None:
    store = open_store(moved)
    path = backup(store, SYSTEM, tmp_path / "b.db").path
    store.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    target = server.make_database()
    with pytest.raises(StoreUnavailable, match="not whole"):
        restore(path, target)
    assert _count_rows(target) == 0
