"""Are call-outs getting rarer? Days between one and the next, as a g-chart.

Benneyan, Health Care Management Science 2001. It cannot signal worsening: a gap is never too short.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, median

import polars as pl

from core.vocabulary import CallOutKind

# With fewer, a single gap moves the limit further than it could ever pass it.
LEAST_GAPS = 10


@dataclass(frozen=True)
class GapLimits:
    """`count` ended gaps: `centre` their median, `upper` the g-chart's limit, in days.

    `centre` is None without a gap, `upper` below `LEAST_GAPS`. There is no lower limit.
    """

    count: int
    centre: float | None
    upper: float | None


def build_gaps(
    call_outs: pl.DataFrame,
    data_to: date,
    covered: Sequence[tuple[date, date]],
    kind: CallOutKind | None = CallOutKind.BEHAVIOUR,
) -> pl.DataFrame:
    """The gaps between one call-out and the next, and the one still open on the last day of data.

    Only gaps each of whose days an import covers: elsewhere no call-out does not mean none.

    Args:
        call_outs: a row each: `occurred_on`, `kind`.
        data_to: the last day of the data, inclusive; later call-outs are left out.
        covered: spells of days that imports state to cover, bounds inclusive.
        kind: behaviour, protective, or None for all.

    Returns:
        A row a gap in order: `from_on`, `to_on` (for the open one `data_to`), `days` (0 for two on
        one day), `is_open`.
    """
    wanted = pl.col("occurred_on") <= data_to
    if kind is not None:
        wanted &= pl.col("kind") == kind.value
    days = call_outs.filter(wanted)["occurred_on"].sort()
    frame = pl.DataFrame(
        {"from_on": days, "to_on": days.shift(-1).fill_null(data_to)},
        schema={"from_on": pl.Date, "to_on": pl.Date},
    ).with_columns(
        days=(pl.col("to_on") - pl.col("from_on")).dt.total_days(),
        is_open=pl.int_range(pl.len()) == pl.len() - 1,
    )
    # The days on which the two call-outs lie need no import: it is known that they happened.
    between = (pl.col("from_on").dt.offset_by("1d"), pl.col("to_on").dt.offset_by("-1d"))
    last = pl.when("is_open").then("to_on").otherwise(between[1])
    known = last < between[0]
    for start, end in _join_spells(covered):
        known = known | ((between[0] >= start) & (last <= end))
    return frame.filter(known)


def _join_spells(covered: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spells that touch or overlap as one."""
    joined: list[tuple[date, date]] = []
    for start, end in sorted(covered):
        if joined and (start - joined[-1][1]).days <= 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def find_gap_limits(gaps: pl.DataFrame) -> GapLimits:
    """The g-chart of the ended gaps: median, and ḡ + 3 √(ḡ (ḡ + 1)) from `LEAST_GAPS` gaps."""
    days = gaps.filter(~pl.col("is_open"))["days"].to_list()
    if not days:
        return GapLimits(0, None, None)
    usual = mean(days)
    upper = usual + 3 * math.sqrt(usual * (usual + 1)) if len(days) >= LEAST_GAPS else None
    return GapLimits(len(days), median(days), upper)


def find_unusual_gaps(gaps: pl.DataFrame) -> pl.DataFrame:
    """The gaps longer than the limit, the open one among them; none where there is no limit."""
    upper = find_gap_limits(gaps).upper
    return gaps.clear() if upper is None else gaps.filter(pl.col("days") > upper)
