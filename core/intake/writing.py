"""An import written into the store: the batch, its incidents, and what each was before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from core.clock import read_utc_now
from core.contract import FACT_COLUMNS
from core.drawn_numbers import draw_incident_ids
from core.intake.comparison import ChangedIncident, NewIncident, Outcome, split
from core.intake.mapping import FileMapping
from core.intake.readers import Table
from core.intake.validation import write_value
from core.judging import judge_incidents
from core.store import Change
from core.tables import Batch, BatchChange, Incident

INCIDENTS = "incidents"
_FACTS = tuple(column.name for column in FACT_COLUMNS)


def write_batch(
    change: Change,
    table: Table,
    mapping: FileMapping,
    covers: tuple[date, date] | None,
    outcome: Outcome,
) -> int:
    """Make one numbered batch of an outcome, inside the transaction it was compared in."""
    session = change.session
    batch = Batch(
        noun=INCIDENTS,
        file_name=table.file_name,
        file_digest=table.digest,
        mapping_name=mapping.name,
        imported=len(outcome.new),
        updated=len(outcome.changed),
        duplicate=outcome.duplicate,
        rejected=outcome.rejected,
        skipped=outcome.skipped,
        covers_from=covers[0] if covers else None,
        covers_to=covers[1] if covers else None,
        created_at=read_utc_now(),
        created_by=change.viewer.person_id,
    )
    session.add(batch)
    session.flush()
    assert batch.id is not None
    ids = _insert(session, batch.id, outcome.new) + _update(session, batch.id, outcome.changed)
    session.expire_all()
    # A changed row may name another child than before: what was said of the first rested on it.
    left = {old.stored["child_ref"] for old in outcome.changed if old.stored["child_ref"]}
    judge_incidents(session, {*ids, *find_incidents_of(session, left)})
    change.record("imported", "batch", batch.id, [INCIDENTS])
    return batch.id


def _insert(session: Session, batch_id: int, new: Sequence[NewIncident]) -> list[int]:
    if not new:
        return []
    blank, ids = dict.fromkeys(_FACTS), draw_incident_ids(session, len(new))
    rows: list[dict[str, Any]] = [
        {
            "id": key,
            **blank,
            **incident.values,
            "home_id": incident.home_id,
            "batch_id": batch_id,
            "version": 1,
            "call_out": False,
            "in_scope": False,
            "retrospective": False,
            "level_basis": [],
            "expected_channels": [],
            "rests_on": [],
        }
        # By number: a database writes faster in the order it keeps, and no other table's rows,
        # which do count up, tell which of them stood first in the file.
        for key, incident in sorted(zip(ids, new, strict=True), key=itemgetter(0))
    ]
    table = Incident.__table__  # type: ignore[attr-defined]
    session.connection().execute(insert(table), rows)
    changes = [
        {"batch_id": batch_id, "incident_id": key, "version_after": 1} for key in sorted(ids)
    ]
    session.connection().execute(insert(BatchChange.__table__), changes)  # type: ignore[attr-defined]
    return sorted(ids)


def _update(session: Session, batch_id: int, changed: Iterable[ChangedIncident]) -> list[int]:
    updates: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    for incident in changed:
        stored = incident.stored
        version = stored["version"] + 1
        facts = {name: stored[name] for name in ("home_id", *_FACTS)} | dict(incident.changes)
        updates.append({**facts, "key": stored["id"], "version": version})
        records.append(
            {
                "batch_id": batch_id,
                "incident_id": stored["id"],
                "before": _write_before(stored),
                "version_after": version,
            }
        )
    if updates:
        update_incidents(session, updates)
        session.connection().execute(insert(BatchChange.__table__), records)  # type: ignore[attr-defined]
    return [row["key"] for row in updates]


def _write_before(stored: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: write_value(stored[name]) for name in _FACTS}
    return {**facts, "home_id": stored["home_id"], "version": stored["version"]}


def update_incidents(session: Session, rows: list[dict[str, Any]]) -> None:
    """Set the facts, home and version of incidents; each row names its incident as `key`."""
    table = Incident.__table__  # type: ignore[attr-defined]
    names = [name for name in rows[0] if name != "key"]
    statement = (
        update(table)
        .where(table.c.id == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    session.connection().execute(
        statement,
        [{"key": row["key"], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )


def find_incidents_of(session: Session, children: Iterable[str]) -> list[int]:
    """The incidents of these children: what one incident means can rest on earlier ones."""
    found: list[int] = []
    for some in split(sorted(set(children))):
        rows = session.exec(select(Incident.id).where(col(Incident.child_ref).in_(some)))
        found.extend(key for key in rows if key is not None)
    return found
