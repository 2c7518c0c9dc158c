"""Every page in a real browser: drawn, accessible, and asking nobody else for anything."""

import pytest

from pages.components.registry import PAGES
from tests.browser.conftest import follow_link, wait_for_page
from tests.browser.visiting import find_cut_off, find_violations, resize

_PLANT = """() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML(
  'beforeend', `<div class="planted"><p style="color:#bbb">faint</p><button></button>
  <div style="width:60px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis">words that are
  cut off</div></div>`)"""


# One page of each kind at every commit; `make accessible` visits the others.
QUICK = {"overview", "homes", "incidents", "grading", "actions", "contacts", "prepare", "guide"}
VISITED = [
    pytest.param(spec, marks=() if spec.key in QUICK else pytest.mark.accessible, id=spec.key)
    for spec in PAGES
]


@pytest.mark.parametrize("spec", VISITED)
def test_every_page_is_drawn_and_can_be_used_by_everybody_at_every_width(walkers, spec):
    tab = walkers()
    follow_link(tab, spec.key)
    assert tab.locator("[data-testid=stException]").count() == 0
    assert tab.get_by_text("Demonstration.").first.is_visible()
    assert tab.title() == spec.title
    assert find_violations(tab) == []
    for width in (390, 320):
        resize(tab, width, 844)
        assert find_cut_off(tab) == [], width
    assert tab.faults == []


def test_no_two_pages_share_a_title(walkers):
    assert len({spec.title for spec in PAGES}) == len(PAGES)
    assert walkers().evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("path", ["guide"])
def test_axe_and_the_narrow_window_find_what_is_wrong(walkers, path):
    tab = walkers()
    follow_link(tab, path)
    tab.evaluate(_PLANT)
    rules = {"color-contrast", "button-name"}
    try:
        for width in (1440, 390):
            resize(tab, width, 900)
            found = {said.split(":")[0] for said in find_violations(tab, *rules)}
            assert found == rules, width
            assert find_cut_off(tab) == ["cut off: words that are cut off"], width
    finally:
        tab.evaluate("document.querySelector('.planted').remove()")


def test_a_chart_is_drawn_under_the_content_policy(server, walkers):
    tab = walkers()
    follow_link(tab, "overview")
    assert tab.locator(".js-plotly-plot .main-svg").count() > 0
    headers = tab.request.get(f"{server}/overview").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert tab.faults == []


@pytest.mark.accessible
def test_the_start_page_leads_each_role_to_its_own(server, open_tab):
    tab = open_tab()
    tab.goto(server)
    tab.wait_for_url("**/overview", timeout=30_000)
    wait_for_page(tab)
    assert "call-outs" in tab.locator("h1").inner_text()
