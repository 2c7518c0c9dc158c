"""What alarms are judged by: the months that are watched, and each home's mean before each year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

BASELINE_YEARS, LEAST_BASELINE_MONTHS = 3, 12
# A home's own past weighs as much as the area's rate where this many call-outs are expected of it.
AREA_WEIGHT = 2.0
# Without call-outs in the past the mean would be 0; this is one in four years.
LEAST_MEAN = 0.02


@dataclass(frozen=True)
class Months:
    """The calendar months from a January to the last day of the data.

    `watched`: whether imports cover each day of a month, up to the last day of the data.
    """

    first_year: int
    watched: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.watched)

    def find_places(self, days: pl.Series) -> NDArray[np.int64]:
        """Which month each day lies in, from 0."""
        years = days.dt.year().cast(pl.Int64) - self.first_year
        return (years * 12 + days.dt.month() - 1).to_numpy()

    def sum_baselines(self, monthly: NDArray[Any]) -> NDArray[Any]:
        """A row a calendar year: the watched months of the `BASELINE_YEARS` before it, summed."""
        known = np.where(self.watched[:, None], monthly, 0)
        years = np.add.reduceat(known, np.arange(0, self.count, 12), axis=0)
        total = np.zeros_like(years)
        for back in range(1, BASELINE_YEARS + 1):
            total[back:] += years[:-back]
        return total

    def count_baseline_months(self) -> NDArray[np.int64]:
        """How many watched months each year's baseline has."""
        return np.asarray(self.sum_baselines(np.ones((self.count, 1), dtype=np.int64))[:, 0])

    def find_judged(self) -> NDArray[np.bool_]:
        """The months that are watched, in years whose baseline has enough months."""
        enough = self.count_baseline_months() >= LEAST_BASELINE_MONTHS
        return np.asarray(self.watched & np.repeat(enough, 12)[: self.count])


def build_months(covered: Sequence[tuple[date, date]], data_to: date) -> Months | None:
    """The months of the data; None where no import covers a day. Bounds inclusive."""
    spells = [(start, min(end, data_to)) for start, end in covered if start <= data_to]
    if not spells:
        return None
    january = date(min(start for start, _ in spells).year, 1, 1)
    inside = np.zeros((data_to - january).days + 1, dtype=bool)
    for start, end in spells:
        inside[(start - january).days : (end - january).days + 1] = True
    starts = pl.date_range(january, data_to, "1mo", eager=True)
    firsts = (starts - january).dt.total_days().to_numpy()
    return Months(january.year, np.logical_and.reduceat(inside, firsts))


def build_open_places(
    homes: pl.DataFrame, places: pl.DataFrame, months: Months
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Places open in each month (a row a month, a column a home), and which homes have places.

    The months of an opening, a closing and a change count whole. A home without places counts as 1.
    """
    order = homes.select("home_id").with_row_index("row")
    january = date(months.first_year, 1, 1)
    spells = (
        places.join(order, on="home_id")
        .sort("row", "from_on", nulls_last=False)
        .with_columns(is_first=pl.col("row").ne_missing(pl.col("row").shift(1)))
        .with_columns(
            # The first count known holds back to the opening.
            on=pl.when("is_first").then(pl.lit(january)).otherwise("from_on"),
            more=pl.col("places")
            - pl.when("is_first").then(0).otherwise(pl.col("places").shift(1)),
        )
        .filter(pl.col("on") < _find_end(months))
    )
    rows = spells["row"].to_numpy()
    at = np.maximum(months.find_places(spells["on"]), 0)
    open_places = np.zeros((months.count, homes.height))
    np.add.at(open_places, (at, rows), spells["more"].to_numpy())
    np.cumsum(open_places, axis=0, out=open_places)
    has_places = np.asarray(open_places.max(axis=0) > 0)
    open_places[:, ~has_places] = 1.0
    number = np.arange(months.count)[:, None]
    opened = months.find_places(homes["opened_on"].fill_null(january))
    closed = months.find_places(homes["closed_on"].fill_null(_find_end(months)))
    open_places *= (number >= opened) & (number <= closed)
    return open_places, has_places


def _find_end(months: Months) -> date:
    """The first day after the months."""
    return date(months.first_year + months.count // 12, months.count % 12 + 1, 1)


def build_means(
    counts: NDArray[np.int64],
    open_places: NDArray[np.float64],
    has_places: NDArray[np.bool_],
    months: Months,
) -> NDArray[np.float64]:
    """Each home's call-outs a month (a row a year, a column a home) as known before the year.

    The area's rate a place in the baseline times the home's places, moved towards its own past by
    the more the more was expected of it: with E expected and O seen, times (O + 2) / (E + 2), the
    mean of a Gamma prior around the area's rate. Homes without places are pooled among themselves.
    """
    own = months.sum_baselines(counts)
    theirs = months.sum_baselines(open_places)
    rates = np.zeros_like(theirs)
    for group in (has_places, ~has_places):
        seen, exposed = own[:, group].sum(axis=1), theirs[:, group].sum(axis=1)
        rates[:, group] = (seen / np.where(exposed > 0, exposed, 1))[:, None]
    # The places a home begins the year with, or opens with within it: nothing later is known.
    now = np.zeros_like(theirs)
    for month in reversed(range(months.count)):
        year = month // 12
        now[year] = np.where(open_places[month] > 0, open_places[month], now[year])
    means = rates * now * (own + AREA_WEIGHT) / (rates * theirs + AREA_WEIGHT)
    return np.asarray(np.maximum(means, LEAST_MEAN))
