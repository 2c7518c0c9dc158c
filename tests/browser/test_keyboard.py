"""With the keyboard alone: everything reached, the place seen, and no trap."""

import io

import pytest
from PIL import Image, ImageChops

from pages.components.registry import PAGES
from tests.browser.conftest import wait_for_page

QUICK = "people"
REST = [spec.key for spec in PAGES if spec.key != QUICK]
# Of a group of radios Tab reaches the first, chosen or not; the arrows reach the others.
_STOPS = """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter(
  e => e.matches('a[href], button, input, select, textarea, summary, [tabindex]')
    && e.tabIndex >= 0 && !e.matches('[role=radio] ~ [role=radio]') && !e.disabled
    && e.checkVisibility({visibilityProperty: true})
    && e.getBoundingClientRect().width > 0).map(e => (e.stop = e.outerHTML.slice(0, 120)))"""
# In a grid Tab goes through one row's cells and then leaves; Escape leaves at once.
_HERE = """() => { const e = document.activeElement;
  if (!e || e === document.body) return null;
  e.scrollIntoView({block: 'nearest'});
  const r = e.getBoundingClientRect();
  return {stop: e.stop || null, again: e.tagName !== 'CANVAS' && (e.seen || !(e.seen = true)),
    box: [Math.max(r.x - 6, 0), Math.max(r.y - 6, 0),
          Math.min(r.width + 12, innerWidth), Math.min(r.height + 12, innerHeight)]}; }"""


def _count_changed(tab, box) -> int:
    """How many pixels say that the focus is here; a blinking caret is about twenty."""
    clip = dict(zip(("x", "y", "width", "height"), box, strict=True))
    focused = Image.open(io.BytesIO(tab.screenshot(clip=clip)))
    tab.evaluate("(window.left = document.activeElement).blur()")
    tab.wait_for_timeout(50)
    blurred = Image.open(io.BytesIO(tab.screenshot(clip=clip)))
    # A group of radios leads back to the one that was left, unless Tab leaves it.
    tab.evaluate("window.left.focus({preventScroll: true})")
    changed = ImageChops.difference(focused.convert("L"), blurred.convert("L"))
    return sum(changed.point(lambda light: 1 if light > 16 else 0).histogram()[1:])


def _walk(tab, looks: bool) -> None:
    """By Tab from the first stop to the last."""
    waiting = tab.evaluate(_STOPS)
    assert waiting
    unseen: list[str] = []
    for _ in range(len(waiting) + 40):
        tab.keyboard.press("Tab")
        here = tab.evaluate(_HERE)
        if here is None:
            break
        assert not here["again"], f"came back to {here['stop']}"
        if here["stop"] in waiting:
            waiting.remove(here["stop"])
            if looks and _count_changed(tab, here["box"]) < 100:
                unseen.append(here["stop"])
    else:
        pytest.fail("the keyboard never leaves the page")
    assert waiting == [], "not reached"
    assert unseen == [], "reached, and nothing shows it"


def test_tab_reaches_everything_and_shows_where_it_is(server, open_tab):
    tab = open_tab()
    tab.goto(f"{server}/{QUICK}")
    wait_for_page(tab)
    _walk(tab, looks=True)


@pytest.mark.accessible
@pytest.mark.parametrize("path", REST)
def test_tab_reaches_everything_on_every_other_page(server, open_tab, path):
    tab = open_tab()
    tab.goto(f"{server}/{path}")
    wait_for_page(tab)
    _walk(tab, looks=True)


@pytest.mark.accessible
def test_the_first_stop_leads_past_the_navigation(server, open_tab):
    tab = open_tab()
    tab.goto(f"{server}/guide")
    wait_for_page(tab)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.innerText") == "Skip to main content"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("!!document.activeElement.closest('[data-testid=stMain]')")


@pytest.mark.accessible
def test_arrows_and_enter_choose(server, open_tab):
    tab = open_tab()
    tab.goto(f"{server}/overview")
    wait_for_page(tab)
    tab.get_by_role("radio", name="This year").focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**period=Last*12*months*", timeout=30_000)
    who = tab.get_by_role("combobox", name="Look as")
    before = who.input_value()
    who.focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_function(
        "([box, before]) => box.value !== before", arg=[who.element_handle(), before]
    )
