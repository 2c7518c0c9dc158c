"""Call-outs per place-year of each home, with exact limits."""

import numpy as np
import polars as pl
from scipy.stats import chi2

from core.measures.exposure import build_place_years
from core.measures.funnel import find_positions
from core.measures.period import Period
from core.vocabulary import CallOutKind


def find_exact_limits(count: int, exposure: float, confidence: float = 0.95) -> tuple[float, float]:
    """Exact (Garwood) limits of a Poisson rate count / exposure; lower 0 for a count of 0."""
    tail = (1 - confidence) / 2
    lower = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    upper = float(chi2.ppf(1 - tail, 2 * (count + 1))) / 2
    return lower / exposure, upper / exposure


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


def _build_figures(with_places: pl.DataFrame, area_rate: float) -> pl.DataFrame:
    """All homes at once: one SciPy call a home takes seconds for a county of thousands."""
    counts = with_places["call_outs"].to_numpy()
    years = with_places["place_years"].to_numpy()
    expected = years * area_rate
    lower = np.where(counts > 0, chi2.ppf(0.025, 2 * np.maximum(counts, 1)) / 2, 0.0)
    return with_places.select("home_id").with_columns(
        rate=pl.Series(counts / years, dtype=pl.Float64),
        lower=pl.Series(lower / years, dtype=pl.Float64),
        upper=pl.Series(chi2.ppf(0.975, 2 * (counts + 1)) / 2 / years, dtype=pl.Float64),
        expected=pl.Series(expected, dtype=pl.Float64),
        position=pl.Series(find_positions(counts, expected), dtype=pl.String),
    )


def find_area_rate(rates: pl.DataFrame) -> float | None:
    """Call-outs per place-year over all homes with places; None without any."""
    with_places = rates.filter(pl.col("place_years") > 0)
    total = float(with_places["place_years"].sum())
    return float(with_places["call_outs"].sum()) / total if total else None
