"""Numbers of incidents and actions are drawn by chance: no gap counts what others have."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from secrets import SystemRandom

import pytest
from sqlmodel import col, select

from core import drawn_numbers
from core.access import SYSTEM
from core.actions import give_action
from core.demonstration.building import build_demonstration
from core.drawn_numbers import HIGHEST, draw_action_ids, draw_incident_ids
from core.intake.batches import import_incidents
from core.intake.undo import undo_batch
from core.store import build_url, open_store
from core.tables import Action, BatchChange, Finding, Incident
from core.vocabulary import Agency
from tests.world import World, add_incident

NOW = datetime(2020, 6, 1, 12)
DAY = date(2026, 11, 22)
HEAD = "reference,home_urn,occurred_at,channel,category,severity"


@pytest.fixture(autouse=True)
def _draw_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_numbers, "_chance", SystemRandom())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a query took two numbers only."""
    monkeypatch.setattr(drawn_numbers, "_MOST_PARAMETERS", 2)


def take(world: World, references: Iterable[str]) -> int:
    """One batch of incidents in the order of the references; returns its number."""
    rows = [f"{name},SC000001,2019-04-03 10:00,101,criminal_damage,minor" for name in references]
    done = import_incidents(
        world.store, SYSTEM, "f.csv", "\n".join([HEAD, *rows]).encode(), now=NOW
    )
    assert done.batch is not None and done.imported == len(rows)
    return done.batch


def read_ids(world: World) -> dict[str, int]:
    with world.store.read() as session:
        return {i.reference: i.id or 0 for i in session.exec(select(Incident))}


def drawing(*numbers: int) -> Callable[[], int]:
    return iter(numbers).__next__


def test_numbers_of_a_batch_do_not_count_up_and_do_not_follow_the_file(world: World) -> None:
    names = [f"A{place:03}" for place in range(200)]
    take(world, names)
    ids = [read_ids(world)[name] for name in names]
    assert len(set(ids)) == 200 and all(1 <= number <= HIGHEST for number in ids)
    assert ids not in (sorted(ids), sorted(ids, reverse=True))
    # Of two hundred by chance: that two are neighbours, or all lie in one half, is no accident.
    near = sorted(ids)
    assert max(b - a for a, b in pairwise(near)) > 100_000
    assert near[0] < HIGHEST // 2 < near[-1]


def test_what_counts_up_beside_them_does_not_follow_the_file_either(world: World) -> None:
    names = [f"A{place:03}" for place in range(40)]
    take(world, names)
    ids = read_ids(world)
    with world.store.read() as session:
        changes = session.exec(select(BatchChange.incident_id).order_by(col(BatchChange.id))).all()
        findings = session.exec(select(Finding.incident_id).order_by(col(Finding.id))).all()
    in_file = [ids[name] for name in names]
    assert list(changes) == sorted(in_file) != in_file
    assert findings and list(dict.fromkeys(findings)) != in_file


def test_numbers_are_distinct_over_batches(world: World) -> None:
    for batch in range(4):
        take(world, [f"{batch}-{place}" for place in range(50)])
    ids = read_ids(world)
    assert len(ids) == len(set(ids.values())) == 200


def test_a_number_that_is_taken_is_drawn_again(world: World, few: None) -> None:
    taken = add_incident(world, "R1")
    draw = drawing(7, taken, 8, 7, 9, taken, 7, 10)
    with world.store.read() as session:
        assert draw_incident_ids(session, 4, draw) == [7, 8, 9, 10]
        assert draw_incident_ids(session, 0, drawing()) == []


def test_an_import_draws_again_what_its_store_has(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = add_incident(world, "R1")
    monkeypatch.setattr(drawn_numbers, "build_draw", lambda _: drawing(taken, 5, 5, 9))
    take(world, ["A", "B"])
    assert {read_ids(world)[name] for name in "AB"} == {5, 9}


def test_a_number_that_an_undone_batch_gave_is_given_to_nobody_else(world: World) -> None:
    batch = take(world, ["A"])
    (gone,) = read_ids(world).values()
    undo_batch(world.store, SYSTEM, batch)
    assert read_ids(world) == {}
    with world.store.read() as session:
        assert draw_incident_ids(session, 1, drawing(gone, 4)) == [4]


def test_actions_do_not_count_up_and_draw_again_what_is_taken(world: World) -> None:
    given = [
        give_action(
            world.store,
            SYSTEM,
            title="Ring the home",
            due_on=date(2019, 7, 1),
            meaning=f"test:{place}",
            owner_agency=Agency.POLICE,
        )
        for place in range(12)
    ]
    assert len(set(given)) == 12 and given != sorted(given)
    assert max(given) - min(given) > 100_000
    with world.store.read() as session:
        assert draw_action_ids(session, 2, drawing(given[0], 3, given[1], 6)) == [3, 6]


@pytest.mark.sqlite_only("the demonstration is built as a file")
def test_the_same_seed_makes_the_same_demonstration(tmp_path: Path) -> None:
    def build(name: str, seed: int) -> tuple[list[object], list[object]]:
        build_demonstration(tmp_path / name, today=DAY, seed=seed, scale=1)
        store = open_store(build_url(tmp_path / name))
        with store.read() as session:
            incidents = session.exec(select(Incident).order_by(col(Incident.occurred_at))).all()
            actions = session.exec(select(Action).order_by(col(Action.meaning))).all()
            found: tuple[list[object], list[object]] = (
                [(i.id, i.reference, i.rests_on) for i in incidents],
                [(a.id, a.incident_id, a.title) for a in actions],
            )
        store.close()
        return found

    first, again, other = build("a.db", 1), build("b.db", 1), build("c.db", 2)
    assert first == again != other
    ids = [row[0] for row in first[0]]  # type: ignore[index]
    assert ids != sorted(ids) and len(set(ids)) == len(ids)
    assert not set(ids) & {row[0] for row in other[0]}  # type: ignore[index]


@pytest.mark.sqlite_only("the demonstration is built as a file")
def test_copies_of_the_county_have_numbers_of_their_own(tmp_path: Path) -> None:
    build_demonstration(tmp_path / "a.db", today=DAY, scale=11)
    store = open_store(build_url(tmp_path / "a.db"))
    with store.read() as session:
        incidents = {i.id: i for i in session.exec(select(Incident))}
        assert len({i.reference for i in incidents.values()}) == len(incidents)
        resting = [i for i in incidents.values() if i.rests_on]
        for later in resting:
            earlier = [incidents[key] for key in later.rests_on]
            assert {i.child_ref for i in earlier} == {later.child_ref}
            assert all(i.occurred_at < later.occurred_at for i in earlier)
        assert len({i.home_id for i in resting}) >= 11
    store.close()
