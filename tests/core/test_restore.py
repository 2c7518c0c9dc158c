"""A store comes back as it was, whole or not at all; the one before it is kept."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import text
from sqlmodel import select

from core import restore as module
from core import store_files
from core.access import SYSTEM
from core.annotations import add_annotation
from core.backup import backup
from core.backup_checking import check_backup
from core.checking import check_store
from core.clock import read_utc_now
from core.errors import InvalidInput, StoreUnavailable
from core.restore import restore
from core.store import ROOT, Store, build_url, open_store
from core.tables import Annotation, Audit, Person, SignIn
from core.vocabulary import Role, StoreKind
from tests.world import TODAY, World, add_unneeded_call

pytestmark = pytest.mark.sqlite_only("a restore replaces the file")


def _path(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def _list(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def _annotate(store: Store, words: str) -> None:
    add_annotation(store, SYSTEM, words=words, on_day=TODAY, home_id=None)


def _read_words(path: Path) -> list[str]:
    store = open_store(build_url(path))
    with store.read() as session:
        words = list(session.exec(select(Annotation.words)))
    assert check_store(store, SYSTEM)["faults"] == []
    store.close()
    return words


@pytest.fixture
def backed(world: World, tmp_path: Path) -> Path:
    """A backup with one note; the store beside it has a second, and nobody has it open."""
    add_unneeded_call(world, "A-1")
    _annotate(world.store, "Before")
    made = backup(world.store, SYSTEM, tmp_path / "b.db")
    _annotate(world.store, "After")
    world.store.close()
    return made.path


def test_a_restored_store_is_the_backup_and_the_one_before_is_kept_whole(
    world: World, backed: Path
) -> None:
    done = restore(backed, world.store.url)
    assert _read_words(_path(world.store)) == ["Before"]
    assert done.kept is not None and done.kept.name.startswith("world.before-restore-20")
    assert _read_words(done.kept) == ["Before", "After"]
    assert _list(backed.parent) == ["b.db", done.kept.name, "world.db"]
    again = restore(backed, world.store.url)
    assert again.kept is not None and again.kept != done.kept and done.kept.exists()


def test_the_audit_goes_on_after_the_backup_and_names_its_head(world: World, backed: Path) -> None:
    found = check_backup(backed)
    restore(backed, world.store.url)
    with open_store(world.store.url).read() as session:
        rows = session.exec(select(Audit).order_by(text("seq"))).all()
    assert len(rows) == found.audit_rows + 1
    assert (rows[-1].verb, rows[-1].noun, rows[-1].noun_id) == (
        "restored",
        "store",
        found.audit_head,
    )
    assert rows[-1].previous == found.audit_head


def test_no_document_of_before_has_the_revision_of_one_after(world: World, backed: Path) -> None:
    before = open_store(world.store.url)
    for number in range(3):
        _annotate(before, f"More {number}")
    highest = before.read_revision()
    before.close()
    done = restore(backed, world.store.url)
    after = open_store(world.store.url).read_revision()
    assert after == done.data_revision == highest + 1


def test_nobody_is_still_signed_in_who_was_signed_out_since(world: World, tmp_path: Path) -> None:
    with world.store.write(SYSTEM) as change:
        now = read_utc_now()
        person_id = world.people[Role.CHAIR]
        row = SignIn(digest="x", person_id=person_id, began_at=now, seen_at=now)
        change.session.add(row)
        change.record("signed in", "sign_in", figures=False)
    backup(world.store, SYSTEM, tmp_path / "b.db")
    world.store.close()
    restore(tmp_path / "b.db", world.store.url)
    with open_store(world.store.url).read() as session:
        assert session.exec(select(SignIn)).one().ended_at is not None
        assert None not in session.exec(select(Person.signed_out_at)).all()


def test_a_store_that_somebody_has_open_is_not_replaced(world: World, backed: Path) -> None:
    before = _path(world.store).read_bytes()
    open_now = open_store(world.store.url)
    with pytest.raises(StoreUnavailable, match="Stop it"):
        restore(backed, world.store.url)
    assert _path(world.store).read_bytes() == before
    open_now.close()
    restore(backed, world.store.url)


_IDLE = """
import sys
from core.store import open_store
store = open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def test_another_process_that_is_idle_keeps_a_restore_away_until_it_ends_or_is_killed(
    world: World, backed: Path
) -> None:
    words = [sys.executable, "-c", _IDLE, world.store.url]
    idle = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert idle.stdout is not None and idle.stdout.readline() == "open\n"
    with pytest.raises(StoreUnavailable, match="Stop it"):
        restore(backed, world.store.url)
    idle.kill()
    idle.communicate()
    restore(backed, world.store.url)
    assert _read_words(_path(world.store)) == ["Before"]


