"""Import of a list of homes: the same counts and the same one transaction as incidents have."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, select

from core.access import Permission, Viewer, check_can
from core.clock import read_now, read_utc_now
from core.contract import Value
from core.errors import InvalidInput
from core.intake.batches import ImportResult
from core.intake.home_changes import JUDGED_BY, apply_facts, check_days, judge_homes, set_places
from core.intake.homes_list import HEADINGS, HomeRow, read_home_rows
from core.intake.readers import read_table
from core.intake.validation import Rejection, build_rejection
from core.store import Store
from core.tables import Batch, Home

HOMES = "homes"


@dataclass
class _Tally:
    imported: int = 0
    updated: int = 0
    duplicate: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    judge: set[int] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


def import_homes(
    store: Store,
    viewer: Viewer,
    file_name: str,
    content: bytes,
    *,
    as_of: date | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> ImportResult:
    """Take a list of homes into the register. A blank erases nothing; homes not in it stay.

    Args:
        store: where to.
        viewer: who imports.
        file_name: as the file was called.
        content: Ofsted's list in either generation of headings, or the contract's own.
        as_of: the day from which changed places and another manager hold; by default today.
        dry_run: count and give reasons, write nothing.
        now: UK local time; by default the present.

    Raises:
        RefusedFile: the file is not taken at all.
        InvalidInput: `as_of` lies in the future.
    """
    now = now or read_now()
    as_of = as_of or now.date()
    with store.read(viewer):
        check_can(viewer, Permission.MANAGE_HOMES)
    if as_of > now.date():
        raise InvalidInput("The day from which the places hold lies in the future.")
    table = read_table(content, file_name, HEADINGS)
    rows, rejections, skipped = read_home_rows(table, now)
    tally = _Tally(rejections=list(rejections))
    if dry_run:
        with store.rehearse() as session:
            _take_rows(session, rows, as_of, tally)
            return _build_result(None, tally, skipped)
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_HOMES)
        _take_rows(change.session, rows, as_of, tally)
        result = _build_result(None, tally, skipped)
        if not (result.imported or result.updated):
            return result
        judge_homes(change.session, tally.judge)
        batch = Batch(
            noun=HOMES,
            file_name=file_name,
            file_digest=hashlib.sha256(content).hexdigest(),
            imported=result.imported,
            updated=result.updated,
            duplicate=result.duplicate,
            rejected=result.rejected,
            skipped=skipped,
            created_at=read_utc_now(),
            created_by=viewer.person_id,
        )
        change.session.add(batch)
        change.session.flush()
        change.record("imported", "batch", batch.id, [HOMES, *tally.fields])
        return _build_result(batch.id, tally, skipped)


def _build_result(batch_id: int | None, tally: _Tally, skipped: int) -> ImportResult:
    rejections = tuple(sorted(tally.rejections, key=lambda rejection: rejection.row))
    return ImportResult(
        batch=batch_id,
        imported=tally.imported,
        updated=tally.updated,
        duplicate=tally.duplicate,
        rejected=len({rejection.row for rejection in rejections}),
        skipped=skipped,
        rejections=rejections,
    )


def _take_rows(session: Session, rows: tuple[HomeRow, ...], as_of: date, tally: _Tally) -> None:
    homes = {home.urn: home for home in session.exec(select(Home))}
    earlier: dict[str, tuple[int, Mapping[str, Value]]] = {}
    for row in rows:
        urn = str(row.values["urn"])
        if urn in earlier:
            number, values = earlier[urn]
            if values == row.values:
                tally.duplicate += 1
            else:
                reason = f"contradicts row {number}, which has the same URN"
                tally.rejections.append(build_rejection(row.number, "urn", urn, reason))
            continue
        bad = _find_fault(row, homes.get(urn))
        if bad is not None:
            tally.rejections.append(bad)
            continue
        earlier[urn] = (row.number, row.values)
        if urn not in homes:
            homes[urn] = _add(session, row.values, as_of)
            tally.imported += 1
            continue
        _update(session, homes[urn], row.values, as_of, tally)


def _find_fault(row: HomeRow, home: Home | None) -> Rejection | None:
    if home is None and "setting_type" not in row.values:
        reason = "is blank; a new home needs its type"
        return build_rejection(row.number, "setting_type", "", reason)
    opened_on = row.values.get("opened_on") or (home.opened_on if home else None)
    closed_on = row.values.get("closed_on") or (home.closed_on if home else None)
    try:
        check_days(opened_on, closed_on)
    except InvalidInput as error:
        return build_rejection(row.number, "closed_on", closed_on, str(error))
    return None


def _add(session: Session, values: Mapping[str, Value], as_of: date) -> Home:
    home = Home(urn=str(values["urn"]), name=str(values["name"]), setting_type="")
    apply_facts(home, values, as_of)
    session.add(home)
    session.flush()
    assert home.id is not None
    places = values.get("registered_places")
    if isinstance(places, int):
        set_places(session, home.id, places, as_of)
    return home


def _update(
    session: Session, home: Home, values: Mapping[str, Value], as_of: date, tally: _Tally
) -> None:
    assert home.id is not None
    changed = apply_facts(home, values, as_of)
    places = values.get("registered_places")
    if isinstance(places, int) and set_places(session, home.id, places, as_of):
        changed.add("registered_places")
    if not changed:
        tally.duplicate += 1
        return
    home.version += 1
    session.add(home)
    tally.updated += 1
    tally.fields |= changed
    if changed & JUDGED_BY:
        tally.judge.add(home.id)
