"""Every page in a real browser: drawn, without an error, and asking nobody else for anything."""

import pytest

from pages.components.registry import PAGES
from tests.browser.conftest import wait_for_page

PATHS = [spec.key for spec in PAGES]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_drawn_without_an_error(server, open_tab, scheme):
    tab = open_tab(scheme=scheme)
    for path in PATHS:
        tab.goto(f"{server}/{path}")
        wait_for_page(tab)
        assert tab.get_by_text("Page not found").count() == 0, path
        assert tab.locator("[data-testid=stException]").count() == 0, path
        assert tab.get_by_text("Demonstration.").first.is_visible(), path
        assert tab.faults == [], path


@pytest.mark.parametrize("width", [390, 320])
def test_no_page_scrolls_sideways_on_a_phone(server, open_tab, width):
    tab = open_tab(width=width, height=844)
    for path in PATHS:
        tab.goto(f"{server}/{path}")
        wait_for_page(tab)
        overflow = tab.evaluate(
            """() => { const m = document.querySelector('[data-testid=stMain]');
                       return m.scrollWidth - m.clientWidth; }"""
        )
        assert overflow <= 0, path


def test_a_chart_is_drawn_under_the_content_policy(server, open_tab):
    tab = open_tab()
    answer = tab.goto(f"{server}/overview")
    wait_for_page(tab)
    tab.wait_for_selector(".js-plotly-plot .main-svg", state="attached", timeout=30_000)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert tab.faults == []


def test_the_start_page_leads_each_role_to_its_own(server, open_tab):
    tab = open_tab()
    tab.goto(server)
    tab.wait_for_url("**/overview", timeout=30_000)
    wait_for_page(tab)
    assert "call-outs" in tab.locator("h1").inner_text()
