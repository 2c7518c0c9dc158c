"""The whole matrix, by `make accessible`: windows, modes and states one visit does not show."""

import re
import sqlite3
from contextlib import closing

import pytest

from pages.components.registry import PAGES
from tests.browser.conftest import follow_link, run_server, wait_for_page
from tests.browser.visiting import find_cut_off, find_violations, resize

pytestmark = pytest.mark.accessible

PATHS = [spec.key for spec in PAGES]
PROJECTED = [spec.key for spec in PAGES if spec.projected]


def _list_paths(demonstration) -> list[str]:
    """Every page, and one incident."""
    with closing(sqlite3.connect(demonstration)) as store:
        (number,) = store.execute("SELECT id FROM incident ORDER BY occurred_at").fetchone()
    return [*PATHS, f"incidents?incident={number}"]


def _visit(tab, address: str) -> list[str]:
    tab.goto(address)
    wait_for_page(tab)
    return find_violations(tab)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_with_its_folds_open(server, demonstration, open_tab, scheme):
    tab = open_tab(scheme=scheme)
    found = {}
    for path in _list_paths(demonstration):
        tab.goto(f"{server}/{path}")
        wait_for_page(tab)
        tab.evaluate(
            "document.querySelectorAll('details:not([open]) summary').forEach(s => s.click())"
        )
        tab.wait_for_timeout(500)
        wait_for_page(tab)
        found[path] = find_violations(tab)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_every_page_at_twice_the_size(walkers):
    tab = walkers()
    found = {}
    for path in PATHS:
        tab.set_viewport_size({"width": 1440, "height": 900})
        follow_link(tab, path)
        # A window of 1280 by 800 at 200 % zoom.
        resize(tab, 640, 400)
        found[path] = find_cut_off(tab)
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_on_a_phone(server, demonstration, open_tab, scheme):
    tab = open_tab(width=390, height=844, scheme=scheme)
    found = {path: _visit(tab, f"{server}/{path}") for path in _list_paths(demonstration)}
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_of_the_wall(server, open_tab, scheme):
    tab = open_tab(width=1920, height=1080, scheme=scheme)
    found = {}
    for path in PROJECTED:
        number, last = 1, 1
        while number <= last:
            found[path, number] = _visit(tab, f"{server}/{path}?projector=1&screen={number}")
            found[path, number] += find_cut_off(tab)
            steps = tab.get_by_text(re.compile(r"^\d+ of \d+: "))
            if steps.count():
                last = int(steps.first.inner_text().split(" of ")[1].split(":")[0])
            number += 1
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_store_at_its_beginning(tmp_path, open_tab, scheme):
    tab = open_tab(scheme=scheme)
    with run_server(tmp_path / "new.db") as base:
        assert _visit(tab, base) == []
        tab.get_by_label("Your name").fill("First Person")
        tab.get_by_label("Your e-mail address").fill("first@example.org")
        tab.get_by_role("button", name="Begin").click()
        tab.get_by_text("Two files, and the first review can begin").wait_for(timeout=30_000)
        assert find_violations(tab) == []
        for spec in PAGES:
            tab.get_by_role("link", name=spec.title, exact=True).first.click()
            tab.wait_for_url(f"**/{spec.key}*", timeout=30_000)
            wait_for_page(tab)
            assert find_violations(tab) == [], spec.key


def test_less_movement_where_it_is_asked_for(server, open_tab):
    tab = open_tab()
    tab.emulate_media(reduced_motion="reduce")
    tab.goto(f"{server}/actions")
    wait_for_page(tab)
    moving = tab.evaluate(
        """() => [...document.querySelectorAll('.stApp *')].filter(e => {
            const s = getComputedStyle(e);
            return Math.max(...s.transitionDuration.split(',').map(parseFloat)) > 0.01
              || Math.max(...s.animationDuration.split(',').map(parseFloat)) > 0.01; }).length"""
    )
    assert moving == 0


def test_forced_colours_keep_the_words_and_the_focus(server, open_tab):
    tab = open_tab()
    tab.emulate_media(forced_colors="active")
    tab.goto(f"{server}/overview")
    wait_for_page(tab)
    radio = tab.get_by_role("radio", name="This year")
    tab.keyboard.press("Tab")
    radio.focus()
    assert radio.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert find_violations(tab, "button-name", "link-name", "image-alt", "svg-img-alt") == []
