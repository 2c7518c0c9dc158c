"""Where an observed count stands against an expected one, by test inversion.

Never by confidence limits drawn around the expectation: at an expectation of 1 those flag a home
without a call-out more than a third of the time.
"""

import math
from datetime import date
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special
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
BEYOND_998 = frozenset({Position.HIGH_998, Position.LOW_998})
BEYOND_95 = BEYOND_998 | {Position.HIGH_95, Position.LOW_95}
_STEPS = {
    "line": pl.String,
    "count": pl.Int64,
    "from_expected": pl.Float64,
    "to_expected": pl.Float64,
}
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
    # Thousands of homes share a few counts: each is solved once for where it becomes high or low.
    known, at = np.unique(observed, return_inverse=True)
    steps = []
    for tail, high, low in _TAILS:
        until = np.where(known > 0, special.gammaincinv(np.maximum(known, 1), tail), -1.0)
        steps.append((expected <= until[at], high))
        steps.append((expected >= special.gammainccinv(known + 1, tail)[at], low))
    steps.append((expected < ENOUGH_EXPECTED, Position.NOT_ENOUGH_DATA))
    found = np.select(
        [holds for holds, _ in steps], [name.value for _, name in steps], Position.WITHIN.value
    )
    return [str(name) for name in found]


_MOST_STEPS = 400  # More steps than that to a line cannot be told apart on a screen.


def build_funnel_limits(expected_max: float) -> pl.DataFrame:
    """The funnel's four lines up to an expectation, by test inversion: a row a step.

    Returns:
        `line` (a high or low `Position`), `count`, `from_expected`, `to_expected`. On a high line
        `count` is the fewest call-outs that are high (from exclusive, to inclusive); on a low one
        the most that are low (from inclusive, to exclusive). The low lines have no step below
        3.69 (95 %) and 6.91 (99.8 %) expected. Of a line of more than 400 steps, 400 are kept.
    """
    steps = [
        frame
        for tail, high, low in _TAILS
        for frame in (_build_high(high, tail, expected_max), _build_low(low, tail, expected_max))
    ]
    return pl.concat(steps).filter(pl.col("from_expected") < expected_max)


def _build_high(line: Position, tail: float, expected_max: float) -> pl.DataFrame:
    counts = _thin(1, int(poisson.isf(tail, expected_max)) + 1)
    # P(X >= k given E) is the distribution function of a gamma of shape k, at E.
    ends = special.gammaincinv(counts, tail)
    return _build_steps(line, counts, np.concatenate([[0.0], ends[:-1]]), ends, expected_max)


def _build_low(line: Position, tail: float, expected_max: float) -> pl.DataFrame:
    counts = _thin(0, int(poisson.ppf(tail, expected_max)) + 1)
    starts = special.gammainccinv(counts + 1, tail)
    ends = np.concatenate([starts[1:], [np.inf]])
    return _build_steps(line, counts, starts, ends, expected_max)


def _thin(first: int, last: int) -> NDArray[np.int64]:
    steps = min(last - first + 1, _MOST_STEPS)
    return np.unique(np.linspace(first, last, steps).round().astype(np.int64))


def _build_steps(
    line: Position,
    counts: NDArray[np.int64],
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    expected_max: float,
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "line": [line.value] * len(counts),
            "count": counts,
            "from_expected": starts,
            "to_expected": np.minimum(ends, expected_max),
        },
        schema=_STEPS,
    )


def find_funnel_edge(rates: pl.DataFrame) -> float:
    """How far the funnel is drawn: a little past the most call-outs expected of any home."""
    most = rates["expected"].max()
    return max(1.05 * float(most), 3.0) if isinstance(most, float) else 3.0


def build_data_needed(
    rates: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    area_rate: float,
    on: date,
) -> pl.DataFrame:
    """What each home with "not enough data" lacks of two expected call-outs, by name.

    Args:
        rates: as `core.measures.rates.build_rates`.
        homes: `home_id`, `closed_on`.
        places: as `core.measures.exposure.build_place_years`.
        area_rate: behaviour call-outs per place-year.
        on: the day whose places are the present ones.

    Returns:
        `home_id`, `urn`, `name`, `expected`, `missing` (call-outs), `places` (null where closed by
        then or not registered) and `months` at those places, null where no time would do.
    """
    grey = rates.filter(pl.col("position") == Position.NOT_ENOUGH_DATA.value)
    # The first count known holds back to the opening.
    known = places.sort("home_id", "from_on", nulls_last=False)
    first = known.group_by("home_id").agg(pl.col("places").first().alias("first_places"))
    begun = pl.col("from_on").is_null() | (pl.col("from_on") <= on)
    present = known.filter(begun).group_by("home_id", maintain_order=True).agg(pl.last("places"))
    is_open = pl.col("closed_on").is_null() | (pl.col("closed_on") >= on)
    count = pl.coalesce("places", "first_places")
    return (
        grey.select("home_id", "urn", "name", "expected")
        .join(homes.select("home_id", "closed_on"), on="home_id", how="left")
        .join(present, on="home_id", how="left")
        .join(first, on="home_id", how="left")
        .with_columns(
            missing=ENOUGH_EXPECTED - pl.col("expected"),
            places=pl.when(is_open & (count > 0)).then(count),
        )
        .with_columns(months=12 * pl.col("missing") / (pl.col("places") * (area_rate or math.nan)))
        .with_columns(pl.col("months").fill_nan(None))
        .drop("closed_on", "first_places")
        .sort("name", "urn")
    )
