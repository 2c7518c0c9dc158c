"""When a SPOC changes or somebody leaves, actions change hands and the home keeps its history."""

from datetime import date

import pytest
from sqlmodel import col, select

from core.access import SYSTEM
from core.action_times import ask_for_time
from core.actions import give_action, read_history, tick_action
from core.clock import read_today
from core.errors import AccessDenied, Conflict
from core.home_record import log_contact, read_home_record
from core.people import PersonForm, add_person, build_viewer, change_person, end_person, set_spoc
from core.reading import read_actions
from core.tables import Action, Audit, Incident
from core.vocabulary import Agency, ContactHow, ContactPresent, Role
from tests.world import TODAY, World, add_incident

NEW = PersonForm("Kim New", "kim@example.org", Role.SPOC)


def _give(world: World, owner: int, home: str | None = "alder", **more: object) -> int:
    return give_action(
        world.store,
        SYSTEM,
        title="Visit the home",
        due_on=TODAY,
        meaning=f"{owner}:{home}:{sorted(more)}",
        home_id=world.homes[home] if home else None,
        owner_id=owner,
        **more,  # type: ignore[arg-type]
    )


def _owners(world: World) -> dict[int, int | str | None]:
    with world.store.read() as session:
        return {a.id or 0: a.owner_id or a.owner_agency for a in session.exec(select(Action))}


def _set(world: World, home: str, person: int | None) -> None:
    set_spoc(world.store, world.viewer(Role.CHAIR), world.homes[home], person, TODAY)


def test_the_open_actions_of_a_home_go_to_its_new_spoc(world: World) -> None:
    old, kim = world.people[Role.SPOC], add_person(world.store, SYSTEM, NEW)
    here, there = _give(world, old), _give(world, old, "cedar")
    done = _give(world, old, detail="Once more.")
    tick_action(world.store, world.viewer(Role.SPOC), done, 1)
    chairs = _give(world, world.people[Role.CHAIR])
    _set(world, "alder", kim)
    chair = world.people[Role.CHAIR]
    assert _owners(world) == {here: kim, there: old, done: old, chairs: chair}
    viewer = build_viewer(world.store, kim)
    assert read_actions(world.store, viewer)["id"].to_list() == [here]
    step = read_history(world.store, viewer, here)[-1]
    assert (step.by, step.did) == ("A chair", "handed it over from A spoc to Kim New")


def test_a_tick_on_the_page_of_the_one_before_is_refused(world: World) -> None:
    old, kim = world.people[Role.SPOC], add_person(world.store, SYSTEM, NEW)
    action, stale = _give(world, old), world.viewer(Role.SPOC)
    _set(world, "alder", kim)
    with pytest.raises(AccessDenied):
        tick_action(world.store, stale, action, 1)
    with pytest.raises(Conflict, match="A chair handed this action over first"):
        tick_action(world.store, build_viewer(world.store, kim), action, 1)
    tick_action(world.store, build_viewer(world.store, kim), action, 2)


def test_without_a_new_spoc_they_are_the_polices_and_the_next_one_has_them(world: World) -> None:
    action = _give(world, world.people[Role.SPOC])
    _set(world, "alder", None)
    assert _owners(world) == {action: "police"}
    kim = add_person(world.store, SYSTEM, NEW)
    _set(world, "alder", kim)
    assert read_actions(world.store, build_viewer(world.store, kim))["mine"].to_list() == [True]


def test_every_hand_over_is_audited_once_with_the_change_that_caused_it(world: World) -> None:
    old, kim = world.people[Role.SPOC], add_person(world.store, SYSTEM, NEW)
    actions = [_give(world, old), _give(world, old, detail="And another.")]
    for _ in range(2):
        _set(world, "alder", kim)
    with world.store.read() as session:
        query = select(Audit).where(col(Audit.verb).in_(["set SPOC", "handed over"]))
        rows = [(r.verb, r.noun, r.noun_id) for r in session.exec(query.order_by(col(Audit.seq)))]
    expected = [("handed over", "action", str(action)) for action in actions]
    assert rows[-3:] == [("set SPOC", "home", str(world.homes["alder"])), *expected]


def test_a_request_for_more_time_goes_with_the_action(world: World) -> None:
    old, kim = world.people[Role.SPOC], add_person(world.store, SYSTEM, NEW)
    action = _give(world, old)
    ask_for_time(world.store, world.viewer(Role.SPOC), action, 1, date(2999, 1, 1), "On leave.")
    _set(world, "alder", kim)
    with world.store.read() as session:
        assert session.get_one(Action, action).asked_until == date(2999, 1, 1)


def test_the_homes_history_is_the_new_spocs_to_read_and_no_more_the_old_ones(world: World) -> None:
    old, alder = world.viewer(Role.SPOC), world.homes["alder"]
    log_contact(
        world.store,
        old,
        home_id=alder,
        on_day=TODAY,
        how=ContactHow.VISIT,
        present=ContactPresent.STAFF,
        note="Met the manager.",
    )
    kim = add_person(world.store, SYSTEM, NEW)
    _set(world, "alder", kim)
    contacts = read_home_record(world.store, build_viewer(world.store, kim), alder).contacts
    assert contacts.select("person", "note").rows() == [("A spoc", "Met the manager.")]
    with pytest.raises(AccessDenied):
        read_home_record(world.store, world.viewer(Role.SPOC), alder)


