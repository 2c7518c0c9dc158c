"""A backup's seal: what it held when it was made, and a digest over every byte of its file.

It lies inside the backup, so that one file is all that is carried about: a table of one row that no
store has. The digest covers the file without the digest's own 64 bytes. It shows what a chain
cannot: an audit whose end was cut off, a changed word. It is no signature: whoever can write the
file can seal it anew, which is why the live store's audit and the command's output name it too.
"""

import hashlib
import mmap
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from core.errors import StoreUnavailable
from core.store_files import sync_file

_TABLE = "backup_seal"
_STEP = 1 << 24


@dataclass(frozen=True)
class Seal:
    """One backup: when it was made, what it is, and how far its store had come."""

    made_at: datetime
    kind: str
    schema_version: str
    data_revision: int
    audit_rows: int
    audit_head: str
    digest: str


@contextmanager
def open_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that may be a backup, opened so that nothing in it can change.

    Raises:
        StoreUnavailable: it is not there, or is no database that can be read.
    """
    if not path.is_file():
        raise StoreUnavailable(f"There is no file {path.name}.")
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            yield connection
    except sqlite3.Error as error:
        if "full" in str(error):
            raise StoreUnavailable(
                f"There is no room for a copy of {path.name}. Nothing was changed."
            ) from None
        raise StoreUnavailable(
            f"{path.name} is damaged or is no store of Slow Time ({error}). Nothing was changed."
        ) from None


def write_seal(path: Path, kind: str, made_at: datetime, state: dict[str, object]) -> Seal:
    """Seal a finished copy that nobody has open, down to the disk.

    `state` is what `check_store` found, with the schema's version.
    """
    token = token_hex(32)
    facts = (
        made_at.isoformat(),
        kind,
        str(state["schema_version"]),
        int(str(state["data_revision"])),
        int(str(state["audit_rows"])),
        str(state["audit_head"]),
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        # The store may be a backup that somebody put in its place by hand.
        take_seal_off(connection)
        connection.execute(
            f"CREATE TABLE {_TABLE} (made_at TEXT, kind TEXT, schema_version TEXT, "
            "data_revision INTEGER, audit_rows INTEGER, audit_head TEXT, digest TEXT)"
        )
        connection.execute(f"INSERT INTO {_TABLE} VALUES (?, ?, ?, ?, ?, ?, ?)", (*facts, token))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        digest = _build_digest(content, token)
        place = content.find(token.encode())
        content[place : place + len(digest)] = digest.encode()
        content.flush()
    sync_file(path)
    return Seal(made_at, *facts[1:], digest)


def read_seal(path: Path) -> Seal | None:
    """A file's seal; None where it is a copy that was not made as a backup.

    Raises:
        StoreUnavailable: the file cannot be read.
    """
    with open_to_read(path) as connection:
        known = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
        if not connection.execute(known, (_TABLE,)).fetchone()[0]:
            return None
        row = connection.execute(f"SELECT * FROM {_TABLE}").fetchone()
    try:
        return Seal(datetime.fromisoformat(row[0]), *row[1:])
    except (TypeError, ValueError):
        raise StoreUnavailable(f"The seal of {path.name} cannot be read.") from None


def is_unbroken(path: Path, seal: Seal) -> bool:
    """Whether every byte of a backup is as it was when it was sealed."""
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            return _build_digest(content, seal.digest) == seal.digest
    except (OSError, ValueError, AttributeError):
        return False


def take_seal_off(connection: sqlite3.Connection) -> None:
    """Make a copy of a backup a store again."""
    connection.execute(f"DROP TABLE IF EXISTS {_TABLE}")


def _build_digest(content: mmap.mmap, left_out: str) -> str:
    place = content.find(left_out.encode())
    if place < 0:
        raise ValueError("The digest's place is not in the file.")
    found = hashlib.sha256()
    for start, end in ((0, place), (place + len(left_out), len(content))):
        for begin in range(start, end, _STEP):
            found.update(content[begin : min(begin + _STEP, end)])
    return found.hexdigest()
