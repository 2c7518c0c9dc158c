"""Who stands behind a total: what a provider that subtracts its own from it must not learn.

A provider knows its own figures completely, so a total tells it what all others have together.
Two rules of the field hold against that (Hundepool et al., Statistical Disclosure Control, 2012,
chapter 4; the ESSnet handbook has them too): the minimum frequency rule with its usual three
contributors, and the p%-rule, by which the second largest must not learn the largest to within p
per cent. What is left after subtraction is a count as any other: 1 to 4 are withheld, and a 0
likewise, for it says of each of the others that it has none.

The handbook wants the parameters kept secret, for a total that is shown says that the rule allowed
it. Here everybody can read them. So a total is shown only where one who knows the rule still finds
`LEAST_POSSIBLE` values for each other provider, whoever reads.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

LEAST_CONTRIBUTORS = 3
"""How many providers must have a part in a total that a provider may read (the usual choice)."""

PERCENT = 20
"""p of the p%-rule."""

LEAST_POSSIBLE = 5
"""How many values another's part must be able to have for one who knows the rule. A mark for 1 to 4
leaves four; the fifth is for what this very condition tells."""


@dataclass(frozen=True)
class Behind:
    """Who is behind a count: the parts of providers that have one, the largest first."""

    parts: tuple[int, ...]

    @property
    def first(self) -> int:
        """The largest part."""
        return self.parts[0] if self.parts else 0

    def find_least(self, threshold: int) -> int:
        """The least that the total must possibly be, so that no provider learns another's part.

        Whoever subtracts its own must find more than `threshold` possible for the others, and at
        least `PERCENT` more for one of them than that one has.
        """
        return _find_least(self.first, self.parts[1] if len(self.parts) > 1 else 0, threshold)

    def is_safe(self, total: int, threshold: int) -> bool:
        """Whether a total may be told to those behind it, and to any other provider."""
        number = len(self.parts)
        if number < LEAST_CONTRIBUTORS or total < self.find_least(threshold):
            return False
        readers = [(0, number), *((own, number - 1) for own in set(self.parts))]
        return all(
            count_possible(own, total - own, others, threshold) >= LEAST_POSSIBLE
            for own, others in readers
        )


def _find_least(first: int, second: int, threshold: int) -> int:
    return max(
        first + max(_add_percent(second), threshold + 1),
        second + max(_add_percent(first), threshold + 1),
    )


def _add_percent(part: int) -> int:
    return -(-part * (100 + PERCENT) // 100)


@lru_cache(maxsize=100_000)
def count_possible(own: int, rest: int, others: int, threshold: int) -> int:
    """How many values the part of one of `others` can have, to a provider that knows the rule.

    `own`: the reader's; `rest`: what the others have together. Counted from the least to the most.
    """

    def fits(part: int) -> bool:
        left = rest - part
        if others == 1 and left:
            return False
        each = -(-left // (others - 1)) if others > 1 else 0
        # Nothing leaves the rule more room than the rest in equal parts.
        first, second, *_ = sorted((own, part, each, min(each, left - each)), reverse=True)
        has_part = (own > 0) + (part > 0) + min(left, others - 1)
        return has_part >= LEAST_CONTRIBUTORS and own + rest >= _find_least(
            first, second, threshold
        )

    least, most = _find_first(fits, range(rest + 1)), _find_first(fits, range(rest, -1, -1))
    return 0 if least is None or most is None else most - least + 1


def _find_first(fits: Callable[[int], bool], parts: Iterable[int]) -> int | None:
    return next((part for part in parts if fits(part)), None)


def add_contributors(cells: pl.DataFrame, counts: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The cells of a table (`core.measures.disclosure.build_table`) with who is behind each.

    `counts`: `by`…, `provider` (one spelling each; null: not recorded) and `count`, not negative.
    Adds `parts`, a list, the largest first. What has no provider could be anybody's: it makes no
    further contributor, and counts as the largest's.
    """
    parts = []
    for number in range(2 ** len(by)):
        kept = [column for place, column in enumerate(by) if not number >> place & 1]
        absent = [pl.lit(None, dtype=cells.schema[c]).alias(c) for c in by if c not in kept]
        parts.append(_collect(counts, kept).with_columns(absent).select(*by, "parts"))
    return cells.join(
        pl.concat(parts), on=list(by), how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("parts").fill_null([]))


def _collect(counts: pl.DataFrame, kept: list[str]) -> pl.DataFrame:
    """The parts of the providers in each group of cells."""
    each = counts.group_by([*kept, "provider"]).agg(pl.col("count").sum().cast(pl.Int64))
    is_named = pl.col("provider").is_not_null() & (pl.col("count") > 0)
    parts = pl.col("count").filter(is_named).sort(descending=True)
    nobodys = pl.col("count").filter(pl.col("provider").is_null()).sum()
    grouped = (
        each.group_by(kept).agg(parts=parts, nobodys=nobodys)
        if kept
        else each.select(parts=parts.implode(), nobodys=nobodys)
    )
    first = pl.col("parts").list.get(0, null_on_oob=True).fill_null(0) + pl.col("nobodys")
    others = pl.col("parts").list.slice(1)
    return grouped.with_columns(
        parts=pl.when(pl.col("nobodys") > 0).then(pl.concat_list(first, others)).otherwise("parts")
    )
