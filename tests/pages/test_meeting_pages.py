"""Prepare and Run: shown, empty, refused; an agenda made by clicking and a meeting gone through."""

from datetime import date, datetime, timedelta

import pytest
import streamlit as st

from core.agenda import read_agenda, take_items
from core.clock import read_today
from core.meeting_steps import ATTENDANCE, CLOSING, LAST_ACTIONS, go_to, hear_home, reveal_findings
from core.meetings import open_meeting, plan_meeting, read_meeting_ahead
from core.minutes import close_meeting, read_minuted_meetings, read_minutes
from core.minuting import Figures
from core.reading import View
from core.review import reopen_review
from core.vocabulary import Agency, AgendaReason, Attendance, ItemState, MeetingState, Role
from pages.components.running import Here, Room
from tests.pages.screens import open_screen, read_title, read_words, use_store
from tests.world import World, add_incident, add_unneeded_call

PREPARE, RUN = "meeting/prepare.py", "meeting/run.py"
RUNS = {Role.CHAIR, Role.PROTOCOL_LEAD}
ROLES = [role for role in Role if role is not Role.SYSTEM]
RECENT = datetime.combine(read_today() - timedelta(days=20), datetime.min.time()).replace(hour=18)


@pytest.fixture
def shown(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, shown by the app, with a broken cup that was called in."""
    use_store(monkeypatch, world.store.url)
    world.named["cup"] = add_unneeded_call(
        world,
        "CUP",
        occurred_at=RECENT,
        decided_at=RECENT + timedelta(days=1),
        reported_at=RECENT + timedelta(days=1),
    )
    yield world
    st.cache_resource.clear()


def _open(world: World, script: str, role: Role = Role.CHAIR, **params: str):
    return open_screen(world.people[role], script, **params)


def _press(at, key: str):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def _start(world: World, *incidents: int) -> int:
    chair = world.viewer(Role.CHAIR)
    key = plan_meeting(world.store, chair, read_today())
    take_items(world.store, chair, key, dict.fromkeys(incidents, (AgendaReason.ADDED,)))
    open_meeting(world.store, chair, key)
    return key


def _find_item(world: World, meeting: int, incident: int) -> int:
    items = read_agenda(world.store, world.viewer(Role.CHAIR), meeting)
    return next(item.id for item in items if item.incident_id == incident)


@pytest.mark.parametrize("script", [PREPARE, RUN])
@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_it(shown: World, script: str, role: Role) -> None:
    title = read_title(_open(shown, script, role))
    refused = "This page is not open to your role"
    assert title == ("No meeting is planned" if role in RUNS else refused)


def test_without_incidents_prepare_says_what_would_be_proposed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(monkeypatch, world.store.url)
    plan_meeting(world.store, world.viewer(Role.CHAIR), read_today())
    at = _open(world, PREPARE)
    assert read_title(at).endswith("0 on the agenda")
    assert "No incident of the period stands out" in read_words(at)


def test_a_meeting_is_planned_from_the_page(shown: World) -> None:
    at = _open(shown, PREPARE)
    at.date_input(key="plan_day").set_value(read_today())
    next(b for b in at.button if b.label == "Plan this meeting").click().run()
    meeting = read_meeting_ahead(shown.store, shown.viewer(Role.CHAIR))
    assert meeting is not None and meeting.held_on == read_today()
    assert "Proposed: 1" in read_words(at)


def test_what_is_proposed_is_taken_dropped_and_taken_again(shown: World) -> None:
    plan_meeting(shown.store, shown.viewer(Role.CHAIR), read_today())
    cup = shown.named["cup"]
    at = _open(shown, PREPARE)
    assert "police may not have been needed" in read_words(at)
    _press(at, f"take_drop_{cup}")
    assert "All that was proposed is taken or dropped." in read_words(at)
    _press(at, f"again_take_{cup}")
    assert read_title(at).endswith("1 on the agenda")
    meeting = read_meeting_ahead(shown.store, shown.viewer(Role.CHAIR))
    (item,) = read_agenda(shown.store, shown.viewer(Role.CHAIR), meeting.id)
    assert (item.state, item.reasons) == (ItemState.TAKEN, (AgendaReason.POLICE_NOT_NEEDED,))


def test_items_are_ordered_by_their_buttons(shown: World) -> None:
    other = add_unneeded_call(shown, "CUP2", "birch", occurred_at=RECENT)
    key = plan_meeting(shown.store, shown.viewer(Role.CHAIR), read_today())
    chair = shown.viewer(Role.CHAIR)
    first = shown.named["cup"]
    take_items(shown.store, chair, key, dict.fromkeys((first, other), (AgendaReason.ADDED,)))
    at = _open(shown, PREPARE)
    moved = _find_item(shown, key, other)
    _press(at, f"up_{moved}")
    assert [i.incident_id for i in read_agenda(shown.store, chair, key)] == [other, first]
    _press(at, f"down_{moved}")
    assert [i.incident_id for i in read_agenda(shown.store, chair, key)] == [first, other]


def test_a_meeting_ahead_is_not_opened_before_its_day(shown: World) -> None:
    plan_meeting(shown.store, shown.viewer(Role.CHAIR), read_today() + timedelta(days=3))
    at = _open(shown, PREPARE)
    assert at.button(key="open_meeting").disabled
    assert "is not open yet" in read_title(_open(shown, RUN))


def test_attendance_is_saved_as_it_is_chosen(shown: World) -> None:
    _start(shown)
    at = _open(shown, RUN)
    assert read_title(at).startswith("Who is here")
    at.button_group(key="attendance_police").set_value(Attendance.PRESENT).run()
    assert not at.exception
    assert "Saved: police present." in read_words(_open(shown, RUN))


def test_the_findings_come_after_the_home_and_the_verdict_is_saved(shown: World) -> None:
    meeting = _start(shown, shown.named["cup"])
    item = _find_item(shown, meeting, shown.named["cup"])
    go_to(shown.store, shown.viewer(Role.CHAIR), meeting, item)
    at = _open(shown, RUN)
    said = "Police contact could have been avoided"
    assert "The home speaks first." in read_words(at) and said not in read_words(at)
    assert "not have been needed" not in read_words(at)
    _press(at, f"hear_home_{item}")
    assert said not in read_words(at)
    _press(at, f"reveal_findings_{item}")
    assert said in read_words(at)
    _press(at, f"verdict_{item}_all")
    assert "The group's verdict, saved" in read_words(at)
    assert shown.incident(shown.named["cup"]).agreed_police_needed == "no"


def test_another_answer_needs_its_reason_and_nothing_is_saved_without(shown: World) -> None:
    meeting = _start(shown, shown.named["cup"])
    item = _find_item(shown, meeting, shown.named["cup"])
    chair = shown.viewer(Role.CHAIR)
    go_to(shown.store, chair, meeting, item)
    hear_home(shown.store, chair, meeting, item)
    reveal_findings(shown.store, chair, meeting, item)
    at = _open(shown, RUN)
    key = f"verdict_{item}"
    at.button_group(key=f"{key}_unnecessary-call").set_value("dismiss").run()
    at.button_group(key=f"{key}_needed").set_value("yes").run()
    _press(at, f"{key}_save")
    assert "Give a reason" in read_words(at)
    assert shown.incident(shown.named["cup"]).reviewed_at is None
    at.text_input(key=f"{key}_unnecessary-call_reason").set_value("It went on all evening.")
    at.text_input(key=f"{key}_note").set_value("Staff could not keep the others safe.")
    _press(at, f"{key}_save")
    assert shown.incident(shown.named["cup"]).agreed_police_needed == "yes"


def test_what_a_meeting_settled_is_settled_again_with_what_is_new(shown: World) -> None:
    chair, cup = shown.viewer(Role.CHAIR), shown.named["cup"]
    for number in (1, 2):
        meeting = _start_again(shown, number, cup)
        item = _find_item(shown, meeting, cup)
        go_to(shown.store, chair, meeting, item)
        hear_home(shown.store, chair, meeting, item)
        reveal_findings(shown.store, chair, meeting, item)
        at = _open(shown, RUN)
        if number == 2:
            _press(at, f"verdict_{item}_all")
            assert "Give a reason" in read_words(at)
            at.text_input(key=f"verdict_{item}_note").set_value("The officer's note came in.")
        _press(at, f"verdict_{item}_all")
        assert "The group's verdict, saved" in read_words(at)
        if number == 1:
            close_meeting(shown.store, chair, meeting, Figures(shown.store.read_revision()))
            version = shown.incident(cup).version
            reopen_review(shown.store, chair, cup, version, "The officer's note came in.")


def _start_again(world: World, number: int, incident: int) -> int:
    chair = world.viewer(Role.CHAIR)
    key = plan_meeting(world.store, chair, read_today() - timedelta(days=2 - number))
    take_items(world.store, chair, key, {incident: (AgendaReason.ADDED,)})
    open_meeting(world.store, chair, key)
    return key


def test_decisions_and_actions_are_shown_as_saved_and_stand_in_the_minutes(shown: World) -> None:
    meeting = _start(shown, shown.named["cup"])
    item = _find_item(shown, meeting, shown.named["cup"])
    chair = shown.viewer(Role.CHAIR)
    go_to(shown.store, chair, meeting, item)
    at = _open(shown, RUN)
    at.text_input(key=f"item_{item}_words").set_value("The home was right to wait.")
    next(b for b in at.button if b.label == "Save").click().run()
    at.text_input(key=f"item_{item}_title").set_value("Visit on an evening")
    at.selectbox(key=f"item_{item}_owner").set_value(Agency.POLICE)
    next(b for b in at.button if b.label == "Give it").click().run()
    said = read_words(at)
    assert "The home was right to wait." in said and "Visit on an evening" in said
    assert said.count(":gray[Saved ") == 2
    go_to(shown.store, chair, meeting, CLOSING)
    _press(_open(shown, RUN), "close_meeting")
    (held,) = read_minuted_meetings(shown.store, chair)
    minutes = read_minutes(shown.store, chair, held)
    assert [d.words for d in minutes.items[0].decisions] == ["The home was right to wait."]
    assert [a.title for a in minutes.items[0].actions] == ["Visit on an evening"]
    assert minutes.figures
    assert read_meeting_ahead(shown.store, chair) is None


def test_while_the_police_are_here_nothing_unreported_is_on_a_screen(shown: World) -> None:
    kept = add_incident(
        shown, "KEPT", "cedar", channel="none", severity="serious", occurred_at=RECENT
    )
    meeting = _start(shown, shown.named["cup"], kept)
    chair = shown.viewer(Role.CHAIR)
    go_to(shown.store, chair, meeting, _find_item(shown, meeting, shown.named["cup"]))
    at = _open(shown, RUN)
    assert "Cedar" not in read_words(at)
    _press(at, "police_left")
    assert "police not contacted" in read_title(at)
    _press(at, "police_back")
    assert "Cedar" not in read_words(at)
    found = read_meeting_ahead(shown.store, chair)
    assert found.current_item == CLOSING and found.state is MeetingState.RUNNING


def test_each_screen_says_where_the_room_is(shown: World) -> None:
    meeting = _start(shown, shown.named["cup"])
    chair = shown.viewer(Role.CHAIR)
    item = _find_item(shown, meeting, shown.named["cup"])
    for place, said in (
        (ATTENDANCE, "Who is here"),
        (LAST_ACTIONS, "Last actions"),
        (item, "Item 1 of 1"),
        (CLOSING, "Other business and close"),
    ):
        go_to(shown.store, chair, meeting, place)
        at = _open(shown, RUN)
        assert said in read_words(at)
        assert "min since the start" in read_words(at)


def test_a_moved_meeting_has_its_new_day(shown: World) -> None:
    plan_meeting(shown.store, shown.viewer(Role.CHAIR), read_today())
    at = _open(shown, PREPARE)
    later = read_today() + timedelta(days=7)
    at.date_input(key="move_day").set_value(later)
    next(b for b in at.button if b.label == "Move it").click().run()
    meeting = read_meeting_ahead(shown.store, shown.viewer(Role.CHAIR))
    assert meeting is not None and meeting.held_on == later
    assert meeting.period_to == later - date.resolution


def test_what_a_press_in_the_room_needs_holds_no_figures_of_an_old_revision(shown: World) -> None:
    meeting = _start(shown, shown.named["cup"])
    item = _find_item(shown, meeting, shown.named["cup"])
    go_to(shown.store, shown.viewer(Role.CHAIR), meeting, item)
    at = _open(shown, RUN, meeting=str(meeting))
    kept = at.session_state._state._state._new_widget_state.widget_metadata.values()
    given = [part for one in kept for part in (one.callback_args or ())]
    assert any(isinstance(part, Here) for part in given)
    assert not [part for part in given if isinstance(part, Room | View)]
