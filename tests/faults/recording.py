"""Every write, truncation, sync and deletion that reaches the disk, in the order it was asked for.

Below SQLite: the very library that the product uses gets a file system (VFS) of ours as its
default, which notes and passes on. Beside it Python's own calls on files, which backups and
restores make. The product's code and pragmas are as they are.
"""

import _sqlite3
import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any

import pytest

Operation = tuple[Any, ...]
"""("create" | "unlink" | "sync", path), ("write", path, offset, bytes), ("truncate", path, size),
("rename" | "link", path, path), ("sync folder", path), ("acknowledged",)."""

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN_FOLDER = CFUNCTYPE(c_int, c_char_p, c_void_p)
_GET_CALL = CFUNCTYPE(c_void_p, c_void_p, c_char_p)
_SET_CALL = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, as far as it is replaced; the rest is copied with it."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 13),
    ]


class _System(ctypes.Structure):
    """sqlite3_vfs."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("own", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 11),
        ("set_call", c_void_p),
        ("get_call", c_void_p),
        ("next_call", c_void_p),
    ]


# SQLite goes on pointing to these until its last file is closed.
_kept: list[object] = []


def _find_library() -> Any:
    """The SQLite of Python's own sqlite3, wherever it is linked in; skips where it is hidden."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    try:
        library.sqlite3_vfs_find.restype = POINTER(_System)
    except AttributeError:
        pytest.skip("This Python hides its SQLite, so nothing can be put below it.")
    system = library.sqlite3_vfs_find(None).contents
    if system.version < 3 or not system.set_call:
        pytest.skip("This system's SQLite does not let its calls be watched.")
    return library


class _Recorder:
    def __init__(self, folder: Path) -> None:
        self.operations: list[Operation] = []
        self.folder = str(folder.resolve())
        self._paths: dict[int, str] = {}
        self._tables: dict[int, _Methods] = {}
        self._handles: dict[int, str] = {}

    def note(self, kind: str, path: str, *more: object) -> None:
        if path.startswith(self.folder):
            self.operations.append((kind, path, *more))

    def _copy(self, kind: str, path: str) -> None:
        """What was written without a call (a mapped file) is on its way before its sync."""
        if path.startswith(self.folder):
            self.note("write", path, 0, Path(path).read_bytes())
        self.note(kind, path)

    def build_system(self, usual: _System) -> _System:
        """The usual file system with what opens and deletes replaced."""
        system = _System.from_buffer_copy(usual)
        really_open, really_delete = _OPEN(usual.open), _DELETE(usual.delete)

        def open_file(vfs: int, name: int, file: int, flags: int, out: int) -> int:
            path = os.fsdecode(ctypes.string_at(name)) if name else ""
            is_new = not os.path.lexists(path)
            done = really_open(vfs, name, file, flags, out)
            if done == 0 and path:
                if is_new and os.path.lexists(path):
                    self.note("create", path)
                self._paths[file] = path
                methods = c_void_p.from_address(file)
                methods.value = ctypes.addressof(self._replace(methods.value or 0))
            return done

        def delete(vfs: int, name: bytes, sync: int) -> int:
            if os.path.lexists(name):
                self.note("unlink", os.fsdecode(name))
            return really_delete(vfs, name, sync)

        system.name = b"recording"
        system.open = self._keep(_OPEN(open_file))
        system.delete = self._keep(_DELETE(delete))
        _kept.append(system)
        return system

    def _replace(self, address: int) -> _Methods:
        if address in self._tables:
            return self._tables[address]
        usual = _Methods.from_address(address)
        table = _Methods.from_buffer_copy(usual)
        really_write, really_sync = _WRITE(usual.write), _SYNC(usual.sync)
        really_truncate = _TRUNCATE(usual.truncate)

        def write(file: int, data: int, size: int, offset: int) -> int:
            self.note("write", self._paths[file], offset, ctypes.string_at(data, size))
            return really_write(file, data, size, offset)

        def truncate(file: int, size: int) -> int:
            self.note("truncate", self._paths[file], size)
            return really_truncate(file, size)

        def sync(file: int, flags: int) -> int:
            self.note("sync", self._paths[file])
            return really_sync(file, flags)

        table.write = self._keep(_WRITE(write))
        table.truncate = self._keep(_TRUNCATE(truncate))
        table.sync = self._keep(_SYNC(sync))
        self._tables[address] = table
        _kept.append(table)
        return table

    def watch_folders(self, system: _System) -> Callable[[], None]:
        """Note when SQLite syncs a folder, which it opens for nothing else; returns the undoing."""
        name, at = b"openDirectory", ctypes.addressof(system)
        usual = _GET_CALL(system.get_call)(at, name)
        really_open = _OPEN_FOLDER(usual)

        def open_folder(path: bytes, out: int) -> int:
            self.note("sync folder", os.path.dirname(os.fsdecode(path)))
            return really_open(path, out)

        put = _SET_CALL(system.set_call)
        put(at, name, self._keep(_OPEN_FOLDER(open_folder)))
        return lambda: put(at, name, usual)

    def _keep(self, function: Any) -> int:
        _kept.append(function)
        return ctypes.cast(function, c_void_p).value or 0

    def watch_python(self, patch: pytest.MonkeyPatch) -> None:
        """Note what Python itself does to files."""
        usual = {name: getattr(os, name) for name in ("open", "fsync", *_TWO, *_ONE)}

        def open_file(path: Any, flags: int, *more: Any, **named: Any) -> int:
            is_new = not os.path.lexists(path)
            handle = usual["open"](path, flags, *more, **named)
            self._handles[handle] = os.fspath(path)
            if is_new and flags & os.O_CREAT:
                self.note("create", os.fspath(path))
            return int(handle)

        def fsync(handle: int) -> None:
            path = self._handles[handle]
            if os.path.isdir(path):
                self.note("sync folder", path)
            else:
                self._copy("sync", path)
            usual["fsync"](handle)

        def two(name: str, kind: str) -> Callable[..., None]:
            def move(first: Any, second: Any, **named: Any) -> None:
                usual[name](first, second, **named)
                self.note(kind, os.fspath(first), os.fspath(second))

            return move

        def one(name: str) -> Callable[..., None]:
            def unlink(path: Any, **named: Any) -> None:
                usual[name](path, **named)
                self.note("unlink", os.fspath(path))

            return unlink

        patch.setattr(os, "open", open_file)
        patch.setattr(os, "fsync", fsync)
        for name, kind in _TWO.items():
            patch.setattr(os, name, two(name, kind))
        for name in _ONE:
            patch.setattr(os, name, one(name))


_TWO = {"rename": "rename", "replace": "rename", "link": "link"}
_ONE = ("unlink", "remove")


@contextmanager
def record_disk(folder: Path) -> Iterator[list[Operation]]:
    """Note what reaches the files of a folder (absolute paths) while the block runs.

    Only connections that are opened in the block are watched; it closes them itself.
    """
    library, recorder = _find_library(), _Recorder(folder)
    usual = library.sqlite3_vfs_find(None)
    system = recorder.build_system(usual.contents)
    forget = recorder.watch_folders(usual.contents)
    library.sqlite3_vfs_register(ctypes.byref(system), 1)
    try:
        with pytest.MonkeyPatch.context() as patch:
            recorder.watch_python(patch)
            yield recorder.operations
    finally:
        library.sqlite3_vfs_register(usual, 1)
        library.sqlite3_vfs_unregister(ctypes.byref(system))
        forget()
        _kept.append(recorder)
