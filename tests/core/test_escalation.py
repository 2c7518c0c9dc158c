"""Escalations are decided by a person, once, with a reason; an alarm is told to nobody outside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import func, select

from core.access import SYSTEM
from core.actions import give_action, tick_action
from core.clock import read_today
from core.errors import AccessDenied, Conflict, InvalidInput
from core.escalation import (
    LONGEST_REASON,
    answer,
    decline,
    escalate,
    read_agreed,
    read_escalations,
    read_provider_people,
)
from core.escalation_steps import (
    FIRST_STEPS,
    LONGEST_NAME,
    MOST_STEPS,
    StepForm,
    read_steps,
    set_steps,
)
from core.measures.escalation import Subject
from core.measures.escalation_causes import filter_repeated
from core.reading import read_view
from core.review import review_incident
from core.states import ESCALATION
from core.store import Store
from core.tables import Audit, Escalation, Finding, Incident
from core.vocabulary import Agency, EscalationCause, EscalationState, FindingState, Role
from tests.world import World, add_incident, add_unneeded_call, copy_world

REASON = "Nothing came of two reminders."
RULE = "unnecessary-call"
DECIDES = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}


@pytest.fixture(scope="module")
def stepped_world(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world with the first steps, an action 20 days overdue and a rule agreed three times."""
    world = copy_world(untouched_world, tmp_path_factory.mktemp("stepped"))
    world.named = {"action": _give(world, 20)}
    set_steps(world.store, SYSTEM, FIRST_STEPS, ())
    for number in range(3):
        _agree(world, f"R{number}", number)
    return world


@pytest.fixture
def ready(stepped_world: World, tmp_path: Path) -> World:
    """A copy of it."""
    world = copy_world(stepped_world, tmp_path)
    world.named = dict(stepped_world.named)
    return world


def _give(world: World, late: int, **more: object) -> int:
    usual: dict[str, object] = {
        "title": "Write the plan",
        "due_on": read_today() - timedelta(late),
        "meaning": f"plan {late}",
        "home_id": world.homes["alder"],
        "owner_agency": Agency.PROVIDER,
    }
    return give_action(world.store, SYSTEM, **{**usual, **more})  # type: ignore[arg-type]


def _agree(world: World, reference: str, day: int, home: str = "alder") -> int:
    facts = {"occurred_at": datetime(2019, 5, 4 + day, 19), "child_ref": "K7"}
    facts["reported_at"] = datetime(2019, 5, 6 + day, 9)
    key = add_unneeded_call(world, reference, home, **facts)
    agreed = {rule: (FindingState.CONFIRMED, "Yes.") for rule in world.findings(key)}
    assert RULE in agreed
    chair, version = world.viewer(Role.CHAIR), world.incident(key).version
    review_incident(world.store, chair, key, version, agreed, "no", "Agreed.")
    return key


def _overdue(world: World) -> Subject:
    return Subject(EscalationCause.OVERDUE, world.homes["alder"], str(world.named["action"]))


def _repeated(world: World) -> Subject:
    return Subject(EscalationCause.REPEATED, world.homes["alder"], RULE)


def _alarm(world: World) -> Subject:
    return Subject(EscalationCause.ALARM, world.homes["alder"], "2019-05-20")


def _steps(world: World) -> dict[str, int]:
    return {step.name: step.id for step in read_steps(world.store, SYSTEM)}


def _first(world: World) -> int:
    return next(iter(_steps(world).values()))


