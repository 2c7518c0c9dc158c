"""The own store's backups of each day, in `backups/` beside it: 7 days, 5 weeks, 12 months.

A server keeps them by `daily_backups`, in a thread of its own with connections of its own. A
failure is a fact that the administrator is shown, and it is tried again within the hour. What a
clock that ran ahead dated after today takes no place of those that are rightly dated.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from glob import escape
from pathlib import Path
from threading import Event, Lock, Thread

from core.access import SYSTEM, Permission, Viewer, check_can
from core.backup import backup
from core.backup_seal import read_seal
from core.clock import read_today, say_date
from core.dialect import build_engine
from core.errors import SlowTimeError, StoreUnavailable
from core.sqlite import find_file
from core.store import Store, open_store
from core.store_files import Hold, hold_alone, hold_shared, remove_part, sync_folder
from core.vocabulary import StoreKind

DAYS, WEEKS, MONTHS = 7, 5, 12
FOLDER = "backups"
_EVERY_SECONDS = 3600
_LOG = logging.getLogger("slow_time.backup")

_failures: dict[str, str] = {}
_failures_lock = Lock()


@dataclass(frozen=True)
class BackupState:
    """The daily backups as an administrator needs them: the last one's day, how many, what failed.

    `is_kept`: this store has daily backups at all. `ahead`: how many more are dated after today.
    `failure` is the words of the last attempt of this process, None where it went well.
    """

    is_kept: bool
    last_on: date | None
    count: int
    age_days: int | None
    failure: str | None
    ahead: int = 0


def find_backups(store: Store) -> dict[date, Path]:
    """The daily backups that are there, by their day, earliest first."""
    source = find_file(store.engine)
    return {} if source is None else find_backups_beside(source)


def find_backups_beside(source: Path) -> dict[date, Path]:
    """The same of a store's file, whether it can be opened or not."""
    found = {}
    form = re.compile(rf"{re.escape(source.stem)}-(\d{{4}}-\d\d-\d\d){re.escape(source.suffix)}")
    for path in (source.parent / FOLDER).glob("*"):
        if match := form.fullmatch(path.name):
            with suppress(ValueError):
                found[date.fromisoformat(match[1])] = path
    return dict(sorted(found.items()))


def find_expired(days: Collection[date]) -> set[date]:
    """The days whose backups are no longer kept.

    Kept are the latest 7 days, the last of each of the latest 5 weeks (a Sunday's, where there is
    one) and the last of each of the latest 12 months. Only days that have a backup count, so that a
    long pause takes nothing away.
    """
    latest = sorted(days, reverse=True)
    kept = set(latest[:DAYS])
    for count, period in ((WEEKS, _find_week), (MONTHS, _find_month)):
        last_of: dict[tuple[int, int], date] = {}
        for day in latest:
            last_of.setdefault(period(day), day)
        kept |= set(list(last_of.values())[:count])
    return set(days) - kept


def _find_week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _find_month(day: date) -> tuple[int, int]:
    return day.year, day.month


def ensure_daily_backup(store: Store, today: date | None = None) -> Path | None:
    """Make today's backup where there is none yet, and let those go that are no longer kept.

    Returns:
        the backup that was made; None where there was one, or the store is a demonstration.

    Raises:
        SlowTimeError: why it could not be made, which `read_backup_state` then says too.
    """
    source = find_file(store.engine)
    if source is None or store.read_info().kind != StoreKind.OWN:
        return None
    day, present = today or read_today(), find_backups(store)
    made = None
    try:
        if not _is_made(day, present):
            made = source.parent / FOLDER / f"{source.stem}-{day}{source.suffix}"
            _make_folder(made.parent)
            _drop_unfinished(source)
            backup(store, SYSTEM, made)
            _drop_expired(store, day)
    except SlowTimeError as error:
        _remember(store.url, str(error))
        raise
    _remember(store.url, None)
    return made


def _is_made(day: date, present: dict[date, Path]) -> bool:
    """Whether a day's backup is there, and was not made before others that are dated after it.

    While the clock ran ahead, that day seemed to have come.
    """
    if day not in present:
        return False
    length = _read_length(present[day])
    later = [path for other, path in present.items() if other > day]
    # An empty file, or another, with a backup's name is none.
    return length >= 0 and all(_read_length(path) <= length for path in later)


