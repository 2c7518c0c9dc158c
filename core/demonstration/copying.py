"""Further copies of what is written already: how a store of hundreds of thousands is made quickly.

Judging that many one by one would take long and show nothing new. A block of counties is copied row
by row with its homes, children and references its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from core.demonstration.writing import Batches, build_reference, insert_rows
from core.tables import BatchChange, Finding, Incident


@dataclass(frozen=True)
class Block:
    """The rows of the first counties, and by how much each further block's numbers are higher."""

    homes: int
    children: int
    incidents: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]


def read_block(session: Session, homes: int, children: int) -> Block:
    """Everything written so far, with how many homes and children it has."""
    return Block(homes, children, _read_rows(session, Incident), _read_rows(session, Finding))


def _read_rows(session: Session, table: Any) -> tuple[dict[str, Any], ...]:
    query = select(*table.__table__.columns).order_by(col(table.id))
    return tuple(dict(row) for row in session.execute(query).mappings())


def copy_block(
    session: Session, block: Block, number: int, homes: Iterable[int], batches: Batches
) -> None:
    """Write a block's incidents and findings again, as that of a number, for those homes alone."""
    wanted = frozenset(homes)
    most = len(block.incidents)
    rows = [
        _copy_incident(row, block, number, most * number)
        for row in block.incidents
        if row["home_id"] + block.homes * number in wanted
    ]
    copied = {row["id"] for row in rows}
    insert_rows(session, Incident, rows)
    insert_rows(
        session,
        Finding,
        [
            {
                **row,
                "id": row["id"] + len(block.findings) * number,
                "incident_id": row["incident_id"] + most * number,
            }
            for row in block.findings
            if row["incident_id"] + most * number in copied
        ],
    )
    insert_rows(
        session,
        BatchChange,
        [
            {"batch_id": row["batch_id"], "incident_id": row["id"], "version_after": 1}
            for row in rows
        ],
    )
    for row in rows:
        batches.counts[row["batch_id"]] += 1


def _copy_incident(row: dict[str, Any], block: Block, number: int, higher: int) -> dict[str, Any]:
    key, child = row["id"] + higher, row["child_ref"]
    if child is not None:
        child = f"CH{int(child[2:]) + block.children * number:03d}"
    return {
        **row,
        "id": key,
        "home_id": row["home_id"] + block.homes * number,
        "child_ref": child,
        "rests_on": [earlier + higher for earlier in row["rests_on"]],
        "reference": build_reference(row["channel"] != "none", row["occurred_at"].date(), key),
    }