def _escalate(world: World, role: Role = Role.CHAIR, **more: object) -> int:
    usual = {
        "subject": _overdue(world),
        "earlier": 0,
        "step_id": _first(world),
        "reason": REASON,
    }
    return escalate(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _decline(world: World, role: Role = Role.CHAIR, **more: object) -> int:
    usual = {"subject": _overdue(world), "earlier": 0, "reason": REASON}
    return decline(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _verbs(world: World) -> list[str]:
    with world.store.read() as session:
        query = select(Audit.verb).where(Audit.noun == "escalation").order_by(Audit.seq)  # type: ignore[arg-type]
        return list(session.exec(query))


def test_a_decision_is_kept_with_step_reason_person_and_time(ready: World) -> None:
    before = ready.store.read_revision()
    key = _escalate(ready)
    (row,) = read_escalations(ready.store, SYSTEM).to_dicts()
    assert row["id"] == key and row["subject"] == _overdue(ready).key
    assert (row["step"], row["reason"]) == (FIRST_STEPS[0].name, REASON)
    assert (row["state"], row["by"], row["version"]) == ("escalated", "A chair", 1)
    assert (row["home_id"], row["action_id"]) == (ready.homes["alder"], ready.named["action"])
    assert abs(datetime.now(UTC) - row["decided_at"]) < timedelta(minutes=1)
    assert _verbs(ready) == ["escalated"]
    assert ready.store.read_revision() == before, "no figure shows it"


def test_not_now_is_kept_with_its_reason_and_no_step(ready: World) -> None:
    _decline(ready, subject=_repeated(ready))
    (row,) = read_escalations(ready.store, SYSTEM).to_dicts()
    assert (row["state"], row["step"], row["reason"]) == ("declined", None, REASON)
    assert (row["subject"], row["action_id"]) == (_repeated(ready).key, None)
    assert _verbs(ready) == ["declined"]


def test_the_newest_decision_comes_first(ready: World) -> None:
    keys = [_decline(ready), _decline(ready, subject=_repeated(ready)), _escalate(ready, earlier=1)]
    assert read_escalations(ready.store, SYSTEM)["id"].to_list() == keys[::-1]


def test_eight_taps_at_once_are_one_decision(ready: World) -> None:
    together = Barrier(8)

    def tap(_: int) -> int:
        together.wait()
        return _escalate(ready)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(tap, range(8)))) == 1
    assert _verbs(ready) == ["escalated"]


@pytest.mark.parametrize(
    "second",
    [
        lambda world: _escalate(world, Role.PROTOCOL_LEAD),
        lambda world: _decline(world, Role.PROTOCOL_LEAD),
        lambda world: _decline(world),
        lambda world: _escalate(world, step_id=_first(world) + 1),
        lambda world: _escalate(world, reason="Another."),
    ],
    ids=["another person", "another's decline", "own decline", "another step", "another reason"],
)
def test_who_decides_otherwise_is_told_who_was_first(ready: World, second: object) -> None:
    _escalate(ready)
    with pytest.raises(Conflict, match="A chair was first, on "):
        second(ready)  # type: ignore[operator]
    assert _verbs(ready) == ["escalated"]


def test_a_repeat_after_the_answer_is_still_the_same_decision(ready: World) -> None:
    key = _escalate(ready)
    answer(ready.store, ready.viewer(Role.CHAIR), key, 1, "Done by Friday.")
    assert _escalate(ready) == key


def test_a_decision_that_counts_others_wrongly_is_refused(ready: World) -> None:
    with pytest.raises(Conflict, match="decided on meanwhile"):
        _escalate(ready, earlier=1)
    _decline(ready)
    assert _escalate(ready, earlier=1)
    with ready.store.read() as session:
        assert len(session.exec(select(Escalation)).all()) == 2


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (LONGEST_REASON + 1)])
def test_every_decision_has_a_reason_of_so_many_characters(ready: World, reason: str) -> None:
    for decide in (_escalate, _decline):
        with pytest.raises(InvalidInput, match="needs its reason"):
            decide(ready, reason=reason)
    key = _escalate(ready, reason="x" * LONGEST_REASON)
    with pytest.raises(InvalidInput, match="what came of it"):
        answer(ready.store, SYSTEM, key, 1, reason)


def test_no_reason_and_no_answer_names_a_child(ready: World) -> None:
    add_incident(ready, "R9", child_ref="K9")
    for decide in (_escalate, _decline):
        with pytest.raises(InvalidInput, match="names no child"):
            decide(ready, reason="About k9 again")
    key = _escalate(ready)
    with pytest.raises(InvalidInput, match="names no child"):
        answer(ready.store, SYSTEM, key, 1, "K9 moved")
    assert _verbs(ready) == ["escalated"]


