"""The overview; and of every review page: empty, refused, and nothing that stayed at home."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.tables import Audit, Batch, Home, HomePlaces
from core.vocabulary import Role
from tests.pages.screens import (
    open_screen,
    read_links,
    read_tables,
    read_title,
    read_words,
    use_store,
)
from tests.world import (
    World,
    add_incident,
    add_possession,
    add_unneeded_call,
    build_world,
    copy_world,
)

MARKUP = "**Cedar** [a](http://evil.test) <b>House</b>"
PAGES = ("overview", "homes", "home", "breaches")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two years of call-outs at four homes; nothing here changes it."""
    world = build_world(tmp_path_factory.mktemp("county"))
    with world.store.write(SYSTEM) as change:
        for name, home_id in world.homes.items():
            if name != "dogwood":
                change.session.add(HomePlaces(home_id=home_id, places=4))
        cedar = change.session.get_one(Home, world.homes["cedar"])
        cedar.name = MARKUP
        dogwood = change.session.get_one(Home, world.homes["dogwood"])
        dogwood.closed_on = date(2019, 6, 5)
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
                covers_from=date(2018, 1, 1),
                covers_to=date(2019, 6, 30),
                created_at=datetime(2019, 7, 1, tzinfo=UTC),
            )
        )
        change.record("imported", "places")
    for day in (3, 4, 5):
        add_incident(world, f"A-18-{day}", occurred_at=datetime(2018, 2, day))
    world.named["cup"] = add_unneeded_call(world, "CUP-1", child_ref="K9-SECRET")
    add_unneeded_call(world, "CUP-2", "cedar")
    add_incident(world, "DOG-1", "dogwood", occurred_at=datetime(2019, 3, 1, 12))
    add_possession(world, "KEPT-1", 20)
    add_incident(world, "ADVICE", "birch", contact_purpose="advice")
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_as(world: World, role: Role, page: str, **params: str) -> AppTest:
    return open_screen(world.people[role], f"review/{page}.py", **params)


def find_refusals(world: World) -> list[str]:
    with world.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.verb == "refused")).all()
        return [field for row in rows for field in row.fields]


# Overview.


def test_the_overview_says_its_finding_and_what_stands_out(county: World) -> None:
    at = open_as(county, Role.CHAIR, "overview")
    words = read_words(at)
    assert read_title(at) == "As many call-outs as a year before"
    assert "2019 · 4 homes · compared with 1 January to 30 June 2018" not in words
    assert "January to June 2019 · compared with January to June 2018 · 4 homes" in words
    assert "3 call-outs in January to June 2019 against 3 in January to June 2018" in words
    assert "Call-outs: 3" in words and "Avoidable, and unreported: 2 and 0" in words
    assert "1 incident stayed within the homes." in words
    assert "without a call-out: what the protocol wants" in words
    # The longest quiet is 57 days: good news from 90.
    assert "without a behaviour call-out, to 30 June 2019" not in words


def test_the_police_are_told_nothing_of_what_stayed_at_home(county: World) -> None:
    assert "stayed within" in read_words(open_as(county, Role.PROTOCOL_LEAD, "overview"))
    for page in PAGES:
        words = read_words(open_as(county, Role.POLICE_REVIEWER, page))
        assert "stayed within" not in words and "KEPT-1" not in words
        assert "possession of drugs" not in words


def test_a_period_without_data_is_no_nought(county: World) -> None:
    choice = {"period": "Choose…", "period_from": "2018-01-01", "period_to": "2018-12-31"}
    at = open_as(county, Role.CHAIR, "overview", **choice)
    assert read_title(at) == "3 call-outs, and no data to compare with"
    assert "3 call-outs in 2018. No data for 2017." in read_words(at)


def test_days_that_no_import_covers_are_said(county: World) -> None:
    at = open_as(county, Role.CHAIR, "overview", period="Last 12 months")
    assert "No import covers 184 days of July 2017 to June 2018." in read_words(at)
    assert "July 2018 to June 2019 · compared with" in read_words(at)


