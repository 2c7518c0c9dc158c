"""A disk that is full, a file that may not grow, a fault at each single call of a change."""

import errno
import os
import resource
from pathlib import Path

import pytest

from core.access import SYSTEM
from core.backup import backup
from core.backup_checking import check_backup
from core.daily_backup import ensure_daily_backup, read_backup_state, say_backup_state
from core.errors import InvalidInput, StoreFault, StoreUnavailable
from core.intake.batches import import_incidents
from core.vocabulary import Role
from tests.disk.calls import fail_from, fail_once, faulty
from tests.disk.places import PAGE, Writer, as_nobody, fill, mounted, open_copy, open_to_all
from tests.faults.results import Result, record
from tests.world import World

_SAID = "nothing was changed, in a sentence that says what to do; goes on without a restart"


def _count(tried: str, writer: Writer, rounds: int) -> None:
    lost, faults = writer.find_lost(), writer.find_faults()
    record(Result(tried, rounds, len(writer.acknowledged), len(lost), bool(faults), _SAID))


def _find_path(world: World) -> Path:
    return Path(str(world.store.engine.url.database))


@pytest.mark.parametrize("rounds", [4, pytest.param(100, marks=pytest.mark.faults)])
def test_on_a_full_disk_nothing_is_half_kept_and_work_goes_on_when_there_is_room(
    world: World, tmp_path: Path, rounds: int
) -> None:
    world.store.close()
    with mounted(tmp_path / "disk") as disk:
        writer = Writer(open_copy(_find_path(world), disk))
        assert writer.write()
        # From no room at all to room for the journal but not for the page: each stops elsewhere.
        for turn in range(rounds):
            pages = turn * 3 % 25
            filler = fill(disk, left=pages * PAGE)
            before = len(writer.refused)
            for _ in range(200):
                if not writer.write():
                    break
            assert len(writer.refused) == before + 1, pages
            fault = writer.refused[-1][1]
            assert (fault.fault, "disk is full" in str(fault)) == (StoreFault.FULL, True)
            assert writer.read() == set(writer.acknowledged)
            filler.unlink()
            assert writer.write(), pages
        writer.check()
        _count("disk full: a small file system filled to the last page", writer, rounds)
        writer.store.close()


def _build_csv(rows: int) -> bytes:
    lines = ["reference,home_name,occurred_at,category,severity,channel"]
    for row in range(rows):
        day, hour = 1 + row % 28, row % 24
        lines.append(f"R{row},Alder,2019-05-{day:02} {hour:02}:30,criminal_damage,moderate,101")
    return "\n".join(lines).encode()


# The larger one spills from the cache into the file before anything is committed.
@pytest.mark.parametrize(
    ("rows", "left"), [(200, 40_000), pytest.param(3000, 900_000, marks=pytest.mark.faults)]
)
def test_an_import_that_fills_the_disk_keeps_nothing_and_is_taken_when_there_is_room(
    world: World, tmp_path: Path, rows: int, left: int
) -> None:
    world.store.close()
    content = _build_csv(rows)
    with mounted(tmp_path / "disk", "6m") as disk:
        store = open_copy(_find_path(world), disk)
        filler = fill(disk, left=left)
        before = store.read_info().data_revision
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="disk is full") as refused:
                import_incidents(store, SYSTEM, "force.csv", content)
            assert refused.value.fault is StoreFault.FULL
            writer = Writer(store)
            assert writer.find_faults() == [] and store.read_info().data_revision == before
            with store.read() as session:
                run = session.connection().exec_driver_sql
                for table in ("incident", "finding", "batch", "batch_change"):
                    assert run(f"SELECT count(*) FROM {table}").scalar_one() == 0, table
        filler.unlink()
        assert import_incidents(store, SYSTEM, "force.csv", content).imported == rows
        assert writer.find_faults() == []
        record(Result(f"disk full: an import of {rows} rows", 2, 1, 0, 0, _SAID))
        store.close()


