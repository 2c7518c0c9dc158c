"""The escalation page: steps first, proposals with why, decisions kept, refused to others."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.actions import give_action
from core.clock import read_today
from core.escalation import read_escalations
from core.escalation_steps import FIRST_STEPS, read_steps, set_steps
from core.review import review_incident
from core.tables import Audit, Home
from core.vocabulary import Agency, FindingState, Role
from tests.pages.screens import open_screen, read_title, read_words, use_store
from tests.world import World, add_unneeded_call, copy_world

TITLE = "**Send** [the guide](http://evil.test) <b>today</b>"
DECIDES = {Role.CHAIR, Role.PROTOCOL_LEAD}


@pytest.fixture
def county(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An action of Alder 20 days overdue and a rule agreed on three of Birch's incidents."""
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    overdue = give_action(
        world.store,
        SYSTEM,
        title=TITLE,
        due_on=read_today() - timedelta(20),
        meaning="plan",
        home_id=world.homes["alder"],
        owner_agency=Agency.PROVIDER,
    )
    world.named = {"action": overdue}
    for number in range(3):
        day = datetime(2019, 5, 4 + number, 19)
        later = day + timedelta(days=2)
        key = add_unneeded_call(world, f"R{number}", "birch", occurred_at=day, reported_at=later)
        agreed = {rule: (FindingState.CONFIRMED, "Yes.") for rule in world.findings(key)}
        chair, version = world.viewer(Role.CHAIR), world.incident(key).version
        review_incident(world.store, chair, key, version, agreed, "no", "Agreed.")
    return world


def open_as(world: World, role: Role) -> AppTest:
    return open_screen(world.people[role], "follow_up/escalation.py")


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def press_label(at: AppTest, label: str) -> AppTest:
    (button,) = [b for b in at.button if b.label == label]
    button.click().run()
    assert not at.exception
    return at


def set_first(world: World) -> None:
    set_steps(world.store, SYSTEM, FIRST_STEPS, ())


