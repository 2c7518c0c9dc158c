"""Equality: shown, empty, refused, and nothing for a role that sees no child data."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from core.tables import Audit
from core.vocabulary import Role
from tests.pages.screens import open_screen, read_tables, read_title, read_words, use_store
from tests.world import World, add_incident, build_world, copy_world

SCRIPT = "review/equality.py"
CODES = ["W1"] * 8 + ["B1"] * 3 + ["M1"] * 6 + [None] * 3


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Twenty call-outs in spring 2019; nothing here changes it."""
    world = build_world(tmp_path_factory.mktemp("equality"))
    for number, code in enumerate(CODES):
        add_incident(
            world,
            f"E-{number}",
            "alder" if number % 2 else "cedar",
            occurred_at=datetime(2019, 3, 1, 12) + timedelta(days=number),
            child_ref=f"K{number}",
            child_ethnicity=code,
            child_gender="male" if number % 2 else "female",
        )
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def test_completeness_comes_first_then_groups_with_small_ones_withheld(county: World) -> None:
    at = open_screen(county.people[Role.CHAIR], SCRIPT)
    words = read_words(at)
    assert read_title(at) == (
        "Ethnicity is recorded for 17 of 20 call-outs: too few to compare groups"
    )
    assert "Ethnicity: 17 of 20" in words
    assert "Call-outs by ethnic group: 2 of 5 groups are withheld" in words
    tables = read_tables(at)
    groups = next(table for table in tables if table.startswith("Ethnic group,"))
    assert "White,8,8" in groups and "Black,c,c" in groups and "Mixed,c,c" in groups
    assert "Not recorded,3,3" in groups and "All,20,20" in groups
    assert "there is no denominator" in words


def test_a_shorter_period_changes_completeness_and_no_group(county: World) -> None:
    choice = {
        "equality_period": "Choose…",
        "equality_period_from": "2019-03-18",
        "equality_period_to": "2019-03-20",
    }
    at = open_screen(county.people[Role.CHAIR], SCRIPT, **choice)
    assert read_title(at).startswith("Ethnicity is recorded for 0 of 3 call-outs")
    assert any("All,20,20" in table for table in read_tables(at))
    early = {**choice, "equality_period_from": "2018-01-01", "equality_period_to": "2018-01-02"}
    at = open_screen(county.people[Role.CHAIR], SCRIPT, **early)
    assert read_title(at) == "No call-outs in the period: no ethnicity to record"
    assert not at.get("plotly_chart")


@pytest.mark.parametrize(
    ("split", "row"),
    [("Home", "Alder,10,2,0"), ("Provider", "Acme Care,10,2,0"), ("Year", "2019,20,3,0")],
)
def test_where_to_ask_is_chosen_in_the_url(county: World, split: str, row: str) -> None:
    at = open_screen(county.people[Role.CHAIR], SCRIPT, recorded_by=split)
    assert any(table.startswith(f"{split},Call-outs") and row in table for table in read_tables(at))


def test_a_provider_counts_its_own_homes(county: World) -> None:
    at = open_screen(county.people[Role.PROVIDER], SCRIPT)
    assert read_title(at).startswith("Ethnicity is recorded for 8 of 10 call-outs")
    assert "Cedar" not in read_words(at)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LIAISON])
def test_a_role_without_child_data_is_told_so(county: World, role: Role) -> None:
    at = open_screen(county.people[role], SCRIPT)
    assert read_title(at) == "Your role sees no child data"
    assert not at.table and not at.get("plotly_chart")
    assert "Alder" not in read_words(at)


def test_an_administrator_is_refused_in_words_and_audited(county: World) -> None:
    at = open_screen(county.people[Role.ADMINISTRATOR], SCRIPT)
    assert read_title(at) == "This page is not open to your role"
    assert not at.table and "Alder" not in read_words(at)
    with county.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.verb == "refused")).all()
        assert any("page equality" in row.fields for row in rows)


def test_it_is_not_for_the_wall(county: World) -> None:
    at = open_screen(county.people[Role.CHAIR], SCRIPT, projector="1")
    assert read_title(at) == "This page is not for the wall"
    assert not at.table


def test_an_empty_store_says_what_fills_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    at = open_screen(world.people[Role.CHAIR], SCRIPT)
    assert read_title(at) == "Two files, and the first review can begin"
