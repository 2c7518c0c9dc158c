"""Every row of a store from one database into another, and a digest of each table on both sides.

Triggers and constraints stay on: the audit's own triggers check each row that arrives. A value is
read and written by its column's type, so that a moment or a truth is the same in both; JSON goes
over as its text.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
)
from sqlmodel import SQLModel

from core import tables as _tables  # noqa: F401  # registers every table with the metadata
from core.dialect import is_postgresql
from core.moving_postgresql import set_sequences, write_rows

Progress = Callable[[str, int, int], None]
"""Told a table's name, how many of its rows are done, and of how many."""

_AT_A_TIME = 5_000


@dataclass(frozen=True)
class TableProof:
    """One table's rows: how many, and a SHA-256 of them that does not depend on their order."""

    name: str
    rows: int
    digest: str


def list_tables() -> list[Table]:
    """Every table of a store, each after those that it points to."""
    return list(SQLModel.metadata.sorted_tables)


def copy_rows(
    source: Connection, target: Connection, progress: Progress | None = None
) -> tuple[TableProof, ...]:
    """Put every row of a store into the empty tables of another, in the target's transaction.

    Returns:
        the proof of what was read, a table each.

    Raises:
        InvalidInput: the target's database cannot keep a value; it says which.
    """
    proofs = []
    for table in list_tables():
        tally = _Tally(table)
        for rows in _read_runs(source, table, progress):
            if is_postgresql(target):
                write_rows(target, table, rows)
            else:
                names = [column.name for column in table.columns]
                target.execute(
                    _build_insert(table), [dict(zip(names, row, strict=True)) for row in rows]
                )
            tally.add(rows)
        proofs.append(tally.proof)
    if is_postgresql(target):
        set_sequences(target, list_tables())
    return tuple(proofs)


def read_proofs(connection: Connection, progress: Progress | None = None) -> tuple[TableProof, ...]:
    """The proof of every table as a connection's transaction sees it."""
    proofs = []
    for table in list_tables():
        tally = _Tally(table)
        for rows in _read_runs(connection, table, progress):
            tally.add(rows)
        proofs.append(tally.proof)
    return tuple(proofs)


class _Tally:
    """Rows of one table as they pass: counted, and their digests added up."""

    def __init__(self, table: Table) -> None:
        self._table, self._rows, self._sum = table, 0, 0

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take some rows into account."""
        for row in rows:
            # Exact: it tells 1 from 1.0 and from yes; a moment comes in UTC or without a zone.
            digest = hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
            self._sum += int.from_bytes(digest, "big")
            self._rows += 1

    @property
    def proof(self) -> TableProof:
        """What the rows so far come to; the columns' names are part of it."""
        names = ",".join(column.name for column in self._table.columns)
        said = f"{self._table.name}({names}):{self._rows}:{self._sum % 2**256:064x}"
        digest = hashlib.sha256(said.encode()).hexdigest()
        return TableProof(self._table.name, self._rows, digest)


def _read_runs(
    connection: Connection, table: Table, progress: Progress | None
) -> Iterator[list[tuple[Any, ...]]]:
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    found = connection.execute(
        _build_select(table), execution_options={"stream_results": True, "yield_per": _AT_A_TIME}
    )
    done = 0
    for run in found.partitions():
        done += len(run)
        yield [tuple(row) for row in run]
        if progress is not None:
            progress(table.name, done, count)


def _build_select(table: Table) -> Select[Any]:
    columns = [cast(column, Text) if _is_json(column) else column for column in table.columns]
    return select(*columns).order_by(*table.primary_key.columns)


def _build_insert(table: Table) -> Any:
    kinds = {column.name: Text() if _is_json(column) else column.type for column in table.columns}
    return insert(table).values({name: bindparam(name, type_=kinds[name]) for name in kinds})


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
