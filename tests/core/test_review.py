"""One incident's way through the group: suggested, heard, agreed, frozen, reopened, referred."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.actions import give_action
from core.errors import AccessDenied, Conflict, InvalidInput
from core.judging import judge_incidents
from core.reading import read_actions
from core.review import (
    ask_home,
    give_account,
    read_incident,
    refer_incident,
    reopen_review,
    review_incident,
    set_level,
)
from core.tables import Audit, Incident
from core.vocabulary import Agency, FindingState, Role
from tests.world import TODAY, World, add_incident, add_unneeded_call

CONFIRMED, DISMISSED = FindingState.CONFIRMED, FindingState.DISMISSED
CUP = {"unnecessary-call": (CONFIRMED, "A cup.")}
REVIEWERS = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER}


def _verbs(world: World) -> list[str]:
    with world.store.read() as session:
        return list(session.exec(select(Audit.verb).order_by(Audit.seq)))  # type: ignore[arg-type]


def _change_facts(world: World, incident_id: int, **facts: object) -> None:
    """A later change of what is recorded, as an import makes it."""
    with world.store.write(SYSTEM) as change:
        incident = change.session.get_one(Incident, incident_id)
        for name, value in facts.items():
            setattr(incident, name, value)
        judge_incidents(change.session, [incident_id])
        change.record("changed", "incident", incident_id)


def test_a_review_records_what_the_group_agreed_and_freezes_it(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    assert read_incident(world.store, chair, key).reviewed is None
    review_incident(world.store, chair, key, 1, CUP, "no", "Heard the home.")
    detail = read_incident(world.store, chair, key)
    assert detail.reviewed is not None and detail.reviewed.endswith("by A chair")
    assert (detail.agreed_police_needed, detail.review_note) == ("no", "Heard the home.")
    assert [(f.rule, f.state, f.reason) for f in detail.findings] == [
        ("unnecessary-call", "confirmed", "A cup.")
    ]
    assert detail.version == 2 and _verbs(world)[-1] == "reviewed"


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_reviewing_is_for_the_group_and_the_police_reviewer(world: World, role: Role) -> None:
    key, viewer = add_unneeded_call(world, "R1"), world.viewer(role)
    changes: list[Callable[[], object]] = [
        lambda: set_level(world.store, viewer, key, 1, 2, "More than a cup."),
        lambda: set_level(world.store, viewer, key, 2, None, None),
        lambda: review_incident(world.store, viewer, key, 3, CUP, "no"),
        lambda: reopen_review(world.store, viewer, key, 4, "A mistake."),
        lambda: ask_home(world.store, viewer, key, "slow-time", "When?", TODAY),
    ]
    for change in changes:
        if role in REVIEWERS:
            change()
        else:
            with pytest.raises(AccessDenied):
                change()
    assert world.incident(key).version == (5 if role in REVIEWERS else 1)


def test_every_breach_and_advisory_needs_a_decision(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    with pytest.raises(InvalidInput, match=r"Confirm or dismiss .* 6\.5"):
        review_incident(world.store, chair, key, 1, {}, "no")
    assert world.incident(key).reviewed_at is None


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_to_dismiss_a_finding_takes_a_reason(world: World, reason: str | None) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    bare = {"unnecessary-call": (DISMISSED, reason)}
    with pytest.raises(InvalidInput, match="reason for dismissing"):
        review_incident(world.store, chair, key, 1, bare, "no")
    assert world.incident(key).reviewed_at is None
    review_incident(world.store, chair, key, 1, {"unnecessary-call": (DISMISSED, "A wall.")}, "no")
    assert world.findings(key)["unnecessary-call"].state == "dismissed"


def test_a_finding_cannot_be_decided_as_suggested(world: World) -> None:
    key = add_unneeded_call(world, "R1")
    still = {"unnecessary-call": (FindingState.SUGGESTED, "Later.")}
    with pytest.raises(InvalidInput, match="confirmed or dismissed"):
        review_incident(world.store, world.viewer(Role.CHAIR), key, 1, still, "no")


def test_what_is_not_recorded_may_stay_open(world: World) -> None:
    key = add_unneeded_call(world, "R1", exception=None)
    assert world.findings(key)["unnecessary-call"].verdict == "cannot_tell"
    review_incident(world.store, world.viewer(Role.CHAIR), key, 1, {}, "unknown")
    assert world.findings(key)["unnecessary-call"].state == "suggested"


@pytest.mark.parametrize("needed", [None, "", "perhaps", "YES"])
def test_of_a_call_out_the_group_says_whether_police_were_needed(
    world: World, needed: str | None
) -> None:
    key = add_unneeded_call(world, "R1")
    with pytest.raises(InvalidInput, match="yes, no, or cannot tell"):
        review_incident(world.store, world.viewer(Role.CHAIR), key, 1, CUP, needed)


def test_of_what_was_no_call_out_it_is_not_asked(world: World) -> None:
    key, chair = add_incident(world, "R1", channel="none"), world.viewer(Role.CHAIR)
    with pytest.raises(InvalidInput, match="call-outs only"):
        review_incident(world.store, chair, key, 1, {}, "no")
    review_incident(world.store, chair, key, 1, {}, None)


@pytest.mark.parametrize("needed", ["yes", "unknown"])
def test_to_differ_from_what_is_suggested_takes_a_reason(world: World, needed: str) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    with pytest.raises(InvalidInput, match="differs from what is suggested"):
        review_incident(world.store, chair, key, 1, CUP, needed, "  ")
    review_incident(world.store, chair, key, 1, CUP, needed, "The neighbour was hurt.")


def test_a_note_is_taken_up_to_its_length(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    with pytest.raises(InvalidInput, match="at most 2000"):
        review_incident(world.store, chair, key, 1, CUP, "no", "x" * 2001)
    review_incident(world.store, chair, key, 1, CUP, "no", "x" * 2000)


def test_the_second_of_two_taps_is_the_same_review(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    for _ in range(2):
        review_incident(world.store, chair, key, 1, CUP, "no")
    assert world.incident(key).version == 2 and _verbs(world).count("reviewed") == 1


def test_another_review_of_the_same_version_is_a_conflict_whoever_makes_it(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    other = {"unnecessary-call": (DISMISSED, "The neighbour was hurt.")}
    for viewer in (chair, world.viewer(Role.PROTOCOL_LEAD)):
        with pytest.raises(Conflict, match=r"reviewed .* by A chair"):
            review_incident(world.store, viewer, key, 1, other, "no")
    with pytest.raises(Conflict):
        review_incident(world.store, world.viewer(Role.PROTOCOL_LEAD), key, 1, CUP, "no")
    assert world.findings(key)["unnecessary-call"].state == "confirmed"


def test_a_decision_on_what_the_rules_no_longer_say_is_a_conflict(world: World) -> None:
    key = add_unneeded_call(world, "R1")
    _change_facts(world, key, exception="prolonged")
    with pytest.raises(Conflict, match="something else"):
        review_incident(world.store, world.viewer(Role.CHAIR), key, 1, CUP, "yes")


def test_a_reviewed_incident_is_frozen_until_it_is_reopened(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    with pytest.raises(InvalidInput, match="reopen"):
        set_level(world.store, chair, key, 2, 2, "More than a cup.")
    with pytest.raises(InvalidInput, match="reopen"):
        review_incident(world.store, chair, key, 2, CUP, "yes", "Another thought.")
    with pytest.raises(InvalidInput, match="reopen"):
        give_account(world.store, world.viewer(Role.PROVIDER), key, 2, "It was late.")


def test_a_frozen_review_says_where_the_rules_would_now_differ(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    _change_facts(world, key, severity="serious")
    detail = read_incident(world.store, chair, key)
    assert (detail.level, detail.findings[0].state) == (1, "confirmed")
    assert str(detail.differs_now).startswith("level 3 instead of 1; ")
    assert "would drop unnecessary-call" in str(detail.differs_now)
    _change_facts(world, key, severity="minor")
    assert read_incident(world.store, chair, key).differs_now is None


def test_another_verdict_of_the_same_rule_is_a_difference_too(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    _change_facts(world, key, exception=None)
    said = read_incident(world.store, chair, key).differs_now
    assert said == "would judge otherwise unnecessary-call"


def test_reopening_takes_a_reason_and_the_rules_say_again_what_they_say_now(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    review_incident(world.store, chair, key, 1, CUP, "no")
    _change_facts(world, key, social_worker_told="no", severity="serious")
    with pytest.raises(InvalidInput, match="reason"):
        reopen_review(world.store, chair, key, 2, " ")
    for _ in range(2):
        reopen_review(world.store, chair, key, 2, "New facts.")
    detail = read_incident(world.store, chair, key)
    assert (detail.reviewed, detail.agreed_police_needed, detail.level) == (None, None, 3)
    assert {f.state for f in detail.findings} == {"suggested"}
    assert "unnecessary-call" not in {f.rule for f in detail.findings}
    assert (detail.version, detail.differs_now) == (3, None)
    assert _verbs(world).count("reopened") == 1


def test_setting_a_level_takes_a_reason_and_runs_the_rules_on_it(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    with pytest.raises(InvalidInput, match="reason"):
        set_level(world.store, chair, key, 1, 2, None)
    for _ in range(2):
        set_level(world.store, chair, key, 1, 2, "A window.")
    detail = read_incident(world.store, chair, key)
    assert (detail.level, detail.level_set, detail.level_set_reason) == (2, 2, "A window.")
    assert "unnecessary-call" not in {f.rule for f in detail.findings}
    assert detail.version == 2 and _verbs(world).count("set level") == 1
    set_level(world.store, chair, key, 2, None, None)
    detail = read_incident(world.store, chair, key)
    assert (detail.level, detail.level_set, detail.level_set_reason) == (1, None, None)
    assert "unnecessary-call" in {f.rule for f in detail.findings}


@pytest.mark.parametrize("level", [-1, 4, 99])
def test_no_other_level_can_be_set(world: World, level: int) -> None:
    key = add_unneeded_call(world, "R1")
    with pytest.raises(InvalidInput, match="1, 2, 3"):
        set_level(world.store, world.viewer(Role.CHAIR), key, 1, level, "No.")


def test_a_change_on_an_older_version_is_a_conflict(world: World) -> None:
    key, chair = add_unneeded_call(world, "R1"), world.viewer(Role.CHAIR)
    set_level(world.store, chair, key, 1, 2, "A window.")
    with pytest.raises(Conflict, match="Nothing of yours was saved"):
        set_level(world.store, world.viewer(Role.PROTOCOL_LEAD), key, 1, 3, "A wall.")
    with pytest.raises(Conflict):
        review_incident(world.store, chair, key, 1, CUP, "no")
    assert world.incident(key).level_set == 2


def test_asking_the_home_twice_is_asking_once_and_due_in_a_fortnight(world: World) -> None:
    key, chair = add_incident(world, "R1", child_ref="K7"), world.viewer(Role.CHAIR)
    first = ask_home(world.store, chair, key, "manager-decides", "Who decided?", TODAY)
    assert ask_home(world.store, chair, key, "manager-decides", "Who decided?", TODAY) == first
    other = ask_home(world.store, chair, key, "slow-time", "When?", TODAY)
    shown = read_actions(world.store, world.viewer(Role.PROVIDER))
    assert set(shown["id"].to_list()) == {first, other}
    assert {(day - TODAY).days for day in shown["due_on"].to_list()} == {14}
    assert all("K7" not in title for title in shown["title"].to_list())


def test_a_home_can_be_asked_a_long_question_about_a_long_reference(world: World) -> None:
    key, chair = add_incident(world, "R" * 64), world.viewer(Role.CHAIR)
    ask_home(world.store, chair, key, "any", "Why? " * 40, TODAY)
    assert len(read_actions(world.store, chair)["title"][0]) == 200


def test_the_home_gives_its_own_account_and_nobody_elses(world: World) -> None:
    own, other = add_unneeded_call(world, "R1", "birch"), add_unneeded_call(world, "R2", "cedar")
    provider = world.viewer(Role.PROVIDER)
    for _ in range(2):
        give_account(world.store, provider, own, 1, "  It was late.  ")
    assert world.incident(own).home_account == "It was late."
    assert world.incident(own).version == 2
    with pytest.raises(Conflict):
        give_account(world.store, provider, own, 1, "It was early.")
    with pytest.raises(AccessDenied):
        give_account(world.store, provider, other, 1, "It was late.")
    for role in (Role.SPOC, Role.PARTNER, Role.LIAISON, Role.ADMINISTRATOR):
        with pytest.raises(AccessDenied):
            give_account(world.store, world.viewer(role), own, 2, "Not mine to say.")
    give_account(world.store, world.viewer(Role.CHAIR), own, 2, "As they told the meeting.")


@pytest.mark.parametrize(("length", "taken"), [(1999, True), (2000, True), (2001, False)])
def test_an_account_is_taken_up_to_its_length(world: World, length: int, taken: bool) -> None:
    key, provider = add_unneeded_call(world, "R1"), world.viewer(Role.PROVIDER)
    if taken:
        give_account(world.store, provider, key, 1, "x" * length)
    else:
        with pytest.raises(InvalidInput, match="2000"):
            give_account(world.store, provider, key, 1, "x" * length)


def test_an_incident_is_open_to_the_police_once_the_group_refers_it(world: World) -> None:
    key = add_incident(world, "R1", channel="none", occurred_at=datetime(2019, 5, 4, 9))
    chair, police = world.viewer(Role.CHAIR), world.viewer(Role.POLICE_REVIEWER)
    with pytest.raises(AccessDenied):
        read_incident(world.store, police, key)
    with pytest.raises(InvalidInput, match="reason"):
        refer_incident(world.store, chair, key, 1, " ")
    for _ in range(2):
        refer_incident(world.store, chair, key, 1, "A knife was seen.")
    assert read_incident(world.store, police, key).referred is not None
    assert read_incident(world.store, world.viewer(Role.SPOC), key).referred is not None
    give_action(
        world.store,
        chair,
        title="Visit",
        due_on=TODAY,
        meaning="visit",
        incident_id=key,
        owner_agency=Agency.POLICE,
    )
    assert _verbs(world).count("referred") == 1


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}]
)
def test_only_the_group_refers(world: World, role: Role) -> None:
    key = add_incident(world, "R1", channel="none", placing_authority="Dorset Council")
    with pytest.raises(AccessDenied):
        refer_incident(world.store, world.viewer(role), key, 1, "They should know.")
    assert world.incident(key).referred_to_police_at is None


def test_what_was_reported_is_not_referred(world: World) -> None:
    key = add_incident(world, "R1")
    with pytest.raises(InvalidInput, match="already"):
        refer_incident(world.store, world.viewer(Role.CHAIR), key, 1, "They should know.")
