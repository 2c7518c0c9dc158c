"""What is recorded while the group meets: once each, in order, and never before the wrong ears."""

from datetime import timedelta

import pytest
from sqlmodel import select

from core.agenda import move_item, read_agenda, take_items
from core.clock import read_today, read_utc_now
from core.errors import AccessDenied, Conflict, InvalidInput
from core.interests import declare_interest
from core.meeting_steps import (
    ATTENDANCE,
    CLOSING,
    LAST_ACTIONS,
    go_to,
    hear_home,
    keep_verdict,
    note_decision,
    note_police_left,
    read_attendance,
    read_decisions,
    remove_decision,
    reveal_findings,
    set_attendance,
    settle_item,
)
from core.meetings import open_meeting, plan_meeting, read_meeting_ahead
from core.review import reopen_review, review_incident
from core.tables import Audit, IncidentEvent
from core.vocabulary import Agency, AgendaReason, Attendance, FindingState, Role
from tests.world import World, add_incident, add_possession, add_unneeded_call

AGREED = (FindingState.CONFIRMED, None)


def _decide(world: World, incident: int) -> dict[str, tuple[FindingState, str | None]]:
    found = world.findings(incident)
    return {rule: AGREED for rule, row in found.items() if row.verdict != "cannot_tell"}


class _Room:
    """A running meeting about a broken cup that was called in."""

    def __init__(self, world: World, *more: int) -> None:
        self.world, self.store = world, world.store
        self.chair = world.viewer(Role.CHAIR)
        self.incident = add_unneeded_call(world, "A1")
        self.meeting = plan_meeting(self.store, self.chair, read_today())
        wanted = dict.fromkeys((self.incident, *more), (AgendaReason.ADDED,))
        take_items(self.store, self.chair, self.meeting, wanted)
        open_meeting(self.store, self.chair, self.meeting)
        items = read_agenda(self.store, self.chair, self.meeting)
        self.items = {item.incident_id: item.id for item in items}
        self.item = self.items[self.incident]

    def read(self):
        return {i.id: i for i in read_agenda(self.store, self.chair, self.meeting)}[self.item]

    def settle(self, version: int = 1, needed: str = "no") -> None:
        decisions = _decide(self.world, self.incident)
        settle_item(self.store, self.chair, self.meeting, self.item, version, decisions, needed)

    def count(self, verb: str) -> int:
        with self.store.read() as session:
            return len(session.exec(select(Audit).where(Audit.verb == verb)).all())


@pytest.fixture
def room(world: World) -> _Room:
    return _Room(world)


def test_what_the_room_looks_at_is_stored(room: _Room) -> None:
    for place in (LAST_ACTIONS, room.item, room.item, CLOSING, ATTENDANCE):
        go_to(room.store, room.chair, room.meeting, place)
        meeting = read_meeting_ahead(room.store, room.chair)
        assert meeting is not None and meeting.current_item == place
    assert room.count("went to item") == 4
    with pytest.raises(InvalidInput, match="no such item"):
        go_to(room.store, room.chair, room.meeting, 999)


def test_an_agency_is_noted_once_and_the_answer_can_be_changed_and_taken_back(room: _Room) -> None:
    def note(*said: object) -> dict:
        set_attendance(room.store, room.chair, room.meeting, Agency.POLICE, *said)
        return read_attendance(room.store, room.chair, room.meeting)

    assert note(Attendance.PRESENT) == {Agency.POLICE: (Attendance.PRESENT, None)}
    assert note(Attendance.PRESENT, 3) == {Agency.POLICE: (Attendance.PRESENT, 3)}
    assert note(Attendance.PRESENT, 3) == {Agency.POLICE: (Attendance.PRESENT, 3)}
    assert room.count("noted attendance") == 2
    assert note(Attendance.APOLOGIES) == {Agency.POLICE: (Attendance.APOLOGIES, None)}
    assert note(None) == {}


