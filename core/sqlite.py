"""How a store is kept in SQLite; faults of its file in words are in `core.sqlite_faults`.

Journal DELETE with synchronous EXTRA (nothing acknowledged is lost in a power cut), and BEGIN
IMMEDIATE for every write. Only the standard library's SQLite ever touches the live file: a second
library in the process would drop its locks.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext

from core.errors import StoreUnavailable
from core.sqlite_faults import DAMAGED, check_read_only

_PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
    "secure_delete=ON",
)


def build_engine(url: URL) -> Engine:
    """An engine whose connections have their pragmas set, and whose transactions say their kind."""
    engine = create_engine(url, connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: "begin" below says which kind.
        connection.isolation_level = None
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()
        except UnicodeDecodeError as error:
            raise StoreUnavailable(*DAMAGED) from error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("slow_time_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def _make_out(context: ExceptionContext) -> None:
        error, path = context.original_exception, find_file(engine)
        if isinstance(error, UnicodeDecodeError):
            # Of SQLite's own words: they name what it found in the file.
            raise StoreUnavailable(*DAMAGED) from error
        # Here, where the file is known: an error does not say which one it is of.
        if path is not None:
            check_read_only(error, path)

    return engine


def build_url(path: Path) -> str:
    """The address of a store in a file, in whose path `?` and `%` may stand."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def is_file_address(url: URL) -> bool:
    """Whether an address names a file by its path: not one of the memory, nor an SQLite URI."""
    name = url.database or ""
    return bool(name) and name != ":memory:" and not name.startswith("file:") and not url.host


def find_file(engine: Engine) -> Path | None:
    """The file that a store lies in; None for one that lies in none."""
    name = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name).resolve()
