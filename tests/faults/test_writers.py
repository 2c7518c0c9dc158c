"""Eight who write at once lose nothing, and who is told "busy" finds nothing kept."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from core.store import open_store
from tests.faults.child import is_running, start_writers
from tests.faults.results import Result, record
from tests.faults.work import be_impatient, find_harm, read_kept, try_work
from tests.world import World

WRITERS = 8


def _write_by_processes(world: World, folder: Path, times: int, impatient: bool) -> list[str]:
    with start_writers(world.store.url, folder) as writers:
        ending = "!" if impatient else ""
        children = writers.begin(*(f"w{n}*{times}{ending}" for n in range(WRITERS)))
        while any(is_running(child) for child in children):
            sleep(0.02)
        return writers.read_said()


def _write_by_threads(world: World, _folder: Path, times: int, impatient: bool) -> list[str]:
    """As an app's sessions do: one store, many threads."""
    store = open_store(world.store.url)
    if impatient:
        be_impatient(store)
    with ThreadPoolExecutor(WRITERS) as pool:
        done = pool.map(lambda n: list(try_work(store, f"w{n}", times)), range(WRITERS))
        return [said for each in done for said in each]


_BY_PROCESSES, _BY_THREADS = (
    (_write_by_processes, "processes"),
    (_write_by_threads, "threads of one process"),
)


@pytest.mark.parametrize(
    ("write", "who", "impatient", "times"),
    [
        (*_BY_PROCESSES, False, 3),
        (*_BY_THREADS, True, 3),
        *(
            pytest.param(*by, impatient, 80, marks=pytest.mark.faults)
            for by in (_BY_PROCESSES, _BY_THREADS)
            for impatient in (False, True)
        ),
    ],
)
def test_eight_writers_lose_nothing(
    world: World, tmp_path: Path, write: object, who: str, impatient: bool, times: int
) -> None:
    if write is _write_by_processes and os.name != "posix":
        pytest.skip("There is no fork.")
    first = world.store.read_revision()
    said = write(world, tmp_path, times, impatient)  # type: ignore[operator]
    refused = {word.removeprefix("refused ") for word in said if word.startswith("refused ")}
    acknowledged = {word for word in said if not word.startswith("refused ")}
    kept, harm = set(read_kept(world.store)), find_harm(world.store)
    patience = "10 ms patience" if impatient else "the product's patience"
    record(
        Result(
            f"Eight writers at once, {who}, with {patience}",
            WRITERS,
            len(acknowledged),
            len(acknowledged - kept),
            WRITERS if harm else 0,
            f"All are saved, or told that the store is busy and nothing was changed "
            f"({len(refused):,} were).",
        )
    )
    assert (acknowledged, harm) == (kept, [])
    assert not refused & kept
    assert world.store.read_revision() - first == len(acknowledged)
    assert len(acknowledged) + len(refused) >= WRITERS * times
