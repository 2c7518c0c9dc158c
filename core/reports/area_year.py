"""The area as a provider sees it: the last whole year, as the public may know it.

A provider knows its own figures day by day. Of two totals over days that it may choose, one less
the other is the day between; so it may choose none. It sees the cells of the public report and no
others: finished calendar years, withheld for every reader at once (`core.measures.contributors`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.access import Sight, Viewer, read_access
from core.measures.board_counts import Figure, is_of_a_home
from core.measures.board_figures import Block, Estimated, find_rate
from core.measures.exposure import build_place_years
from core.measures.period import Period
from core.measures.rates import filter_call_outs, find_exact_limits
from core.measures.timeline import find_uncovered_days
from core.reading import View
from core.reports.board_report import build_public_year
from core.store import Store


@dataclass(frozen=True)
class AreaYear:
    """A calendar year of the area's children's homes, beside those that the viewer sees by name.

    `area`: call-outs, None where they are withheld. `rate`, `own_rate`: call-outs per place-year
    with exact 95 % limits, at homes with places; without a value where there is none to tell.
    """

    year: int
    area: int | None
    rate: Estimated
    own: int
    own_rate: Estimated


def can_compare_with_area(viewer: Viewer) -> bool:
    """Whether the viewer sees some homes by name and the others only as the area."""
    return read_access(viewer).call_outs is Sight.OWN and bool(viewer.home_ids)


def find_whole_year(covered: Sequence[tuple[date, date]], today: date) -> int | None:
    """The last calendar year before today's that imports cover whole; None without one.

    `covered`: spells of days, bounds inclusive. Of a year that days were added to later, what was
    shown before and after would tell of these days.
    """
    first = min((start.year for start, _ in covered), default=today.year)
    for year in range(today.year - 1, first - 1, -1):
        if not find_uncovered_days(Period(date(year, 1, 1), date(year, 12, 31)), covered):
            return year
    return None


def read_area_block(store: Store, viewer: Viewer, year: int) -> Block | None:
    """A year as published; None for a viewer who is not to compare with the area."""
    return build_public_year(store, year) if can_compare_with_area(viewer) else None


def build_area_year(block: Block, view: View) -> AreaYear:
    """A published year of the area beside the homes of a view (`read_area_block`)."""
    homes = view.homes.filter(is_of_a_home())
    called = filter_call_outs(view.call_outs, block.period).join(homes, on="home_id", how="semi")
    placed = build_place_years(homes, view.places, block.period).filter(pl.col("place_years") > 0)
    exposure = float(placed["place_years"].sum())
    at_places = called.join(placed, on="home_id", how="semi").height
    own_rate = Estimated(None)
    if exposure > 0:
        own_rate = Estimated(at_places / exposure, *find_exact_limits(at_places, exposure))
    return AreaYear(
        year=block.period.start.year,
        area=block.find(Figure.ALL).value,
        rate=find_rate(block, Figure.ALL),
        own=called.height,
        own_rate=own_rate,
    )
