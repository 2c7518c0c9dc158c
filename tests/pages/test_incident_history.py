"""One incident's history, interests and changes after a meeting, as its page shows them."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.clock import read_utc_now
from core.interests import declare_interest
from core.review import reopen_review, review_incident
from core.tables import Meeting, MeetingItem
from core.vocabulary import FindingState, MeetingState, Role
from tests.pages.screens import open_screen, read_words, use_store
from tests.world import World, add_unneeded_call

CUP = {"unnecessary-call": (FindingState.CONFIRMED, None)}


@pytest.fixture
def reviewed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world that the app shows, with a broken cup that a closed meeting settled."""
    use_store(monkeypatch, world.store.url)
    key = world.named["cup"] = add_unneeded_call(world, "CUP-1")
    review_incident(world.store, world.viewer(Role.CHAIR), key, 1, CUP, "no", "Ann said *so*.")
    with world.store.write(SYSTEM) as change:
        meeting = Meeting(
            held_on=date(2019, 5, 20), created_at=read_utc_now(), state=MeetingState.CLOSED.value
        )
        change.session.add(meeting)
        change.session.flush()
        change.session.add(
            MeetingItem(
                meeting_id=meeting.id or 0,
                incident_id=key,
                position=1,
                reasons=[],
                settled_version=2,
            )
        )
        change.record("recorded", "meeting", meeting.id)
    return world


def see(world: World, role: Role) -> AppTest:
    script, asked = "review/incidents.py", str(world.named["cup"])
    return open_screen(world.people[role], script, incident=asked, incidents_period="Choose…")


def list_labels(at: AppTest) -> set[str]:
    return {element.label for element in (*at.expander, *at.button)}


def test_a_change_after_the_meeting_shows_with_its_day_and_its_history(reviewed: World) -> None:
    assert "Changed after" not in read_words(see(reviewed, Role.CHAIR))
    chair, key = reviewed.viewer(Role.CHAIR), reviewed.named["cup"]
    reopen_review(reviewed.store, chair, key, 2, "The neighbour wrote.")
    at = see(reviewed, Role.CHAIR)
    said = read_words(at)
    assert "Changed after the meeting of 20 May 2019" in said
    assert "History (2)" in list_labels(at)
    assert "The neighbour wrote." in said and "Review reopened" in said
    assert "Ann said *so*." in [text.value for text in at.text], "a reason is never markup"


def test_to_roles_without_free_text_the_history_gives_no_reason(reviewed: World) -> None:
    at = see(reviewed, Role.LIAISON)
    assert "History (1)" in list_labels(at)
    assert "Ann" not in read_words(at)


def test_who_has_an_interest_is_told_why_and_given_no_form(reviewed: World) -> None:
    chair, key = reviewed.viewer(Role.CHAIR), reviewed.named["cup"]
    assert "Reopen this review" in list_labels(see(reviewed, Role.CHAIR))
    declare_interest(reviewed.store, chair, key, "A friend.")
    at = see(reviewed, Role.CHAIR)
    said = read_words(at)
    assert "you do not decide it. Instead can: A police_reviewer, A protocol_lead." in said
    assert "Reopen this review" not in list_labels(at)
    assert "Take it back" not in list_labels(at), "nobody takes back their own"
    assert "Take it back" in list_labels(see(reviewed, Role.PROTOCOL_LEAD))


def test_an_interest_is_declared_on_the_page(reviewed: World) -> None:
    at, key = see(reviewed, Role.CHAIR), reviewed.named["cup"]
    at.text_input(key=f"interest_{key}_words").set_value("The manager is my sister.")
    next(b for b in at.button if b.label == "Declare it").click().run()
    assert "The interest is recorded." in read_words(at)
    assert "Interests declared (1)" in list_labels(at)
    at.text_input(key=f"interest_{key}_words").set_value("Another one's.")
    next(b for b in at.button if b.label == "Declare it").click().run()
    assert "Say whose interest it is" in read_words(at), "nobody is chosen by default"
    at.selectbox(key=f"interest_{key}_whose").select(reviewed.people[Role.SPOC])
    at.text_input(key=f"interest_{key}_words").set_value("Her officer.")
    next(b for b in at.button if b.label == "Declare it").click().run()
    assert "Interests declared (2)" in list_labels(at)


@pytest.mark.parametrize("role", [Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.LIAISON])
def test_interests_are_shown_to_those_who_review(reviewed: World, role: Role) -> None:
    chair, key = reviewed.viewer(Role.CHAIR), reviewed.named["cup"]
    declare_interest(reviewed.store, chair, key, "A friend.")
    assert "Interests declared (1)" in list_labels(see(reviewed, Role.POLICE_REVIEWER))
    assert "Interests declared (1)" not in list_labels(see(reviewed, role))