def test_who_leaves_leaves_their_actions_to_the_homes_spoc_or_their_agency(world: World) -> None:
    spoc, reviewer = world.people[Role.SPOC], world.people[Role.POLICE_REVIEWER]
    partner, provider = world.people[Role.PARTNER], world.people[Role.PROVIDER]
    liaison = world.people[Role.LIAISON]
    at_spoc = _give(world, reviewer)
    without_spoc, of_no_home = _give(world, reviewer, "dogwood"), _give(world, reviewer, None)
    councils, homes = _give(world, partner), _give(world, provider)
    of_none, liaisons = _give(world, provider, None), _give(world, liaison)
    for person in (reviewer, partner, provider, liaison):
        end_person(world.store, SYSTEM, person, 1, TODAY)
    assert _owners(world) == {
        at_spoc: spoc,
        without_spoc: "police",
        of_no_home: "police",
        councils: "council",
        homes: "provider",
        # A provider sees what is of its homes; of no home it would hang on nobody.
        of_none: "youth_justice",
        liaisons: "youth_justice",
    }
    chair = world.viewer(Role.CHAIR)
    step = read_history(world.store, chair, councils)[-1]
    assert (step.by, step.did) == (
        "The system",
        "handed it over from A partner to the agency (council)",
    )


def test_a_spoc_who_leaves_leaves_them_to_who_has_the_home_by_then(world: World) -> None:
    old, kim = world.people[Role.SPOC], add_person(world.store, SYSTEM, NEW)
    alder, cedar = _give(world, old), _give(world, old, "cedar")
    dogwood = _give(world, old, "dogwood")
    set_spoc(world.store, SYSTEM, world.homes["dogwood"], kim, TODAY)
    end_person(world.store, SYSTEM, old, 1, TODAY)
    assert _owners(world) == {alder: "police", cedar: "police", dogwood: kim}


@pytest.mark.parametrize(
    ("form", "keeps"),
    [
        (PersonForm("A protocol_lead", "lead@example.org", Role.PROTOCOL_LEAD), True),
        (PersonForm("A new name", "lead@example.org", Role.PROTOCOL_LEAD), True),
        (PersonForm("A protocol_lead", "lead@example.org", Role.CHAIR), True),
        (PersonForm("A protocol_lead", "lead@example.org", Role.SPOC), False),
        (PersonForm("A protocol_lead", "lead@example.org", Role.LIAISON), False),
    ],
)
def test_another_role_leaves_the_actions_with_the_agency_before(
    world: World, form: PersonForm, keeps: bool
) -> None:
    lead = world.people[Role.PROTOCOL_LEAD]
    action = _give(world, lead)
    change_person(world.store, SYSTEM, lead, 1, form)
    assert _owners(world) == {action: lead if keeps else "youth_justice"}


def test_what_nobody_reported_does_not_reach_the_police_by_changing_hands(world: World) -> None:
    lead = world.people[Role.PROTOCOL_LEAD]
    kept = add_incident(world, "R1", channel="none")
    action = _give(world, lead, None, incident_id=kept)
    change_person(
        world.store, SYSTEM, lead, 1, PersonForm("Lee", "protocol_lead@example.org", Role.SPOC)
    )
    assert _owners(world) == {action: "youth_justice"}
    # Nor where the report turned out not to have been one.
    call, spoc = add_incident(world, "R2"), world.people[Role.SPOC]
    told = _give(world, spoc, None, incident_id=call)
    with world.store.write(SYSTEM) as change:
        incident = change.session.get_one(Incident, call)
        incident.channel = "none"
        change.record("corrected", "incident", call)
    _set(world, "alder", add_person(world.store, SYSTEM, NEW))
    assert _owners(world)[told] == "youth_justice"


def test_another_provider_leaves_its_actions_behind(world: World) -> None:
    provider = world.people[Role.PROVIDER]
    action = _give(world, provider)
    form = PersonForm("A provider", "provider@example.org", Role.PROVIDER, provider="acme CARE")
    change_person(world.store, SYSTEM, provider, 1, form)
    assert _owners(world) == {action: provider}
    form = PersonForm("A provider", "provider@example.org", Role.PROVIDER, provider="Calm Ltd")
    change_person(world.store, SYSTEM, provider, 2, form)
    assert _owners(world) == {action: "provider"}


def test_ending_the_last_administrator_hands_nothing_over(world: World) -> None:
    action = _give(world, world.people[Role.CHAIR])
    version = 1
    end_person(world.store, SYSTEM, world.people[Role.ADMINISTRATOR], version, read_today())
    with pytest.raises(Exception, match="must stay an administrator"):
        end_person(world.store, SYSTEM, world.people[Role.CHAIR], version, read_today())
    assert _owners(world) == {action: world.people[Role.CHAIR]}
    assert Agency.YOUTH_JUSTICE not in _owners(world).values()
