"""What was erased stays erased when an older backup is put back: done again before anybody sees it.

The store that a backup replaces knows what was erased since: digests of the log numbers (kept so
that an import knows them again) and which former members have no name. Where it cannot be read, the
newest daily backup beside it is asked.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import col, select

from core.access import SYSTEM
from core.anonymised_references import PREFIX, SALT, build_name
from core.anonymising import anonymise_incidents
from core.backup_seal import open_to_read
from core.daily_backup import find_backups_beside
from core.errors import StoreUnavailable
from core.retention import clean_file
from core.store import Store
from core.subjects import blank_person, build_address
from core.tables import Incident, Person, Setting, StoreInfo

_IN_A_BATCH = 100
_WHY = "again after a restore"


@dataclass(frozen=True)
class Erasures:
    """What a store has erased: digests by their setting's name, people by id with their last day.

    `created_at` tells whether another store is an older state of the same one.
    """

    created_at: str
    key: str | None
    references: Mapping[str, str]
    people: Mapping[int, date]


@dataclass(frozen=True)
class ErasedAgain:
    """What was erased once more; `known` is False where nothing could say what had been erased."""

    incidents: int
    people: int
    known: bool = True


def erase_again(store: Store, replaced: Path, beside: Path | None = None) -> ErasedAgain:
    """Erase in a store that was put back what had been erased in the one that it replaces.

    `beside` is where the store lies, with its daily backups, unless that is where the other does.
    Call it before the store takes its place. What an incident's action or meeting would hold back
    is erased all the same: it had been done before.
    """
    found = _read_erasures(replaced, beside or replaced)
    if found is None:
        return ErasedAgain(0, 0, known=not replaced.exists())
    incidents = _erase_incidents(store, found)
    people = _erase_people(store, found)
    if incidents or people:
        clean_file(store)
    return ErasedAgain(incidents, people)


def _read_erasures(replaced: Path, beside: Path) -> Erasures | None:
    days = find_backups_beside(beside)
    for path in [replaced, *(days[day] for day in sorted(days, reverse=True)[:1])]:
        try:
            if path.exists() and path.stat().st_size:
                with open_to_read(path) as connection:
                    return _read(connection)
        except (sqlite3.Error, StoreUnavailable, OSError, TypeError, ValueError):
            continue
    return None


def _read(connection: sqlite3.Connection) -> Erasures:
    run = connection.execute
    ((created_at,),) = run("SELECT created_at FROM store_info").fetchall()
    tables = {name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept: dict[str, str] = {}
    if "setting" in tables:
        ours = "SELECT name, value FROM setting WHERE name = ? OR substr(name, 1, ?) = ?"
        kept = dict(run(ours, (SALT, len(PREFIX), PREFIX)).fetchall())
    with closing(run("SELECT id, email, left_on FROM person WHERE left_on IS NOT NULL")) as rows:
        people = {
            int(key): date.fromisoformat(left)
            for key, email, left in rows
            if email == build_address(key)
        }
    key = kept.pop(SALT, None)
    return Erasures(str(created_at), key, kept, people)


def _erase_incidents(store: Store, found: Erasures) -> int:
    if found.key is None or not found.references:
        return 0
    with store.read() as session:
        rows = session.exec(
            select(Incident.id, Incident.reference).where(col(Incident.anonymised_at).is_(None))
        ).all()
    ids = [key for key, text in rows if build_name(found.key, text) in found.references]
    _keep_digests(store, found)
    for start in range(0, len(ids), _IN_A_BATCH):
        with store.write(SYSTEM) as change:
            some = [key for key in ids[start : start + _IN_A_BATCH] if key is not None]
            anonymise_incidents(change, some, why=_WHY)
    return len(ids)


def _keep_digests(store: Store, found: Erasures) -> None:
    """An import after the backup's day must still know what was erased since."""
    assert found.key is not None
    with store.write(SYSTEM) as change:
        session = change.session
        salt = session.get(Setting, SALT)
        if salt is not None and salt.value != found.key:
            return  # Another store's digests mean nothing under this one's key.
        new = {SALT: found.key, **found.references}
        missing = [name for name in sorted(new) if session.get(Setting, name) is None]
        for name in missing:
            session.add(Setting(name=name, value=new[name]))
        if missing:
            change.record("anonymised", "references", fields=[_WHY], figures=False)


def _erase_people(store: Store, found: Erasures) -> int:
    with store.write(SYSTEM) as change:
        session = change.session
        if not _is_same_store(session.get_one(StoreInfo, 1), found):
            return 0
        people = session.exec(select(Person).where(col(Person.id).in_(found.people))).all()
        left = [person for person in people if person.email != build_address(person.id or 0)]
        for person in left:
            person.active, person.left_on = False, person.left_on or found.people[person.id or 0]
            blank_person(change, person)
        return len(left)


def _is_same_store(info: StoreInfo, found: Erasures) -> bool:
    # As SQLite keeps it: "2026-11-22 13:00:00.000000", in UTC.
    return found.created_at[:19] == f"{info.created_at:%Y-%m-%d %H:%M:%S}"
