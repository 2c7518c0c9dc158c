"""The level of an incident (section 6), the ladder of drug occasions, and the routes it expects."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.protocol.facts import IncidentFacts
from core.vocabulary import Category, Channel, DrugClass, Severity, YesNo

SEVERITIES = (Severity.MINOR, Severity.MODERATE, Severity.SERIOUS)

OUTSIDE_THE_LEVELS = frozenset(
    {
        Category.MISSING,
        Category.ABSENT,
        Category.CONCERN_FOR_SAFETY,
        Category.CHILD_VICTIM,
        Category.OTHER,
    }
)

BY_SEVERITY: dict[Category, tuple[str, str, str]] = {
    Category.CRIMINAL_DAMAGE: ("6.9", "6.11", "6.23"),
    Category.ASSAULT: ("6.9", "6.18", "6.20"),
    # The Protocol gives no examples for these two: a local reading of its factors (6.2).
    Category.THREATS: ("6.2", "6.11", "6.20"),
    Category.DISORDER: ("6.2", "6.11", "6.20"),
}
"""The clause behind level 1, 2 and 3 of the categories that severity grades."""

BY_CATEGORY: dict[Category, tuple[int, tuple[str, ...]]] = {
    Category.BEHAVIOUR: (1, ("App. A", "App. B")),
    Category.THEFT: (2, ("6.11", "6.18")),
    Category.DRUGS_SUPPLY: (3, ("6.23",)),
    Category.WEAPON_POSSESSION: (3, ("6.23",)),
    Category.SEXUAL_OFFENCE_ALLEGATION: (3, ("6.20",)),
    Category.PAST_ABUSE_DISCLOSURE: (3, ("6.20",)),
}
"""The level of the categories that need nothing else, and its clauses."""

CLASS_A = frozenset({DrugClass.A})
CLASS_B_OR_C = frozenset({DrugClass.B, DrugClass.C})

LADDERS: tuple[tuple[frozenset[DrugClass], tuple[tuple[int, str], ...]], ...] = (
    (CLASS_B_OR_C, ((1, "6.9"), (2, "6.18"), (3, "6.23"))),
    (CLASS_A, ((2, "6.18"), (3, "6.23"))),
)
"""Level and clause of a child's first, second … possession; the last holds for every later one."""


@dataclass(frozen=True)
class Level:
    """A level (None: no level), its clauses, and the earlier incidents that it rests on.

    `rests_on` holds the references of the earlier possessions counted, which somebody who may not
    see them must not learn of.
    """

    level: int | None
    basis: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


def find_level(facts: IncidentFacts, history: Iterable[IncidentFacts] = ()) -> Level:
    """The level of an incident; the first row of the table that matches wins.

    Args:
        facts: the incident.
        history: other incidents, at best the same child's; only strictly earlier possessions of
            the same child count, in whatever home.
    """
    if facts.category in OUTSIDE_THE_LEVELS or facts.under_ten:
        return find_level_by_category(facts, history)
    if facts.immediate_risk is YesNo.YES:
        return Level(3, ("6.20",))
    return find_level_by_category(facts, history)


def find_level_by_category(facts: IncidentFacts, history: Iterable[IncidentFacts] = ()) -> Level:
    """The level that category, severity and drug occasions give, immediate risk left aside."""
    category = facts.category
    if category in OUTSIDE_THE_LEVELS:
        return Level(None, ("3.2",))
    if facts.under_ten:
        return Level(None, ("law",))
    if category is Category.DRUGS_POSSESSION:
        return _climb_ladder(facts, history)
    if category in BY_SEVERITY:
        if facts.severity is None:
            return Level(None)
        step = SEVERITIES.index(facts.severity)
        return Level(step + 1, (BY_SEVERITY[category][step],))
    return Level(*BY_CATEGORY[category])


def _climb_ladder(facts: IncidentFacts, history: Iterable[IncidentFacts]) -> Level:
    for classes, steps in LADDERS:
        if facts.drug_class not in classes:
            continue
        if facts.child_ref is None:
            return Level(None)
        counted = tuple(
            earlier.reference
            for earlier in history
            if earlier.child_ref == facts.child_ref
            and earlier.occurred_at < facts.occurred_at
            and earlier.category is Category.DRUGS_POSSESSION
            and earlier.drug_class in classes
        )
        level, clause = steps[min(len(counted), len(steps) - 1)]
        return Level(level, (clause,), counted)
    return Level(None, ("10.1",))


def find_expected_channels(facts: IncidentFacts, level: int | None) -> tuple[Channel, ...]:
    """The routes that the protocol expects at a level, "none" among them where police may be left.

    Empty without a level (6.7, 6.15, 6.20, 6.22).
    """
    without_hurry = (Channel.NON_EMERGENCY, Channel.ONLINE)
    if level == 1 and not facts.exception_accepted:
        return (Channel.NONE,)
    if level in (1, 2):
        return (Channel.NONE, *without_hurry)
    if level == 3:
        return (Channel.EMERGENCY,) if needs_emergency_call(facts) else without_hurry
    return ()


def needs_emergency_call(facts: IncidentFacts) -> bool:
    """Whether a level 3 incident needs 999: an immediate risk or a sexual allegation (6.20)."""
    return facts.immediate_risk is YesNo.YES or facts.category is Category.SEXUAL_OFFENCE_ALLEGATION
