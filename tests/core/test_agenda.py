"""The agenda: taken, dropped and ordered by those who run meetings; nothing about it is lost."""

from datetime import date

import pytest
from sqlmodel import select

from core.agenda import drop_item, move_item, read_agenda, take_items
from core.clock import read_today
from core.errors import AccessDenied, Conflict, InvalidInput
from core.meeting_steps import settle_item
from core.meetings import (
    move_meeting,
    open_meeting,
    plan_meeting,
    read_meeting,
    read_meeting_ahead,
    read_meetings,
    record_meeting,
)
from core.reading import read_view
from core.tables import Audit
from core.vocabulary import AgendaReason, FindingState, ItemState, MeetingState, Role
from tests.world import World, add_incident, add_unneeded_call

DAY = date(2019, 9, 17)
WHY = (AgendaReason.POLICE_NOT_NEEDED,)


def _plan(world: World, day: date = DAY) -> int:
    return plan_meeting(world.store, world.viewer(Role.CHAIR), day)


def _take(world: World, meeting: int, *incidents: int) -> list[int]:
    wanted = dict.fromkeys(incidents, WHY)
    take_items(world.store, world.viewer(Role.CHAIR), meeting, wanted)
    return [i.id for i in read_agenda(world.store, world.viewer(Role.CHAIR), meeting)]


def test_a_planned_meetings_period_begins_after_the_last_one(world: World) -> None:
    record_meeting(world.store, world.viewer(Role.CHAIR), date(2019, 5, 21))
    meeting = read_meeting(world.store, world.viewer(Role.CHAIR), _plan(world))
    assert (meeting.period_from, meeting.period_to) == (date(2019, 5, 22), date(2019, 9, 16))
    assert meeting.state is MeetingState.PLANNED


def test_the_first_meetings_period_is_a_third_of_a_year(world: World) -> None:
    meeting = read_meeting(world.store, world.viewer(Role.CHAIR), _plan(world))
    assert (meeting.period_from, meeting.period_to) == (date(2019, 5, 18), date(2019, 9, 16))


def test_a_planned_meeting_has_not_been_held(world: World) -> None:
    _plan(world)
    assert read_meetings(world.store) == ()
    assert read_view(world.store, world.viewer(Role.CHAIR)).meetings == ()


def test_planning_the_same_day_twice_is_one_meeting_and_another_day_is_refused(
    world: World,
) -> None:
    assert _plan(world) == _plan(world)
    with pytest.raises(Conflict, match="17 September 2019 is planned"):
        _plan(world, date(2019, 10, 1))


def test_the_next_meeting_is_later_than_the_last(world: World) -> None:
    record_meeting(world.store, world.viewer(Role.CHAIR), DAY)
    for day in (DAY, date(2019, 9, 16)):
        with pytest.raises(InvalidInput, match="the next meeting is later"):
            _plan(world, day)
    assert _plan(world, date(2019, 9, 18))


def test_a_meeting_moves_with_its_agenda_and_the_second_of_two_is_told(world: World) -> None:
    meeting = _plan(world)
    items = _take(world, meeting, add_unneeded_call(world, "A1"))
    chair, lead = world.viewer(Role.CHAIR), world.viewer(Role.PROTOCOL_LEAD)
    move_meeting(world.store, chair, meeting, 1, date(2019, 9, 24), 90)
    moved = read_meeting(world.store, chair, meeting)
    assert (moved.held_on, moved.period_to) == (date(2019, 9, 24), date(2019, 9, 23))
    assert [i.id for i in read_agenda(world.store, chair, meeting)] == items
    with pytest.raises(Conflict, match="Somebody changed"):
        move_meeting(world.store, lead, meeting, 1, date(2019, 9, 25), 90)


