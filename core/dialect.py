"""What is SQLite's own: pragmas, locking, its faults in words, a consistent copy.

Journal DELETE with synchronous EXTRA (nothing acknowledged is lost in a power cut), and BEGIN
IMMEDIATE for every write. Only the standard library's SQLite ever touches the live file: a second
library in the process would drop its locks.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from core.errors import InvalidInput, StoreUnavailable
from core.store_files import remove_part, sync_file, sync_folder


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
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("slow_time_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def find_file(engine: Engine) -> Path | None:
    """The file that a store lies in; None for one that lies in none."""
    name = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name).resolve()


def copy_store(engine: Engine, target: Path) -> None:
    """Copy the store as it is at one moment into a new file, through its own connection.

    Who writes meanwhile waits until it is copied. The file is on the disk afterwards.

    Raises:
        StoreUnavailable: it cannot be copied; a file that was begun is left to be removed.
    """
    busy = 0

    def give_up(status: int, _remaining: int, _total: int) -> None:
        # SQLite itself would wait for ever.
        nonlocal busy
        busy += status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if busy > 2:
            raise StoreUnavailable("The store is busy with another change. No copy was made.")

    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with in_words(), engine.connect() as connection:
            source = connection.connection.driver_connection
            with closing(sqlite3.connect(target)) as copy:
                # Nobody waits for the copy while the store's writers do: it is synced below.
                copy.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
                source.backup(copy, pages=-1, progress=give_up)  # type: ignore[union-attr]
        sync_file(target)
    except (OSError, sqlite3.Error) as error:
        said = getattr(error, "strerror", None) or error
        raise StoreUnavailable(f"No copy could be made at {target.parent}: {said}.") from None


def keep_copy(engine: Engine, version: str) -> None:
    """Copy the store beside itself before its migration, and check the copy.

    Raises:
        StoreUnavailable: there is no room for it, or what was copied is damaged.
    """
    path = Path(str(engine.url.database))
    copy = path.with_name(f"{path.stem}.before-{version}{path.suffix}")
    part = path.with_name(f".{copy.name}.{token_hex(4)}.part")
    try:
        copy_store(engine, part)
        copied = build_engine(f"sqlite:///{part}")
        try:
            faults = find_faults(copied)
        finally:
            copied.dispose()
        if faults:
            raise StoreUnavailable(
                f"The store is damaged ({faults[0]}), so it was not brought to the newer version. "
                "Nothing was changed. Put a backup in its place."
            )
        os.replace(part, copy)
        sync_folder(path.parent)
    finally:
        remove_part(part)


def find_copies(engine: Engine) -> tuple[str, ...]:
    """The names of the copies that `keep_copy` left beside the store, which hold what it held."""
    path = Path(str(engine.url.database))
    return tuple(sorted(copy.name for copy in path.parent.glob(f"{path.stem}.before-*")))


def rewrite_file(engine: Engine) -> None:
    """Write the store's file anew, so that no page keeps what was deleted or replaced in it.

    Overwriting what is freed leaves traces where SQLite moves rows between pages.
    """
    with in_words(), engine.connect() as connection:
        connection.rollback()
        connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]


def find_faults(engine: Engine) -> list[str]:
    """The database's own faults: integrity and links, in words; empty where there are none."""
    with in_words(), engine.connect() as connection:
        faults = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check").all()]
        links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [fault for fault in faults if fault != "ok"] + [
        f"table {link[0]}, row {link[1]}: points to a row of {link[2]} that is not there"
        for link in links
    ]
