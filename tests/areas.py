"""Areas in one PostgreSQL database: a schema and two roles each, made as docs/deploy.md says."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from core.store import open_store
from core.vocabulary import StoreKind
from tests.postgresql import Server, find_programs

ROLES = Path(__file__).parents[1] / "docs" / "deploy" / "roles.sql"
_LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[\d+\] (\w+):  (.*)$")
_SENT = re.compile(r"^(?:statement|execute [^:]*|parse [^:]*|bind [^:]*): (.*)$", re.DOTALL)


@dataclass(frozen=True)
class Area:
    """One area: its schema, and the addresses of whoever owns the tables and of the app."""

    name: str
    owner: str
    app: str


def make_area(server: Server, database: str, name: str, *, store: bool = True) -> Area:
    """An area with its schema and roles in a database, and an empty store unless `store` is off."""
    known = str(make_url(database).database)
    owner, app = (f"{known}_{name}_{part}" for part in ("owner", "app"))
    with server.administer() as connection:
        for role in (owner, app):
            connection.execute(f"CREATE ROLE {role} LOGIN")
    area = Area(name, server.url(known, owner), server.url(known, app))
    grant(server, area)
    if store:
        open_store(area.owner, create=StoreKind.OWN).close()
        grant(server, area)
    return area


def grant(server: Server, area: Area) -> None:
    """Run the file of roles as the superuser, as it is to be run after each upgrade."""
    address = make_url(area.owner)
    settings = {"area": area.name, "owner": address.username, "app": make_url(area.app).username}
    words = [str(find_programs() / "psql"), "--no-psqlrc", "--quiet", "-f", str(ROLES)]
    for setting, value in settings.items():
        words += ["-v", f"{setting}={value}"]
    words += ["-d", server.url(str(address.database), "postgres")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def listening(server: Server, database: str) -> Iterator[list[str]]:
    """Every statement that any role sends to a database in the block, as the server logged it."""
    name = str(make_url(database).database)
    with server.administer() as connection:
        for setting in ("log_statement = 'all'", "log_min_messages = 'log'"):
            connection.execute(f"ALTER DATABASE {name} SET {setting}")
    # The server's own log: what goes past SQLAlchemy is in it too.
    begin, heard = server._log.stat().st_size, []  # type: ignore[var-annotated]
    try:
        yield heard
    finally:
        with server.administer() as connection:
            connection.execute(f"ALTER DATABASE {name} RESET ALL")
        with server._log.open(encoding="utf-8", errors="replace") as log:
            log.seek(begin)
            heard += _read_statements(log.read())


def _read_statements(log: str) -> list[str]:
    entries: list[str] = []
    for line in log.splitlines():
        match = _LINE.match(line)
        if match:
            entries.append(match[2] if match[1] == "LOG" else "")
        elif entries:
            entries[-1] += f"\n{line}"
    return [match[1] for entry in entries if (match := _SENT.match(entry))]
