"""Panels: the page and the forms on an incident: who sees, who writes, empty in words."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.panels import read_panels, record_outcome, refer_to_panel
from core.vocabulary import Panel, PanelOutcome, Role
from tests.pages.screens import open_screen, read_links, read_title, read_words, use_store
from tests.world import World, add_incident, add_possession, copy_world

DAY = date(2019, 5, 10)
NOTE = "With the [youth worker](http://evil.test)"
PERIOD = {
    "panels_period": "Choose…",
    "panels_period_from": "2019-01-01",
    "panels_period_to": "2019-12-31",
}


@pytest.fixture
def county(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An incident at Alder with an outcome, one at Birch pending; one that nobody reported."""
    world = copy_world(untouched_world, tmp_path)
    world.named = {
        "alder": add_incident(world, "A-1"),
        "birch": add_incident(world, "B-1", "birch"),
        "new": add_incident(world, "N-1"),
        "kept": add_possession(world, "KEPT-1", 4),
    }
    use_store(monkeypatch, world.store.url)
    chair = world.viewer(Role.CHAIR)
    key = refer_to_panel(world.store, chair, world.named["alder"], Panel.OOCD_PANEL, DAY)
    record_outcome(world.store, chair, key, 1, PanelOutcome.DIVERSION, NOTE)
    refer_to_panel(world.store, chair, world.named["birch"], Panel.DECISION_FORUM, DAY)
    return world


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "follow_up/panels.py", **(PERIOD | params))


def open_incident(world: World, role: Role, name: str) -> AppTest:
    return open_screen(world.people[role], "review/incidents.py", incident=str(world.named[name]))


def find_outcome(at: AppTest) -> Any:
    """Where the outcome of the incident's one referral is chosen."""
    (found,) = [box for box in at.selectbox if box.label == "Outcome"]
    return found


def send(at: AppTest, label: str) -> AppTest:
    (button,) = [b for b in at.button if b.label == label]
    button.click().run()
    assert not at.exception
    return at


def read(world: World) -> list[tuple[object, ...]]:
    panels = read_panels(world.store, world.viewer(Role.CHAIR))
    return panels.sort("id").select("incident_id", "panel", "outcome", "version").rows()


def test_the_page_says_how_many_went_what_is_pending_and_the_outcomes(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert read_title(at) == "2 incidents went to a panel in 2019, 1 pending"
    words = read_words(at)
    assert "diversionary activity (outcome 22),1,2" in words and "pending,1,2" in words
    assert "2 referrals of 2 incidents that you may see" in words and "7.4" in words
    links = "\n".join(read_links(at)).replace("\\", "")
    assert links.index("B-1") < links.index("A-1")  # What is pending stands first.


@pytest.mark.parametrize(
    ("role", "seen", "outcome"),
    [
        (Role.POLICE_REVIEWER, {"A-1", "B-1"}, True),
        (Role.SPOC, {"A-1"}, True),
        (Role.PROVIDER, {"A-1", "B-1"}, True),
        (Role.PARTNER, {"A-1", "B-1"}, True),
        (Role.LIAISON, {"A-1", "B-1"}, False),
    ],
)
def test_each_role_sees_the_panels_of_the_incidents_it_sees(
    county: World, role: Role, seen: set[str], outcome: bool
) -> None:
    words = read_words(open_as(county, role))
    assert {name for name in ("A-1", "B-1") if name in words} == seen
    assert ("iversionary activity" in words) == outcome
    if not outcome:
        assert "decided,1,2" in words


def test_an_administrator_is_refused(county: World) -> None:
    at = open_as(county, Role.ADMINISTRATOR)
    assert read_title(at) == "This page is not open to your role"
    assert "A-1" not in read_words(at)


def test_a_period_without_any_says_where_they_come_from(county: World) -> None:
    quiet = {"panels_period_from": "2018-01-01", "panels_period_to": "2018-12-31"}
    at = open_as(county, Role.CHAIR, **quiet)
    assert read_title(at) == "No incident went to a panel in 2018"
    assert "Record that it went to a panel" in read_words(at)
    assert "Open the incidents" in read_links(at)
    assert "Record that" not in read_words(open_as(county, Role.PARTNER, **quiet))


def test_an_incident_is_sent_to_a_panel_once_and_its_outcome_recorded(county: World) -> None:
    first, same = (open_incident(county, Role.POLICE_REVIEWER, "new") for _ in range(2))
    for at in (first, same):
        at.selectbox(key=f"panel_new_{county.named['new']}_panel").select(Panel.OOCD_PANEL)
        at.date_input(key=f"panel_new_{county.named['new']}_day").set_value(DAY)
        send(at, "Record it")
    assert read(county)[2:] == [(county.named["new"], "oocd_panel", None, 1)]
    assert "Outcome: pending" in read_words(first)
    at = open_incident(county, Role.POLICE_REVIEWER, "new")
    find_outcome(at).select(PanelOutcome.COMMUNITY_RESOLUTION)
    send(at, "Save the outcome")
    assert read(county)[2] == (county.named["new"], "oocd_panel", "community_resolution", 2)
    assert "Outcome: community resolution" in read_words(at)


def test_a_referral_by_mistake_is_taken_back(county: World) -> None:
    send(open_incident(county, Role.CHAIR, "birch"), "Sent by mistake: take it back")
    assert [row[0] for row in read(county)] == [county.named["alder"]]


def test_the_second_of_two_is_told_and_nothing_is_lost(county: World) -> None:
    first, second = (
        open_incident(county, role, "birch") for role in (Role.CHAIR, Role.PROTOCOL_LEAD)
    )
    find_outcome(first).select(PanelOutcome.CHARGE)
    send(first, "Save the outcome")
    find_outcome(second).select(PanelOutcome.YOUTH_CAUTION)
    send(second, "Save the outcome")
    assert "A chair changed this first" in read_words(second)
    assert read(county)[1][2] == "charge"


def test_who_reviews_writes_and_others_read_as_text(county: World) -> None:
    labels = {b.label for b in open_incident(county, Role.CHAIR, "alder").button}
    assert "Save the outcome" in labels
    provider = open_incident(county, Role.PROVIDER, "alder")
    assert not {"Save the outcome", "Record it"} & {b.label for b in provider.button}
    assert NOTE in [text.value for text in provider.text]
    assert not any("evil" in m.value for m in provider.markdown)
    council = read_words(open_incident(county, Role.PARTNER, "alder"))
    assert "diversionary activity" in council and "youth worker" not in council


def test_what_nobody_reported_has_no_form_for_a_panel(county: World) -> None:
    kept = open_incident(county, Role.CHAIR, "kept")
    assert "Panels" not in [header.value for header in kept.header]
    assert "Panels" in [h.value for h in open_incident(county, Role.CHAIR, "new").header]
