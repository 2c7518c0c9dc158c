"""Where an observed count stands against an expected one, by test inversion.

Never by confidence limits drawn around the expectation: at an expectation of 1 those flag a home
without a call-out more than a third of the time.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

ENOUGH_EXPECTED = 2.0


class Position(StrEnum):
    """A home's place in the funnel."""

    WITHIN = "within"
    HIGH_95 = "high_95"
    HIGH_998 = "high_99.8"
    LOW_95 = "low_95"
    LOW_998 = "low_99.8"
    NOT_ENOUGH_DATA = "not_enough_data"


HIGH = frozenset({Position.HIGH_95, Position.HIGH_998})
_TAILS = ((0.001, Position.HIGH_998, Position.LOW_998), (0.025, Position.HIGH_95, Position.LOW_95))


def find_funnel_position(observed: int, expected: float) -> Position:
    """High where P(X >= observed) is at most 0.025 (0.001) under the expectation, low likewise."""
    at_least = float(poisson.sf(observed - 1, expected))
    at_most = float(poisson.cdf(observed, expected))
    for tail, high, low in _TAILS:
        if at_least <= tail:
            return high
        if at_most <= tail:
            return low
    return Position.WITHIN


def find_position(observed: int, expected: float) -> Position:
    """The position, or "not enough data" below an expectation of 2 unless it is high."""
    position = find_funnel_position(observed, expected)
    if expected < ENOUGH_EXPECTED and position not in HIGH:
        return Position.NOT_ENOUGH_DATA
    return position


def find_positions(observed: NDArray[np.int64], expected: NDArray[np.float64]) -> list[str]:
    """`find_position` of many homes at once, as text."""
    at_least = poisson.sf(observed - 1, expected)
    at_most = poisson.cdf(observed, expected)
    steps = [
        (tails <= tail, name)
        for tail, *names in _TAILS
        for tails, name in zip((at_least, at_most), names, strict=True)
    ]
    steps.append((expected < ENOUGH_EXPECTED, Position.NOT_ENOUGH_DATA))
    found = np.select(
        [holds for holds, _ in steps], [name.value for _, name in steps], Position.WITHIN.value
    )
    return [str(name) for name in found]
