"""A backup holds what was acknowledged before it began, or there is none; an earlier one stays."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copyfile
from threading import Event

import pytest
from sqlmodel import select

from core import backup as module
from core.access import ACCESS, SYSTEM, Permission
from core.actions import give_action, tick_action
from core.annotations import add_annotation
from core.backup import backup
from core.backup_checking import check_backup
from core.backup_seal import is_unbroken, read_seal
from core.checking import check_store
from core.errors import AccessDenied, InvalidInput, StoreUnavailable
from core.restore import restore
from core.store import ROOT, Store, build_url, open_store
from core.tables import Annotation, Audit, Home
from core.vocabulary import Agency, Role, StoreKind
from tests.core.test_checking import doctor
from tests.world import TODAY, World, add_unneeded_call

pytestmark = pytest.mark.sqlite_only("a backup is a copy of the file")


def _path(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def _list(folder: Path) -> list[str]:
    """What lies in a folder, without the locks of those who have a store open."""
    return sorted(name for name in os.listdir(folder) if not name.endswith(".lock"))


def _read_words(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {words for (words,) in connection.execute("SELECT words FROM annotation")}


def _annotate(store: Store, words: str) -> None:
    add_annotation(store, SYSTEM, words=words, on_day=TODAY, home_id=None)


def test_a_backup_is_whole_says_what_it_is_and_leaves_nothing_beside_it(
    world: World, tmp_path: Path
) -> None:
    add_unneeded_call(world, "A-1")
    revision, rows = world.store.read_revision(), world.store.read_audit_head()
    made = backup(world.store, SYSTEM, tmp_path / "b.db")
    assert (made.seal.kind, made.seal.data_revision, made.seal.audit_rows) == (
        "own",
        revision,
        rows,
    )
    assert made.size == (tmp_path / "b.db").stat().st_size
    found = check_backup(tmp_path / "b.db")
    assert (found.faults, found.audit_head) == ((), made.seal.audit_head)
    assert _list(tmp_path) == ["b.db", "world.db"]


def test_only_its_owner_may_read_a_backup(world: World, tmp_path: Path) -> None:
    made = backup(world.store, SYSTEM, tmp_path / "b.db")
    assert made.path.stat().st_mode & 0o077 == 0


def test_the_stores_audit_names_the_head_of_its_backup(world: World, tmp_path: Path) -> None:
    revision = world.store.read_revision()
    made = backup(world.store, world.viewer(Role.ADMINISTRATOR), tmp_path / "b.db")
    with world.store.read() as session:
        row = session.exec(select(Audit).where(Audit.verb == "backed up")).one()
        assert (row.noun, row.noun_id) == ("store", made.seal.audit_head)
        assert row.person_id == world.people[Role.ADMINISTRATOR]
        assert session.get_one(Audit, row.seq - 1).digest == made.seal.audit_head
    assert world.store.read_revision() == revision


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_may_back_up(world: World, tmp_path: Path, role: Role) -> None:
    viewer = world.viewer(role)
    if Permission.BACKUP in ACCESS[role].may or viewer.administrator:
        backup(world.store, viewer, tmp_path / "b.db")
        return
    with pytest.raises(AccessDenied):
        backup(world.store, viewer, tmp_path / "b.db")
    assert _list(tmp_path) == ["world.db"]
    with world.store.read() as session:
        assert session.exec(select(Audit).order_by(Audit.seq.desc())).first().verb == "refused"


def test_an_earlier_backup_is_replaced_and_another_file_only_when_it_is_said(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "b.db"
    first = backup(world.store, SYSTEM, path)
    second = backup(world.store, SYSTEM, path)
    assert read_seal(path) == second.seal != first.seal
    for content in (b"Dear diary", b"", _path(world.store).read_bytes()):
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="no backup"):
            backup(world.store, SYSTEM, path)
        assert path.read_bytes() == content
    assert read_seal(backup(world.store, SYSTEM, path, replace=True).path)


def test_a_store_that_began_as_a_backup_is_none_any_more(world: World, tmp_path: Path) -> None:
    path = copyfile(backup(world.store, SYSTEM, tmp_path / "b.db").path, tmp_path / "live.db")
    live = open_store(build_url(path))
    _annotate(live, "Since then")
    for _ in range(2):
        content = path.read_bytes()
        with pytest.raises(InvalidInput, match="no backup"):
            backup(world.store, SYSTEM, path)
        with pytest.raises(StoreUnavailable, match="a store in use"):
            backup(world.store, SYSTEM, path, replace=True)
        assert path.read_bytes() == content
    live.close()


@pytest.mark.parametrize("name", ["b.db-journal", "world.db-wal"])
def test_a_backup_is_not_called_as_sqlite_calls_its_journals(
    world: World, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InvalidInput, match="journal"):
        backup(world.store, SYSTEM, tmp_path / name, replace=True)


@pytest.mark.parametrize("name", ["wh?at", "50%20off", "a#b&c=d", "kent[1]", "with blank"])
def test_any_name_of_a_folder_or_file_is_that_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    path = folder / f"{name}.db"
    store = open_store(build_url(path), create=StoreKind.OWN)
    _annotate(store, "Kept")
    made = backup(store, SYSTEM, folder / "b.db")
    store.close()
    assert check_backup(made.path).faults == ()
    assert restore(made.path, build_url(path)).kept is not None
    path.unlink()
    with pytest.raises(StoreUnavailable, match="but there was one"):
        open_store(build_url(path), create=StoreKind.OWN)
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("replace", [False, True])
def test_the_store_is_never_replaced_by_its_own_backup(
    world: World, tmp_path: Path, replace: bool
) -> None:
    (tmp_path / "same.db").symlink_to(_path(world.store))
    for path in (_path(world.store), tmp_path / "same.db"):
        with pytest.raises(InvalidInput, match="its own backup"):
            backup(world.store, SYSTEM, path, replace=replace)


@pytest.mark.parametrize("name", ["missing/b.db", "folder"])
def test_a_place_where_no_backup_can_be_is_refused_in_words(
    world: World, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidInput, match=r"no folder|no plain file"):
        backup(world.store, SYSTEM, tmp_path / name, replace=True)
    assert _list(tmp_path) == ["folder", "world.db"]


def _fill_disk(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(module, "write_seal", full)


@pytest.mark.parametrize(
    "fail",
    [
        lambda patch: _fill_disk(patch, OSError(28, "No space left on device")),
        lambda patch: patch.setattr(
            "core.dialect.sqlite3.connect",
            lambda *_a, **_k: (_ for _ in ()).throw(
                sqlite3.OperationalError("database or disk is full")
            ),
        ),
        lambda patch: patch.setattr(
            module.os, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Denied"))
        ),
    ],
)
def test_a_backup_that_fails_leaves_the_earlier_one_and_nothing_else(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[pytest.MonkeyPatch], None],
) -> None:
    made = backup(world.store, SYSTEM, tmp_path / "b.db")
    with world.store.read() as session:  # The pool has a connection before SQLite is broken.
        before = session.exec(select(Audit)).all()
    fail(monkeypatch)
    with pytest.raises((InvalidInput, StoreUnavailable)) as refused:
        backup(world.store, SYSTEM, tmp_path / "b.db")
    assert "\n" not in str(refused.value) and len(str(refused.value)) > 20
    monkeypatch.undo()
    assert read_seal(tmp_path / "b.db") == made.seal
    assert _list(tmp_path) == ["b.db", "world.db"]
    with world.store.read() as session:
        assert len(session.exec(select(Audit)).all()) == len(before)


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), StoreUnavailable("Busy.")])
def test_a_backup_that_is_there_and_not_on_record_is_not_said_to_be_none(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(module, "sync_folder", lambda _: (_ for _ in ()).throw(error))
    with pytest.raises(StoreUnavailable, match=r"is there and whole, .* audit does not have it"):
        backup(world.store, SYSTEM, tmp_path / "b.db")
    assert check_backup(tmp_path / "b.db").faults == ()
    with world.store.read() as session:
        assert session.exec(select(Audit).where(Audit.verb == "backed up")).all() == []


def test_no_backup_is_made_of_a_store_that_is_not_whole(world: World, tmp_path: Path) -> None:
    add_unneeded_call(world, "A-1")
    assert doctor(world, "UPDATE incident SET channel = 'none'")
    with pytest.raises(StoreUnavailable, match=r"not whole .*call-outs recorded without contact"):
        backup(world.store, SYSTEM, tmp_path / "b.db")
    assert _list(tmp_path) == ["world.db"]


def test_two_backups_to_one_file_at_once_are_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    seal = module.write_seal

    def slowly(*args: object) -> object:
        begun.set()
        go_on.wait(10)
        return seal(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "write_seal", slowly)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(backup, world.store, SYSTEM, tmp_path / "b.db")
        begun.wait(10)
        with pytest.raises(StoreUnavailable, match="Another backup"):
            backup(world.store, SYSTEM, tmp_path / "b.db")
        go_on.set()
        assert first.result().seal == read_seal(tmp_path / "b.db")


def _change_at_random(world: World, draw: random.Random, words: str) -> None:
    match draw.randrange(3):
        case 0:
            with world.store.write(SYSTEM) as change:
                home = Home(urn=f"SC-{words}", name=words, setting_type="childrens_home")
                change.session.add(home)
                change.record("added", "home")
        case 1:
            key = give_action(
                world.store,
                world.viewer(Role.CHAIR),
                title=words,
                due_on=TODAY + timedelta(days=9999),
                meaning=words,
                owner_agency=Agency.COUNCIL,
            )
            tick_action(world.store, world.viewer(Role.CHAIR), key, 1)
    _annotate(world.store, words)


def _write_until(world: World, number: int, acknowledged: list[str], end: Event) -> None:
    """Random changes of one person, each noted once it was acknowledged."""
    draw = random.Random(number)
    for step in count():
        if end.is_set():
            return
        # Who is told that the store is busy was not told that anything was kept.
        with suppress(StoreUnavailable):
            _change_at_random(world, draw, f"{number}:{step}")
            acknowledged.append(f"{number}:{step}")


def test_everything_acknowledged_before_a_backup_is_in_it_while_eight_people_write(
    world: World, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    end, taken = Event(), []
    with ThreadPoolExecutor(8) as pool:
        writers = [
            pool.submit(_write_until, world, number, acknowledged, end) for number in range(8)
        ]
        try:
            for number in range(3):
                while len(acknowledged) < 12 * (number + 1) and not any(w.done() for w in writers):
                    end.wait(0.01)
                before, path = list(acknowledged), tmp_path / f"b{number}.db"
                taken.append((path, set(before), backup(world.store, SYSTEM, path)))
        finally:
            end.set()
        for writer in writers:
            writer.result()
    assert len(acknowledged) > len(taken[-1][1]) > len(taken[0][1]) >= 12
    for path, before, made in taken:
        target = tmp_path / f"restored-{path.name}"
        assert restore(path, build_url(target)).backup.audit_head == made.seal.audit_head
        assert _read_words(target) >= before
        store = open_store(build_url(target))
        assert check_store(store, SYSTEM)["faults"] == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from core import backup
from core.access import SYSTEM
from core.store import open_store
backup.write_seal = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
backup.backup(open_store(sys.argv[1]), SYSTEM, Path(sys.argv[2]))
"""


