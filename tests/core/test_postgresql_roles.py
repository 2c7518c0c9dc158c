"""The two roles of docs/deploy.md: the app may do its work and no more, the owner upgrades."""

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.access import SYSTEM
from core.checking import check_store
from core.dialect import build_engine
from core.errors import StoreUnavailable
from core.schema import migrate, read_newest_version, read_schema_version
from core.store import ROOT, Store, open_store
from tests.areas import Area, grant, make_area
from tests.moving import read_all, run_as_owner
from tests.postgresql import Server
from tests.postgresql_stores import add_home

FORBIDDEN = (
    "UPDATE audit SET verb = 'x'",
    "TRUNCATE home CASCADE",
    "ALTER TABLE audit DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_no_update ON audit",
    "CREATE TABLE mine (id int)",
    "ALTER TABLE home ADD COLUMN mine int",
    "SET session_replication_role = 'replica'",
    "UPDATE alembic_version SET version_num = '9999'",
)


def _check_may_do_its_work_and_no_more(area: Area) -> None:
    app = open_store(area.app)
    add_home(app)
    assert check_store(app, SYSTEM)["faults"] == []
    for statement in FORBIDDEN:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_as_owner(area.app, statement)
    # What it may not do it is told in words.
    with pytest.raises(StoreUnavailable, match="role in the database may not"):
        _write(app, "DELETE FROM audit")
    assert read_all(area.app, "SELECT count(*) FROM audit") == [(1,)]
    app.close()


def _write(store: Store, statement: str) -> None:
    with store.write(SYSTEM) as change:
        change.session.execute(text(statement))


def _find_version(url: str) -> str | None:
    engine = build_engine(url)
    found = read_schema_version(engine)
    engine.dispose()
    return found


def test_the_role_that_the_documentation_gives_the_app_may_do_its_work_and_no_more(
    server: Server,
) -> None:
    _check_may_do_its_work_and_no_more(make_area(server, server.make_database(), "dorset"))


def test_an_app_that_may_change_the_audit_is_a_fault_until_its_rights_are_set_again(
    server: Server,
) -> None:
    area = make_area(server, server.make_database(), "dorset")
    run_as_owner(area.owner, f"GRANT ALL ON audit TO {make_url(area.app).username}")
    for url, count in ((area.app, 1), (area.owner, 0)):
        store = open_store(url)
        faults = check_store(store, SYSTEM)["faults"]
        store.close()
        assert [str(said) for said in faults if "roles.sql" in str(said)] == faults
        assert len(faults) == count
    grant(server, area)
    _check_may_do_its_work_and_no_more(area)


def test_the_owner_alone_brings_an_older_store_up_to_date_and_the_app_works_in_it(
    server: Server,
) -> None:
    area = make_area(server, server.make_database(), "dorset", store=False)
    script = ScriptDirectory(str(ROOT / "core" / "migrations"))
    older = [revision.revision for revision in script.walk_revisions()][-1]
    engine = build_engine(area.owner)
    migrate(engine, older)
    engine.dispose()
    run_as_owner(
        area.owner,
        "INSERT INTO store_info (id, kind, data_revision, created_at) "
        "VALUES (1, 'own', 0, '2019-01-01')",
    )
    grant(server, area)
    # An app server that is started too early.
    with pytest.raises(StoreUnavailable, match="may not") as refused:
        open_store(area.app)
    assert "Nothing was changed" in str(refused.value)
    assert _find_version(area.owner) == older
    open_store(area.owner).close()
    assert _find_version(area.app) == read_newest_version() != older
    grant(server, area)
    _check_may_do_its_work_and_no_more(area)
