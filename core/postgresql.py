"""What is PostgreSQL's own: transactions and their lock, the forms of its columns and functions.

A write holds the one writer's lock, an advisory one of its transaction, from its first statement:
two processes may also create the same store at once. A read sees one state (REPEATABLE READ).
Only `core.dialect` calls this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Integer,
    Text,
    cast,
    create_engine,
    event,
    func,
    literal_column,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from core.errors import StoreUnavailable

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# A lock of the transaction: it ends with it, also where the process or its machine ends. The key
# is the schema's, so that two stores may share a database.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('slow-time ' || current_schema(), 0))"
_WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {_LOCK}"
# A writer that nobody hears of any more must not keep the others waiting for hours.
_SESSION = """
SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET lock_timeout = '5s';
SET statement_timeout = '5min'; SET idle_in_transaction_session_timeout = '5min';
SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') = 'off'
"""
_CONNECT = {
    "autocommit": True,  # "begin" below says which kind of transaction.
    "connect_timeout": 5,
    "client_encoding": "utf8",
    "application_name": "slow-time",
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def build_engine(url: URL) -> Engine:
    """An engine whose transactions say their kind, and which takes up a connection that dropped."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={name: value for name, value in _CONNECT.items() if name not in url.query},
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=25,
        pool_timeout=10,
        pool_use_lifo=True,
        pool_recycle=1800,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute(_SESSION)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("slow_time_writes", False)
        connection.exec_driver_sql(_WRITE if writes else _READ)

    @event.listens_for(engine, "commit")
    def _check_unbroken(connection: Connection) -> None:
        # PostgreSQL answers the COMMIT of a transaction that failed with a rollback, not an error.
        driver: Any = connection.connection.driver_connection
        if driver.info.transaction_status.name == "INERROR":
            driver.rollback()
            raise StoreUnavailable("A part of the change failed. Nothing was changed.")

    return engine


@contextmanager
def waiting(driver: Any, milliseconds: int) -> Iterator[None]:
    """Let a connection wait so long for another's lock; what it left open is undone."""
    driver.execute(f"SET lock_timeout = {milliseconds}")
    try:
        yield
    finally:
        if not driver.closed:
            driver.rollback()
            driver.execute("SET lock_timeout = '5s'")


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A connection in the one transaction of a migration, which undoes all of it where it fails.

    Raises:
        StoreUnavailable: the database does not keep text as Unicode.
    """
    writing = engine.execution_options(slow_time_writes=True)
    # Another process may be making the same store, or bringing it to this version.
    with (
        writing.connect() as connection,
        waiting(connection.connection.driver_connection, 120_000),
    ):
        try:
            # Readers would queue behind a table's lock that is waited for.
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
                raise StoreUnavailable("The database must be made with ENCODING 'UTF8'.")
            yield connection
        finally:
            connection.rollback()


_WIDER = text("""
SELECT format('ALTER TABLE %s %s', c.oid::regclass, string_agg(CASE
    WHEN a.atttypid = 'integer'::regtype
    THEN format('ALTER COLUMN %I TYPE bigint', a.attname)
    ELSE format('ALTER COLUMN %I TYPE %s COLLATE "C"', a.attname,
      format_type(a.atttypid, a.atttypmod)) END, ', '))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'alembic_version'
  AND (a.atttypid = 'integer'::regtype OR a.atttypid IN ('text'::regtype, 'varchar'::regtype)
    AND a.attcollation <> '"C"'::regcollation)
GROUP BY c.oid
UNION ALL
SELECT format('ALTER SEQUENCE %s AS bigint', seqrelid::regclass) FROM pg_sequence
JOIN pg_class c ON c.oid = seqrelid
WHERE seqtypid = 'integer'::regtype AND c.relnamespace = current_schema()::regnamespace
""")


def settle_columns(connection: Connection) -> None:
    """Make new columns mean what they do in SQLite: text in the order of its bytes, 64-bit numbers.

    Whatever the database's own collation is, the store sorts and compares alike.
    """
    for (statement,) in connection.execute(_WIDER).all():
        connection.exec_driver_sql(statement)


_TABLES = text("""
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
""")


def read_tables(connection: Connection) -> list[str]:
    """The names of the schema's tables and views, without those of the server's extensions."""
    return [str(name) for (name,) in connection.execute(_TABLES)]


_NOT_MINE = text("""
SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace
  AND relkind = 'r' AND NOT pg_has_role(relowner, 'USAGE')
""")


def rewrite_tables(engine: Engine) -> None:
    """Write every table anew, so that no page of one keeps what was deleted or replaced in it.

    Raises:
        StoreUnavailable: somebody uses a table, or the role does not own them.
    """
    with engine.connect() as connection:
        names = read_tables(connection)
        foreign = connection.execute(_NOT_MINE).scalar_one()
        connection.rollback()
        if foreign:
            raise StoreUnavailable(
                "The tables belong to another role of the database, which has to rewrite them: "
                "VACUUM FULL."
            )
        driver: Any = connection.connection.driver_connection
        quote = connection.dialect.identifier_preparer.quote
        driver.execute(f"VACUUM (FULL) {', '.join(map(quote, names))}")


def build_array(column: Any) -> Any:
    """A column as one JSON array in a text, in the forms that SQLite has of days and moments."""
    kind = column.type.impl_instance if hasattr(column.type, "impl_instance") else column.type
    match kind.__visit_name__:
        case "boolean":
            column = func.int4(column)
        case "datetime":
            moment = func.timezone("UTC", column) if kind.timezone else column
            column = func.to_char(moment, literal_column("'YYYY-MM-DD HH24:MI:SS.US'"))
    return func.coalesce(cast(func.json_agg(column), Text), "[]")


class _Instr(GenericFunction[int]):
    """Where one text begins in another, from 1; 0 where it does not. In SQLite its own."""

    name, type, inherit_cache = "instr", Integer(), True


class _Lower(GenericFunction[str]):
    """Letters A to Z in lower case, and no other, as SQLite has it."""

    name, type, inherit_cache = "lower", Text(), True


class _JsonExtract(GenericFunction[str]):
    """What a path leads to in a JSON column, as text."""

    name, type, inherit_cache = "json_extract", Text(), True


@compiles(_Instr, "postgresql")
def _compile_instr(element: Any, compiler: Any, **more: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **more)})"


@compiles(_Lower, "postgresql")
def _compile_lower(element: Any, compiler: Any, **more: Any) -> str:
    return f'lower(({compiler.process(element.clauses, **more)}) COLLATE "C")'


@compiles(_JsonExtract, "postgresql")
def _compile_json_extract(element: Any, compiler: Any, **more: Any) -> str:
    column, path = (compiler.process(part, **more) for part in element.clauses)
    return f"(jsonb_path_query_first(({column})::jsonb, ({path})::jsonpath) #>> '{{}}')"
