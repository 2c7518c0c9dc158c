"""Findings are stored whenever an incident changes; a child's occasions move its later levels."""

from datetime import datetime

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.judging import judge_incidents
from core.review import review_incident
from core.tables import AuthorityAlias, Finding, Home, Incident
from core.vocabulary import FindingState, Role
from tests.world import World, add_incident, add_possession, add_unneeded_call


def _levels(world: World, *ids: int) -> list[int | None]:
    return [world.incident(key).level for key in ids]


def _remove(world: World, incident_id: int) -> None:
    """Take an incident away, and judge the child's others, as undoing an import does."""
    with world.store.write(SYSTEM) as change:
        incident = change.session.get_one(Incident, incident_id)
        child = incident.child_ref
        for finding in change.session.exec(
            select(Finding).where(Finding.incident_id == incident_id)
        ):
            change.session.delete(finding)
        change.session.flush()
        change.session.delete(incident)
        change.session.flush()
        left = change.session.exec(select(Incident.id).where(Incident.child_ref == child)).all()
        judge_incidents(change.session, [key for key in left if key])
        change.record("undone", "incident", incident_id)


def test_occasions_are_counted_over_all_homes(world: World) -> None:
    homes = ("alder", "cedar", "dogwood", "birch")
    ids = [add_possession(world, f"R{n}", day=n + 1, home=h) for n, h in enumerate(homes)]
    assert _levels(world, *ids) == [1, 2, 3, 3]
    assert world.incident(ids[2]).rests_on == ids[:2]


def test_an_earlier_incident_that_comes_later_moves_the_others(world: World) -> None:
    second = add_possession(world, "R2", day=8)
    assert _levels(world, second) == [1]
    first = add_possession(world, "R1", day=1, home="dogwood")
    assert _levels(world, first, second) == [1, 2]


def test_taking_an_incident_away_moves_the_later_ones_back(world: World) -> None:
    ids = [add_possession(world, f"R{day}", day=day) for day in (1, 2, 3)]
    assert _levels(world, *ids) == [1, 2, 3]
    _remove(world, ids[0])
    assert _levels(world, ids[1], ids[2]) == [1, 2]
    assert world.incident(ids[1]).rests_on == []


def test_only_strictly_earlier_possessions_of_the_same_child_and_classes_count(
    world: World,
) -> None:
    first = add_possession(world, "R1", day=5)
    same_moment = add_possession(world, "R2", day=5)
    other_child = add_possession(world, "R3", day=6, child_ref="K8")
    class_c = add_possession(world, "R4", day=7, drug_class="C")
    class_a = add_possession(world, "R5", day=8, drug_class="A")
    second_a = add_possession(world, "R6", day=9, drug_class="A")
    nobody = add_possession(world, "R7", day=9, child_ref=None)
    assert _levels(world, first, same_moment, other_child, class_c) == [1, 1, 1, 3]
    assert _levels(world, class_a, second_a, nobody) == [2, 3, None]
    assert "ladder-uncertain" in world.findings(nobody)


def test_a_reviewed_incident_is_left_as_it_was_and_says_what_changed(world: World) -> None:
    second = add_possession(world, "R2", day=8)
    findings = {rule: (FindingState.DISMISSED, "No.") for rule in world.findings(second)}
    review_incident(world.store, world.viewer(Role.CHAIR), second, 1, findings, None)
    add_possession(world, "R1", day=1)
    row = world.incident(second)
    assert (row.level, row.rests_on) == (1, [])
    assert str(row.differs_now).startswith("level 2 instead of 1")
    third = add_possession(world, "R3", day=9)
    # A reviewed occasion still counts for the later ones.
    assert _levels(world, third) == [3]


def test_findings_come_and_go_with_the_facts_and_keep_their_rows(world: World) -> None:
    key = add_unneeded_call(world, "R1", social_worker_told=None)
    before = world.findings(key)["unnecessary-call"].id
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Incident, key).exception = None
        judge_incidents(change.session, [key])
        change.record("changed", "incident", key)
    finding = world.findings(key)["unnecessary-call"]
    assert (finding.id, finding.verdict) == (before, "cannot_tell")
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Incident, key).exception = "prolonged"
        judge_incidents(change.session, [key])
        change.record("changed", "incident", key)
    assert "unnecessary-call" not in world.findings(key)
    assert world.incident(key).police_needed is True


@pytest.mark.parametrize(
    ("facts", "call_out", "kind"),
    [
        ({}, True, "behaviour"),
        ({"severity": None}, True, "behaviour"),
        ({"severity": "serious"}, True, "protective"),
        ({"category": "missing"}, True, "protective"),
        ({"contact_purpose": "advice"}, False, None),
        ({"channel": "none"}, False, None),
    ],
)
def test_what_is_a_call_out_and_of_which_kind_is_stored(
    world: World, facts: dict[str, object], call_out: bool, kind: str | None
) -> None:
    row = world.incident(add_incident(world, "R1", **facts))
    assert (row.call_out, row.call_out_kind) == (call_out, kind)


def test_before_the_protocol_and_outside_its_area_nothing_is_judged(world: World) -> None:
    early = add_unneeded_call(world, "R1", occurred_at=datetime(2016, 12, 31, 23, 59))
    inside = add_unneeded_call(world, "R2", occurred_at=datetime(2017, 1, 1, 0, 0))
    assert (world.incident(early).in_scope, world.incident(inside).in_scope) == (False, True)
    assert _levels(world, early, inside) == [None, 1]
    assert not world.findings(early) and world.findings(inside)
    assert world.incident(inside).retrospective


def test_another_spelling_of_an_authority_brings_its_homes_into_scope(world: World) -> None:
    key = add_unneeded_call(world, "R1", "cedar")
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["cedar"]).host_authority = "Dorset CC"
        judge_incidents(change.session, [key])
        assert not change.session.get_one(Incident, key).in_scope
        change.session.add(
            AuthorityAlias(alias="Dorset CC", folded="dorsetcc", authority="Dorset Council")
        )
        judge_incidents(change.session, [key])
        change.record("changed", "home")
    assert world.incident(key).in_scope


def test_more_incidents_than_one_question_can_name_are_all_judged(world: World) -> None:
    with world.store.write(SYSTEM) as change:
        rows = [
            Incident(
                reference=f"R{n}",
                home_id=world.homes["alder"],
                occurred_at=datetime(2019, 5, 4, 19, 30),
                channel="101",
                category="theft",
                child_ref=f"K{n}",
            )
            for n in range(1101)
        ]
        change.session.add_all(rows)
        change.session.flush()
        judge_incidents(change.session, [row.id or 0 for row in rows])
        assert {row.level for row in rows} == {2}
