"""Grading by keyboard alone: the keys answer, none fires while somebody types, two may grade."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.access import SYSTEM
from core.tables import Incident, StoreInfo
from core.vocabulary import Role, StoreKind
from tests.browser.conftest import run_server
from tests.browser.visiting import find_cut_off
from tests.world import World, add_unneeded_call, build_world


@pytest.fixture(scope="module")
def cups(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world of its own: four broken cups wait, the oldest first."""
    world = build_world(tmp_path_factory.mktemp("grading"))
    with world.store.write(SYSTEM) as change:
        # In a demonstration one can look as anybody.
        change.session.get_one(StoreInfo, 1).kind = StoreKind.DEMONSTRATION.value
        change.record("seeded", "store")
    for number in range(1, 5):
        name = f"CUP-{number}"
        world.named[name] = add_unneeded_call(world, name, occurred_at=datetime(2019, 5, number, 9))
    return world


@pytest.fixture(scope="module")
def address(cups: World) -> Iterator[str]:
    with run_server(Path(str(cups.store.engine.url.database))) as base:
        yield base


def _open(open_tab, address: str, person: str, incident_id: int, **size: int):
    tab = open_tab(**size)
    tab.goto(f"{address}/grading?incident={incident_id}")
    who = tab.get_by_role("combobox", name="Look as")
    who.wait_for(timeout=60_000)
    tab.get_by_text("left to grade").wait_for(timeout=60_000)
    if person not in who.input_value():
        who.click()
        tab.keyboard.type(person)
        tab.keyboard.press("Enter")
        tab.wait_for_function(
            "([who, person]) => who.value.includes(person)", arg=[who.element_handle(), person]
        )
        tab.wait_for_timeout(1_000)
    tab.evaluate("document.activeElement.blur()")
    return tab


def _wait_for(tab, reference: str) -> None:
    tab.locator("[data-testid=stCaptionContainer]", has_text=reference).wait_for(timeout=30_000)
    tab.wait_for_timeout(800)  # Longer than the shortest look at an incident.


def _read(cups: World, name: str) -> Incident:
    return cups.incident(cups.named[name])


def test_incidents_are_graded_by_keyboard_and_no_key_fires_while_one_types(
    open_tab, address: str, cups: World
) -> None:
    tab = _open(open_tab, address, "A chair", cups.named["CUP-1"], width=1920, height=1080)
    _wait_for(tab, "CUP-1")
    assert find_cut_off(tab) == []
    main = "document.querySelector('[data-testid=stMain]')"
    assert tab.evaluate(f"{main}.scrollHeight <= {main}.clientHeight"), "one screen"
    tab.keyboard.press("a")
    _wait_for(tab, "CUP-2")
    assert _read(cups, "CUP-1").agreed_police_needed == "no"

    tab.keyboard.press("1")
    field = tab.get_by_role("dialog").get_by_role("textbox")
    field.wait_for(timeout=30_000)
    while not field.evaluate("field => field === document.activeElement"):
        tab.keyboard.press("Tab")
    tab.keyboard.type("as kynu g1 was hurt")
    tab.keyboard.press("Control+Enter")
    tab.get_by_text("Reason: as kynu g1 was hurt").wait_for(timeout=30_000)
    tab.get_by_role("dialog").wait_for(state="detached", timeout=30_000)
    assert _read(cups, "CUP-2").reviewed_at is None, "no key fired"

    tab.keyboard.press("n")
    tab.get_by_text("Were the police needed? not needed").wait_for(timeout=30_000)
    tab.keyboard.press("s")
    _wait_for(tab, "CUP-3")
    finding = cups.findings(cups.named["CUP-2"])["unnecessary-call"]
    assert (finding.state, finding.reason) == ("dismissed", "as kynu g1 was hurt")


def test_the_second_of_two_is_told_and_given_the_next(open_tab, address, cups) -> None:
    key = cups.named["CUP-4"]  # The other test leaves it open.
    mine = _open(open_tab, address, "A chair", key)
    theirs = _open(open_tab, address, "A protocol_lead", key)
    for tab in (mine, theirs):
        _wait_for(tab, "CUP-4")
    theirs.bring_to_front()
    theirs.keyboard.press("a")
    theirs.get_by_text("CUP-4: what the group agreed is recorded").wait_for(timeout=30_000)
    mine.bring_to_front()
    mine.keyboard.press("a")
    mine.get_by_text("CUP-4 was reviewed").wait_for(timeout=30_000)
    mine.get_by_text("This is the next one").wait_for(timeout=30_000)
    mine.get_by_text("left to grade").wait_for(timeout=30_000)
    assert _read(cups, "CUP-4").reviewed_by == cups.people[Role.PROTOCOL_LEAD]
    assert _read(cups, "CUP-3").reviewed_at is None
