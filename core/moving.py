"""A whole store from one database into another, proved before it counts.

The source is held against writing and left as it is; the target is empty before, and holds either
everything or nothing. What moves is what `core.moving_rows` copies, in one transaction; what must
be the same on both sides is `core.moving_proof`'s.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core import audit
from core.access import SYSTEM
from core.checking import check_store
from core.clock import read_utc_now
from core.dialect import build_engine, commit, in_words
from core.errors import InvalidInput, StoreUnavailable
from core.moving_postgresql import let_run_long
from core.moving_proof import Reading, find_differences, read_store
from core.moving_rows import Progress, TableProof, copy_rows, list_tables, read_proofs
from core.schema import migrate, read_newest_version, read_schema_version
from core.sqlite import find_file
from core.store import Store, build_url
from core.store_files import (
    check_not_cut_short,
    hold_alone,
    name_free,
    name_part,
    remove_part,
    sync_file,
    sync_folder,
)


@dataclass(frozen=True)
class Moved:
    """A move that is done, and what was found the same on both sides.

    `set_aside` is the new name of the source's file, where it had one.
    """

    source: str
    target: str
    tables: tuple[TableProof, ...]
    reading: Reading
    set_aside: Path | None


def move(url: str, to: str, progress: Progress | None = None) -> Moved:
    """Carry the store at one address to another, in which there is nothing yet.

    Nobody may have a source that is a file open; afterwards it has another name, so that nobody
    works on in it by mistake. A source in PostgreSQL takes no change meanwhile.

    Raises:
        InvalidInput: an address is none, or the target cannot keep a value.
        StoreUnavailable: the source is in use, not whole or of another version; something is at the
            target; what arrived is not what was there. Nothing was changed.
    """
    here, there = build_engine(url), build_engine(to)
    try:
        if here.url == there.url:
            raise InvalidInput("A store cannot be moved to where it is. Nothing was changed.")
        with _open_source(here) as store:
            with _open_target(there) as target:
                _check_whole(store)
                tables, reading = _move(store, target, progress)
                _look_again(target)
            store.close()
            aside = _set_aside(find_file(here), read_utc_now())
        return Moved(say_address(here), say_address(there), tables, reading, aside)
    finally:
        here.dispose()
        there.dispose()


def _move(
    store: Store, target: Engine, progress: Progress | None
) -> tuple[tuple[TableProof, ...], Reading]:
    # The option makes this transaction hold off every other writer of the source.
    held = store.engine.execution_options(slow_time_writes=True)
    with in_words(), Session(held) as source:
        let_run_long(source.connection())
        before = read_store(source, progress)

        def finish(session: Session) -> None:
            _check_same(find_differences(before, read_store(session, progress)))
            fields = ["audit_head", "audit_rows", "data_revision"]
            audit.append(session, SYSTEM, "moved", "store", before.audit_head, fields)

        tables = fill(source, target, finish, progress)
        source.rollback()
    return tables, before


def fill(
    source: Session,
    target: Engine,
    finish: Callable[[Session], None] | None = None,
    progress: Progress | None = None,
) -> tuple[TableProof, ...]:
    """Put everything that a session sees into a store's empty tables, row by row the same.

    `finish` says, in the same transaction, what else the new store is to hold.

    Returns:
        the proof of each table, equal on both sides.

    Raises:
        InvalidInput: the target's database cannot keep a value.
        StoreUnavailable: there are rows already, or what arrived is not what was there; the target
            is as empty as it was. Or the commit was not answered: nobody knows which.
    """
    let_run_long(source.connection())
    with in_words(), Session(target.execution_options(slow_time_writes=True)) as session:
        connection = session.connection()
        let_run_long(connection)
        _check_no_rows(connection)
        try:
            sent = copy_rows(source.connection(), connection, progress)
        except IntegrityError as error:
            raise StoreUnavailable(
                f"The target refused a row ({type(error.orig).__name__}): the store is not whole, "
                "or somebody else writes there. Nothing was moved."
            ) from error
        arrived = read_proofs(connection, progress)
        _check_same(
            [f"table {one.name}" for one, other in zip(sent, arrived, strict=True) if one != other]
        )
        if finish is not None:
            finish(session)
        commit(session)
    return sent


def _check_same(differences: list[str]) -> None:
    if differences:
        raise StoreUnavailable(
            f"What arrived is not what was there ({', '.join(differences)}). Nothing was moved. "
            "Tell whoever maintains Slow Time."
        )


def prepare(engine: Engine) -> None:
    """Make an address with no store in it ready for `fill`: this release's tables, without a row.

    Raises:
        StoreUnavailable: something is there.
    """
    with in_words(), engine.connect() as connection:
        names = inspect(connection).get_table_names()
    if names and read_schema_version(engine) != read_newest_version():
        raise StoreUnavailable(
            "Something is at the target already. Nothing was changed; name an empty database, "
            "schema or a file that is not there yet."
        )
    if not names:
        migrate(engine)
    with in_words(), engine.connect() as connection:
        _check_no_rows(connection)


def _check_no_rows(connection: Connection) -> None:
    for table in list_tables():
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise StoreUnavailable(
                "There is a store at the target already. Nothing was changed; name an empty "
                "database, schema or a file that is not there yet."
            )


def _check_whole(store: Store) -> None:
    """Raise StoreUnavailable where `check` would find a fault."""
    faults = check_store(store, SYSTEM)["faults"]
    if faults:
        assert isinstance(faults, list)
        raise StoreUnavailable(
            f"The store is not whole ({faults[0]}), so it was not moved. `check` says more."
        )


def _look_again(target: Engine) -> None:
    """Check the new store as it stands; one in a database is committed by now."""
    try:
        _check_whole(Store(target))
    except StoreUnavailable as error:
        if find_file(target) is not None:
            raise
        raise StoreUnavailable(
            "The whole store is in the new database, proved before it was committed, but it could "
            f"not be looked at once more: {error} Run `check` with DATABASE_URL set to it. The "
            "store before is as it was and has kept its name: work on in one of them only."
        ) from error


@contextmanager
def _open_source(engine: Engine) -> Iterator[Store]:
    path = find_file(engine)
    if path is None:
        _check_current(engine)
        yield Store(engine)
        return
    if not path.exists():
        raise StoreUnavailable("There is no store yet at this address. Nothing was moved.")
    refusal = "The store is open: the app or another command uses it. Stop it, then move."
    with hold_alone(path, refusal):
        check_not_cut_short(path)
        _check_current(engine)
        yield Store(engine)


def _check_current(engine: Engine) -> None:
    version = read_schema_version(engine)
    if version is None:
        raise StoreUnavailable("There is no store at this address. Nothing was moved.")
    if version != read_newest_version():
        raise StoreUnavailable(
            "The store is of another version of Slow Time. Nothing was moved. Run `python -m core "
            "check` of this version first: it brings an older store up to date and keeps a copy."
        )


@contextmanager
def _open_target(engine: Engine) -> Iterator[Engine]:
    path = find_file(engine)
    if path is None:
        prepare(engine)
        yield engine
        return
    if not path.parent.is_dir():
        raise InvalidInput(f"There is no folder {path.parent}. Nothing was moved.")
    part = name_part(path)
    with hold_alone(path, f"Another command is making {path.name}. Nothing was changed."):
        # Asked while it is held: another move, or a restore, may have been first.
        if path.exists():
            raise StoreUnavailable(f"{path} is there already. Nothing was changed.")
        remove_part(part)
        part.touch(mode=0o600)  # What holds a whole store is for its owner alone.
        made = build_engine(build_url(part))
        try:
            prepare(made)
            yield made
            made.dispose()
            sync_file(part)
            os.replace(part, path)
            sync_folder(path.parent)
        finally:
            made.dispose()
            remove_part(part)


def say_address(engine: Engine) -> str:
    """Where a store lies, for people to read: without a password, which its query may hold too."""
    shown = engine.url.set(drivername=engine.dialect.name)
    secret = [name for name in shown.query if "password" in name]
    return shown.difference_update_query(secret).render_as_string(hide_password=True)


def _set_aside(path: Path | None, moment: datetime) -> Path | None:
    """Give the source's file another name: whoever still has its old address finds nothing there.

    None where there is no file, or it cannot be renamed.
    """
    if path is None:
        return None
    aside = name_free(path, f"moved-{moment:%Y-%m-%dT%H%M%S}")
    try:
        os.rename(path, aside)
        sync_folder(path.parent)
    except OSError:
        return None
    return aside
