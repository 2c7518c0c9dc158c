"""A store that people have used is brought to the next version, whole, with a copy kept beside."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.access import SYSTEM
from core.annotations import add_annotation
from core.checking import check_store
from core.dialect import build_engine, find_copies, keep_copy
from core.people import build_viewer
from core.reading import read_view
from core.schema import read_newest_version, read_schema_version
from core.store import build_url, open_store
from tests.world import TODAY

pytestmark = pytest.mark.sqlite_only("its old store is a file")

USED = Path(__file__).parents[1] / "data" / "store_0001.sql"
NEW = {"annotation", "meeting", "home_contact", "home_training"}

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """A store of version 0001 as it was left by people who used every table."""
    path = tmp_path / "used.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(USED.read_text())
    connection.close()
    return path


def _read_rows(path: Path) -> Rows:
    with sqlite3.connect(path) as connection:
        names = [
            n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        rows = {n: connection.execute(f"SELECT * FROM {n} ORDER BY 1").fetchall() for n in names}
    connection.close()
    return {name: kept for name, kept in rows.items() if name != "alembic_version"}


def test_a_used_store_of_0001_keeps_every_row_and_gains_the_groups_record(used: Path) -> None:
    before = _read_rows(used)
    assert len(before) == 15 and all(before.values())
    store = open_store(build_url(used))
    assert read_schema_version(store.engine) == read_newest_version()
    after = _read_rows(used)
    for name, rows in before.items():
        # Columns that a later version adds come last.
        assert [row[: len(rows[0])] for row in after[name]] == rows
    assert set(after) - set(before) >= NEW
    assert not any(after[name] for name in NEW)
    assert check_store(store, SYSTEM)["faults"] == []


def test_a_copy_of_the_store_as_it_was_is_kept_beside_it(used: Path) -> None:
    before = _read_rows(used)
    open_store(build_url(used)).close()
    assert _read_rows(used.with_name("used.before-0001.db")) == before


def test_the_audit_of_a_migrated_store_still_refuses_change_and_goes_on(used: Path) -> None:
    store = open_store(build_url(used))
    for statement in (
        "UPDATE audit SET verb = 'x'",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT seq + 99, at, person_id, role, verb, noun, noun_id, fields, "
        "data_revision, previous, digest FROM audit WHERE seq = 1",
    ):
        with pytest.raises(DatabaseError, match="audit"), store.engine.begin() as connection:
            connection.execute(text(statement))
    key = add_annotation(store, build_viewer(store, 1), words="Opened", on_day=TODAY, home_id=1)
    assert read_view(store, SYSTEM).annotations["id"].to_list() == [key]
    assert check_store(store, SYSTEM)["faults"] == []


def test_a_store_that_is_up_to_date_is_opened_without_another_copy(used: Path) -> None:
    for _ in range(2):
        open_store(build_url(used)).close()
    assert sorted(path.name for path in used.parent.iterdir()) == [
        "used.before-0001.db",
        "used.db",
    ]


def test_a_copy_of_before_is_replaced_by_none_of_another_upgrade(used: Path) -> None:
    old = used.read_bytes()
    open_store(build_url(used)).close()
    first = used.with_name("used.before-0001.db")
    kept = first.read_bytes()
    # Cut short and begun again: the same store needs no second copy.
    used.write_bytes(old)
    open_store(build_url(used)).close()
    # Another state of before, such as an older backup put back.
    used.write_bytes(old)
    with closing(sqlite3.connect(used)) as connection, connection:
        connection.execute("UPDATE home SET name = 'Another'")
    before = _read_rows(used)
    open_store(build_url(used)).close()
    assert first.read_bytes() == kept
    assert _read_rows(used.with_name("used.before-0001-2.db")) == before
    assert len(list(used.parent.iterdir())) == 3


def test_of_two_who_open_an_older_store_at_once_the_second_copies_nothing(used: Path) -> None:
    engine = build_engine(build_url(used))
    open_store(build_url(used)).close()
    copy = used.with_name("used.before-0001.db")
    kept = copy.read_bytes()
    copy.unlink()
    keep_copy(engine, "0001")
    assert not copy.exists()
    copy.write_bytes(kept)
    keep_copy(engine, "0001")
    assert copy.read_bytes() == kept
    engine.dispose()


def test_the_copy_lies_beside_the_file_where_the_store_is_reached_by_a_link(
    used: Path, tmp_path: Path
) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "store.db"
    link.symlink_to(used)
    store = open_store(build_url(link))
    assert find_copies(store.engine) == ("used.before-0001.db",)
