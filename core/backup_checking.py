"""Whether a file can be restored: its seal, and everything that `check` asks of a store.

An older one is asked in this release's form: a copy of it is brought there first.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from core.access import SYSTEM
from core.backup_seal import Seal, is_unbroken, open_to_read, read_seal, take_seal_off
from core.checking import check_store
from core.dialect import build_engine
from core.errors import StoreUnavailable
from core.schema import check_version, migrate, read_newest_version, read_schema_version
from core.store import Store, build_url
from core.store_files import JOURNALS
from core.tables import StoreInfo


@dataclass(frozen=True)
class Checked:
    """What a backup was found to be; `made_at` is None for a copy without a seal.

    Without one nothing shows a changed word or an audit whose end was cut off.
    """

    kind: str
    made_at: datetime | None
    schema_version: str
    data_revision: int
    audit_rows: int
    audit_head: str
    faults: tuple[str, ...]


def check_backup(path: Path) -> Checked:
    """Check a backup as `check` does a store, without changing it or any store.

    Raises:
        StoreUnavailable: it cannot be read, or is of a newer version.
    """
    with TemporaryDirectory(prefix="slow-time-") as folder:
        store, found = open_checked(path, Path(folder) / "store.db")
        if store is not None:
            store.close()
        return found


def open_checked(path: Path, part: Path) -> tuple[Store | None, Checked]:
    """A copy of a backup at `part`, of this release's version, and what was found; not synced.

    There is no copy of one whose seal is broken, or that has another fault.

    Raises:
        StoreUnavailable: it cannot be read, or is of a newer version.
    """
    if any(Path(f"{path}{ending}").exists() for ending in JOURNALS):
        raise StoreUnavailable(
            f"{path.name} has a journal beside it: it is a store in use, or one that was cut "
            "short. Nothing was changed; restore from a file made by `backup`."
        )
    seal = read_seal(path)
    if seal is not None and not is_unbroken(path, seal):
        return None, _name_broken(seal)
    store, version = _open_copy(path, part)
    try:
        found = _check_copy(path, store, seal, version)
    except BaseException:
        store.close()
        raise
    if found.faults:
        store.close()
        return None, found
    return store, found


def _open_copy(path: Path, part: Path) -> tuple[Store, str]:
    """A copy of a backup, without its seal, of this release's version."""
    part.touch(mode=0o600, exist_ok=False)
    with open_to_read(path) as source, closing(sqlite3.connect(part)) as copy:
        copy.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
        source.backup(copy, pages=-1)
        take_seal_off(copy)
        copy.commit()
    engine = build_engine(build_url(part))
    try:
        current = read_schema_version(engine)
        check_version(current)
        if current is None:
            raise StoreUnavailable(f"{path.name} is no store of Slow Time. Nothing was changed.")
        if current != read_newest_version():
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine), current


def _check_copy(path: Path, store: Store, seal: Seal | None, version: str) -> Checked:
    try:
        with store.read() as session:
            info = session.get(StoreInfo, 1)
        if info is None:
            raise StoreUnavailable(f"{path.name} is a store that was never finished.")
        state = check_store(store, SYSTEM)
    except (SQLAlchemyError, ValueError, TypeError, LookupError) as error:
        raise StoreUnavailable(
            f"{path.name} is damaged: rows of it cannot be read ({type(error).__name__})."
        ) from None
    faults = state["faults"]
    assert isinstance(faults, list)
    faults = [*faults, *_find_strange(store.engine)]
    found = (int(str(state["audit_rows"])), str(state["audit_head"]))
    if seal is not None and found != (seal.audit_rows, seal.audit_head):
        faults = [*faults, "the audit does not end where the seal says"]
    return Checked(
        kind=info.kind,
        made_at=seal.made_at if seal else None,
        schema_version=version,
        data_revision=int(str(state["data_revision"])),
        audit_rows=found[0],
        audit_head=found[1],
        faults=tuple(faults),
    )


def _name_broken(seal: Seal) -> Checked:
    return Checked(
        kind=seal.kind,
        made_at=seal.made_at,
        schema_version=seal.schema_version,
        data_revision=seal.data_revision,
        audit_rows=seal.audit_rows,
        audit_head=seal.audit_head,
        faults=("the file is not as it was sealed: it was damaged or changed since",),
    )


def _find_strange(engine: Engine) -> list[str]:
    """Where tables, indexes or triggers are not those that this release makes."""
    strange = _read_expected_shape() ^ _read_shape(engine)
    return [f"{kind} {name} is not as Slow Time makes it" for kind, name, _ in sorted(strange)]


@cache
def _read_expected_shape() -> frozenset[tuple[str, str, str]]:
    with TemporaryDirectory(prefix="slow-time-") as folder:
        fresh = build_engine(build_url(Path(folder) / "fresh.db"))
        migrate(fresh)
        shape = _read_shape(fresh)
        fresh.dispose()
    return shape


def _read_shape(engine: Engine) -> frozenset[tuple[str, str, str]]:
    # A table's words may differ by the library that wrote them; a trigger's are our own.
    query = text(
        "SELECT type, name, CASE type WHEN 'trigger' THEN sql ELSE '' END FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    with engine.connect() as connection:
        return frozenset((str(a), str(b), str(c)) for a, b, c in connection.execute(query))
