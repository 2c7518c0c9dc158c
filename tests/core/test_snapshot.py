"""Every change shows in the next snapshot, and what it left alone is not read again."""

import ast
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import polars as pl
import pytest
from sqlmodel import Session, col, delete

from core import frames
from core.access import SYSTEM
from core.actions import give_action, tick_action
from core.annotations import add_annotation
from core.frames import _build_frame, read_frame
from core.homes import add_home, change_home
from core.intake.authorities import accept_authority_alias
from core.intake.batches import import_incidents
from core.intake.undo import undo_batch
from core.meetings import record_meeting
from core.people import set_spoc
from core.reading import read_view
from core.review import give_account, refer_incident, reopen_review, review_incident, set_level
from core.snapshot import Snapshot, _kept, read_snapshot
from core.snapshot_changes import MOVES_NO_INCIDENT
from core.store import open_store
from core.tables import Action, Finding, Home, Incident
from core.vocabulary import Agency, FindingState, Role
from tests.world import TODAY, World, add_incident, add_possession, add_unneeded_call

CORE = Path(__file__).resolve().parents[2] / "core"
FRAMES = ("incidents", "findings", "homes", "places", "actions", "annotations")
HEADER = "reference,home_urn,occurred_at,channel,category,severity\n"


def _check_like_new(world: World) -> Snapshot:
    """What was brought up to date is what a first reading gives, row by row; returns it."""
    renewed = read_snapshot(world.store)
    _kept.clear()
    new = read_snapshot(world.store)
    for name in FRAMES:
        assert getattr(renewed, name).equals(getattr(new, name)), name
        assert getattr(renewed, name).schema == getattr(new, name).schema, name
    assert (renewed.revision, renewed.covered, renewed.meetings, renewed.mark) == (
        new.revision,
        new.covered,
        new.meetings,
        new.mark,
    )
    return new


def _row(snapshot: Snapshot, incident_id: int) -> dict[str, object]:
    return snapshot.incidents.filter(pl.col("id") == incident_id).row(0, named=True)


def _remove(session: Session, incident_id: int) -> None:
    session.execute(delete(Finding).where(col(Finding.incident_id) == incident_id))
    session.execute(delete(Incident).where(col(Incident.id) == incident_id))


def _give(world: World, **more: object) -> int:
    facts = {"title": "Ring the home", "due_on": TODAY, "meaning": "m", "home_id": 1, **more}
    return give_action(world.store, world.viewer(Role.CHAIR), **facts)  # type: ignore[arg-type]


def _review(world: World, key: int) -> None:
    agreed = {rule: (FindingState.CONFIRMED, "Yes.") for rule in world.findings(key)}
    version = world.incident(key).version
    chair = world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, version, agreed, "no", "Agreed.")


def test_a_second_reading_of_one_revision_is_the_same_snapshot(world: World) -> None:
    add_incident(world, "R1")
    assert read_snapshot(world.store) is read_snapshot(world.store)
    world.store.record_refusal(SYSTEM, "page people")  # Audited, and no figure shows it.
    first = read_snapshot(world.store)
    assert read_snapshot(world.store) is first


def test_what_moves_no_incident_reads_no_incident_again(world: World) -> None:
    key = add_unneeded_call(world, "R1")
    before = read_snapshot(world.store)
    steps: list[Callable[[], object]] = [
        lambda: _give(world, incident_id=key, owner_agency=Agency.POLICE),
        lambda: tick_action(
            world.store, SYSTEM, read_snapshot(world.store).actions["id"].item(), 1
        ),
        lambda: add_annotation(
            world.store, world.viewer(Role.CHAIR), words="Agency staff", on_day=TODAY
        ),
        lambda: record_meeting(world.store, world.viewer(Role.CHAIR), date(2019, 5, 1)),
    ]
    for step in steps:
        last = read_snapshot(world.store)
        step()
        now = read_snapshot(world.store)
        assert now.revision > last.revision
        assert now.incidents is before.incidents and now.findings is before.findings
    now = _check_like_new(world)
    assert now.actions["state"].to_list() == ["done"]
    assert now.annotations["words"].to_list() == ["Agency staff"]
    assert now.meetings == (date(2019, 5, 1),)


def test_every_step_of_a_review_shows_in_the_next_snapshot(world: World) -> None:
    key, other = add_unneeded_call(world, "R1"), add_unneeded_call(world, "R2")
    chair = world.viewer(Role.CHAIR)
    untouched = _row(read_snapshot(world.store), other)

    set_level(world.store, chair, key, 1, 3, "Out of the ordinary.")
    assert _row(_check_like_new(world), key)["level_now"] == 3
    set_level(world.store, chair, key, 2, None, None)
    assert _row(_check_like_new(world), key)["level_now"] == 1
    _review(world, key)
    now = _check_like_new(world)
    assert (_row(now, key)["reviewed"], _row(now, key)["needed"]) == (True, "no")
    states = now.findings.filter(pl.col("incident_id") == key)["state"]
    assert set(states) == {"confirmed"}
    reopen_review(world.store, chair, key, world.incident(key).version, "A mistake.")
    now = _check_like_new(world)
    assert not _row(now, key)["reviewed"]
    give_account(world.store, chair, key, world.incident(key).version, "A cup fell.")
    assert _row(_check_like_new(world), other) == untouched


