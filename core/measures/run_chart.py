"""Is a monthly count changing? Anhøj's run rules around the median, and limits of a count.

Run rules: Anhøj and Olesen, PLoS ONE 2014; Anhøj, PLoS ONE 2015; Schilling 2012.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, median

import polars as pl
from scipy.stats import binom

# Fewer points off the median say nothing: the critical values hardly differ from all of them.
LEAST_MONTHS = 12


@dataclass(frozen=True)
class Runs:
    """Runs around a centre: `n_useful` points lie off it, in `n_pairs` pairs of neighbours.

    `first` and `last` are the places (from 0) of the longest run's ends, None without one.
    """

    n_useful: int
    n_pairs: int
    longest_run: int
    n_crossings: int
    first: int | None = None
    last: int | None = None

    @property
    def longest_run_max(self) -> int:
        """The longest run that chance explains: round(log2 n) + 3, inclusive."""
        return round(math.log2(self.n_useful)) + 3 if self.n_useful else 0

    @property
    def n_crossings_min(self) -> int:
        """The fewest crossings that chance explains: the 5 % point of Bin(pairs, 1/2), inclusive.

        Without gaps the pairs are n - 1.
        """
        return int(binom.ppf(0.05, self.n_pairs, 0.5)) if self.n_pairs else 0

    @property
    def is_signal(self) -> bool:
        """Whether either rule says that the points do not scatter around one centre."""
        return self.longest_run > self.longest_run_max or self.n_crossings < self.n_crossings_min


@dataclass(frozen=True)
class RunChart:
    """A column of months around its median.

    `months` were judged, `left_out` were not: without data, or covered only in part. `runs` is None
    where nothing is judged: fewer than `LEAST_MONTHS` months off the median, or a median of 0, from
    which nothing can lie below. `run_from` and `run_until` are the first and last month of the
    longest run, `is_above` its side.
    """

    column: str
    months: int
    left_out: int
    centre: float | None
    runs: Runs | None = None
    run_from: date | None = None
    run_until: date | None = None
    is_above: bool | None = None

    @property
    def is_signal(self) -> bool:
        """Whether the rules signal; False where nothing is judged."""
        return self.runs is not None and self.runs.is_signal


@dataclass(frozen=True)
class CountLimits:
    """A c-chart: `centre`, `lower` and `upper` 3-sigma limits; `beyond` are places outside them."""

    centre: float
    lower: float
    upper: float
    beyond: tuple[int, ...]


def find_runs(values: Sequence[float | None], centre: float) -> Runs:
    """Runs and crossings of points around a centre, points on it passed over.

    None is a gap: it ends the run before it, and what lies on its two sides is neither one run nor
    a crossing, because nobody knows what was between.
    """
    longest, crossings, pairs, useful, length, start = 0, 0, 0, 0, 0, 0
    ends: tuple[int | None, int | None] = (None, None)
    side: bool | None = None
    for place, value in enumerate(values):
        if value is None:
            side = None
            continue
        if value == centre:
            continue
        above = value > centre
        useful += 1
        pairs += side is not None
        crossings += side is not None and above != side
        length = length + 1 if above == side else 1
        start = start if length > 1 else place
        side = above
        if length > longest:
            longest, ends = length, (start, place)
    return Runs(useful, pairs, longest, crossings, *ends)


def build_run_chart(monthly: pl.DataFrame, column: str = "behaviour") -> RunChart:
    """The run chart of a column of `core.measures.timeline.build_monthly`, whole months only.

    A month that is not whole is a gap (`find_runs`).
    """
    whole = monthly.get_column("is_whole") & monthly.get_column(column).is_not_null()
    values = [
        float(count) if is_whole else None
        for count, is_whole in zip(monthly[column], whole, strict=True)
    ]
    counts = [value for value in values if value is not None]
    left_out = len(values) - len(counts)
    if not counts:
        return RunChart(column, 0, left_out, None)
    centre = median(counts)
    runs = find_runs(values, centre)
    # A median of 0 has no below: every month with a call-out would be one long run above.
    if centre == 0 or runs.n_useful < LEAST_MONTHS:
        return RunChart(column, len(counts), left_out, centre)
    assert runs.first is not None
    assert runs.last is not None
    months = monthly["month"]
    return RunChart(
        column=column,
        months=len(counts),
        left_out=left_out,
        centre=centre,
        runs=runs,
        run_from=months[runs.first],
        run_until=months[runs.last],
        is_above=monthly[column][runs.first] > centre,
    )


def build_count_limits(
    counts: Sequence[float], baseline: int | None = None, excluded: Collection[int] = ()
) -> CountLimits:
    """The c-chart of counts: mean and mean ± 3 √mean of the baseline, the lower at least 0.

    Args:
        counts: at least one.
        baseline: how many of the first counts make the limits; None: all.
        excluded: places (from 0) that are left out of the limits, but judged.
    """
    kept = [n for place, n in enumerate(counts[:baseline]) if place not in excluded]
    centre = mean(kept)
    spread = 3 * math.sqrt(centre)
    lower, upper = max(0.0, centre - spread), centre + spread
    beyond = tuple(place for place, n in enumerate(counts) if n > upper or n < lower)
    return CountLimits(centre, lower, upper, beyond)
