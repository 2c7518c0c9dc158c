"""An area is a schema, and the schema the distribution key: nothing in one refers out of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from core.access import SYSTEM
from core.actions import give_action, tick_action
from core.annotations import add_annotation
from core.backup import backup
from core.checking import check_store
from core.dialect import build_engine, hurrying
from core.errors import StoreUnavailable
from core.moving import move
from core.moving_rows import list_tables
from core.people import build_viewer, read_candidates
from core.review import review_incident
from core.snapshot import read_snapshot
from core.store import Store, build_url, open_store
from core.tables import Audit, Finding, Incident
from core.vocabulary import Role
from tests.areas import Area, grant, listening, make_area
from tests.moving import read_all, run_as_owner
from tests.pages.screens import open_screen, use_store
from tests.postgresql import Server
from tests.world import TODAY

pytestmark = pytest.mark.sqlite_only("names both databases itself")

# Objects of a schema that depend on an object of another, as the database itself keeps it: links,
# defaults, sequences, triggers, functions, views.
CROSSINGS = """
SELECT DISTINCT mine.identity, other.identity
FROM pg_depend d,
LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS mine,
LATERAL pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) AS other
WHERE (mine.schema = '{0}' OR mine.identity ~ '\\m{0}\\.')
  AND (other.schema NOT IN ('{0}', 'pg_catalog') OR other.identity ~ '\\m(public|{1})\\.')
