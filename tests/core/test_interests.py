"""Who has an interest in an incident says so and does not decide it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from sqlmodel import select

from core.access import Viewer
from core.errors import AccessDenied, InvalidInput
from core.incident_history import read_incident_history
from core.interests import (
    LONGEST_WORDS,
    check_decides,
    declare_interest,
    read_interests,
    read_own_interests,
    withdraw_interest,
)
from core.people import PersonForm, add_person
from core.review import (
    read_incident,
    refer_incident,
    reopen_review,
    review_incident,
    set_level,
)
from core.tables import Audit, Incident
from core.vocabulary import FindingState, Role
from tests.world import World, add_incident, add_unneeded_call

CUP = {"unnecessary-call": (FindingState.CONFIRMED, None)}
# The police's own step: a child at risk, and no public protection notice.
NO_NOTICE = {"police_response": "attended", "ppn_submitted": "no"}


def _list_decisions(world: World, viewer: Viewer, key: int) -> list[Callable[[], object]]:
    store, version = world.store, world.incident(key).version
    return [
        lambda: review_incident(store, viewer, key, version, CUP, "no"),
        lambda: set_level(store, viewer, key, version, 2, "More than a cup."),
        lambda: reopen_review(store, viewer, key, version, "A mistake."),
        lambda: refer_incident(store, viewer, key, version, "They should know."),
    ]


def _check_decides_nothing(world: World, viewer: Viewer, key: int, said: str) -> None:
    before = world.incident(key)
    for decide in _list_decisions(world, viewer, key):
        with pytest.raises(AccessDenied, match=said):
            decide()
    assert world.incident(key) == before


def test_who_declared_an_interest_decides_nothing_and_is_told_who_can(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    assert read_incident(world.store, chair, key).not_yours is None
    declare_interest(world.store, chair, key, "The manager is my sister.")
    _check_decides_nothing(world, chair, key, "do not decide it. Instead can: A police_reviewer, A")
    said = read_incident(world.store, chair, key).not_yours
    assert said is not None
    assert "A protocol_lead" in said and "A chair" not in said
    review_incident(world.store, world.viewer(Role.PROTOCOL_LEAD), key, 1, CUP, "no")
    _check_decides_nothing(world, chair, key, "do not decide it")


def test_a_second_declaration_changes_nothing_and_moves_no_version(world: World) -> None:
    key, lead = add_unneeded_call(world, "R1"), world.viewer(Role.PROTOCOL_LEAD)
    for words in ("A friend.", "A friend.", "Another reason."):
        declare_interest(world.store, lead, key, words)
    rows = read_interests(world.store, lead, key)
    assert [(row.name, row.words) for row in rows] == [("A protocol_lead", "A friend.")]
    assert world.incident(key).version == 1
    assert len(read_incident_history(world.store, lead, key)) == 1
    assert read_own_interests(world.store, lead) == {key}
    assert read_own_interests(world.store, world.viewer(Role.CHAIR)) == frozenset()


@pytest.mark.parametrize(
    ("words", "taken"),
    [("", False), ("  ", False), ("x", True), ("x" * LONGEST_WORDS, True), ("x" * 501, False)],
)
def test_an_interest_is_said_in_words(world: World, words: str, taken: bool) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    if taken:
        declare_interest(world.store, chair, key, words)
    else:
        with pytest.raises(InvalidInput):
            declare_interest(world.store, chair, key, words)
    assert len(read_interests(world.store, chair, key)) == taken


def test_the_chair_records_what_another_says_in_the_meeting_and_nobody_else_does(
    world: World,
) -> None:
    key, police = add_unneeded_call(world, "R1"), world.people[Role.POLICE_REVIEWER]
    for role in (Role.POLICE_REVIEWER, Role.SPOC, Role.PROVIDER):
        with pytest.raises(AccessDenied):
            declare_interest(world.store, world.viewer(role), key, "x", world.people[Role.CHAIR])
    declare_interest(world.store, world.viewer(Role.CHAIR), key, "My team.", police)
    reviewer = world.viewer(Role.POLICE_REVIEWER)
    with pytest.raises(AccessDenied, match="interest of yours"):
        review_incident(world.store, reviewer, key, 1, CUP, "no")
    assert read_interests(world.store, reviewer, key)[0].declared.endswith("by A chair")


def test_nobody_who_is_not_in_the_group_has_an_interest(world: World) -> None:
    key = add_unneeded_call(world, "R1")
    with pytest.raises(InvalidInput, match="person"):
        declare_interest(world.store, world.viewer(Role.CHAIR), key, "x", 9_999)
    with pytest.raises(InvalidInput, match="person"):
        declare_interest(world.store, world.viewer(Role.SYSTEM), key, "x")


def test_an_interest_is_taken_back_by_another_of_the_group_with_a_reason(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    lead, mine = world.viewer(Role.PROTOCOL_LEAD), world.people[Role.CHAIR]
    declare_interest(world.store, chair, key, "The wrong incident.")
    with pytest.raises(AccessDenied, match="own interest"):
        withdraw_interest(world.store, chair, key, mine, "A mistake.")
    with pytest.raises(AccessDenied):
        withdraw_interest(world.store, world.viewer(Role.POLICE_REVIEWER), key, mine, "Why not.")
    with pytest.raises(InvalidInput, match="reason"):
        withdraw_interest(world.store, lead, key, mine, " ")
    for _ in range(2):
        withdraw_interest(world.store, lead, key, mine, "Meant another one.")
    review_incident(world.store, chair, key, 1, CUP, "no")
    said = [row.what for row in read_incident_history(world.store, lead, key)]
    assert said == ["interest declared: A chair", "interest taken back: A chair", "reviewed"]


def test_the_police_do_not_decide_where_their_own_step_is_missing(world: World) -> None:
    key = add_incident(world, "R1", decided_by="registered_manager", **NO_NOTICE)
    police, chair = world.viewer(Role.POLICE_REVIEWER), world.viewer(Role.CHAIR)
    owned = [f for f in world.findings(key).values() if f.owner == "police"]
    assert [f.verdict for f in owned] == ["process"]
    said = read_incident(world.store, police, key).not_yours
    assert said is not None and "police's own step" in said
    assert "Instead can: A chair, A protocol_lead" in said
    with pytest.raises(AccessDenied, match="own step"):
        set_level(world.store, police, key, 1, 1, "A trifle.")
    assert read_incident(world.store, chair, key).not_yours is None
    decisions = {f.rule: (FindingState.DISMISSED, "Seen.") for f in world.findings(key).values()}
    review_incident(world.store, chair, key, 1, decisions, "yes", "Seen.")
    assert read_incident(world.store, police, key).not_yours is None, "dismissed: no conduct left"
    reopen_review(world.store, police, key, 2, "New facts.")
    assert read_incident(world.store, police, key).not_yours is not None


def test_nobody_decides_on_an_incident_at_a_home_of_their_own(world: World) -> None:
    key = add_unneeded_call(world, "R1", "alder")
    # No role that decides has homes today: the store gives nobody such a viewer.
    chair = replace(world.viewer(Role.CHAIR), home_ids=frozenset({world.homes["alder"]}))
    other = replace(chair, home_ids=frozenset({world.homes["birch"]}))
    with world.store.read() as session:
        incident = session.get_one(Incident, key)
        with pytest.raises(AccessDenied, match="home of your own"):
            check_decides(session, chair, incident)
        check_decides(session, other, incident)


def test_of_an_unreported_incident_neither_interest_nor_history_tells_the_police(
    world: World,
) -> None:
    key = add_incident(world, "R1", channel="none", occurred_at=datetime(2019, 5, 4, 9))
    chair = world.viewer(Role.CHAIR)
    declare_interest(world.store, chair, key, "Her officer.", world.people[Role.POLICE_REVIEWER])
    for role in (Role.POLICE_REVIEWER, Role.SPOC):
        viewer, refused = world.viewer(role), set()
        for incident_id in (key, 9_999):
            asks: list[Callable[..., object]] = [
                partial(declare_interest, words="Mine."),
                read_incident_history,
                read_incident,
            ]
            for ask in asks:
                with pytest.raises(AccessDenied) as error:
                    ask(world.store, viewer, incident_id)
                refused.add(str(error.value))
        assert len(refused) == 1, "the same words whether it is hidden or not there"
    assert read_interests(world.store, chair, key)[0].name == "A police_reviewer"


def test_declaring_is_audited_without_the_words_and_moves_no_figure(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    before = world.store.read_revision()
    declare_interest(world.store, chair, key, "The manager is my sister.")
    assert world.store.read_revision() == before
    with world.store.read() as session:
        last = session.exec(select(Audit).order_by(Audit.seq.desc())).first()  # type: ignore[attr-defined]
    assert (last.verb, last.noun, last.noun_id) == ("declared interest", "incident", str(key))
    assert "sister" not in str(last.fields)


def test_where_nobody_else_reviews_the_chair_is_asked(world: World) -> None:
    key = add_unneeded_call(world, "R1")
    chair = world.viewer(Role.CHAIR)
    reviewers = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER)
    for role in reviewers:
        declare_interest(world.store, chair, key, "All of us.", world.people[role])
    said = read_incident(world.store, chair, key).not_yours
    assert said is not None and said.endswith("Ask the chair who can.")
    form = PersonForm(name="Zoe New", email="zoe@example.org", role=Role.PROTOCOL_LEAD)
    add_person(world.store, world.viewer(Role.CHAIR), form)
    assert str(read_incident(world.store, chair, key).not_yours).endswith("Instead can: Zoe New.")
