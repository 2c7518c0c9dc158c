"""The store in PostgreSQL: what SQLite's own means promise, a real server's must promise too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, func, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import SQLModel, col, select

from core import drawn_numbers
from core.access import SYSTEM
from core.actions import tick_action
from core.annotations import add_annotation
from core.checking import check_store
from core.daily_backup import ensure_daily_backup, find_backups
from core.dialect import build_engine, find_copies, find_faults, rewrite_file
from core.errors import InvalidInput, StoreFault, StoreUnavailable
from core.intake.batches import import_incidents
from core.reading import read_actions, read_view
from core.schema import migrate, read_schema_version
from core.server.health import find_store_fault
from core.sqlite import find_file
from core.store import ROOT, Store, build_url, open_store
from core.tables import Action, ActionEvent, Audit, Finding, Home, Incident, Share
from core.vocabulary import Role, StoreKind
from tests.meeting import hold_and_close
from tests.postgresql import Server
from tests.postgresql_stores import HOME, add_home, host, kept, template, url
from tests.world import World, add_incident, build_world

__all__ = ("host", "kept", "template", "url")


def count(store: Store, table: str) -> int:
    with store.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def run(store: Store, *statements: str) -> None:
    """As somebody with a database tool would, who owns the tables."""
    with psycopg.connect(store.url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def insert_audit(seq: int, previous: str) -> str:
    return (
        "INSERT INTO audit (seq, at, role, verb, noun, fields, data_revision, previous, digest) "
        f"VALUES ({seq}, '2019-05-04 12:00:00', 'chair', 'v', 'n', '[]', 0, '{previous}', 'x')"
    )


@pytest.mark.parametrize(
    "build",
    [
        lambda head: "UPDATE audit SET verb = 'looked' WHERE seq = 2",
        lambda head: "UPDATE audit SET digest = digest",
        lambda head: "DELETE FROM audit WHERE seq = 3",
        lambda head: "DELETE FROM audit",
        lambda head: "TRUNCATE audit",
        lambda head: "TRUNCATE audit, store_info CASCADE",
        lambda head: insert_audit(5, head),  # a gap
        lambda head: insert_audit(3, head),  # a place that is taken
        lambda head: insert_audit(0, head),
        lambda head: insert_audit(4, "0" * 64),  # a wrong predecessor
        lambda head: insert_audit(4, ""),
        lambda head: f"{insert_audit(3, head)} ON CONFLICT (seq) DO UPDATE SET verb = 'x'",
        lambda head: (
            f"CREATE TEMP TABLE audit (seq int, digest text); "
            f"INSERT INTO public.audit SELECT * FROM ({_select_audit(9, head)}) AS made"
        ),
    ],
)
def test_even_the_tables_owner_is_refused_every_change_of_the_audit(
    kept: Store, build: Callable[[str], str]
) -> None:
    for _ in range(3):
        with kept.write(SYSTEM) as change:
            change.record("changed", "home")
    with kept.read() as session:
        before = [row.model_dump() for row in session.exec(select(Audit).order_by(col(Audit.seq)))]
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="audit"):
        run(kept, build(before[-1]["digest"]))
    with kept.read() as session:
        after = [row.model_dump() for row in session.exec(select(Audit).order_by(col(Audit.seq)))]
    assert after == before
    # And the row that follows is taken, so that the refusals mean something.
    run(kept, insert_audit(4, before[-1]["digest"]))
    assert count(kept, "audit") == 4


def _select_audit(seq: int, previous: str) -> str:
    return (
        f"SELECT {seq}::bigint, now(), NULL::bigint, 'chair', 'v', 'n', NULL, '[]'::json, 0, "
        f"'{previous}', 'x'"
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE share SET kind = 'x'", "DELETE FROM share", "TRUNCATE share"]
)
def test_even_the_tables_owner_is_refused_every_change_of_the_share_log(
    kept: Store, statement: str
) -> None:
    with kept.write(SYSTEM) as change:
        row = Share(
            at=datetime(2019, 5, 4, tzinfo=UTC),
            role="chair",
            kind="home",
            level="full",
            basis="b",
            recipient="r",
            period_from=date(2019, 1, 1),
            period_to=date(2019, 1, 31),
            file_name="f",
            file_size=3_000_000_000,  # More than 32 bits hold.
            file_digest="d",
            data_revision=0,
        )
        change.session.add(row)
        change.record("shared", "document")
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        run(kept, statement)
    assert count(kept, "share") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO home (urn, name, setting_type, version) VALUES ('SC1', 'x', 'x', 1)",
        "INSERT INTO home_places (home_id, places) VALUES (99, 1)",
        "DELETE FROM home WHERE urn = 'SC1'",
        "INSERT INTO store_info (id, kind, data_revision, created_at) VALUES (2, 'own', 0, now())",
        "INSERT INTO home (urn, setting_type, version) VALUES ('SC2', 'x', 1)",
    ],
)
def test_keys_links_and_checks_hold(kept: Store, statement: str) -> None:
    add_home(kept)
    run(kept, "INSERT INTO home_places (home_id, places) VALUES (1, 6)")
    with pytest.raises(IntegrityError), kept.write(SYSTEM) as change:
        change.session.execute(text(statement))
    assert (count(kept, "home"), count(kept, "home_places")) == (1, 1)


def test_a_change_that_failed_in_part_is_never_acknowledged(kept: Store) -> None:
    """To a COMMIT after an error that was passed over PostgreSQL answers: rolled back, no error."""

    def pass_over() -> None:
        with kept.write(SYSTEM) as change:
            change.record("added", "home")
            with pytest.raises(DatabaseError):
                change.session.execute(text("INSERT INTO home_places VALUES (1, 99, NULL, 1)"))

    with pytest.raises(StoreUnavailable, match="Nothing was changed"):
        pass_over()
    assert count(kept, "audit") == 0


def test_a_change_that_fails_leaves_neither_itself_nor_its_audit_row(kept: Store) -> None:
    def add_and_fail() -> None:
        with kept.write(SYSTEM) as change:
            change.session.add(Home(urn="SC1", **HOME))
            change.record("added", "home")
            raise InvalidInput("No.")

    with pytest.raises(InvalidInput):
        add_and_fail()
    assert (count(kept, "home"), count(kept, "audit"), kept.read_revision()) == (0, 0, 0)


def test_a_reader_waits_for_no_writer_and_sees_one_state(kept: Store) -> None:
    with ThreadPoolExecutor(1) as other, kept.read() as session:
        query = text("SELECT count(*) FROM home")
        assert session.execute(query).scalar_one() == 0
        other.submit(add_home, kept).result(10)
        assert session.execute(query).scalar_one() == 0
    assert count(kept, "home") == 1
    with ThreadPoolExecutor(1) as other, kept.write(SYSTEM) as change:
        change.session.add(Home(urn="SC2", **HOME))
        change.session.flush()
        assert other.submit(count, kept, "home").result(10) == 1
        change.record("added", "home")


def test_whoever_reads_cannot_write(kept: Store) -> None:
    with pytest.raises(StoreUnavailable) as refused, kept.read() as session:
        session.execute(text("UPDATE store_info SET data_revision = 9"))
    assert refused.value.fault is StoreFault.READ_ONLY
    assert kept.read_revision() == 0


def test_a_writer_that_waits_too_long_is_told_so_in_words(kept: Store) -> None:
    other = open_store(kept.url)
    other.engine.dispose()

    @event.listens_for(other.engine, "connect")
    def _hurry(connection: Any, _record: object) -> None:
        connection.execute("SET lock_timeout = 50")

    with kept.write(SYSTEM) as change:
        with pytest.raises(StoreUnavailable, match=r"busy .* Nothing was changed") as refused:
            add_home(other, "SC2")
        assert refused.value.fault is StoreFault.BUSY
        change.record("looked", "home")
    add_home(other, "SC2")
    other.close()
    assert (count(kept, "home"), count(kept, "audit")) == (1, 2)


def test_two_who_make_the_same_store_at_once_make_one(url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: open_store(url, create=StoreKind.OWN), range(2)))
    assert {store.read_info().kind for store in made} == {"own"}
    assert count(made[0], "store_info") == 1
    for store in made:
        store.close()


def test_a_database_of_something_else_is_left_alone(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="not a Slow Time store"):
        open_store(url)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE recipes (name text)")
    with pytest.raises(StoreUnavailable, match="tables of something else"):
        open_store(url, create=StoreKind.OWN)
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 2200")
        assert found.fetchall() == [("recipes",)]


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(kept: Store) -> None:
    run(kept, "UPDATE alembic_version SET version_num = '9999'")
    for create in (None, StoreKind.OWN):
        with pytest.raises(StoreUnavailable, match="newer version"):
            open_store(kept.url, create=create)
    assert read_schema_version(kept.engine) == "9999"


def test_a_database_that_keeps_no_unicode_is_refused(server: Server) -> None:
    url = server.make_database(more="ENCODING 'SQL_ASCII'")
    with pytest.raises(StoreUnavailable, match="UTF8"):
        open_store(url, create=StoreKind.OWN)
    server.drop_database(url)


def _revisions() -> list[str]:
    script = ScriptDirectory(str(ROOT / "core" / "migrations"))
    return [revision.revision for revision in script.walk_revisions()][::-1]


@pytest.mark.parametrize("start", [_revisions()[0], _revisions()[-2]])
def test_a_store_of_any_version_is_brought_up_to_date_as_a_new_one_is_made(
    url: str, kept: Store, start: str
) -> None:
    engine = build_engine(url)
    migrate(engine, start)
    engine.dispose()
    store = open_store(url, create=StoreKind.OWN)
    assert _read_shape(store) == _read_shape(kept)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    store.close()


def _read_shape(store: Store) -> set[tuple[Any, ...]]:
    query = text("""
        SELECT c.relname, a.attname, a.atttypid::regtype::text, a.attcollation::regcollation::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND c.relkind IN ('r', 'i')
        UNION SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text
        FROM pg_trigger WHERE NOT tgisinternal
        UNION SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """)
    with store.read() as session:
        return {tuple(row) for row in session.execute(query)}


def test_every_text_sorts_by_its_bytes_and_every_number_is_wide(kept: Store) -> None:
    shape = {(row[0], row[1]): row[2:] for row in _read_shape(kept)}
    texts = {key for key, (kind, _) in shape.items() if kind in {"text", "character varying"}}
    assert {shape[key][1] for key in texts if not key[0].startswith("alembic_")} == {'"C"'}
    assert not [key for key, (kind, _) in shape.items() if kind == "integer"]


@pytest.mark.parametrize("more", ["", "LOCALE_PROVIDER icu ICU_LOCALE 'en-GB'"])
def test_names_sort_and_fold_as_in_sqlite_whatever_the_databases_language(
    server: Server, tmp_path: Path, more: str
) -> None:
    names = ["Zeal", "alder", "Éclair", "Alder", "éclair", "alder 2", "alder-1", "ALDER"]
    orders = []
    url = server.make_database(more=more)
    for address in (url, build_url(tmp_path / "a.db")):
        store = open_store(address, create=StoreKind.OWN)
        for number, name in enumerate(names):
            add_home(store, f"SC{number}", name=name)
        with store.read() as session:
            query = text("SELECT name FROM home WHERE name > 'Alder' ORDER BY name")
            folded = select(Home.name).where(func.lower(Home.name) == "éclair")
            orders.append((session.execute(query).all(), session.exec(folded).all()))
        store.close()
    server.drop_database(url)
    assert orders[0] == orders[1]
    assert len(orders[0][0]) == 6


def test_a_number_past_what_a_row_can_have_is_not_found_rather_than_an_error(kept: Store) -> None:
    with kept.read() as session:
        assert session.get(Incident, 2**31) is None
        assert session.get(Incident, 2**62) is None


def test_a_text_that_postgresql_cannot_keep_is_refused_in_words(kept: Store) -> None:
    with pytest.raises(InvalidInput, match="NUL"):
        add_home(kept, name="Al\0der")
    assert (count(kept, "home"), count(kept, "audit")) == (0, 0)
    add_home(kept, name="Al\u200bd\N{SNOWMAN}er \U0001f600")


def test_moments_come_back_as_they_were_kept_whatever_the_servers_time(
    server: Server, kept: Store
) -> None:
    with server.administer() as connection:
        connection.execute("ALTER ROLE slow_time SET TimeZone = 'Pacific/Auckland'")
        connection.execute("ALTER ROLE slow_time SET DateStyle = 'German'")
    try:
        kept.engine.dispose()
        moment = datetime(2019, 7, 4, 12, 30, 15, 250_000, tzinfo=UTC)
        with kept.write(SYSTEM) as change:
            change.session.execute(text("UPDATE store_info SET created_at = :at"), {"at": moment})
        assert kept.read_info().created_at == moment
        assert check_store(kept, SYSTEM)["faults"] == []
    finally:
        with server.administer() as connection:
            connection.execute("ALTER ROLE slow_time RESET ALL")


def test_a_check_finds_what_was_switched_off_and_what_points_nowhere(kept: Store) -> None:
    add_home(kept)
    assert find_faults(kept.engine) == []
    run(
        kept,
        "ALTER TABLE home_places DROP CONSTRAINT home_places_home_id_fkey",
        "INSERT INTO home_places (home_id, places) VALUES (99, 1)",
        "ALTER TABLE home_places ADD CONSTRAINT home_places_home_id_fkey "
        "FOREIGN KEY (home_id) REFERENCES home (id) NOT VALID",
        "ALTER TABLE audit DISABLE TRIGGER audit_no_update",
    )
    faults = find_faults(kept.engine)
    assert "triggers of table audit are switched off" in faults
    assert "constraint home_places_home_id_fkey of table home_places was not checked" in faults
    assert any("table home_places" in said and "row of home " in said for said in faults)


def test_a_check_reads_every_index_where_the_server_can(server: Server, kept: Store) -> None:
    with server.administer(kept.engine.url.database or "") as connection:
        connection.execute("CREATE EXTENSION amcheck")
        connection.execute("GRANT EXECUTE ON FUNCTION bt_index_check(regclass) TO slow_time")
    asked: list[str] = []

    @event.listens_for(kept.engine, "before_cursor_execute")
    def _note(_c: Any, _k: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    assert check_store(kept, SYSTEM)["faults"] == []
    assert sum("bt_index_check(" in statement for statement in asked) > 50
    # What an extension brings is not somebody else's table.
    assert read_schema_version(kept.engine)


def test_a_store_without_a_file_has_nothing_beside_it(kept: Store, tmp_path: Path) -> None:
    assert find_file(kept.engine) is None
    assert find_copies(kept.engine) == ()
    assert find_backups(kept) == {}
    assert ensure_daily_backup(kept) is None


def test_whoever_watches_is_told_whether_the_database_answers(kept: Store, url: str) -> None:
    assert find_store_fault(kept.url) is None
    assert find_store_fault(url) is not None  # A database with no store in it.
    assert find_store_fault(f"{url}_none") is StoreFault.UNREACHABLE


def test_what_was_erased_is_in_no_file_of_a_table(server: Server, kept: Store) -> None:
    add_home(kept, name="zebrafinch")
    with kept.write(SYSTEM) as change:
        change.session.execute(text("UPDATE home SET name = 'x'"))
        change.record("changed", "home")
    assert _find_in_table(server, kept, b"zebrafinch")
    rewrite_file(kept.engine)
    assert not _find_in_table(server, kept, b"zebrafinch")


def _find_in_table(server: Server, store: Store, word: bytes) -> bool:
    with server.administer(store.engine.url.database or "") as connection:
        connection.execute("CHECKPOINT")
        query = "SELECT pg_read_binary_file(pg_relation_filepath('home'))"
        return word in bytes(connection.execute(query).fetchone()[0])


def test_import_review_ticks_and_figures_are_the_same_in_both(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same work in both: the same rows, judged the same, seen the same by every role."""
    found = []
    for address in (build_url(tmp_path / "world.db"), server.make_database()):
        monkeypatch.setattr(drawn_numbers, "_chance", Random(1))
        world = build_world(tmp_path, address)
        imported = import_incidents(world.store, SYSTEM, "i.csv", INCIDENTS.encode())
        assert (imported.imported, len(imported.rejections)) == (3, 1)
        if address.startswith("postgresql"):
            # The tests' own incidents are counted up, and SQLite counts from the highest drawn.
            run(world.store, "SELECT setval('incident_id_seq', max(id)) FROM incident")
        add_incident(
            world,
            "R9",
            occurred_at=datetime(2019, 5, 4, 23, 59, 59, 999_999),
            police_hours=1234.56789,
            child_ref="K7 ' \" \\ \n\t é \u2028",
            child_age=14,
        )
        hold_and_close(world)
        add_annotation(world.store, SYSTEM, words="A new manager", on_day=date(2019, 5, 1))
        given = read_actions(world.store, world.viewer(Role.CHAIR))
        # Their own order goes by the second in which they were given: it may turn between the two.
        due = given.sort("id").row(0, named=True)
        tick_action(world.store, world.viewer(Role.CHAIR), due["id"], due["version"])
        assert check_store(world.store, SYSTEM)["faults"] == []
        found.append({role: read_seen(world, role) for role in world.people})
        found[-1][Role.SYSTEM] = read_rows(world)
        world.store.close()
    assert found[0] == found[1]
    assert len(found[0][Role.CHAIR][0]) > len(found[0][Role.POLICE_REVIEWER][0]) > 3


