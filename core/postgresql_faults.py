"""PostgreSQL's faults, each as a sentence that says what to do; and what its check of itself finds.

By its five-character states: its words depend on the server's language.
"""

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from core.errors import InvalidInput, SlowTimeError, StoreFault, StoreUnavailable

_UNCHANGED = "Nothing was changed, and what was saved before is kept."
_TELL = "Tell whoever looks after the database server."
_BUSY = (
    "The store is busy with another change. Nothing was changed; try again.",
    StoreFault.BUSY,
)
_SLOW = (f"The store's database took too long to answer. {_UNCHANGED} Try again.", StoreFault.BUSY)
_CROWDED = (
    f"The store's database takes no more connections at present. {_UNCHANGED} Try again; {_TELL}",
    StoreFault.BUSY,
)
_FULL = (
    f"The database server's disk is full, so nothing more can be saved. {_UNCHANGED} {_TELL}",
    StoreFault.FULL,
)
_READ_ONLY = (
    "The store can be read but not changed: its database, or this connection to it, is read-only. "
    f"{_UNCHANGED} {_TELL}",
    StoreFault.READ_ONLY,
)
_FORBIDDEN = (
    f"The app's role in the database may not do this. {_UNCHANGED} {_TELL}",
    StoreFault.READ_ONLY,
)
_DAMAGED = (
    f"The store's database is damaged. {_UNCHANGED} {_TELL}",
    StoreFault.DAMAGED,
)
_LOST = (
    f"The connection to the store's database was lost. {_UNCHANGED} Try again.",
    StoreFault.UNREACHABLE,
)
_SILENT = (
    f"The store's database does not answer. {_UNCHANGED} Check DATABASE_URL and that the database "
    "server runs, then try again.",
    StoreFault.UNREACHABLE,
)
_UNPROVED = (
    "The database server did not prove over TLS that it is the one that DATABASE_URL names, so "
    f"nothing was sent to it. {_UNCHANGED} Check sslmode, sslrootcert and the host's name in "
    f"DATABASE_URL, and the server's certificate. {_TELL}",
    StoreFault.UNREACHABLE,
)
_NO_STORE = (
    f"The database has lost tables of the store, or never had them. {_UNCHANGED} {_TELL}",
    StoreFault.DAMAGED,
)
_UNCERTAIN = (
    "The connection to the store's database was lost at the very end of saving: this change may or "
    "may not be kept. Look before you do it again; what was saved before is kept.",
    StoreFault.UNREACHABLE,
)
_BY_STATE = {
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "57014": _SLOW,
    "53300": _CROWDED,
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _FORBIDDEN,
    "3F000": _NO_STORE,
    "42P01": _NO_STORE,
    "42703": _NO_STORE,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "58P01": _DAMAGED,
    "25P03": _LOST,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": _LOST,
    "57P05": _LOST,
}
# No server answered, so these words are the library's own and in English.
_OF_TLS = ("certificate", "SSL was required")
_BY_CLASS = {"08": _LOST, "53": _FULL, "58": _LOST, "28": _SILENT, "3D": _SILENT}
# Certainly undone: a constraint, a transaction that had failed, a deadlock.
_UNDONE = {"23", "25", "40", "55"}


def is_of_postgresql(error: DBAPIError) -> bool:
    """Whether an error is one of PostgreSQL's driver."""
    return type(error.orig).__module__.startswith("psycopg")


def _read_state(error: DBAPIError) -> str:
    """The five characters that say what it is; none where no server answered."""
    return getattr(error.orig, "sqlstate", None) or ""


def find_postgresql_fault(error: DBAPIError) -> SlowTimeError | None:
    """What a person is told of an error; None for constraints and what is a defect of ours."""
    state = _read_state(error)
    if not state and "NUL" in str(error.orig):
        return InvalidInput("A text holds a NUL character, which cannot be kept. Take it out.")
    if state == "22003":
        return InvalidInput("A number is larger than can be kept. Nothing was changed.")
    if not state and any(word in str(error.orig) for word in _OF_TLS):
        return StoreUnavailable(*_UNPROVED)
    known = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    if known is None and error.connection_invalidated:
        known = _LOST
    if known is None and not state and type(error.orig).__name__.endswith(("Error", "Timeout")):
        known = _SILENT if type(error.orig).__name__ != "ProgrammingError" else None
    return StoreUnavailable(*known) if known else None


def find_uncertainty(error: DBAPIError) -> StoreUnavailable | None:
    """What a person is told of a COMMIT whose answer never came; None where it is surely undone."""
    if not is_of_postgresql(error) or _read_state(error)[:2] in _UNDONE:
        return None
    return StoreUnavailable(*_UNCERTAIN)


_SWITCHED_OFF = text("""
SELECT DISTINCT format('triggers of table %s are switched off', c.relname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled NOT IN ('O', 'A')
UNION ALL
SELECT format('constraint %s of table %s was not checked', conname, conrelid::regclass)
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated
UNION ALL
SELECT format('index %s is not valid', indexrelid::regclass) FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT (indisvalid AND indisready)
UNION ALL
SELECT format('%s pages failed their checksum', checksum_failures)
FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0
UNION ALL
-- Tables that were made, or restored, since roles.sql was run last.
SELECT format('role %s may change table %s: run docs/deploy/roles.sql', current_user, relname)
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname IN ('audit', 'share')
AND NOT pg_has_role(relowner, 'USAGE') AND has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')
""")
_LINKS = text("""
SELECT k.conrelid::regclass::text, quote_ident(child.attname),
  k.confrelid::regclass::text, quote_ident(parent.attname)
FROM pg_constraint k
JOIN pg_attribute child ON child.attrelid = k.conrelid AND child.attnum = k.conkey[1]
JOIN pg_attribute parent ON parent.attrelid = k.confrelid AND parent.attnum = k.confkey[1]
WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace
  AND cardinality(k.conkey) = 1
ORDER BY 1, 2
""")
_INDEXES = text("""
SELECT c.oid::regclass::text, c.oid::bigint FROM pg_class c
JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'
WHERE c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace
  AND EXISTS (SELECT 1 FROM pg_proc p WHERE p.oid = to_regprocedure('bt_index_check(regclass)')
    AND has_function_privilege(p.oid, 'EXECUTE'))
ORDER BY 1
""")
_MOST_LINKS = 100


def find_broken_links(connection: Connection) -> list[str]:
    """Rows that point to a row that is not there, in words; at most a hundred of each column."""
    faults = []
    for child, column, parent, key in connection.execute(_LINKS).all():
        # A constraint is believed by the planner: only the rows themselves say.
        orphans = connection.exec_driver_sql(
            f"SELECT c.ctid::text FROM {child} c LEFT JOIN {parent} p ON p.{key} = c.{column} "
            f"WHERE c.{column} IS NOT NULL AND p.{key} IS NULL LIMIT {_MOST_LINKS}"
        ).all()
        faults += [
            f"table {child}, row {row}: points to a row of {parent} that is not there"
            for (row,) in orphans
        ]
    return faults


def find_postgresql_faults(engine: Engine) -> list[str]:
    """What PostgreSQL's catalogue, its rows and (where amcheck may be used) its indexes show."""
    with engine.connect() as connection:
        faults = [str(said) for (said,) in connection.execute(_SWITCHED_OFF)]
        faults += find_broken_links(connection)
        indexes = connection.execute(_INDEXES).all()
    for name, number in indexes:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(f"SELECT bt_index_check({int(number)}::regclass)")
        except DBAPIError as error:
            if _read_state(error) not in {"XX001", "XX002"}:
                raise
            faults.append(f"index {name} is damaged")
    return faults
