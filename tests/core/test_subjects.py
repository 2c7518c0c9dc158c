"""A person's own data is found, handed out and erased, and the audit's chain stays whole."""

import json
from datetime import date

import pytest
from sqlmodel import select

from core.access import SYSTEM, Viewer
from core.checking import check_store
from core.clock import read_today
from core.errors import AccessDenied, InvalidInput
from core.incident_history import read_incident_history
from core.minutes import read_minutes
from core.people import end_person, read_people
from core.reports.subject import export_child
from core.subjects import erase_child, erase_person, find_child, find_erasable_people
from core.tables import Audit, HomeContact, Incident, Person
from core.vocabulary import Role
from tests.core.test_retention import review_long_ago, set_age
from tests.erasing import LATER, TELLING, find_words, finish, tell_everything
from tests.world import World, add_incident

CHILD = f"{TELLING}K9"


@pytest.fixture
def told(world: World) -> World:
    tell_everything(world)
    return world


def leave(world: World, role: Role, day: date) -> int:
    key = world.people[role]
    (row,) = (p for p in read_people(world.store, SYSTEM) if p.id == key)
    end_person(world.store, SYSTEM, key, row.version, day)
    return key


def read_audit(world: World) -> list[Audit]:
    with world.store.read() as session:
        rows = list(session.exec(select(Audit).order_by(Audit.seq)))  # type: ignore[arg-type]
        session.expunge_all()
        return rows


def test_everything_on_a_child_is_found_whatever_the_case(told: World) -> None:
    add_incident(told, "OTHER", child_ref="K1", summary="another child")
    record = find_child(told.store, told.viewer(Role.CHAIR), CHILD.upper())
    (row,) = record.incidents
    assert row.id == told.named["told"] and row.incident["summary"] == f"{TELLING} threw a cup"
    assert {name for name, rows in row.parts.items() if rows} == {
        "findings",
        "steps",
        "interests",
        "actions",
        "steps of actions",
        "panels",
        "meetings",
        "decisions",
        "minutes",
        "before imports",
    }
    assert find_child(told.store, SYSTEM, "nobody").is_empty


def test_where_else_the_reference_stands_is_named(world: World) -> None:
    own = add_incident(world, "A-1", child_ref="K9", summary="K9 himself")
    other = add_incident(world, "A-2", child_ref="K1", summary="with k9, and not with K91")
    add_incident(world, "A-3", child_ref="K1", summary="only K91")
    with world.store.write(SYSTEM) as change:
        contact = HomeContact(
            home_id=1,
            on_day=date(2019, 5, 5),
            how="visit",
            present="manager",
            note="About K9.",
            created_at=change.session.get_one(Incident, own).reviewed_at or check_now(),
            meaning="x",
        )
        change.session.add(contact)
        change.record("logged", "contact")
    found = find_child(world.store, SYSTEM, "K9").mentions
    assert {(row.where, row.id) for row in found} == {
        ("contact with a home", 1),
        ("incident's summary", other),
    }


def check_now():
    from core.clock import read_utc_now

    return read_utc_now()


def test_the_files_say_whom_they_are_for_and_are_audited_without_the_reference(
    told: World,
) -> None:
    chair = told.viewer(Role.CHAIR)
    content = json.loads(export_child(told.store, chair, CHILD, "json"))
    assert "data protection officer" in content["about"][0]
    assert content["incidents"][0]["child_account"] == f"{TELLING} own account"
    assert export_child(told.store, chair, CHILD, "pdf").startswith(b"%PDF")
    last = read_audit(told)[-1]
    assert (last.verb, last.noun, last.noun_id) == ("prepared", "subject record", None)
    assert last.fields == [f"incident:{told.named['told']}", "pdf"]


def test_an_open_action_or_a_waiting_review_is_refused_with_the_law(told: World) -> None:
    waiting = add_incident(told, "A-2", child_ref=CHILD)
    chair = told.viewer(Role.CHAIR)
    for key, why in ((told.named["told"], "an action about it is open"), (waiting, "review")):
        with pytest.raises(InvalidInput, match=r"Art\. 17\(3\)") as refused:
            erase_child(told.store, chair, CHILD, [key], "Asked for")
        assert why in str(refused.value)
    assert told.incident(told.named["told"]).child_ref == CHILD


