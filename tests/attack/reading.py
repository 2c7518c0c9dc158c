"""Reads files within limits: `python -m tests.attack.reading MEGABYTES SECONDS FILE…`.

Each in a process forked before any thread began, so that what it takes is its own. Prints a line of
JSON a file: what became of it, its peak of memory in MB, its seconds.
"""

import json
import os
import resource
import sys
import traceback
from collections.abc import Callable
from datetime import datetime

from core.contract import INCIDENT_COLUMNS
from core.errors import RefusedFile
from core.intake.homes_list import HEADINGS, read_home_rows
from core.intake.mapping import NO_MAPPING
from core.intake.readers import read_table
from core.intake.validation import check_rows

_NOW = datetime(2026, 6, 30, 12)


def _read(path: str) -> dict[str, str]:
    with open(path, "rb") as file:
        content = file.read()
    name = os.path.basename(path)
    columns = [column.name for column in INCIDENT_COLUMNS]
    return {
        "incidents": _try(lambda: check_rows(read_table(content, name, columns), NO_MAPPING, _NOW)),
        "guessed": _try(lambda: read_table(content, name, columns, guess=True)),
        "homes": _try(lambda: read_home_rows(read_table(content, name, HEADINGS), _NOW)),
    }


def _try(read: Callable[[], object]) -> str:
    try:
        read()
    except RefusedFile as error:
        return f"refused: {error}"
    return "read"


def _run(path: str, megabytes: int, seconds: int, out: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        said = _read(path)
    except BaseException:
        raised = f"raised: {traceback.format_exc()[-600:]}"
        said = dict.fromkeys(("incidents", "guessed", "homes"), raised)
    os.write(out, json.dumps(said).encode())


def main(megabytes: int, seconds: int, paths: list[str]) -> None:
    import openpyxl  # noqa: F401 - once, before the forks

    for path in paths:
        come, go = os.pipe()
        child = os.fork()
        if not child:
            os.close(come)
            _run(path, megabytes, seconds, go)
            os._exit(0)
        os.close(go)
        with os.fdopen(come, "rb") as pipe:
            said = json.loads(pipe.read() or b"{}")
        _, status, used = os.wait4(child, 0)
        killed = f"killed by signal {os.WTERMSIG(status)}"
        said = said or dict.fromkeys(("incidents", "guessed", "homes"), killed)
        taken = used.ru_utime + used.ru_stime
        row = {"file": path, **said, "mb": used.ru_maxrss // 1024, "seconds": taken}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
