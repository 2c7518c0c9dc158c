"""Where a store's file lies, so that one that was taken away is missed, not begun anew.

SQLite makes an empty file where there is none, and goes on reading one that was deleted or replaced
while it was open.
"""

import os
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from core.errors import StoreFault, StoreUnavailable


@dataclass(frozen=True)
class FilePlace:
    """A store's file as it was opened: its path, and which file of the disk that was."""

    path: Path
    device: int
    number: int


def read_place(path: Path) -> FilePlace:
    """Which file lies there now.

    Raises:
        StoreUnavailable: none does, or it is empty.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise StoreUnavailable(
            f"The store's file {path.name} is not there ({error.strerror}). Nothing was changed, "
            "and no new store was begun in its place. Put the file back, or its disk or folder.",
            StoreFault.MISSING,
        ) from None
    if not found.st_size:
        raise StoreUnavailable(
            f"The store's file {path.name} is empty: what was in it is gone. Nothing was changed, "
            "and no new store was begun in it. Put a backup in its place.",
            StoreFault.DAMAGED,
        )
    return FilePlace(path, found.st_dev, found.st_ino)


def check_in_place(place: FilePlace) -> None:
    """Raise StoreUnavailable where a store's file is not there any more, or another one is."""
    if read_place(place.path) != place:
        raise StoreUnavailable(
            f"Another file was put in the place of {place.path.name} while the store was open. "
            "Nothing was changed. Reload the page to see what is there now.",
            StoreFault.MISSING,
        )


def may_be_written(path: Path) -> bool:
    """Whether this process may change a store's file: its journal lies beside it, in its folder."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def check_nothing_lost(path: Path) -> None:
    """Raise StoreUnavailable where no store lies, or an empty file, but what one leaves is there.

    Before a new one is made: an empty store would hide for days that the old one is gone.
    """
    if path.exists() and path.stat().st_size:
        return
    moved = _find_moved(path)
    if moved:
        raise StoreUnavailable(
            f"There is no store in {path.name}: it was moved to another database, and "
            f"{moved[-1]} is what it was before. Nothing was changed, and no new store was begun. "
            "Set DATABASE_URL to where it is now; to begin anew, move what is left of the old one "
            "elsewhere.",
            StoreFault.MISSING,
        )
    left = find_left(path)
    if left:
        raise StoreUnavailable(
            f"There is no store in {path.name}, but there was one: {left[-1]} is beside it. "
            "Nothing was changed, and no new store was begun. Put the file back, or a backup in "
            "its place; to begin anew, move what is left of the old one elsewhere.",
            StoreFault.MISSING,
        )


def find_left(path: Path) -> list[str]:
    """What a store leaves beside it, its daily backups last: names relative to its folder."""
    stem, ending = escape(path.stem), escape(path.suffix)
    days = sorted(path.parent.glob(f"backups/{stem}-????-??-??{ending}"))
    return find_beside(path) + [f"{day.parent.name}/{day.name}" for day in days]


def find_beside(path: Path) -> list[str]:
    """The files in a store's folder that hold what it held at some time, its backups apart.

    Unfinished ones of a move, a restore, a migration or a backup that was cut short come first.
    """
    stem, ending = escape(path.stem), escape(path.suffix)
    cut_short = [
        f".{escape(path.name)}.restoring",
        f".{stem}.before-*{ending}.*.part",
        f"backups/.{stem}-????-??-??{ending}.part",
    ]
    unfinished = [
        str(file.relative_to(path.parent)) for name in cut_short for file in path.parent.glob(name)
    ]
    copies = [file.name for file in path.parent.glob(f"{stem}.before-*{ending}")]
    return sorted(unfinished) + sorted(copies) + _find_moved(path)


def _find_moved(path: Path) -> list[str]:
    name = f"{escape(path.stem)}.moved-*{escape(path.suffix)}"
    return sorted(file.name for file in path.parent.glob(name))
