"""Board report: shown, withheld, empty, chosen by level and year, refused by URL."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from core.clock import read_today
from core.tables import Audit
from core.vocabulary import Role
from tests.pages.screens import (
    open_screen,
    read_links,
    read_tables,
    read_title,
    read_words,
    use_store,
)
from tests.world import World, add_incident

SCRIPT = "share/board.py"
LAST = read_today().year - 1


@pytest.fixture
def county(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Twelve call-outs in the last finished year, three in the year before."""
    use_store(monkeypatch, world.store.url)
    for year, number in ((LAST, 12), (LAST - 1, 3)):
        for n in range(number):
            day = datetime(year, 3, 1, 12) + timedelta(days=n)
            home = ("alder", "cedar", "dogwood")[n % 3]
            add_incident(world, f"{year}-{n}", home, occurred_at=day, child_ref=f"K{n}")
    return world


@pytest.mark.parametrize("role", [Role.CHAIR, Role.PROTOCOL_LEAD])
def test_it_opens_public_with_the_finding_as_its_title(county: World, role: Role) -> None:
    at = open_screen(county.people[role], SCRIPT)
    assert (
        read_title(at).replace("\\", "")
        == f"12 call-outs in {LAST}; the number in {LAST - 1} is withheld"
    )
    words = read_words(at)
    assert "“c” is a number that is withheld" in words
    assert "Partnership Board; Corporate Parenting Boards" in at.text_input[0].value
    assert [button.proto.label for button in at.get("download_button")][:3] == [
        "Download PDF",
        "Download XLSX",
        "Download CSV",
    ]
    assert any(f"{LAST - 1},c,c" in table for table in read_tables(at))
    assert "Alder" not in words


def test_another_year_is_chosen_in_the_url(county: World) -> None:
    at = open_screen(county.people[Role.CHAIR], SCRIPT, until=str(LAST - 1))
    assert "is withheld: it would tell too much of a few" in read_title(at).replace("\\", "")


def test_within_the_group_all_numbers_are_shown_to_other_recipients(county: World) -> None:
    chosen = {"until": str(LAST), "level": "Within the group"}
    at = open_screen(county.people[Role.CHAIR], SCRIPT, **chosen)
    assert any(f"{LAST - 1},3" in table for table in read_tables(at))
    assert "is a number that is withheld" not in read_words(at)
    assert at.text_input[0].value == "members of the group who see the whole area"


def test_an_empty_store_says_that_there_are_no_data(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(monkeypatch, world.store.url)
    at = open_screen(world.people[Role.CHAIR], SCRIPT)
    assert read_title(at) == f"No data on {LAST}"
    assert "which is not 0" in read_words(at)
    assert "Import an extract" in read_links(at)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}]
)
def test_another_role_is_refused_by_url_and_on_record(county: World, role: Role) -> None:
    at = open_screen(county.people[role], SCRIPT)
    assert read_title(at) == "This page is not open to your role"
    assert "call-outs" not in read_words(at)
    with county.store.read() as session:
        refused = [row for row in session.exec(select(Audit)) if row.verb == "refused"]
    assert len(refused) == 1
