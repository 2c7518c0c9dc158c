"""An own store is backed up once a day, old days go by a rule, and a failure is said."""

import os
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest

from core import daily_backup as module
from core.access import SYSTEM
from core.backup_checking import check_backup
from core.clock import read_today
from core.daily_backup import (
    daily_backups,
    ensure_daily_backup,
    find_backups,
    find_expired,
    read_backup_state,
    say_backup_state,
)
from core.dialect import find_copies
from core.errors import AccessDenied, InvalidInput, StoreUnavailable
from core.restore import restore
from core.store import Store, build_url, open_store
from core.store_files import hold_alone
from core.vocabulary import Role, StoreKind
from tests.world import World

pytestmark = pytest.mark.sqlite_only("the daily backup lies beside the file")

DAY = date(2026, 11, 22)  # A Sunday.


def _folder(store: Store) -> Path:
    return Path(str(store.engine.url.database)).parent / "backups"


def _name(store: Store, day: date) -> Path:
    return _folder(store) / f"{Path(str(store.engine.url.database)).stem}-{day}.db"


def test_a_day_has_one_backup_and_it_is_whole(store: Store) -> None:
    made = ensure_daily_backup(store, DAY)
    assert made == _name(store, DAY) and check_backup(made).faults == ()
    content = made.read_bytes()
    assert ensure_daily_backup(store, DAY) is None
    assert made.read_bytes() == content
    assert ensure_daily_backup(store, DAY + timedelta(days=1)) is not None
    assert list(find_backups(store)) == [DAY, DAY + timedelta(days=1)]


def test_a_demonstration_has_none(tmp_path: Path) -> None:
    store = open_store(build_url(tmp_path / "d.db"), create=StoreKind.DEMONSTRATION)
    assert ensure_daily_backup(store, DAY) is None
    assert not _folder(store).exists()
    assert "no daily backup" in say_backup_state(read_backup_state(store, SYSTEM))


def _keep_for(days: int) -> set[date]:
    """What is left of a backup a day, each day's leaving done on the day."""
    kept: set[date] = set()
    for ago in range(days - 1, -1, -1):
        kept.add(DAY - timedelta(days=ago))
        kept -= find_expired(kept)
    return kept


@pytest.mark.parametrize("days", [1, 6, 7])
def test_the_first_seven_days_are_all_kept(days: int) -> None:
    assert len(_keep_for(days)) == days


def test_the_eighth_day_goes_unless_it_is_a_sunday_or_a_months_last() -> None:
    # The latest Sunday is today; of the week before, its Sunday stays.
    assert _keep_for(8) == {DAY - timedelta(days=ago) for ago in range(8)}
    assert DAY - timedelta(days=8) not in _keep_for(9)


def test_after_two_years_there_are_seven_days_five_sundays_and_twelve_months() -> None:
    kept = _keep_for(730)
    sundays = {DAY - timedelta(weeks=ago) for ago in range(5)}
    days = {DAY - timedelta(days=ago) for ago in range(7)}
    first = DAY.replace(day=1)
    months = {DAY}
    for _ in range(11):
        months.add(first - timedelta(days=1))
        first = (first - timedelta(days=1)).replace(day=1)
    assert kept == days | sundays | months
    # Today is all three, and the Sunday of 25 October is no month's last.
    assert len(kept) == 7 + 4 + 11


def test_a_long_pause_takes_nothing_away() -> None:
    old = _keep_for(40)
    assert find_expired(old | {DAY + timedelta(days=400)}) <= {min(old | {DAY}), *sorted(old)[-7:]}
    assert len(old - find_expired(old | {DAY + timedelta(days=400)})) >= len(old) - 2


def test_what_a_killed_backup_left_goes_with_the_next_and_is_named_until_then(store: Store) -> None:
    ensure_daily_backup(store, DAY)
    left, held, other = (
        _folder(store) / f".{name}.part"
        for name in ("store-2026-11-01.db", "store-2026-11-02.db", "other-2026-11-01.db")
    )
    for part in (left, held, other):
        part.write_bytes(b"a whole store")
    assert f"backups/{left.name}" in find_copies(store.engine)
    with hold_alone(held, "It is being made."):
        ensure_daily_backup(store, DAY + timedelta(days=1))
    assert [left.exists(), held.exists(), other.exists()] == [False, True, True]