@pytest.mark.parametrize("step", FIRST_STEPS, ids=lambda step: step.name)
def test_an_alarm_alone_is_refused_outside_and_other_causes_are_not(
    ready: World, step: StepForm
) -> None:
    step_id = _steps(ready)[step.name]
    if step.outside:
        with pytest.raises(InvalidInput, match="alarm alone is not taken outside"):
            _escalate(ready, subject=_alarm(ready), step_id=step_id)
        assert _verbs(ready) == []
    else:
        assert _escalate(ready, subject=_alarm(ready), step_id=step_id)
    assert _escalate(ready, step_id=step_id)
    assert _escalate(ready, subject=_repeated(ready), step_id=step_id)


@pytest.mark.parametrize(("late", "stands"), [(13, False), (14, False), (15, True)])
def test_an_action_must_be_more_than_fourteen_days_overdue(
    ready: World, late: int, stands: bool
) -> None:
    ready.named["action"] = _give(ready, late, meaning=f"another {late}")
    if stands:
        assert _escalate(ready)
        return
    with pytest.raises(Conflict, match="no longer 14 days overdue"):
        _escalate(ready)


def test_a_done_action_is_not_escalated(ready: World) -> None:
    tick_action(ready.store, SYSTEM, ready.named["action"], 1)
    for decide in (_escalate, _decline):
        with pytest.raises(Conflict, match="done"):
            decide(ready)


@pytest.mark.parametrize(
    "changes",
    [{"state": "dismissed"}, {"verdict": "advisory"}, {"owner": "police"}, {"rule": "not-logged"}],
    ids=str,
)
def test_a_finding_must_be_agreed_as_a_breach_of_the_homes_own_on_three_incidents(
    ready: World, changes: dict[str, str]
) -> None:
    with ready.store.write(SYSTEM) as change:
        found = change.session.exec(select(Finding).where(Finding.rule == RULE)).first()
        assert found is not None
        for name, value in changes.items():
            setattr(found, name, value)
        change.record("changed", "incident", found.incident_id)
    with pytest.raises(Conflict, match="no longer agrees to this on 3 incidents"):
        _escalate(ready, subject=_repeated(ready))


@pytest.mark.parametrize(("days", "stands"), [(0, True), (-1, False)])
def test_what_was_agreed_counts_within_the_twelve_months_of_the_proposal(
    ready: World, days: int, *, stands: bool
) -> None:
    with ready.store.write(SYSTEM) as change:
        found = change.session.exec(select(Finding).where(Finding.rule == RULE)).first()
        assert found is not None
        incident = change.session.get_one(Incident, found.incident_id)
        last = change.session.exec(select(func.max(Incident.occurred_at))).one()
        # The first day of the window is the day after the one a year before its end.
        incident.occurred_at = last.replace(year=last.year - 1) + timedelta(days=1 + days)
        change.record("changed", "incident", incident.id)
    if stands:
        assert _escalate(ready, subject=_repeated(ready))
    else:
        with pytest.raises(Conflict, match="no longer agrees"):
            _escalate(ready, subject=_repeated(ready))


def test_findings_of_another_home_do_not_count(ready: World) -> None:
    birch = Subject(EscalationCause.REPEATED, ready.homes["birch"], RULE)
    with pytest.raises(Conflict, match="on 3 incidents"):
        _escalate(ready, subject=birch)


@pytest.mark.parametrize(
    ("cause", "home", "about"),
    [
        (EscalationCause.OVERDUE, "alder", "10000"),
        (EscalationCause.OVERDUE, "birch", None),  # another home's action
        (EscalationCause.ALARM, None, "2019-05-20"),
    ],
)
def test_what_is_not_there_is_refused(
    ready: World, cause: EscalationCause, home: str | None, about: str | None
) -> None:
    home_id = ready.homes[home] if home else 10_000
    subject = Subject(cause, home_id, about or str(ready.named["action"]))
    with pytest.raises(InvalidInput, match="There is no such"):
        _escalate(ready, subject=subject)


