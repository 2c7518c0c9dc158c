"""A meeting is recorded once it was held, once, by those who hold it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.clock import read_today
from core.errors import AccessDenied, InvalidInput
from core.meetings import read_meetings, record_meeting
from core.reading import read_view
from core.tables import Audit
from core.vocabulary import Role
from tests.world import World

DAY = date(2019, 5, 21)


def test_meetings_are_read_earliest_first_and_stand_in_every_view(world: World) -> None:
    assert read_meetings(world.store) == read_view(world.store, SYSTEM).meetings == ()
    for day in (DAY, date(2019, 1, 15), date(2019, 9, 17)):
        record_meeting(world.store, world.viewer(Role.CHAIR), day)
    days = (date(2019, 1, 15), DAY, date(2019, 9, 17))
    assert read_meetings(world.store) == days
    assert read_view(world.store, world.viewer(Role.PROVIDER)).meetings == days


def test_one_day_is_one_meeting(world: World) -> None:
    first = record_meeting(world.store, world.viewer(Role.CHAIR), DAY)
    revision = world.store.read_revision()
    assert record_meeting(world.store, world.viewer(Role.PROTOCOL_LEAD), DAY) == first
    assert read_meetings(world.store) == (DAY,)
    assert world.store.read_revision() == revision
    with world.store.read() as session:
        kept = session.exec(select(Audit).where(Audit.noun == "meeting")).all()
    assert [(row.verb, row.noun_id, row.role) for row in kept] == [
        ("recorded", str(first), "chair")
    ]


def test_a_meeting_of_today_was_held_and_one_ahead_was_not(world: World) -> None:
    today = read_today()
    assert record_meeting(world.store, SYSTEM, today)
    with pytest.raises(InvalidInput, match="lies ahead"):
        record_meeting(world.store, SYSTEM, today + timedelta(2))
    assert read_meetings(world.store) == (today,)


@pytest.mark.parametrize("role", list(Role))
def test_meetings_are_recorded_by_chair_and_protocol_lead(world: World, role: Role) -> None:
    if role in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}:
        assert record_meeting(world.store, world.viewer(role), DAY)
    else:
        with pytest.raises(AccessDenied):
            record_meeting(world.store, world.viewer(role), DAY)
        assert read_meetings(world.store) == ()
