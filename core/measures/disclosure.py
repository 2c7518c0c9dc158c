"""Small numbers withheld from a table that leaves the group, and all that would reveal them.

A count of 1 to 4 is suppressed (primary), then as many further cells as it takes that none follows
by subtraction (secondary); both carry one mark, so that the mark tells nothing. What an attacker
knows is assumed to be everything published, the rule itself, and that zeros are never suppressed
where the rule shows them. Not assumed: that an attacker knows the count of a cell from elsewhere
(a home its own), or repeats the search for the cheapest secondary cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from core.errors import InvalidInput

MARK = "c"
"""What stands in a suppressed cell: withheld, never 0."""


@dataclass(frozen=True)
class Rule:
    """What is small: counts from 1 (0 unless `zeros_shown`) to `threshold`, both inclusive.

    `rounding`: published counts are the nearest multiple of it, halves up; 1 is none.
    """

    threshold: int = 4
    zeros_shown: bool = True
    rounding: int = 1

    def is_small(self, count: int) -> bool:
        """Whether a count is suppressed for its own size."""
        return self.least_hidden <= count <= self.threshold

    @property
    def least_hidden(self) -> int:
        """The least that a suppressed cell can be, as everybody knows."""
        return 1 if self.zeros_shown else 0

    def round(self, count: int) -> int:
        """A count as it is published."""
        return (count + self.rounding // 2) // self.rounding * self.rounding

    def find_bounds(self, shown: int) -> tuple[int, int]:
        """The least and the most that a count published as `shown` can be, both inclusive."""
        lower = max(shown - self.rounding // 2, 0)
        upper = shown + self.rounding - 1 - self.rounding // 2
        if shown > 0 or not self.zeros_shown:
            return max(lower, self.threshold + 1), upper
        # A published 0 is none, or a count beyond the threshold that rounds to 0.
        return (0, upper) if upper > self.threshold else (0, 0)


DEFAULT = Rule()


@dataclass(frozen=True)
class Table:
    """Counts by one or more columns, with every total, as they are or will be published.

    `cells`: from `build_table`; a Boolean column `public` marks what readers know exactly from
    elsewhere and is always shown. With a column `suppressed` the table is out already: it stays as
    it is, and its nulls are not known here either. `name`: what is counted; cells of one name and
    meaning are one cell, so that tables of one name share their totals. `within`: the name of a
    count that holds at least as much in every cell, such as the same table a month later; with
    `rest_counts` what lies between the two is itself a count that may be too small to be told.
    """

    name: str
    by: tuple[str, ...]
    cells: pl.DataFrame
    within: str | None = None
    rest_counts: bool = True


def build_table(counts: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Counts (`by`…, `count`) completed with zeros and totals: null in a column means all of it.

    A row per combination of values, in order of first appearance, the totals of a column last.

    Raises:
        InvalidInput: a null in a column of `by`, where it would be taken for a total.
    """
    if counts.select(pl.any_horizontal(pl.col(by).is_null()).any()).item():
        raise InvalidInput(
            "A table needs a word where a value is not recorded: blank is the total."
        )
    order = f"{by[0]} order"
    grid = pl.DataFrame({order: [0]})
    for column in by:
        values = counts[column].unique(maintain_order=True)
        levels = pl.concat([values, pl.Series(column, [None], dtype=values.dtype)])
        grid = grid.join(levels.to_frame(), how="cross", maintain_order="left_right")
    grid = grid.drop(order)
    parts = []
    for number in range(2 ** len(by)):
        kept = [column for place, column in enumerate(by) if not number >> place & 1]
        group = counts.group_by(kept) if kept else counts.group_by(pl.lit(0).alias(order))
        summed = group.agg(pl.col("count").sum())
        absent = [pl.lit(None, dtype=counts.schema[c]).alias(c) for c in by if c not in kept]
        parts.append(summed.with_columns(absent).select(*by, pl.col("count").cast(pl.Int64)))
    return grid.join(
        pl.concat(parts), on=list(by), how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("count").fill_null(0))


def hide_companions(published: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The rate, the interval and whatever else stands beside a suppressed count go with it."""
    return published.with_columns(pl.when(~pl.col("suppressed")).then(c).alias(c) for c in columns)


def say_counts(published: pl.DataFrame, column: str = "count") -> pl.Series:
    """The counts as text, "c" where suppressed; one that is missing for another reason is null."""
    return published.select(
        pl.when("suppressed").then(pl.lit(MARK)).otherwise(pl.col(column).cast(pl.String))
    ).to_series()