def test_a_step_that_the_group_does_not_have_is_refused(ready: World) -> None:
    with pytest.raises(InvalidInput, match="no such step"):
        _escalate(ready, step_id=10_000)
    steps = _steps(ready)
    set_steps(ready.store, SYSTEM, FIRST_STEPS[:1], list(steps.values()))
    with pytest.raises(InvalidInput, match="no such step"):
        _escalate(ready, step_id=steps["Ofsted"])


def test_an_answer_is_kept_once_and_the_second_is_told_who_was_first(ready: World) -> None:
    key = _escalate(ready)
    for _ in range(2):
        answer(ready.store, ready.viewer(Role.CHAIR), key, 1, " Done by Friday. ")
    (row,) = read_escalations(ready.store, SYSTEM).to_dicts()
    assert (row["state"], row["answer"], row["version"]) == ("answered", "Done by Friday.", 2)
    assert row["answered_at"] is not None
    with pytest.raises(Conflict, match="A chair was first, on "):
        answer(ready.store, ready.viewer(Role.PROTOCOL_LEAD), key, 1, "Nothing.")
    with pytest.raises(Conflict, match="answered"):
        answer(ready.store, ready.viewer(Role.PROTOCOL_LEAD), key, 2, "Nothing.")
    assert _verbs(ready) == ["escalated", "answered"]


def test_what_was_declined_has_no_answer(ready: World) -> None:
    key = _decline(ready)
    with pytest.raises(Conflict, match="is not escalated"):
        answer(ready.store, SYSTEM, key, 1, "Nothing.")
    with pytest.raises(InvalidInput, match="no such escalation"):
        answer(ready.store, SYSTEM, 10_000, 1, "Nothing.")


def test_every_transition_of_the_table_is_made(ready: World) -> None:
    key = _escalate(ready)
    answer(ready.store, SYSTEM, key, 1, "Done.")
    _decline(ready, subject=_repeated(ready))
    assert {row.after for row in ESCALATION} == set(EscalationState)
    with ready.store.read() as session:
        kept = session.exec(select(Escalation.state)).all()
    assert set(kept) == {"answered", "declined"}


# Who may


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("what", ["read", "escalate", "decline", "answer", "set steps"])
def test_who_may_do_what(ready: World, role: Role, what: str) -> None:
    viewer, steps = ready.viewer(role), list(_steps(ready).values())
    key = _escalate(ready, subject=_repeated(ready), reason="First.")

    def read() -> None:
        shown = read_escalations(ready.store, viewer).height, len(read_steps(ready.store, viewer))
        assert shown == ((1, 4) if role in DECIDES else (0, 0))
        assert bool(read_provider_people(ready.store, viewer)) == (role in DECIDES)

    do = {
        "read": read,
        "escalate": lambda: _escalate(ready, role),
        "decline": lambda: _decline(ready, role),
        "answer": lambda: answer(ready.store, viewer, key, 1, "Done."),
        "set steps": lambda: set_steps(ready.store, viewer, FIRST_STEPS[:2], steps),
    }[what]
    if what == "read" or role in DECIDES:
        do()
        return
    with pytest.raises(AccessDenied):
        do()
    with ready.store.read() as session:
        assert session.exec(select(Audit).where(Audit.verb == "refused")).one().role == role.value
        assert [row.state for row in session.exec(select(Escalation))] == ["escalated"]
    assert list(_steps(ready).values()) == steps


def test_proposals_rest_on_what_the_viewer_sees(ready: World) -> None:
    hidden = {"channel": "none", "contact_purpose": None, "reported_at": None, "severity": "minor"}
    for number in range(3):
        kept = add_incident(ready, f"H{number}", logged_in_child_file="no", **hidden)
        agreed = {rule: (FindingState.CONFIRMED, "Yes.") for rule in ready.findings(kept)}
        chair, version = ready.viewer(Role.CHAIR), ready.incident(kept).version
        review_incident(ready.store, chair, kept, version, agreed, None, "Agreed.")
    rules = {}
    for role in (Role.CHAIR, Role.POLICE_REVIEWER):
        view = read_view(ready.store, ready.viewer(role))
        assert view.data_to is not None
        rules[role] = set(filter_repeated(view.findings, view.data_to)["rule"].cast(str))
    assert rules == {Role.CHAIR: {RULE, "not-logged"}, Role.POLICE_REVIEWER: {RULE}}


