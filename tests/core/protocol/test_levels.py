"""The level table row by row, the ladder at its steps, and the routes each level expects."""

from dataclasses import fields
from datetime import datetime, timedelta

import pytest

from core import contract
from core.protocol.facts import IncidentFacts, find_call_out_kind
from core.protocol.level_words import build_level_table
from core.protocol.levels import find_expected_channels, find_level
from core.vocabulary import Category
from tests.core.protocol.rule_cases import HAPPENED, incident


def test_facts_hold_every_column_of_the_contract() -> None:
    held = {field.name for field in fields(IncidentFacts)}
    setting = {"home_urn", "setting_type", "host_authority"}
    assert held == {column.name for column in contract.FACT_COLUMNS} | setting


def level_of(**words: object) -> int | None:
    return find_level(incident(**words)).level


@pytest.mark.parametrize(
    "category", ["missing", "absent", "concern_for_safety", "child_victim", "other"]
)
@pytest.mark.parametrize("risk", [None, "no", "yes"])
def test_outside_the_three_levels_even_at_risk(category: str, risk: str | None) -> None:
    level = find_level(incident(category=category, immediate_risk=risk))
    assert (level.level, level.basis) == (None, ("3.2",))


@pytest.mark.parametrize(("age", "level"), [(9, None), (10, 3), (11, 3), (None, 3)])
def test_below_ten_there_is_no_level(age: int | None, level: int | None) -> None:
    assert level_of(child_age=age, immediate_risk="yes") == level


def test_immediate_risk_is_level_3_whatever_else_is_blank() -> None:
    assert level_of(immediate_risk="yes") == 3
    assert level_of(category="drugs_possession", drug_class="B", immediate_risk="yes") == 3
    assert level_of(category="assault", immediate_risk="yes") == 3
    assert level_of(category="drugs_possession", immediate_risk="yes") == 3


BASES = {
    "criminal_damage": ("6.9", "6.11", "6.23"),
    "assault": ("6.9", "6.18", "6.20"),
    "threats": ("6.2", "6.11", "6.20"),
    "disorder": ("6.2", "6.11", "6.20"),
}


@pytest.mark.parametrize("category", BASES)
def test_severity_gives_levels_1_2_3_and_a_blank_none(category: str) -> None:
    for place, severity in enumerate(("minor", "moderate", "serious")):
        level = find_level(incident(category=category, severity=severity))
        assert (level.level, level.basis) == (place + 1, (BASES[category][place],))
    assert level_of(category=category) is None


@pytest.mark.parametrize(
    ("category", "level", "basis"),
    [
        ("behaviour", 1, ("App. A", "App. B")),
        ("theft", 2, ("6.11", "6.18")),
        ("drugs_supply", 3, ("6.23",)),
        ("weapon_possession", 3, ("6.23",)),
        ("sexual_offence_allegation", 3, ("6.20",)),
        ("past_abuse_disclosure", 3, ("6.20",)),
    ],
)
def test_category_alone_gives_the_level(category: str, level: int, basis: tuple[str, ...]) -> None:
    found = find_level(incident(category=category, severity="minor"))
    assert (found.level, found.basis) == (level, basis)


def possession(drug_class: str, days_before: int, child: str = "C1", **words: object):
    return incident(
        reference=f"{child}-{drug_class}-{days_before}",
        occurred_at=HAPPENED - timedelta(days=days_before),
        category="drugs_possession",
        drug_class=drug_class,
        child_ref=child,
        **words,
    )


@pytest.mark.parametrize(
    ("drug_class", "occasion", "level"),
    [("B", 1, 1), ("B", 2, 2), ("C", 3, 3), ("C", 4, 3), ("A", 1, 2), ("A", 2, 3), ("A", 3, 3)],
)
def test_the_ladder_of_possession(drug_class: str, occasion: int, level: int) -> None:
    history = [possession(drug_class, days) for days in range(1, occasion)]
    found = find_level(possession(drug_class, 0), history)
    assert found.level == level
    assert found.rests_on == tuple(earlier.reference for earlier in history)