def test_an_empty_file_with_the_days_name_is_no_backup(store: Store) -> None:
    ensure_daily_backup(store, DAY)
    _name(store, DAY + timedelta(days=1)).touch()
    with pytest.raises(InvalidInput, match="is no backup"):
        ensure_daily_backup(store, DAY + timedelta(days=1))


def test_old_backups_go_and_other_files_stay(store: Store) -> None:
    ensure_daily_backup(store, DAY)
    for ago in range(1, 30):
        _name(store, DAY - timedelta(days=ago)).write_bytes(b"old")
    others = ["notes.txt", "store-2026-13-45.db", "other-2020-01-01.db", "store-2020-01-01.db.bak"]
    for name in others:
        (_folder(store) / name).write_bytes(b"mine")
    ensure_daily_backup(store, DAY + timedelta(days=1))
    assert set(others) <= set(os.listdir(_folder(store)))
    days = find_backups(store)
    assert find_expired(days) == set() and len(days) < 15
    assert list(days)[-1] == DAY + timedelta(days=1)


def test_a_failure_is_said_until_a_backup_goes_well(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no daily backup of this store yet" in say_backup_state(read_backup_state(store, SYSTEM))
    ensure_daily_backup(store, DAY)

    def refuse(*_: object, **__: object) -> None:
        raise InvalidInput("No space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr(module, "backup", refuse)
        with pytest.raises(InvalidInput):
            ensure_daily_backup(store, DAY + timedelta(days=2))
    state = read_backup_state(store, SYSTEM, DAY + timedelta(days=2))
    assert (state.last_on, state.age_days, state.failure) == (DAY, 2, "No space left on device.")
    said = say_backup_state(state)
    assert "2 days ago" in said and "failed: No space" in said
    ensure_daily_backup(store, DAY + timedelta(days=2))
    assert read_backup_state(store, SYSTEM, DAY + timedelta(days=2)).failure is None


@pytest.mark.parametrize(("age", "is_said"), [(0, False), (1, False), (2, True)])
def test_an_old_backup_is_called_old_from_the_second_day(
    store: Store, age: int, is_said: bool
) -> None:
    ensure_daily_backup(store, DAY)
    said = say_backup_state(read_backup_state(store, SYSTEM, DAY + timedelta(days=age)))
    assert ("days ago" in said) is is_said


def test_who_may_know_how_the_backups_stand(world: World) -> None:
    assert read_backup_state(world.store, world.viewer(Role.ADMINISTRATOR)).is_kept
    with pytest.raises(AccessDenied):
        read_backup_state(world.store, world.viewer(Role.PARTNER))


def _wait_until(found: object, what: str) -> None:
    for _ in range(600):
        if found():  # type: ignore[operator]
            return
        Event().wait(0.05)
    pytest.fail(what)


def test_a_server_backs_up_by_itself_and_keeps_a_restore_away_as_long_as_it_runs(
    store: Store, tmp_path: Path
) -> None:
    made = _name(store, read_today())
    url = store.url
    store.close()
    with daily_backups(url):
        _wait_until(made.exists, "no backup was made")
        with pytest.raises(StoreUnavailable, match="Stop it"):
            restore(made, url)
    restore(made, url)


def test_a_server_without_a_store_yet_makes_none_and_goes_on_after_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    tries: list[bool] = []

    def fail_once(store: Store) -> None:
        tries.append(True)
        if len(tries) == 1:
            raise RuntimeError("a defect")

    monkeypatch.setattr(module, "ensure_daily_backup", fail_once)
    with daily_backups(build_url(path), every_seconds=0.02):
        Event().wait(0.1)
        assert not path.exists() and not tries
        store = open_store(build_url(path), create=StoreKind.OWN)
        _wait_until(lambda: len(tries) >= 1, "it was not tried")
        _wait_until(
            lambda: len(tries) >= 2 or read_backup_state(store, SYSTEM).failure, "it gave up"
        )
        _wait_until(lambda: len(tries) >= 2, "it gave up")
    store.close()
    with hold_alone(path, "held"):
        pass
