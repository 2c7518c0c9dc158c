"""What was imported when and by whom, and taking an import back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, func, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.access import Permission, Viewer, can, can_see_incident, check_can
from core.clock import read_utc_now
from core.contract import BY_NAME, FACT_COLUMNS
from core.errors import AccessDenied, Conflict, InvalidInput
from core.intake.comparison import split
from core.intake.validation import read_value
from core.intake.writing import INCIDENTS, find_incidents_of, update_incidents
from core.judging import judge_incidents
from core.store import Change, Store
from core.tables import Action, Batch, BatchChange, Finding, Incident, Person
from core.vocabulary import Channel, FindingState

_MOST_NAMED = 3


@dataclass(frozen=True)
class BatchView:
    """One import as a list shows it. `why_not` says why it cannot be undone; None where it can."""

    id: int
    noun: str
    file_name: str
    mapping_name: str | None
    imported: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int
    covers_from: date | None
    covers_to: date | None
    created_at: datetime
    created_by: str
    undone_at: datetime | None
    why_not: str | None

    @property
    def can_be_undone(self) -> bool:
        """Whether `undo_batch` would take it back now."""
        return self.why_not is None


def _touched() -> Any:
    """Whether an incident was reviewed or edited since the batch left it."""
    return or_(
        col(Incident.id).is_(None),
        col(Incident.version) != col(BatchChange.version_after),
        col(Incident.reviewed_at).is_not(None),
        col(Incident.level_set).is_not(None),
        col(Incident.agreed_police_needed).is_not(None),
        col(Incident.referred_to_police_at).is_not(None),
        exists().where(col(Action.incident_id) == col(BatchChange.incident_id)),
        exists().where(
            col(Finding.incident_id) == col(BatchChange.incident_id),
            col(Finding.state) != FindingState.SUGGESTED.value,
        ),
    )


def _say_why_not(batch: Batch, touched: int) -> str | None:
    if batch.undone_at is not None:
        return "It was undone."
    if batch.noun != INCIDENTS:
        return "An import of homes cannot be undone; change the homes in the register."
    if touched:
        who = "One of its incidents was" if touched == 1 else f"{touched} of its incidents were"
        return f"{who} reviewed or changed since."
    return None


def read_batches(store: Store, viewer: Viewer) -> list[BatchView]:
    """Every import that the viewer may know of, the newest first.

    Who may import incidents sees all of them; who keeps only the register sees those of homes.
    """
    with store.read(viewer) as session:
        if not can(viewer, Permission.IMPORT_INCIDENTS):
            check_can(viewer, Permission.MANAGE_HOMES)
        touched: dict[int, int] = dict(
            session.connection()
            .execute(
                select(BatchChange.batch_id, func.count())
                .join(Incident, col(Incident.id) == col(BatchChange.incident_id), isouter=True)
                .where(_touched())
                .group_by(col(BatchChange.batch_id))
            )
            .all()
        )
        names = {person.id: person.name for person in session.exec(select(Person))}
        batches = session.exec(select(Batch).order_by(col(Batch.id).desc())).all()
        return [
            _build_view(batch, names, touched.get(batch.id or 0, 0))
            for batch in batches
            if batch.noun != INCIDENTS or can(viewer, Permission.IMPORT_INCIDENTS)
        ]


def _build_view(batch: Batch, names: dict[int | None, str], touched: int) -> BatchView:
    assert batch.id is not None
    return BatchView(
        id=batch.id,
        noun=batch.noun,
        file_name=batch.file_name,
        mapping_name=batch.mapping_name,
        imported=batch.imported,
        updated=batch.updated,
        duplicate=batch.duplicate,
        rejected=batch.rejected,
        skipped=batch.skipped,
        covers_from=batch.covers_from,
        covers_to=batch.covers_to,
        created_at=batch.created_at,
        created_by=names.get(batch.created_by, "command line"),
        undone_at=batch.undone_at,
        why_not=_say_why_not(batch, touched),
    )


def undo_batch(store: Store, viewer: Viewer, batch_id: int) -> None:
    """Take an import back: what it made goes, what it updated is put back. A repeat is a success.

    Raises:
        InvalidInput: there is no such batch, or it is one of homes.
        Conflict: one of its incidents was reviewed or changed since; nothing is undone.
        AccessDenied: it holds incidents that the viewer may not see.
    """
    try:
        with store.write(viewer) as change:
            check_can(viewer, Permission.IMPORT_INCIDENTS)
            batch = change.session.get(Batch, batch_id)
            if batch is None:
                raise InvalidInput(f"There is no batch {batch_id}.")
            if batch.noun != INCIDENTS:
                raise InvalidInput(_say_why_not(batch, 0) or "")
            if batch.undone_at is None:
                _undo(change, batch)
    except IntegrityError as error:
        raise Conflict(
            f"Batch {batch_id} cannot be undone: something else already refers to its incidents."
        ) from error


def _undo(change: Change, batch: Batch) -> None:
    session = change.session
    _check_untouched(session, change.viewer, batch)
    rows = session.exec(select(BatchChange).where(BatchChange.batch_id == batch.id)).all()
    made = [row.incident_id for row in rows if row.before is None]
    changed = [row for row in rows if row.before is not None]
    children = _read_children(session, [row.incident_id for row in rows])
    for some in split(made):
        session.execute(delete(Finding).where(col(Finding.incident_id).in_(some)))
        session.execute(delete(Incident).where(col(Incident.id).in_(some)))
    _put_back(session, changed)
    session.expire_all()
    affected = {row.incident_id for row in changed} | set(find_incidents_of(session, children))
    judge_incidents(session, affected)
    batch.undone_at = read_utc_now()
    session.add(batch)
    change.record("undone", "batch", batch.id, [INCIDENTS])


def _check_untouched(session: Session, viewer: Viewer, batch: Batch) -> None:
    joined = (
        select(Incident)
        .join(BatchChange, col(BatchChange.incident_id) == col(Incident.id))
        .where(BatchChange.batch_id == batch.id)
    )
    for incident in session.exec(joined):
        if not can_see_incident(
            viewer,
            home_id=incident.home_id,
            contacted=incident.channel != Channel.NONE,
            referred=incident.referred_to_police_at is not None,
        ):
            raise AccessDenied("This batch holds incidents that are not yours to see.")
    touched = session.connection().execute(
        select(Incident.reference, Incident.reviewed_at)
        .select_from(BatchChange)
        .join(Incident, col(Incident.id) == col(BatchChange.incident_id), isouter=True)
        .where(BatchChange.batch_id == batch.id)
        .where(_touched())
        .order_by(col(BatchChange.incident_id))
    )
    reasons = [
        f"{row.reference or 'one that is gone'} was {'reviewed' if row.reviewed_at else 'changed'}"
        for row in touched
    ]
    if reasons:
        more = len(reasons) - _MOST_NAMED
        said = "; ".join(reasons[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
        raise Conflict(f"Batch {batch.id} cannot be undone: {said} since.")


def _read_children(session: Session, ids: Sequence[int]) -> set[str]:
    found: set[str] = set()
    for some in split(ids):
        rows = session.exec(select(Incident.child_ref).where(col(Incident.id).in_(some)))
        found.update(child for child in rows if child)
    return found


def _put_back(session: Session, changed: Sequence[BatchChange]) -> None:
    rows = []
    for row in changed:
        before = row.before or {}
        facts = {c.name: read_value(BY_NAME[c.name], before[c.name]) for c in FACT_COLUMNS}
        version = row.version_after + 1
        rows.append(
            {**facts, "home_id": before["home_id"], "version": version, "key": row.incident_id}
        )
        # The incident is again as the batch before left it: that one can be undone in its turn.
        session.execute(
            update(BatchChange)
            .where(col(BatchChange.incident_id) == row.incident_id)
            .where(col(BatchChange.batch_id) < row.batch_id)
            .where(col(BatchChange.version_after) == before["version"])
            .values(version_after=version)
        )
    if rows:
        update_incidents(session, rows)
