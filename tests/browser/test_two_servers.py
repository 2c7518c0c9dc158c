"""Two app servers on one PostgreSQL database: what is done on one is on the other's screen."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from core.moving import move
from core.store import build_url
from tests.browser.conftest import run_server, wait_for_page
from tests.load.store import build_store
from tests.postgresql import NotInstalled, running_server

_SOON = 30_000  # Milliseconds; what it takes is printed, and depends on the machine.
EVERYBODYS = "/actions?whose=Everybody's"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of two processes that know nothing of each other but the database."""
    path = tmp_path_factory.mktemp("two") / "demo.db"
    build_store(path, 1)
    with ExitStack() as stack:
        try:
            database = stack.enter_context(running_server())
        except NotInstalled as error:
            pytest.skip(str(error))
        url = database.make_database()
        move(build_url(path), url)
        yield stack.enter_context(run_server(url)), stack.enter_context(run_server(url))


def _open(open_tab, address: str):
    tab = open_tab(width=1920, height=1080)
    tab.goto(address)
    wait_for_page(tab)
    return tab


def test_a_meeting_on_one_server_is_followed_on_the_other(two, open_tab, record_property):
    here, there = (_open(open_tab, f"{base}/run?projector=1") for base in two)
    for tab in (here, there):
        tab.get_by_text("Item 1 of").first.wait_for(timeout=30_000)
    times = []
    for key, words in (
        ("ArrowRight", "Item 2 of"),
        ("ArrowRight", "Item 3 of"),
        ("ArrowLeft", "Item 2 of"),
        ("h", "The home was heard, saved"),
    ):
        here.bring_to_front()
        wait_for_page(here)
        here.wait_for_timeout(200)
        begun = time.monotonic()
        here.keyboard.press(key)
        # The other is not touched: it asks the store itself.
        there.bring_to_front()
        there.get_by_text(words).first.wait_for(timeout=_SOON)
        times.append(round(time.monotonic() - begun, 2))
    record_property("seconds_until_seen", times)
    print("seconds until the other server showed it:", times)
    assert here.faults == there.faults == []


def test_a_tick_on_one_server_is_known_on_the_other(two, open_tab, record_property):
    here, there = (_open(open_tab, base + EVERYBODYS) for base in two)
    done = "[class*=st-key-done_] button:not([disabled])"
    stale = there.locator(done).count()
    here.bring_to_front()
    key = here.locator(done).first.evaluate(
        "button => [...button.closest('[class*=st-key-done_]').classList].find("
        "name => name.startsWith('st-key-done_'))"
    )
    begun = time.monotonic()
    here.locator(f".{key} button").click()
    here.get_by_text("Saved", exact=False).first.wait_for(timeout=30_000)
    there.bring_to_front()
    there.reload()
    wait_for_page(there)
    assert there.locator(f".{key}").count() == 0
    print("seconds from the press to the other server's page:", round(time.monotonic() - begun, 2))
    assert there.locator(done).count() == stale - 1
    assert here.faults == there.faults == []