@pytest.mark.parametrize(
    ("attendance", "people"),
    [(Attendance.PRESENT, 0), (Attendance.PRESENT, 51), (Attendance.APOLOGIES, 2)],
)
def test_people_are_counted_of_who_is_here(
    room: _Room, attendance: Attendance, people: int
) -> None:
    with pytest.raises(InvalidInput, match="Count the people"):
        set_attendance(room.store, room.chair, room.meeting, Agency.CPS, attendance, people)


def test_findings_are_revealed_after_the_home_was_heard_once(room: _Room) -> None:
    with pytest.raises(InvalidInput, match="heard before"):
        reveal_findings(room.store, room.chair, room.meeting, room.item)
    for _ in range(2):
        hear_home(room.store, room.chair, room.meeting, room.item)
    for _ in range(2):
        reveal_findings(room.store, room.chair, room.meeting, room.item)
    item = room.read()
    assert item.heard_at and item.revealed_at and item.heard_at <= item.revealed_at
    assert (room.count("heard the home"), room.count("revealed")) == (1, 1)


def test_a_verdict_is_the_incidents_review_and_says_at_which_meeting(room: _Room) -> None:
    for _ in range(2):
        room.settle()
    item, incident = room.read(), room.world.incident(room.incident)
    assert item.settled_at and not item.changed
    assert (incident.agreed_police_needed, incident.version) == ("no", 2)
    assert {f.state for f in room.world.findings(room.incident).values()} == {"confirmed"}
    with room.store.read() as session:
        events = session.exec(select(IncidentEvent)).all()
    assert [(e.kind, e.meeting_id) for e in events] == [("reviewed", room.meeting)]


def test_the_second_of_two_recorders_is_told(room: _Room) -> None:
    room.settle()
    with pytest.raises(Conflict, match="Somebody changed this incident"):
        room.settle(needed="unknown")


def test_a_verdict_changed_afterwards_shows(room: _Room) -> None:
    room.settle()
    reopen_review(room.store, room.chair, room.incident, 2, "The officer's note came in.")
    assert room.read().changed


def test_who_has_an_interest_does_not_record_the_verdict(room: _Room) -> None:
    declare_interest(room.store, room.chair, room.incident, "I was on call that night.")
    with pytest.raises(AccessDenied):
        room.settle()
    assert room.read().settled_at is None


def test_a_reviewed_incident_is_left_as_agreed_or_the_recorder_is_told(room: _Room) -> None:
    with pytest.raises(Conflict):
        keep_verdict(room.store, room.chair, room.meeting, room.item, 1)
    decisions = _decide(room.world, room.incident)
    review_incident(room.store, room.chair, room.incident, 1, decisions, "no")
    with pytest.raises(Conflict):
        keep_verdict(room.store, room.chair, room.meeting, room.item, 1)
    for _ in range(2):
        keep_verdict(room.store, room.chair, room.meeting, room.item, 2)
    assert room.read().settled_at and room.count("kept the verdict") == 1


def test_a_decision_is_noted_once_as_it_was_spoken_and_can_be_taken_back(room: _Room) -> None:
    def read() -> list[str]:
        return [note.words for note in read_decisions(room.store, room.chair, room.meeting)]

    first = note_decision(room.store, room.chair, room.meeting, room.item, " The  home was right. ")
    again = note_decision(room.store, room.chair, room.meeting, room.item, "the home was right.")
    assert first == again
    note_decision(room.store, room.chair, room.meeting, None, "The home was right.")
    assert read() == ["The home was right.", "The home was right."]
    for _ in range(2):
        remove_decision(room.store, room.chair, room.meeting, first)
    assert read() == ["The home was right."]
    assert room.count("removed decision") == 1
    assert note_decision(room.store, room.chair, room.meeting, room.item, "The home was right.")
    assert len(read()) == 2


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001, "K7 goes back to school"])
def test_a_decision_has_words_and_names_no_child(world: World, words: str) -> None:
    room = _Room(world, add_possession(world, "B1", 3))
    with pytest.raises(InvalidInput):
        note_decision(room.store, room.chair, room.meeting, room.item, words)


