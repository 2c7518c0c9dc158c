"""What still holds what was erased: backups and copies of before, and when each of them ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, check_can
from core.clock import to_uk
from core.daily_backup import FOLDER, find_backups, find_expired
from core.dialect import find_copies
from core.store import Store
from core.tables import Audit

_LONGEST = 3 * 366  # Days; a rotation of twelve months ends well before.


@dataclass(frozen=True)
class OlderCopy:
    """A file of before the last erasure; `ends_on` is when the rotation removes it, None: never."""

    name: str
    made_on: date | None
    ends_on: date | None


def read_older_copies(store: Store, viewer: Viewer, today: date) -> tuple[OlderCopy, ...]:
    """The files beside the store that are older than its last erasure, those that end last first.

    A backup of the very day counts as older: it is made in the morning. Copies of before a
    migration or a restore have no end: somebody deletes them.

    Raises:
        AccessDenied: the role may not anonymise.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.RETAIN)
        erased_on = _find_last_erasure(session)
    if erased_on is None:
        return ()
    backups = find_backups(store)
    ends = find_ends(backups, today)
    daily = [
        OlderCopy(f"{FOLDER}/{path.name}", day, ends.get(day))
        for day, path in backups.items()
        if day <= erased_on
    ]
    copies = [OlderCopy(name, None, None) for name in find_copies(store.engine)]
    return (*copies, *sorted(daily, key=lambda copy: copy.ends_on or date.max, reverse=True))


def find_ends(days: Collection[date], today: date) -> dict[date, date]:
    """The first day on which each backup is gone, if from now on one is made every day."""
    kept, ends, day = set(days), dict[date, date](), today
    while set(days) - set(ends) and day < today + timedelta(days=_LONGEST):
        day += timedelta(days=1)
        kept.add(day)
        for gone in find_expired(kept):
            kept.discard(gone)
            ends.setdefault(gone, day)
    return {day: ends[day] for day in days if day in ends}


def _find_last_erasure(session: Session) -> date | None:
    at = session.exec(
        select(Audit.at)
        .where(Audit.verb == "anonymised", col(Audit.noun).in_(["incidents", "person"]))
        .order_by(col(Audit.seq).desc())
        .limit(1)
    ).first()
    return None if at is None else to_uk(at).date()