def test_b_and_c_count_together_and_a_apart() -> None:
    mixed = [possession("B", 3), possession("A", 2), possession("C", 1)]
    assert find_level(possession("B", 0), mixed).level == 3
    assert find_level(possession("A", 0), mixed).level == 3
    assert find_level(possession("A", 0), mixed).rests_on == ("C1-A-2",)


def test_only_strictly_earlier_possessions_of_the_same_child_count_in_all_homes() -> None:
    now = possession("B", 0)
    others = [
        now,
        possession("B", 0, home_urn="SC2"),
        possession("B", -1),
        possession("B", 1, child="C2"),
        possession("unknown", 1),
        incident(
            category="drugs_supply",
            drug_class="B",
            child_ref="C1",
            occurred_at=datetime(2018, 1, 1),
        ),
    ]
    assert find_level(now, others).level == 1
    elsewhere = possession("B", 1, home_urn="SC2", host_authority="Kent", channel="none")
    assert find_level(now, [*others, elsewhere]).level == 2


@pytest.mark.parametrize("drug_class", ["psychoactive", "unknown", None])
def test_another_class_is_for_a_person_to_decide(drug_class: str | None) -> None:
    level = find_level(incident(category="drugs_possession", drug_class=drug_class, child_ref="C"))
    assert (level.level, level.basis) == (None, ("10.1",))


def test_without_a_childs_reference_there_is_no_level() -> None:
    assert level_of(category="drugs_possession", drug_class="A") is None


@pytest.mark.parametrize(
    ("words", "channels"),
    [
        ({}, ["none"]),
        ({"exception": "other"}, ["none"]),
        ({"exception": "prolonged"}, ["none", "101", "online"]),
        ({"exception": "repeated_after_warning"}, ["none"]),
        (
            {"exception": "repeated_after_warning", "warned_on": HAPPENED.date()},
            ["none", "101", "online"],
        ),
        ({"category": "theft"}, ["none", "101", "online"]),
        ({"category": "weapon_possession"}, ["101", "online"]),
        ({"category": "past_abuse_disclosure"}, ["101", "online"]),
        ({"category": "sexual_offence_allegation"}, ["999"]),
        ({"category": "weapon_possession", "immediate_risk": "yes"}, ["999"]),
        ({"category": "missing", "immediate_risk": "yes"}, []),
    ],
)
def test_the_routes_each_level_expects(words: dict[str, object], channels: list[str]) -> None:
    facts = incident(**words)
    assert list(find_expected_channels(facts, find_level(facts).level)) == channels


@pytest.mark.parametrize(
    ("words", "level", "kind"),
    [
        ({}, 1, "behaviour"),
        ({"category": "theft"}, 2, "behaviour"),
        ({"category": "theft"}, 3, "protective"),
        ({"category": "theft"}, None, "behaviour"),
        ({"category": "missing"}, None, "protective"),
        ({"category": "other"}, None, "protective"),
        ({"category": "behaviour"}, None, "behaviour"),
        ({"channel": "none"}, 1, None),
        ({"contact_purpose": "advice"}, 1, None),
    ],
)
def test_behaviour_and_protective_call_outs(
    words: dict[str, object], level: int | None, kind: str | None
) -> None:
    assert find_call_out_kind(incident(**words), level) == kind


def test_the_table_in_words_has_a_row_for_every_category_and_level() -> None:
    rows = build_level_table()
    assert len({row.incident for row in rows}) == len(rows) == 31
    assert len(Category) == 16
    by_words = {row.incident: row.level for row in rows}
    assert by_words["possession of drugs, class B or C, third and later"] == 3
    assert by_words["possession of drugs, class A, first"] == 2
    assert by_words["theft"] == 2
