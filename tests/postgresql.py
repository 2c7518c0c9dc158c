"""A real PostgreSQL server for tests: Debian's package, a folder of its own, a free port.

`running_server()` starts one and stops it whatever happens. Databases are copies of one another
(`CREATE DATABASE ... TEMPLATE`) and belong to the role `OWNER`, which is no superuser.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

OWNER = "slow_time"
_SUPERUSER = "postgres"
_INSTALLED = Path("/usr/lib/postgresql")
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}
_PATIENCE = 30.0
_END = "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = ANY(%s)"


class NotInstalled(Exception):
    """There is no PostgreSQL server on this machine; the text says where it was looked for."""


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`, the newest where there are several."""
    versions = sorted(
        (path for path in _INSTALLED.glob("*/bin") if path.parent.name.isdecimal()),
        key=lambda path: int(path.parent.name),
    )
    on_path = shutil.which("initdb")
    folders = [*reversed(versions), *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NotInstalled(
        f"PostgreSQL is not installed: no initdb in {_INSTALLED} or on PATH "
        "(Debian: apt-get install postgresql)."
    )


class Server:
    """A server in a folder: started, stopped, killed and started again on the same port."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        """`durable`: with fsync, for tests of what survives; without it is several times faster."""
        self._programs, self._data, self._numbers = find_programs(), folder / "data", count(1)
        self._settings = _ALWAYS | ({} if durable else _QUICK)
        self._process: subprocess.Popen[bytes] | None = None
        self._log = folder / "log"
        self._made: dict[str, Path] = {}
        self._leaving: list[str] = []
        self.port = _find_free_port()
        if os.geteuid() == 0:
            shutil.chown(folder, _SUPERUSER)
        words = ["initdb", "--pgdata", str(self._data), "--username", _SUPERUSER, "--auth=trust"]
        self._run([*words, "--no-sync", "--locale=C", "--encoding=UTF8"])

    def start(self) -> None:
        """Start it and wait until it answers."""
        words = ["postgres", "-D", str(self._data), "-p", str(self.port)]
        for name, value in self._settings.items():
            words += ["-c", f"{name}={value}"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._prefix(words), stdout=log, stderr=log, cwd=self._data.parent
            )
        until = time.monotonic() + _PATIENCE
        while True:
            with suppress(psycopg.OperationalError), self.administer(wait=2):
                return
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it and wait: SIGINT ends every connection first, SIGQUIT at once as a crash does."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(how)
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def crash(self) -> None:
        """End it as a crash would: no checkpoint, no word to anybody."""
        self.stop(signal.SIGQUIT)

    def speak_tls(self, key: Path, certificate: Path) -> None:
        """Start it again with a certificate, so that it speaks TLS to whoever asks for it."""
        self.stop()
        for file, name in ((key, "server.key"), (certificate, "server.crt")):
            kept = Path(shutil.copy(file, self._data / name))
            kept.chmod(0o600)
            if os.geteuid() == 0:
                shutil.chown(kept, _SUPERUSER)
        self._settings = {**self._settings, "ssl": "on"}
        self.start()

    def url(self, name: str, user: str = OWNER) -> str:
        """The address of one of its databases."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def administer(self, database: str = "postgres", wait: int = int(_PATIENCE)) -> Iterator[Any]:
        """A connection of the superuser, without a transaction; `wait`: seconds for an answer."""
        address = self.url(database, _SUPERUSER)
        with psycopg.connect(address, autocommit=True, connect_timeout=wait) as connection:
            yield connection

    def make_database(self, template: str | None = None, more: str = "") -> str:
        """A new database: empty, or a copy of the one at the address `template`; its address.

        Who is connected to the template is cut off. `more`: further words of CREATE DATABASE.
        """
        name = f"store_{next(self._numbers)}"
        words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY " + more)
        original = make_url(template).database if template else "template0"
        with self.administer() as connection:
            _ensure_owner(connection)
            # Whoever is connected to it, at rest, comes back by itself.
            _disconnect_all(connection, original or "")
            connection.execute(words.format(*map(sql.Identifier, (name, OWNER, original or ""))))
        return self.url(name)

    def cut_off(self, url: str) -> None:
        """End every connection to a database, as an administrator or a failing network would."""
        with self.administer() as connection:
            _disconnect_all(connection, make_url(url).database or "")

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self.administer() as connection:
            connection.execute(drop.format(sql.Identifier(make_url(url).database or "")))
        self._made.pop(url, None)

    def url_for(self, path: Path) -> str:
        """The database that stands for a file: the same one for the same path, made when asked."""
        for url, known in self._made.items():
            if known == path:
                return url
        return self.keep_for(path, self.make_database())

    def keep_for(self, path: Path, url: str) -> str:
        """Let a database stand for a file until `drop_under` a folder that holds it."""
        self._made[url] = path
        return url

    def drop_under(self, folder: Path) -> None:
        """Remove the databases that stand for files under a folder, those of now at its next call.

        To drop one that somebody was just connected to waits a tenth of a second for them.
        """
        for url in self._leaving:
            self.drop_database(url)
        self._leaving = [url for url, path in self._made.items() if folder in path.parents]
        with self.administer() as connection:
            names = [make_url(url).database for url in self._leaving]
            connection.execute(_END, [0, names])
        for url in self._leaving:
            del self._made[url]

    def _run(self, words: list[str]) -> None:
        done = subprocess.run(
            self._prefix(words), cwd=self._data.parent, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]} failed: {done.stderr[-2000:]}")

    def _prefix(self, words: list[str]) -> list[str]:
        """The words of a command, as a user whom PostgreSQL takes; it ends when these tests end."""
        program = [str(self._programs / words[0]), *words[1:]]
        setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
        if setpriv is None:
            return program
        prefix = [setpriv, "--pdeathsig=INT"]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
            prefix += [f"--reuid={_SUPERUSER}", f"--regid={_SUPERUSER}", "--init-groups"]
        return [*prefix, *program]


def _ensure_owner(connection: Any) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))


def _disconnect_all(connection: Any, database: str) -> None:
    connection.execute(_END, [int(_PATIENCE * 1000), [database]])


def _find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A server for the block; its folder is removed afterwards.

    Raises:
        NotInstalled: there is none on this machine.
    """
    find_programs()
    folder = Path(tempfile.mkdtemp(prefix="slow-time-postgresql-"))
    server = None
    try:
        server = Server(folder, durable=durable)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)
