"""Rates, shares and comparisons of a board report, worked out from published counts alone.

Where a count is withheld, so is all that stands on it: a rate times its place-years, or a share
times its denominator, would give the count back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from statsmodels.stats.proportion import proportion_confint

from core.measures.board_counts import NO_DATA, UNKNOWN, Count, Figure
from core.measures.comparison import Comparison, compare_rates
from core.measures.disclosure import MARK
from core.measures.period import Period
from core.measures.rates import find_exact_limits
from core.measures.timeline import find_uncovered_days

PART = "not whole"
"""What stands for a rate where imports cover only some of the days."""
NO_PLACES = "no places"
"""What stands for a rate where no home has registered places."""
NONE_KNOWN = "none known"
"""What stands for a share where no answer is known."""


@dataclass(frozen=True)
class Block:
    """One block of days as it is published.

    `uncovered`: its days that no import covers; None where no import of the store states its days.
    `has_data`: some day is covered, or something was reported. `place_years`: of the homes with
    places. `meetings`: of the group; not about anybody, so never withheld.
    """

    period: Period
    uncovered: int | None
    has_data: bool
    place_years: float
    meetings: int
    counts: Mapping[Figure, Count]

    def find(self, figure: Figure) -> Count:
        """A count as it is published."""
        return self.counts.get(figure, UNKNOWN)

    @property
    def is_whole(self) -> bool:
        """Whether nothing says that a part of its days is missing."""
        return self.has_data and not self.uncovered


@dataclass(frozen=True)
class Estimated:
    """A rate or share with its 95 % limits; with no `value`, `mark` says why."""

    value: float | None
    lower: float | None = None
    upper: float | None = None
    mark: str = ""


PLACED = {
    Figure.ALL: Figure.ALL_PLACED,
    Figure.BEHAVIOUR: Figure.BEHAVIOUR_PLACED,
    Figure.PROTECTIVE: Figure.PROTECTIVE_PLACED,
}
"""The counts that have a rate, and those of them at homes with places."""


def find_coverage(
    period: Period, covered: Sequence[tuple[date, date]], has_rows: bool
) -> tuple[int | None, bool]:
    """`uncovered` and `has_data` of a block; `has_rows`: something was reported in it."""
    if not covered:
        return None, has_rows
    uncovered = find_uncovered_days(period, covered)
    return uncovered, has_rows or uncovered < period.days


def find_rate(block: Block, figure: Figure) -> Estimated:
    """Call-outs of a kind per place-year with exact Poisson limits, of homes with places."""
    counts = block.find(figure), block.find(PLACED[figure])
    if not block.has_data:
        return Estimated(None, mark=NO_DATA)
    if not block.is_whole:
        return Estimated(None, mark=PART)
    if block.place_years <= 0:
        return Estimated(None, mark=NO_PLACES)
    at_homes = counts[1].value
    if counts[0].value is None or at_homes is None:
        return Estimated(None, mark=MARK)
    lower, upper = find_exact_limits(at_homes, block.place_years)
    return Estimated(at_homes / block.place_years, lower, upper)


def find_share(block: Block, figure: Figure, other: Figure) -> Estimated:
    """The share of a count in it and the other together, with Wilson's limits (1927)."""
    count, rest = block.find(figure), block.find(other)
    if not block.has_data:
        return Estimated(None, mark=NO_DATA)
    if count.value is None or rest.value is None:
        return Estimated(None, mark=MARK)
    total = count.value + rest.value
    if not total:
        return Estimated(None, mark=NONE_KNOWN)
    lower, upper = proportion_confint(count.value, total, method="wilson")
    return Estimated(count.value / total, float(lower), float(upper))


def find_per_child(block: Block) -> Estimated:
    """Call-outs per child, of those whose child is known by a reference; no limits."""
    events, children = block.find(Figure.REFERENCED), block.find(Figure.CHILDREN)
    if not block.has_data:
        return Estimated(None, mark=NO_DATA)
    if events.value is None or children.value is None:
        return Estimated(None, mark=MARK)
    if not children.value:
        return Estimated(None, mark=NONE_KNOWN)
    return Estimated(events.value / children.value)


def compare_blocks(block: Block, before: Block, figure: Figure) -> Comparison | None:
    """A kind of call-out in a block against the one before: the exact conditional test.

    None where either is withheld or not whole; without places in both, counts and no ratio.
    """
    if not (block.is_whole and before.is_whole):
        return None
    values = [
        (b.find(figure).value, b.find(PLACED[figure]).value, b.place_years) for b in (block, before)
    ]
    (count, placed, years), (other, other_placed, other_years) = values
    if count is None or other is None:
        return None
    if placed is None or other_placed is None:
        years = other_years = 0.0
    return compare_rates(placed or 0, years, other_placed or 0, other_years, counts=(count, other))
