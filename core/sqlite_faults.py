"""SQLite's faults of the disk and the file, each as a sentence that says what to do.

By SQLite's own codes: its words differ between versions.
"""

import re
import sqlite3
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from core.errors import StoreFault, StoreUnavailable
from core.store_place import may_be_written

_UNCHANGED = "Nothing was changed, and what was saved before is kept."
_BUSY = (
    "The store is busy with another change. Nothing was changed; try again.",
    StoreFault.BUSY,
)
_FULL = (
    f"The disk is full, so nothing more can be saved. {_UNCHANGED} "
    "Make room on the disk that the store is on, then try again.",
    StoreFault.FULL,
)
_READ_ONLY = (
    f"The store can be read but not changed: its file or its disk is read-only. {_UNCHANGED} "
    "Make the file, its folder and its disk writable, then try again.",
    StoreFault.READ_ONLY,
)
_MOVED = (
    f"The store's file was taken away or replaced while it was open. {_UNCHANGED} "
    "Put it back where it was, then try again.",
    StoreFault.MISSING,
)
_CLOSED = (
    f"The store's file, or the journal beside it, cannot be opened. {_UNCHANGED} "
    "Check that the file and its folder are there, that both may be written, and that the server "
    "has not run out of open files.",
    StoreFault.UNREACHABLE,
)
DAMAGED = (
    "The store file is damaged or is not a Slow Time store. Nothing was changed. "
    "Keep the file, and put a backup in its place.",
    StoreFault.DAMAGED,
)
_LACKING = (
    "The store file is damaged or is not a Slow Time store ({}). Nothing was changed. "
    "Keep the file, and put a backup in its place."
)
_FAILING = (
    f"The disk did not read or write when it was asked. {_UNCHANGED} "
    "Check that the disk is there, is whole and has room, then try again.",
    StoreFault.UNREACHABLE,
)
_UNCERTAIN = (
    "The disk failed at the very end of saving: this change may or may not be kept. Look before "
    "you do it again; what was saved before is kept. Check that the disk is there and is whole.",
    StoreFault.UNREACHABLE,
)
# Taking the journal away is what commits: where that fails, it may have been taken away before.
_OF_THE_END = {
    sqlite3.SQLITE_IOERR_DELETE,
    sqlite3.SQLITE_IOERR_DELETE_NOENT,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
}
_BY_CODE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_IOERR: _FAILING,
}
# Of a file that lost its tables, or whose texts are none any more: these have no code of their own.
_OF_DAMAGE = ("no such table", "no such column", "malformed", "could not decode to utf-8")


def check_read_only(error: BaseException, path: Path) -> None:
    """Raise StoreUnavailable where it is for want of a right to write that a file cannot be opened.

    SQLite says so itself of a file that it opens then; of one that it had open before, only that
    the journal beside it cannot be opened.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN and path.is_file() and not may_be_written(path):
        raise StoreUnavailable(*_READ_ONLY)


def find_sqlite_fault(error: BaseException | None) -> tuple[str, StoreFault] | None:
    """What keeps the store from being used, in words, and its kind; None where it is not that."""
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return _MOVED
    if code in _OF_THE_END:
        return _UNCERTAIN
    # The lowest byte is the kind, the rest of the number its detail.
    known = _BY_CODE.get(code & 0xFF)
    said = str(error).lower()
    if known is None and any(words in said for words in _OF_DAMAGE):
        # Which table or column: a name of ours, and nothing of what is in the store.
        return _LACKING.format(said) if said.startswith("no such") else DAMAGED[0], DAMAGED[1]
    return known


def find_broken_pages(connection: Connection) -> list[str]:
    """What SQLite's check of its own pages finds, by table or index; empty where they are whole."""
    try:
        said = _check_integrity(connection)
    except DatabaseError:
        # It gives up at a page that it cannot make out, without a word of which.
        said = _find_broken_tables(connection)
        if not said:
            raise
    if said == ["ok"]:
        return []
    named = connection.exec_driver_sql("SELECT rootpage, type, name FROM sqlite_master").all()
    names = {int(root): f"{kind} {name}" for root, kind, name in named if root}

    def name(found: re.Match[str]) -> str:
        return f"{names.get(int(found[1]), found[0])}, page {found[2]}"

    return [re.sub(r"^Tree (\d+) page (\d+)", name, line) for line in said]


def _check_integrity(connection: Connection, table: str = "") -> list[str]:
    of = f'("{table}")' if table else ""
    rows = connection.exec_driver_sql(f"PRAGMA integrity_check{of}").scalars().all()
    return [line for row in rows for line in str(row).splitlines() if not line.startswith("***")]


def _find_broken_tables(connection: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
    broken = []
    for table in connection.exec_driver_sql(query).scalars().all():
        try:
            if _check_integrity(connection, table) == ["ok"]:
                continue
        except DatabaseError:
            pass
        broken.append(f"table {table}, or an index of it, has damaged pages")
    return broken
