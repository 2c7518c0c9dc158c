"""One incident before the ruleset of its date: level, expected routes, findings.

Findings are suggested by the machine; people agree or dismiss them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core import contract
from core.errors import InvalidInput
from core.protocol.facts import IncidentFacts, build_facts, find_call_out_kind
from core.protocol.levels import (
    Level,
    find_expected_channels,
    find_level,
    find_level_by_category,
)
from core.protocol.registry import Case, Outcome, Rule
from core.protocol.rulesets import Aliases, find_ruleset
from core.vocabulary import (
    BREACH_VERDICTS,
    OFFENCE_CATEGORIES,
    CallOutKind,
    Category,
    Channel,
    FindingOwner,
    SettingType,
    Verdict,
)

REVIEWERS_BASIS = "set at review"
"""What stands for a clause where a reviewer set another level than the facts give."""


@dataclass(frozen=True)
class Finding:
    """What one rule says of one incident."""

    rule: str
    clause: str
    verdict: Verdict
    owner: FindingOwner
    message: str

    @property
    def is_breach(self) -> bool:
        """Whether it counts as not in line with the protocol; advice and blanks do not."""
        return self.verdict in BREACH_VERDICTS


@dataclass(frozen=True)
class Assessment:
    """What the ruleset of its date says of one incident.

    `ruleset` is None out of scope. `authority_matched` is whether the home's host authority is one
    of the area's: an unmatched one is to be shown, it may be a misspelling. `rests_on` holds the
    references of the earlier incidents that the result gives away.
    """

    reference: str
    ruleset: str | None
    in_scope: bool
    authority_matched: bool
    retrospective: bool
    level: int | None
    level_basis: tuple[str, ...]
    expected_channels: tuple[Channel, ...]
    police_needed: bool | None
    call_out_kind: CallOutKind | None
    findings: tuple[Finding, ...]
    rests_on: tuple[str, ...]


def assess(
    facts: IncidentFacts,
    history: Iterable[IncidentFacts] = (),
    level_set: int | None = None,
    authority_aliases: Aliases = (),
) -> Assessment:
    """Judges one incident by the ruleset of its date.

    Args:
        facts: the incident.
        history: other incidents, at best the same child's; those that do not count are left aside.
        level_set: a reviewer's level, 0 for none; the rules run on it. It has no effect out of
            scope, where nothing is judged.
        authority_aliases: further names of host authorities, pairs of name met and name meant.

    Raises:
        InvalidInput: the level set is not 0, 1, 2 or 3.
    """
    if level_set not in (None, 0, 1, 2, 3):
        raise InvalidInput("A level is 1, 2 or 3, or 0 for none.")
    day = facts.occurred_at.date()
    aliases = tuple(authority_aliases)
    ruleset = find_ruleset(day)
    matched = ruleset is not None and (
        ruleset.find_authority(facts.host_authority, aliases) is not None
    )
    if ruleset is None or not matched:
        return _stay_out_of_scope(facts, matched)

    earlier = tuple(history)
    level = _find_level_to_judge(facts, earlier, level_set)
    by_category = find_level_by_category(facts, earlier)
    findings = apply_rules(Case(facts, level.level, by_category), ruleset.rules)
    rests_on = level.rests_on
    if any(finding.rule == "serious-not-reported" for finding in findings):
        # Its verdict tells a second class A from a third B or C even where risk set the level.
        rests_on = by_category.rests_on
    return Assessment(
        reference=facts.reference,
        ruleset=ruleset.name,
        in_scope=True,
        authority_matched=True,
        retrospective=ruleset.is_retrospective(day),
        level=level.level,
        level_basis=level.basis,
        expected_channels=find_expected_channels(facts, level.level),
        police_needed=find_police_needed(facts, level.level, findings),
        call_out_kind=find_call_out_kind(facts, level.level),
        findings=findings,
        rests_on=rests_on,
    )


def _stay_out_of_scope(facts: IncidentFacts, matched: bool) -> Assessment:
    return Assessment(
        reference=facts.reference,
        ruleset=None,
        in_scope=False,
        authority_matched=matched,
        retrospective=False,
        level=None,
        level_basis=(),
        expected_channels=(),
        police_needed=find_police_needed(facts, None, ()),
        call_out_kind=find_call_out_kind(facts, None),
        findings=(),
        rests_on=(),
    )


def _find_level_to_judge(
    facts: IncidentFacts, earlier: tuple[IncidentFacts, ...], level_set: int | None
) -> Level:
    suggested = find_level(facts, earlier)
    if level_set is None or (level_set or None) == suggested.level:
        return suggested
    return Level(level_set or None, (REVIEWERS_BASIS,))


def apply_rules(case: Case, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """What each rule finds in a case, in the rules' order."""
    findings = []
    for rule in rules:
        outcome = rule.check(case)
        if outcome is not Outcome.SILENT:
            findings.append(_build_finding(rule, outcome, case.facts))
    return tuple(findings)


