"""A writer that is killed takes nothing acknowledged with it, and nobody has to restart."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import text

from core.store import Store, open_store
from tests.faults.child import is_running, start_writers
from tests.faults.results import Result, record
from tests.faults.work import find_harm, read_kept
from tests.world import World

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Nothing is killed so elsewhere.")

_SEEN = "SELECT data_revision, (SELECT count(*) FROM audit), (SELECT max(seq) FROM audit)"


@contextmanager
def _somebody_reads(store: Store) -> Iterator[list[str]]:
    """An app that has the store open throughout; gives what it saw that it should not have."""
    ended, wrong = Event(), []

    def read() -> None:
        last = (0, 0, 0)
        while not ended.is_set():
            try:
                with store.read() as session:
                    found = session.execute(text(f"{_SEEN} FROM store_info")).one()
                if found[1] != found[2] or tuple(found) < last:
                    wrong.append(f"{found} after {last}")
                last = tuple(found)
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")
            ended.wait(0.01)

    thread = Thread(target=read)
    thread.start()
    try:
        yield wrong
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("rounds", [8, pytest.param(150, marks=pytest.mark.faults)])
def test_a_killed_writer_takes_nothing_acknowledged_with_it(
    world: World, tmp_path: Path, rounds: int
) -> None:
    store, draw, journal = (
        world.store,
        Random(7),
        Path(f"{world.store.engine.url.database}-journal"),
    )
    lost: set[str] = set()
    harmed = hot = 0
    with (
        start_writers(store.url, tmp_path) as writers,
        _somebody_reads(open_store(store.url)) as wrong,
    ):
        for number in range(rounds):
            before = len(writers.read_said())
            (child,) = writers.begin(f"r{number}")
            while len(writers.read_said()) == before:
                sleep(0.002)
            sleep(draw.uniform(0, 0.2))
            os.kill(child, signal.SIGKILL)
            while is_running(child):
                sleep(0.001)
            hot += journal.exists()
            kept = read_kept(store)
            lost |= set(writers.read_said()) - set(kept)
            harmed += bool(find_harm(store))
            # Of the one change that was on its way the writer could not say that it was kept.
            assert len(kept) <= len(writers.read_said()) + number + 1
        said = writers.read_said()
    record(
        Result(
            "Writer killed (SIGKILL) at a random moment, while another process reads",
            rounds,
            len(said),
            len(lost),
            harmed,
            "The others go on without a restart; the next to look rolls the half change back.",
        )
    )
    assert (lost, harmed, wrong) == (set(), 0, [])
    assert len(said) >= rounds
    assert hot or rounds < 100, "No kill fell into a commit."
