"""Keep a store of this release as a fixture: `python -m tests.keep_store`, before a release.

It writes tests/data/store_<schema version>.sql: invented rows in every table, as SQLite dumps it.
The next release's tests open it (tests/core/test_released_stores.py).
"""

import sqlite3
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Integer, Table, func, insert, select
from sqlmodel import Session, SQLModel

from core.access import SYSTEM
from core.annotations import add_annotation
from core.checking import check_store
from core.clock import read_today, read_utc_now
from core.schema import read_newest_version
from tests.meeting import hold_and_close
from tests.world import World, build_world

DATA = Path(__file__).parent / "data"


def main() -> None:
    with TemporaryDirectory() as folder:
        world = build_world(Path(folder))
        hold_and_close(world)
        add_annotation(world.store, SYSTEM, words="A new manager", on_day=read_today())
        with world.store.write(SYSTEM) as change:
            for table in SQLModel.metadata.sorted_tables:
                _fill(change.session, table)
            change.record("wrote", "fixture")
        faults = check_store(world.store, SYSTEM)["faults"]
        if faults:
            sys.exit(str(faults))
        _write(world)


def _fill(session: Session, table: Table) -> None:
    if session.execute(select(func.count()).select_from(table)).scalar_one():
        return
    row = {
        column.name: _invent(column)
        for column in table.columns
        if not column.nullable and not (column.primary_key and isinstance(column.type, Integer))
    }
    session.execute(insert(table).values(row))


def _invent(column: Any) -> object:
    if column.foreign_keys:
        return 1
    kind = getattr(column.type, "impl_instance", column.type).python_type
    # A batch of no rows is one whose counts add up.
    usual = {dict: [], datetime: read_utc_now(), date: read_today(), str: "invented"}
    return usual.get(kind, 0)


def _write(world: World) -> None:
    version = read_newest_version()
    path = str(world.store.engine.url.database)
    world.store.close()
    head = f"-- A store of version {version} with invented rows in every table, as SQLite dumps it."
    with closing(sqlite3.connect(path)) as connection:
        lines = [head, *connection.iterdump(), ""]
    (DATA / f"store_{version}.sql").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
