"""Every page in a real browser: drawn, accessible, and asking nobody else for anything."""

import pytest

from pages.components.registry import PAGES
from tests.browser.conftest import wait_for_page
from tests.browser.visiting import find_cut_off, find_violations

PATHS = [spec.key for spec in PAGES]


# In the dark only colours differ.
@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_every_page_is_drawn_without_an_error_and_can_be_used_by_everybody(
    server, open_tab, scheme, rules
):
    tab = open_tab(scheme=scheme)
    titles, violations = set(), {}
    for path in PATHS:
        tab.goto(f"{server}/{path}")
        wait_for_page(tab)
        assert tab.get_by_text("Page not found").count() == 0, path
        assert tab.locator("[data-testid=stException]").count() == 0, path
        assert tab.get_by_text("Demonstration.").first.is_visible(), path
        assert tab.faults == [], path
        violations[path] = find_violations(tab, *rules)
        titles.add(tab.title())
    assert {path: found for path, found in violations.items() if found} == {}
    assert len(titles) == len(PATHS)
    assert tab.evaluate("document.documentElement.lang") == "en"


def test_nothing_is_cut_off_on_a_phone_or_at_twice_the_size(server, open_tab):
    tab = open_tab(width=390, height=844)
    faults = {}
    for path in PATHS:
        tab.set_viewport_size({"width": 390, "height": 844})
        tab.goto(f"{server}/{path}")
        wait_for_page(tab)
        # The last is a window of 1280 by 800 at 200 % zoom.
        for width, height in ((390, 844), (320, 844), (640, 400)):
            tab.set_viewport_size({"width": width, "height": height})
            faults[path, width] = find_cut_off(tab)
    assert {where: found for where, found in faults.items() if found} == {}


def test_axe_and_the_narrow_window_find_what_is_wrong(server, open_tab):
    tab = open_tab()
    tab.goto(f"{server}/overview")
    wait_for_page(tab)
    tab.evaluate(
        """() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML(
            'beforeend', '<p style="color:#bbb;background:#fff">faint</p><button></button>'
            + '<div style="width:60px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis">'
            + 'words that are cut off</div>')"""
    )
    found = {said.split(":")[0] for said in find_violations(tab)}
    assert found == {"color-contrast", "button-name"}
    assert find_cut_off(tab) == ["cut off: words that are cut off"]


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
