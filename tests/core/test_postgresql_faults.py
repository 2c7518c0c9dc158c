"""A PostgreSQL server that stops, crashes or cuts connections; writers that are killed; two apps.

What was acknowledged is kept, what was not says so, and the same open store goes on afterwards.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from core.access import SYSTEM
from core.checking import check_store
from core.errors import StoreFault, StoreUnavailable
from core.snapshot import read_snapshot
from core.store import ROOT, Store, open_store
from core.tables import Audit, Home, StoreInfo
from tests.postgresql import NotInstalled, Server, running_server
from tests.postgresql_stores import add_home, kept, template

__all__ = ("kept", "template")

LONGEST = 300


@pytest.fixture(scope="module")
def durable() -> Iterator[Server]:
    """A server of this module's own, with fsync, that its tests may stop and crash."""
    try:
        with running_server(durable=True) as server:
            yield server
    except NotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def host(durable: Server) -> Server:
    return durable


def read_homes(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.exec(select(Home.urn)))


def check_whole(store: Store, acknowledged: set[str]) -> None:
    """All that was acknowledged is there, each with its audit row, and the chain is whole."""
    homes = read_homes(store)
    assert acknowledged <= homes
    with store.read() as session:
        audited = list(session.exec(select(Audit.noun_id).order_by(col(Audit.seq))))
        revision = session.exec(select(StoreInfo.data_revision)).one()
    assert sorted(audited) == sorted(homes)
    assert revision == len(homes)
    assert check_store(store, SYSTEM)["faults"] == []


def test_a_connection_cut_between_two_changes_is_not_noticed(durable: Server, kept: Store) -> None:
    add_home(kept, "SC1")
    durable.cut_off(kept.url)
    add_home(kept, "SC2")
    durable.cut_off(kept.url)
    assert kept.read_revision() == 2
    check_whole(kept, {"SC1", "SC2"})


def test_a_change_whose_connection_is_cut_is_undone_and_says_so(
    durable: Server, kept: Store
) -> None:
    def add_and_lose() -> None:
        with kept.write(SYSTEM) as change:
            change.session.add(Home(urn="SC1", name="Alder", setting_type="childrens_home"))
            change.record("added", "home", "SC1")
            durable.cut_off(kept.url)
            change.session.execute(text("SELECT 1"))

    with pytest.raises(StoreUnavailable, match="database was lost") as lost:
        add_and_lose()
    assert "Nothing was changed" in str(lost.value)
    assert lost.value.fault is StoreFault.UNREACHABLE
    add_home(kept, "SC2")
    assert read_homes(kept) == {"SC2"}
    check_whole(kept, {"SC2"})


def test_a_commit_that_nobody_answered_is_never_acknowledged(durable: Server, kept: Store) -> None:
    """Whether it was kept is unknown: it says so, and claims neither."""

    def add_and_lose_at_the_end() -> None:
        with kept.write(SYSTEM) as change:
            change.session.add(Home(urn="SC1", name="Alder", setting_type="childrens_home"))
            change.record("added", "home", "SC1")
            durable.cut_off(kept.url)

    with pytest.raises(StoreUnavailable, match="may or may not be kept") as unknown:
        add_and_lose_at_the_end()
    assert "Nothing was changed" not in str(unknown.value)
    check_whole(kept, set())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_a_server_that_comes_back_is_taken_up_by_the_same_store(
    durable: Server, kept: Store, how: signal.Signals
) -> None:
    add_home(kept, "SC1")
    durable.stop(how)
    try:
        for attempt in (kept.read_revision, lambda: add_home(kept, "SC2")):
            with pytest.raises(StoreUnavailable) as refused:
                attempt()
            assert refused.value.fault is StoreFault.UNREACHABLE
    finally:
        durable.start()
    assert kept.read_revision() == 1
    add_home(kept, "SC3")
    check_whole(kept, {"SC1", "SC3"})


