"""Where the stores of tests lie: in SQLite files, or with `--store=postgresql` in databases.

A database stands for each file that a test names; it goes when the test's folder does.
"""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from shutil import copyfile

from sqlalchemy.engine import make_url

from core.store import build_url
from tests.postgresql import Server, running_server

_running = ExitStack()
_server: Server | None = None
_on_postgresql = False


def put_on_postgresql() -> None:
    """From now on a new store is a database."""
    global _on_postgresql
    _on_postgresql = True


def is_on_postgresql() -> bool:
    """Whether a new store is a database."""
    return _on_postgresql


def share_server() -> Server:
    """The server that the tests of this process share, started by the first that asks.

    Raises:
        NotInstalled: there is none on this machine.
    """
    global _server
    if _server is None:
        _server = _running.enter_context(running_server())
    return _server


def stop_server() -> None:
    """Stop the shared server, if there is one."""
    global _server
    _running.close()
    _server = None


def new_url(path: Path) -> str:
    """The address of a store that is to be made: a file, or the database that stands for it."""
    return share_server().url_for(path) if _on_postgresql else build_url(path)


def copy_store(url: str, path: Path) -> str:
    """Copy a store that nobody writes to; the copy's address."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        copyfile(str(parsed.database), path)
        return build_url(path)
    server = share_server()
    return server.keep_for(path, server.make_database(url))


def drop_stores(folder: Path) -> None:
    """Remove the databases that stand for files under a folder."""
    if _server is not None:
        _server.drop_under(folder)


def alter_store(url: str, *statements: str) -> None:
    """Change rows behind the store's back, with no trigger and no link in the way."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        with share_server().administer(parsed.database or "") as connection:
            for statement in ("SET session_replication_role = 'replica'", *statements):
                connection.execute(statement)
        return
    with closing(sqlite3.connect(str(parsed.database))) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(triggers).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def find_word_in_tables(url: str, word: str) -> list[str]:
    """Which tables of a database hold the word, in the raw bytes of their files."""
    wanted = word.casefold().encode()
    query = """
        SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
        WHERE relkind IN ('r', 'i', 't') AND pg_relation_size(oid) > 0
          AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
    """
    with share_server().administer(make_url(url).database or "") as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(query).fetchall()
    return sorted(name for name, content in found if wanted in bytes(content).lower())
