"""Files put where they belong: all of them or none, and none that is half written.

They are written beside their places, in a hidden folder, and moved when the change that records
them is about to be kept; where that fails they are taken back.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR, ENOTDIR
from os import strerror
from pathlib import Path
from secrets import token_hex

from core.errors import InvalidInput


class Placing:
    """Files on their way into a folder."""

    def __init__(self, folder: Path, part: Path, *, is_new: bool) -> None:
        """Begin with an empty hidden folder `part`; `is_new`: `folder` is not there yet."""
        self.folder = folder
        self._is_new = is_new
        self._fresh, self._earlier = part / "fresh", part / "earlier"
        self._written: list[str] = []
        self._moved: list[str] = []
        self._has_made = False
        self._fresh.mkdir()
        self._earlier.mkdir()

    def write(self, name: str, content: bytes) -> None:
        """Write a file beside its place, down to the disk."""
        with _in_words(self.folder / name), (self._fresh / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._written.append(name)

    def put(self) -> None:
        """Move everything written into its place; call it last inside the transaction."""
        _sync(self._fresh)
        if self._is_new:
            with _in_words(self.folder):
                os.rename(self._fresh, self.folder)
            self._has_made = True
            _sync(self.folder.parent)
            return
        for name in self._written:
            with _in_words(self.folder / name):
                self._put_one(name)
        _sync(self.folder)

    def _put_one(self, name: str) -> None:
        place = self.folder / name
        if place.is_dir():
            raise IsADirectoryError(EISDIR, strerror(EISDIR))
        if place.exists():
            try:
                os.link(place, self._earlier / name)
            except OSError:  # Not every file system has a second name for a file.
                shutil.copy2(place, self._earlier / name)
        os.replace(self._fresh / name, place)
        self._moved.append(name)

    def take_back(self) -> None:
        """Put everything back as it was before `put`."""
        if self._has_made:
            os.rename(self.folder, self._fresh)
        for name in self._moved:
            if (self._earlier / name).exists():
                os.replace(self._earlier / name, self.folder / name)
            else:
                (self.folder / name).unlink(missing_ok=True)


@contextmanager
def place_files(folder: Path, *, create: bool = False) -> Iterator[Placing]:
    """A way into a folder; it fails at once where nothing can be written there.

    Leave the block by an exception and nothing of it is left; with `create` the folder is made,
    whole, where there is none. Other files of the folder stay; those of the same names are
    replaced when all have been written.

    Raises:
        InvalidInput: what a path's trouble is, in one line.
    """
    with _in_words(folder):
        is_new = create and not folder.exists()
        if not is_new and folder.exists() and not folder.is_dir():
            raise NotADirectoryError(ENOTDIR, "it is not a folder")
        # Inside a folder that is there: beside it may be another disk, or not ours to write.
        part = (folder.parent if is_new else folder) / f".slow-time-{token_hex(4)}"
        part.mkdir()
    try:
        with _in_words(folder):
            placing = Placing(folder, part, is_new=is_new)
        try:
            yield placing
        except BaseException:
            with suppress(OSError):
                placing.take_back()
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise InvalidInput(f"{path} cannot be written: {said}.") from None


def _sync(folder: Path) -> None:
    """Names, too, are on the disk only once their folder is; Windows does that by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # Some network drives have no such thing.
            os.fsync(handle)
    finally:
        os.close(handle)
