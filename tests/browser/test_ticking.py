"""A SPOC's tick, as fast as a thumb can do it twice; by two people at once; and a killed server."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from sqlmodel import col, select

from core.access import SYSTEM
from core.actions import give_action
from core.people import PersonRow, read_candidates
from core.store import build_url, open_store
from core.tables import Action, ActionEvent, Audit
from core.vocabulary import Role
from tests.browser.conftest import follow_link, run_server, wait_for_page

EVERYBODYS = "/actions?whose=Everybody's"
_TAP_TWICE = """(button, gap) => new Promise(tapped => {
    button.click(); setTimeout(() => tapped(button.click()), gap); })"""


@pytest.fixture(scope="module")
def own_store(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of one's own: what is ticked here is open to the other tests.

    A SPOC has one action more, due after all others: the tests before it leave it open.
    """
    path = Path(copyfile(demonstration, tmp_path_factory.mktemp("ticking") / "demo.db"))
    store = open_store(build_url(path))
    give_action(
        store,
        SYSTEM,
        title="Call the manager",
        due_on=date(2999, 1, 1),
        meaning="last",
        owner_id=_find_spoc(path).id,
    )
    store.close()
    return path


def _find_spoc(path: Path) -> PersonRow:
    store = open_store(build_url(path))
    row = next(row for row in read_candidates(store) if row.role is Role.SPOC)
    store.close()
    return row


@pytest.fixture(scope="module")
def own_server(own_store: Path) -> Iterator[str]:
    with run_server(own_store) as base:
        yield base


def _read_ticks(path: Path) -> list[ActionEvent]:
    store = open_store(build_url(path))
    with store.read() as session:
        query = select(ActionEvent).where(ActionEvent.kind == "ticked")
        ticks = list(session.exec(query.order_by(col(ActionEvent.id))))
        session.expunge_all()
    store.close()
    return ticks


def _count_audited(path: Path) -> int:
    store = open_store(build_url(path))
    with store.read() as session:
        rows = session.exec(select(Audit).where(Audit.verb == "ticked")).all()
    store.close()
    return len(rows)


def _open_phone(open_tab, address: str):
    tab = open_tab(width=390, height=844)
    tab.goto(address)
    wait_for_page(tab)
    return tab


def _find_done(tab):
    return tab.locator("[class*=st-key-done_] button:not([disabled])")


def _find_key(button) -> str:
    return button.evaluate(
        "button => [...button.closest('[class*=st-key-done_]').classList].find("
        "name => name.startsWith('st-key-done_'))"
    )


def test_a_double_tap_is_one_tick_and_one_row_of_the_audit(own_server, own_store, open_tab):
    tab = _open_phone(open_tab, own_server + EVERYBODYS)
    ticks, audited = len(_read_ticks(own_store)), _count_audited(own_store)
    # Counted from the start: a row that the last second tap wrote late is seen a turn later.
    for turn, gap in enumerate((0, 30, 150, 500), start=1):
        key = _find_key(_find_done(tab).first)
        tab.locator(f".{key} button").evaluate(_TAP_TWICE, gap)
        card = tab.locator(f".{key.replace('done_', 'action_')}")
        card.get_by_text("Saved", exact=False).wait_for(timeout=30_000)
        # The second tap stops the run of the first: until its own run has ended, the button of
        # before stays in the page, and a tap on it is a third tap on the same action.
        tab.locator(f".{key}").wait_for(state="detached", timeout=30_000)
        wait_for_page(tab)
        assert len(_read_ticks(own_store)) == ticks + turn, gap
        assert _count_audited(own_store) == audited + turn, gap
    assert tab.faults == []


def test_a_note_is_two_taps_and_the_enter_key(own_server, own_store, open_tab):
    tab = _open_phone(open_tab, own_server + EVERYBODYS)
    tab.locator("[class*=st-key-more_] button").first.click()
    tab.get_by_label("Note").click()
    tab.keyboard.type("Went there on Friday.")
    tab.keyboard.press("Enter")
    tab.get_by_text("Saved", exact=False).first.wait_for(timeout=30_000)
    assert _read_ticks(own_store)[-1].note == "Went there on Friday."
    assert tab.faults == []


def test_who_looked_at_more_of_an_action_is_not_brought_back_from_the_next_page(server, open_tab):
    tab = open_tab()
    tab.goto(server + EVERYBODYS)
    wait_for_page(tab)
    tab.locator("[class*=st-key-more_] button").first.click()
    tab.get_by_label("Note").wait_for()
    follow_link(tab, "contacts")
    tab.wait_for_timeout(1500)
    assert tab.url.endswith("/contacts")
    assert tab.faults == []


def test_of_two_people_the_second_is_told_who_was_first_and_when(own_server, own_store, open_tab):
    chair, spoc = (open_tab() for _ in range(2))
    for tab in (chair, spoc):
        tab.goto(own_server + EVERYBODYS)
        wait_for_page(tab)
    spoc.get_by_role("combobox", name="Look as").click()
    spoc.keyboard.type(_find_spoc(own_store).name)
    spoc.keyboard.press("Enter")
    # A SPOC's list is their own: the choice of whose is gone when the page is theirs.
    spoc.get_by_text("Everybody's").wait_for(state="detached", timeout=30_000)
    wait_for_page(spoc)
    ticks = len(_read_ticks(own_store))
    key = _find_key(_find_done(spoc).last)
    chair.bring_to_front()
    chair.locator(f".{key} button").click()
    chair.get_by_text("Saved", exact=False).first.wait_for(timeout=30_000)
    spoc.bring_to_front()
    spoc.locator(f".{key} button").click()
    spoc.get_by_text("ticked this action first, on", exact=False).wait_for(timeout=30_000)
    assert len(_read_ticks(own_store)) == ticks + 1
    assert chair.faults == spoc.faults == []


def test_a_tick_shown_as_saved_outlives_a_server_that_is_killed(demonstration, tmp_path, open_tab):
    path = Path(copyfile(demonstration, tmp_path / "killed.db"))
    before = len(_read_ticks(path))
    # Leaving the block is `kill -9`: no request is finished, no file is closed.
    with run_server(path) as base:
        tab = _open_phone(open_tab, base + EVERYBODYS)
        _find_done(tab).first.click()
        tab.get_by_text("Saved", exact=False).first.wait_for(timeout=30_000)
    ticks = _read_ticks(path)
    assert len(ticks) == before + 1
    store = open_store(build_url(path))
    with store.read() as session:
        assert session.get_one(Action, ticks[-1].action_id).state == "done"
    store.close()