def test_a_backup_without_room_leaves_no_half_file_and_the_earlier_one(
    world: World, tmp_path: Path
) -> None:
    world.store.close()
    with mounted(tmp_path / "disk", "8m") as disk:
        store = open_copy(_find_path(world), disk)
        backup(store, SYSTEM, disk / "kept.db")
        size = _find_path(world).stat().st_size
        rounds = 0
        for left in (0, PAGE, size // 2, size - PAGE, size, size + 2 * PAGE):
            filler = fill(disk, left=left)
            files = sorted(os.listdir(disk))
            with pytest.raises((StoreUnavailable, InvalidInput), match=r"full|No space") as said:
                backup(store, SYSTEM, disk / "kept.db")
            assert "Traceback" not in str(said.value)
            assert sorted(os.listdir(disk)) == files, left
            assert check_backup(disk / "kept.db").faults == ()
            with pytest.raises((StoreUnavailable, InvalidInput)):
                ensure_daily_backup(store)
            state = read_backup_state(store, world.viewer(Role.CHAIR))
            assert state.failure and "The last attempt failed" in say_backup_state(state)
            assert list((disk / "backups").glob("*")) == []
            filler.unlink()
            rounds += 1
        assert ensure_daily_backup(store) is not None
        assert read_backup_state(store, world.viewer(Role.CHAIR)).failure is None
        record(Result("disk full: while a backup is made", rounds, 1, 0, 0, "the earlier stays"))
        store.close()


def test_a_file_that_may_not_grow_is_refused_in_words_and_goes_on_when_it_may(
    world: World,
) -> None:
    world.store.close()

    def work() -> None:
        from core.store import open_store

        writer = Writer(open_store(world.store.url))
        assert writer.write()
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        path = _find_path(world)
        for step in range(12):
            # The journal is held to it too: first it, then the file's own growth is stopped.
            most = path.stat().st_size if step % 2 else 512 * (step + 1)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
            refused = len(writer.refused)
            for _ in range(300):
                if not writer.write():
                    break
            assert len(writer.refused) == refused + 1, step
            assert writer.refused[-1][1].fault is StoreFault.UNREACHABLE
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
            assert writer.read() == set(writer.acknowledged)
            assert writer.write()
        writer.check()
        _count("disk full: a limit on the size of files", writer, 12)

    path = _find_path(world)
    path.chmod(0o666)
    open_to_all(path.parent)
    as_nobody(work)


def test_a_store_that_may_have_no_more_pages_is_full(world: World) -> None:
    writer = Writer(world.store)
    assert writer.write()
    with world.store.engine.connect() as connection:
        run = connection.connection.driver_connection.execute  # type: ignore[union-attr]
        (pages,) = run("PRAGMA page_count").fetchone()
        run(f"PRAGMA max_page_count={pages + 1}").close()
    while writer.write():
        assert len(writer.acknowledged) < 500
    assert writer.refused[-1][1].fault is StoreFault.FULL
    with world.store.engine.connect() as connection:
        run = connection.connection.driver_connection.execute  # type: ignore[union-attr]
        run("PRAGMA max_page_count=1000000").close()
    assert writer.write()
    writer.check()
    _count("disk full: SQLite's own limit of pages", writer, 1)


_LONG = pytest.mark.faults


@pytest.mark.parametrize(
    ("call", "number", "lasting"),
    [
        ("pwrite64", errno.ENOSPC, True),
        ("unlink", errno.EIO, False),
        ("open", errno.EMFILE, True),
        *(
            pytest.param(*call, lasting, marks=_LONG)
            for call in (
                ("pwrite64", errno.ENOSPC),
                ("pwrite64", errno.EIO),
                ("pwrite64", errno.EDQUOT),
                ("unlink", errno.EROFS),
                ("open", errno.EACCES),
                ("openDirectory", errno.EIO),
                ("ftruncate", errno.EIO),
                ("pread64", errno.EIO),
            )
            for lasting in (False, True)
        ),
    ],
)
def test_a_change_that_meets_a_fault_at_any_call_is_kept_whole_or_not_at_all(
    world: World, call: str, number: int, lasting: bool
) -> None:
    writer = Writer(world.store)
    assert writer.write()
    rounds = 0
    for nth in range(1, 60):
        fault = (fail_from if lasting else fail_once)(nth, number)
        with faulty(call, fault) as made:
            done = writer.write()
        rounds += 1
        assert writer.find_lost() == set() and writer.find_unsaid() == set(), nth
        assert writer.write(), nth
        if done and len(made) < nth:
            break
    else:
        pytest.fail("no end of calls")
    writer.check()
    name = errno.errorcode[number]
    _count(f"a fault at each {call} of a change ({name})", writer, rounds)
