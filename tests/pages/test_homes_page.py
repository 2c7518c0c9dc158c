"""The Homes page: what it compares, whom it shows to whom, and the ways to a home."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.tables import Batch, Home, HomePlaces
from core.vocabulary import Role
from tests.pages.screens import (
    open_screen,
    read_links,
    read_tables,
    read_title,
    read_words,
    use_store,
)
from tests.world import World, add_incident, build_world, copy_world

PAGE = "review/homes.py"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Alder calls often, Birch and Cedar seldom; Dogwood has no places. Nothing here changes it."""
    world = build_world(tmp_path_factory.mktemp("county"))
    with world.store.write(SYSTEM) as change:
        for name, places in {"alder": 3, "birch": 6, "cedar": 6}.items():
            change.session.add(HomePlaces(home_id=world.homes[name], places=places))
        change.session.add(
            Batch(
                noun="incidents",
                file_name="x.csv",
                file_digest="x",
                imported=0,
                updated=0,
                duplicate=0,
                rejected=0,
                skipped=0,
                covers_from=date(2017, 1, 1),
                covers_to=date(2019, 6, 30),
                created_at=datetime(2019, 7, 1, tzinfo=UTC),
            )
        )
        change.record("imported", "places")
    for day in range(1, 15):
        add_incident(world, f"A-{day}", occurred_at=datetime(2019, 3, day, 12))
    add_incident(world, "C-1", "cedar", occurred_at=datetime(2018, 3, 1, 12))
    add_incident(world, "D-1", "dogwood", occurred_at=datetime(2019, 3, 1, 12))
    add_incident(world, "M-1", "birch", category="missing", severity=None)
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], PAGE, **params)


def read_headings(at: AppTest) -> list[str]:
    return [heading.value.replace("\\", "") for heading in at.subheader]


def test_the_title_says_who_stands_out_over_36_months(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert read_title(at).replace("\\", "") == (
        "Alder stands out; Birch and Cedar are worth a look for few call-outs"
    )
    words = read_words(at)
    assert "July 2016 to June 2019 · 4 homes open · no import covers" in words
    assert "no import covers 184 days of it" in words
    assert "1 home without registered places is in no rate; that leaves out 1 call-out." in words


def test_each_idea_has_its_finding_as_heading(county: World) -> None:
    assert read_headings(open_as(county, Role.CHAIR)) == [
        "1 home to look at first",
        "For 0 of 3 homes the rate cannot be told from the area's, 0.33 per place a year",
        "4 of 4 homes without a behaviour call-out for 90 days or more",
        "No provider is beyond what chance gives once in a thousand; the interval of 1 of 2 does "
        "not hold the area's rate",
        "Police were not needed in 0 of 17 call-outs with an answer",
        "There is enough data to tell for every home",
        "1 protective call-out: no measure of a home",
    ]


def test_both_spellings_of_a_provider_are_one(county: World) -> None:
    tables = read_tables(open_as(county, Role.CHAIR))
    providers = next(table for table in tables if table.startswith("Provider,Homes"))
    assert providers.count("Acme") + providers.count("ACME") == 1
    assert "Care,2,14," in providers.replace("care", "Care")


def test_every_home_is_a_link_away_and_opens_by_its_dot(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert {"Alder", "Birch", "Cedar", "Dogwood"} <= set(read_links(at))
    with county.store.read() as session:
        urns = {home.name: home.urn for home in session.exec(select(Home))}
    for link in at.get("page_link"):
        if link.proto.label in urns:
            assert link.proto.query_string == f"home={urns[link.proto.label]}"
    funnel = at.get("plotly_chart")[0].proto
    assert urns["Alder"] in funnel.spec and "points" not in funnel.config
    assert '"staticPlot": false' in funnel.config


def test_what_to_look_at_first_is_for_those_who_review(county: World) -> None:
    said = "very likely more than twice the area's rate: "
    for role in (Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER):
        words = read_words(open_as(county, role))
        assert said in words and "For triage only" in words
    for role in (Role.PARTNER, Role.LIAISON, Role.PROVIDER, Role.SPOC):
        at = open_as(county, role)
        assert "Alder" in read_words(at)
        assert said not in read_words(at) and "to look at first" not in read_words(at)


def test_on_the_wall_homes_are_letters_and_nobody_is_looked_at_first(county: World) -> None:
    at = open_as(county, Role.CHAIR, projector="1")
    assert read_title(at).startswith("Home ") and " stands out; " in read_title(at)
    funnel = at.get("plotly_chart")[0].proto
    assert '"staticPlot": true' in funnel.config
    for screen in range(1, 8):
        words = read_words(open_as(county, Role.CHAIR, projector="1", screen=str(screen)))
        assert "Alder" not in words and "Acme" not in words
        assert "look at first" not in words


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.SPOC])
def test_a_viewer_of_own_homes_sees_no_yardstick(county: World, role: Role) -> None:
    assert "Dogwood" in read_words(open_as(county, Role.CHAIR))
    at = open_as(county, role)
    words = read_words(at)
    assert "Alder" in words and "Dogwood" not in words and "Calm" not in words
    assert "behaviour call-outs at your homes" in read_title(at).replace("\\", "")
    for yardstick in ("Expected", "Against the area", "the area:", "Orange:", "stands out"):
        assert yardstick not in words
    assert not any("1 in 1,000" in chart.proto.spec for chart in at.get("plotly_chart"))


