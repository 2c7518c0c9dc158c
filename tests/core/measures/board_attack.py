"""What an attacker makes of published board reports: every relation that holds by definition.

Not the tables that the report suppresses by, but what the words mean: a reader knows these lines
whether or not the programme used them.
"""

from collections.abc import Mapping
from itertools import count

import numpy as np

from core.measures.board_counts import Figure as F
from core.measures.protection import Known, Line, find_intervals

SUMS: tuple[tuple[object, tuple[object, ...]], ...] = (
    (F.ALL, (F.BEHAVIOUR, F.PROTECTIVE)),
    (F.ALL, (F.ALL_PLACED, F.UNPLACED)),
    (F.ALL_PLACED, (F.BEHAVIOUR_PLACED, F.PROTECTIVE_PLACED)),
    (F.BEHAVIOUR, (F.BEHAVIOUR_PLACED, "behaviour without places")),
    (F.PROTECTIVE, (F.PROTECTIVE_PLACED, "protective without places")),
    (F.UNPLACED, ("behaviour without places", "protective without places")),
    (F.ALL, (F.LEVEL_1, F.LEVEL_2, F.LEVEL_3, F.MISSING, F.OUTSIDE, F.UNGRADED)),
    (F.UNGRADED, ("ungraded behaviour", "ungraded protective")),
    (F.BEHAVIOUR, (F.LEVEL_1, F.LEVEL_2, "ungraded behaviour")),
    (F.PROTECTIVE, (F.LEVEL_3, F.MISSING, F.OUTSIDE, "ungraded protective")),
    (F.BEHAVIOUR, (F.CRIMINAL, F.NOT_CRIMINAL, F.OUTCOME_UNKNOWN)),
    (F.ALL, (F.NEEDED, F.NOT_NEEDED, F.NEED_UNKNOWN)),
    (F.ALL, (F.REFERENCED, F.UNREFERENCED)),
    (F.REFERENCED, (F.CHILDREN, "a child's further call-outs")),
    (F.LEVEL_1, (F.AVOIDABLE, "level 1, not avoidable")),
    (F.NOT_NEEDED, (F.AVOIDABLE, "not needed, not avoidable")),
    (F.ALL, (F.HOME_STEPS, "without a home's step")),
    (F.ALL, (F.POLICE_STEPS, "without a police step")),
    (F.MISSING, (F.COUNCIL_STEPS, "without a council's step")),
    (F.ACTIONS_GIVEN, (F.ACTIONS_DONE, F.ACTIONS_OVERDUE, F.ACTIONS_OPEN)),
)

Shown = Mapping[F, int | None]
"""A figure's published value; None where a "c" stands."""


def attack(years: Mapping[int, Shown]) -> dict[tuple[int, F], tuple[int, int | None]]:
    """The least and the most that each withheld count can be, from all years' figures together."""
    number = count()
    place: dict[tuple[int, object], int] = {}
    lower: list[float] = []
    upper: list[float] = []
    lines: list[Line] = []

    def find(year: int, cell: object) -> int:
        key = (year, cell)
        if key not in place:
            place[key] = next(number)
            shown = years[year].get(cell) if isinstance(cell, F) else None
            is_withheld = isinstance(cell, F)
            lower.append(shown if shown is not None else (1 if is_withheld else 0))
            upper.append(shown if shown is not None else np.inf)
        return place[key]

    for year in years:
        for whole, parts in SUMS:
            lines.append(Line(find(year, whole), tuple(find(year, part) for part in parts)))
        for figure in F:
            find(year, figure)
    hidden = [(y, f) for y, shown in years.items() for f in F if shown[f] is None]
    found = find_intervals(
        Known(lines, np.array(lower), np.array(upper)), [place[key] for key in hidden]
    )
    return dict(zip(hidden, found, strict=True))


def find_pinned(years: Mapping[int, Shown]) -> dict[tuple[int, F], tuple[int, int | None]]:
    """The withheld counts that can only be one number."""
    return {
        key: (low, high)
        for key, (low, high) in attack(years).items()
        if high is not None and high <= low
    }