def test_the_first_steps_are_offered_and_set_by_one_press(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert "No steps are set." in read_words(at)
    assert "No step is proposed" in read_words(at)
    assert not [b for b in at.button if b.label == "Escalate"]
    assert read_steps(county.store, SYSTEM) == ()
    press_label(at, "Start with these steps")
    assert [step.name for step in read_steps(county.store, SYSTEM)] == [
        form.name for form in FIRST_STEPS
    ]
    words = read_words(at)
    assert "No steps are set." not in words and "The steps are set." in words
    assert words.count("Proposed: Registered manager of the home, the first step.") == 2


def test_each_proposal_says_why_with_numbers_and_period(county: World) -> None:
    set_first(county)
    at = open_as(county, Role.PROTOCOL_LEAD)
    words = read_words(at)
    assert read_title(at) == "2 escalations proposed"
    assert "is not done 20 days later." in words
    assert "missed on 3 incidents in 12 months to 6 May 2019 (clause 6.5, 6.7)" in words
    assert "Alder" in words and "Birch" in words and "data to 6 May 2019" in words


def test_an_escalation_is_kept_then_answered(county: World) -> None:
    set_first(county)
    at = open_as(county, Role.CHAIR)
    key = f"overdue_{county.homes['alder']}_{county.named['action']}"
    steps = {step.name: step.id for step in read_steps(county.store, SYSTEM)}
    at.selectbox(key=f"step_{key}").select(steps["Responsible individual of the provider"])
    at.text_area(key=f"reason_{key}").input("Two reminders.")
    press(at, f"yes_{key}")
    (row,) = read_escalations(county.store, SYSTEM).to_dicts()
    assert (row["step"], row["reason"], row["state"]) == (
        "Responsible individual of the provider",
        "Two reminders.",
        "escalated",
    )
    assert read_title(at) == "1 escalation proposed, 1 without an answer"
    assert "Escalated; it waits for an answer below." in read_words(at)
    at.text_area(key=f"answer_{row['id']}_words").input("Done by Friday.")
    press_label(at, "Save the answer")
    (row,) = read_escalations(county.store, SYSTEM).to_dicts()
    assert (row["state"], row["answer"]) == ("answered", "Done by Friday.")
    assert read_title(at) == "1 escalation proposed"
    words = read_words(at)
    assert "Done by Friday." in words and "Answered " in words


def test_not_now_is_kept_with_its_reason_and_stays_quiet(county: World) -> None:
    set_first(county)
    at = open_as(county, Role.CHAIR)
    key = f"repeated_{county.homes['birch']}_unnecessary-call"
    at.text_area(key=f"reason_{key}").input("A new manager began in June.")
    press(at, f"no_{key}")
    assert read_title(at) == "1 escalation proposed"
    words = read_words(at)
    assert "Not escalated, " in words and "A new manager began in June." in words
    assert read_title(open_as(county, Role.PROTOCOL_LEAD)) == "1 escalation proposed"


def test_without_a_reason_nothing_is_decided_and_the_card_says_so(county: World) -> None:
    set_first(county)
    at = open_as(county, Role.CHAIR)
    key = f"repeated_{county.homes['birch']}_unnecessary-call"
    press(at, f"yes_{key}")
    assert "A decision needs its reason" in read_words(at)
    assert read_escalations(county.store, SYSTEM).is_empty()
    assert read_title(at) == "2 escalations proposed"


def test_the_second_of_two_is_told_who_was_first(county: World) -> None:
    set_first(county)
    pair = [open_as(county, role) for role in (Role.CHAIR, Role.PROTOCOL_LEAD)]
    key = f"repeated_{county.homes['birch']}_unnecessary-call"
    for at, words in zip(pair, ("First.", "Second."), strict=True):
        at.text_area(key=f"reason_{key}").input(words)
        press(at, f"yes_{key}")
    assert "A chair was first, on " in read_words(pair[1])
    assert read_escalations(county.store, SYSTEM)["reason"].to_list() == ["First."]


def test_the_steps_are_changed_in_their_form(county: World) -> None:
    set_first(county)
    at = open_as(county, Role.CHAIR)
    names = [field for field in at.text_input if str(field.key).startswith("steps_")]
    assert [field.value for field in names[:4]] == [form.name for form in FIRST_STEPS]
    names[1].input("Area manager")
    names[3].input("")
    press_label(at, "Save the steps")
    active = [step for step in read_steps(county.store, SYSTEM) if step.active]
    assert [(step.name, step.outside) for step in active] == [
        (FIRST_STEPS[0].name, False),
        ("Area manager", False),
        (FIRST_STEPS[2].name, True),
    ]
    assert "The steps are set." in read_words(at)


@pytest.mark.parametrize(("proposed", "is_said"), [(30, False), (31, True)])
def test_of_many_the_longest_standing_are_shown(
    county: World, proposed: int, is_said: bool
) -> None:
    set_first(county)
    for number in range(proposed - 2):
        give_action(
            county.store,
            SYSTEM,
            title=f"Action {number}",
            due_on=read_today() - timedelta(15),
            meaning=f"another {number}",
            home_id=county.homes["cedar"],
            owner_agency=Agency.PROVIDER,
        )
    at = open_as(county, Role.CHAIR)
    assert read_title(at) == f"{proposed} escalations proposed"
    assert len([b for b in at.button if b.label == "Escalate"]) == 30
    assert ("The 30 that stand longest" in read_words(at)) == is_said


def test_names_and_titles_are_text(county: World) -> None:
    set_first(county)
    with county.store.write(SYSTEM) as change:
        change.session.get_one(Home, county.homes["birch"]).name = TITLE
        change.record("changed", "home")
    at = open_as(county, Role.CHAIR)
    key = f"overdue_{county.homes['alder']}_{county.named['action']}"
    at.text_area(key=f"reason_{key}").input(TITLE)
    press(at, f"yes_{key}")
    for element in [*at.markdown, *at.caption, *at.title, *at.subheader]:
        assert "](http" not in element.value and "<b>today" not in element.value
    assert read_words(at).count(TITLE) >= 3


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_only_who_decides_may_open_it(county: World, role: Role) -> None:
    at = open_as(county, role)
    if role in DECIDES:
        assert "Alder" in read_words(at)
        return
    assert read_title(at) == "This page is not open to your role"
    assert "reminder" not in read_words(at) and "overdue" not in read_words(at).lower()
    with county.store.read() as session:
        refused = session.exec(select(Audit).where(Audit.verb == "refused")).all()
    assert [row.fields for row in refused] == [["page escalation"]]


def test_an_empty_store_says_what_would_fill_it(
    untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR)
    assert read_title(at) == "Nothing to escalate"
    words = read_words(at)
    assert "Proposals come from overdue actions, agreed findings and alarms." in words
    assert "No incident is imported yet." in words and "no data date" in words
    assert "Decided before" not in words
