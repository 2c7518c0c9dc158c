"""Every step of an incident is kept; what changes after a meeting closed says so."""

from datetime import date

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.clock import read_utc_now
from core.errors import Conflict, InvalidInput
from core.grading import read_queue
from core.incident_history import read_incident_history
from core.reading import read_actions, read_view
from core.review import (
    ask_home_all,
    give_account,
    read_incident,
    refer_incident,
    reopen_review,
    review_incident,
    set_level,
    write_review,
)
from core.tables import Incident, IncidentEvent, Meeting, MeetingItem
from core.vocabulary import FindingState, MeetingState, Role
from tests.world import TODAY, World, add_incident, add_possession, add_unneeded_call

CUP = {"unnecessary-call": (FindingState.CONFIRMED, None)}
HELD_ON = date(2019, 5, 20)


def _hold_meeting(
    world: World, incident_id: int, held_on: date = HELD_ON, state: str = MeetingState.CLOSED
) -> int:
    """A meeting that settled the incident as it stands; returns its id."""
    with world.store.write(SYSTEM) as change:
        meeting = Meeting(held_on=held_on, created_at=read_utc_now(), state=state)
        change.session.add(meeting)
        change.session.flush()
        change.session.add(
            MeetingItem(
                meeting_id=meeting.id or 0,
                incident_id=incident_id,
                position=1,
                reasons=[],
                settled_version=change.session.get_one(Incident, incident_id).version,
            )
        )
        change.record("recorded", "meeting", meeting.id)
        return meeting.id or 0


def test_every_step_is_kept_with_who_when_and_why(world: World) -> None:
    key, chair = add_incident(world, "R1", channel="none"), world.viewer(Role.CHAIR)
    give_account(world.store, world.viewer(Role.PROVIDER), key, 1, "It was late.")
    set_level(world.store, chair, key, 2, 2, "A window.")
    set_level(world.store, chair, key, 3, 0, "A game.")
    set_level(world.store, chair, key, 4, None, None)
    refer_incident(world.store, chair, key, 5, "A knife was seen.")
    decisions = {
        rule: (FindingState.CONFIRMED, None)
        for rule, finding in world.findings(key).items()
        if finding.verdict != "cannot_tell"
    }
    review_incident(world.store, chair, key, 6, decisions, None, "All agreed.")
    reopen_review(world.store, chair, key, 7, "New facts.")
    rows = read_incident_history(world.store, chair, key)
    assert [(row.what, row.reason, row.by) for row in rows] == [
        ("the home's account recorded", None, "A provider"),
        ("level set to 2", "A window.", "A chair"),
        ("set outside the three levels", "A game.", "A chair"),
        ("the suggested level taken back", None, "A chair"),
        ("referred to the police", "A knife was seen.", "A chair"),
        ("reviewed", "All agreed.", "A chair"),
        ("review reopened", "New facts.", "A chair"),
    ]
    with world.store.read() as session:
        versions = session.exec(select(IncidentEvent.version_after)).all()
    assert versions == [2, 3, 4, 5, 6, 7, 8]


def test_a_repeat_is_one_step_and_a_refused_change_none(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    for _ in range(2):
        review_incident(world.store, chair, key, 1, CUP, "no")
    with pytest.raises(InvalidInput):
        review_incident(world.store, chair, key, 2, CUP, "yes", "Otherwise.")
    assert [row.what for row in read_incident_history(world.store, chair, key)] == ["reviewed"]


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LIAISON])
def test_reasons_are_not_for_roles_that_see_no_free_text(world: World, role: Role) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no", "Ann said so.")
    assert [row.reason for row in read_incident_history(world.store, chair, key)] == [
        "Ann said so."
    ]
    rows = read_incident_history(world.store, world.viewer(role), key)
    assert [(row.what, row.reason) for row in rows] == [("reviewed", None)]


def test_a_hidden_level_is_not_told_by_the_history(world: World) -> None:
    key, chair = add_possession(world, "R1", 3, channel="101"), world.viewer(Role.CHAIR)
    set_level(world.store, chair, key, 1, 3, "The third at least.")
    police = world.viewer(Role.POLICE_REVIEWER)
    rows = read_incident_history(world.store, police, key)
    assert [(row.what, row.reason) for row in rows] == [("level set", None)]


