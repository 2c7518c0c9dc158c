"""A process that writes: `python -m tests.faults.child URL FILE`.

For each line on its input it forks the writers named in it, so that a round takes no second of
imports, and says their numbers. A writer notes each acknowledged change in the file. "a" writes
until it is killed, "a*40" makes two changes forty times, "a*40!" does so without patience.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from core.store import ROOT, open_store
from tests.faults.work import be_impatient, try_work, work


class Writers:
    """The process, from the test's side."""

    def __init__(self, process: Popen[str], said: Path) -> None:
        self._process, self._said = process, said

    def begin(self, *names: str) -> list[int]:
        """Start writers; returns the numbers of their processes."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(*names, file=self._process.stdin, flush=True)
        return [int(number) for number in self._process.stdout.readline().split()]

    def read_said(self) -> list[str]:
        """What was noted so far; a line that was cut short was not."""
        return self._said.read_text().split("\n")[:-1]


@contextmanager
def start_writers(url: str, folder: Path) -> Iterator[Writers]:
    """Start the process for a block, in which its writers end or are killed."""
    said = folder / "said"
    said.touch()
    words = [sys.executable, "-m", "tests.faults.child", url, str(said)]
    with Popen(words, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield Writers(process, said)
        assert process.stdin is not None
        process.stdin.close()


def is_running(number: int) -> bool:
    """Whether a writer has not ended yet."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _main(url: str, said: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Whoever ended or was killed leaves at once.
    for line in sys.stdin:
        children = []
        for name in line.split():
            child = os.fork()
            if not child:
                _write(url, said, name)
            children.append(child)
        print(*children, flush=True)


def _write(url: str, said: Path, word: str) -> None:
    match = re.fullmatch(r"(\w+)(?:\*(\d+)(!?))?", word)
    assert match is not None
    name, most, impatient = match.groups()
    store = open_store(url)
    if impatient:
        be_impatient(store)
    with said.open("a") as file:
        for change in try_work(store, name, int(most)) if most else work(store, name):
            print(change, file=file, flush=True)
    os._exit(0)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
