"""Further copies of what is written already: how a store of hundreds of thousands is made quickly.

Judging that many one by one would take long and show nothing new. A block of counties is copied row
by row with its homes, children and references its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from core.demonstration.writing import Batches, build_reference, insert_rows, read_place
from core.drawn_numbers import Draw, draw_incident_ids
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
    session: Session,
    block: Block,
    number: int,
    homes: Iterable[int],
    batches: Batches,
    draw: Draw,
) -> None:
    """Write a block's incidents and findings again, as that of a number, for those homes alone.

    `draw` gives an incident's number.
    """
    wanted = frozenset(homes)
    keys = draw_incident_ids(session, len(block.incidents), draw)
    # The first block's are in their order: so are its copies, and are written faster.
    ids = dict(zip((row["id"] for row in block.incidents), sorted(keys), strict=True))
    rows = [
        _copy_incident(row, block, number, ids)
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
                "incident_id": ids[row["incident_id"]],
            }
            for row in block.findings
            if ids[row["incident_id"]] in copied
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


def _copy_incident(
    row: dict[str, Any], block: Block, number: int, ids: Mapping[int, int]
) -> dict[str, Any]:
    child, place = row["child_ref"], read_place(row["reference"]) + len(block.incidents) * number
    if child is not None:
        child = f"CH{int(child[2:]) + block.children * number:03d}"
    return {
        **row,
        "id": ids[row["id"]],
        "home_id": row["home_id"] + block.homes * number,
        "child_ref": child,
        "rests_on": sorted(ids[earlier] for earlier in row["rests_on"]),
        "reference": build_reference(row["channel"] != "none", row["occurred_at"].date(), place),
    }