def test_a_meeting_is_opened_on_its_day_or_after_once(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    ahead = plan_meeting(world.store, chair, date(read_today().year + 1, 1, 1))
    with pytest.raises(InvalidInput, match="move it to open it today"):
        open_meeting(world.store, chair, ahead)
    move_meeting(world.store, chair, ahead, 1, read_today(), 90)
    for _ in range(2):
        open_meeting(world.store, chair, ahead)
    running = read_meeting_ahead(world.store, chair)
    assert running is not None and running.state is MeetingState.RUNNING
    with world.store.read() as session:
        opened = session.exec(select(Audit).where(Audit.verb == "opened")).all()
    assert len(opened) == 1


def test_items_come_in_the_order_they_were_taken_and_twice_is_once(world: World) -> None:
    meeting = _plan(world)
    first, second = add_unneeded_call(world, "A1"), add_unneeded_call(world, "A2", "birch")
    _take(world, meeting, second, first)
    before = world.store.read_audit_head()
    assert len(_take(world, meeting, second, first)) == 2
    assert world.store.read_audit_head() == before
    rows = read_agenda(world.store, world.viewer(Role.CHAIR), meeting)
    assert [row.incident_id for row in rows] == [second, first]
    assert rows[0].reasons == WHY


def test_an_item_is_moved_to_the_place_asked_for(world: World) -> None:
    meeting = _plan(world)
    a, b, c = _take(world, meeting, *(add_unneeded_call(world, f"A{n}") for n in range(3)))
    chair = world.viewer(Role.CHAIR)

    def order() -> list[int]:
        return [row.id for row in read_agenda(world.store, chair, meeting)]

    move_item(world.store, chair, meeting, c, 0)
    assert order() == [c, a, b]
    move_item(world.store, chair, meeting, c, b)
    assert order() == [a, b, c]
    move_item(world.store, chair, meeting, a, b)
    assert order() == [b, a, c]
    with pytest.raises(InvalidInput, match="no such item"):
        move_item(world.store, chair, meeting, a, 999)


def test_a_dropped_item_waits_and_can_be_taken_again(world: World) -> None:
    meeting, chair = _plan(world), world.viewer(Role.CHAIR)
    incident = add_unneeded_call(world, "A1")
    _take(world, meeting, incident)
    drop_item(world.store, chair, meeting, incident)
    (item,) = read_agenda(world.store, chair, meeting)
    assert item.state is ItemState.DROPPED
    assert world.incident(incident).reviewed_at is None
    _take(world, meeting, incident)
    (item,) = read_agenda(world.store, chair, meeting)
    assert item.state is ItemState.TAKEN


def test_a_settled_item_is_not_dropped(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    meeting = _plan(world, read_today())
    incident = add_unneeded_call(world, "A1")
    (item,) = _take(world, meeting, incident)
    open_meeting(world.store, chair, meeting)
    agreed = {"unnecessary-call": (FindingState.CONFIRMED, None)}
    agreed |= {
        rule: (FindingState.CONFIRMED, None)
        for rule, finding in world.findings(incident).items()
        if finding.verdict != "cannot_tell"
    }
    settle_item(world.store, chair, meeting, item, 1, agreed, "no")
    with pytest.raises(Conflict, match="settled this item"):
        drop_item(world.store, chair, meeting, incident)


def test_what_nobody_reported_is_the_closed_part_and_comes_last(world: World) -> None:
    meeting = _plan(world)
    kept = add_incident(world, "B1", channel="none", severity="serious")
    called = add_unneeded_call(world, "B2")
    _take(world, meeting, kept, called)
    rows = read_agenda(world.store, world.viewer(Role.CHAIR), meeting)
    assert [(row.incident_id, row.closed_part) for row in rows] == [(called, False), (kept, True)]


RUNS = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}


@pytest.mark.parametrize("role", list(Role))
def test_who_prepares_meetings(world: World, role: Role) -> None:
    incident = add_unneeded_call(world, "A1")
    meeting = _plan(world)
    (item,) = _take(world, meeting, incident)
    store, viewer = world.store, world.viewer(role)
    changes = [
        lambda: plan_meeting(store, viewer, DAY),
        lambda: move_meeting(store, viewer, meeting, 1, DAY, 60),
        lambda: take_items(store, viewer, meeting, {incident: WHY}),
        lambda: move_item(store, viewer, meeting, item, 0),
        lambda: drop_item(store, viewer, meeting, incident),
        lambda: read_agenda(store, viewer, meeting),
        lambda: read_meeting_ahead(store, viewer),
        lambda: open_meeting(store, viewer, meeting),
    ]
    for change in changes:
        if role in RUNS:
            change()
        else:
            with pytest.raises(AccessDenied):
                change()