def test_the_closed_part_waits_until_the_police_members_have_left(world: World) -> None:
    kept = add_incident(world, "B1", channel="none", severity="serious")
    room = _Room(world, kept)
    with pytest.raises(InvalidInput, match="police members have left"):
        go_to(room.store, room.chair, room.meeting, room.items[kept])
    for _ in range(2):
        note_police_left(room.store, room.chair, room.meeting, left=True)
    go_to(room.store, room.chair, room.meeting, room.items[kept])
    with pytest.raises(InvalidInput, match="with the police members present"):
        note_decision(room.store, room.chair, room.meeting, None, "Among us.")
    note_police_left(room.store, room.chair, room.meeting, left=False)
    meeting = read_meeting_ahead(room.store, room.chair)
    assert meeting is not None and meeting.current_item != room.items[kept]
    assert note_decision(room.store, room.chair, room.meeting, None, "For everybody.")
    assert room.count("noted police") == 2


def test_a_possession_that_the_police_know_is_closed_until_its_level_is_agreed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_possession(world, "B1", 3)
    known = add_possession(world, "B2", 9, channel="101")
    agreed = add_possession(world, "B3", 12, channel="101")
    chair = world.viewer(Role.CHAIR)
    review_incident(world.store, chair, agreed, 1, _decide(world, agreed), "yes")
    later = read_utc_now() + timedelta(minutes=1)
    monkeypatch.setattr("core.meetings.read_utc_now", lambda: later)
    room = _Room(world, known, agreed)
    with pytest.raises(InvalidInput, match="police members have left"):
        go_to(room.store, room.chair, room.meeting, room.items[known])
    go_to(room.store, room.chair, room.meeting, room.items[agreed])


def test_a_verdict_in_the_closed_part_does_not_move_its_item(world: World) -> None:
    first = add_possession(world, "B1", 3, channel="101")
    room = _Room(world, first)
    move_item(room.store, room.chair, room.meeting, room.items[first], 0)
    order = [item.id for item in read_agenda(room.store, room.chair, room.meeting)]
    assert order == [room.item, room.items[first]]
    note_police_left(room.store, room.chair, room.meeting, left=True)
    decisions = _decide(world, first)
    settle_item(
        room.store, room.chair, room.meeting, room.items[first], 1, decisions, "yes", "Agreed."
    )
    assert [i.id for i in read_agenda(room.store, room.chair, room.meeting)] == order


@pytest.mark.parametrize("role", list(Role))
def test_who_records_a_meeting(room: _Room, role: Role) -> None:
    store, viewer = room.store, room.world.viewer(role)
    changes = [
        lambda: go_to(store, viewer, room.meeting, room.item),
        lambda: set_attendance(store, viewer, room.meeting, Agency.CPS, Attendance.ABSENT),
        lambda: hear_home(store, viewer, room.meeting, room.item),
        lambda: reveal_findings(store, viewer, room.meeting, room.item),
        lambda: note_decision(store, viewer, room.meeting, None, "Said."),
        lambda: note_police_left(store, viewer, room.meeting, left=False),
        lambda: read_decisions(store, viewer, room.meeting),
        lambda: read_attendance(store, viewer, room.meeting),
        lambda: settle_item(
            store, viewer, room.meeting, room.item, 1, _decide(room.world, room.incident), "no"
        ),
    ]
    for change in changes:
        if role in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}:
            change()
        else:
            with pytest.raises(AccessDenied):
                change()


def test_nothing_is_recorded_of_a_meeting_that_is_not_running(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    incident = add_unneeded_call(world, "A1")
    meeting = plan_meeting(world.store, chair, read_today())
    take_items(world.store, chair, meeting, {incident: (AgendaReason.ADDED,)})
    (item,) = read_agenda(world.store, chair, meeting)
    for change in (
        lambda: go_to(world.store, chair, meeting, item.id),
        lambda: hear_home(world.store, chair, meeting, item.id),
        lambda: note_decision(world.store, chair, meeting, None, "Said."),
    ):
        with pytest.raises(Conflict, match="The meeting is planned by now"):
            change()
