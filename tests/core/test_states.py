"""The tables of states are whole, and the words that people read exist for each."""

import re
from pathlib import Path

import pytest

from core.access import Permission
from core.errors import Conflict
from core.states import TABLES, find_next
from core.vocabulary import (
    ActionState,
    EscalationState,
    FindingState,
    IncidentState,
    MeetingState,
    RequestState,
)

STATES = {
    "incident": IncidentState,
    "finding": FindingState,
    "action": ActionState,
    "meeting": MeetingState,
    "escalation": EscalationState,
    "request": RequestState,
}
GLOSSARY = (Path(__file__).parents[2] / "GLOSSARY.md").read_text().lower()


@pytest.mark.parametrize("noun", TABLES)
def test_every_state_is_reached_and_no_row_leads_from_a_state_that_is_not(noun: str) -> None:
    rows = TABLES[noun]
    assert {row.after for row in rows} == set(STATES[noun])
    assert {state for row in rows for state in row.before} <= set(STATES[noun])
    assert any(not row.before for row in rows)
    assert all(row.permission in Permission for row in rows)


@pytest.mark.parametrize("noun", TABLES)
def test_a_verb_leads_from_one_state_to_one_state(noun: str) -> None:
    pairs = [(row.verb, state) for row in TABLES[noun] for state in row.before]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("noun", "state", "verb", "after"),
    [
        ("action", "open", "tick", "done"),
        ("action", "done", "reopen", "open"),
        ("action", "open", "ask for time", "open"),
        ("finding", "suggested", "dismiss", "dismissed"),
        ("incident", "reviewed", "reopen", "waiting"),
        ("meeting", "planned", "open", "running"),
        ("meeting", "running", "close", "closed"),
        ("escalation", "escalated", "answer", "answered"),
        ("request", "open", "answer", "answered"),
        ("request", "withdrawn", "log again", "open"),
    ],
)
def test_the_next_state_is_the_tables(noun: str, state: str, verb: str, after: str) -> None:
    assert find_next(noun, state, verb) == after


@pytest.mark.parametrize(
    ("noun", "state", "verb"),
    [
        ("action", "done", "tick"),
        ("incident", "waiting", "reopen"),
        ("meeting", "closed", "go on"),
        ("meeting", "recorded", "open"),
        ("finding", "dismissed", "confirm"),
        ("request", "withdrawn", "answer"),
        ("request", "answered", "withdraw"),
    ],
)
def test_what_the_table_does_not_lead_to_is_refused_in_words(
    noun: str, state: str, verb: str
) -> None:
    with pytest.raises(Conflict, match=f"The {noun} is .* by now"):
        find_next(noun, state, verb)


def test_an_unknown_verb_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        find_next("action", "open", "forget")


@pytest.mark.parametrize("noun", TABLES)
def test_the_glossary_says_each_state(noun: str) -> None:
    section = re.search(rf"\*\*{noun}, states\*\*(.*?)(\n- |\n\n)", GLOSSARY, re.DOTALL)
    assert section, noun
    for state in STATES[noun]:
        assert f"`{state.value}`" in section[1], (noun, state)