# Forked, so that a writer costs no second of imports: the parent has no store.
_WRITE = """
import os, sys
from core.access import SYSTEM
from core.errors import StoreUnavailable
from core.store import open_store
from core.tables import Home
url, count, *names = sys.argv[1:]

def write(name):
    store = open_store(url)
    for number in range(int(count)):
        urn = f"{name}-{number}"
        try:
            with store.write(SYSTEM) as change:
                change.session.add(Home(urn=urn, name="Alder", setting_type="childrens_home"))
                change.record("added", "home", urn)
        except StoreUnavailable:
            continue
        os.write(1, f"{urn}\\n".encode())

print("ready", flush=True)
sys.stdin.readline()
for name in names:
    child = os.fork()
    if not child:
        try:
            write(name)
        finally:
            os._exit(0)
    os.write(1, f"pid {child}\\n".encode())
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
"""


def begin(program: str, *words: object) -> subprocess.Popen[str]:
    """Another process, which waits for `go`."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str], count: int) -> tuple[int, set[str]]:
    """The pid of the one writer, and what it acknowledged first."""
    assert process.stdout is not None
    first = [process.stdout.readline().strip() for _ in range(count + 1)]
    pids = [int(line.removeprefix("pid ")) for line in first if line.startswith("pid ")]
    return pids[0], {line for line in first if not line.startswith("pid ")}


def hear_rest(process: subprocess.Popen[str]) -> set[str]:
    said = process.communicate(timeout=LONGEST)[0].split("\n")
    return {line for line in said if line and not line.startswith("pid ")}


def test_of_eight_processes_that_write_at_once_nothing_is_lost(kept: Store) -> None:
    writers = begin(_WRITE, kept.url, 15, *(f"W{number}" for number in range(8)))
    go(writers)
    said = hear_rest(writers)
    check_whole(kept, said)
    # Whoever was told that nothing was changed has nothing there.
    assert read_homes(kept) == said and len({urn[:2] for urn in said}) == 8


def test_a_writer_that_is_killed_leaves_all_that_it_acknowledged_and_no_lock(kept: Store) -> None:
    acknowledged: set[str] = set()
    for turn in range(3):
        writer = begin(_WRITE, kept.url, 100_000, f"K{turn}")
        go(writer)
        child, heard = hear(writer, 5 + turn)
        os.kill(child, signal.SIGKILL)
        add_home(kept, f"A{turn}")
        acknowledged |= {*heard, *hear_rest(writer), f"A{turn}"}
    check_whole(kept, acknowledged)


def test_a_server_that_crashes_under_a_writer_keeps_all_that_was_acknowledged(
    durable: Server, kept: Store
) -> None:
    writer = begin(_WRITE, kept.url, 400, "C")
    go(writer)
    _, acknowledged = hear(writer, 10)
    for _ in range(2):
        durable.crash()
        durable.start()
        time.sleep(0.2)
    check_whole(kept, acknowledged | hear_rest(writer))


_APP = """
import sys
from core.snapshot import read_snapshot
from core.store import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
for _ in sys.stdin:
    print(read_snapshot(store).revision, len(read_snapshot(store).homes), flush=True)
"""


def test_what_one_app_changes_the_other_shows_at_its_next_look(kept: Store) -> None:
    other = begin(_APP, kept.url)
    assert other.stdout is not None
    try:
        for number in range(1, 6):
            add_home(kept, f"SC{number}")
            go(other)
            assert other.stdout.readline().split() == [str(number)] * 2
        assert read_snapshot(kept).revision == 5
    finally:
        other.communicate(timeout=LONGEST)


_OPEN = """
import os, sys
from core.store import open_store
from core.vocabulary import StoreKind
print("ready", flush=True)
sys.stdin.readline()
for _ in range(3):
    if not os.fork():
        try:
            kind = open_store(sys.argv[1], create=StoreKind.OWN).read_info().kind
            os.write(1, f"{kind}\\n".encode())
        finally:
            os._exit(0)
for _ in range(3):
    os.wait()
"""


def test_processes_that_make_the_same_store_at_once_make_one(durable: Server) -> None:
    url = durable.make_database()
    makers = begin(_OPEN, url)
    go(makers)
    assert makers.communicate(timeout=LONGEST)[0].split() == ["own"] * 3
    store = open_store(url)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM store_info")).scalar_one() == 1
    check_whole(store, set())
    store.close()