def test_the_meeting_of_a_review_is_in_its_history(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    meeting = _hold_meeting(world, key, state=MeetingState.RUNNING)
    review_incident(world.store, chair, key, 1, CUP, "no", meeting_id=meeting)
    assert read_incident_history(world.store, chair, key)[0].meeting == HELD_ON


def test_a_review_can_be_written_inside_another_change(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)

    def review_and_fail() -> None:
        with world.store.write(chair) as change:
            write_review(change, key, 1, CUP, "no")
            raise RuntimeError("undo")

    with pytest.raises(RuntimeError, match="undo"):
        review_and_fail()
    assert world.incident(key).reviewed_at is None
    assert read_incident_history(world.store, chair, key) == ()


def test_a_change_after_the_meeting_closed_takes_a_reason_and_shows(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    _hold_meeting(world, key)
    assert read_incident(world.store, chair, key).changed_after is None
    reopen_review(world.store, chair, key, 2, "The neighbour wrote.")
    assert read_incident(world.store, chair, key).changed_after == HELD_ON
    with pytest.raises(InvalidInput, match="what the meeting of 20 May 2019 agreed"):
        review_incident(world.store, chair, key, 3, CUP, "no")
    review_incident(world.store, chair, key, 3, CUP, "no", "It stays so.")
    assert read_incident(world.store, chair, key).changed_after == HELD_ON


def test_to_take_a_level_back_after_the_meeting_takes_a_reason_too(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    set_level(world.store, chair, key, 1, 2, "A window.")
    _hold_meeting(world, key)
    with pytest.raises(InvalidInput, match="meeting of 20 May 2019"):
        set_level(world.store, chair, key, 2, None, None)
    set_level(world.store, chair, key, 2, None, "A cup after all.")
    assert read_incident_history(world.store, chair, key)[-1].reason == "A cup after all."
    assert read_incident(world.store, chair, key).changed_after == HELD_ON


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.RUNNING])
def test_before_the_meeting_closes_nothing_is_a_change_after_it(world: World, state: str) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    _hold_meeting(world, key, state=state)
    reopen_review(world.store, chair, key, 2, "A slip.")
    review_incident(world.store, chair, key, 3, CUP, "no")
    assert read_incident(world.store, chair, key).changed_after is None


def test_a_later_meeting_that_settles_it_anew_ends_the_change(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    _hold_meeting(world, key)
    reopen_review(world.store, chair, key, 2, "The neighbour wrote.")
    review_incident(world.store, chair, key, 3, CUP, "no", "It stays so.")
    later = date(2019, 6, 20)
    _hold_meeting(world, key, later)
    assert read_incident(world.store, chair, key).changed_after is None
    reopen_review(world.store, chair, key, 4, "Again.")
    assert read_incident(world.store, chair, key).changed_after == later


def test_a_referral_is_no_change_of_what_was_agreed(world: World) -> None:
    key, chair = add_incident(world, "R1", channel="none"), world.viewer(Role.CHAIR)
    _hold_meeting(world, key)
    refer_incident(world.store, chair, key, 1, "A knife was seen.")
    assert read_incident(world.store, chair, key).changed_after is None


def test_a_conflict_says_who_did_what_and_when(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    give_account(world.store, world.viewer(Role.PROVIDER), key, 1, "It was late.")
    with pytest.raises(Conflict, match=r"the home's account recorded .*20\d\d, .* by A provider"):
        review_incident(world.store, chair, key, 1, CUP, "no")
    set_level(world.store, world.viewer(Role.PROTOCOL_LEAD), key, 2, 3, "A wall.")
    with pytest.raises(Conflict, match=r"\(level set .* by A protocol_lead\)"):
        give_account(world.store, world.viewer(Role.PROVIDER), key, 2, "It was early.")


def test_the_suggested_level_stands_beside_the_one_that_was_set(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    set_level(world.store, chair, key, 1, 2, "A window.")
    detail = read_incident(world.store, chair, key)
    assert (detail.level, detail.level_set, detail.level_suggested) == (2, 2, 1)
    answers = {rule: (FindingState.CONFIRMED, None) for rule in world.findings(key)}
    review_incident(world.store, chair, key, 2, answers, "yes", "A window.")
    assert read_incident(world.store, chair, key).differs_now is None


def test_several_blanks_are_asked_in_one_go_and_once(world: World) -> None:
    key, chair = add_incident(world, "R1"), world.viewer(Role.CHAIR)
    questions = {"manager-decides": "Who decided?", "slow-time": "When?"}
    first = ask_home_all(world.store, chair, key, questions, TODAY)
    assert ask_home_all(world.store, chair, key, questions, TODAY) == first
    assert read_actions(world.store, chair).height == len(set(first)) == 2


def test_asking_the_home_about_what_nobody_reported_tells_the_police_nothing(world: World) -> None:
    key, chair = add_incident(world, "KEPT", channel="none"), world.viewer(Role.CHAIR)
    ask_home_all(world.store, chair, key, {"slow-time": "When?"}, TODAY)
    give_account(world.store, world.viewer(Role.PROVIDER), key, 1, "It was late.")
    review_incident(world.store, chair, key, 2, {}, None, "Well handled.")
    assert read_actions(world.store, chair).height == 1
    for role in (Role.POLICE_REVIEWER, Role.SPOC):
        viewer = world.viewer(role)
        assert read_actions(world.store, viewer).is_empty()
        assert read_view(world.store, viewer).incidents.is_empty()
    assert read_queue(
        world.store,
        world.viewer(Role.POLICE_REVIEWER),
        read_view(world.store, world.viewer(Role.POLICE_REVIEWER)),
    ).is_empty()
