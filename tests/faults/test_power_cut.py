"""The power is cut at any moment: what was acknowledged is there, of the rest all or nothing."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from core import store as store_module
from core.access import SYSTEM
from core.backup import backup
from core.backup_checking import check_backup
from core.checking import check_store
from core.dialect import build_engine
from core.errors import SlowTimeError
from core.restore import restore
from core.retention import anonymise, set_retention_years
from core.store import Store, build_url, open_store
from core.vocabulary import StoreKind
from tests.erasing import LATER
from tests.faults.disk import draw_images, read_disk, write_image
from tests.faults.recording import Operation, record_disk
from tests.faults.results import Result, record
from tests.faults.work import work
from tests.world import build_world

DATA = Path(__file__).parents[1] / "data"
Acknowledge = Callable[[], None]


@dataclass
class Course:
    """What people did, in a folder: how it was before, what the disk was asked, each state after.

    `states` are the store's contents before the first and after each acknowledgement.
    """

    folder: Path
    before: Path
    operations: list[Operation] = field(default_factory=list)
    states: list[str] = field(default_factory=list)


@dataclass
class Found:
    """What became of the images."""

    images: int = 0
    acknowledged: int = 0
    lost: int = 0
    damaged: list[str] = field(default_factory=list)


def _read_content(store: Store) -> str:
    with store.read() as session:
        read = session.connection().exec_driver_sql
        tables = SQLModel.metadata.sorted_tables
        rows = [read(f"SELECT * FROM {table.name} ORDER BY 1, 2").all() for table in tables]
    return sha256(repr(rows).encode()).hexdigest()


def _open_and_read(path: Path) -> str:
    store = open_store(build_url(path))
    try:
        faults = check_store(store, SYSTEM)["faults"]
        if faults:
            raise AssertionError(str(faults))
        return _read_content(store)
    finally:
        store.close()


def _use(path: Path, acknowledge: Acknowledge) -> None:
    """Ticks, an import, a review, and an erasure that writes the file anew."""
    store = open_store(build_url(path))
    for _ in islice(work(store, "a"), 4):
        acknowledge()
    set_retention_years(store, SYSTEM, 3, "As the policy says.", expected=None)
    acknowledge()
    assert anonymise(store, SYSTEM, LATER).rewritten
    acknowledge()
    store.close()


def _migrate(path: Path, acknowledge: Acknowledge) -> None:
    open_store(build_url(path)).close()
    acknowledge()


def _back_up(path: Path, acknowledge: Acknowledge) -> None:
    store = open_store(build_url(path))
    changes = work(store, "b")
    for _ in range(2):
        next(changes)
        acknowledge()
        backup(store, SYSTEM, path.with_name("b.db"))
        acknowledge()
    store.close()


def _restore(path: Path, acknowledge: Acknowledge) -> None:
    restore(path.with_name("b.db"), build_url(path))
    acknowledge()


def _look_at_backup(folder: Path, _course: Course, acknowledged: int) -> None:
    """Whatever is called a backup is whole, and one that was acknowledged is there."""
    path = folder / "b.db"
    if path.exists() or acknowledged >= 2:
        found = check_backup(path)
        assert found.faults == () and found.data_revision >= acknowledged // 2


def _look_at_copy(folder: Path, _course: Course, _acknowledged: int) -> None:
    """The copy of before the migration is there once the store was opened, and is whole."""
    assert check_backup(folder / "store.before-0001.db").schema_version == "0001"


def _look_at_kept(folder: Path, course: Course, _acknowledged: int) -> None:
    """The store that was replaced is there beside the new one, or is still in its place."""
    assert course.states[0] in {_open_and_read(path) for path in folder.glob("store*.db")}


def _prepare_world(folder: Path) -> None:
    world = build_world(folder)
    world.store.close()
    (folder / "world.db").rename(folder / "store.db")


def _prepare_old(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "store.db")) as connection:
        connection.executescript((DATA / "store_0001.sql").read_text(encoding="utf-8"))


def _prepare_restore(folder: Path) -> None:
    _prepare_world(folder)
    store = open_store(build_url(folder / "store.db"))
    backup(store, SYSTEM, folder / "b.db")
    list(islice(work(store, "c"), 3))
    store.close()


@dataclass(frozen=True)
class _Kind:
    tried: str
    prepare: Callable[[Path], None]
    do: Callable[[Path, Acknowledge], None]
    look: Callable[[Path, Course, int], None] | None
    short: int
    long: int


_KINDS = {
    "use": _Kind("in use (ticks, import, review, erasure)", _prepare_world, _use, None, 24, 700),
    "migration": _Kind("in a migration", _prepare_old, _migrate, _look_at_copy, 8, 100),
    "backup": _Kind("in a backup", _prepare_world, _back_up, _look_at_backup, 14, 200),
    "restore": _Kind("in a restore", _prepare_restore, _restore, _look_at_kept, 14, 200),
}


def _run(kind: _Kind, folder: Path) -> Course:
    live, before = folder / "live", folder / "before"
    live.mkdir()
    kind.prepare(live)
    shutil.copytree(live, before)
    course = Course(live, before)
    path = live / "store.db"
    contents = [path.read_bytes()]
    with record_disk(live) as operations:

        def acknowledge() -> None:
            operations.append(("acknowledged",))
            contents.append(path.read_bytes())

        kind.do(path, acknowledge)
    course.operations = operations
    for number, content in enumerate(contents):
        state = folder / f"state-{number}" / "store.db"
        state.parent.mkdir()
        state.write_bytes(content)
        course.states.append(_open_and_read(state))
    return course


def _cut(kind: _Kind, course: Course, count: int, folder: Path) -> Found:
    disk = read_disk(course.before)
    # The same files, in the folder where they were used.
    names = {
        str(course.folder / Path(name).relative_to(course.before.resolve())): number
        for name, number in disk.live.items()
    }
    disk.live, disk.durable = dict(names), dict(names)
    found = Found()
    for number, acknowledged, image in draw_images(disk, course.operations, count, Random(count)):
        found.images += 1
        found.acknowledged += acknowledged
        place = folder / "image"
        write_image(image, course.folder, place)
        try:
            state = _open_and_read(place / "store.db")
            # One change at most was on its way: a state after it is as whole as one before it.
            possible = course.states[: acknowledged + 2]
            held = max(at for at, known in enumerate(possible) if known == state)
            found.lost += max(0, acknowledged - held)
            if kind.look is not None:
                kind.look(place, course, acknowledged)
        except (SlowTimeError, SQLAlchemyError, AssertionError, ValueError) as error:
            found.damaged.append(f"cut after {number}: {type(error).__name__}: {error}")
        shutil.rmtree(place)
    return found


@pytest.mark.parametrize("name", _KINDS)
@pytest.mark.parametrize("length", ["short", pytest.param("long", marks=pytest.mark.faults)])
def test_a_power_cut_takes_nothing_acknowledged_and_leaves_no_half(
    tmp_path: Path, name: str, length: str
) -> None:
    kind = _KINDS[name]
    course = _run(kind, tmp_path)
    found = _cut(kind, course, getattr(kind, length), tmp_path)
    record(
        Result(
            f"Power cut below SQLite, {kind.tried}",
            found.images,
            found.acknowledged,
            found.lost,
            len(found.damaged),
            "The store opens by itself; what was being saved is there or not, as a whole.",
        )
    )
    assert (found.lost, found.damaged) == (0, [])
    assert found.images == getattr(kind, length) and found.acknowledged > 0


def test_a_replaced_store_has_its_new_name_for_certain_before_it_loses_its_old_one(
    tmp_path: Path,
) -> None:
    course = _run(_KINDS["restore"], tmp_path)
    names = [(operation[0], *map(str, operation[2:3])) for operation in course.operations]
    (kept,) = (at for at, name in enumerate(names) if name[0] == "link")
    (placed,) = (at for at, name in enumerate(names) if name[-1].endswith("/store.db"))
    assert ("sync folder",) in names[kept:placed]


def _build_weaker(synchronous: str) -> Callable[[str], Engine]:
    def build(url: str) -> Engine:
        engine = build_engine(url)

        @event.listens_for(engine, "connect")
        def _prepare(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA synchronous={synchronous}").close()

        return engine

    return build


@pytest.mark.parametrize(
    ("synchronous", "count"),
    [
        ("FULL", 24),
        pytest.param("FULL", 300, marks=pytest.mark.faults),
        pytest.param("OFF", 300, marks=pytest.mark.faults),
    ],
)
def test_the_same_cuts_do_harm_where_the_store_waits_less_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, synchronous: str, count: int
) -> None:
    """Without this the test above might be one that cannot fail."""
    kind = _KINDS["use"]
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "build_engine", _build_weaker(synchronous))
        course = _run(kind, tmp_path)
    found = _cut(kind, course, count, tmp_path)
    record(
        Result(
            f"Control, not what ships: the same in use with synchronous={synchronous}",
            found.images,
            found.acknowledged,
            found.lost,
            len(found.damaged),
            "This is what the product's setting (EXTRA) is there to prevent.",
        )
    )
    assert found.lost > 0 or found.damaged


def test_a_store_that_was_being_made_is_made_after_a_power_cut(tmp_path: Path) -> None:
    live = tmp_path / "live"
    live.mkdir()
    disk = read_disk(live)
    with record_disk(live) as operations:
        store = open_store(build_url(live / "store.db"), create=StoreKind.OWN)
        store.close()
        operations.append(("acknowledged",))
    place = tmp_path / "image"
    for _, acknowledged, image in draw_images(disk, operations, 8, Random(8)):
        place.mkdir()
        write_image(image, live, place)
        create = None if acknowledged else StoreKind.OWN
        store = open_store(build_url(place / "store.db"), create=create)
        assert check_store(store, SYSTEM)["faults"] == [] and store.read_info().kind == "own"
        store.close()
        shutil.rmtree(place)
