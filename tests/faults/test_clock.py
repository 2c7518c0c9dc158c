"""A clock that jumps takes nothing away, shows nothing false, and lets nobody stay for ever."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from sqlmodel import select

from core import clock
from core.access import SYSTEM
from core.actions import read_history, tick_action
from core.backup_checking import check_backup
from core.backup_seal import read_seal
from core.checking import check_store
from core.clock import read_today, read_utc_now
from core.daily_backup import (
    ensure_daily_backup,
    find_backups,
    find_expired,
    read_backup_state,
    say_backup_state,
)
from core.restore import restore
from core.sign_in import Claims, Refusal, SignInRefused, find_signed_in
from core.sign_in_ending import sign_out_everywhere
from core.snapshot import read_snapshot
from core.store import Store, open_store
from core.tables import Action, Audit, Person, SignIn
from core.vocabulary import Role
from tests.faults.results import Result, record
from tests.faults.work import STEPS, find_harm, read_kept
from tests.world import World

NOON = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # Half past one in the UK, for the first time.
JUMPS = {
    "the hour that comes twice": timedelta(hours=1),
    "back an hour": timedelta(hours=-1),
    "back to 1970": datetime(1970, 1, 1, tzinfo=UTC) - NOON,
    "ten years ahead": timedelta(days=3652),
}


class Clock:
    """The computer's clock, as core asks for it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self, zone: tzinfo) -> datetime:
        """The moment that it shows."""
        return self.moment.astimezone(zone)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(NOON)
    monkeypatch.setattr(clock, "datetime", made)
    assert read_utc_now() == NOON and read_today() == NOON.date()
    return made


@pytest.mark.parametrize("times", [1, pytest.param(10, marks=pytest.mark.faults)])
def test_every_jump_leaves_changes_chain_history_and_figures_as_they_belong(
    world: World, shown: Clock, times: int
) -> None:
    said, store = [], world.store
    for number, jump in enumerate([timedelta(), *JUMPS.values()] * times):
        shown.moment = NOON + jump
        for step, take in STEPS.items():
            # An import refuses what lies ahead, which in 1970 is everything: its moment is given.
            take(store, f"j{number}")
            said.append(f"{step} j{number}")
        assert read_snapshot(store).actions.height == number + 1
        assert open_store(store.url).read_revision() == store.read_revision()
    harm = find_harm(store)
    record(
        Result(
            "Clock that jumps in use (autumn's hour, back an hour, to 1970, ten years ahead)",
            len(JUMPS) * times,
            len(said),
            len(set(said) - set(read_kept(store))),
            len(JUMPS) * times if harm else 0,
            "The audit keeps the order in which things were done, and the times as shown.",
        )
    )
    assert sorted(read_kept(store)) == sorted(said) and harm == []
    with store.read() as session:
        times = session.exec(select(Audit.at).order_by(Audit.seq)).all()  # type: ignore[arg-type]
    assert list(times) != sorted(times)
    assert check_store(store, SYSTEM)["faults"] == []


def test_a_history_keeps_its_order_and_an_action_its_state_when_the_clock_goes_back(
    world: World, shown: Clock
) -> None:
    STEPS["gave"](world.store, "a")
    with world.store.read() as session:
        action_id = session.exec(select(Action.id)).one()
    assert action_id is not None
    shown.moment = NOON + JUMPS["back to 1970"]
    tick_action(world.store, SYSTEM, action_id, 1)
    rows = read_history(world.store, SYSTEM, action_id)
    assert [(row.kind, row.at) for row in rows] == [
        ("given", "25 October 2026, 01:30"),
        ("ticked", "1 January 1970, 01:00"),
    ]


def _claims(world: World, at: datetime) -> Claims:
    with world.store.read() as session:
        email = session.get_one(Person, world.people[Role.CHAIR]).email
    return Claims("https://id.example.org", "s", email, True, at, session=f"n{at}")


def _refused(world: World, claims: Claims) -> Refusal:
    with pytest.raises(SignInRefused) as caught:
        find_signed_in(world.store, claims)
    return caught.value.refusal


@pytest.mark.parametrize(
    ("jump", "refusal"),
    [("back to 1970", Refusal.FUTURE), ("ten years ahead", Refusal.TOO_OLD)],
)
def test_a_jump_can_only_sign_people_out(
    world: World, shown: Clock, jump: str, refusal: Refusal
) -> None:
    claims = _claims(world, NOON)
    assert find_signed_in(world.store, claims).person_id == world.people[Role.CHAIR]
    shown.moment = NOON + JUMPS[jump]
    assert _refused(world, claims) is refusal


def test_a_clock_that_goes_back_again_and_again_does_not_lengthen_a_sign_in_beyond_its_age(
    world: World, shown: Clock
) -> None:
    """However often it goes back, not before the sign-in: and twelve hours on it ends."""
    claims = _claims(world, NOON)
    for hours in (0, 0.5, 1, 0.2, 0.9, 1.5, 0.6, 1.4, 2):
        shown.moment = NOON + timedelta(hours=hours)
        find_signed_in(world.store, claims)
    shown.moment = NOON - timedelta(minutes=6)
    assert _refused(world, claims) is Refusal.FUTURE
    shown.moment = NOON + timedelta(hours=12, seconds=1)
    assert _refused(world, claims) is Refusal.TOO_OLD


