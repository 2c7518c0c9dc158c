"""The Minutes page: which meeting, one's own part of it, words that stay words, no empty lie."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.clock import read_today, say_date
from core.meetings import record_meeting
from core.review import reopen_review
from core.vocabulary import Role
from tests.meeting import HOSTILE, KEPT, SAID, hold, hold_and_close, plan
from tests.pages.screens import open_screen, read_links, read_title, read_words, use_store
from tests.world import World, copy_world

TODAY = say_date(read_today())


@pytest.fixture(scope="module")
def untouched_meeting(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = copy_world(untouched_world, tmp_path_factory.mktemp("meeting"))
    hold_and_close(world)
    return world


@pytest.fixture
def closed(untouched_meeting: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = copy_world(untouched_meeting, tmp_path)
    use_store(monkeypatch, world.store.url)
    return world


@pytest.fixture
def group(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    use_store(monkeypatch, world.store.url)
    return world


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "meeting/minutes.py", **params)


def read_page(at: AppTest) -> str:
    return "\n".join([read_words(at), *(header.value for header in at.header)]).replace("\\", "")


def test_the_chair_reads_every_part(closed: World) -> None:
    at = open_as(closed, Role.CHAIR)
    assert read_title(at) == f"Minutes of the meeting of {TODAY}"
    said = read_page(at)
    for words in (
        SAID,
        KEPT,
        "Closed and frozen on",
        "SHA-256 of what was frozen:",
        "Asked and not there: health",
        "1. Alder, 4 May 2019: criminal damage",
        "Police were not needed (saved",
        "Not reached; it waits for the next meeting.",
        "Ask Alder what became of the cannabis",
        "We meet again in spring.",
    ):
        assert words in said.replace("**", ""), words
    assert [header.value for header in at.header] == [
        "Who was there",
        "Figures",
        "Actions of the last meeting",
        "Incidents",
        "Other decisions and actions",
    ]
    assert [button.proto.label for button in at.get("download_button")] == ["Download as PDF"]


@pytest.mark.parametrize("role", [Role.POLICE_REVIEWER, Role.SPOC])
def test_the_police_read_no_word_of_what_nobody_reported(closed: World, role: Role) -> None:
    said = read_page(open_as(closed, role))
    assert "1. Alder, 4 May 2019: criminal damage" in said
    for words in ("cannabis", "drugs service", "3 May 2019", KEPT, "without the police members"):
        assert words not in said, words


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMINISTRATOR])
def test_who_does_not_sit_in_the_group_is_refused(closed: World, role: Role) -> None:
    at = open_as(closed, role)
    assert read_title(at) == "This page is not open to your role"
    assert "Alder" not in read_page(at)


def test_spoken_words_are_never_markup(closed: World) -> None:
    at = open_as(closed, Role.CHAIR)
    raw = "\n".join(part.value for part in at.markdown)
    assert "http://evil.test" not in raw and "<script>" not in raw
    assert HOSTILE.replace("\\", "") in read_page(at).replace("\\", "")


def test_what_was_changed_since_is_marked(closed: World) -> None:
    changed = "The group’s answer was changed after this meeting"
    assert changed not in read_page(open_as(closed, Role.CHAIR))
    incident = closed.incident(closed.named["reported"])
    chair = closed.viewer(Role.CHAIR)
    reopen_review(closed.store, chair, incident.id or 0, incident.version, "New facts came in")
    assert read_page(open_as(closed, Role.CHAIR)).count(changed) == 1


@pytest.mark.parametrize("asked", ["999", "0", "x", "١", "-1"])
def test_a_meeting_that_is_not_there_is_the_latest(closed: World, asked: str) -> None:
    assert TODAY in read_title(open_as(closed, Role.CHAIR, meeting=asked))


def test_a_recorded_meeting_has_no_minutes_and_the_page_says_what_makes_them(group: World) -> None:
    record_meeting(group.store, group.viewer(Role.CHAIR), read_today() - timedelta(days=9))
    at = open_as(group, Role.CHAIR)
    assert read_title(at) == "No meeting has minutes yet"
    assert "Closing the meeting freezes them" in read_page(at)
    assert "Prepare a meeting" in read_links(at)
    assert "Prepare a meeting" not in read_links(open_as(group, Role.PARTNER))


def test_a_running_meeting_is_a_draft_to_the_recorder_and_nothing_to_others(group: World) -> None:
    hold(group, plan(group))
    at = open_as(group, Role.CHAIR)
    assert read_title(at) == f"Draft minutes of the meeting of {TODAY}"
    said = read_page(at)
    assert "The meeting is not closed: this is a draft." in said
    assert "SHA-256" not in said and "Police were not needed" in said
    assert "The data end on 20 May 2019, before this period begins." in said
    assert read_title(open_as(group, Role.POLICE_REVIEWER)) == "No meeting has minutes yet"
