"""A damaged store: every part of the file in turn, a cut one, another's, none at all.

Found by `check`, said in words where it is met, never shown as an empty store, and well again once
the file is: without a restart.
"""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest
from typer.testing import CliRunner

from core.__main__ import app
from core.access import SYSTEM
from core.backup import backup
from core.checking import check_store
from core.errors import SlowTimeError, StoreFault, StoreUnavailable
from core.reading import read_view
from core.restore import restore
from core.store import Store, open_store
from tests.disk.places import PAGE, Writer
from tests.faults.results import Result, record
from tests.world import World, add_incident

_INCIDENTS = 120
Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def lived_in(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A store with incidents on more than one page, its freed pages, and a backup beside it."""
    from tests.world import copy_world

    world = copy_world(untouched_world, tmp_path_factory.mktemp("lived_in"))
    for number in range(_INCIDENTS):
        add_incident(world, f"R{number:05}", unmet_need="words " * 20)
    with closing(sqlite3.connect(_find_path(world))) as connection:
        connection.execute("CREATE TABLE freed AS SELECT hex(randomblob(2000)) FROM incident")
        connection.execute("DROP TABLE freed")
        connection.commit()
    backup(world.store, SYSTEM, _find_path(world).with_name("b.db"))
    world.store.close()
    return world


@pytest.fixture
def path(lived_in: World, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(copyfile(_find_path(lived_in), tmp_path / "world.db"))


def _find_path(world: World) -> Path:
    return Path(str(world.store.engine.url.database))


def _read_roots(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, rootpage FROM sqlite_master").fetchall())


def _find_leaf(content: bytes, root: int) -> int:
    """The first page of a table or index that holds rows."""
    start = (root - 1) * PAGE + (100 if root == 1 else 0)
    if content[start] in {2, 5}:
        cell = int.from_bytes(content[start + 12 : start + 14], "big")
        where = (root - 1) * PAGE + cell
        return _find_leaf(content, int.from_bytes(content[where : where + 4], "big"))
    return root


def _overwrite(number: int, *, begin: int = 0, size: int = PAGE) -> Spoil:
    def spoil(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek((number - 1) * PAGE + begin)
            file.write(b"\xa5" * size)

    return spoil


def _of(name: str, *, leaf: bool = True) -> Spoil:
    def spoil(path: Path) -> None:
        root = _read_roots(path)[name]
        _overwrite(_find_leaf(path.read_bytes(), root) if leaf else root, size=200)(path)

    return spoil


def _spoil_free_page(path: Path) -> None:
    first = int.from_bytes(path.read_bytes()[32:36], "big")
    assert first
    _overwrite(first, size=64)(path)


def _garble_schema(path: Path) -> None:
    # What SQLite then says of it is no text either.
    content = path.read_bytes()
    assert b"CREATE TABLE incident" in content
    path.write_bytes(content.replace(b"CREATE TABLE incident", b"CR\xd8ATE TABLE incident", 1))


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // PAGE // 2 * PAGE)


def _put_other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE letters (x)")


SPOILS: dict[str, tuple[Spoil, str]] = {
    "the header's first words": (_overwrite(1, size=16), "damaged"),
    "the header's page size": (_overwrite(1, begin=16, size=2), "damaged"),
    "the list of tables": (_overwrite(1, begin=100, size=300), "damaged|malformed"),
    "a table's own statement": (_garble_schema, "damaged|malformed"),
    "a page of incidents": (_of("incident"), "table incident"),
    "the root of the incidents": (_of("incident", leaf=False), "incident"),
    "an index of incidents": (_of("incident_home_occurred"), "table incident"),
    "a page of the audit": (_of("audit"), "table audit"),
    "the list of free pages": (_spoil_free_page, "[Ff]reelist|free"),
    "a file cut in half": (_cut, "damaged|page"),
    "another database": (_put_other_database, "not a Slow Time"),
    "a letter": (lambda path: path.write_text("Dear diary,\n" * 900), "damaged"),
    "no bytes at all": (lambda path: path.write_bytes(b""), "empty|not a Slow Time"),
}


def _look(path: Path, store: Store | None = None) -> tuple[str, int | None]:
    """What a page says, and how many incidents it shows, of a store or of one opened anew."""
    opened = store
    try:
        opened = opened or open_store(f"sqlite:///{path}")
        return "", read_view(opened, SYSTEM).incidents.height
    except StoreUnavailable as error:
        return str(error), None
    finally:
        if opened is not None and store is None:
            opened.close()


def _check(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    done = CliRunner().invoke(app, ["check"])
    if isinstance(done.exception, SlowTimeError):  # `main` makes a line and exit 2 of it.
        return 2, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("what", SPOILS)
def test_damage_is_found_by_check_and_never_shown_as_an_empty_store(
    path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, said = SPOILS[what]
    spoil(path)
    spoilt = path.read_bytes()
    code, words = _check(path, monkeypatch)
    assert code in {1, 2}, words
    assert re.search(said, words), words
    told, seen = _look(path)
    # What is damaged but not needed for this page leaves it whole.
    assert seen in {None, _INCIDENTS} and bool(told) == (seen is None), (told, seen)
    assert path.read_bytes() == spoilt


@pytest.mark.parametrize("what", SPOILS)
def test_a_store_that_is_damaged_while_it_is_open_is_well_once_the_file_is(
    path: Path, what: str
) -> None:
    whole = path.read_bytes()
    store = open_store(f"sqlite:///{path}")
    writer = Writer(store)
    assert writer.write() and _look(path, store) == ("", _INCIDENTS)
    whole = path.read_bytes()
    SPOILS[what][0](path)
    for _ in range(2):
        told, seen = _look(path, store)
        assert seen in {None, _INCIDENTS} and bool(told) == (seen is None), (told, seen)
        try:
            writer.write()
        except SlowTimeError:
            pytest.fail("said by another name")
    path.write_bytes(whole)
    if seen is None:
        for _ in range(2):
            told, seen = _look(path, store)
            if not told:
                break
            store.close()
            store = open_store(f"sqlite:///{path}")
    assert _look(path, store) == ("", _INCIDENTS)
    assert writer.acknowledged[0] in writer.read() and writer.find_faults() == []
    store.close()
    record(Result(f"damaged while open: {what}", 1, 1, 0, 0, "said in words; well again at once"))


def test_a_backup_takes_the_place_of_a_damaged_store(path: Path, lived_in: World) -> None:
    backed = _find_path(lived_in).with_name("b.db")
    for what, (spoil, _said) in SPOILS.items():
        spoil(path)
        assert restore(backed, f"sqlite:///{path}").kept is not None, what
        assert _look(path) == ("", _INCIDENTS), what
        store = open_store(f"sqlite:///{path}")
        assert check_store(store, SYSTEM)["faults"] == [], what
        store.close()


@pytest.mark.parametrize("rounds", [15, pytest.param(1000, marks=pytest.mark.faults)])
def test_any_bytes_that_flip_are_read_as_they_are_or_said_in_words(path: Path, rounds: int) -> None:
    draw, whole = Random(7), path.read_bytes()
    found, met, kinds = 0, 0, set()
    for number in range(rounds):
        content = bytearray(whole)
        # First the whole first page: of a few, all may fall in what is free, or within a value.
        start = draw.randrange(len(content)) if number else 0
        length = draw.choice([1, 8, 512, PAGE]) if number else PAGE
        for place in range(start, min(start + length, len(content))):
            content[place] ^= draw.randrange(1, 256)
        path.write_bytes(content)
        store = None
        try:
            store = open_store(f"sqlite:///{path}")
            read_view(store, SYSTEM)
            Writer(store).write()
        except StoreUnavailable as error:
            met += 1
            kinds.add(error.fault)
        finally:
            if store is not None:
                store.close()
        path.write_bytes(content)
        try:
            store = open_store(f"sqlite:///{path}")
            found += bool(check_store(store, SYSTEM)["faults"])
            store.close()
        except StoreUnavailable:
            found += 1
        path.write_bytes(whole)
    assert met and found and kinds <= {StoreFault.DAMAGED, StoreFault.OTHER}, kinds
    record(
        Result(
            f"bytes flipped at random ({found} found by check, {met} met by a page; the others lie "
            "in words, numbers or freed room, which no database checks)",
            rounds,
            0,
            0,
            0,
            "said in words",
        )
    )
