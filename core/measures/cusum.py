"""Poisson CUSUM: S = max(0, S + x - k), alarm when S reaches h. Lucas, Technometrics 1985.

Run lengths by Markov chain (Brook and Evans, Biometrika 1972), exact because k and h lie on one
grid: with a step of 1/m both are whole steps, and so is every call-out.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import solve
from scipy.stats import poisson

# No alarm rests on fewer than three call-outs: with some k deducted, two never reach 2.
LEAST_H = 2.0
_LARGEST_H = 60.0
# Where S rises this rarely at all, solving for a run length would only show rounding.
_NEVER = 1e-10


@dataclass(frozen=True)
class Design:
    """A CUSUM for a `mean` a month and a `ratio` that it is to find.

    `k` is deducted each month, `h` raises the alarm when reached. The run lengths are months on
    average until an alarm: `false_alarm_months` when nothing has changed, `delay_months` when the
    mean is `ratio` times as high.
    """

    mean: float
    ratio: float
    k: float
    h: float
    false_alarm_months: float
    delay_months: float


def find_k(mean: float, ratio: float) -> float:
    """What is deducted a month to tell a mean from `ratio` times it: (μ₁ - μ₀) / ln(μ₁ / μ₀)."""
    return mean * (ratio - 1) / math.log(ratio)


def find_run_length(mean: float, k: float, h: float, step: float = 0.05) -> float:
    """Months on average until S, from 0, reaches h, with call-outs Poisson of a mean a month.

    `k` and `h` are multiples of `step`, which is 1 over a whole number.
    """
    steps = round(1 / step)
    return _find_run_length(mean, round(k * steps), round(h * steps), steps)


def _find_run_length(mean: float, k: int, h: int, steps: int) -> float:
    """`find_run_length` in whole steps: `steps` of them are one call-out."""
    if poisson.sf(k // steps, mean) < _NEVER:
        return math.inf
    states = np.arange(h)
    moves = np.zeros((h, h))
    for count, chance in enumerate(poisson.pmf(np.arange((h + k) // steps + 1), mean)):
        to = np.maximum(states + count * steps - k, 0)
        stays = to < h
        moves[states[stays], to[stays]] += chance
    return float(solve(np.eye(h) - moves, np.ones(h))[0])


@lru_cache(maxsize=1024)
def build_design(mean: float, ratio: float, run_length: float) -> Design:
    """The CUSUM with the smallest h, at least `LEAST_H`, that gives the in-control run length.

    Args:
        mean: call-outs a month when nothing has changed, above 0.
        ratio: how many times as many it is to find, above 1.
        run_length: months on average until a false alarm, at least.
    """
    wanted = find_k(mean, ratio)
    # Twentieths, or finer where so little is deducted that a twentieth would round it away.
    steps = int(np.clip(round(12 / wanted), 20, 100))
    k = max(1, round(wanted * steps))
    low, high = round(LEAST_H * steps), round(_LARGEST_H * steps)
    reach = low
    # Upwards, because run lengths far beyond the wanted one are ill-conditioned.
    while reach < high and _find_run_length(mean, k, reach, steps) < run_length:
        low, reach = reach + 1, 2 * reach
    high = min(high, reach)
    while low < high:
        middle = (low + high) // 2
        if _find_run_length(mean, k, middle, steps) >= run_length:
            high = middle
        else:
            low = middle + 1
    return Design(
        mean=mean,
        ratio=ratio,
        k=k / steps,
        h=low / steps,
        false_alarm_months=_find_run_length(mean, k, low, steps),
        delay_months=_find_run_length(mean * ratio, k, low, steps),
    )
