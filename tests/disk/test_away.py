"""A file that may only be read, is taken away, put back or replaced; a disk that is away."""

import os
import resource
import subprocess
from pathlib import Path
from shutil import copyfile

import pytest
from starlette.requests import Request

from core.access import SYSTEM
from core.backup import backup
from core.daily_backup import ensure_daily_backup
from core.errors import StoreFault, StoreUnavailable
from core.server.health import LEAST_ROOM, answer_health
from core.store import build_url, open_store
from core.vocabulary import StoreKind
from tests.disk.places import (
    Writer,
    as_nobody,
    fill,
    mounted,
    open_copy,
    open_to_all,
    run_or_skip,
)
from tests.faults.results import Result, record
from tests.world import World

_SAID = "said in words, with what to do; goes on without a restart"


def _find_path(world: World) -> Path:
    return Path(str(world.store.engine.url.database))


def _ask_health(monkeypatch: pytest.MonkeyPatch, url: str) -> tuple[int, str]:
    monkeypatch.setenv("DATABASE_URL", url)
    answer = answer_health(Request({"type": "http", "method": "GET", "headers": []}))
    return answer.status_code, bytes(answer.body).decode()


def _go_round(writer: Writer, fault: StoreFault) -> None:
    """It is refused as this kind, twice, and reading goes on."""
    for _ in range(2):
        assert not writer.write()
        assert writer.refused[-1][1].fault is fault, writer.refused[-1]
    assert writer.store.read_info().kind == "own"


def test_a_disk_that_takes_no_write_is_said_and_left_when_it_may_be_written_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.store.close()
    with mounted(tmp_path / "disk", "16m") as disk:
        writer = Writer(open_copy(_find_path(world), disk))
        path = Path(str(writer.store.engine.url.database))
        assert _ask_health(monkeypatch, writer.store.url) == (200, "ok")
        for _ in range(2):
            assert writer.write()
            run_or_skip("chattr", "+i", str(path), str(disk))
            _go_round(writer, StoreFault.READ_ONLY)
            assert _ask_health(monkeypatch, writer.store.url) == (503, "read-only")
            run_or_skip("chattr", "-i", str(disk), str(path))
            assert writer.write()
            assert _ask_health(monkeypatch, writer.store.url) == (200, "ok")
        writer.check()
        record(
            Result(
                "read-only: file and folder may not be changed by anybody",
                2,
                len(writer.acknowledged),
                0,
                0,
                _SAID,
            )
        )
        writer.store.close()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_or_folder_that_may_not_be_written_is_said_and_left_when_it_may(
    world: World, tmp_path: Path, what: str
) -> None:
    world.store.close()
    folder = tmp_path / "own"
    store = open_copy(_find_path(world), folder)
    store.close()
    path = Path(str(store.engine.url.database))
    open_to_all(folder)
    away, back = (0o444, 0o666) if what == "file" else (0o555, 0o777)
    target = path if what == "file" else folder
    url = build_url(path)

    def meet() -> None:
        writer = Writer(open_store(url))
        _go_round(writer, StoreFault.READ_ONLY)

    def go_on() -> None:
        writer = Writer(open_store(url))
        assert writer.write()
        writer.check()

    for _ in range(2):
        target.chmod(away)
        as_nobody(meet)
        target.chmod(back)
        as_nobody(go_on)
    record(Result(f"read-only: the {what}", 2, 2, 0, 0, _SAID))


def test_a_file_that_cannot_even_be_renamed_is_refused_to_root_too(
    world: World, tmp_path: Path
) -> None:
    writer = Writer(world.store)
    assert writer.write()
    path = _find_path(world)
    world.store.close()
    run_or_skip("chattr", "+i", str(path))
    try:
        _go_round(writer, StoreFault.READ_ONLY)
    finally:
        subprocess.run(["chattr", "-i", str(path)], check=True)
    world.store.close()
    assert writer.write()
    writer.check()


def test_a_file_that_is_taken_away_is_missed_by_readers_too_and_no_empty_one_is_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, path = Writer(world.store), _find_path(world)
    assert writer.write()
    away = path.with_suffix(".away")
    for _ in range(2):
        path.rename(away)
        assert not writer.write() and writer.refused[-1][1].fault is StoreFault.MISSING
        with pytest.raises(StoreUnavailable, match="not there"):
            world.store.read_info()
        assert _ask_health(monkeypatch, world.store.url) == (503, "missing")
        assert not path.exists() and not os.path.exists(f"{path}-journal")
        away.rename(path)
        assert writer.write()
        assert _ask_health(monkeypatch, world.store.url) == (200, "ok")
    writer.check()
    record(Result("the file deleted and put back", 2, len(writer.acknowledged), 0, 0, _SAID))


