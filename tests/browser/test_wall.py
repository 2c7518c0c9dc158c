"""On the wall: arrows alone, and nothing that names a home, a provider or a child."""

import re
from shutil import copyfile

import polars as pl
import pytest
import streamlit as st
from sqlmodel import select

from core.access import ACCESS, SYSTEM
from core.agenda import read_agenda, take_items
from core.clock import read_today
from core.meeting_steps import (
    ATTENDANCE,
    CLOSING,
    LAST_ACTIONS,
    go_to,
    hear_home,
    note_police_left,
    reveal_findings,
)
from core.meetings import open_meeting
from core.reading import read_view
from core.store import build_url, open_store
from core.tables import Action, Home, Incident, Meeting
from core.vocabulary import AgendaReason, Role
from pages.components.registry import PAGES
from tests.browser.conftest import wait_for_page
from tests.pages.screens import open_screen, read_title

PROJECTED = [spec for spec in PAGES if spec.projected]
REFUSED = [s for s in PAGES if not s.projected and s.opens(ACCESS[Role.CHAIR])]
CLOSED = [s for s in PAGES if not s.opens(ACCESS[Role.CHAIR])]


@pytest.fixture(scope="module")
def secrets(demonstration):
    """What no room may read: names of homes, and everything else that says who or what it was."""
    store = open_store(build_url(demonstration))
    with store.read() as session:
        homes = session.exec(select(Home)).all()
        incidents = session.exec(select(Incident)).all()
        words = {h.provider for h in homes} | {h.registered_manager for h in homes}
        words |= {i.child_ref for i in incidents} | {i.reference for i in incidents}
        words |= {action.title for action in session.exec(select(Action))}
        for incident in incidents:
            # Four words and more are somebody's own, not one of the protocol's terms.
            values = incident.model_dump().values()
            words |= {v for v in values if isinstance(v, str) and v.count(" ") >= 3}
        names = {home.name for home in homes}
    store.close()
    assert len(names) > 5 and len(words) > 50
    return names, {word for word in words if word}


@pytest.fixture
def show(demonstration, monkeypatch):
    """Opens a page of the demonstration without a browser."""
    monkeypatch.setenv("DATABASE_URL", build_url(demonstration))
    st.cache_resource.clear()
    yield lambda spec, **params: open_screen(None, spec.script, **params)
    st.cache_resource.clear()


def _read_sent(at) -> bytes:
    """Everything that reaches the browser, seen or not."""
    return b"\n".join(
        node.proto.SerializeToString() for node in at.main if getattr(node, "proto", None)
    )


def _find_in(sent: bytes, words) -> list[str]:
    return sorted(word for word in words if re.search(rb"\b%s\b" % re.escape(word.encode()), sent))


def _count_screens(at) -> int:
    steps = [re.match(r"\d+ of (\d+): ", caption.value) for caption in at.caption]
    return next((int(step[1]) for step in steps if step), 1)


@pytest.mark.parametrize("spec", PROJECTED, ids=lambda spec: spec.key)
def test_no_projected_screen_names_anybody(show, secrets, spec):
    names, words = secrets
    first = show(spec, projector="1")
    screens = [first] + [
        show(spec, projector="1", screen=str(number))
        for number in range(2, _count_screens(first) + 1)
    ]
    for number, at in enumerate(screens, start=1):
        assert _find_in(_read_sent(at), names | words) == [], f"screen {number}"
        assert any(button.label == "Leave the wall" for button in at.button)


def test_no_screen_of_a_running_meeting_names_anybody(
    demonstration, secrets, tmp_path, monkeypatch
):
    path = tmp_path / "meeting.db"
    copyfile(demonstration, path)
    store = open_store(build_url(path))
    with store.write(SYSTEM) as change:
        planned = select(Meeting).where(Meeting.state == "planned")
        meeting = change.session.exec(planned).one()
        meeting.held_on, key = read_today(), meeting.id
        change.record("moved", "meeting", key)
    waiting = read_view(store, SYSTEM).incidents.filter(~pl.col("reviewed"))["id"].to_list()
    take_items(store, SYSTEM, key, dict.fromkeys(waiting, (AgendaReason.ADDED,)))
    open_meeting(store, SYSTEM, key)
    note_police_left(store, SYSTEM, key, left=True)
    names, words = secrets
    monkeypatch.setenv("DATABASE_URL", build_url(path))
    st.cache_resource.clear()
    spec = next(spec for spec in PAGES if spec.key == "run")
    items = [item.id for item in read_agenda(store, SYSTEM, key)]
    assert len(items) == 7
    for place in (ATTENDANCE, LAST_ACTIONS, *items, CLOSING):
        go_to(store, SYSTEM, key, place)
        for item in {place} & set(items):
            hear_home(store, SYSTEM, key, item)
            reveal_findings(store, SYSTEM, key, item)
        at = open_screen(None, spec.script, projector="1")
        assert _find_in(_read_sent(at), names | words) == [], place
        assert any(button.label == "Leave the wall" for button in at.button)
    store.close()


def test_the_desk_names_them(show, secrets):
    names, _ = secrets
    at = show(next(spec for spec in PAGES if spec.key == "homes"))
    assert len(_find_in(_read_sent(at), names)) > 5


def test_a_revealed_letter_is_a_name_until_the_wall_is_left(show, secrets):
    names, _ = secrets
    at = show(next(spec for spec in PAGES if spec.key == "homes"), projector="1")
    at.session_state["revealed"] = ["A"]
    at.run()
    shown = set()
    for number in range(1, _count_screens(at) + 1):
        at.query_params["screen"] = str(number)
        at.run()
        shown |= set(_find_in(_read_sent(at), names))
    assert len(shown) == 1
    at.button(key="leave_wall").click().run()
    assert len(_find_in(_read_sent(at), names)) > 5
    assert "revealed" not in at.session_state


@pytest.mark.parametrize("spec", REFUSED, ids=lambda spec: spec.key)
def test_every_other_page_refuses_the_wall_in_words(show, secrets, spec):
    names, words = secrets
    at = show(spec, projector="1")
    assert read_title(at) == "This page is not for the wall"
    assert _find_in(_read_sent(at), names | words) == []
    at.button[-1].click().run()
    assert read_title(at) != "This page is not for the wall"


@pytest.mark.parametrize("spec", CLOSED, ids=lambda spec: spec.key)
def test_what_the_chair_may_not_open_shows_nothing_on_the_wall_either(show, secrets, spec):
    names, words = secrets
    at = show(spec, projector="1")
    assert read_title(at) == "This page is not open to your role"
    assert _find_in(_read_sent(at), names | words) == []


def test_the_arrows_step_through_the_screens(server, open_tab):
    tab = open_tab(width=1920, height=1080)
    tab.goto(f"{server}/breaches?projector=1")
    wait_for_page(tab)
    tab.get_by_text(re.compile("^1 of ")).wait_for(timeout=30_000)
    tab.keyboard.press("ArrowRight")
    tab.get_by_text(re.compile("^2 of ")).wait_for(timeout=30_000)
    tab.keyboard.press("ArrowLeft")
    tab.get_by_text(re.compile("^1 of ")).wait_for(timeout=30_000)
    # The way on and out is within the screen, however long the page.
    for name in ("Next", "Leave the wall", "Period and choices"):
        box = tab.get_by_role("button", name=name).bounding_box()
        assert box["y"] + box["height"] <= 1080
    assert tab.faults == []
