"""More time is asked for with a reason, and the due date stays until somebody grants it."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from core.access import SYSTEM
from core.action_times import ask_for_time, grant_time, read_requests, refuse_time
from core.actions import give_action, read_history, reopen_action, tick_action
from core.clock import read_today, say_date
from core.errors import AccessDenied, Conflict, InvalidInput
from core.people import PersonForm, add_person, build_viewer
from core.reading import read_actions
from core.tables import Action, ActionEvent, Audit
from core.vocabulary import Agency, Role
from tests.world import World, add_incident

DUE = read_today()
LATER = DUE + timedelta(days=14)


@pytest.fixture
def action(world: World) -> int:
    return _give(world, owner_id=world.people[Role.SPOC])


def _give(world: World, **more: object) -> int:
    usual: dict[str, object] = {"title": "Visit the home", "due_on": DUE, "meaning": "visit:1"}
    home = {} if "incident_id" in more else {"home_id": world.homes["alder"]}
    return give_action(
        world.store,
        world.viewer(Role.CHAIR),
        **{**usual, **home, **more},  # type: ignore[arg-type]
    )


def _read(world: World, action_id: int) -> Action:
    with world.store.read() as session:
        found = session.get_one(Action, action_id)
        session.expunge(found)
        return found


def _kinds(world: World) -> list[str]:
    with world.store.read() as session:
        return list(session.exec(select(ActionEvent.kind).order_by(col(ActionEvent.id))))


def _ask(world: World, action_id: int, role: Role = Role.SPOC, until: date = LATER) -> None:
    version = _read(world, action_id).version
    ask_for_time(world.store, world.viewer(role), action_id, version, until, " On leave. ")


def test_until_it_is_granted_the_due_date_stays(world: World, action: int) -> None:
    _ask(world, action)
    asked = _read(world, action)
    assert (asked.due_on, asked.asked_until, asked.asked_reason) == (DUE, LATER, "On leave.")
    assert read_actions(world.store, world.viewer(Role.SPOC))["asked_until"].to_list() == [LATER]
    grant_time(world.store, world.viewer(Role.CHAIR), action, 2)
    granted = _read(world, action)
    assert (granted.due_on, granted.asked_until, granted.asked_reason) == (LATER, None, None)
    assert (granted.state, granted.version) == ("open", 3)


def test_refused_with_a_reason_it_stays_due_as_it_was(world: World, action: int) -> None:
    _ask(world, action)
    with pytest.raises(InvalidInput, match="Say why"):
        refuse_time(world.store, world.viewer(Role.CHAIR), action, 2, " ")
    refuse_time(world.store, world.viewer(Role.CHAIR), action, 2, "It is urgent.")
    refused = _read(world, action)
    assert (refused.due_on, refused.asked_until) == (DUE, None)


def test_the_history_says_all_of_it_in_words(world: World, action: int) -> None:
    chair, spoc = world.viewer(Role.CHAIR), world.viewer(Role.SPOC)
    _ask(world, action)
    refuse_time(world.store, chair, action, 2, "It is urgent.")
    _ask(world, action)
    grant_time(world.store, chair, action, 4)
    tick_action(world.store, spoc, action, 5, "Went.")
    reopen_action(world.store, spoc, action, 6)
    later = say_date(LATER)
    steps = read_history(world.store, spoc, action)
    assert [(step.by, step.did, step.note) for step in steps] == [
        ("A chair", "gave this action", None),
        ("A spoc", f"asked for more time until {later}: On leave.", None),
        ("A chair", "refused more time: It is urgent.", None),
        ("A spoc", f"asked for more time until {later}: On leave.", None),
        ("A chair", f"granted more time until {later}", None),
        ("A spoc", "ticked it", "Went."),
        ("A spoc", "opened it again", None),
    ]


def test_a_word_of_the_history_that_nobody_knows_still_reads(world: World, action: int) -> None:
    with world.store.write(SYSTEM) as change:
        event = change.session.exec(select(ActionEvent)).one()
        event.kind, event.note = "shelved", "Later."
        change.record("changed", "action", action)
    (step,) = read_history(world.store, world.viewer(Role.SPOC), action)
    assert (step.did, step.note) == ("shelved", "Later.")


def test_each_step_is_taken_once_however_often_it_is_sent(world: World, action: int) -> None:
    chair, spoc = world.viewer(Role.CHAIR), world.viewer(Role.SPOC)
    for _ in range(3):
        ask_for_time(world.store, spoc, action, 1, LATER, "On leave.")
    for _ in range(3):
        grant_time(world.store, chair, action, 2)
    assert _kinds(world) == ["given", "asked", "granted"]
    with world.store.read() as session:
        query = select(Audit.verb).where(Audit.noun == "action").order_by(Audit.seq)
        rows = session.exec(query).all()
    assert list(rows) == ["gave", "asked", "granted"]


def test_of_two_answers_the_second_is_told_who_was_first_and_when(
    world: World, action: int
) -> None:
    _ask(world, action)
    grant_time(world.store, world.viewer(Role.CHAIR), action, 2)
    told = r"A chair granted more time for this action first, on \d+ \w+ \d{4}, \d\d:"
    with pytest.raises(Conflict, match=told):
        refuse_time(world.store, world.viewer(Role.PROTOCOL_LEAD), action, 2, "No.")
    with pytest.raises(Conflict, match="A chair granted"):
        grant_time(world.store, world.viewer(Role.PROTOCOL_LEAD), action, 3)
    assert _read(world, action).due_on == LATER


def test_another_request_of_the_same_version_is_no_repeat(world: World, action: int) -> None:
    spoc = world.viewer(Role.SPOC)
    ask_for_time(world.store, spoc, action, 1, LATER, "On leave.")
    with pytest.raises(Conflict, match="asked for more time"):
        ask_for_time(world.store, spoc, action, 1, LATER + timedelta(days=1), "On leave.")
    ask_for_time(world.store, spoc, action, 2, LATER + timedelta(days=1), "Still on leave.")
    assert _read(world, action).asked_until == LATER + timedelta(days=1)


def test_a_tick_answers_the_request(world: World, action: int) -> None:
    _ask(world, action)
    tick_action(world.store, world.viewer(Role.SPOC), action, 2)
    assert _read(world, action).asked_until is None
    assert read_requests(world.store, world.viewer(Role.CHAIR)) == ()
    with pytest.raises(Conflict, match="A spoc ticked"):
        ask_for_time(world.store, world.viewer(Role.SPOC), action, 3, LATER, "More.")


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True)])
def test_more_time_is_to_a_day_after_the_one_that_it_is_due(
    world: World, days: int, taken: bool
) -> None:
    for name, due in (("past", DUE - timedelta(days=9)), ("ahead", DUE + timedelta(days=9))):
        given = _give(world, owner_id=world.people[Role.SPOC], due_on=due, meaning=name)
        until = max(due, DUE) + timedelta(days=days)
        if taken:
            _ask(world, given, until=until)
        else:
            with pytest.raises(InvalidInput, match="a day ahead"):
                _ask(world, given, until=until)
        assert (_read(world, given).asked_until == until) is taken


@pytest.mark.parametrize(("why", "said"), [(" ", "Say why"), ("x" * 2001, "2000"), ("K7", "child")])
def test_a_reason_is_words_that_name_no_child(
    world: World, action: int, why: str, said: str
) -> None:
    add_incident(world, "R1", child_ref="K7")
    with pytest.raises(InvalidInput, match=said):
        ask_for_time(world.store, world.viewer(Role.SPOC), action, 1, LATER, why)
    assert _kinds(world) == ["given"]


def test_nobody_answers_their_own_request_but_chair_and_lead(world: World) -> None:
    store, reviewer = world.store, world.viewer(Role.POLICE_REVIEWER)
    own = _give(world, owner_id=reviewer.person_id)
    _ask(world, own, Role.POLICE_REVIEWER)
    agency = _give(world, owner_agency=Agency.POLICE, meaning="agency")
    _ask(world, agency, Role.POLICE_REVIEWER)
    for action_id in (own, agency):
        with pytest.raises(AccessDenied, match="their own request"):
            grant_time(store, reviewer, action_id, 2)
        with pytest.raises(AccessDenied, match="their own request"):
            refuse_time(store, reviewer, action_id, 2, "No.")
    assert [r.may_answer for r in read_requests(store, reviewer)] == [False, False]
    form = PersonForm("Another reviewer", "r2@example.org", Role.POLICE_REVIEWER)
    another = build_viewer(store, add_person(store, SYSTEM, form))
    assert [r.may_answer for r in read_requests(store, another)] == [True, True]
    grant_time(store, another, own, 2)
    chair = _give(world, owner_id=world.people[Role.CHAIR], meaning="chair")
    _ask(world, chair, Role.CHAIR)
    grant_time(store, world.viewer(Role.CHAIR), chair, 2)
    assert _read(world, chair).due_on == LATER


def test_the_police_answer_nothing_about_what_nobody_reported(world: World) -> None:
    kept = add_incident(world, "R1", channel="none")
    asked = _give(world, incident_id=kept, owner_agency=Agency.PROVIDER)
    _ask(world, asked, Role.PROVIDER)
    reviewer = world.viewer(Role.POLICE_REVIEWER)
    assert read_requests(world.store, reviewer) == ()
    with pytest.raises(AccessDenied, match="no such action"):
        grant_time(world.store, reviewer, asked, 2)
    (request,) = read_requests(world.store, world.viewer(Role.CHAIR))
    assert (request.home, request.owner, request.asked_by) == ("Alder", "provider", "A provider")
    assert (request.due_on, request.until, request.reason) == (DUE, LATER, "On leave.")


@pytest.mark.parametrize("role", [Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.LIAISON])
def test_requests_are_shown_to_who_gives_actions(world: World, action: int, role: Role) -> None:
    _ask(world, action)
    assert len(read_requests(world.store, world.viewer(Role.POLICE_REVIEWER))) == 1
    assert read_requests(world.store, world.viewer(role)) == ()


def test_nothing_that_nobody_asked_for_is_granted(world: World, action: int) -> None:
    with pytest.raises(Conflict, match="gave this action"):
        grant_time(world.store, world.viewer(Role.CHAIR), action, 1)