def test_where_no_import_says_its_days_quiet_is_no_good_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    add_incident(world, "A-18", "cedar", occurred_at=datetime(2018, 3, 1))
    add_incident(world, "A-19", occurred_at=datetime(2019, 3, 31))
    words = read_words(open_as(world, Role.CHAIR, "overview"))
    assert "1 call-out in January to March 2019 against 1 in January to March 2018" in words
    assert "No import states which days it covers" in words
    assert "without a behaviour call-out" not in words


def test_the_comparison_is_chosen_in_the_url(county: World) -> None:
    at = open_as(county, Role.CHAIR, "overview", against="The time before")
    assert "compared with 4 July to 31 December 2018" in read_words(at)
    assert read_title(at) == "More call-outs than before, but chance could explain it"


def test_years_that_would_overlap_are_set_against_the_time_before(county: World) -> None:
    words = read_words(open_as(county, Role.CHAIR, "overview", period="Last 36 months"))
    assert "July 2016 to June 2019 · compared with" in words
    assert "July 2015 to June 2018" not in words


def test_a_card_leads_to_what_it_counts(county: World) -> None:
    at = open_as(county, Role.CHAIR, "overview")
    cards = [link.proto for link in at.get("page_link") if link.proto.label == "See them"]
    assert "incidents_period_from=2019-01-01" in cards[0].query_string
    assert "contact=call_outs" in cards[0].query_string


def test_a_reversed_period_is_said_and_nothing_drawn(county: World) -> None:
    choice = {"period": "Choose…", "period_from": "2019-03-01", "period_to": "2019-01-01"}
    at = open_as(county, Role.CHAIR, "overview", **choice)
    assert [warning.value for warning in at.warning] == ["The period ends before it starts."]
    assert not at.get("plotly_chart")


# Names.


def test_a_homes_name_is_text_everywhere(county: World) -> None:
    with county.store.read() as session:
        urn = session.get_one(Home, county.homes["cedar"]).urn
    for page, params in (("overview", {}), ("homes", {}), ("home", {"home": urn})):
        at = open_as(county, Role.CHAIR, page, **params)
        markdown = [
            e.value for kind in (at.title, at.markdown, at.caption, at.subheader) for e in kind
        ]
        for said in [*markdown, *read_links(at), *read_tables(at)]:
            assert MARKUP not in said and "](http" not in said and "<b>House" not in said
    chart = open_as(county, Role.CHAIR, "homes").get("plotly_chart")[0].proto.spec
    assert "&lt;b&gt;House" in chart and "<b>House" not in chart


def test_those_without_childrens_references_read_none(county: World) -> None:
    for page in PAGES:
        assert "K9" not in read_words(open_as(county, Role.LIAISON, page))


# Refused, and empty.


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_is_refused_in_words_and_audited(county: World, page: str) -> None:
    before = len(find_refusals(county))
    at = open_as(county, Role.ADMINISTRATOR, page)
    assert read_title(at) == "This page is not open to your role"
    words = read_words(at)
    assert "Alder" not in words and "CUP" not in words and not at.metric
    assert find_refusals(county)[before:] == [f"page {page}"]


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_says_what_fills_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World, page: str
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR, page)
    assert not at.exception
    if page in {"overview", "breaches"}:
        assert read_title(at) == "Two files, and the first review can begin"
        assert "Bring in the incidents" in read_links(at)
        other = open_as(world, Role.PROVIDER, page)
        assert read_title(other) == "Nothing here yet that your role may see"
    else:
        # The register is there; its homes have no call-outs, and no rate without places.
        assert "call-out" in read_words(at)


def test_nobody_is_asked_who_they_are(county: World) -> None:
    at = open_screen(None, "review/overview.py")
    assert read_title(at) == "Who are you?"
    assert "Alder" not in read_words(at)
