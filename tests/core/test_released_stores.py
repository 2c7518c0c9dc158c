"""A store of every release (kept by `tests.keep_store`) is opened, restored and whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine

from core import schema
from core.access import SYSTEM
from core.backup_checking import check_backup
from core.checking import check_store
from core.dialect import build_engine
from core.errors import StoreUnavailable
from core.restore import restore
from core.schema import migrate, read_newest_version, read_schema_version
from core.store import build_url, open_store

pytestmark = pytest.mark.sqlite_only("released stores are files")

KEPT = sorted((Path(__file__).parents[1] / "data").glob("store_*.sql"))
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def used(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A store that people used, as a release left it."""
    path = tmp_path / "used.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
    return path


def _read_rows(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
            for (name,) in names
            if name != "alembic_version"
        }


every_release = pytest.mark.parametrize("used", KEPT, ids=lambda path: path.stem, indirect=True)
first_release = pytest.mark.parametrize("used", KEPT[:1], indirect=True)


def test_a_store_of_the_first_release_and_of_this_one_is_kept() -> None:
    assert KEPT[0].stem == "store_0001" and len(KEPT) >= 2


@every_release
def test_a_kept_store_is_opened_with_every_row_and_is_whole(used: Path) -> None:
    before = _read_rows(used)
    assert len(before) >= 15 and all(before.values())
    store = open_store(build_url(used))
    assert read_schema_version(store.engine) == read_newest_version()
    assert check_store(store, SYSTEM)["faults"] == []
    after = _read_rows(used)
    for name, rows in before.items():
        # Columns that a later version adds come last.
        assert [row[: len(rows[0])] for row in after[name]] == rows


@every_release
def test_a_kept_store_is_restored_as_a_backup_is(used: Path) -> None:
    before = used.read_bytes()
    found = check_backup(used)
    assert found.faults == () and f"store_{found.schema_version}" in {p.stem for p in KEPT}
    store = open_store(build_url(restore(used, build_url(used.with_name("new.db"))).path))
    assert check_store(store, SYSTEM)["faults"] == []
    assert used.read_bytes() == before


def _break_links(engine: Engine) -> None:
    engine.exec_driver_sql("UPDATE incident SET home_id = 999")  # type: ignore[attr-defined]


def _lose_rows(engine: Engine) -> None:
    engine.exec_driver_sql("DELETE FROM action_event")  # type: ignore[attr-defined]


def _change_audit(engine: Engine) -> None:
    for statement in ("DROP TRIGGER audit_no_update", "UPDATE audit SET verb = 'x' WHERE seq = 1"):
        engine.exec_driver_sql(statement)  # type: ignore[attr-defined]


@first_release
@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_break_links, "broken links"), (_lose_rows, "action_event"), (_change_audit, "the audit")],
)
def test_a_migration_that_does_harm_is_undone_whole(
    used: Path, monkeypatch: pytest.MonkeyPatch, spoil: object, said: str
) -> None:
    before, upgrade = _read_rows(used), command.upgrade

    def upgrade_badly(config: object, target: str) -> None:
        upgrade(config, target)  # type: ignore[arg-type]
        spoil(config.attributes["connection"])  # type: ignore[operator, attr-defined]

    monkeypatch.setattr(schema.command, "upgrade", upgrade_badly)
    with pytest.raises(StoreUnavailable, match=f"{said}.*undone"):
        open_store(build_url(used))
    assert _read_rows(used) == before
    monkeypatch.undo()
    assert check_store(open_store(build_url(used)), SYSTEM)["faults"] == []


@first_release
def test_a_store_that_is_damaged_is_not_migrated(used: Path) -> None:
    with closing(sqlite3.connect(used)) as connection:
        connection.execute("UPDATE incident SET home_id = 999")
        connection.commit()
    before = used.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"damaged .*not brought to the newer version"):
        open_store(build_url(used))
    assert used.read_bytes() == before
    assert [path.name for path in used.parent.iterdir()] == ["used.db"]


@first_release
def test_the_copy_before_a_migration_is_restored_like_any_backup(used: Path) -> None:
    open_store(build_url(used)).close()
    kept = used.with_name("used.before-0001.db")
    assert check_backup(kept).schema_version == "0001"
    engine = build_engine(build_url(kept))
    migrate(engine)  # As it would be opened.
    engine.dispose()
