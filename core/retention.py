"""How long incidents are kept as they are: the age the group sets, what is past it, what is done.

Without an age nothing ever happens. It is set by people and run by people, or by a scheduled
command; a run that was stopped goes on where it stopped.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from core.access import Permission, Viewer, check_can
from core.action_checks import names_a_child
from core.anonymising import anonymise_incidents
from core.clock import read_utc_now, say_date, to_uk
from core.daily_backup import find_backups
from core.dialect import find_copies, rewrite_file
from core.errors import Conflict, InvalidInput, StoreUnavailable
from core.incident_history import read_name
from core.retention_due import AgedIncident, find_aged, subtract_years
from core.store import Store
from core.tables import Audit, Setting

FEWEST_YEARS, MOST_YEARS = 1, 30
LONGEST_REASON = 500
_YEARS, _CHANGES = "retention_years", "retention_changes"
_IN_A_BATCH = 100
_LONGEST_SILENCE = 366
"""Days without an entry after which the clock is doubted."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class AgeChange:
    """Once that the age was set: when (UK local), by whom, to how many years (None: none), why."""

    at: datetime
    by: str
    years: int | None
    reason: str


@dataclass(frozen=True)
class RetentionRun:
    """One transaction of the past, from the audit: when (UK local), by whom, what."""

    at: datetime
    by: str
    seq: int
    said: tuple[str, ...]


@dataclass(frozen=True)
class Retention:
    """What is set and what was done; `copies` are files beside the store that hold what it held."""

    years: int | None
    changes: tuple[AgeChange, ...]
    runs: tuple[RetentionRun, ...]
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Due:
    """What is past the age today: what goes, and what stays for now with the reason.

    `cutoff`: the last day that is old enough, inclusive; None while no age is set.
    """

    cutoff: date | None
    due: tuple[AgedIncident, ...] = ()
    held: tuple[AgedIncident, ...] = ()


@dataclass(frozen=True)
class Anonymised:
    """What a run did: incidents, closed minutes that lost words, transactions.

    `rewritten`: the store's file was written anew afterwards, so that no trace is left in it;
    False where that must be done again, because the store was busy or the disk full.
    """

    incidents: int
    minutes: int
    batches: int
    rewritten: bool = True


def read_retention(store: Store, viewer: Viewer) -> Retention:
    """The age that is set, every change of it, the latest runs, and copies beside the store.

    Raises:
        AccessDenied: the role may not anonymise.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.RETAIN)
        runs = session.exec(
            select(Audit)
            .where(Audit.verb == "anonymised", col(Audit.noun).in_(["incidents", "person"]))
            .order_by(col(Audit.seq).desc())
            .limit(100)
        )
        return Retention(
            years=read_years(session),
            changes=tuple(
                AgeChange(
                    to_uk(datetime.fromisoformat(row["at"])),
                    read_name(session, row["by"]),
                    row["years"],
                    row["reason"],
                )
                for row in _read_changes(session)
            ),
            runs=tuple(
                RetentionRun(
                    to_uk(row.at), read_name(session, row.person_id), row.seq, tuple(row.fields)
                )
                for row in runs
            ),
            copies=(
                *find_copies(store.engine),
                *(f"backups/{path.name}" for path in find_backups(store).values()),
            ),
        )


def set_retention_years(
    store: Store, viewer: Viewer, years: int | None, reason: str, *, expected: int | None
) -> None:
    """Set after how many years incidents are anonymised; None: never. Setting it does nothing yet.

    Args:
        store: where it is kept.
        viewer: the chair or the protocol lead.
        years: 1 to 30, both included, or None.
        reason: why, for those who ask later.
        expected: what was set when the viewer looked; where it is `years` already, a success.

    Raises:
        AccessDenied: the role may not anonymise.
        InvalidInput: outside the bounds, no reason, one that is too long or names a child.
        Conflict: somebody else changed it meanwhile.
    """
    why = reason.strip()
    with store.write(viewer) as change:
        check_can(viewer, Permission.RETAIN)
        if years is not None and not FEWEST_YEARS <= years <= MOST_YEARS:
            raise InvalidInput(f"The age is {FEWEST_YEARS} to {MOST_YEARS} years, or none.")
        check_reason(change.session, why, "for the age")
        now = read_years(change.session)
        if now == years:
            return
        if now != expected:
            raise Conflict("Somebody changed the age while you looked. Nothing of yours was saved.")
        row = {
            "at": read_utc_now().isoformat(),
            "by": viewer.person_id,
            "years": years,
            "reason": why,
        }
        changes = [row, *_read_changes(change.session)]
        _put(change.session, _CHANGES, json.dumps(changes))
        _put(change.session, _YEARS, json.dumps(years))
        change.record("set", "retention", None, ["years", "reason"], figures=False)


def find_due(store: Store, viewer: Viewer, today: date) -> Due:
    """What is past the set age today; nothing while none is set.

    An incident is due once the whole years have passed since the latest of its day, its review, the
    end of its last action and its last panel: on the same day of the year, not the day before.

    Raises:
        AccessDenied: the role may not anonymise.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.RETAIN)
        years = read_years(session)
        if years is None:
            return Due(None)
        cutoff = subtract_years(today, years)
        aged = find_aged(session, cutoff)
        return Due(
            cutoff,
            tuple(row for row in aged if row.hold is None),
            tuple(row for row in aged if row.hold is not None),
        )


