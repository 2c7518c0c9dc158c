"""The store: one consistent state to read, one transaction a change, a revision, its opening.

A change is one `Store.write` block: check, change, audit, commit.
"""

import os
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session, select

from core import audit
from core.access import Viewer
from core.clock import read_utc_now
from core.dialect import build_engine, commit, in_words, keep_copy, read_tables
from core.errors import AccessDenied, StoreFault, StoreUnavailable
from core.schema import check_version, migrate, read_newest_version, read_schema_version
from core.sqlite import build_url as build_url
from core.sqlite import find_file
from core.standing import check_stands
from core.store_files import Hold, check_not_cut_short, hold_shared
from core.store_place import check_in_place, check_nothing_lost, read_place
from core.tables import StoreInfo
from core.vocabulary import StoreKind

ROOT = Path(__file__).resolve().parent.parent
OWN_STORE = ROOT / "data" / "slow_time.db"
DEMONSTRATION_STORE = ROOT / "data" / "demo.db"


def read_store_url() -> str:
    """The store that DATABASE_URL names, or one's own."""
    # A file of settings from Windows ends its lines with more than one character.
    return os.environ.get("DATABASE_URL", "").strip() or build_url(OWN_STORE)


def find_store_file(url: str) -> Path | None:
    """The file of the store at an address, there or not; None for a store that lies in none."""
    engine = build_engine(url)
    engine.dispose()
    return find_file(engine)


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

    def __init__(self, engine: Engine, held: Hold | None = None) -> None:
        """Wrap an engine that `open_store` has prepared, and what keeps a restore away."""
        self.engine = engine
        path = find_file(engine)
        self._place = read_place(path) if path is not None else None
        self._let_go = weakref.finalize(self, held.release) if held else None
        self._writing = engine.execution_options(slow_time_writes=True)
        self.url = engine.url.render_as_string(hide_password=False)
        self._thread = threading.local()

    @contextmanager
    def read(self, viewer: Viewer | None = None) -> Iterator[Session]:
        """A session that sees one consistent state; with a viewer, a refusal in it is audited."""
        try:
            with self._alone(), in_words(), Session(self.engine) as session:
                yield session
        except AccessDenied as error:
            self.record_refusal(viewer, error.recorded)
            raise

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """A session that may change everything and keeps nothing: what a change would do."""
        with self._alone(), in_words(), Session(self._writing) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self, viewer: Viewer) -> Iterator[Change]:
        """One transaction: everything in the block is kept, with its audit row, or nothing is.

        Raises:
            AccessDenied: the viewer is not who the store has now (`core.standing`).
            StoreUnavailable: where the store is locked, full, read-only or damaged.
        """
        try:
            with (
                self._alone(),
                in_words(),
                Session(self._writing, expire_on_commit=False) as session,
            ):
                session.connection()
                check_stands(session, viewer)
                yield Change(session, viewer)
                session.flush()
                commit(session)
        except AccessDenied as error:
            self.record_refusal(viewer, error.recorded)
            raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # A second transaction inside the first would wait for a writer that waits for the first.
        if getattr(self._thread, "inside", False):
            raise RuntimeError("A transaction was begun inside another of the same thread.")
        if self._place is not None:
            # A connection would go on reading a file that was deleted or replaced under it.
            check_in_place(self._place)
        self._thread.inside = True
        try:
            yield
        finally:
            self._thread.inside = False

    def record_refusal(
        self, viewer: Viewer | None, said: str, noun: str = "access", noun_id: object = None
    ) -> None:
        """Put a refusal into the audit, in a transaction of its own: the refused one is undone."""
        if viewer is None:
            return
        with in_words(), Session(self._writing) as session:
            audit.append(session, viewer, "refused", noun, noun_id, [said])
            commit(session)

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

    def read_audit_head(self) -> int:
        """The number of the audit's last row: it rises with everything that anybody records."""
        with self.read() as session:
            return int(
                session.execute(text("SELECT coalesce(max(seq), 0) FROM audit")).scalar_one()
            )

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        if self._let_go is not None:
            self._let_go()


def open_store(url: str | None = None, *, create: StoreKind | None = None) -> Store:
    """Open a store, bring an older one up to date, and make a new one where `create` says its kind.

    Raises:
        StoreUnavailable: no store is there, or it is damaged, locked or of a newer version.
    """
    url = url or read_store_url()
    engine = build_engine(url)
    path = find_file(engine)
    if path is not None and create is not None:
        _make_folder(path.parent)
    held = hold_shared(path) if path is not None else None
    try:
        if path is not None:
            check_not_cut_short(path)
            if create is None and not path.exists():
                raise StoreUnavailable("There is no store yet at this address.", StoreFault.MISSING)
            if create is not None:
                check_nothing_lost(path)
                _make_private(path)
        _prepare(engine, create)
        store = Store(engine, held)
        _check_finished(store, create)
    except BaseException:
        engine.dispose()
        if held is not None:
            held.release()
        raise
    return store


def _prepare(engine: Engine, create: StoreKind | None) -> None:
    current = read_schema_version(engine)
    check_version(current)
    if current is None and create is None:
        what = "file" if find_file(engine) else "database"
        raise StoreUnavailable(f"The {what} is not a Slow Time store. Nothing was changed.")
    if current is None:
        _check_empty(engine)
    if current != read_newest_version():
        if current is not None:
            keep_copy(engine, current)
        migrate(engine)


def _check_finished(store: Store, create: StoreKind | None) -> None:
    with store.read() as session:
        finished = session.get(StoreInfo, 1) is not None
    if not finished and create is None:
        raise StoreUnavailable("The store was never finished. Make it again, or a backup of it.")
    if not finished and create is not None:
        _write_info(store, create)


def _write_info(store: Store, kind: StoreKind) -> None:
    with in_words(), Session(store._writing) as session:
        if session.get(StoreInfo, 1) is None:  # Two may make the same store at once.
            session.add(StoreInfo(kind=kind.value, created_at=read_utc_now()))
            commit(session)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder of the store cannot be made ({error.strerror}). Nothing was changed."
        ) from error


def _make_private(path: Path) -> None:
    """Let a new store's file, and so its journals, be its owner's alone."""
    with suppress(OSError):  # SQLite says why none can be made.
        path.touch(mode=0o600, exist_ok=False)


def _check_empty(engine: Engine) -> None:
    with in_words(), engine.connect() as connection:
        tables = read_tables(connection)
    # Another process may have made it between the two looks.
    if tables and read_schema_version(engine) is None:
        if find_file(engine):
            raise StoreUnavailable("The file is a database, but not a Slow Time store.")
        raise StoreUnavailable(
            "The database holds tables of something else. Nothing was changed; give the store a "
            "database, or a schema, of its own."
        )