def test_a_home_outside_the_area_is_shown_and_not_compared(
    county: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = copy_world(county, tmp_path)
    use_store(monkeypatch, world.store.url)
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["alder"]).host_authority = "Devon"
        change.session.get_one(Home, world.homes["birch"]).host_authority = None
        change.record("changed", "homes")
    at = open_as(world, Role.CHAIR)
    words = read_words(at)
    assert "1 home outside the protocol's area is not set against its rate" in words
    assert "1 home whose authority is not recorded is counted in." in words
    assert "Alder (outside)" in words
    assert "and 1 outside the area. " in words
    assert not read_title(at).startswith("Alder")
    for screen in range(1, 8):
        wall = open_as(world, Role.CHAIR, projector="1", screen=str(screen))
        # It would tell which home a letter is.
        assert "(outside)" not in read_words(wall)


def test_days_since_are_said_only_where_an_import_covers_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World, county: World
) -> None:
    words = read_words(open_as(county, Role.CHAIR))
    assert "Alder,14 March 2019,108 days" in words
    assert "Birch,none known,at least 911 days" in words
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    add_incident(world, "A-1")
    words = read_words(open_as(world, Role.CHAIR))
    assert "No import states that it covers the last days" in words
    assert "no import states which days it covers" in words


def test_a_grey_home_says_how_much_is_missing(county: World) -> None:
    year = {"homes_period": "Choose…", "homes_period_from": "2018-01-01"}
    at = open_as(county, Role.CHAIR, **year, homes_period_to="2018-12-31")
    assert read_title(at) == "No home stands out; for 3 there is too little to tell"
    # One call-out in 15 place-years: Alder's 3 places are expected 0.2, 1.8 short at 0.2 a year.
    assert "Alder,0.2 of 2 expected call-outs; about 9 more years at 3 places" in (
        read_words(at).replace('"', "")
    )
    at = open_as(county, Role.CHAIR)
    assert "Every home has at least two expected call-outs" in read_words(at)


def test_a_county_without_call_outs_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    with world.store.write(SYSTEM) as change:
        change.session.add(HomePlaces(home_id=world.homes["alder"], places=4))
        change.record("imported", "places")
    at = open_as(world, Role.CHAIR)
    assert read_title(at) == "No home stands out; for 1 there is too little to tell"
    assert "had no behaviour call-outs, so none is to be expected" in read_words(at)
    assert "the area had no call-outs to expect any from" in read_words(at)
    assert {"Alder", "Dogwood"} <= set(read_links(at))


@pytest.mark.parametrize(("homes", "tables"), [(8, 1), (9, 2)])
def test_a_long_table_stands_on_the_wall_as_two_side_by_side(homes: int, tables: int) -> None:
    def show(homes: int) -> None:
        import polars
        import streamlit

        from pages.components.home_list import show_long_table

        streamlit.session_state["projecting"] = True
        names = [f"Home {n}" for n in range(homes)]
        show_long_table(polars.DataFrame({"Home": names}), alt="x", key="x", file_name="x.csv")

    at = AppTest.from_function(show, args=(homes,)).run()
    assert not at.exception and len(at.table) == tables and not at.get("download_button")
    assert [name for table in at.table for name in table.value["Home"]] == [
        f"Home {n}" for n in range(homes)
    ]