def test_when_the_group_agreed_is_read_for_the_findings_given(ready: World) -> None:
    view = read_view(ready.store, SYSTEM)
    assert view.data_to is not None
    rows = filter_repeated(view.findings, view.data_to)
    agreed = read_agreed(ready.store, SYSTEM, rows)
    assert agreed.height == rows.height == 3
    assert agreed["agreed_at"].null_count() == 0
    assert read_agreed(ready.store, SYSTEM, rows.clear()).is_empty()


def test_the_people_of_a_provider_are_theirs_and_nobody_elses(ready: World) -> None:
    assert read_provider_people(ready.store, SYSTEM) == {ready.people[Role.PROVIDER]}


# Steps


def test_a_new_store_has_no_steps_until_somebody_sets_them(store: Store) -> None:
    assert read_steps(store, SYSTEM) == ()
    set_steps(store, SYSTEM, FIRST_STEPS, ())
    kept = read_steps(store, SYSTEM)
    assert [StepForm(step.name, step.outside) for step in kept] == list(FIRST_STEPS)
    assert [(step.position, step.active) for step in kept] == [(n, True) for n in range(1, 5)]


def test_changed_steps_keep_past_decisions_readable(ready: World) -> None:
    _escalate(ready)
    steps = _steps(ready)
    set_steps(ready.store, SYSTEM, [FIRST_STEPS[3], StepForm("Director")], list(steps.values()))
    kept = read_steps(ready.store, SYSTEM)
    assert [(s.name, s.position, s.active) for s in kept[:2]] == [
        ("Ofsted", 1, True),
        ("Director", 2, True),
    ]
    assert kept[0].id == steps["Ofsted"] and not any(step.active for step in kept[2:])
    assert read_escalations(ready.store, SYSTEM)["step"].to_list() == [FIRST_STEPS[0].name]


def test_a_step_that_changes_sides_is_another_step(ready: World) -> None:
    steps = _steps(ready)
    forms = [FIRST_STEPS[0], StepForm("ofsted", outside=False)]
    set_steps(ready.store, SYSTEM, forms, list(steps.values()))
    active = [step for step in read_steps(ready.store, SYSTEM) if step.active]
    assert active[0].id == _first(ready) and active[1].id not in steps.values()


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ([], "inside the home's provider"),
        ([StepForm("Ofsted", outside=True)], "inside the home's provider"),
        ([StepForm(" ")], "has a name"),
        ([StepForm("x" * (LONGEST_NAME + 1))], "has a name"),
        ([StepForm("Manager"), StepForm("  manager ", outside=True)], "same name"),
        ([StepForm(f"S{n}") for n in range(MOST_STEPS + 1)], "At most 8"),
        ([StepForm("Mother of K7")], "names no child"),
    ],
)
def test_steps_that_cannot_be_are_refused(ready: World, forms: list[StepForm], said: str) -> None:
    steps = _steps(ready)
    with pytest.raises(InvalidInput, match=said):
        set_steps(ready.store, SYSTEM, forms, list(steps.values()))
    assert _steps(ready) == steps
    most = [StepForm(f"S{n}" + "x" * (LONGEST_NAME - 2)) for n in range(MOST_STEPS)]
    set_steps(ready.store, SYSTEM, most, list(steps.values()))


def test_of_two_who_set_the_steps_the_second_is_told_and_the_same_is_no_change(
    ready: World,
) -> None:
    seen = list(_steps(ready).values())
    lead = ready.viewer(Role.PROTOCOL_LEAD)
    set_steps(ready.store, lead, FIRST_STEPS[:2], seen)
    set_steps(ready.store, SYSTEM, FIRST_STEPS[:2], seen)
    with pytest.raises(Conflict, match="A protocol_lead was first, on "):
        set_steps(ready.store, SYSTEM, FIRST_STEPS[:3], seen)