@pytest.mark.parametrize("left", ["daily backup", "copy before a newer version"])
@pytest.mark.parametrize("emptied", [False, True])
def test_no_empty_store_is_begun_where_what_another_left_lies(
    world: World, left: str, emptied: bool
) -> None:
    path, url = _find_path(world), world.store.url
    if left == "daily backup":
        kept = ensure_daily_backup(world.store)
        assert kept is not None
    else:
        kept = Path(copyfile(path, path.with_name("world.before-0001.db")))
    world.store.close()
    whole = path.read_bytes()
    path.unlink()
    if emptied:
        path.touch()
    with pytest.raises(StoreUnavailable, match=kept.name) as refused:
        open_store(url, create=StoreKind.OWN)
    assert refused.value.fault is StoreFault.MISSING
    assert path.exists() == emptied and (not emptied or not path.stat().st_size)
    path.write_bytes(whole)
    open_store(url, create=StoreKind.OWN).close()


def test_another_file_in_its_place_is_never_taken_for_the_one_that_was_open(world: World) -> None:
    writer, path = Writer(world.store), _find_path(world)
    backed = path.with_name("b.db")
    backup(world.store, SYSTEM, backed)
    assert writer.write()
    copyfile(backed, path.with_name("new.db"))
    path.rename(path.with_name("old.db"))
    path.with_name("new.db").rename(path)
    assert not writer.write() and writer.refused[-1][1].fault is StoreFault.MISSING
    with pytest.raises(StoreUnavailable, match="Another file"):
        world.store.read_info()
    opened = open_store(world.store.url)
    again = Writer(opened)
    assert again.write()
    # A backup that somebody put there by hand, with its seal: the next ones must not stumble.
    assert ensure_daily_backup(opened) is not None
    opened.close()


def test_a_disk_that_goes_away_and_comes_back_is_met_in_words_and_gone_on_with(
    world: World, tmp_path: Path
) -> None:
    world.store.close()
    kept = tmp_path / "disk"
    with mounted(tmp_path / "real", "16m") as real:
        kept.mkdir()
        run_or_skip("mount", "--bind", str(real), str(kept))
        try:
            writer = Writer(open_copy(_find_path(world), kept))
            for _ in range(2):
                assert writer.write()
                run_or_skip("umount", "--lazy", str(kept))
                assert not writer.write()
                assert writer.refused[-1][1].fault is StoreFault.MISSING
                assert os.listdir(kept) == []
                run_or_skip("mount", "--bind", str(real), str(kept))
                assert writer.write()
            writer.check()
            record(Result("the folder unmounted and back", 2, 4, 0, 0, _SAID))
            writer.store.close()
        finally:
            subprocess.run(["umount", "--lazy", str(kept)], check=False, capture_output=True)


def test_a_server_that_ran_out_of_open_files_says_so_and_goes_on_when_it_has_some(
    world: World,
) -> None:
    writer = Writer(world.store)
    assert writer.write()
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    for closed in (True, False):
        if closed:
            world.store.close()  # Then a connection too needs a file, not its journal alone.
        used = max(int(name) for name in os.listdir("/proc/self/fd"))
        hoard = [os.open(os.devnull, os.O_RDONLY) for _ in range(used)]
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(hoard) + 1, usual[1]))
        try:
            done = [writer.write() for _ in range(2)]
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, usual)
            for handle in hoard:
                os.close(handle)
        assert not any(done)
        assert writer.refused[-1][1].fault is StoreFault.UNREACHABLE
        assert "open files" in str(writer.refused[-1][1])
        assert writer.write()
    writer.check()
    record(Result("out of open files", 2, len(writer.acknowledged), 0, 0, _SAID))


def test_health_falls_before_the_disk_is_full_to_the_last_byte(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.store.close()
    with mounted(tmp_path / "disk", "16m") as disk:
        store = open_copy(_find_path(world), disk)
        filler = fill(disk, left=LEAST_ROOM - 4096)
        assert _ask_health(monkeypatch, store.url) == (503, "full")
        filler.unlink()
        fill(disk, left=LEAST_ROOM)
        assert _ask_health(monkeypatch, store.url) == (200, "ok")
        store.close()
