"""Faults of single system calls beneath SQLite: the nth write that fails, a slow unlink.

SQLite's own hook for this (`xSetSystemCall` of its "unix" file system) in the library that Python
uses; a Python with a library of its own built in has none that could be found.
"""

import ctypes
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_POINTERS = [
    *("xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym"),
    *("xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64"),
]
_FORMS: dict[str, Any] = {
    "open": (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_int),
    "pwrite64": (
        ctypes.c_ssize_t,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_int64,
    ),
    "pread64": (
        ctypes.c_ssize_t,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_int64,
    ),
    "ftruncate": (ctypes.c_int, ctypes.c_int, ctypes.c_int64),
    "unlink": (ctypes.c_int, ctypes.c_char_p),
    "openDirectory": (ctypes.c_int, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)),
}
_CANTOPEN = 14
Fault = Callable[[int], int | None]
"""Told how often the call was made, from 1; an errno that it fails with, or None to let it pass."""


class _Vfs(ctypes.Structure):
    _fields_ = [
        *(("iVersion", ctypes.c_int), ("szOsFile", ctypes.c_int), ("mxPathname", ctypes.c_int)),
        *(("pNext", ctypes.c_void_p), ("zName", ctypes.c_char_p), ("pAppData", ctypes.c_void_p)),
        *((name, ctypes.c_void_p) for name in _POINTERS),
        (
            "xSetSystemCall",
            ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p),
        ),
        (
            "xGetSystemCall",
            ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p),
        ),
    ]


def _find_vfs() -> Any:
    try:
        library = ctypes.CDLL("libsqlite3.so.0")
        library.sqlite3_libversion.restype = ctypes.c_char_p
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        is_ours = library.sqlite3_libversion().decode() == sqlite3.sqlite_version
        # Another copy of the same version would take the faults, and nobody would meet them.
        mapped = Path("/proc/self/maps").read_text() if is_ours else ""
        found = library.sqlite3_vfs_find(b"unix") if "libsqlite3" in mapped else None
    except (OSError, AttributeError):
        return None
    return found


@contextmanager
def faulty(call: str, fault: Fault) -> Iterator[list[int]]:
    """Let a system call of SQLite meet a fault; gives a list whose length counts the calls."""
    vfs = _find_vfs()
    if not vfs:
        pytest.skip("Python's SQLite is not a shared library here: its calls cannot be hooked")
    itself = ctypes.cast(vfs, ctypes.c_void_p)
    kept = vfs.contents.xGetSystemCall(itself, call.encode())
    form = ctypes.CFUNCTYPE(*_FORMS[call], use_errno=True)
    usual, made = form(kept), []

    def meet(*said: Any) -> int:
        made.append(1)
        number = fault(len(made))
        if number is None:
            done: int = usual(*said)
            return done
        ctypes.set_errno(number)
        return _CANTOPEN if call == "openDirectory" else -1

    hook = form(meet)
    vfs.contents.xSetSystemCall(itself, call.encode(), ctypes.cast(hook, ctypes.c_void_p))
    try:
        yield made
    finally:
        vfs.contents.xSetSystemCall(itself, call.encode(), kept)


def fail_from(number: int, errno: int) -> Fault:
    """Every call from the nth on fails."""
    return lambda count: errno if count >= number else None


def fail_once(number: int, errno: int) -> Fault:
    """The nth call fails, and no other."""
    return lambda count: errno if count == number else None


def wait(seconds: float) -> Fault:
    """Every call takes so long."""

    def pause(_count: int) -> None:
        time.sleep(seconds)

    return pause


def is_root() -> bool:
    """Whether permissions mean nothing to who runs the tests."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
