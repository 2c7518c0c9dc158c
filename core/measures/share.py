"""The share of call-outs in which police were needed (West Mercia's question)."""

from dataclasses import dataclass

import polars as pl
from statsmodels.stats.proportion import proportion_confint


@dataclass(frozen=True)
class NeededShare:
    """Counts of call-outs by answer; share and Wilson 95 % limits over the known ones.

    `share`, `lower`, `upper` are None where none is known.
    """

    needed: int
    not_needed: int
    unknown: int
    share: float | None
    lower: float | None
    upper: float | None

    @property
    def known(self) -> int:
        """How many call-outs have an answer."""
        return self.needed + self.not_needed


def build_needed_share(needed: int, not_needed: int, unknown: int) -> NeededShare:
    """The share over the known answers; the unknown are shown, never dropped (Wilson 1927)."""
    known = needed + not_needed
    if not known:
        return NeededShare(needed, not_needed, unknown, None, None, None)
    lower, upper = proportion_confint(needed, known, method="wilson")
    return NeededShare(needed, not_needed, unknown, needed / known, float(lower), float(upper))


def find_needed_share(call_outs: pl.DataFrame) -> NeededShare:
    """The share in a frame of call-outs with `needed`: "yes", "no" or "unknown"."""
    answers = call_outs["needed"]
    return build_needed_share(
        int((answers == "yes").sum()),
        int((answers == "no").sum()),
        int((answers == "unknown").sum()),
    )


def build_needed_by(call_outs: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row per value of a column, in its own order: `needed`, `not_needed`, `unknown`."""
    return (
        call_outs.group_by(column)
        .agg(
            needed=(pl.col("needed") == "yes").sum(),
            not_needed=(pl.col("needed") == "no").sum(),
            unknown=(pl.col("needed") == "unknown").sum(),
        )
        .sort(column, nulls_last=True)
    )