def _read_length(path: Path) -> int:
    """How many rows the audit had: each backup adds one, whatever the clock says. Else -1."""
    try:
        seal = read_seal(path)
    except StoreUnavailable:
        return -1
    return seal.audit_rows if seal else -1


def read_backup_state(store: Store, viewer: Viewer, today: date | None = None) -> BackupState:
    """How the daily backups stand, for those who may back up.

    Raises:
        AccessDenied: the viewer may not.
    """
    with store.read(viewer):
        check_can(viewer, Permission.BACKUP)
    kept = find_file(store.engine) is not None and store.read_info().kind == StoreKind.OWN
    now, every = today or read_today(), list(find_backups(store))
    days = [day for day in every if day <= now]
    last = days[-1] if days else None
    with _failures_lock:
        failure = _failures.get(store.url)
    age = None if last is None else (now - last).days
    return BackupState(kept, last, len(days), age, failure, ahead=len(every) - len(days))


def say_backup_state(state: BackupState) -> str:
    """The state in a sentence or two."""
    if not state.is_kept:
        return "This store has no daily backup: it is a demonstration, or lies in no file."
    if state.last_on is None:
        said = "There is no daily backup of this store yet."
    else:
        plural = "is 1 daily backup" if state.count == 1 else f"are {state.count} daily backups"
        said = f"There {plural}; the last is of {say_date(state.last_on)}."
        if state.age_days is not None and state.age_days > 1:
            said += f" That is {state.age_days} days ago."
    if state.ahead:
        said += f" Dated after today: {state.ahead}. The server's clock was wrong, or is."
    return f"{said} The last attempt failed: {state.failure}" if state.failure else said


@contextmanager
def daily_backups(url: str, every_seconds: float = _EVERY_SECONDS) -> Iterator[None]:
    """Keep the daily backups of a store for as long as the block runs, without delaying it."""
    ended = Event()
    thread = Thread(
        target=_keep, args=(url, ended, every_seconds), name="daily-backup", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)


def _keep(url: str, ended: Event, every_seconds: float) -> None:
    held: list[Hold] = []
    while not ended.is_set():
        _try(lambda: _back_up_once(url, held), url)
        ended.wait(every_seconds)
    for hold in held:
        hold.release()


def _back_up_once(url: str, held: list[Hold]) -> None:
    engine = build_engine(url)
    path = find_file(engine)
    engine.dispose()
    if path is None:
        return
    if not held:
        # The server runs from now on, also while nobody looks: no restore meanwhile.
        held.append(hold_shared(path))
    if not path.exists():
        return  # Nobody has begun it yet: the first page does.
    store = open_store(url)
    try:
        ensure_daily_backup(store)
    finally:
        store.close()


def _try(attempt: Callable[[], None], url: str) -> None:
    try:
        attempt()
    except Exception as error:
        # The thread lives on: tomorrow's backup must not hang on today's fault.
        said = str(error) if isinstance(error, SlowTimeError) else type(error).__name__
        _remember(url, said)
        _LOG.error("The daily backup failed: %s", type(error).__name__)


def _remember(url: str, failure: str | None) -> None:
    with _failures_lock:
        if failure is None:
            _failures.pop(url, None)
        else:
            _failures[url] = failure


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder of the backups cannot be made ({error.strerror}). No backup was made."
        ) from None


def _drop_unfinished(source: Path) -> None:
    """Remove what backups of other days left that were killed: a whole store that nobody counts."""
    name = f".{escape(source.stem)}-????-??-??{escape(source.suffix)}.part"
    for part in (source.parent / FOLDER).glob(name):
        with suppress(StoreUnavailable, OSError), hold_alone(part, "It is being made."):
            remove_part(part)


def _drop_expired(store: Store, today: date) -> None:
    present = find_backups(store)
    for day in find_expired([day for day in present if day <= today]):
        with suppress(OSError):  # It is tried again tomorrow.
            present[day].unlink()
    for path in list(present.values())[:1]:
        sync_folder(path.parent)
