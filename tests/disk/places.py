"""Disks that are small, read-only or away; what was written to a store, and whether it is there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import pytest

from core.access import SYSTEM
from core.annotations import add_annotation
from core.checking import check_store
from core.clock import read_today
from core.errors import StoreUnavailable
from core.store import Store, build_url, open_store

PAGE = 4096


@contextmanager
def mounted(folder: Path, size: str = "4m") -> Iterator[Path]:
    """A small disk in memory at a folder, for the block; skipped where nothing can be mounted."""
    folder.mkdir(exist_ok=True)
    run_or_skip("mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def run_or_skip(*words: str) -> None:
    """Run a command that needs a privilege, or skip the test with what it said."""
    if sys.platform != "linux" or shutil.which(words[0]) is None:
        pytest.skip(f"no {words[0]} on this machine")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[:1] or [f"exit {done.returncode}"]
        pytest.skip(f"this machine does not allow it: {' '.join(words[:1])}: {said[0]}")


def fill(folder: Path, left: int = 0) -> Path:
    """Fill a small disk with one file until so many bytes are left; gives the file."""
    filler = folder / "filler"
    with filler.open("ab") as file:
        while (free := shutil.disk_usage(folder).free - left) > 0:
            os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), free)
            file.seek(0, os.SEEK_END)
    return filler


def open_to_all(folder: Path) -> None:
    """Let everybody into a test's folder, and through those above it that are pytest's own."""
    folder.chmod(0o777)
    for outer in folder.parents:
        if outer.owner() == folder.owner() and not outer.stat().st_mode & 0o001:
            outer.chmod(outer.stat().st_mode | 0o011)


def as_nobody(do: Callable[[], object]) -> None:
    """Do something in a child as a user for whom permissions count; raise what went wrong in it.

    Asserts in it count: the child's words are the error.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            do()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, said.encode()[:4000])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    assert not said, said


@dataclass
class Writer:
    """Writes notes, and keeps what was acknowledged and what was refused in which words."""

    store: Store
    acknowledged: list[str] = field(default_factory=list)
    refused: list[tuple[str, StoreUnavailable]] = field(default_factory=list)
    # The same words twice would be one note, and the second acknowledged without being written.
    mark: str = field(default_factory=lambda: token_hex(4))
    _count: int = 0

    def write(self) -> bool:
        """One note more; whether the store acknowledged it."""
        self._count += 1
        words = f"note {self._count} of {self.mark}"
        try:
            add_annotation(self.store, SYSTEM, words=words, on_day=read_today(), home_id=None)
        except StoreUnavailable as error:
            self.refused.append((words, error))
            return False
        self.acknowledged.append(words)
        return True

    def find_lost(self) -> set[str]:
        """What was acknowledged and is not there."""
        return set(self.acknowledged) - self.read()

    def find_unsaid(self) -> set[str]:
        """What is there though a refusal said that nothing was changed."""
        denied = {words for words, error in self.refused if "Nothing was changed" in str(error)}
        return denied & self.read()

    def read(self) -> set[str]:
        """The notes that are there, as another process that opens the store finds them."""
        store = open_store(self.store.url)
        try:
            with store.read() as session:
                rows = session.connection().exec_driver_sql("SELECT words FROM annotation")
                return set(rows.scalars())
        finally:
            store.close()

    def find_faults(self) -> list[object]:
        """What a check of the whole store finds."""
        store = open_store(self.store.url)
        try:
            faults = check_store(store, SYSTEM)["faults"]
            assert isinstance(faults, list)
            return faults
        finally:
            store.close()

    def check(self) -> None:
        """Assert that nothing acknowledged is lost, nothing refused is there, all is whole."""
        assert self.find_lost() == set()
        assert self.find_unsaid() == set()
        assert self.find_faults() == []


def open_copy(path: Path, folder: Path) -> Store:
    """A store of its own in a folder, copied from a file that nobody has open."""
    folder.mkdir(exist_ok=True)
    target = Path(shutil.copyfile(path, folder / "world.db"))
    target.chmod(0o666)
    return open_store(build_url(target))