def _build_finding(rule: Rule, outcome: Outcome, facts: IncidentFacts) -> Finding:
    verdict, message = rule.verdict, rule.message
    if outcome is Outcome.NOT_RECORDED:
        verdict, message = Verdict.CANNOT_TELL, f"Not recorded: {rule.question}"
    elif (
        facts.supported
        and rule.owner is FindingOwner.HOME
        and verdict not in (Verdict.UNDER_REPORT, Verdict.CANNOT_TELL)
    ):
        # 3.6 encourages supported accommodation to follow the protocol; it binds nobody there.
        verdict = Verdict.ADVISORY
    at_carers = facts.foster and rule.owner is FindingOwner.HOME
    owner = FindingOwner.CARER if at_carers else rule.owner
    return Finding(rule.id, rule.clause, verdict, owner, message)


_LEAVES_IT_OPEN = frozenset(
    {
        ("unnecessary-call", Verdict.CANNOT_TELL),
        ("unnecessary-call", Verdict.ADVISORY),
        ("exception-needs-review", Verdict.CANNOT_TELL),
        ("warning-not-evidenced", Verdict.CANNOT_TELL),
        ("parental-response", Verdict.ADVISORY),
    }
)


def find_police_needed(
    facts: IncidentFacts, level: int | None, findings: Iterable[Finding]
) -> bool | None:
    """Whether police were needed at a call-out; None where it is open or there was no call-out."""
    if not facts.call_out:
        return None
    said = {(finding.rule, finding.verdict) for finding in findings}
    if any(verdict is Verdict.OVER_REPORT for _, verdict in said):
        return False
    if said & _LEAVES_IT_OPEN:
        return None
    # Behaviour has no level only under ten, out of scope, or where a reviewer says so. Nothing then
    # tells whether it needed police, and it is no protective call that would stand by itself.
    graded = OFFENCE_CATEGORIES | {Category.OTHER, Category.BEHAVIOUR}
    if level is None and facts.category in graded:
        return None
    return True


def to_json(assessment: Assessment) -> dict[str, Any]:
    """The published form of an assessment: `python -m core assess` prints a list of these."""
    return {
        "reference": assessment.reference,
        "ruleset": assessment.ruleset,
        "in_scope": assessment.in_scope,
        "level": assessment.level,
        "level_basis": list(assessment.level_basis),
        "expected_channels": [channel.value for channel in assessment.expected_channels],
        "police_needed": assessment.police_needed,
        "findings": [
            {
                "rule": finding.rule,
                "clause": finding.clause,
                "verdict": finding.verdict.value,
                "owner": finding.owner.value,
                "message": finding.message,
            }
            for finding in assessment.findings
        ],
    }


_SETTING_COLUMNS = (
    contract.Column("home_urn", contract.Kind.TEXT, longest=32),
    contract.Column("setting_type", contract.Kind.CHOICE, values=SettingType),
    contract.Column("host_authority", contract.Kind.TEXT),
)

CASE_COLUMNS: tuple[contract.Column, ...] = (
    *(
        # A case needs no reference: it is known by its place in the list.
        replace(column, required=False) if column.name == "reference" else column
        for column in contract.FACT_COLUMNS
    ),
    *_SETTING_COLUMNS,
)
"""What a case of `assess_cases` may hold; other keys are left aside."""


def assess_cases(cases: object, now: datetime) -> list[dict[str, Any]]:
    """Judges a list of raw cases by each other's history alone, and keeps their order.

    Args:
        cases: what a JSON file held: a list of objects with `CASE_COLUMNS`.
        now: UK local time; a later moment is refused.

    Raises:
        InvalidInput: naming the case, the column and the reason in one line.
    """
    if not isinstance(cases, list):
        raise InvalidInput("The cases are not a list of incidents.")
    incidents = [_read_case(place, case, now) for place, case in enumerate(cases, start=1)]
    by_child: dict[str, list[IncidentFacts]] = defaultdict(list)
    for facts in incidents:
        if facts.child_ref and facts.category is Category.DRUGS_POSSESSION:
            by_child[facts.child_ref].append(facts)
    return [to_json(assess(facts, by_child.get(facts.child_ref or "", ()))) for facts in incidents]


def _read_case(place: int, case: object, now: datetime) -> IncidentFacts:
    if not isinstance(case, dict):
        raise InvalidInput(f"Case {place} is not an incident with columns.")
    row: dict[str, object] = {}
    for column in CASE_COLUMNS:
        raw = case.get(column.name)
        if isinstance(raw, (dict, list)):
            raise InvalidInput(f"Case {place}, {column.name}: holds several values instead of one.")
        try:
            row[column.name] = contract.read_cell(column, raw, now)
        except contract.CellError as error:
            raise InvalidInput(f"Case {place}, {column.name}: {error}.") from None
    return build_facts(row)
