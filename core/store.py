"""The store: engine, transactions, revision, migrations. The only module that knows the dialect.

SQLite with journal DELETE and synchronous EXTRA (nothing acknowledged is lost in a power cut), and
BEGIN IMMEDIATE for every write. A change is one `Store.write` block: check, change, audit, commit.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session, select

from core import audit
from core.access import Viewer
from core.clock import read_utc_now
from core.errors import AccessDenied, InvalidInput, StoreUnavailable
from core.tables import StoreInfo
from core.vocabulary import StoreKind

ROOT = Path(__file__).resolve().parent.parent
OWN_STORE = ROOT / "data" / "slow_time.db"
DEMONSTRATION_STORE = ROOT / "data" / "demo.db"


def read_store_url() -> str:
    """The store that DATABASE_URL names, or one's own."""
    return os.environ.get("DATABASE_URL") or build_url(OWN_STORE)


def build_url(path: Path) -> str:
    """The address of a store in a file."""
    return f"sqlite:///{path}"


@dataclass(frozen=True)
class Change:
    """One transaction that changes the store: what is done in it is audited in it."""

    session: Session
    viewer: Viewer

    def record(
        self,
        verb: str,
        noun: str,
        noun_id: object = None,
        fields: Sequence[str] = (),
        *,
        figures: bool = True,
    ) -> None:
        """Audit what was just done; `figures` raises the data revision: a figure may show it."""
        self.session.flush()
        if figures:
            self.session.execute(text("UPDATE store_info SET data_revision = data_revision + 1"))
        audit.append(self.session, self.viewer, verb, noun, noun_id, fields)


class Store:
    """An open store. Cheap to hold, safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine that `open_store` has prepared."""
        self.engine = engine
        self._writing = engine.execution_options(slow_time_writes=True)
        self.url = engine.url.render_as_string(hide_password=False)

    @contextmanager
    def read(self, viewer: Viewer | None = None) -> Iterator[Session]:
        """A session that sees one consistent state; with a viewer, a refusal in it is audited."""
        try:
            with _in_words(), Session(self.engine) as session:
                yield session
        except AccessDenied as error:
            self.record_refusal(viewer, str(error))
            raise

    @contextmanager
    def write(self, viewer: Viewer) -> Iterator[Change]:
        """One transaction: everything in the block is kept, with its audit row, or nothing is.

        Raises:
            StoreUnavailable: where the store is locked, full, read-only or damaged.
        """
        try:
            with _in_words(), Session(self._writing, expire_on_commit=False) as session:
                session.connection()
                yield Change(session, viewer)
                session.commit()
        except AccessDenied as error:
            self.record_refusal(viewer, str(error))
            raise

    def record_refusal(self, viewer: Viewer | None, said: str) -> None:
        """Put a refusal into the audit, in a transaction of its own: the refused one is undone."""
        if viewer is None:
            return
        with _in_words(), Session(self._writing) as session:
            audit.append(session, viewer, "refused", "access", fields=[said])
            session.commit()

    def read_info(self) -> StoreInfo:
        """What the store is, and its data revision."""
        with self.read() as session:
            info = session.exec(select(StoreInfo)).one()
            session.expunge(info)
            return info

    def read_revision(self) -> int:
        """The data revision: it rises with every change that a figure could show."""
        with self.read() as session:
            return session.exec(select(StoreInfo.data_revision)).one()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


@contextmanager
def _in_words() -> Iterator[None]:
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


def _build_engine(url: str) -> Engine:
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


def _build_migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "core" / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def read_schema_version(engine: Engine) -> str | None:
    """The store's schema version; None where it holds no Slow Time tables yet."""
    with _in_words(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def read_newest_version() -> str | None:
    """The schema version that this release writes."""
    return ScriptDirectory.from_config(_build_migrations()).get_current_head()


def _check_version(current: str | None) -> None:
    known = {s.revision for s in ScriptDirectory.from_config(_build_migrations()).walk_revisions()}
    if current is not None and current not in known:
        raise StoreUnavailable(
            "This store was made by a newer version of Slow Time. Nothing was changed. "
            "Install the newer version to open it."
        )


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the store's schema to a version, in one transaction with foreign keys off.

    Alembic's batch mode would delete child rows with them on; they are checked afterwards.
    """
    config = _build_migrations()
    with _in_words(), engine.execution_options(slow_time_writes=True).connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, target)
            faults = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if faults:
                raise StoreUnavailable(f"The migration left {len(faults)} broken links; undone.")
            connection.commit()
        finally:
            connection.rollback()
            # The pool must not hand this connection on with its foreign keys off.
            connection.invalidate()


def open_store(url: str | None = None, *, create: StoreKind | None = None) -> Store:
    """Open a store, bring an older one up to date, and make a new one where `create` says its kind.

    Raises:
        StoreUnavailable: no store is there, or it is damaged, locked or of a newer version.
    """
    url = url or read_store_url()
    engine = _build_engine(url)
    path = engine.url.database
    exists = bool(path) and path != ":memory:" and Path(str(path)).exists()
    if not exists and create is None:
        raise StoreUnavailable("There is no store yet at this address.")
    if not exists and path:
        _make_folder(Path(str(path)).parent)
    current = read_schema_version(engine)
    _check_version(current)
    if current is None and create is None:
        raise StoreUnavailable("The file is not a Slow Time store. Nothing was changed.")
    if current is None:
        _check_empty(engine)
    if current != read_newest_version():
        migrate(engine)
    store = Store(engine)
    with _in_words(), Session(store._writing) as session:
        if create is None and session.get(StoreInfo, 1) is None:
            raise StoreUnavailable(
                "The store was never finished. Make it again, or a backup of it."
            )
        if create is not None and session.get(StoreInfo, 1) is None:
            session.add(StoreInfo(kind=create.value, created_at=read_utc_now()))
            session.commit()
    return store


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder of the store cannot be made ({error.strerror}). Nothing was changed."
        ) from error


def _check_empty(engine: Engine) -> None:
    with _in_words(), engine.connect() as connection:
        tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    if tables:
        raise StoreUnavailable("The file is a database, but not a Slow Time store.")


def check_integrity(store: Store) -> list[str]:
    """The database's own faults: integrity and links, in words; empty where there are none."""
    with _in_words(), store.engine.connect() as connection:
        faults = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check").all()]
        links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [fault for fault in faults if fault != "ok"] + [
        f"table {link[0]}, row {link[1]}: points to a row of {link[2]} that is not there"
        for link in links
    ]
