"""A SPOC's tick, as fast as a thumb can do it twice."""

import pytest
from sqlmodel import select

from core.store import build_url, open_store
from core.tables import ActionEvent
from tests.browser.conftest import wait_for_page


def _count_ticks(path) -> int:
    store = open_store(build_url(path))
    with store.read() as session:
        ticks = session.exec(select(ActionEvent).where(ActionEvent.kind == "ticked")).all()
    store.close()
    return len(ticks)


_ALSO = [pytest.param(gap, marks=pytest.mark.accessible) for gap in (30, 500)]


@pytest.mark.parametrize("gap", [0, 150, *_ALSO])
def test_a_double_tap_is_one_tick(server, demonstration, open_tab, gap):
    tab = open_tab(width=390, height=844)
    tab.goto(f"{server}/actions?whose=Everybody's")
    wait_for_page(tab)
    before = _count_ticks(demonstration)
    done = tab.get_by_role("button", name="Done", exact=False).and_(
        tab.locator("[class*=st-key-done_] button")
    )
    done.first.evaluate(
        """(button, gap) => new Promise(tapped => {
            button.click(); setTimeout(() => tapped(button.click()), gap); })""",
        gap,
    )
    tab.get_by_text("Saved", exact=False).first.wait_for(timeout=30_000)
    # A tap asks for its run at once: at rest, the second has had its own.
    wait_for_page(tab)
    assert _count_ticks(demonstration) == before + 1
    assert tab.faults == []
