"""A run that is stopped or doubled anywhere inside a change leaves all of it or nothing."""

import ctypes
import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from random import Random
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import event
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from core.store import Store, open_store
from tests.faults.results import Result, record
from tests.faults.work import STEPS, find_harm, read_kept, work
from tests.world import World


@contextmanager
def _stopped_at(store: Store, statement: int, stop: BaseException) -> Iterator[list[str]]:
    """Raise after so many statements to the database; gives what was asked of it until then."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, said: str, *_: object) -> None:
        asked.append(said)
        if len(asked) == statement:
            raise stop

    event.listen(store.engine, "after_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(store.engine, "after_cursor_execute", note)


def _stop_everywhere(store: Store, other: Store, stop: BaseException, every: int) -> int:
    """Stop each step of `work` at each of its statements in turn, until it gets through."""
    rounds = 0
    token = type(stop).__name__
    for step, take in STEPS.items():
        for statement in count(every, every):
            before = read_kept(store)
            with _stopped_at(store, statement, stop) as asked:
                try:
                    take(store, token)
                except type(stop):
                    # As when a run has ended: what still holds its frames holds a cursor's lock.
                    stop.__traceback__ = None
            if len(asked) < statement:
                assert f"{step} {token}" in read_kept(store)
                break
            rounds += 1
            # Nothing is kept, and nobody waits for a lock that was left behind.
            assert read_kept(other) == before and find_harm(store) == []
            STEPS["gave"](other, f"{token} {step} {rounds}")
    return rounds


@pytest.mark.parametrize(
    ("stops", "every"),
    [
        ((StopException(),), 6),
        pytest.param(
            (
                StopException(),
                RerunException(RerunData()),
                KeyboardInterrupt(),
                GeneratorExit(),
                SystemExit(),
            ),
            1,
            marks=pytest.mark.faults,
        ),
    ],
)
def test_a_run_stopped_at_any_statement_keeps_nothing_of_the_change(
    world: World, stops: tuple[BaseException, ...], every: int
) -> None:
    other = open_store(world.store.url)
    rounds = sum(_stop_everywhere(world.store, other, stop, every) for stop in stops)
    record(
        Result(
            "Run stopped at each statement of a change (Streamlit's stop and rerun, Ctrl+C, exit)",
            rounds,
            len(read_kept(other)),
            0,
            0,
            "Nothing of that change is kept; the same press works the next time.",
        )
    )
    assert rounds >= 8 * len(stops)


def _stop_thread(thread: Thread) -> None:
    """Let a thread meet a StopException wherever it is, until it ends: some places swallow one."""
    while thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(StopException)
        )
        thread.join(0.5)


@pytest.mark.parametrize("rounds", [6, pytest.param(100, marks=pytest.mark.faults)])
def test_a_thread_stopped_at_any_moment_keeps_all_of_a_change_or_nothing(
    world: World, rounds: int
) -> None:
    draw, said = Random(4), list[str]()
    lost = harmed = 0
    for number in range(rounds):
        begun = Event()

        def write(name: str = f"t{number}", begun: Event = begun) -> None:
            try:
                for change in work(world.store, name):
                    said.append(change)
                    begun.set()
            except StopException:
                pass

        thread = Thread(target=write)
        thread.start()
        assert begun.wait(60)
        sleep(draw.uniform(0, 0.1))
        _stop_thread(thread)
        # Frames that were stopped inside the driver may hold a lock until they are collected.
        gc.collect()
        kept = read_kept(world.store)
        lost += len(set(said) - set(kept))
        harmed += bool(find_harm(world.store))
        # One change a round may be kept whose acknowledgement was never heard.
        assert len(kept) <= len(said) + number + 1
        STEPS["gave"](world.store, f"after-{number}")
        said.append(f"gave after-{number}")
    record(
        Result(
            "Thread stopped at a random moment by an exception from outside",
            rounds,
            len(said),
            lost,
            harmed,
            "The change is there as a whole or not at all; others wait until Python collects the "
            "stopped run (no stop of Streamlit falls there).",
        )
    )
    assert (lost, harmed) == (0, 0)


@pytest.mark.parametrize("rounds", [5, pytest.param(100, marks=pytest.mark.faults)])
def test_a_change_that_is_made_twice_at_once_is_made_once(world: World, rounds: int) -> None:
    said = []
    with ThreadPoolExecutor(2) as pool:
        for token in (f"d-{number}" for number in range(rounds)):
            for step in ("gave", "ticked", "imported"):
                # Whichever comes second is told that it is done.
                list(pool.map(lambda _, s=step, t=token: STEPS[s](world.store, t), range(2)))
                said.append(f"{step} {token}")
    kept, harm = read_kept(world.store), find_harm(world.store)
    record(
        Result(
            "The same change by two runs at once (a double click, two tabs)",
            rounds * 3,
            len(said),
            len(set(said) - set(kept)),
            rounds * 3 if harm else 0,
            "It is made once; both are told that it is.",
        )
    )
    assert sorted(kept) == sorted(said) and harm == []
