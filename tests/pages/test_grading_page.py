"""Grade: one incident after another, saved once, refused, empty, and two reviewers at once."""

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from core.interests import declare_interest
from core.reading import read_actions
from core.review import give_account, review_incident
from core.vocabulary import FindingState, Role
from tests.pages.screens import open_screen, read_title, read_words, use_store
from tests.world import World, add_incident, add_unneeded_call

SCRIPT = "review/grading.py"
QUESTION = "What would a good parent have done?"
CONFIRMED, DISMISSED = FindingState.CONFIRMED, FindingState.DISMISSED


@pytest.fixture
def graded(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world that the app shows; two broken cups wait, the older one at Birch."""
    use_store(monkeypatch, world.store.url)
    monkeypatch.setattr("pages.components.grading_state.SHORTEST_LOOK", 0)  # No test waits.
    world.named = {
        "older": add_unneeded_call(world, "CUP-1", "birch", occurred_at=datetime(2019, 5, 1, 9)),
        "newer": add_unneeded_call(world, "CUP-2", "alder"),
    }
    return world


def see(world: World, role: Role = Role.CHAIR, **params: str) -> AppTest:
    return open_screen(world.people[role], SCRIPT, **params)


def press(at: AppTest, label: str) -> None:
    buttons = [button for button in at.button if button.label.startswith(label)]
    assert buttons, [button.label for button in at.button]
    buttons[0].click().run()
    assert not at.exception


def say_why(at: AppTest, words: str) -> None:
    at.text_area[0].set_value(words)
    press(at, "Keep it")


def test_the_oldest_of_those_with_the_least_to_decide_comes_first(graded: World) -> None:
    at = see(graded)
    assert read_title(at) == QUESTION
    assert "CUP-1" in read_words(at) and "2 incidents left to grade" in read_words(at)
    assert at.query_params["incident"] == str(graded.named["older"])


def test_one_press_agrees_with_everything_saves_and_brings_the_next(graded: World) -> None:
    at = see(graded)
    press(at, "Agree with everything and save")
    row = graded.incident(graded.named["older"])
    assert (row.agreed_police_needed, row.reviewed_at is not None) == ("no", True)
    assert graded.findings(row.id or 0)["unnecessary-call"].state == "confirmed"
    said = read_words(at)
    assert "Saved " in said and "CUP-1: what the group agreed is recorded" in said
    assert "CUP-2" in said and "1 incident left to grade" in said


def test_a_key_held_down_does_not_grade_the_next_incident_unseen(
    graded: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = see(graded)
    press(at, "Agree with everything and save")
    monkeypatch.setattr("pages.components.grading_state.SHORTEST_LOOK", 3600)
    press(at, "Agree with everything and save")
    assert "nothing of this incident was saved" in read_words(at)
    assert graded.incident(graded.named["newer"]).reviewed_at is None


def test_after_the_last_the_page_says_so_and_links_on(graded: World) -> None:
    at = see(graded)
    for _ in range(2):
        press(at, "Agree with everything and save")
    assert read_title(at) == "Nothing waits here for you to grade"
    assert "All incidents" in [link.proto.label for link in at.get("page_link")]


def test_what_is_skipped_comes_last(graded: World) -> None:
    at = see(graded)
    press(at, "Skip")
    assert "CUP-2" in read_words(at) and "1 of them skipped" in read_words(at)
    press(at, "Skip")
    assert "CUP-1" in read_words(at)


def test_to_dismiss_a_finding_asks_for_the_reason_and_keeps_it(graded: World) -> None:
    at = see(graded)
    press(at, "Dismiss")
    say_why(at, "The neighbour was hurt.")
    assert "Reason: The neighbour was hurt." in read_words(at)
    press(at, "Needed")
    say_why(at, "An ambulance came.")
    press(at, "Save")
    key = graded.named["older"]
    finding, row = graded.findings(key)["unnecessary-call"], graded.incident(key)
    assert (finding.state, finding.reason) == ("dismissed", "The neighbour was hurt.")
    assert (row.agreed_police_needed, row.review_note) == ("yes", "An ambulance came.")


def test_without_the_reason_nothing_is_saved_and_it_says_why(graded: World) -> None:
    at = see(graded)
    press(at, "Agree with what is suggested")
    press(at, "Needed")
    say_why(at, "  ")
    press(at, "Save")
    assert "Give a reason where the group differs" in read_words(at)
    assert graded.incident(graded.named["older"]).reviewed_at is None


def test_where_something_is_open_there_is_no_one_key_for_all(graded: World) -> None:
    key = add_unneeded_call(graded, "OPEN-3", "cedar", exception=None)
    at = see(graded, incident=str(key))
    every = next(b for b in at.button if b.label == "Agree with everything and save")
    assert every.disabled
    press(at, "Cannot tell")
    press(at, "Save")
    assert graded.incident(key).agreed_police_needed == "unknown"
    assert graded.findings(key)["unnecessary-call"].state == "suggested"


def test_what_is_not_recorded_is_asked_of_the_home_in_one_press_and_once(graded: World) -> None:
    key = add_incident(graded, "OPEN-3", "cedar", occurred_at=datetime(2019, 5, 2, 9))
    at = see(graded, incident=str(key))
    asked = [b.label for b in at.button if b.label.startswith("Ask the home")]
    assert len(asked) == 1
    press(at, "Ask the home")
    given = read_actions(graded.store, graded.viewer(Role.CHAIR)).height
    assert given >= 1
    assert not [b for b in at.button if b.label.startswith("Ask the home")]
    assert "Asked, due" in read_words(at)


def test_the_second_of_two_reviewers_is_told_keeps_the_typing_and_gets_the_next(
    graded: World,
) -> None:
    key = graded.named["older"]
    mine, theirs = see(graded), see(graded, Role.PROTOCOL_LEAD)
    press(mine, "Dismiss")
    say_why(mine, "The neighbour was hurt.")
    press(theirs, "Agree with everything and save")
    press(mine, "Save")
    said = read_words(mine)
    assert "CUP-1 was reviewed" in said and "by A protocol_lead" in said
    assert "The neighbour was hurt." in said, "what was typed is kept"
    assert "CUP-2" in said, "and here is the next"
    assert graded.findings(key)["unnecessary-call"].state == "confirmed"
    press(mine, "Put this away")
    assert "The neighbour was hurt." not in read_words(mine)


def test_a_change_meanwhile_is_told_and_the_answer_can_be_saved_after_a_look(
    graded: World,
) -> None:
    at, key = see(graded), graded.named["older"]
    give_account(graded.store, graded.viewer(Role.PROVIDER), key, 1, "It was late.")
    press(at, "Agree with everything and save")
    assert "the home's account recorded" in read_words(at)
    assert "It was late." in read_words(at)
    assert graded.incident(key).reviewed_at is None
    press(at, "Save")
    assert graded.incident(key).reviewed_at is not None


def test_filters_come_from_the_url_and_say_what_they_leave_out(graded: World) -> None:
    at = see(graded, home="SC000001")
    assert "CUP-2" in read_words(at) and "1 more outside the filters" in read_words(at)
    at = see(graded, home="SC000004")
    assert read_title(at) == "Nothing waits here for you to grade"
    assert "2 more outside the filters" in read_words(at)


def test_a_declared_interest_takes_the_incident_out_of_ones_queue(graded: World) -> None:
    at, key = see(graded), graded.named["older"]
    press(at, "I have an interest")
    at.text_area[0].set_value("The manager is my sister.")
    press(at, "Declare it")
    assert "Your interest is recorded" in read_words(at)
    assert "CUP-2" in read_words(at)
    assert graded.incident(key).version == 1
    assert "CUP-1" in read_words(see(graded, Role.PROTOCOL_LEAD))


def test_where_only_ones_interests_wait_the_page_says_that_others_decide(graded: World) -> None:
    chair = graded.viewer(Role.CHAIR)
    for key in graded.named.values():
        declare_interest(graded.store, chair, key, "A friend.")
    at = see(graded)
    assert read_title(at) == "Nothing waits here for you to grade"
    assert "2 incidents wait for somebody else" in read_words(at)


def test_the_police_are_given_nothing_that_nobody_reported(graded: World) -> None:
    key = add_incident(graded, "KEPT-9", channel="none", category="behaviour")
    assert "KEPT-9" in read_words(see(graded, incident=str(key)))
    at = see(graded, Role.POLICE_REVIEWER, incident=str(key))
    assert read_title(at) == QUESTION
    assert "KEPT-9" not in read_words(at) and "2 incidents left" in read_words(at)


@pytest.mark.parametrize(
    "role", [Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.LIAISON, Role.ADMINISTRATOR]
)
def test_it_is_refused_to_who_does_not_review(graded: World, role: Role) -> None:
    at = see(graded, role)
    assert read_title(at) == "This page is not open to your role"
    assert "CUP" not in read_words(at)


def test_without_any_incident_it_says_what_would_fill_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(monkeypatch, world.store.url)
    assert read_title(see(world)) == "No incident is here for you to see yet"


def test_words_of_others_are_never_markup(graded: World) -> None:
    key = graded.named["older"]
    give_account(graded.store, graded.viewer(Role.PROVIDER), key, 1, "![x](http://evil.test/a)")
    at = see(graded)
    assert "![x](http://evil.test/a)" in [text.value for text in at.text]
    assert "![x]" not in "\n".join(element.value for element in at.markdown)


def test_a_reviewed_incident_by_url_is_told_and_not_shown_again(graded: World) -> None:
    key = graded.named["older"]
    cup = {"unnecessary-call": (CONFIRMED, None)}
    review_incident(graded.store, graded.viewer(Role.PROTOCOL_LEAD), key, 1, cup, "no")
    at = see(graded, incident=str(key))
    assert "CUP-1 was reviewed" in read_words(at) and "CUP-2" in read_words(at)


@pytest.mark.parametrize("asked", ["0", "-1", "x", "9" * 30, "999999"])
def test_no_such_incident_is_the_first_of_the_queue(graded: World, asked: str) -> None:
    at = see(graded, incident=asked)
    assert read_title(at) == QUESTION and "CUP-1" in read_words(at)
