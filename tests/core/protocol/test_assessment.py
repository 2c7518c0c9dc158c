"""Scope, dates of force, whether police were needed, a reviewer's level, and raw cases."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.protocol.assessment import assess, assess_cases, to_json
from core.protocol.rulesets import PAN_DORSET, find_authority, find_ruleset
from core.vocabulary import BREACH_VERDICTS
from tests.core.protocol.rule_cases import DRUGS, SERIOUS, incident

NOW = datetime(2025, 6, 1, 12)
DATA = Path(__file__).parents[2] / "data"
VIGNETTES = json.loads((DATA / "vignettes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["name"])
def test_worked_cases_of_the_specification(vignette: dict) -> None:
    said = assess_cases(vignette["incidents"], NOW)[-1]
    expect = dict(vignette["expect"])
    breaches = [f["rule"] for f in said["findings"] if f["verdict"] in BREACH_VERDICTS]
    advisories = [f["rule"] for f in said["findings"] if f["verdict"] == "advisory"]
    assert sorted(breaches) == sorted(expect.pop("breaches"))
    assert sorted(advisories) == sorted(expect.pop("advisories"))
    assert {name: said[name] for name in expect} == expect


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("Dorset", "Dorset Council"),
        (" dorset  COUNCIL", "Dorset Council"),
        ("Dorset County Council", "Dorset Council"),
        ("BCP Council", "Bournemouth, Christchurch and Poole Council"),
        (
            "Bournemouth, Christchurch & Poole Council",
            "Bournemouth, Christchurch and Poole Council",
        ),
        ("bournemouth christchurch&poole", "Bournemouth, Christchurch and Poole Council"),
        ("Borough of Poole", "Bournemouth, Christchurch and Poole Council"),
        ("Christchurch Borough Council", "Bournemouth, Christchurch and Poole Council"),
        ("Bournemouth Borough Council", "Bournemouth, Christchurch and Poole Council"),
        ("Hampshire County Council", None),
        ("", None),
        (None, None),
    ],
)
def test_host_authorities_match_whatever_their_spelling(
    name: str | None, authority: str | None
) -> None:
    assert find_authority(name) == authority
    said = assess(incident(host_authority=name))
    assert said.in_scope is said.authority_matched is (authority is not None)


def test_further_aliases_can_be_given() -> None:
    aliases = [("Dorset Children's Services", "dorset council")]
    assert find_authority("DORSET CHILDREN’S services".replace("’", "'"), aliases)
    assert assess(incident(host_authority="Dorset Children's Services")).in_scope is False
    said = assess(
        incident(host_authority="Dorset Children's Services"), authority_aliases=iter(aliases)
    )
    assert said.in_scope is True


@pytest.mark.parametrize(
    ("moment", "ruleset", "retrospective"),
    [
        (datetime(2016, 12, 31, 23, 59), None, False),
        (datetime(2017, 1, 1, 0, 0), "pan-dorset", True),
        (datetime(2019, 3, 31, 23, 59), "pan-dorset", True),
        (datetime(2019, 4, 1, 0, 0), "pan-dorset", False),
        (datetime(2024, 1, 1, 0, 0), "pan-dorset", False),
    ],
)
def test_dates_of_force(moment: datetime, ruleset: str | None, retrospective: bool) -> None:
    said = assess(incident(occurred_at=moment))
    assert (said.ruleset, said.retrospective) == (ruleset, retrospective)
    assert said.in_scope is (ruleset is not None)
    assert (said.level, bool(said.findings)) == ((1, True) if ruleset else (None, False))


def test_the_review_is_overdue_from_the_day_after_it_was_due() -> None:
    assert not PAN_DORSET.is_review_overdue(date(2022, 4, 30))
    assert PAN_DORSET.is_review_overdue(date(2022, 5, 1))
    assert find_ruleset(date(2016, 12, 31)) is None


NO_REASON = {"exception": "none", "immediate_risk": "no"}
KENT = {"host_authority": "Kent"}


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (NO_REASON, False),
        (NO_REASON | {"setting_type": "foster"}, False),
        (NO_REASON | {"setting_type": "supported"}, None),
        (NO_REASON | {"decided_by": "public"}, True),
        ({}, None),
        ({"exception": "other", "immediate_risk": "no"}, None),
        ({"exception": "repeated_after_warning"}, None),
        ({"exception": "prolonged"}, True),
        ({"category": "theft"}, True),
        ({"category": "assault"}, None),
        ({"category": "other"}, None),
        (SERIOUS, True),
        ({"category": "missing"}, True),
        ({"category": "missing", "known_safe": "yes", "immediate_risk": "no"}, None),
        ({"category": "child_victim"}, True),
        ({"child_age": 9}, None),
        ({"category": "theft", "child_age": 9}, None),
        (SERIOUS | {"channel": "none"}, None),
        (NO_REASON | {"contact_purpose": "advice"}, None),
        (KENT, None),
        (KENT | {"category": "theft"}, None),
        (KENT | {"category": "missing"}, True),
    ],
)
def test_were_police_needed(words: dict[str, object], needed: bool | None) -> None:
    assert assess(incident(**words)).police_needed is needed


def test_a_reviewers_level_runs_the_rules_again() -> None:
    words = {"category": "assault", "severity": "moderate", **NO_REASON}
    assert assess(incident(**words)).level == 2
    lower = assess(incident(**words), level_set=1)
    assert (lower.level, lower.police_needed) == (1, False)
    assert lower.level_basis == ("set at review",)
    assert "unnecessary-call" in {f.rule for f in lower.findings}
    none = assess(incident(**words), level_set=0)
    assert (none.level, none.expected_channels, none.police_needed) == (None, (), None)
    same = assess(incident(**words), level_set=2)
    assert same == assess(incident(**words))


def test_a_reviewers_level_has_no_effect_out_of_scope() -> None:
    assert assess(incident(**KENT), level_set=1).level is None


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidInput):
        assess(incident(), level_set=4)


def test_what_the_result_gives_away_is_named() -> None:
    earlier = incident(
        **(DRUGS | {"reference": "h", "occurred_at": datetime(2019, 1, 1), "drug_class": "A"})
    )
    second = incident(**(DRUGS | {"drug_class": "A", "immediate_risk": "yes", "channel": "none"}))
    called = incident(**(DRUGS | {"drug_class": "A", "immediate_risk": "yes"}))
    assert assess(second, [earlier]).rests_on == ("h",)
    assert assess(called, [earlier]).rests_on == ()
    assert assess(incident(**(DRUGS | {"drug_class": "A"})), [earlier]).rests_on == ("h",)
    assert assess(incident(**(DRUGS | {"drug_class": "A"})), [earlier], 1).rests_on == ()


def test_the_published_form_has_exactly_its_keys() -> None:
    said = to_json(assess(incident(category="theft", decided_by="staff", victim_wants_police="no")))
    assert list(said) == [
        "reference",
        "ruleset",
        "in_scope",
        "level",
        "level_basis",
        "expected_channels",
        "police_needed",
        "findings",
    ]
    assert list(said["findings"][0]) == ["rule", "clause", "verdict", "owner", "message"]
    assert json.loads(json.dumps(said)) == said


RAW = {
    "reference": "r",
    "occurred_at": "14/05/2019 19:30",
    "channel": 999,
    "category": "Criminal damage",
    "severity": "MINOR",
    "host_authority": "dorset council",
    "something_else": [1],
}


def test_raw_cases_are_read_by_the_contract_and_keep_their_order() -> None:
    said = assess_cases([RAW, RAW | {"reference": None}, RAW | {"immediate_risk": True}], NOW)
    assert [case["level"] for case in said] == [1, 1, 3]
    assert [case["reference"] for case in said] == ["r", "", "r"]
    assert assess_cases([], NOW) == []


def test_raw_cases_know_each_others_history_whatever_their_order() -> None:
    drugs = RAW | {"category": "drugs_possession", "drug_class": "B", "child_ref": "C1"}
    days = ["2019-03-01T10:00", "2019-01-01T10:00", "2019-02-01T10:00"]
    said = assess_cases([drugs | {"occurred_at": day} for day in days], NOW)
    assert [case["level"] for case in said] == [3, 1, 2]


def test_a_case_without_a_host_authority_is_out_of_scope() -> None:
    raw = {name: RAW[name] for name in RAW if name != "host_authority"}
    assert assess_cases([raw], NOW)[0]["in_scope"] is False


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        ({}, "not a list"),
        ("text", "not a list"),
        ([1], "Case 1"),
        ([RAW, None], "Case 2"),
        ([RAW | {"severity": "grim"}], "Case 1, severity: is none of the listed values"),
        ([RAW | {"occurred_at": None}], "Case 1, occurred_at: is blank"),
        ([RAW | {"occurred_at": "2019-05-14"}], "Case 1, occurred_at: has no time"),
        ([RAW | {"occurred_at": "2031-05-14T10:00"}], "Case 1, occurred_at: lies in the future"),
        ([RAW | {"channel": ""}], "Case 1, channel: is blank"),
        ([{"occurred_at": "2019-05-14T10:00", "channel": "101"}], "Case 1, category: is blank"),
        ([RAW | {"setting_type": "castle"}], "Case 1, setting_type"),
        ([RAW | {"summary": ["a", "b"]}], "Case 1, summary"),
        ([RAW | {"child_age": "nine"}], "Case 1, child_age: is not a number"),
    ],
)
def test_bad_cases_are_refused_with_one_clear_line(cases: object, words: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        assess_cases(cases, NOW)
    assert words in str(refusal.value) and "\n" not in str(refusal.value)
