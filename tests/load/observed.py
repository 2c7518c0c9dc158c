"""The server as it is started, with an observer inside: `python -m tests.load.observed FOLDER …`.

What follows the folder is what `streamlit` itself is told. The observer notes when each change was
committed and, every few seconds, what the process holds; it changes nothing.
"""

import ctypes
import faulthandler
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakSet

EVERY = 5.0
_POOLS: WeakSet = WeakSet()
_SESSIONS: WeakSet = WeakSet()
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


def observe(folder: Path) -> None:
    """Note commits in `commits.jsonl` and samples in `samples.jsonl` until the server ends."""
    _note_pools()
    _note_sessions()
    _note_commits((folder / "commits.jsonl").open("a", buffering=1))
    threading.Thread(target=_sample, args=(folder / "samples.jsonl",), daemon=True).start()


def _note_commits(out) -> None:
    from core.store import Store

    write = Store.write

    @contextmanager
    def watched(self, viewer) -> Iterator[object]:
        begun = time.time()
        with write(self, viewer) as change:
            yield change
        out.write(
            json.dumps({"at": time.time(), "took": time.time() - begun, "person": viewer.person_id})
            + "\n"
        )

    Store.write = watched  # type: ignore[method-assign]


def _note_pools() -> None:
    from sqlalchemy import event
    from sqlalchemy.pool import QueuePool

    @event.listens_for(QueuePool, "checkout")
    def _note(_connection, _record, proxy) -> None:
        _POOLS.add(proxy._pool)


def _note_sessions() -> None:
    # By name: to ask Python for all its objects makes a `tuple()` fail that another thread builds.
    from streamlit.runtime.app_session import AppSession

    begin = AppSession.__init__

    def watched(self, *told, **named) -> None:
        _SESSIONS.add(self)
        begin(self, *told, **named)

    AppSession.__init__ = watched  # type: ignore[method-assign]


def _sample(path: Path) -> None:
    with path.open("a", buffering=1) as out:
        while True:
            row = read_process()
            # While a module is being loaded it lacks what is asked for: the next sample has it.
            with suppress(AttributeError, RuntimeError):
                row |= _count_held()
            out.write(json.dumps(row) + "\n")
            time.sleep(EVERY)


def read_process() -> dict[str, object]:
    """What the process uses and holds now: MB, seconds of processor, threads, descriptors."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    return {
        "at": time.time(),
        "rss_mb": int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 1e6,
        "cpu_s": (int(fields[11]) + int(fields[12])) / _TICKS,
        "threads": threading.active_count(),
        "fds": len(os.listdir("/proc/self/fd")),
        "load": os.getloadavg()[0],
        "blocks": sys.getallocatedblocks(),
    } | _read_malloc()


class _MallInfo(ctypes.Structure):
    """glibc's mallinfo2."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def _read_malloc() -> dict[str, object]:
    """What the C library's malloc has from the system, and how much of that is free: MB.

    Polars has an allocator of its own; what Python asks for in small pieces is of neither.
    """
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError):
        return {}
    ask.restype = _MallInfo
    told = ask()
    return {"malloc_mb": (told.arena + told.hblkhd) / 1e6, "malloc_free_mb": told.fordblks / 1e6}


def _count_held() -> dict[str, object]:
    from streamlit import runtime

    held: dict[str, object] = {}
    if runtime.exists():
        held["connected"] = runtime.get_instance()._session_mgr.num_active_sessions()
    held["sessions"] = len(_SESSIONS)
    held["pool"] = [pool.status() for pool in list(_POOLS)]
    held["connections"] = sum(pool.checkedout() for pool in _POOLS)
    if snapshot := sys.modules.get("core.snapshot"):
        held["snapshots"] = len(snapshot._kept)
    if reading := sys.modules.get("core.reading"):
        held["views"] = sum(len(views) for views in list(reading._views.values()))
    return held


def main() -> None:
    """Start the server under observation."""
    folder, *told = sys.argv[1:]
    observe(Path(folder))
    from streamlit.web.cli import main as start

    faulthandler.register(signal.SIGUSR1, all_threads=True)
    sys.argv = ["streamlit", *told]
    start()


if __name__ == "__main__":
    main()
