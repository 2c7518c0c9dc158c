"""What a move does otherwise where a side is PostgreSQL: COPY, numbers that go on, patience.

COPY is many times faster than an INSERT a row, and every trigger and constraint sees each row all
the same.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import JSON, Connection, Integer, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from core.dialect import is_postgresql
from core.errors import InvalidInput


def write_rows(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows into a table, a value a column in the table's order, JSON as its text.

    Raises:
        InvalidInput: PostgreSQL cannot keep a value.
        DBAPIError: a constraint or a trigger refused a row.
    """
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    driver: Any = connection.connection.driver_connection
    check = Check(table)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                check.check_storable(row)
                copy.write_row(row)
    except psycopg.Error as error:
        said = f"COPY {table.name}"
        raise DBAPIError.instance(said, {}, error, psycopg.Error) from error


class Check:
    """Names what PostgreSQL keeps in no column: NUL in text or JSON, and JSON without an end."""

    def __init__(self, table: Table) -> None:
        """Check rows whose values are in the table's order."""
        self._table = table
        kinds = enumerate(column.type for column in table.columns)
        self._json = [index for index, kind in kinds if isinstance(kind, JSON)]

    def check_storable(self, row: Sequence[Any]) -> None:
        """Raise InvalidInput, with the row and the column, where a value cannot be kept."""
        for index, value in enumerate(row):
            if isinstance(value, str) and "\0" in value:
                self._refuse(row, index, "a NUL character")
        for index in self._json:
            if row[index] and not _is_storable(row[index]):
                self._refuse(row, index, "a value that JSON has no word for")

    def _refuse(self, row: Sequence[Any], index: int, what: str) -> None:
        names = [column.name for column in self._table.columns]
        key = row[names.index(next(iter(self._table.primary_key)).name)]
        raise InvalidInput(
            f"{self._table.name} {key}, {names[index]}: {what}, which PostgreSQL cannot keep. "
            "Nothing was moved."
        )


def _is_storable(stored: str) -> bool:
    if "\\u0000" in stored:
        return False
    if "NaN" not in stored and "Infinity" not in stored:
        return True
    try:
        json.loads(stored, parse_constant=_refuse_constant)
    except ValueError:
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Let the numbers of new rows begin behind the last one that is there."""
    for table in tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            name = connection.execute(
                select(func.pg_get_serial_sequence(table.name, column.name))
            ).scalar_one()
            last = connection.execute(select(func.max(column))).scalar_one()
            if name is not None and last is not None:
                connection.execute(select(func.setval(name, last)))


def let_run_long(connection: Connection) -> None:
    """Take the limits off a transaction that waits for the other side: a move takes its time."""
    if is_postgresql(connection):
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