def test_after_a_clock_was_ahead_idling_is_measured_anew(world: World, shown: Clock) -> None:
    claims = _claims(world, NOON)
    find_signed_in(world.store, claims)
    with world.store.write(SYSTEM) as change:  # As a sight during eleven hours ahead left it.
        change.session.exec(select(SignIn)).one().seen_at = NOON + timedelta(hours=11)
        change.record("changed", "sign_in", figures=False)
    find_signed_in(world.store, claims)
    shown.moment = NOON + timedelta(hours=1, seconds=1)
    assert _refused(world, claims) is Refusal.IDLE


def test_who_was_signed_out_by_a_clock_ahead_signs_in_anew_once_it_is_right(
    world: World, shown: Clock
) -> None:
    """Otherwise they, or after a restore everybody, would be shut out for ten years."""
    old = _claims(world, NOON)
    find_signed_in(world.store, old)
    shown.moment = NOON + JUMPS["ten years ahead"]
    sign_out_everywhere(world.store, SYSTEM, world.people[Role.CHAIR])
    shown.moment = NOON + timedelta(hours=1)
    assert _refused(world, old) is Refusal.SIGNED_OUT_EVERYWHERE
    unseen = _claims(world, NOON + timedelta(minutes=30))
    assert _refused(world, unseen) is Refusal.SIGNED_OUT_EVERYWHERE
    shown.moment += timedelta(minutes=1)
    find_signed_in(world.store, _claims(world, shown.moment))
    assert _refused(world, old) is Refusal.SIGNED_OUT_EVERYWHERE
    assert check_store(world.store, SYSTEM)["faults"] == []


DAY = date(2026, 11, 22)
ONE = timedelta(days=1)


def _read_rows(path: Path) -> int:
    seal = read_seal(path)
    return seal.audit_rows if seal else 0


def _keep_without_jump(days: list[date]) -> set[date]:
    kept: set[date] = set()
    for day in days:
        kept.add(day)
        kept -= find_expired(kept)
    return kept


@pytest.mark.parametrize(
    ("jump", "days"),
    [
        ("back to 1970", 1),
        ("ten years ahead", 1),
        pytest.param("back to 1970", 40, marks=pytest.mark.faults),
        pytest.param("ten years ahead", 40, marks=pytest.mark.faults),
    ],
)
def test_a_jump_takes_no_more_backups_than_its_days_and_the_days_go_on_after_it(
    store: Store, jump: str, days: int
) -> None:
    ensure_daily_backup(store, DAY)
    path = find_backups(store)[DAY]
    usual = [DAY - ago * ONE for ago in range(60, 0, -1)]
    for day in _keep_without_jump([*usual, DAY]) - {DAY}:
        path.with_name(path.name.replace(str(DAY), str(day))).write_bytes(b"made on its day")
    wrong = (NOON + JUMPS[jump]).date()
    for number in range(days):
        ensure_daily_backup(store, wrong + number * ONE)
    # The clock is right again.
    for day in (DAY + ONE, DAY + 2 * ONE):
        ensure_daily_backup(store, day)
    there = find_backups(store)
    early = _keep_without_jump([*usual, DAY, DAY + ONE, DAY + 2 * ONE]) - set(there)
    real = [path for path in there.values() if path.stat().st_size > 100]
    record(
        Result(
            f"Daily backups while the clock is wrong for {days} days ({jump}), then right",
            days + 3,
            days + 3,
            0 if max(real, key=_read_rows) == there[DAY + 2 * ONE] else 1,
            sum(check_backup(path).faults != () for path in real),
            "The days go on; a wrong day takes one backup's place, as any day does; the page says "
            "how many are dated after today.",
        )
    )
    assert len(early) <= days and len(there) >= 12
    assert max(real, key=_read_rows) == there[DAY + 2 * ONE]
    # The last of each month before the jump is there whatever happened.
    assert {date(2026, 9, 30), date(2026, 10, 31)} <= set(there)


def test_a_backup_that_a_clock_ahead_made_does_not_stand_for_the_day_when_it_comes(
    store: Store,
) -> None:
    """Otherwise nothing of a month would be backed up after a month's jump was put right."""
    for ahead in (2, 3, 4):
        ensure_daily_backup(store, DAY + ahead * ONE)
    first = _read_rows(find_backups(store)[DAY + 3 * ONE])
    made = ensure_daily_backup(store, DAY + 3 * ONE)
    assert made is not None and _read_rows(made) == first + 2
    assert ensure_daily_backup(store, DAY + 3 * ONE) is None


def test_backups_dated_after_today_are_said_and_do_not_hide_that_the_last_is_old(
    store: Store,
) -> None:
    ensure_daily_backup(store, DAY)
    ensure_daily_backup(store, DAY + 3652 * ONE)
    state = read_backup_state(store, SYSTEM, DAY + 5 * ONE)
    assert (state.last_on, state.count, state.age_days, state.ahead) == (DAY, 1, 5, 1)
    said = say_backup_state(state)
    assert "5 days ago" in said and "Dated after today: 1." in said
    assert "after today" not in say_backup_state(read_backup_state(store, SYSTEM, DAY + 3652 * ONE))


def test_a_restore_while_the_clock_is_ahead_shuts_nobody_out(
    world: World, shown: Clock, tmp_path: Path
) -> None:
    made = ensure_daily_backup(world.store, NOON.date())
    assert made is not None
    shown.moment = NOON + JUMPS["ten years ahead"]
    url = world.store.url
    world.store.close()
    restore(made, url)
    again = World(open_store(url), world.homes, world.people)
    shown.moment = NOON + timedelta(hours=1)
    assert _refused(again, _claims(again, NOON)) is Refusal.SIGNED_OUT_EVERYWHERE
    shown.moment += timedelta(minutes=1)
    assert find_signed_in(again.store, _claims(again, shown.moment)).role is Role.CHAIR
