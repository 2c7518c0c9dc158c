"""Each rule in line, not in line and not recorded; the registry is exactly the specification's."""

import pytest

from core.protocol.assessment import Finding, assess
from core.protocol.rules import RULES
from core.protocol.rulesets import PAN_DORSET
from core.vocabulary import Verdict
from tests.core.protocol.rule_cases import CASES, RuleCases, Words, incident

every_rule = pytest.mark.parametrize("cases", CASES, ids=lambda cases: cases.rule)


def find(cases: RuleCases, words: Words) -> Finding | None:
    facts = incident(**(cases.holds | words))
    found = [f for f in assess(facts).findings if f.rule == cases.rule]
    assert len(found) <= 1
    return found[0] if found else None


@every_rule
def test_in_line_says_nothing(cases: RuleCases) -> None:
    assert find(cases, cases.in_line) is None


@every_rule
def test_not_in_line_gives_the_verdict_clause_and_owner(cases: RuleCases) -> None:
    finding = find(cases, cases.not_in_line)
    assert finding is not None
    assert (finding.verdict, finding.clause, finding.owner) == (
        cases.verdict,
        cases.clause,
        cases.owner,
    )
    assert finding.message and "\n" not in finding.message


@every_rule
def test_not_recorded_is_neither_compliance_nor_guilt(cases: RuleCases) -> None:
    finding = find(cases, cases.not_recorded)
    if cases.blank_is_silent:
        assert finding is None
    else:
        assert finding is not None and finding.verdict is Verdict.CANNOT_TELL
        assert "None" not in finding.message


def test_every_rule_has_its_three_cases_and_every_case_its_rule() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids) == 32
    assert sorted(ids) == sorted(cases.rule for cases in CASES)


def test_registry_and_specification_agree_on_clause_verdict_and_owner() -> None:
    in_registry = {(r.id, r.clause, r.verdict.value, r.owner.value) for r in RULES}
    assert in_registry == {(c.rule, c.clause, c.verdict, c.owner) for c in CASES}


def test_the_ruleset_holds_the_registry() -> None:
    assert PAN_DORSET.rules is RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_guide_can_tell_every_rule(rule: object) -> None:
    words = [getattr(rule, name) for name in ("message", "where", "decides", "instead")]
    assert all(word.strip().endswith((".", "?")) for word in words)
    assert not any("offender" in word.lower() or "\n" in word for word in words)
    assert rule.question is None or rule.question.endswith("?")


def test_a_rule_that_can_be_not_recorded_has_a_question_to_ask() -> None:
    asked = {r.id for r in RULES if r.question}
    needed = {c.rule for c in CASES if not c.blank_is_silent and c.verdict != "cannot_tell"}
    assert asked == needed