def test_a_store_cannot_be_opened_while_it_is_being_put_back(
    world: World, backed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_files, "_PATIENCE", 0.1)
    seen = []
    replace_store = module.replace_store

    def open_meanwhile(*args: object) -> object:
        with pytest.raises(StoreUnavailable, match="being put back"):
            open_store(world.store.url)
        seen.append(True)
        return replace_store(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "replace_store", open_meanwhile)
    restore(backed, world.store.url)
    assert seen and _read_words(_path(world.store)) == ["Before"]


def test_any_changed_byte_of_a_backup_is_found(world: World, backed: Path) -> None:
    whole, before = backed.read_bytes(), _path(world.store).read_bytes()
    draw = random.Random(1)
    for _ in range(100):
        damaged = bytearray(whole)
        damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        backed.write_bytes(damaged)
        with pytest.raises(StoreUnavailable, match=r"b\.db"):
            restore(backed, world.store.url)
    assert _path(world.store).read_bytes() == before
    for cut in (0, 10, 4096, len(whole) - 4096, len(whole) - 1):
        backed.write_bytes(whole[:cut])
        with pytest.raises(StoreUnavailable, match=r"b\.db"):
            restore(backed, world.store.url)
    backed.write_bytes(whole)
    restore(backed, world.store.url)


def _reseal_nothing(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE incident SET channel = 'none'"], "not as it was sealed"),
        (["DROP TABLE backup_seal", "UPDATE incident SET channel = 'none'"], "without contact"),
        (["DROP TABLE backup_seal", "DROP TRIGGER audit_no_delete"], "audit_no_delete"),
        (["DROP TABLE backup_seal", "CREATE TABLE more (name TEXT)"], "table more"),
        (["UPDATE alembic_version SET version_num = '9999'"], "not as it was sealed"),
        (
            ["DROP TABLE backup_seal", "UPDATE alembic_version SET version_num = '9999'"],
            "newer version",
        ),
        (["DROP TABLE backup_seal", "DELETE FROM store_info"], "never finished|cannot be read"),
        (["DROP TABLE backup_seal", "DROP TABLE batch"], "cannot be read|lost|batch"),
    ],
)
def test_a_changed_backup_is_refused_in_words(
    world: World, backed: Path, statements: list[str], said: str
) -> None:
    before = _path(world.store).read_bytes()
    _reseal_nothing(backed, *statements)
    with pytest.raises(StoreUnavailable, match=said):
        restore(backed, world.store.url)
    assert _path(world.store).read_bytes() == before
    assert _list(backed.parent) == ["b.db", "world.db"]


def test_a_plain_copy_of_a_store_can_be_restored_and_is_called_unsealed(
    world: World, backed: Path
) -> None:
    _reseal_nothing(backed, "DROP TABLE backup_seal")
    assert restore(backed, world.store.url).backup.made_at is None
    assert _read_words(_path(world.store)) == ["Before"]


@pytest.mark.parametrize("content", [b"", b"Dear diary,\n" * 500])
def test_what_is_no_backup_is_refused(world: World, backed: Path, content: bytes) -> None:
    backed.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"b\.db"):
        restore(backed, world.store.url)
    with pytest.raises(StoreUnavailable, match="no file"):
        restore(backed.with_name("none.db"), world.store.url)


def test_a_file_with_a_journal_beside_it_and_the_store_itself_are_no_backups(
    world: World, backed: Path
) -> None:
    with pytest.raises(InvalidInput, match="from itself"):
        restore(_path(world.store), world.store.url)
    Path(f"{backed}-journal").touch()
    with pytest.raises(StoreUnavailable, match="journal beside it"):
        restore(backed, world.store.url)


@pytest.mark.parametrize(
    ("kept", "given"),
    [(StoreKind.OWN, StoreKind.DEMONSTRATION), (StoreKind.DEMONSTRATION, StoreKind.OWN)],
)
def test_a_demonstration_and_an_own_store_never_take_each_others_place(
    tmp_path: Path, kept: StoreKind, given: StoreKind
) -> None:
    stores = {
        kind: open_store(build_url(tmp_path / f"{kind}.db"), create=kind) for kind in (kept, given)
    }
    made = backup(stores[given], SYSTEM, tmp_path / "b.db")
    stores[kept].close()
    before = _path(stores[kept]).read_bytes()
    with pytest.raises(InvalidInput, match="demonstration"):
        restore(made.path, stores[kept].url)
    assert _path(stores[kept]).read_bytes() == before
    stores[given].close()
    restore(made.path, stores[given].url)


