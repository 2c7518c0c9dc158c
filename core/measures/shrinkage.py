"""Rates drawn towards the area's, for triage: which homes to look at first. Never a ranking."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import gamma

LIKELY_ENOUGH = 0.5
TIMES_THE_AREA = 2.0


@dataclass(frozen=True)
class Spread:
    """How the homes' true rates lie: `mean` and `variance` of a gamma distribution.

    A variance of 0: the homes differ no more than chance makes them.
    """

    mean: float
    variance: float

    @property
    def shape(self) -> float:
        """The gamma distribution's shape; infinite without variance."""
        return self.mean**2 / self.variance if self.variance else np.inf

    @property
    def rate(self) -> float:
        """The gamma distribution's rate, in exposure; infinite without variance."""
        return self.mean / self.variance if self.variance else np.inf


def find_spread(counts: NDArray[np.int64], exposures: NDArray[np.float64]) -> Spread:
    """The spread of the true rates by Marshall's moments (1991); all exposures above 0."""
    mean = float(counts.sum() / exposures.sum())
    apart = exposures * (counts / exposures - mean) ** 2
    variance = float(apart.sum() / exposures.sum()) - mean / float(exposures.mean())
    return Spread(mean, max(variance, 0.0))


def shrink_rates(
    counts: NDArray[np.int64], exposures: NDArray[np.float64], spread: Spread
) -> NDArray[np.float64]:
    """Each rate drawn towards the mean, the more the less it rests on; the mean without spread."""
    if not spread.variance:
        return np.full(len(counts), spread.mean)
    return (counts + spread.shape) / (exposures + spread.rate)


def find_chance_above(
    rate: float, counts: NDArray[np.int64], exposures: NDArray[np.float64], spread: Spread
) -> NDArray[np.float64]:
    """The probability, a home, that its true rate is above a rate (posterior gamma)."""
    if not spread.variance:
        return np.full(len(counts), float(spread.mean > rate))
    above = gamma.sf(rate, counts + spread.shape, scale=1 / (exposures + spread.rate))
    return np.asarray(above, dtype=np.float64)


def find_first_looks(rates: pl.DataFrame) -> pl.DataFrame:
    """The homes more likely than not above twice the area's rate, by name; for reviewers only.

    Args:
        rates: as `core.measures.rates.build_rates`; homes without an expectation are left out.

    Returns:
        `home_id`, `urn`, `name`, `call_outs`, `estimate` (per place-year), `probability`.
    """
    known = rates.filter((pl.col("place_years") > 0) & pl.col("expected").is_not_null())
    counts, years = known["call_outs"].to_numpy(), known["place_years"].to_numpy()
    named = known.select("home_id", "urn", "name", "call_outs")
    if not counts.sum():
        none = pl.lit(0.0)
        return named.clear().with_columns(estimate=none, probability=none)
    spread = find_spread(counts, years)
    chance = find_chance_above(TIMES_THE_AREA * spread.mean, counts, years, spread)
    return (
        named.with_columns(
            estimate=pl.Series(shrink_rates(counts, years, spread)),
            probability=pl.Series(chance),
        )
        .filter(pl.col("probability") >= LIKELY_ENOUGH)
        .sort("name", "urn")
    )
