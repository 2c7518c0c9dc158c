"""What is SQLite's own: pragmas, locking, its faults in words, a consistent copy.

Journal DELETE with synchronous EXTRA (nothing acknowledged is lost in a power cut), and BEGIN
IMMEDIATE for every write. Only the standard library's SQLite ever touches the live file: a second
library in the process would drop its locks.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from core.errors import InvalidInput, StoreUnavailable


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database says of itself into a sentence; constraint errors pass through."""
    try:
        yield
    except DatabaseError as error:
        said = str(error.orig).lower()
        if "locked" in said or "busy" in said:
            raise StoreUnavailable(
                "The store is busy with another change. Nothing was changed; try again."
            ) from error
        if "malformed" in said or "not a database" in said:
            raise StoreUnavailable(
                "The store file is damaged or is not a Slow Time store. Nothing was changed. "
                "Keep the file, and put a backup in its place."
            ) from error
        if "readonly" in said or "full" in said or "unable to open" in said or "i/o" in said:
            raise StoreUnavailable(
                f"The store cannot be used ({error.orig}). Nothing was changed. "
                "Check the disk and the file's permissions."
            ) from error
        raise


def build_engine(url: str) -> Engine:
    """An engine whose connections have their pragmas set, and whose transactions say their kind.

    The execution option `slow_time_writes` makes a transaction take the write lock at its start.

    Raises:
        InvalidInput: the address is none, or of a database that this version cannot use.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise InvalidInput("DATABASE_URL is not an address of a database.") from error
    if parsed.get_backend_name() != "sqlite":
        raise InvalidInput("DATABASE_URL names a database that this version cannot use.")
    engine = create_engine(parsed, connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: "begin" below says which kind.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=DELETE",
            "synchronous=EXTRA",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("slow_time_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def keep_copy(engine: Engine, version: str) -> None:
    """Copy the store beside itself before its migration, through its own connection."""
    path = Path(str(engine.url.database))
    copy = path.with_name(f"{path.stem}.before-{version}{path.suffix}")
    with in_words(), engine.connect() as connection:
        target = sqlite3.connect(copy)
        try:
            connection.connection.driver_connection.backup(target)  # type: ignore[union-attr]
        finally:
            target.close()


def find_faults(engine: Engine) -> list[str]:
    """The database's own faults: integrity and links, in words; empty where there are none."""
    with in_words(), engine.connect() as connection:
        faults = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check").all()]
        links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [fault for fault in faults if fault != "ok"] + [
        f"table {link[0]}, row {link[1]}: points to a row of {link[2]} that is not there"
        for link in links
    ]
