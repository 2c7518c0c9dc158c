"""A meeting prepared, run over seven incidents and closed by keyboard, the server killed midway."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from shutil import copyfile

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.clock import read_today
from core.judging import judge_incidents
from core.meetings import read_meetings
from core.minutes import read_minuted_meetings, read_minutes
from core.store import Store, build_url, open_store
from core.tables import Home, Incident, Meeting, MeetingItem
from tests.browser.conftest import run_server, wait_for_page

_MOST_STOPS = 150
_SOON = 8_000  # milliseconds: "within seconds"
# The page as a whole takes the focus too: it carries every word.
_HERE = """() => { const e = document.activeElement, own = e.innerText || '';
  return [own.length < 200 ? own : '', e.getAttribute('aria-label'),
    e.labels?.[0]?.innerText].join(' '); }"""
SAVED = "The group's verdict, saved"


@pytest.fixture
def seven(demonstration: Path, tmp_path: Path) -> Path:
    """The demonstration with five more broken cups: seven incidents are proposed."""
    path = tmp_path / "meeting.db"
    copyfile(demonstration, path)
    store = open_store(build_url(path))
    with store.write(SYSTEM) as change:
        planned = select(Meeting).where(Meeting.state == "planned")
        change.session.delete(change.session.exec(planned).one())
        homes = select(Home).where(Home.setting_type == "childrens_home")
        # At five homes: at one they would raise an alarm, and with it propose others.
        for day, home in enumerate(change.session.exec(homes).all()[:5], start=1):
            incident = Incident(
                reference=f"CUP-{day}",
                home_id=home.id,
                occurred_at=datetime(2026, 10, day, 18),
                decided_at=datetime(2026, 10, day + 1, 9),
                reported_at=datetime(2026, 10, day + 1, 9),
                channel="101",
                category="criminal_damage",
                severity="minor",
                exception="none",
                immediate_risk="no",
                victim_wants_police="no",
                social_worker_told="yes",
            )
            change.session.add(incident)
            change.session.flush()
            judge_incidents(change.session, [incident.id])
            change.record("imported", "incident", incident.id)
    store.close()
    return path


def _reach(tab, words: str) -> None:
    """By Tab to what carries these words."""
    for _ in range(_MOST_STOPS):
        tab.keyboard.press("Tab")
        if words in tab.evaluate(_HERE):
            return
    pytest.fail(f"Tab does not reach {words}")


def _press(tab, words: str, key: str = "Enter") -> None:
    _reach(tab, words)
    tab.keyboard.press(key)


def _wait(tab, words: str) -> None:
    tab.get_by_text(words).first.wait_for(timeout=30_000)
    # At rest: a key that comes while the page is drawn is the old button's, which does nothing new.
    wait_for_page(tab)
    tab.wait_for_timeout(100)


def _settle(tab, number: int) -> str:
    """Heard, revealed, agreed and saved, and a decision noted, all by keys."""
    _wait(tab, f"Item {number} of 7")
    for key, then in (("h", "The home was heard, saved"), ("f", "Save the verdict"), ("a", SAVED)):
        tab.keyboard.press(key)
        _wait(tab, then)
    return _note(tab, f"Decision {number}: he was right to wait")


def _count_heard(path: Path) -> int:
    store = _read(path)
    with store.read() as session:
        heard = session.exec(select(MeetingItem).where(MeetingItem.heard_at.is_not(None))).all()
        meeting = session.exec(select(Meeting).where(Meeting.state == "running")).one()
    store.close()
    return sum(item.meeting_id == meeting.id for item in heard)


def _note(tab, words: str) -> str:
    _reach(tab, "Decision, as it is spoken")
    tab.keyboard.type(words)
    tab.keyboard.press("Enter")
    _wait(tab, words)
    tab.keyboard.press("Tab")  # Out of the field: its arrows move the caret.
    return words


def _open_room(tab, base: str) -> None:
    tab.goto(f"{base}/run?projector=1")
    wait_for_page(tab)


def _read(path: Path) -> Store:
    return open_store(build_url(path))


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """What a test starts, and may kill before."""
    with ExitStack() as stack:
        yield stack


def test_a_meeting_is_prepared_run_and_closed_by_keyboard_and_a_killed_server_loses_nothing(
    seven: Path, open_tab, servers: ExitStack
) -> None:
    first = ExitStack()
    base = first.enter_context(run_server(seven))
    servers.push(first)
    tab = open_tab(width=1920, height=1080)
    tab.goto(f"{base}/prepare")
    wait_for_page(tab)
    _reach(tab, "Day of the meeting")
    tab.keyboard.type(read_today().strftime("%d%m%Y"))
    _press(tab, "Plan this meeting")
    _wait(tab, "Proposed: 7")
    _press(tab, "Take all that are proposed")
    _wait(tab, "7 on the agenda")
    _press(tab, "Open the meeting")
    _wait(tab, "Who is here")
    _press(tab, "Show on the wall")
    _wait(tab, "Leave the wall")
    tab.keyboard.press("ArrowRight")
    _wait(tab, "Last actions:")
    tab.keyboard.press("ArrowRight")

    said = [_settle(tab, 1)]
    other = open_tab(width=1920, height=1080)
    _open_room(other, base)
    _wait(other, "Item 1 of 7")
    _reach(other, "Decision, as it is spoken")
    other.keyboard.type("Half a sentence")
    said.append(_note(tab, "Noted while somebody else writes"))
    other.get_by_text(said[-1]).first.wait_for(timeout=_SOON)
    other.keyboard.type(" goes on")
    assert other.evaluate("document.activeElement.value") == "Half a sentence goes on"
    tab.keyboard.press("ArrowRight")
    other.get_by_text("Item 2 of 7").wait_for(timeout=_SOON)
    wait_for_page(other)
    # Who was writing when the room went on decides nothing by the letters that follow.
    other.keyboard.type("hfas")
    other.wait_for_timeout(500)
    assert _count_heard(seven) == 1
    said.append(_settle(tab, 2))
    other.get_by_text(said[-1]).first.wait_for(timeout=_SOON)
    tab.keyboard.press("ArrowRight")
    said.append(_settle(tab, 3))
    first.close()  # kill -9

    base = servers.enter_context(run_server(seven))
    tab = open_tab(width=1920, height=1080)
    _open_room(tab, base)
    _wait(tab, "Item 3 of 7")
    _wait(tab, SAVED)
    _wait(tab, said[-1])
    for number in range(4, 8):
        tab.keyboard.press("ArrowRight")
        said.append(_settle(tab, number))
    tab.keyboard.press("ArrowRight")
    _wait(tab, "7 of 7 incidents settled")
    _press(tab, "Close the meeting")
    _wait(tab, "No meeting is planned")

    store = _read(seven)
    day = read_today()
    assert read_meetings(store)[-1] == day
    (meeting,) = [key for key, held in read_minuted_meetings(store, SYSTEM).items() if held == day]
    minutes = read_minutes(store, SYSTEM, meeting)
    assert [d.words for item in minutes.items for d in item.decisions] == said
    assert all(item.settled for item in minutes.items) and len(minutes.items) == 7
    assert {item.police_needed for item in minutes.items} >= {"no"}
    tab.goto(f"{base}/minutes")
    wait_for_page(tab)
    for words in said:
        _wait(tab, words)
    store.close()
