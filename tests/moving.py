"""A store with a row of every kind of value, and what the tests of moving ask of a database."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.engine import make_url

from core.access import SYSTEM
from core.dialect import build_engine
from core.minutes import build_digest
from core.store import Store, build_url, open_store
from core.tables import BatchChange, Incident, Meeting, Setting, SignIn
from core.vocabulary import Role
from tests.world import World, add_incident, add_possession, add_unneeded_call

WORDS = "Line one\nline \ttwo \\ 'quoted' \"twice\" — ÿ 🙂 𝄞 \x01\x7f  "
"""What a text may hold; no NUL, which PostgreSQL cannot keep."""


def fill_world(world: World) -> Path:
    """Put the extremes of every type into a world's store, and close it; its file."""
    add_unneeded_call(world, "A-1")
    add_possession(world, "A-2", 3)
    add_possession(world, "A-3", 9)
    odd = add_incident(
        world,
        "Å/3 – 'x'",
        occurred_at=datetime(1990, 10, 28, 1, 30, 0, 123456),
        police_hours=0.1 + 1e-16,
        summary=WORDS,
        missing_cause="",
        child_age=0,
    )
    with world.store.write(SYSTEM) as change:
        session = change.session
        connection = session.connection()
        session.add(Meeting(held_on=date(1, 1, 1), created_at=datetime(1, 1, 1, tzinfo=UTC)))
        minutes = {"z": [1, 2.5, None, True, "é"], "a": {"b": WORDS}, "": []}
        session.add(
            Meeting(
                held_on=date(9999, 12, 31),
                created_at=datetime(2019, 3, 31, 1, 30, 0, 654321, tzinfo=UTC),
                state="closed",
                minutes=minutes,
                minutes_digest=build_digest(minutes),
            )
        )
        session.flush()
        batch = connection.execute(
            text(
                "INSERT INTO batch (noun, file_name, file_digest, imported, updated, duplicate, "
                "rejected, skipped, created_at) VALUES ('incidents', 'f', 'd', 1, 1, 0, 0, 0, "
                "'2019-01-01 00:00:00.000000') RETURNING id"
            )
        ).scalar_one()
        # No value, and the word null of JSON, are two things in the store.
        changes = [
            {"before": None, "version_after": 1},
            {"before": {"b": None}, "version_after": 2},
        ]
        for row in changes:
            session.add(BatchChange(batch_id=batch, incident_id=odd, **row))
        session.flush()
        connection.execute(text("UPDATE batch_change SET before = NULL WHERE version_after = 1"))
        for name in ("a", "B", "_", "é", "Z"):
            session.add(Setting(name=name, value=str(2**63 - 1)))
        session.add(
            SignIn(
                digest="d" * 64,
                person_id=world.people[Role.CHAIR],
                began_at=datetime(2019, 6, 1, tzinfo=UTC),
                seen_at=datetime(2019, 6, 1, 0, 0, 1, tzinfo=UTC),
            )
        )
        connection.execute(
            insert(Incident.__table__).values(  # type: ignore[attr-defined]
                id=2**40,
                reference="far",
                home_id=world.homes["birch"],
                version=1,
                occurred_at=datetime(2019, 1, 1, 12),
                channel="none",
                category="other",
                call_out=False,
                in_scope=False,
                retrospective=False,
                level_basis=[],
                expected_channels=[],
                rests_on=[2**40],
            )
        )
        change.record("imported", "incidents", batch)
    world.store.close()
    return Path(str(world.store.engine.url.database))


def read_all(url: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a query, on a connection of its own."""
    engine = build_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return rows


def run_as_owner(url: str, *statements: str) -> None:
    """Run statements as whoever the address names, each for itself, past the product."""
    import psycopg

    parsed = make_url(url).set(drivername="postgresql")
    address = parsed.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def open_file(path: Path) -> Store:
    """A store in a file."""
    return open_store(build_url(path))