@pytest.mark.parametrize("named", [StoreKind.OWN, StoreKind.DEMONSTRATION])
def test_the_two_usual_places_take_only_their_own_kind(
    tmp_path: Path, named: StoreKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "usual.db"
    name = "OWN_STORE" if named is StoreKind.OWN else "DEMONSTRATION_STORE"
    monkeypatch.setattr(module, name, place)
    for kind in StoreKind:
        store = open_store(build_url(tmp_path / f"{kind}.db"), create=kind)
        made = backup(store, SYSTEM, tmp_path / f"{kind}.backup")
        place.unlink(missing_ok=True)
        if kind is named:
            restore(made.path, build_url(place))
        else:
            with pytest.raises(InvalidInput, match="belongs there"):
                restore(made.path, build_url(place))


def test_a_damaged_store_is_replaced_and_kept_as_it_is(world: World, backed: Path) -> None:
    path = _path(world.store)
    path.write_bytes(b"\xff" * 9000)
    done = restore(backed, world.store.url)
    assert done.kept is not None and done.kept.read_bytes() == b"\xff" * 9000
    assert _read_words(path) == ["Before"]


def _cut_short(path: Path) -> None:
    """Leave a store as a power cut in the middle of a change does: half written, with a journal."""
    beside = [path.with_name("half.db"), path.with_name("half.db-journal")]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE annotation SET words = words || '!'")
        connection.execute("UPDATE finding SET message = message || hex(zeroblob(9000))")
        copyfile(path, beside[0])
        copyfile(f"{path}-journal", beside[1])
        connection.execute("ROLLBACK")
    os.replace(beside[0], path)
    os.replace(beside[1], f"{path}-journal")


def test_a_store_that_was_cut_short_is_kept_without_its_half_change(
    world: World, backed: Path
) -> None:
    path = _path(world.store)
    _cut_short(path)
    done = restore(backed, world.store.url)
    assert done.kept is not None and _read_words(done.kept) == ["Before", "After"]
    assert _read_words(path) == ["Before"]
    assert _list(backed.parent) == ["b.db", done.kept.name, "world.db"]


def test_a_journal_without_its_store_is_not_played_into_the_restored_one(
    world: World, backed: Path
) -> None:
    path = _path(world.store)
    _cut_short(path)
    journal = Path(f"{path}-journal").read_bytes()
    path.unlink()
    assert restore(backed, world.store.url).kept is None
    assert _read_words(path) == ["Before"]
    (moved,) = backed.parent.glob("*-journal")
    assert moved.name.startswith("world.before-restore-") and moved.read_bytes() == journal


def test_a_backup_comes_back_where_no_store_is(backed: Path, tmp_path: Path) -> None:
    done = restore(backed, build_url(tmp_path / "new" / "a.db"))
    assert done.kept is None and _read_words(done.path) == ["Before"]
    assert _list(tmp_path / "new") == ["a.db"]


_KILLED = """
import os, signal, sys
from pathlib import Path
from core import restore, store_files
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def refuse(*_):
    raise OSError(95, "No second names here")
store_files.os.replace = die
if sys.argv[3] == "renamed":
    store_files.os.link = refuse
restore.restore(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.parametrize("way", ["linked", "renamed"])
def test_a_restore_that_is_killed_between_its_steps_leaves_a_whole_store(
    world: World, backed: Path, way: str
) -> None:
    path = _path(world.store)
    words = [sys.executable, "-c", _KILLED, str(backed), world.store.url, way]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    (kept,) = backed.parent.glob("*before-restore*")
    if way == "linked":
        # The store was there throughout; its second name goes when it is opened.
        assert _read_words(path) == ["Before", "After"]
        assert not kept.exists()
    else:
        for create in (None, StoreKind.OWN):
            with pytest.raises(StoreUnavailable, match=rf"Run it again.*{kept.name}"):
                open_store(world.store.url, create=create)
    restore(backed, world.store.url)
    assert _read_words(path) == ["Before"]
    assert any(
        _read_words(found) == ["Before", "After"]
        for found in backed.parent.glob("*before-restore*")
    )
    assert not list(backed.parent.glob(".*"))


def test_a_restore_that_cannot_finish_leaves_the_store_as_it_was(
    world: World, backed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    for broken in (["replace"], ["replace", "link"]):
        with monkeypatch.context() as patch:
            for name in broken:
                patch.setattr(store_files.os, name, refuse)
            with pytest.raises(InvalidInput, match="Permission denied"):
                restore(backed, world.store.url)
        assert _list(backed.parent) == ["b.db", "world.db"]
        assert _read_words(_path(world.store)) == ["Before", "After"]


def test_whoever_restores_sees_that_another_account_has_the_store_open(
    world: World, backed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = _path(world.store).with_name(f".{_path(world.store).name}.lock")
    before = os.umask(0o077)
    try:
        store = open_store(world.store.url)
    finally:
        os.umask(before)
    assert lock.stat().st_mode & 0o777 == 0o666
    # As where it was made before, by an account whose files others may not open.
    monkeypatch.setattr(store_files, "_open", lambda _lock: None)
    with pytest.raises(StoreUnavailable, match="belongs to another account"):
        restore(backed, world.store.url)
    store.close()


def test_a_store_that_may_not_be_read_is_not_taken_for_a_damaged_one(
    world: World, backed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.os, "access", lambda *_: False)
    with pytest.raises(StoreUnavailable, match="may not be read by this account"):
        restore(backed, world.store.url)