def test_erased_on_request_the_words_are_gone_and_the_chain_goes_on(told: World) -> None:
    finish(told)
    key, chair = told.named["told"], told.viewer(Role.CHAIR)
    before = check_store(told.store, SYSTEM)
    assert find_words(told) == ["world.db"]
    done = erase_child(told.store, chair, CHILD, [key], "The family asked")
    assert (done.incidents, done.minutes, done.rewritten) == (1, 1, True)
    after = check_store(told.store, SYSTEM)
    assert before["faults"] == after["faults"] == []
    assert read_audit(told)[int(str(before["audit_rows"]))].previous == before["audit_head"]
    last = read_incident_history(told.store, chair, key)[-1]
    assert last.what.startswith("anonymised") and last.reason == "The family asked"
    head = told.store.read_audit_head()
    assert erase_child(told.store, chair, CHILD, [key], "Again").incidents == 0
    assert told.store.read_audit_head() == head
    told.store.close()
    assert find_words(told) == []


def test_all_of_the_chosen_or_none(world: World) -> None:
    free, other = add_incident(world, "A-1", child_ref="K9"), add_incident(world, "A-2")
    review_long_ago(world, free, other)
    for ids, why, said in (
        ([free, other], "Asked for", "another child"),
        ([free], " ", "reason"),
        ([free], "K9 asked", "reference out"),
    ):
        with pytest.raises(InvalidInput, match=said):
            erase_child(world.store, SYSTEM, "K9", ids, why)
    assert world.incident(free).child_ref == "K9"


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}]
)
def test_only_the_chair_and_the_protocol_lead_may(told: World, role: Role) -> None:
    viewer: Viewer = told.viewer(role)
    for refused in (
        lambda: find_child(told.store, viewer, CHILD),
        lambda: export_child(told.store, viewer, CHILD, "json"),
        lambda: erase_child(told.store, viewer, CHILD, [told.named["told"]], "why"),
        lambda: find_erasable_people(told.store, viewer, LATER),
        lambda: erase_person(told.store, viewer, told.people[Role.SPOC], LATER),
    ):
        with pytest.raises(AccessDenied):
            refused()


def test_a_former_member_keeps_a_number_alone(told: World) -> None:
    key = leave(told, Role.PROTOCOL_LEAD, date(2020, 3, 1))
    assert find_words(told, "protocol_lead@example") == ["world.db"]
    set_age(told, 5)
    erase_person(told.store, told.viewer(Role.CHAIR), key, date(2025, 3, 1))
    assert find_erasable_people(told.store, SYSTEM, LATER) == {}
    with told.store.read() as session:
        person = session.get_one(Person, key)
        assert (person.name, person.active) == (f"former member {key}", False)
        assert person.email == f"former-member-{key}@erased.invalid"
    minutes = read_minutes(told.store, SYSTEM, told.named["meeting"])
    assert minutes.items[0].interests == (f"former member {key}: {TELLING} interest",)
    assert check_store(told.store, SYSTEM)["faults"] == []
    told.store.close()
    assert find_words(told, "protocol_lead@example") == find_words(told, "A protocol_lead") == []


@pytest.mark.parametrize(("today", "may"), [(date(2025, 2, 28), False), (date(2025, 3, 1), True)])
def test_a_name_stays_until_the_age_has_passed(told: World, today: date, may: bool) -> None:
    key = leave(told, Role.LIAISON, date(2020, 3, 1))
    assert find_erasable_people(told.store, SYSTEM, LATER) == {}
    set_age(told, 5)
    assert (key in find_erasable_people(told.store, SYSTEM, today)) is may
    if not may:
        with pytest.raises(InvalidInput, match="who decided what"):
            erase_person(told.store, SYSTEM, key, today)
    with pytest.raises(InvalidInput, match="left the group"):
        erase_person(told.store, SYSTEM, told.people[Role.CHAIR], read_today())
