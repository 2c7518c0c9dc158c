"""A store put back from a backup: checked before it takes any place, the one before it kept.

It is made beside the store's place, brought to this release's version there, and moved in one step:
at every moment there is a whole store. Nobody may have the store open meanwhile.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text, update
from sqlmodel import col

from core.access import SYSTEM
from core.backup_checking import Checked, open_checked
from core.clock import read_utc_now
from core.dialect import build_engine
from core.erasing_again import ErasedAgain, erase_again
from core.errors import InvalidInput, StoreUnavailable
from core.sqlite import find_file
from core.store import DEMONSTRATION_STORE, OWN_STORE, Change, Store
from core.store_files import (
    find_kept,
    give_owner,
    hold_alone,
    name_part,
    remove_part,
    replace_store,
    sync_file,
)
from core.tables import Person, SignIn
from core.vocabulary import StoreKind


@dataclass(frozen=True)
class Restored:
    """A store that was put back, from what, and where the one before it is kept, if there was.

    `path` is its file, where it has one; `address` is for people, without a password. `erased` is
    what had been erased since the backup and was erased again; None where nothing could be asked.
    """

    path: Path | None
    kept: Path | None
    backup: Checked
    data_revision: int
    address: str
    erased: ErasedAgain | None = None


def restore(path: Path, url: str) -> Restored:
    """Put a store back from a backup, and keep the one that is there beside it.

    An older backup is brought to this release's version. Everybody has to sign in again, and the
    data revision is higher than that of either: no document of before is taken for one of after.
    In PostgreSQL there must be nothing yet: a new database or schema is filled, and the old one
    stays as it is, for DATABASE_URL to name one or the other.

    Raises:
        InvalidInput: a demonstration would replace an own store, or the other way round.
        StoreUnavailable: the backup is damaged or newer, somebody has the store open, or there is
            one in the database already.
    """
    target = _find_target(path, url)
    if target is None:
        return _restore_rows(path, url)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with hold_alone(target, _IN_USE):
            return _restore(path, target)
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise InvalidInput(f"{target} cannot be written: {said}. Nothing was changed.") from None


def _restore(path: Path, target: Path) -> Restored:
    part = name_part(target)
    # Where one was cut short between two renames, the store that it replaced has its new name.
    moved = find_kept(target)[-1:] if part.exists() and not target.exists() else []
    replaced = moved[0] if moved else target
    remove_part(part)
    try:
        before = _look_at(replaced)
        store, found = open_checked(path, part)
        if store is None:
            raise _refuse(path, found)
        try:
            _check_kind(found.kind, before, target)
            erased = erase_again(store, replaced, beside=target)
            revision = _mark_restored(store, found, before)
        finally:
            store.close()
        give_owner(part, replaced if replaced.exists() else target.parent)
        sync_file(part)
        kept = replace_store(part, target, read_utc_now())
    finally:
        remove_part(part)
    return Restored(target, kept or next(iter(moved), None), found, revision, str(target), erased)


_IN_USE = (
    "The store is open: the app or another command uses it. Stop it, then restore. "
    "Nothing was changed."
)


@dataclass(frozen=True)
class _Before:
    """The store that is there: None of what cannot be read of it."""

    kind: str | None
    data_revision: int


def _find_target(path: Path, url: str) -> Path | None:
    engine = build_engine(url)
    target = find_file(engine)
    engine.dispose()
    if target is None:
        return None
    if target.is_dir():
        raise InvalidInput(f"{target} is a folder. Nothing was changed.")
    if target.exists() and path.exists() and target.samefile(path):
        raise InvalidInput("A store cannot be restored from itself. Nothing was changed.")
    return target


def _look_at(target: Path) -> _Before | None:
    """What is there now; its journal, if it was cut short, is played back by the looking."""
    if not target.exists() or target.stat().st_size == 0:
        return None
    if not os.access(target, os.R_OK):
        raise StoreUnavailable(
            f"{target.name} may not be read by this account. Nothing was changed. Run the restore "
            "as the account that the app runs as."
        )
    try:
        with closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            row = connection.execute("SELECT kind, data_revision FROM store_info").fetchone()
            connection.execute("ROLLBACK")
            return _Before(str(row[0]), int(row[1])) if row else _Before(None, 0)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreUnavailable(_IN_USE) from None
        return _Before(None, 0)
    except (sqlite3.Error, TypeError, ValueError):
        # Damaged: that is what a backup is for.
        return _Before(None, 0)


def _check_kind(kind: str, before: _Before | None, target: Path) -> None:
    names: dict[Path, str] = {
        DEMONSTRATION_STORE.resolve(): StoreKind.DEMONSTRATION,
        OWN_STORE.resolve(): StoreKind.OWN,
    }
    # What cannot be read may be somebody's own.
    expected = (before and before.kind) or names.get(target, StoreKind.OWN if before else kind)
    if kind == expected:
        return
    said = (
        "The backup is of a demonstration, and your own store is there or belongs there"
        if kind == StoreKind.DEMONSTRATION
        else "The backup is of somebody's own store, and the demonstration belongs there"
    )
    raise InvalidInput(f"{said}. Nothing was changed.")


def _mark_restored(store: Store, found: Checked, before: _Before | None) -> int:
    with store.write(SYSTEM) as change:
        raised = text("UPDATE store_info SET data_revision = max(data_revision, :before)")
        change.session.execute(raised, {"before": before.data_revision if before else 0})
        _record(change, found)
    return store.read_revision()


def _record(change: Change, found: Checked) -> None:
    now, session = read_utc_now(), change.session
    # Who was signed out or left since would be let in again.
    session.execute(update(Person).values(signed_out_at=now))
    session.execute(update(SignIn).where(col(SignIn.ended_at).is_(None)).values(ended_at=now))
    fields = ["audit_head", "data_revision", "ended_at", "signed_out_at"]
    change.record("restored", "store", found.audit_head, fields)


def _restore_rows(path: Path, url: str) -> Restored:
    """Into a database in which there is nothing yet: everything, or nothing."""
    from core.moving import fill, prepare, say_address

    engine = build_engine(url)
    try:
        with TemporaryDirectory(prefix="slow-time-") as folder:
            store, found = open_checked(path, Path(folder) / "store.db")
            if store is None:
                raise _refuse(path, found)
            try:
                prepare(engine)
                with store.read() as session:
                    fill(session, engine, lambda made: _record(Change(made, SYSTEM), found))
            finally:
                store.close()
        revision = Store(engine).read_revision()
        return Restored(None, None, found, revision, say_address(engine))
    finally:
        engine.dispose()


def _refuse(path: Path, found: Checked) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path.name} is not whole: {found.faults[0]}. Nothing was changed; try an earlier backup."
    )