def test_a_referral_shows_in_the_next_snapshot_and_to_the_police(world: World) -> None:
    key = add_incident(world, "R1", channel="none")
    police = world.viewer(Role.POLICE_REVIEWER)
    assert read_view(world.store, police).incidents.is_empty()
    refer_incident(world.store, world.viewer(Role.CHAIR), key, 1, "A risk to others.")
    assert read_view(world.store, police).incidents["id"].to_list() == [key]
    assert _row(_check_like_new(world), key)["referred"]


def test_a_child_s_later_incidents_move_with_an_earlier_one(world: World) -> None:
    second = add_possession(world, "R2", day=8)
    assert _row(read_snapshot(world.store), second)["level_now"] == 1
    first = add_possession(world, "R1", day=1, home="cedar")
    now = _check_like_new(world)
    assert _row(now, second)["level_now"] == 2
    assert now.incidents["id"].to_list() == [first, second]  # by when they occurred
    assert _row(now, second)["rests_on"] == [first]


def test_an_import_and_its_undoing_show_in_the_next_snapshot(world: World) -> None:
    kept = add_incident(world, "R1")
    read_snapshot(world.store)
    content = f"{HEADER}N1,SC000002,2019-06-01 10:00,101,theft,\n".encode()
    days = (date(2019, 6, 1), date(2019, 6, 2))
    batch = import_incidents(
        world.store, SYSTEM, "f.csv", content, covers=days, now=datetime(2019, 6, 30)
    ).batch
    now = _check_like_new(world)
    assert now.incidents["reference"].to_list() == ["R1", "N1"]
    assert now.covered == (days,)
    undo_batch(world.store, SYSTEM, batch or 0)
    now = _check_like_new(world)
    assert now.incidents["id"].to_list() == [kept]
    assert now.covered == ()


def test_changes_of_a_home_show_with_what_they_do_to_its_incidents(world: World) -> None:
    key = add_unneeded_call(world, "R1", "cedar")
    add_unneeded_call(world, "R2", "alder")
    home = world.homes["cedar"]
    assert _row(read_snapshot(world.store), key)["in_scope"]
    facts = {"host_authority": "Elsewhere", "registered_places": "4"}
    moment = datetime(2019, 6, 30)
    version = change_home(world.store, SYSTEM, home, facts, 1, as_of=moment.date(), now=moment)
    now = _check_like_new(world)
    assert not _row(now, key)["in_scope"]
    assert now.places["places"].to_list() == [4]
    accept_authority_alias(world.store, SYSTEM, "Elsewhere", "Dorset Council")
    now = _check_like_new(world)
    assert _row(now, key)["in_scope"] and version == 2
    before = now.incidents
    more = {"urn": "SC000099", "name": "Elm", "setting_type": "childrens_home"}
    add_home(world.store, SYSTEM, more, now=moment)
    set_spoc(world.store, SYSTEM, home, None, TODAY)
    now = _check_like_new(world)
    assert now.homes.height == 5 and now.incidents.equals(before)


def test_many_changes_between_two_readings_all_show(world: World) -> None:
    keys = [add_unneeded_call(world, f"R{n}") for n in range(3)]
    read_snapshot(world.store)
    _give(world, incident_id=keys[0], owner_agency=Agency.POLICE)
    _review(world, keys[2])
    late = add_incident(world, "R9", occurred_at=datetime(2019, 1, 1, 9))
    now = _check_like_new(world)
    assert now.incidents["id"].to_list() == [late, *keys]
    assert [_row(now, key)["reviewed"] for key in keys] == [False, False, True]
    assert now.actions.height == 1


@pytest.mark.parametrize("noun", ["incident", "incidents", "something new"])
def test_a_change_that_names_nothing_known_reads_everything_again(world: World, noun: str) -> None:
    key, gone = add_incident(world, "R1"), add_incident(world, "R2")
    read_snapshot(world.store)
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Incident, key).category = "theft"
        _remove(change.session, gone)
        change.record("changed", noun)
    now = _check_like_new(world)
    assert _row(now, key)["category"] == "theft"
    assert now.incidents.height == 1


def test_an_incident_that_is_gone_is_in_no_snapshot(world: World) -> None:
    key = add_incident(world, "R1")
    read_snapshot(world.store)
    with world.store.write(SYSTEM) as change:
        _remove(change.session, key)
        change.record("undone", "incident", key)
    now = _check_like_new(world)
    assert now.incidents.is_empty() and now.findings.is_empty()


