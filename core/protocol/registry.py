"""What a rule is. The rules themselves stand in `core/protocol/rules/`, one function each.

To add one: write its function in the module of its theme, under the `rule` decorator; it is then in
the registry, in every ruleset that takes the registry, and on the Guide page. Its three cases
(in line, not in line, not recorded) go into the table that `tests/core/protocol` checks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from core.protocol.facts import IncidentFacts
from core.protocol.levels import Level
from core.vocabulary import FindingOwner, Verdict, YesNo


class Outcome(Enum):
    """What a rule says of a case: nothing, its own verdict, or that it cannot tell."""

    SILENT = auto()
    FOUND = auto()
    NOT_RECORDED = auto()


@dataclass(frozen=True)
class Case:
    """An incident before the rules: its facts, its level, and what its category alone would give.

    `level` is the reviewer's where one is set. `by_category` always reads the facts.
    """

    facts: IncidentFacts
    level: int | None
    by_category: Level


Check = Callable[[Case], Outcome]


@dataclass(frozen=True)
class Rule:
    """One rule, as the assessment applies it and as the Guide page tells it.

    `where` says when it applies, `decides` what makes it a finding, `instead` what to do, and
    `question` what to ask where the deciding field is blank (None: a blank says nothing).
    `is_step` marks a step that the Guide can advise beforehand.
    """

    id: str
    clause: str
    verdict: Verdict
    message: str
    where: str
    decides: str
    instead: str
    check: Check
    question: str | None = None
    owner: FindingOwner = FindingOwner.HOME
    is_step: bool = False


def rule(
    id: str,
    clause: str,
    verdict: Verdict,
    *,
    message: str,
    where: str,
    decides: str,
    instead: str,
    question: str | None = None,
    owner: FindingOwner = FindingOwner.HOME,
    is_step: bool = False,
) -> Callable[[Check], Rule]:
    """Makes a rule of the function below it; `Rule` says what each argument is."""

    def build(check: Check) -> Rule:
        return Rule(
            id=id,
            clause=clause,
            verdict=verdict,
            message=message,
            where=where,
            decides=decides,
            instead=instead,
            check=check,
            question=question,
            owner=owner,
            is_step=is_step,
        )

    return build


def found_if(condition: bool) -> Outcome:
    """A finding where the condition holds, else nothing."""
    return Outcome.FOUND if condition else Outcome.SILENT


def found_if_no(answer: YesNo | None) -> Outcome:
    """A finding at no, nothing at yes; a blank cannot be told."""
    if answer is None:
        return Outcome.NOT_RECORDED
    return found_if(answer is YesNo.NO)
