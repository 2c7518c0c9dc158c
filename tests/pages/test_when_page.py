"""When: shown, too few to draw, empty, refused, scoped."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.tables import Audit
from core.vocabulary import Role
from tests.pages.screens import open_screen, read_title, read_words, use_store
from tests.world import World, add_incident, add_unneeded_call, build_world, copy_world


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Ten behaviour call-outs at Alder, all at 23:00; one protective; one kept at home."""
    world = build_world(tmp_path_factory.mktemp("when"))
    for day in range(6, 16):
        add_unneeded_call(
            world,
            f"CUP-{day}",
            occurred_at=datetime(2019, 5, day, 23),
            decided_at=datetime(2019, 5, day, 23, 20) if day < 10 else datetime(2019, 5, 20, 9),
            decided_by="registered_manager" if day < 8 else "staff",
            agency_staff_on_shift="yes" if day < 9 else None,
            reported_at=datetime(2019, 5, 20, 10),
        )
    add_incident(world, "MISS", "cedar", category="missing", severity=None)
    kept = {"channel": "none", "occurred_at": datetime(2019, 5, 5, 3)}
    add_unneeded_call(world, "KEPT", "alder", **{**kept, "reported_at": None})
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "review/when.py", **params)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.POLICE_REVIEWER])
def test_calls_only_are_counted_against_the_share_of_the_time(county: World, role: Role) -> None:
    at = open_as(county, role)
    assert read_title(at) == (
        "10 of 10 behaviour call-outs came at night: more than if calls came evenly round the clock"
    )
    words = read_words(at)
    for said in (
        "10 of 10 behaviour call-outs came at night",
        "4 of 10 decisions to call were made within the hour; 6 waited until the next day",
        "A manager decided 2 of 10 behaviour call-outs",
        "Agency staff on shift: 3 of 3 with an answer; 7 not recorded",
        "1 protective call-out stands apart",
    ):
        assert said in words
    assert len(at.get("plotly_chart")) == 4
    assert "KEPT" not in words and "11 behaviour" not in words


def test_below_ten_call_outs_nothing_is_drawn_and_it_is_said(
    county: World,
) -> None:
    params = {"when_period": "Choose…", "when_period_from": "2019-05-07"}
    at = open_as(county, Role.CHAIR, **params)
    assert not at.get("plotly_chart")
    words = read_words(at)
    assert read_title(at) == "Too few behaviour call-outs to tell whether they come at night"
    assert "There were 9 behaviour call-outs: fewer than 10 are not drawn" in words
    assert "within the hour: 3" in words


def test_a_home_without_behaviour_call_outs_says_so_and_protective_stand_apart(
    county: World,
) -> None:
    at = open_as(county, Role.CHAIR, home="SC000003")
    assert read_title(at).startswith("No behaviour call-outs recorded in ")
    assert "0 of 1 protective call-out came at night" in read_words(at)
    assert not at.get("plotly_chart")


def test_an_administrator_is_refused_and_audited(county: World) -> None:
    at = open_as(county, Role.ADMINISTRATOR)
    assert read_title(at) == "This page is not open to your role"
    assert "call-out" not in read_words(at)
    with county.store.read() as session:
        refused = session.exec(select(Audit).where(Audit.verb == "refused")).all()
        assert "page when" in [field for row in refused for field in row.fields]


def test_an_empty_store_says_what_fills_it(
    untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    assert read_title(open_as(world, Role.CHAIR)) == "Two files, and the first review can begin"
