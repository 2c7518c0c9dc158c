"""Imports of incidents: previewed, then made in one transaction, as one numbered batch."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, check_can
from core.clock import read_now
from core.errors import InvalidInput
from core.intake.comparison import Outcome, compare
from core.intake.home_names import UnknownHome
from core.intake.mapping import NO_MAPPING, FileMapping, list_known_headings, read_mapping
from core.intake.readers import Table, read_table
from core.intake.validation import Progress, Rejection, check_rows
from core.intake.writing import INCIDENTS, write_batch
from core.store import Store
from core.tables import Batch


@dataclass(frozen=True)
class Preview:
    """What an import would do now; the first four counts add up to the file's data rows.

    `earlier_batch` is the number of a batch that already took this very file.
    """

    imported: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int
    rejections: tuple[Rejection, ...]
    unknown_homes: tuple[UnknownHome, ...]
    earlier_batch: int | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `batch` is its number; None where nothing changed, or in a dry run."""

    batch: int | None
    imported: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int
    rejections: tuple[Rejection, ...]
    unknown_homes: tuple[UnknownHome, ...] = ()


def preview_incidents(
    store: Store,
    viewer: Viewer,
    table: Table,
    mapping: FileMapping = NO_MAPPING,
    *,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Preview:
    """What importing this table would do to the store as it is; nothing is written.

    Raises:
        RefusedFile: a required heading is missing, or two headings mean one column.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.IMPORT_INCIDENTS)
        checked = check_rows(table, mapping, now or read_now(), progress)
        outcome = compare(session, viewer, checked)
        days = [
            row.values["occurred_at"].date()
            for row in checked.rows
            if isinstance(row.values["occurred_at"], datetime)
        ]
        return Preview(
            imported=len(outcome.new),
            updated=len(outcome.changed),
            duplicate=outcome.duplicate,
            rejected=outcome.rejected,
            skipped=outcome.skipped,
            rejections=outcome.rejections,
            unknown_homes=outcome.unknown_homes,
            earlier_batch=_find_earlier(session, table),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
        )


def _find_earlier(session: Session, table: Table) -> int | None:
    return session.exec(
        select(Batch.id)
        .where(Batch.noun == INCIDENTS, Batch.file_digest == table.digest)
        .where(col(Batch.undone_at).is_(None))
        .order_by(col(Batch.id))
    ).first()


def import_incidents(
    store: Store,
    viewer: Viewer,
    file_name: str,
    content: bytes,
    mapping: FileMapping | str | None = None,
    *,
    covers: tuple[date, date] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> ImportResult:
    """Take a file into the store in one transaction, as one batch with one audit row.

    A file that changes nothing makes no batch, unless it states days covered that no batch covers
    yet and holds no rejected row: that no incident happened on them is news.

    Args:
        store: where to.
        viewer: who imports; what they may not see, their file does not change.
        file_name: as the file was called.
        content: the file.
        mapping: a mapping, the name of a remembered one, or None for the contract's own headings.
        covers: first and last day that the file covers, both included.
        dry_run: count and give reasons, write nothing.
        progress: told while rows are checked, never while the store is written.
        now: UK local time; by default the present.

    Raises:
        RefusedFile: the file is not taken at all.
        InvalidInput: an unknown mapping, or days covered that are none or lie ahead.
    """
    now = now or read_now()
    with store.read(viewer):
        check_can(viewer, Permission.IMPORT_INCIDENTS)
    if isinstance(mapping, str):
        mapping = read_mapping(store, viewer, mapping)
    mapping = mapping or NO_MAPPING
    _check_covers(covers, now)
    table = read_table(content, file_name, list_known_headings(mapping))
    checked = check_rows(table, mapping, now, progress)
    if dry_run:
        with store.read(viewer) as session:
            return _build_result(None, compare(session, viewer, checked))
    # The file is compared again inside the transaction: the store may have changed since the
    # preview. Where nothing changes the block commits an empty transaction.
    with store.write(viewer) as change:
        check_can(viewer, Permission.IMPORT_INCIDENTS)
        outcome = compare(change.session, viewer, checked)
        batch_id = None
        if outcome.new or outcome.changed or _is_news(change.session, covers, outcome):
            batch_id = write_batch(change, table, mapping, covers, outcome)
    return _build_result(batch_id, outcome)


def _check_covers(covers: tuple[date, date] | None, now: datetime) -> None:
    if covers is None:
        return
    if covers[0] > covers[1]:
        raise InvalidInput("The days covered end before they begin.")
    if covers[1] > now.date():
        raise InvalidInput("The days covered lie ahead; a file covers days that have been.")


def _is_news(session: Session, covers: tuple[date, date] | None, outcome: Outcome) -> bool:
    if covers is None or outcome.rejections:
        return False
    known = session.exec(
        select(Batch.id)
        .where(Batch.noun == INCIDENTS, col(Batch.undone_at).is_(None))
        .where(col(Batch.covers_from) <= covers[0], col(Batch.covers_to) >= covers[1])
    ).first()
    return known is None


def _build_result(batch_id: int | None, outcome: Outcome) -> ImportResult:
    return ImportResult(
        batch=batch_id,
        imported=len(outcome.new),
        updated=len(outcome.changed),
        duplicate=outcome.duplicate,
        rejected=outcome.rejected,
        skipped=outcome.skipped,
        rejections=outcome.rejections,
        unknown_homes=outcome.unknown_homes,
    )
