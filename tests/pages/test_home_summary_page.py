"""Home summary: two clicks to a file, refused by URL, nothing on it that may not leave."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.people import PersonForm, add_first_person
from core.store import StoreKind, open_store
from core.tables import Home
from core.vocabulary import Role
from tests.core.reports.summary_world import fill
from tests.pages.screens import (
    open_screen,
    read_links,
    read_tables,
    read_title,
    read_words,
    use_store,
)
from tests.stores import new_url
from tests.world import World, build_world

SCRIPT = "share/home_summary.py"
MARKUP = "**Cedar** [a](http://evil.test) <b>House</b>"
YEARS = {"summary_period": "Last 36 months"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = fill(build_world(tmp_path_factory.mktemp("page")))
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["cedar"]).name = MARKUP
        change.session.get_one(Home, world.homes["dogwood"]).opened_on = date(2030, 1, 1)
        change.record("changed", "home")
    return world


@pytest.fixture(autouse=True)
def _shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_page(world: World, role: Role = Role.LIAISON, **params: str) -> AppTest:
    return open_screen(world.people[role], SCRIPT, **{**YEARS, **params})


def read_finding(at: AppTest) -> str:
    """The title as it is read, without what escapes markup."""
    return read_title(at).replace("\\", "")


def labels(at: AppTest) -> list[str]:
    return [button.proto.label for button in at.get("download_button")]


def test_a_home_in_the_url_is_shown_with_its_files_and_defaults(county: World) -> None:
    at = open_page(county, home="SC000001")
    assert read_finding(at) == "Alder: 4 call-outs, 1 avoidable"
    assert [name for name in labels(at) if not name.endswith("table")][:3] == [
        "Download PDF",
        "Download XLSX",
        "Download CSV",
    ]
    assert at.text_input(key="home_summary_recipient").value == "Ofsted, the home's inspector"
    said = read_words(at)
    assert "Shared under an agreement, for Ofsted, the home's inspector: public task" in said
    assert "CUP-1" in said


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CHAIR, Role.PROTOCOL_LEAD])
def test_nothing_that_may_not_leave_is_on_the_page(county: World, role: Role) -> None:
    said = read_words(open_page(county, role, home="SC000001"))
    for secret in ("SECRET", "K7", "KEPT-1", "UNTOLD-1"):
        assert secret not in said


def test_the_chair_chooses_the_level_and_the_liaison_has_one(county: World) -> None:
    chair = open_page(county, Role.CHAIR, home="SC000001")
    level = chair.selectbox(key="home_summary_level")
    assert level.value == "agreement"
    level.select_index(1).run()
    assert "Call-outs by age and gender, within the group only" in [
        part.value.replace("\\", "") for part in chair.header
    ]
    liaison = open_page(county, home="SC000001")
    assert "home_summary_level" not in [box.key for box in liaison.selectbox]


@pytest.mark.parametrize(
    "role", [Role.POLICE_REVIEWER, Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.ADMINISTRATOR]
)
def test_other_roles_are_refused_by_url(county: World, role: Role) -> None:
    at = open_page(county, role, home="SC000001")
    assert read_title(at) == "This page is not open to your role"
    assert labels(at) == []
    assert "CUP-1" not in read_words(at)


def test_a_period_in_which_the_home_was_not_open_is_refused_in_words(county: World) -> None:
    at = open_page(county, home="SC000004")
    assert read_title(at) == "No document for these days"
    assert "opened on 1 January 2030, after the period ends" in read_words(at)
    assert labels(at) == []


def test_a_period_in_the_future_is_refused_in_words(
    county: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.clock.read_today", lambda: date(2019, 4, 30))
    at = open_page(
        county,
        home="SC000001",
        summary_period="Choose…",
        summary_period_from="2019-05-01",
        summary_period_to="2019-05-31",
    )
    assert "The period lies in the future." in read_words(at)


def test_a_reversed_period_is_refused_in_words(county: World) -> None:
    at = open_page(
        county,
        home="SC000001",
        summary_period="Choose…",
        summary_period_from="2019-05-31",
        summary_period_to="2019-05-01",
    )
    assert "The period ends before it starts." in read_words(at)


def test_without_a_recipient_nothing_can_be_pressed(county: World) -> None:
    at = open_page(county, home="SC000001")
    at.text_input(key="home_summary_recipient").set_value(" ").run()
    assert "Say for whom the document is" in read_words(at)
    buttons = [b for b in at.get("download_button") if b.proto.label == "Download PDF"]
    assert [button.proto.disabled for button in buttons] == [True]


def test_a_providers_homes_stand_together_by_name(county: World) -> None:
    at = open_page(county, summary_about="A provider’s homes")
    assert read_finding(at).casefold() == "acme care: 4 call-outs from 2 homes"
    table = next(words for words in read_tables(at) if words.startswith("Home,URN"))
    rows = table.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["Alder", "Birch"]
    recipient = at.text_input[0].value
    assert recipient.casefold() == "the responsible individual of acme care"


def test_a_name_is_never_markup(county: World) -> None:
    at = open_page(county, home="SC000003")
    assert r"\*\*Cedar\*\*" in read_title(at)
    shown = [element.value for kind in (at.title, at.markdown, at.caption) for element in kind]
    assert not any("**Cedar**" in words or "](http" in words for words in shown)


def test_an_empty_store_says_what_would_fill_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_url(tmp_path / "empty.db")
    store = open_store(url, create=StoreKind.OWN)
    chair = add_first_person(store, PersonForm("A chair", "c@example.org", Role.CHAIR))
    use_store(monkeypatch, url)
    at = open_screen(chair, SCRIPT)
    assert read_title(at) == "Two files, and the first review can begin"
    assert "Bring in the homes" in read_links(at)
