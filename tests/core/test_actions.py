"""Actions are given once, ticked once, and never tell the police what stayed at home."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.actions import give_action, read_history, reopen_action, tick_action
from core.clock import read_utc_now
from core.errors import AccessDenied, Conflict, InvalidInput, SlowTimeError
from core.people import end_person
from core.reading import read_actions
from core.tables import Action, ActionEvent, Meeting
from core.vocabulary import Agency, MeetingState, Role
from tests.world import TODAY, World, add_incident, add_possession, add_unneeded_call


def _give(world: World, role: Role = Role.CHAIR, **more: object) -> int:
    usual = {"title": "Visit the home", "due_on": TODAY, "meaning": "visit:1"}
    if not {"owner_id", "owner_agency"} & set(more):
        usual |= {"owner_agency": Agency.POLICE, "home_id": world.homes["alder"]}
    return give_action(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _events(world: World, action_id: int) -> list[str]:
    with world.store.read() as session:
        query = select(ActionEvent.kind).where(ActionEvent.action_id == action_id)
        return list(session.exec(query.order_by(ActionEvent.id)))  # type: ignore[arg-type]


def _action(world: World, action_id: int) -> Action:
    with world.store.read() as session:
        action = session.get_one(Action, action_id)
        session.expunge(action)
        return action


def test_giving_the_same_thing_twice_gives_it_once(world: World) -> None:
    assert _give(world) == _give(world, title="Visit the home again")
    assert read_actions(world.store, world.viewer(Role.CHAIR)).height == 1


def test_ticking_twice_is_ticking_once(world: World) -> None:
    action, spoc = _give(world), world.viewer(Role.SPOC)
    tick_action(world.store, spoc, action, 1, "Went there.")
    revision = world.store.read_revision()
    tick_action(world.store, spoc, action, 1, "Went there.")
    assert _events(world, action) == ["given", "ticked"]
    assert world.store.read_revision() == revision
    done = _action(world, action)
    assert (done.state, done.version, done.done_by) == ("done", 2, spoc.person_id)


def test_eight_taps_at_once_are_one_tick(world: World) -> None:
    action, spoc = _give(world), world.viewer(Role.SPOC)
    together = Barrier(8)

    def tap(_: int) -> None:
        together.wait()
        tick_action(world.store, spoc, action, 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tap, range(8)))
    assert _events(world, action) == ["given", "ticked"]
    assert _action(world, action).version == 2


def test_of_two_people_the_second_is_told_who_was_first_and_when(world: World) -> None:
    action = _give(world)
    tick_action(world.store, world.viewer(Role.SPOC), action, 1)
    with pytest.raises(Conflict, match=r"A spoc ticked this action first, on \d+ \w+ \d{4}, \d\d:"):
        tick_action(world.store, world.viewer(Role.CHAIR), action, 1)
    assert _events(world, action) == ["given", "ticked"]


def test_a_tick_is_undone_by_reopening_and_can_be_made_again(world: World) -> None:
    action, spoc = _give(world), world.viewer(Role.SPOC)
    tick_action(world.store, spoc, action, 1)
    for _ in range(2):
        reopen_action(world.store, spoc, action, 2, "Too early.")
    again = _action(world, action)
    assert (again.state, again.done_at, again.done_by, again.version) == ("open", None, None, 3)
    tick_action(world.store, spoc, action, 3)
    assert _events(world, action) == ["given", "ticked", "reopened", "ticked"]


def test_reopening_what_is_open_says_what_happened_last(world: World) -> None:
    action = _give(world)
    with pytest.raises(Conflict, match="A chair gave this action"):
        reopen_action(world.store, world.viewer(Role.SPOC), action, 1)


def test_the_history_says_who_did_what_with_which_note(world: World) -> None:
    action, spoc = _give(world), world.viewer(Role.SPOC)
    tick_action(world.store, spoc, action, 1, "  Spoke with the manager.  ")
    given, ticked = read_history(world.store, spoc, action)
    assert (given.kind, given.by, given.note) == ("given", "A chair", None)
    assert (ticked.kind, ticked.by) == ("ticked", "A spoc")
    assert ticked.note == "Spoke with the manager."


@pytest.mark.parametrize(
    "role", [Role.POLICE_REVIEWER, Role.PROVIDER, Role.PARTNER, Role.LIAISON, Role.ADMINISTRATOR]
)
def test_nobody_ticks_what_is_somebody_elses(world: World, role: Role) -> None:
    action = _give(world, owner_id=world.people[Role.SPOC])
    for change in (tick_action, reopen_action):
        with pytest.raises(AccessDenied):
            change(world.store, world.viewer(role), action, 1)
    assert _events(world, action) == ["given"]
    tick_action(world.store, world.viewer(Role.SPOC), action, 1)


def test_the_chair_ticks_anything_as_it_is_spoken(world: World) -> None:
    action = _give(world, owner_id=world.people[Role.SPOC])
    tick_action(world.store, world.viewer(Role.CHAIR), action, 1)
    assert _action(world, action).state == "done"


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LIAISON, Role.ADMINISTRATOR, Role.PROVIDER])
def test_a_history_is_read_only_by_who_sees_the_action(world: World, role: Role) -> None:
    action = _give(world)
    with pytest.raises(AccessDenied):
        read_history(world.store, world.viewer(role), action)
    assert read_history(world.store, world.viewer(Role.POLICE_REVIEWER), action)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SYSTEM}])
def test_actions_are_given_by_the_group_and_the_police_reviewer(world: World, role: Role) -> None:
    if role in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER}:
        assert _give(world, role)
    else:
        with pytest.raises(AccessDenied):
            _give(world, role)


@pytest.mark.parametrize(
    "text", ["See K7", "see k7.", "(K7)", "K7's room", "K7/K9", "-K7-", "on: K7"]
)
def test_no_title_detail_or_note_names_a_child(world: World, text: str) -> None:
    add_incident(world, "R1", child_ref="K7")
    with pytest.raises(InvalidInput, match="names no child"):
        _give(world, title=text)
    with pytest.raises(InvalidInput, match="names no child"):
        _give(world, detail=text)
    action, spoc = _give(world), world.viewer(Role.SPOC)
    with pytest.raises(InvalidInput, match="names no child"):
        tick_action(world.store, spoc, action, 1, text)
    assert _events(world, action) == ["given"]


@pytest.mark.parametrize("ref", ["C 17", "a.b", "K-7", "Ärger", "50%"])
def test_a_childs_reference_of_any_form_is_recognised(world: World, ref: str) -> None:
    add_incident(world, "R1", child_ref=ref)
    with pytest.raises(InvalidInput, match="names no child"):
        _give(world, title=f"Ask after {ref} again")


def test_part_of_another_word_is_no_childs_reference(world: World) -> None:
    add_incident(world, "R1", child_ref="K7")
    assert _give(world, title="Order the K75 form and AK7")


@pytest.mark.parametrize("to", [{"owner_agency": Agency.POLICE}, {"owner_id": Role.SPOC}])
def test_the_police_are_given_nothing_about_what_nobody_reported(
    world: World, to: dict[str, object]
) -> None:
    if "owner_id" in to:
        to = {"owner_id": world.people[Role.SPOC]}
    kept, call = add_incident(world, "R1", channel="none"), add_incident(world, "R2")
    with pytest.raises(InvalidInput, match="Nobody reported"):
        _give(world, incident_id=kept, **to)
    assert _give(world, incident_id=call, **to)


def test_no_action_is_given_about_an_incident_that_one_may_not_see(world: World) -> None:
    kept = add_incident(world, "R1", channel="none")
    said = set()
    for incident_id in (kept, 10_000):
        with pytest.raises(AccessDenied) as refused:
            _give(
                world,
                Role.POLICE_REVIEWER,
                incident_id=incident_id,
                owner_agency=Agency.PROVIDER,
            )
        said.add(str(refused.value))
    assert len(said) == 1


def test_an_action_about_an_incident_belongs_to_its_home(world: World) -> None:
    call = add_incident(world, "R1", "alder")
    with pytest.raises(InvalidInput, match="another home"):
        _give(world, incident_id=call, home_id=world.homes["cedar"])
    action = _give(world, incident_id=call, owner_agency=Agency.PROVIDER)
    assert _action(world, action).home_id == world.homes["alder"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "at most 200"),
        ({"owner_agency": None}, "who the action belongs to"),
        ({"owner_id": 10_000}, "not in the group"),
        ({"home_id": 10_000}, "not one of yours"),
    ],
)
def test_an_action_that_cannot_be_is_refused_in_words(
    world: World, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(SlowTimeError, match=said):
        _give(world, **changed)
    assert read_actions(world.store, world.viewer(Role.CHAIR)).is_empty()


def test_titles_and_notes_are_taken_up_to_their_length(world: World) -> None:
    action, spoc = _give(world, title="x" * 200), world.viewer(Role.SPOC)
    with pytest.raises(InvalidInput, match="at most 2000"):
        tick_action(world.store, spoc, action, 1, "x" * 2001)
    tick_action(world.store, spoc, action, 1, "x" * 2000)


def test_nobody_who_left_is_given_anything(world: World) -> None:
    spoc = world.people[Role.SPOC]
    end_person(world.store, world.viewer(Role.CHAIR), spoc, 1, TODAY)
    with pytest.raises(InvalidInput, match="not in the group"):
        _give(world, owner_id=spoc)


def _add_meeting(world: World, state: MeetingState) -> int:
    with world.store.write(SYSTEM) as change:
        meeting = Meeting(held_on=TODAY, created_at=read_utc_now(), state=state.value)
        change.session.add(meeting)
        change.record("planned", "meeting", meeting.id)
        return meeting.id or 0


def test_an_action_from_a_finding_is_about_its_incident_and_home(world: World) -> None:
    call = add_unneeded_call(world, "R1", "cedar")
    finding = world.findings(call)["unnecessary-call"].id
    action = _give(world, finding_id=finding, home_id=None, owner_agency=Agency.PROVIDER)
    given = _action(world, action)
    assert (given.finding_id, given.incident_id) == (finding, call)
    assert given.home_id == world.homes["cedar"]
    shown = read_actions(world.store, world.viewer(Role.CHAIR)).row(0, named=True)
    assert (shown["finding_id"], shown["home"]) == (finding, "Cedar")


def test_a_finding_is_of_its_own_incident_and_home(world: World) -> None:
    call, other = add_unneeded_call(world, "R1", "cedar"), add_incident(world, "R2", "cedar")
    finding = world.findings(call)["unnecessary-call"].id
    with pytest.raises(InvalidInput, match="another incident"):
        _give(world, finding_id=finding, incident_id=other, home_id=None)
    with pytest.raises(InvalidInput, match="another home"):
        _give(world, finding_id=finding, home_id=world.homes["alder"])
    with pytest.raises(AccessDenied, match="no such incident"):
        _give(world, finding_id=10_000)
    assert read_actions(world.store, world.viewer(Role.CHAIR)).is_empty()


def test_a_finding_on_what_nobody_reported_gives_the_police_nothing(world: World) -> None:
    kept = add_incident(
        world, "R1", channel="none", severity="serious", immediate_risk="yes", category="assault"
    )
    finding = next(iter(world.findings(kept).values())).id
    for owner in ({"owner_agency": Agency.POLICE}, {"owner_id": world.people[Role.SPOC]}):
        with pytest.raises(InvalidInput, match="Nobody reported"):
            _give(world, finding_id=finding, **owner)
    owner = {"owner_agency": Agency.PROVIDER}
    with pytest.raises(AccessDenied, match="no such incident"):
        _give(world, Role.POLICE_REVIEWER, finding_id=finding, **owner)
    assert _give(world, finding_id=finding, **owner)
    assert read_actions(world.store, world.viewer(Role.POLICE_REVIEWER)).is_empty()


def test_a_finding_that_counts_a_childs_occasions_is_not_the_polices_to_act_on(
    world: World,
) -> None:
    call = add_possession(world, "R1", 4, channel="101")
    finding = next(iter(world.findings(call).values())).id
    more = {"finding_id": finding, "owner_agency": Agency.PROVIDER}
    with pytest.raises(AccessDenied, match="no such finding"):
        _give(world, Role.POLICE_REVIEWER, **more)
    assert _give(world, **more)


def test_an_action_comes_from_a_meeting_until_its_minutes_stand(world: World) -> None:
    meeting = _add_meeting(world, MeetingState.RUNNING)
    action = _give(world, meeting_id=meeting, owner_agency=Agency.COUNCIL)
    assert _action(world, action).meeting_id == meeting
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Meeting, meeting).state = MeetingState.CLOSED.value
        change.record("closed", "meeting", meeting)
    with pytest.raises(InvalidInput, match="closed"):
        _give(world, meeting_id=meeting, meaning="later", owner_agency=Agency.COUNCIL)
    with pytest.raises(InvalidInput, match="no such meeting"):
        _give(world, meeting_id=10_000, meaning="none", owner_agency=Agency.COUNCIL)
