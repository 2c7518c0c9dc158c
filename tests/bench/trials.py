"""One trial, in a process of its own: `python -m tests.bench.trials <what> <address>` prints JSON.

A process of its own, so that its peak memory is its own and nothing is warm but the disk.
"""

import json
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date

from tests.bench.questions import ask_measures, ask_pandas

_PEAK_UNIT = 1024 if sys.platform == "linux" else 1024 * 1024


def scan(url: str) -> dict[str, float]:
    """Floor: SQLite looks at each value that a snapshot reads, and hands over none."""
    from core.snapshot_columns import FINDING_COLUMNS, INCIDENT_COLUMNS

    begin = time.perf_counter()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    for table, columns in (("incident", INCIDENT_COLUMNS), ("finding", FINDING_COLUMNS)):
        counts = ", ".join(f"count({name})" for name in columns)
        connection.execute(f"SELECT {counts} FROM {table}").fetchone()
    return {"seconds": time.perf_counter() - begin}


def fetch(url: str) -> dict[str, float]:
    """The usual way: the same columns by pandas over sqlite3."""
    import pandas as pd

    from core.snapshot_columns import FINDING_COLUMNS, INCIDENT_COLUMNS

    begin = time.perf_counter()
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    frames = [
        pd.read_sql(f"SELECT {', '.join(columns)} FROM {table}", connection)
        for table, columns in (("incident", INCIDENT_COLUMNS), ("finding", FINDING_COLUMNS))
    ]
    assert all(len(frame) for frame in frames)
    return {"seconds": time.perf_counter() - begin}


def load(url: str) -> dict[str, float]:
    """A snapshot, then what follows a change: of nothing, of an action, of one incident."""
    from core.access import SYSTEM
    from core.reading import read_view
    from core.snapshot import read_snapshot
    from core.store import open_store

    store = open_store(url)
    begin = time.perf_counter()
    snapshot = read_snapshot(store)
    told = {"seconds": time.perf_counter() - begin, "incidents": float(snapshot.incidents.height)}
    told["peak_mb"] = _read_peak()
    told["view"] = _time(lambda: read_view(store, SYSTEM))
    told["unchanged"] = _time(lambda: read_view(store, SYSTEM))
    for name, noun in (("tick", "action"), ("review", "incident")):
        key = snapshot.incidents["id"][snapshot.incidents.height // 2]
        with store.write(SYSTEM) as change:
            change.record("measured", noun, key)
        told[name] = _time(lambda: read_snapshot(store))
    return told


def measures(url: str) -> dict[str, float]:
    """The figures of three questions, once everything is loaded: by the measures."""
    from core.access import SYSTEM
    from core.reading import read_view
    from core.store import open_store

    view = read_view(open_store(url), SYSTEM)
    last = view.data_to or date.today()
    ask_measures(view, last)
    return {"seconds": _time(lambda: ask_measures(view, last))}


def by_pandas(url: str) -> dict[str, float]:
    """The same three questions by pandas, once its columns are loaded."""
    ask = ask_pandas(url.removeprefix("sqlite:///"))
    ask()
    return {"seconds": _time(ask)}


def _time(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _read_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PEAK_UNIT


TRIALS = {work.__name__: work for work in (scan, fetch, load, measures, by_pandas)}

if __name__ == "__main__":
    told = TRIALS[sys.argv[1]](sys.argv[2])
    told.setdefault("peak_mb", _read_peak())
    sys.stdout.write(json.dumps(told) + os.linesep)