def check_clock(store: Store, today: date) -> None:
    """Refuse to anonymise unattended by a clock that may be wrong: it could not be undone.

    Raises:
        Conflict: nothing was recorded in the store for more than a year before `today`.
    """
    with store.read() as session:
        last = session.exec(select(func.max(Audit.at))).one()
    if last is not None and today > to_uk(last).date() + timedelta(days=_LONGEST_SILENCE):
        raise Conflict(
            f"The store's last entry is of {say_date(to_uk(last).date())}, more than a year before "
            f"this machine's clock ({say_date(today)}). Nothing was changed. If the clock is right "
            "all the same, the chair or lead can do it on the Retention page."
        )


def anonymise(
    store: Store, viewer: Viewer, today: date, *, progress: Progress | None = None
) -> Anonymised:
    """Anonymise what is due, a hundred incidents a transaction, and write the store's file anew.

    Stopped half-way, what was done is done and recorded, and the next run does the rest. Run again,
    it finds nothing more.

    Raises:
        AccessDenied: the role may not anonymise.
    """
    found = find_due(store, viewer, today)
    # The latest first: a child's later step goes before the earlier one that its level rests on.
    ids = [row.id for row in found.due]
    done = minutes = batches = 0
    for start in range(0, len(ids), _IN_A_BATCH):
        count, changed = _anonymise_batch(store, viewer, today, ids[start : start + _IN_A_BATCH])
        done, minutes = done + count, minutes + changed
        batches += bool(count)
        if progress is not None:
            progress(min(start + _IN_A_BATCH, len(ids)), len(ids))
    # Without anything due too: the run before may have found the store busy.
    return Anonymised(done, minutes, batches, found.cutoff is None or clean_file(store))


def _anonymise_batch(
    store: Store, viewer: Viewer, today: date, ids: Sequence[int]
) -> tuple[int, int]:
    # Looked at again inside the transaction: somebody may have given an action meanwhile.
    with store.write(viewer) as change:
        check_can(viewer, Permission.RETAIN)
        years = read_years(change.session)
        if years is None:
            return 0, 0
        aged = find_aged(change.session, subtract_years(today, years), ids)
        due = [row.id for row in aged if row.hold is None]
        return (len(due), anonymise_incidents(change, due)) if due else (0, 0)


def clean_file(store: Store) -> bool:
    """Write the store's file anew after an erasure; False where it was busy or the disk full."""
    try:
        rewrite_file(store.engine)
    except StoreUnavailable:
        return False
    return True


def check_reason(session: Session, why: str, for_what: str) -> None:
    """Raise InvalidInput where a reason is missing, too long, or names a child."""
    if not why:
        raise InvalidInput(f"Give a reason {for_what}.")
    if len(why) > LONGEST_REASON:
        raise InvalidInput(f"A reason has at most {LONGEST_REASON} characters.")
    if names_a_child(session, why):
        raise InvalidInput("The reason stays when the rest goes: take the child's reference out.")


def read_years(session: Session) -> int | None:
    """The age that is set, in years; None: none."""
    row = session.get(Setting, _YEARS)
    years = json.loads(row.value) if row else None
    return years if isinstance(years, int) else None


def _read_changes(session: Session) -> list[dict[str, Any]]:
    row = session.get(Setting, _CHANGES)
    return list(json.loads(row.value)) if row else []


def _put(session: Session, name: str, value: str) -> None:
    row = session.get(Setting, name) or Setting(name=name, value=value)
    row.value = value
    session.add(row)
