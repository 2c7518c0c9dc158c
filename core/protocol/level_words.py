"""The three levels in words, and the level table as the Guide prints it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.protocol.facts import IncidentFacts
from core.protocol.levels import BY_SEVERITY, CLASS_A, LADDERS, SEVERITIES, find_level
from core.vocabulary import Category, Channel, DrugClass, YesNo, say

# Any day will do: levels ask only how moments lie to each other.
_DAY = datetime(2020, 1, 15, 12)
_CHILD = "the child"
_LONGEST_LADDER = max(len(steps) for _, steps in LADDERS)


def build_earlier_occasions(
    facts: IncidentFacts, occasions: int | None
) -> tuple[IncidentFacts, ...]:
    """Earlier incidents like this one that make it the child's nth occasion, counted from 1.

    No more than the ladders tell apart; a blank number gives none.
    """
    return tuple(
        replace(facts, occurred_at=facts.occurred_at - timedelta(days=place))
        for place in range(1, min(occasions or 1, _LONGEST_LADDER))
    )


@dataclass(frozen=True)
class LevelInWords:
    """One of the three levels as the Guide tells it."""

    level: int
    name: str
    meaning: str
    examples: tuple[str, ...]
    action_in_homes: str
    action_in_foster_care: str
    clauses: str


LEVELS_IN_WORDS: tuple[LevelInWords, ...] = (
    LevelInWords(
        1,
        "Resolved within the placement",
        "Testing boundaries, minor damage, no or minor injury. The police come in only by"
        " exception: a prolonged incident, or a repeat after the child was warned.",
        ("broken crockery", "a push without injury", "first possession of a class B or C drug"),
        "Staff manage it by the home's policy, with a restorative approach where it suits.",
        "The carer manages it and tells the social worker.",
        "6.4–6.9, App. A, App. B",
    ),
    LevelInWords(
        2,
        "Either way, as the circumstances are",
        "Nothing presses and nobody is likely to come to serious harm, but it needs a decision.",
        (
            "theft",
            "an assault with a less serious injury",
            "second possession of a class B or C drug, or first of a class A drug",
        ),
        "The Registered Manager decides and the social worker is told; if reported, online or 101.",
        "The social worker, or out of hours the duty officer, decides with the carer; if reported,"
        " online or 101.",
        "6.10–6.18, App. A, App. B",
    ),
    LevelInWords(
        3,
        "Always reported",
        "An immediate risk of serious harm, substantial damage or significant disorder, or an"
        " incident serious in nature. 999 where it is immediate or a sexual offence is alleged,"
        " else online or 101.",
        (
            "a serious assault",
            "a weapon handed in",
            "supply of drugs",
            "an allegation of a sexual offence",
        ),
        "Any member of staff may call 999; the social worker is told.",
        "The carer calls, and tells the social worker or the out of hours service.",
        "6.19–6.23, App. A, App. B",
    ),
)


@dataclass(frozen=True)
class LevelRow:
    """One row of the level table in words; `level` is None where an incident has none."""

    incident: str
    level: int | None
    basis: tuple[str, ...]


def build_level_table() -> tuple[LevelRow, ...]:
    """The level table in words, read off `find_level`, so that the two cannot part."""
    rows = [
        LevelRow(incident, *_ask_level(facts, occasion))
        for incident, facts, occasion in _build_samples()
    ]
    return tuple(rows)


def _ask_level(facts: IncidentFacts, occasion: int) -> tuple[int | None, tuple[str, ...]]:
    level = find_level(facts, build_earlier_occasions(facts, occasion))
    return level.level, level.basis


def _build_samples() -> Iterable[tuple[str, IncidentFacts, int]]:
    def sample(category: Category) -> IncidentFacts:
        return IncidentFacts(
            occurred_at=_DAY, channel=Channel.NONE, category=category, child_ref=_CHILD
        )

    behaviour = sample(Category.BEHAVIOUR)
    yield "any incident, child under ten", replace(behaviour, child_age=9), 1
    yield "behaviour or offence, immediate risk", replace(behaviour, immediate_risk=YesNo.YES), 1
    for category in Category:
        facts = sample(category)
        if category in BY_SEVERITY:
            for severity in SEVERITIES:
                yield f"{say(category)}, {say(severity)}", replace(facts, severity=severity), 1
        elif category is Category.DRUGS_POSSESSION:
            yield from _build_ladder_samples(facts)
        else:
            yield say(category), facts, 1


def _build_ladder_samples(facts: IncidentFacts) -> Iterable[tuple[str, IncidentFacts, int]]:
    names = ("first", "second", "third")
    for classes, steps in LADDERS:
        drug_class, title = (
            (DrugClass.A, "class A") if classes == CLASS_A else (DrugClass.B, "class B or C")
        )
        for occasion in range(1, len(steps) + 1):
            later = " and later" if occasion == len(steps) else ""
            incident = f"{say(facts.category)}, {title}, {names[occasion - 1]}{later}"
            yield incident, replace(facts, drug_class=drug_class), occasion
    yield f"{say(facts.category)}, another class", facts, 1