@pytest.mark.sqlite_only("a file put back")
def test_a_store_put_back_from_a_backup_is_read_anew(world: World, tmp_path: Path) -> None:
    path = Path(str(world.store.engine.url.database))
    backup = tmp_path / "backup.db"
    copyfile(path, backup)
    add_incident(world, "R1")
    assert read_snapshot(world.store).incidents["reference"].to_list() == ["R1"]
    world.store.close()
    copyfile(backup, path)
    again = World(open_store(world.store.url), world.homes, world.people)
    # The same revision of the same store, with another past.
    record_meeting(again.store, again.viewer(Role.CHAIR), date(2019, 5, 1))
    assert read_snapshot(again.store).incidents.is_empty()


def test_views_of_one_viewer_are_kept_and_never_another_s(world: World) -> None:
    add_incident(world, "R1", channel="none")
    chair, police = world.viewer(Role.CHAIR), world.viewer(Role.POLICE_REVIEWER)
    assert read_view(world.store, chair) is read_view(world.store, chair)
    assert read_view(world.store, chair).incidents.height == 1
    assert read_view(world.store, police).incidents.is_empty()


def test_a_frame_has_what_the_store_holds_whatever_gaps_and_signs(world: World) -> None:
    name = "O\"Hara's, \\ Löwen\n[1]"
    with world.store.write(SYSTEM) as change:
        for key in (50, 20_050, 10_000_000):
            change.session.add(
                Home(
                    id=key,
                    urn=f"SC{key}",
                    name=name,
                    setting_type="childrens_home",
                    opened_on=date(2001, 2, 3),
                )
            )
        change.record("wrote", "homes")
    kinds = {"id": pl.Int64, "name": pl.String, "opened_on": pl.Date, "closed_on": pl.Date}
    with world.store.read() as session:
        frame = read_frame(session, Home, kinds, flags={"open": "opened_on"})
        some = read_frame(session, Home, kinds, ids=[50, 10_000_000, 77])
        none = read_frame(session, Action, {"id": pl.Int64, "due_on": pl.Date}, ids=[])
    assert frame.filter(pl.col("id") > 40).rows() == [
        (50, name, date(2001, 2, 3), None, True),
        (20_050, name, date(2001, 2, 3), None, True),
        (10_000_000, name, date(2001, 2, 3), None, True),
    ]
    assert frame["open"].to_list() == [False] * 4 + [True] * 3
    assert some["id"].to_list() == [50, 10_000_000]
    assert none.is_empty() and none.schema == {"id": pl.Int64, "due_on": pl.Date}


@pytest.mark.parametrize("rows", [1, 3, 4, 5, 6, 7, 8])
def test_a_frame_is_read_in_runs_of_so_many_rows(
    world: World, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """Seven homes, three of them with numbers far apart: no run is longer, none is empty."""
    lengths: list[int] = []

    def build(texts: tuple[str, ...], columns: Any) -> pl.DataFrame:
        built = _build_frame(texts, columns)
        lengths.append(built.height)
        return built

    monkeypatch.setattr(frames, "_ROWS_A_RUN", rows)
    monkeypatch.setattr(frames, "_build_frame", build)
    with world.store.write(SYSTEM) as change:
        for key in (50, 20_050, 2**31 - 1):
            home = Home(id=key, urn=f"SC{key}", name="A home", setting_type="childrens_home")
            change.session.add(home)
        change.record("wrote", "homes")
    with world.store.read() as session:
        frame = read_frame(session, Home, {"id": pl.Int64})
    assert frame["id"].to_list() == [1, 2, 3, 4, 50, 20_050, 2**31 - 1]
    assert lengths == [rows] * (7 // rows) + ([7 % rows] if 7 % rows else [])


def test_moments_come_to_the_microsecond(world: World) -> None:
    moment = datetime(2019, 5, 4, 23, 59, 59, 123_456)
    key = add_incident(world, "R1", occurred_at=moment, reported_at=None, police_hours=1.25)
    row = _row(read_snapshot(world.store), key)
    assert (row["occurred_at"], row["reported_at"]) == (moment, None)
    assert (row["police_hours"], row["occurred_on"]) == (1.25, date(2019, 5, 4))


def test_what_leaves_incidents_alone_judges_none() -> None:
    """A module that records such a noun neither judges nor writes an incident or a finding."""
    recorded: dict[str, set[str]] = {}
    for path in sorted(CORE.rglob("*.py")):
        source = path.read_text()
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr == "record" and len(node.args) > 1:
                noun = node.args[1]
                assert isinstance(noun, ast.Constant), f"{path.name}: a noun is a plain word"
                recorded.setdefault(str(noun.value), set()).add(source)
    assert set(recorded) >= MOVES_NO_INCIDENT
    for noun in MOVES_NO_INCIDENT:
        for source in recorded[noun]:
            assert "judge_" not in source and "Finding(" not in source, noun
