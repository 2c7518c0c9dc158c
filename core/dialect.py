"""What the rest of core asks of a database where SQLite and PostgreSQL differ.

Their own are in `core.sqlite` and `core.postgresql`.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from filecmp import cmp
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Engine, func
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError
from sqlmodel import Session

from core import postgresql, sqlite
from core.errors import InvalidInput, StoreFault, StoreUnavailable
from core.postgresql_faults import (
    find_broken_links,
    find_postgresql_fault,
    find_postgresql_faults,
    find_uncertainty,
    is_of_postgresql,
)
from core.sqlite import build_url, find_file, is_file_address
from core.sqlite_faults import find_broken_pages, find_sqlite_fault
from core.store_files import name_free, remove_part, sync_file, sync_folder
from core.store_place import find_beside


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database says of itself into a sentence; constraint errors pass through."""
    try:
        yield
    except TimeoutError as error:
        raise StoreUnavailable(
            "Too many people use the store at this moment. Nothing was changed; try again.",
            StoreFault.BUSY,
        ) from error
    except DBAPIError as error:
        if is_of_postgresql(error):
            said = find_postgresql_fault(error)
            if said is None:
                raise
            raise said from error
        found = find_sqlite_fault(error.orig)
        if found is None:
            raise
        raise StoreUnavailable(*found) from error


def commit(session: Session | Connection) -> None:
    """Commit a session, or a connection, of which nothing is left to be written but the commit.

    Raises:
        StoreUnavailable: nobody knows whether it was kept, because the answer never came.
    """
    try:
        session.commit()
    except DBAPIError as error:
        uncertain = find_uncertainty(error)
        if uncertain is None:
            raise
        raise uncertain from error


def is_postgresql(bind: Any) -> bool:
    """Whether an engine, or a connection of it, is of PostgreSQL."""
    return bool(bind.dialect.name == "postgresql")


def build_engine(url: str) -> Engine:
    """An engine whose connections have their pragmas set, and whose transactions say their kind.

    The execution option `slow_time_writes` makes a transaction take the write lock at its start.

    Raises:
        InvalidInput: the address is none, or of a database that this version cannot use.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
            return postgresql.build_engine(parsed)
        if parsed.get_backend_name() == "sqlite" and not is_file_address(parsed):
            raise InvalidInput(
                "DATABASE_URL names no file. One is named by its whole path, after four slashes: "
                "sqlite:////folder/slow_time.db."
            )
        if parsed.get_backend_name() == "sqlite":
            return sqlite.build_engine(parsed)
    except (ArgumentError, ValueError, ImportError):
        # Without what was found wrong: a part of the password can stand in it.
        raise InvalidInput(
            "DATABASE_URL is not an address of a database. In a password, @ is written %40, : is "
            "%3A, / is %2F."
        ) from None
    raise InvalidInput("DATABASE_URL names a database that this version cannot use.")


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
    """Copy the store beside itself before its migration from a version, and check the copy.

    A copy that is there of another upgrade is not replaced.

    In PostgreSQL the migration's one transaction is what undoes it: it is checked here, not copied.

    Raises:
        StoreUnavailable: there is no room for it, or what was copied is damaged.
    """
    if is_postgresql(engine):
        _check_whole(find_faults(engine))
        return
    path = find_file(engine)
    assert path is not None
    copy = path.with_name(f"{path.stem}.before-{version}{path.suffix}")
    part = path.with_name(f".{copy.name}.{token_hex(4)}.part")
    try:
        copy_store(engine, part)
        copied = build_engine(build_url(part))
        try:
            faults = find_faults(copied)
            with copied.connect() as connection:
                found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
                is_older = found.scalar() == version
        finally:
            copied.dispose()
        _check_whole(faults)
        if not is_older or (copy.exists() and cmp(part, copy, shallow=False)):
            return  # Another process was first, or this store was copied when it last began.
        os.replace(part, copy if not copy.exists() else name_free(path, f"before-{version}"))
        sync_folder(path.parent)
    finally:
        remove_part(part)


def _check_whole(faults: list[str]) -> None:
    if faults:
        raise StoreUnavailable(
            f"The store is damaged ({faults[0]}), so it was not brought to the newer version. "
            "Nothing was changed. Put a backup in its place."
        )


def find_copies(engine: Engine) -> tuple[str, ...]:
    """The names of the files that were left beside the store and hold what it held."""
    path = find_file(engine)
    return tuple(find_beside(path)) if path is not None else ()


def rewrite_file(engine: Engine) -> None:
    """Write the store's file anew, so that no page keeps what was deleted or replaced in it.

    Overwriting what is freed leaves traces where SQLite moves rows between pages.
    """
    if is_postgresql(engine):
        with in_words():
            postgresql.rewrite_tables(engine)
        return
    with in_words(), engine.connect() as connection:
        connection.rollback()
        connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]


def find_faults(engine: Engine) -> list[str]:
    """The database's own faults: integrity and links, in words; empty where there are none."""
    if is_postgresql(engine):
        with in_words():
            return find_postgresql_faults(engine)
    with in_words(), engine.connect() as connection:
        if faults := find_broken_pages(connection):
            return faults  # No link can be followed in them.
        links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [
        f"table {link[0]}, row {link[1]}: points to a row of {link[2]} that is not there"
        for link in links
    ]


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A connection in the one transaction of a migration; what is not committed is undone."""
    if is_postgresql(engine):
        with in_words(), postgresql.migrating(engine) as connection:
            yield connection
        return
    with in_words(), engine.execution_options(slow_time_writes=True).connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        # Alembic's batch mode would delete child rows with them on.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        finally:
            connection.rollback()
            # The pool must not hand this connection on with its foreign keys off.
            connection.invalidate()


def settle_columns(connection: Connection) -> None:
    """Make the columns that a migration added mean the same in both databases."""
    if is_postgresql(connection):
        postgresql.settle_columns(connection)


def read_tables(connection: Connection) -> list[str]:
    """The names of all tables of the database, whoever made them."""
    if is_postgresql(connection):
        return postgresql.read_tables(connection)
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return [str(name) for (name,) in connection.exec_driver_sql(query)]


def count_broken_links(connection: Connection) -> int:
    """How many rows point to a row that is not there."""
    if is_postgresql(connection):
        return len(find_broken_links(connection))
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


@contextmanager
def hurrying(engine: Engine, milliseconds: int) -> Iterator[Connection]:
    """A connection for one small change that waits no longer than so for another writer."""
    writing = engine.execution_options(slow_time_writes=True)
    with in_words(), writing.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if is_postgresql(engine):
            with postgresql.waiting(driver, milliseconds):
                yield connection
            return
        (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute(f"PRAGMA busy_timeout={milliseconds}").close()
        try:
            yield connection
        finally:
            connection.rollback()
            driver.execute(f"PRAGMA busy_timeout={usual}").close()


def build_array(connection: Connection, column: Any, *, is_json: bool) -> Any:
    """A column of the rows that are selected, as one JSON array in a text; of no rows: "[]".

    Days are 2019-05-04, moments 2019-05-04 19:30:00.000000 (in UTC where they have a zone), truths
    0 and 1; a JSON column goes in as what it is, not as a text.
    """
    if is_postgresql(connection):
        return postgresql.build_array(column)
    return func.json_group_array(func.json(column) if is_json else column)
