"""The files beside a store: who holds it open, and how one store takes another's place.

Whoever has a store open holds an advisory lock (flock) on a small file beside it, shared; a restore
wants it alone. SQLite's own locks would not tell: an app that is idle holds none. Whoever cannot
make a file beside a store cannot write to it either. Windows has no flock and needs none here: it
moves no file that somebody has open.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from glob import escape
from pathlib import Path

from core.errors import StoreUnavailable

if sys.platform != "win32":
    import fcntl

JOURNALS = ("-journal", "-wal", "-shm")
"""What SQLite puts beside a file; beside another one it would be played back into that."""
_PATIENCE = 5.0
_PAUSE = 0.02


class Hold:
    """A lock on a file beside a store, until `release`; without a handle it holds nothing."""

    def __init__(self, path: Path, handle: int | None) -> None:
        """Take over a locked handle of the lock's file."""
        self._path, self._handle, self._pid = path, handle, os.getpid()

    def release(self) -> None:
        """Let go, and remove the lock's file where nobody else holds it; again does nothing."""
        handle, self._handle = self._handle, None
        if handle is None or sys.platform == "win32":
            return
        try:
            # A forked child shares the lock: what it did to it would be done to its parent's.
            if os.getpid() == self._pid:
                with suppress(OSError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if _is_named(handle, self._path):
                        self._path.unlink()
        finally:
            os.close(handle)


def hold_shared(path: Path) -> Hold:
    """Hold a store with others who have it open.

    Raises:
        StoreUnavailable: it is being put back from a backup.
    """
    return _take(
        path,
        alone=False,
        refusal="The store is being put back from a backup. Try again in a minute.",
    )


@contextmanager
def hold_alone(path: Path, refusal: str) -> Iterator[None]:
    """Hold a file that nobody else holds, for the block.

    Raises:
        StoreUnavailable: somebody does; in the words of `refusal`.
    """
    held = _take(path, alone=True, refusal=refusal)
    try:
        yield
    finally:
        held.release()


def _take(path: Path, *, alone: bool, refusal: str) -> Hold:
    lock = path.with_name(f".{path.name}.lock")
    if sys.platform == "win32":
        return Hold(lock, None)
    how = (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB
    # Somebody who closes holds it alone for an instant; a restore holds it for as long as it takes.
    until = time.monotonic() + (_PATIENCE / 5 if alone else _PATIENCE)
    while True:
        handle = _open(lock)
        if handle is None:
            if alone and lock.exists():
                raise StoreUnavailable(
                    f"{lock.name} belongs to another account, so nobody can tell whether "
                    f"{path.name} is open. Nothing was changed. Stop the app and remove that file, "
                    "or run this as the account that the app runs as."
                )
            return Hold(lock, None)
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            os.close(handle)
            if time.monotonic() > until:
                raise StoreUnavailable(refusal) from None
            time.sleep(_PAUSE)
            continue
        except OSError:  # A file system without such locks.
            os.close(handle)
            return Hold(lock, None)
        if _is_named(handle, lock):
            return Hold(lock, handle)
        os.close(handle)  # It was removed between opening and locking.


def _open(lock: Path) -> int | None:
    for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        with suppress(OSError):
            handle = os.open(lock, flags, 0o666)
            # It holds nothing: whoever restores, and whom the app runs as, must see each other.
            with suppress(OSError):
                os.fchmod(handle, 0o666)
            return handle
    return None


def _is_named(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def name_part(path: Path) -> Path:
    """Where what will take a store's place is made."""
    return path.with_name(f".{path.name}.restoring")


def find_kept(path: Path) -> list[Path]:
    """The stores that restores took the place of, kept beside it; earliest first."""
    return sorted(path.parent.glob(f"{escape(path.stem)}.before-restore-*{escape(path.suffix)}"))


def check_not_cut_short(path: Path) -> None:
    """Raise StoreUnavailable where a restore or a move was cut short: no empty store follows it.

    Where a file can have two names a store is there throughout; its second name is taken away.
    """
    part = name_part(path)
    if not path.exists() and part.exists():
        kept = find_kept(path)
        before = f" The store before it is whole: {kept[-1].name}." if kept else ""
        raise StoreUnavailable(
            f"A restore of {path.name}, or a move to it, was cut short. Run it again.{before} "
            f"(To begin without either, remove {part.name}.)"
        )
    with suppress(OSError):
        if path.stat().st_nlink > 1:
            for twin in find_kept(path):
                if os.path.samefile(twin, path):
                    twin.unlink()


def replace_store(part: Path, path: Path, moment: datetime) -> Path | None:
    """Put a finished store in another's place, which is kept under the moment's name.

    Returns:
        where the replaced store is kept; None where there was none.
    """
    kept = name_free(path, f"before-restore-{moment:%Y-%m-%dT%H%M%S}")
    has_earlier, has_moved = path.exists(), False
    if has_earlier:
        try:
            os.link(path, kept)
        except OSError:  # Not every file system has a second name for a file.
            os.rename(path, kept)
            has_moved = True
    try:
        for ending in JOURNALS:
            with suppress(FileNotFoundError):
                os.rename(f"{path}{ending}", f"{kept}{ending}")
        # A power cut must not keep the name's change and forget where the earlier store is kept.
        sync_folder(path.parent)
        os.replace(part, path)
    except OSError:
        if has_moved:
            os.rename(kept, path)
        elif has_earlier:
            kept.unlink()
        raise
    sync_folder(path.parent)
    return kept if has_earlier else None


def name_free(path: Path, said: str) -> Path:
    """A name beside a store that says what was kept of it, and that no file has."""
    kept, number = path.with_name(f"{path.stem}.{said}{path.suffix}"), 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.stem}.{said}-{number}{path.suffix}")
    return kept


def give_owner(part: Path, like: Path) -> None:
    """Let a file belong to whom another belongs: who restores may not be whom the app runs as."""
    with suppress(OSError):
        found = like.stat()
        if like.is_file():
            shutil.copymode(like, part)
        if hasattr(os, "chown"):
            os.chown(part, found.st_uid, found.st_gid)


def remove_part(part: Path) -> None:
    """Remove an unfinished file, and what SQLite put beside it."""
    for ending in ("", *JOURNALS):
        Path(f"{part}{ending}").unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Wait until a file is on the disk; never for one that is open as a store."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Names, too, are on the disk only once their folder is; Windows does that by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # Some network drives have no such thing.
            os.fsync(handle)
    finally:
        os.close(handle)
