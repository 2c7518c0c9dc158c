"""A slow disk and a lock that somebody holds: who waits is told so, and nothing is half there."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.errors import StoreFault, StoreUnavailable
from core.store import ROOT
from tests.disk.calls import faulty, wait
from tests.disk.places import Writer
from tests.faults.results import Result, record
from tests.world import World

_SAID = "who waits longer than 5 s is told that the store is busy; goes on by itself"
_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held(path: str, how: str) -> Iterator[None]:
    """A lock that another process holds for the block: BEGIN IMMEDIATE, or EXCLUSIVE."""
    words = [sys.executable, "-c", _HOLD, path, how]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.stdin.close()


def set_patience(world: World, milliseconds: int) -> None:
    """How long the store's next two connections wait for a lock: no test waits for seconds."""
    with world.store.engine.connect() as first, world.store.engine.connect() as second:
        for connection in (first, second):
            run = connection.connection.driver_connection.execute  # type: ignore[union-attr]
            run(f"PRAGMA busy_timeout={milliseconds}").close()


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_lock_that_is_held_too_long_is_said_and_waited_for_no_longer_than_it_is(
    world: World, how: str
) -> None:
    writer = Writer(world.store)
    assert writer.write()
    rounds = 3
    for _ in range(rounds):
        set_patience(world, 100)
        with held(str(world.store.engine.url.database), how):
            assert not writer.write()
            assert writer.refused[-1][1].fault is StoreFault.BUSY
            if how == "BEGIN IMMEDIATE":
                assert world.store.read_info().kind == "own"
            else:
                with pytest.raises(StoreUnavailable, match="busy"):
                    world.store.read_info()
        assert writer.write()
    writer.check()
    record(Result(f"a lock held by another ({how})", rounds, len(writer.acknowledged), 0, 0, _SAID))


@pytest.mark.parametrize("seconds", [0.6, pytest.param(8.0, marks=pytest.mark.faults)])
def test_a_commit_that_takes_long_is_kept_and_who_reads_meanwhile_waits_or_is_told(
    world: World, seconds: float
) -> None:
    writer = Writer(world.store)
    assert writer.write()
    set_patience(world, 100 if seconds < 1 else 5000)
    kept: list[bool] = []
    with faulty("unlink", wait(seconds)) as made:
        thread = threading.Thread(target=lambda: kept.append(writer.write()))
        thread.start()
        while not made:
            time.sleep(0.01)
        # Its journal is being taken away: the others are locked out until it is.
        with pytest.raises(StoreUnavailable, match=r"busy .* try again") as told:
            world.store.read_info()
        assert told.value.fault is StoreFault.BUSY
        thread.join()
    assert kept == [True]
    assert world.store.read_info().kind == "own" and writer.write()
    writer.check()
    record(Result(f"a commit that takes {seconds} s", 1, len(writer.acknowledged), 0, 0, _SAID))
