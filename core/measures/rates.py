"""Call-outs per place-year of each home, with exact limits."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import chi2

from core.measures.exposure import build_place_years
from core.measures.funnel import BEYOND_95, BEYOND_998, find_positions
from core.measures.period import Period
from core.vocabulary import CallOutKind


def find_exact_limits(count: int, exposure: float, confidence: float = 0.95) -> tuple[float, float]:
    """Exact (Garwood) limits of a Poisson rate count / exposure; lower 0 for a count of 0."""
    tail = (1 - confidence) / 2
    lower = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    upper = float(chi2.ppf(1 - tail, 2 * (count + 1))) / 2
    return lower / exposure, upper / exposure


def find_many_limits(
    counts: NDArray[np.int64], exposures: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`find_exact_limits` (95 %) of many rates at once."""
    # Thousands of homes share a few counts: each count is solved once.
    known, at = np.unique(counts, return_inverse=True)
    lower = np.where(known > 0, chi2.ppf(0.025, 2 * np.maximum(known, 1)) / 2, 0.0)
    upper = chi2.ppf(0.975, 2 * (known + 1)) / 2
    return lower[at] / exposures, upper[at] / exposures


def filter_call_outs(
    call_outs: pl.DataFrame, period: Period, kind: CallOutKind | None = None
) -> pl.DataFrame:
    """The call-outs of a period (by the day they occurred, inclusive) and kind (None: all)."""
    within = pl.col("occurred_on").is_between(period.start, period.end)
    return call_outs.filter(within if kind is None else within & (pl.col("kind") == kind.value))


def build_rates(
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    period: Period,
    kind: CallOutKind | None = None,
) -> pl.DataFrame:
    """A row per home open in the period, homes without a call-out included, by name.

    Args:
        call_outs: a row each: `home_id`, `occurred_on`, `kind`.
        homes: `home_id`, `urn`, `name`, `provider`, `opened_on`, `closed_on`.
        places: as `build_place_years`.
        period: both ends inclusive.
        kind: behaviour, protective, or None for all.

    Returns:
        `home_id`, `urn`, `name`, `provider`, `call_outs`, `place_years`, `rate` (call-outs per
        place-year), `lower`, `upper` (exact 95 %), `expected` (place-years times the rate of all
        homes with places) and `position`. Homes without places have null rates.
    """
    counts = (
        filter_call_outs(call_outs, period, kind)
        .group_by("home_id")
        .agg(call_outs=pl.len().cast(pl.Int64))
    )
    frame = (
        build_place_years(homes, places, period)
        .join(homes.select("home_id", "urn", "name", "provider"), on="home_id")
        .join(counts, on="home_id", how="left")
        .with_columns(pl.col("call_outs").fill_null(0))
        .sort("name", "urn")
    )
    with_places = frame.filter(pl.col("place_years") > 0)
    total = float(with_places["place_years"].sum())
    area_rate = float(with_places["call_outs"].sum()) / total if total else 0.0
    figures = _build_figures(with_places, area_rate)
    named = frame.select("home_id", "urn", "name", "provider", "call_outs", "place_years")
    return named.join(figures, on="home_id", how="left", maintain_order="left")


def build_area_rates(
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    period: Period,
    kind: CallOutKind | None = None,
) -> pl.DataFrame:
    """`build_rates` of all homes, only those of the protocol's area making the yardstick (3.1).

    `homes` has `in_area` besides; null, an authority that is not recorded, is not "outside". The
    result has `in_area`, and null `expected` and `position` for homes outside.
    """
    is_inside = pl.col("in_area").fill_null(True)
    inside = build_rates(call_outs, homes.filter(is_inside), places, period, kind)
    inside = inside.with_columns(in_area=pl.lit(True))
    beyond = homes.filter(~is_inside)
    if beyond.is_empty():
        return inside
    outside = drop_yardstick(build_rates(call_outs, beyond, places, period, kind))
    return pl.concat([inside, outside.with_columns(in_area=pl.lit(False))]).sort("name", "urn")


def drop_yardstick(rates: pl.DataFrame) -> pl.DataFrame:
    """The rates set against no area: a viewer of a few homes has none, nor a home outside it."""
    return rates.with_columns(
        expected=pl.lit(None, dtype=pl.Float64), position=pl.lit(None, dtype=pl.String)
    )


def filter_to_read(rates: pl.DataFrame, most: int) -> pl.DataFrame:
    """At most so many homes to draw by name: all, or those beyond 95 %, or 99.8 %, or the first."""
    if rates.height <= most:
        return rates
    for positions in (BEYOND_95, BEYOND_998):
        beyond = rates.filter(pl.col("position").is_in([p.value for p in positions]))
        if 0 < beyond.height <= most:
            return beyond
    return (beyond if beyond.height else rates).head(most)


def _build_figures(with_places: pl.DataFrame, area_rate: float) -> pl.DataFrame:
    """All homes at once: one SciPy call a home takes seconds for a county of thousands."""
    counts = with_places["call_outs"].to_numpy()
    years = with_places["place_years"].to_numpy()
    expected = years * area_rate
    lower, upper = find_many_limits(counts, years)
    return with_places.select("home_id").with_columns(
        rate=pl.Series(counts / years, dtype=pl.Float64),
        lower=pl.Series(lower, dtype=pl.Float64),
        upper=pl.Series(upper, dtype=pl.Float64),
        expected=pl.Series(expected, dtype=pl.Float64),
        position=pl.Series(find_positions(counts, expected), dtype=pl.String),
    )


def find_area_rate(rates: pl.DataFrame) -> float | None:
    """Call-outs per place-year over all homes with places; None without any."""
    with_places = rates.filter(pl.col("place_years") > 0)
    total = float(with_places["place_years"].sum())
    return float(with_places["call_outs"].sum()) / total if total else None
