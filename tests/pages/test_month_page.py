"""The Monthly pack page: its month in the URL, what the pack holds, made on a press, then taken."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.shares import read_shares
from core.tables import Batch, Home
from core.vocabulary import Role
from tests.pages.screens import open_screen, read_links, read_title, read_words, use_store
from tests.world import World, add_incident, copy_world

HOSTILE = "<b>Birch</b> ![x](http://evil.test/x.png) [y](http://evil.test)"
SENDS = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.LIAISON)


@pytest.fixture(scope="module")
def untouched_month(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = copy_world(untouched_world, tmp_path_factory.mktemp("month"))
    with world.store.write(SYSTEM) as change:
        change.session.add(
            Batch(
                noun="incidents",
                file_name="x.csv",
                file_digest="0",
                imported=0,
                updated=0,
                duplicate=0,
                rejected=0,
                skipped=0,
                covers_from=date(2019, 1, 1),
                covers_to=date(2019, 5, 31),
                created_at=datetime(2019, 6, 1, tzinfo=UTC),
            )
        )
        birch = change.session.get_one(Home, world.homes["birch"])
        birch.name = HOSTILE
        change.session.add(birch)
        change.record("imported", "homes")
    add_incident(world, "I-1", child_ref="K7")
    add_incident(world, "I-2", "cedar", arrested="yes")
    add_incident(world, "I-3", occurred_at=datetime(2019, 3, 2, 9))
    return world


@pytest.fixture
def month(untouched_month: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = copy_world(untouched_month, tmp_path)
    use_store(monkeypatch, world.store.url)
    return world


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "share/month.py", **params)


def read_page(at: AppTest) -> str:
    return "\n".join([read_words(at), *(header.value for header in at.header)]).replace("\\", "")


def read_downloads(at: AppTest) -> list[str]:
    labels = [button.proto.label for button in at.get("download_button")]
    return [label for label in labels if label.startswith("Download")]


@pytest.mark.parametrize("role", SENDS)
def test_the_title_is_the_finding_of_the_last_month_with_all_its_data(
    month: World, role: Role
) -> None:
    at = open_as(month, role)
    assert read_title(at).replace("\\", "") == "May 2019: 2 call-outs at 2 of 4 homes, 1 arrest"
    said = read_page(at)
    for words in ("What is incomplete", "Both sides of the protocol", "What this pack holds"):
        assert words in said
    assert "month-pack-2019-05.pdf" in said and "K7" not in said
    assert read_downloads(at) == []


@pytest.mark.parametrize("role", [r for r in Role if r not in {*SENDS, Role.SYSTEM}])
def test_nobody_else_opens_it(month: World, role: Role) -> None:
    at = open_as(month, role)
    assert read_title(at) == "This page is not open to your role"
    assert "Alder" not in read_page(at)


def test_the_url_says_which_month(month: World) -> None:
    said = read_title(open_as(month, Role.LIAISON, month="2019-03")).replace("\\", "")
    assert said == "March 2019: 1 call-out at 1 of 4 homes, arrests not known for 1 contact"


@pytest.mark.parametrize("asked", ["2019-13", "2999-01", "2018-12", "x", "../etc", "2019-05-01"])
def test_a_month_that_cannot_be_is_the_usual_one(month: World, asked: str) -> None:
    assert read_title(open_as(month, Role.LIAISON, month=asked)).startswith("May 2019")


def test_an_empty_store_says_what_would_fill_the_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR)
    assert read_title(at) == "No month has data yet"
    assert "Bring in the incidents" in read_links(at)
    assert "Bring in the incidents" not in read_links(open_as(world, Role.LIAISON))


def test_a_pack_is_made_on_a_press_and_nothing_is_on_record_before_it_is_taken(
    month: World,
) -> None:
    at = open_as(month, Role.LIAISON)
    at.get_by_key("make_pack").click().run()
    assert not at.exception
    assert read_downloads(at) == ["Download PDF", "Download XLSX", "Download ZIP"]
    assert "11 files. ZIP holds them all." in read_page(at)
    assert read_shares(month.store, SYSTEM).is_empty()
    # It stays while the page is open, and goes with what it was made of.
    assert read_downloads(at.run()) != []
    add_incident(month, "I-9")
    assert read_downloads(at.run()) == []


def test_what_was_made_goes_when_another_page_is_opened(month: World) -> None:
    at = open_as(month, Role.LIAISON)
    at.get_by_key("make_pack").click().run()
    assert read_downloads(at) != []
    at.switch_page("pages/review/overview.py").run()
    at.switch_page("pages/share/month.py").run()
    assert not at.exception and read_title(at).startswith("May 2019")
    assert read_downloads(at) == []


def test_without_a_recipient_nothing_can_be_made(month: World) -> None:
    at = open_as(month, Role.LIAISON)
    assert not at.get_by_key("make_pack").disabled
    at.get_by_key("month_recipient").set_value("  ").run()
    assert at.get_by_key("make_pack").disabled


def test_other_terms_are_another_pack(month: World) -> None:
    at = open_as(month, Role.CHAIR)
    at.get_by_key("make_pack").click().run()
    assert read_downloads(at) != []
    at.get_by_key("month_level").select_index(1).run()
    assert read_downloads(at) == []


def test_a_homes_name_is_never_markup(month: World) -> None:
    at = open_as(month, Role.LIAISON)
    at.get_by_key("make_pack").click().run()
    raw = "\n".join(part.value for kind in (at.markdown, at.title, at.header) for part in kind)
    raw += "\n".join(table.value.to_csv() for table in at.table)
    assert "http://evil.test" not in raw and "<b>Birch" not in raw
    assert HOSTILE in read_page(at)
