"""The schema's versions: what a store has, what this release writes, and the way between."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, select

from core import audit
from core.dialect import (
    commit,
    count_broken_links,
    in_words,
    migrating,
    read_tables,
    settle_columns,
)
from core.errors import StoreUnavailable
from core.tables import Audit

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def _build_migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def read_schema_version(engine: Engine) -> str | None:
    """The store's schema version; None where it holds no Slow Time tables yet."""
    with in_words(), engine.connect() as connection:
        return _read_version(connection)


def _read_version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _read_versions() -> tuple[str | None, frozenset[str]]:
    """The newest version, and all that are known: a release's migrations do not change under it."""
    scripts = ScriptDirectory.from_config(_build_migrations())
    return scripts.get_current_head(), frozenset(s.revision for s in scripts.walk_revisions())


def read_newest_version() -> str | None:
    """The schema version that this release writes."""
    return _read_versions()[0]


def check_version(current: str | None) -> None:
    """Raise StoreUnavailable where a store is of a version that this release does not know."""
    if current is not None and current not in _read_versions()[1]:
        raise StoreUnavailable(
            "This store was made by a newer version of Slow Time. Nothing was changed. "
            "Install the newer version to open it."
        )


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the store's schema to a version, in one transaction; links are checked afterwards.

    Raises:
        StoreUnavailable: links, rows or the audit's chain are not as they were; all is undone.
    """
    config = _build_migrations()
    with migrating(engine) as connection:
        if target == "head" and _read_version(connection) == read_newest_version():
            return  # Another process was first.
        config.attributes["connection"] = connection
        before = _read_held(connection)
        command.upgrade(config, target)
        settle_columns(connection)
        _check_kept(before, _read_held(connection))
        commit(connection)


@dataclass(frozen=True)
class _Held:
    """What a migration must leave as it found it."""

    links: int
    rows: dict[str, int]
    chain: audit.ChainState


def _read_held(connection: Connection) -> _Held:
    run = connection.exec_driver_sql
    names = read_tables(connection)
    rows = {name: int(run(f'SELECT count(*) FROM "{name}"').scalar_one()) for name in names}
    links = count_broken_links(connection)
    chain = audit.ChainState(0, audit.GENESIS, None)
    if "audit" in rows:
        with Session(connection) as session:
            chain = audit.check_chain(session.exec(select(Audit).order_by(text("seq"))))
    return _Held(links, rows, chain)


def _check_kept(before: _Held, after: _Held) -> None:
    lost = [name for name, count in before.rows.items() if after.rows.get(name, 0) < count]
    said = None
    if after.links:
        said = f"left {after.links} broken links"
    elif lost:
        said = f"lost rows of {', '.join(sorted(lost))}"
    elif after.chain != before.chain:
        said = "changed the audit"
    if said:
        raise StoreUnavailable(
            f"Bringing the store to the newer version {said}; it was undone, and the store is as "
            "it was. Tell whoever maintains Slow Time."
        )