def test_a_backup_that_is_killed_leaves_the_earlier_one_and_the_next_goes_through(
    world: World, tmp_path: Path
) -> None:
    made = backup(world.store, SYSTEM, tmp_path / "b.db")
    _annotate(world.store, "Since")
    words = [sys.executable, "-c", _KILLED, world.store.url, str(tmp_path / "b.db")]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert _list(tmp_path) == [".b.db.part", "b.db", "world.db"]
    seal = read_seal(tmp_path / "b.db")
    assert seal == made.seal and is_unbroken(tmp_path / "b.db", seal)
    backup(world.store, SYSTEM, tmp_path / "b.db")
    assert _read_words(tmp_path / "b.db") == {"Since"}
    assert _list(tmp_path) == ["b.db", "world.db"]


def test_a_backup_holds_back_no_reader_and_no_writer_of_another_connection(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking the copy takes longest, and nobody waits for it."""
    check, seen = module.check_store, []

    def write_meanwhile(*args: object) -> object:
        other = open_store(world.store.url)
        _annotate(other, "Meanwhile")
        with other.read() as session:
            seen.extend(session.exec(select(Annotation.words)))
        return check(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "check_store", write_meanwhile)
    backup(world.store, SYSTEM, tmp_path / "b.db")
    assert seen == ["Meanwhile"] and _read_words(tmp_path / "b.db") == set()
