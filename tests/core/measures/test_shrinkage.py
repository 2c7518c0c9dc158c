"""Shrinkage: the published values, no spread where chance explains all, words never ranks."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import gamma

from core.measures.shrinkage import (
    find_chance_above,
    find_first_looks,
    find_spread,
    shrink_rates,
)

REFERENCE = json.loads(
    (Path(__file__).parents[2] / "data" / "reference" / "shrinkage.json").read_text()
)


def test_the_published_estimates_are_reproduced() -> None:
    case = REFERENCE["scottish_lip_cancer"]
    counts, people = np.array(case["cases"]), np.array(case["population"], dtype=float)
    spread = find_spread(counts, people)
    assert spread.mean == pytest.approx(case["params"]["gamma (mean)"], rel=1e-9)
    assert spread.variance == pytest.approx(case["params"]["phi (variance)"], rel=1e-9)
    assert shrink_rates(counts, people, spread) == pytest.approx(case["est"], rel=1e-9)


def test_without_excess_variance_every_rate_is_the_pooled_one() -> None:
    case = REFERENCE["no_excess_variance"]
    counts, people = np.array(case["obs"]), np.array(case["pop"], dtype=float)
    spread = find_spread(counts, people)
    assert spread.variance == 0
    assert shrink_rates(counts, people, spread) == pytest.approx(case["expect_all_equal_to"])
    mean = spread.mean
    assert set(find_chance_above(2 * mean, counts, people, spread)) == {0.0}
    assert set(find_chance_above(mean / 2, counts, people, spread)) == {1.0}


def build_rates(*rows: tuple[str, int, float]) -> pl.DataFrame:
    schema = {"name": pl.String, "call_outs": pl.Int64, "place_years": pl.Float64}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row").with_row_index("home_id")
    return frame.with_columns(urn=pl.format("SC{}", "home_id"), expected=pl.lit(1.0))


COUNTY = (("Dunes", 2, 10.0), ("Birch", 2, 10.0), ("Cedar", 0, 10.0), ("Elm", 1, 10.0))


def test_the_chance_is_the_posterior_gammas() -> None:
    rates = build_rates(*COUNTY, ("Alder", 12, 10.0))
    spread = find_spread(rates["call_outs"].to_numpy(), rates["place_years"].to_numpy())
    looks = find_first_looks(rates)
    assert looks["name"].to_list() == ["Alder"]
    assert looks["estimate"][0] == pytest.approx((12 + spread.shape) / (10 + spread.rate))
    by_hand = gamma.sf(2 * spread.mean, 12 + spread.shape, scale=1 / (10 + spread.rate))
    assert looks["probability"][0] == pytest.approx(by_hand) and by_hand > 0.5


def test_first_looks_stand_by_name_never_by_chance() -> None:
    rates = build_rates(*COUNTY, ("Zoe", 14, 8.0), ("Alder", 11, 10.0), *COUNTY, *COUNTY)
    looks = find_first_looks(rates)
    assert looks["name"].to_list() == ["Alder", "Zoe"]
    assert looks["probability"][0] < looks["probability"][1]


@pytest.mark.parametrize(("least", "found"), [(0.499, 1), (0.5, 1), (0.501, 0)])
def test_a_home_as_likely_as_not_is_looked_at(
    least: float, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threshold is inclusive: the posterior is moved about it, which counts cannot do."""
    chance = 1 - least if least != 0.5 else 0.5
    monkeypatch.setattr(
        "core.measures.shrinkage.find_chance_above", lambda *_: np.array([chance, 0.0])
    )
    assert find_first_looks(build_rates(("Alder", 3, 1.0), ("Birch", 0, 1.0))).height == found


def test_nothing_is_found_where_nobody_called_or_nothing_can_be_compared() -> None:
    quiet = find_first_looks(build_rates(("Alder", 0, 5.0), ("Birch", 0, 5.0)))
    assert quiet.is_empty() and "probability" in quiet.columns
    rates = build_rates(*COUNTY, ("Alder", 12, 10.0))
    own = rates.with_columns(expected=pl.lit(None, dtype=pl.Float64))
    assert find_first_looks(own).is_empty()
    # A home without places has no rate to be above.
    none = rates.with_columns(place_years=pl.when(pl.col("name") != "Alder").then("place_years"))
    assert find_first_looks(none).is_empty()