INCIDENTS = """\
reference,home_urn,occurred_at,channel,category,severity,child_ref
I1,SC000001,2019-04-03 19:30,101,criminal_damage,minor,K1
I2,SC000003,03/04/2019 02:15,999,assault,serious,K1
I3,SC000004,2019-03-01 12:00,none,missing,,K2
I4,SC000009,2019-03-01 12:00,none,missing,,K2
"""


def read_seen(world: World, role: Role) -> list[Any]:
    """What a role sees, as the frames of its figures; without the moments of the test itself."""
    view, viewer = read_view(world.store, world.viewer(role)), world.viewer(role)
    frames = [view.incidents, view.findings, view.homes, view.places, view.annotations]
    actions = read_actions(world.store, viewer).drop("created_at", "done_at", strict=False)
    frames.append(actions.sort("id"))
    shapes = [frame.schema for frame in frames]
    return [*(frame.to_dicts() for frame in frames), shapes, view.covered, view.meetings]


def read_rows(world: World) -> list[Any]:
    """Findings, actions and the audit's words, as they are kept."""
    moments = {"at", "decided_at", "created_at", "done_at", "previous", "digest"}
    with world.store.read() as session:
        return [
            [row.model_dump(exclude=moments) for row in session.exec(select(t).order_by(text(key)))]
            for t, key in ((Finding, "id"), (Action, "id"), (ActionEvent, "id"), (Audit, "seq"))
        ]
