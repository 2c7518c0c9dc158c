"""Reruns of every page by AppTest and in Chromium, beside an empty page with as many figures."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

FLOOR = """
import plotly.graph_objects as go
import streamlit as st
st.title("Floor")
st.segmented_control("By", ["this", "that"], default="this", key="choice")
for number in range({figures}):
    st.plotly_chart(go.Figure(go.Bar(x=list("abc"), y=[1, 2, 3])), key=f"figure{{number}}")
"""
_LONGEST = 120_000
# Milliseconds in which nothing more is drawn: the page has come to rest.
_QUIET = 400
# The widget that a reader would change, and to what: (page, words on the choice).
CLICKS = {
    "overview": "The time before",
    "homes": "Last 12 months",
    "home": "Last 12 months",
    "breaches": "Last 36 months",
}


def time_pages(url: str, rounds: int) -> dict[str, dict[str, float]]:
    """Each page's rerun by AppTest and its floor's, in turns: medians in seconds."""
    os.environ["DATABASE_URL"] = url
    from streamlit.testing.v1 import AppTest

    from pages.components.registry import PAGES
    from tests.pages.screens import open_screen

    told = {}
    for spec in PAGES:
        page = open_screen(None, spec.script)
        figures = len(page.get("plotly_chart"))
        floor = AppTest.from_string(FLOOR.format(figures=figures), default_timeout=60).run()
        times = [(_time(page.run), _time(floor.run)) for _ in range(rounds)]
        told[spec.key] = {
            "figures": figures,
            "page": median(page for page, _ in times),
            "floor": median(floor for _, floor in times),
        }
    return told


def _time(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def time_in_chromium(
    store: Path, figures: dict[str, int], rounds: int
) -> dict[str, dict[str, float]]:
    """From a click to the last change of a page that came to rest, and the same on the floor."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, FLAGS, run_server

    told: dict[str, dict[str, float]] = {}
    with sync_playwright() as playwright, run_server(store) as app:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for key, choice in CLICKS.items():
            with _serve_floor(store, figures[key]) as bare:
                page, floor = browser.new_page(), browser.new_page()
                _open(page, f"{app}/{key}")
                _open(floor, bare)
                times = [(_click(page, choice), _click(floor, "that")) for _ in range(rounds)]
                told[key] = {
                    "figures": figures[key],
                    "page": median(page for page, _ in times),
                    "floor": median(floor for _, floor in times),
                }
                page.close()
                floor.close()
        browser.close()
    return told


@contextmanager
def _serve_floor(store: Path, figures: int) -> Iterator[str]:
    from tests.browser.conftest import run_server

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "floor.py"
        script.write_text(FLOOR.format(figures=figures))
        with run_server(store, str(script)) as address:
            yield address


def _open(tab, address: str) -> None:
    tab.goto(address)
    tab.wait_for_selector("h1", timeout=_LONGEST)
    tab.wait_for_selector("[data-test-script-state=notRunning]", timeout=_LONGEST)
    # Counted in the page: what Playwright itself takes to ask is not the page's. What counts is the
    # last thing drawn, because a quick script's state may never be seen to change.
    tab.evaluate("""() => {
        window.drawn = 0;
        new MutationObserver(() => { window.drawn = performance.now(); }).observe(
            document.querySelector('[data-testid=stApp]'),
            {attributes: true, childList: true, characterData: true, subtree: true});
    }""")


def _click(tab, choice: str) -> float:
    """Choose it, time that, and choose the first again so that the next round finds a change."""
    group = tab.locator("[data-testid=stButtonGroup]").filter(has_text=choice).first
    first = group.locator("button").first
    seconds = _press(tab, group.locator("button").filter(has_text=choice).first)
    _press(tab, first)
    return seconds


def _press(tab, button) -> float:
    begin = button.evaluate(
        "b => { window.drawn = 0; const t = performance.now(); b.click(); return t; }"
    )
    tab.wait_for_function(
        """quiet => window.drawn && performance.now() - window.drawn > quiet
        && document.querySelector('[data-test-script-state=notRunning]')""",
        arg=_QUIET,
        timeout=_LONGEST,
    )
    return (tab.evaluate("() => window.drawn") - begin) / 1000
