"""Homes put together by provider, whatever way a file spells it."""

import numpy as np
import polars as pl

from core.contract import fold
from core.measures.funnel import find_positions
from core.measures.rates import find_many_limits

NOT_RECORDED = "not recorded"


def fold_spellings(homes: pl.DataFrame, column: str = "provider") -> pl.DataFrame:
    """The homes with one spelling for each name: the commonest, of equals the first by letters.

    Case, spaces, hyphens and underscores make no difference; a blank becomes null.
    """
    counts = (
        homes.drop_nulls(column)
        .group_by(column)
        .len()
        .sort(["len", column], descending=[True, False])
    )
    chosen: dict[str, str] = {}
    spelled: dict[str, str | None] = {}
    for name in counts[column]:
        folded = fold(name)
        spelled[name] = chosen.setdefault(folded, " ".join(name.split())) if folded else None
    return homes.with_columns(
        pl.col(column).replace_strict(spelled, default=None, return_dtype=pl.String)
    )


def build_provider_rates(rates: pl.DataFrame) -> pl.DataFrame:
    """A row per provider of the homes with a rate, by name; exact 95 % limits and position.

    Args:
        rates: as `core.measures.rates.build_rates`, `provider` as `fold_spellings` leaves it. A
            home without an expectation leaves its provider without one.

    Returns:
        `provider` ("not recorded" where null), `homes`, `call_outs`, `place_years`, `rate`,
        `lower`, `upper`, `expected`, `position`.
    """
    groups = (
        rates.filter(pl.col("place_years") > 0)
        .with_columns(pl.col("provider").fill_null(NOT_RECORDED))
        .group_by("provider")
        .agg(
            pl.len().cast(pl.Int64).alias("homes"),
            pl.col("call_outs", "place_years").sum(),
            expected=pl.when(pl.col("expected").is_not_null().all()).then(pl.col("expected").sum()),
        )
        .sort("provider")
    )
    counts, years = groups["call_outs"].to_numpy(), groups["place_years"].to_numpy()
    lower, upper = find_many_limits(counts, years)
    positions = find_positions(counts, groups["expected"].fill_null(np.nan).to_numpy())
    return groups.with_columns(
        rate=pl.Series(counts / years, dtype=pl.Float64),
        lower=pl.Series(lower, dtype=pl.Float64),
        upper=pl.Series(upper, dtype=pl.Float64),
        position=pl.when(pl.col("expected").is_not_null()).then(
            pl.Series(positions, dtype=pl.String)
        ),
    )
