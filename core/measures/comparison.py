"""One period against another: counts, and the exact interval of the rate ratio."""

import math
from dataclasses import dataclass

import polars as pl
from scipy.stats import beta, binom

from core.measures.exposure import build_place_years
from core.measures.period import Period
from core.measures.rates import filter_call_outs
from core.vocabulary import CallOutKind

REPEAT_DISPERSION = 2.0
"""How many times as much as chance's counts vary where one child's call-outs come in series."""


@dataclass(frozen=True)
class Comparison:
    """A period (`count`, `exposure` in place-years) against another.

    `change_percent` is of the counts, None against 0. `rate_ratio`, its exact 95 % limits (the
    upper can be infinite) and the central p-value are of call-outs per place-year; None where
    neither period has any, or where one has no place-years. `repeat_lower`, `repeat_upper`: the
    same limits where one child's call-outs come in series and so vary twice as much (φ = 2).
    """

    count: int
    exposure: float
    other_count: int
    other_exposure: float
    change_percent: float | None
    rate_ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    repeat_lower: float | None = None
    repeat_upper: float | None = None

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the 95 % interval leaves out "no change"; p and interval agree."""
        return self.p_value is not None and self.p_value < 0.05

    @property
    def holds_with_repeats(self) -> bool:
        """Whether "no change" stays left out where the same children's call-outs come in series."""
        if self.repeat_lower is None or self.repeat_upper is None:
            return False
        return not self.repeat_lower <= 1 <= self.repeat_upper


def compare_rates(
    count: int,
    exposure: float,
    other_count: int,
    other_exposure: float,
    *,
    counts: tuple[int, int] | None = None,
    confidence: float = 0.95,
) -> Comparison:
    """Conditional exact test: the count given both counts is binomial with share T1 / (T1 + T2).

    The interval is Clopper-Pearson's on that share, turned into a rate ratio; the p-value is
    central (twice the smaller tail, at most 1). `counts` are the whole counts where they include
    homes that are in no rate.
    """
    shown, other_shown = counts or (count, other_count)
    change = 100 * (shown - other_shown) / other_shown if other_shown else None
    total = count + other_count
    if not total or exposure <= 0 or other_exposure <= 0:
        return Comparison(
            shown, exposure, other_shown, other_exposure, change, None, None, None, None
        )
    tail = (1 - confidence) / 2
    scale = other_exposure / exposure
    lower, upper = _find_limits(count, other_count, tail, scale)
    # Counts that vary phi times as much as chance's are worth a phi-th of them.
    repeat_lower, repeat_upper = _find_limits(
        count / REPEAT_DISPERSION, other_count / REPEAT_DISPERSION, tail, scale
    )
    share = exposure / (exposure + other_exposure)
    tails = float(binom.cdf(count, total, share)), float(binom.sf(count - 1, total, share))
    return Comparison(
        count=shown,
        exposure=exposure,
        other_count=other_shown,
        other_exposure=other_exposure,
        change_percent=change,
        rate_ratio=count / other_count * scale if other_count else math.inf,
        lower=lower,
        upper=upper,
        p_value=min(1.0, 2 * min(tails)),
        repeat_lower=repeat_lower,
        repeat_upper=repeat_upper,
    )


def _find_limits(
    count: float, other_count: float, tail: float, scale: float
) -> tuple[float, float]:
    """Clopper-Pearson on the share of the first count, turned into a ratio of rates."""
    low = float(beta.ppf(tail, count, other_count + 1)) if count else 0.0
    high = float(beta.ppf(1 - tail, count + 1, other_count)) if other_count else 1.0
    upper = high / (1 - high) * scale if high < 1 else math.inf
    return low / (1 - low) * scale, upper


def compare_periods(
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    period: Period,
    other: Period,
    kind: CallOutKind | None = None,
) -> Comparison:
    """Two periods over all homes. Counts hold every call-out, the ratio those at homes with places.

    Frames as `core.measures.rates.build_rates` takes them.
    """
    figures: list[tuple[int, int, float]] = []
    for days in (period, other):
        counted = filter_call_outs(call_outs, days, kind)
        exposure = build_place_years(homes, places, days).filter(pl.col("place_years") > 0)
        in_rate = counted.join(exposure, on="home_id", how="semi").height
        figures.append((counted.height, in_rate, float(exposure["place_years"].sum())))
    (shown, count, years), (other_shown, other_count, other_years) = figures
    return compare_rates(count, years, other_count, other_years, counts=(shown, other_shown))