"""
TRIGGERS = """
SELECT c.relname, t.tgname, p.pronamespace::regnamespace::text, p.proconfig, p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = '{0}'::regnamespace
"""


@pytest.fixture(scope="module")
def database(server: Server) -> str:
    return server.make_database()


@pytest.fixture(scope="module")
def areas(server: Server, database: str) -> tuple[Area, Area]:
    """Dorset and Kent, each with an empty store of its own."""
    return make_area(server, database, "dorset"), make_area(server, database, "kent")


@pytest.fixture
def stores(areas: tuple[Area, Area]) -> Iterator[tuple[Store, Store]]:
    opened = (open_store(areas[0].app), open_store(areas[1].app))
    yield opened
    for store in opened:
        store.close()


def _annotate(store: Store, words: str) -> None:
    add_annotation(store, SYSTEM, words=words, on_day=TODAY, home_id=None)


def test_each_area_has_all_tables_in_its_schema_and_public_has_nothing(
    areas: tuple[Area, Area],
) -> None:
    names = {table.name for table in list_tables()} | {"alembic_version"}
    for area in areas:
        query = f"SELECT tablename FROM pg_tables WHERE schemaname = '{area.name}'"
        assert {name for (name,) in read_all(area.app, query)} == names
    public = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    assert read_all(areas[0].app, public) == []


def test_no_link_default_sequence_trigger_or_function_refers_out_of_its_schema(
    areas: tuple[Area, Area],
) -> None:
    dorset, kent = areas
    assert read_all(dorset.app, CROSSINGS.format("dorset", "kent")) == []
    assert read_all(kent.app, CROSSINGS.format("kent", "dorset")) == []


def test_what_refers_out_of_its_schema_is_found(server: Server) -> None:
    database = server.make_database()
    dorset, _ = (make_area(server, database, name, store=False) for name in ("dorset", "kent"))
    run_as_owner(
        dorset.owner.replace("dorset_owner", "kent_owner"),
        "CREATE TABLE kent.home (id int PRIMARY KEY)",
        "CREATE FUNCTION kent.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE SEQUENCE kent.numbers",
    )
    address = server.url(dorset.app.rsplit("/", 1)[1], "postgres")
    run_as_owner(
        address,
        "CREATE TABLE dorset.incident (id int DEFAULT nextval('kent.numbers'), "
        "home_id int REFERENCES kent.home)",
        "CREATE TRIGGER t BEFORE INSERT ON dorset.incident FOR EACH ROW EXECUTE FUNCTION kent.f()",
        "CREATE VIEW dorset.homes AS SELECT * FROM kent.home",
    )
    said = " ".join(f"{a} {b};" for a, b in read_all(address, CROSSINGS.format("dorset", "kent")))
    for word in ("kent.numbers", "kent.home", "kent.f()", "_RETURN"):
        assert word in said


def test_every_trigger_runs_a_function_of_its_schema_with_a_path_that_nobody_sets(
    areas: tuple[Area, Area],
) -> None:
    for area in areas:
        triggers = read_all(area.app, TRIGGERS.format(area.name))
        assert {name for name, *_ in triggers} == {"audit", "share"} and len(triggers) >= 7
        for _, _, schema, settings, source in triggers:
            assert (schema, settings) == (area.name, ["search_path=pg_catalog, pg_temp"])
            # A name it would have to look up is that of its own table, by number.
            assert "FROM" not in str(source) or "TG_RELID::regclass" in str(source)


def test_writers_of_one_area_do_not_wait_for_the_others(
    areas: tuple[Area, Area], stores: tuple[Store, Store]
) -> None:
    dorset, kent = stores
    with dorset.write(SYSTEM) as change:
        change.record("noted", "annotation", 1)
        _annotate(kent, "Kent works on")
        same = build_engine(areas[0].app)
        with pytest.raises(StoreUnavailable), hurrying(same, 50) as connection:
            connection.execute(text("SELECT 1"))
        same.dispose()
    assert dorset.read_revision() == 1 and kent.read_revision() == 1


def test_each_area_has_an_audit_chain_and_a_revision_of_its_own(
    stores: tuple[Store, Store],
) -> None:
    dorset, kent = stores
    before = kent.read_audit_head(), kent.read_revision()
    _annotate(dorset, "Of Dorset alone")
    assert (kent.read_audit_head(), kent.read_revision()) == before
    for store in stores:
        assert check_store(store, SYSTEM)["faults"] == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM kent.incident",
        "SELECT count(*) FROM kent.audit",
        "INSERT INTO kent.setting VALUES ('a', 'b')",
        "SET ROLE {}_kent_app",
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE dorset.mine (id int)",
        "UPDATE audit SET role = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "UPDATE share SET recipient = 'x'",
        "DELETE FROM share",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_no_update ON audit",
        "UPDATE alembic_version SET version_num = '0001'",
        "DELETE FROM store_info",
    ],
)
def test_the_role_of_an_app_sees_one_area_and_changes_no_record(
    areas: tuple[Area, Area], statement: str
) -> None:
    database = areas[0].app.rsplit("/", 1)[1]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_as_owner(areas[0].app, statement.format(database))
    assert read_all(areas[0].app, "SELECT count(*) FROM audit")  # What it may do it can.


def test_an_address_can_name_the_schema_itself(areas: tuple[Area, Area]) -> None:
    named = f"{areas[0].owner}?options=-csearch_path%3Ddorset"
    store = open_store(named)
    assert read_all(named, "SELECT current_schema()") == [("dorset",)]
    assert check_store(store, SYSTEM)["faults"] == []
    store.close()


# What the product asks the database about itself; nothing else of a catalogue.
CATALOGUE = {
    "pg_advisory_xact_lock",
    "pg_am",
    "pg_attribute",
    "pg_catalog",
    "pg_class",
    "pg_constraint",
    "pg_depend",
    "pg_get_serial_sequence",
    "pg_has_role",
    "pg_index",
    "pg_namespace",
    "pg_proc",
    "pg_sequence",
    "pg_stat_database",
    "pg_table_is_visible",
    "pg_trigger",
    "pg_type",
}


def _work_on(store: Store, chair: int) -> None:
    """A note, an action given and ticked, an incident reviewed."""
    viewer = build_viewer(store, chair)
    _annotate(store, "A note")
    action = give_action(store, viewer, title="Call", due_on=TODAY, meaning="m", owner_id=chair)
    tick_action(store, viewer, action, 1, "Done.")
    with store.read() as session:
        finding = select(Finding.incident_id)
        query = select(Incident).where(col(Incident.reviewed_at).is_(None))
        incident = session.exec(query.where(col(Incident.id).not_in(finding))).first()
        assert incident is not None and incident.id is not None
        key, version = incident.id, incident.version
    review_incident(store, viewer, key, version, {}, "no" if incident.call_out else None)


@pytest.fixture(scope="module")
def sent(server: Server, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every statement of a run: a move, an import, each page, a tick, a note, a backup, a check."""
    from core.demonstration import build_demonstration
    from core.intake.batches import import_incidents
    from pages.components.registry import PAGES

    folder = tmp_path_factory.mktemp("areas")
    build_demonstration(folder / "demo.db", today=TODAY.replace(year=2026))
    database = server.make_database()
    area = make_area(server, database, "dorset", store=False)
    with pytest.MonkeyPatch.context() as monkeypatch, listening(server, database) as heard:
        move(build_url(folder / "demo.db"), area.owner)
        grant(server, area)
        store = open_store(area.app)
        chair = next(row.id for row in read_candidates(store) if row.role is Role.CHAIR)
        use_store(monkeypatch, area.app)
        for page in PAGES:
            open_screen(chair, page.script)
        file = Path(__file__).parents[1] / "data" / "incidents_2016_2018.csv"
        import_incidents(store, SYSTEM, file.name, file.read_bytes(), None)
        _work_on(store, chair)
        read_snapshot(store)
        backup(store, SYSTEM, folder / "b.db")
        check_store(store, SYSTEM)
        with store.read() as session:
            assert session.exec(select(Audit)).first() is not None
        store.close()
    return heard


def test_no_statement_names_a_schema(sent: list[str]) -> None:
    assert len(sent) > 500
    assert any("COPY" in words for words in sent) and any("INSERT" in words for words in sent)
    named = [words for words in sent if re.search(r"\b(dorset|public)\"?\s*\.", words)]
    # The file of roles is the superuser's, not the product's.
    assert [words for words in named if not re.match(r"(GRANT|REVOKE|ALTER)\b", words)] == []


def test_no_statement_asks_more_of_the_catalogue_than_this(sent: list[str]) -> None:
    form = re.compile(r"\b(?:pg_\w+|information_schema)\b")
    # An answer's column is named after what was asked, with a number.
    words = {re.sub(r"_\d+$", "", word) for said in sent for word in form.findall(said)}
    # The latter two are the file of roles' and the triggers' own.
    assert words - CATALOGUE - {"pg_tables", "pg_temp"} == set()
