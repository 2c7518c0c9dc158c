"""A backup: a consistent copy of the store while people work, checked and sealed before it counts.

It is a SQLite file, whichever database the store lies in, and so can be restored into either.

It is made beside its place and moved there when it is whole: an earlier backup of the name stays
until then, whatever happens.
"""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from core.access import SYSTEM, Permission, Viewer, check_can
from core.backup_seal import Seal, is_unbroken, read_seal, write_seal
from core.checking import check_store
from core.clock import read_utc_now
from core.dialect import build_engine, copy_store
from core.errors import InvalidInput, StoreUnavailable
from core.schema import read_newest_version
from core.sqlite import find_file
from core.store import Store, build_url
from core.store_files import JOURNALS, hold_alone, remove_part, sync_folder
from core.tables import StoreInfo


@dataclass(frozen=True)
class Backup:
    """A finished backup: where it lies, how large it is, and its seal."""

    path: Path
    size: int
    seal: Seal


def backup(store: Store, viewer: Viewer, path: Path, *, replace: bool = False) -> Backup:
    """Copy the store to a file as it is at one moment, with every change acknowledged before it.

    An earlier backup is replaced; any other file only with `replace`, and the store itself never.
    The audit of the store names the head of the copy's audit, which anchors both.

    Raises:
        AccessDenied: the viewer may not back up.
        InvalidInput: nothing can be written there, or something else is there.
        StoreUnavailable: the store is busy, or what was copied is not whole: nothing is left. Or it
            gave way at the last step: the text says that the backup is there, and not on record.
    """
    with store.read(viewer):
        check_can(viewer, Permission.BACKUP)
    _check_target(find_file(store.engine), path, replace=replace)
    part = path.with_name(f".{path.name}.part")
    placed = False
    try:
        with hold_alone(part, f"Another backup to {path.name} is being made. Nothing was changed."):
            try:
                # What is here was left by one that was killed: nobody holds it.
                remove_part(part)
                _copy(store, part)
                seal = _seal_copy(part)
                size = part.stat().st_size
                with store.write(viewer) as change:
                    fields = ["audit_head", "audit_rows", "data_revision"]
                    change.record("backed up", "store", seal.audit_head, fields, figures=False)
                    with hold_alone(path, f"{path.name} is a store in use. No backup was made."):
                        os.replace(part, path)
                        placed = True
                        sync_folder(path.parent)
            finally:
                remove_part(part)
    except (OSError, sqlite3.Error, StoreUnavailable) as error:
        said = getattr(error, "strerror", None) or str(error)
        if placed:
            raise StoreUnavailable(
                f"The backup {path.name} is there and whole, but may be lost in a power cut, and "
                f"the store's audit does not have it: {said}"
            ) from None
        if isinstance(error, StoreUnavailable):
            raise
        raise InvalidInput(f"{path} cannot be written: {said}. No backup was made.") from None
    return Backup(path, size, seal)


def _copy(store: Store, part: Path) -> None:
    if find_file(store.engine) is not None:
        copy_store(store.engine, part)
        return
    # A store in a database becomes a file, which can be checked and carried like any other.
    from core.moving import fill, prepare

    part.touch(mode=0o600, exist_ok=False)
    made = build_engine(build_url(part))
    try:
        prepare(made)
        with store.read() as session:
            fill(session, made)
    finally:
        made.dispose()


def _check_target(source: Path | None, path: Path, *, replace: bool) -> None:
    if not path.parent.is_dir():
        raise InvalidInput(f"There is no folder {path.parent}. No backup was made.")
    if path.name.endswith(JOURNALS):
        raise InvalidInput(f"{path.name} is what SQLite calls a journal. Choose another name.")
    if not os.path.lexists(path):
        return
    if source and path.exists() and source.exists() and os.path.samefile(source, path):
        raise InvalidInput("A store cannot be its own backup. Nothing was changed.")
    if not path.is_file() or path.is_symlink():
        raise InvalidInput(f"{path} is there and is no plain file. Nothing was changed.")
    if not replace and not _is_backup(path):
        raise InvalidInput(
            f"{path} is there and is no backup of Slow Time. Nothing was changed; "
            "choose another name, or replace it with --force."
        )


def _is_backup(path: Path) -> bool:
    """Whether it is as it was sealed: a store that began as a backup has its seal still."""
    try:
        seal = read_seal(path)
    except StoreUnavailable:
        return False
    return seal is not None and is_unbroken(path, seal)


def _seal_copy(part: Path) -> Seal:
    copy = Store(build_engine(build_url(part)))
    try:
        state = check_store(copy, SYSTEM)
        with copy.read() as session:
            kind = session.get_one(StoreInfo, 1).kind
    finally:
        copy.close()
    faults = state["faults"]
    if faults:
        assert isinstance(faults, list)
        raise StoreUnavailable(
            f"The store is not whole ({faults[0]}), so no backup was made of it. "
            "Earlier backups are as they were; `check` says more."
        )
    version = {"schema_version": read_newest_version()}
    return write_seal(part, kind, read_utc_now(), state | version)
