"""Alarms while a change is young: the Poisson CUSUM of each home, and of the area.

Each calendar year is judged by what was known before it, the covered months of the three years
before: an alarm does not move when later days arrive. A month is watched if imports cover each of
its days up to the last day of the data; others are skipped, neither deducted nor counted. k is
deducted whole at the start of a month, so an alarm has the date of a call-out. After an alarm S
restarts at 0 with the next month: what follows in the same month belongs to the alarm.
"""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.measures.alarm_baseline import (
    LEAST_MEAN,
    Months,
    build_means,
    build_months,
    build_open_places,
)
from core.measures.cusum import build_design
from core.vocabulary import CallOutKind

# A home with one behaviour call-out a year cannot show a doubling within years; a summer of agency
# staff is ten times the usual. 40 years: with 14 homes a false alarm in about three years. A
# mean is only estimated: simulated homes with 0.5 to 2 a year had one in 31 to 60 years.
HOME_RATIO, HOME_RUN_LENGTH = 4.0, 480.0
# A county of 37 a year: a doubling found in under four months, a false alarm in 13 years.
AREA_RATIO, AREA_RUN_LENGTH = 2.0, 160.0
# Means are rounded up to a grid so that homes share designs; up, so that no false alarm is added.
_GRID = 1.1
_DAYS_A_MONTH = 365.25 / 12
# Sums of steps in floating point: less than any step of a design.
_NEAR = 1e-9

_ALARM = {
    "alarm_on": pl.Date,
    "since_on": pl.Date,
    "call_outs_in_run": pl.Int64,
    "expected": pl.Float64,
    "a_month": pl.Float64,
    "k": pl.Float64,
    "h": pl.Float64,
}
_HOME_ALARM = {"home_id": pl.Int64, "name": pl.String, **_ALARM}


def find_watched_from(covered: Sequence[tuple[date, date]], data_to: date) -> date | None:
    """The first day that can be judged, in a year that has 12 covered months before it; or None."""
    months = build_months(covered, data_to)
    if months is None or not months.find_judged().any():
        return None
    place = int(months.find_judged().argmax())
    return date(months.first_year + place // 12, place % 12 + 1, 1)


def count_watched_homes(homes: pl.DataFrame, data_to: date) -> int:
    """How many homes are open on the last day of the data, and so can raise an alarm."""
    opened = pl.col("opened_on").is_null() | (pl.col("opened_on") <= data_to)
    stays = pl.col("closed_on").is_null() | (pl.col("closed_on") >= data_to)
    return homes.filter(opened & stays).height


def find_false_alarm_months(homes_watched: int) -> float | None:
    """About how many months lie between false alarms of all homes together; None without homes."""
    return HOME_RUN_LENGTH / homes_watched if homes_watched else None


def find_next_meeting(alarm_on: date, meetings: Sequence[date]) -> date | None:
    """The first meeting after the day of an alarm; None where none is known."""
    return min((day for day in meetings if day > alarm_on), default=None)


def find_alarms(
    call_outs: pl.DataFrame,
    data_to: date,
    covered: Sequence[tuple[date, date]],
    *,
    ratio: float = AREA_RATIO,
    run_length: float = AREA_RUN_LENGTH,
) -> pl.DataFrame:
    """The alarms of one series of behaviour call-outs, such as an area's, by day.

    Its mean is that of the baseline's covered months. Frames as `find_home_alarms`, the result
    without `home_id` and `name`.
    """
    months = build_months(covered, data_to)
    if months is None:
        return pl.DataFrame(schema=_ALARM)
    known = _select_known(call_outs, data_to, months).with_columns(row=pl.lit(0, dtype=pl.Int64))
    counts = _count(known, months, 1)
    spans = np.maximum(months.count_baseline_months(), 1)[:, None]
    means = np.maximum(months.sum_baselines(counts) / spans, LEAST_MEAN)
    return _run(known, counts, *_build_designs(means, ratio, run_length), months).select(
        list(_ALARM)
    )


def find_home_alarms(
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    data_to: date,
    covered: Sequence[tuple[date, date]],
    *,
    ratio: float = HOME_RATIO,
    run_length: float = HOME_RUN_LENGTH,
) -> pl.DataFrame:
    """Every home's alarms on behaviour call-outs, over all years that can be judged.

    Each home is judged by its own mean (`core.measures.alarm_baseline.build_means`).

    Args:
        call_outs: a row each: `home_id`, `occurred_on`, `kind`.
        homes: `home_id`, `name`, `opened_on`, `closed_on` (null: open before, or still).
        places: `home_id`, `from_on` (null: from the start), `places`.
        data_to: the last day of the data, inclusive; later call-outs are left out.
        covered: spells of days that imports state to cover, bounds inclusive.
        ratio: how many times the mean is to be found.
        run_length: months on average until a home's false alarm, were its mean known.

    Returns:
        A row an alarm, by day and name: `home_id`, `name`, `alarm_on`, `since_on` (the first
        call-out of the run that led to it), `call_outs_in_run`, `expected` (in the days from the
        one to the other, both included), `a_month` (the mean it was judged by), `k`, `h`.
    """
    months = build_months(covered, data_to)
    if months is None or homes.is_empty():
        return pl.DataFrame(schema=_HOME_ALARM)
    order = homes.select("home_id", "name").with_columns(row=pl.int_range(pl.len()))
    known = _select_known(call_outs, data_to, months).join(
        order.select("home_id", "row"), on="home_id"
    )
    counts = _count(known, months, homes.height)
    means = build_means(counts, *build_open_places(homes, places, months), months)
    # Up the grid: a design for a higher mean has fewer false alarms, never more.
    steps = np.ceil(np.log(means / LEAST_MEAN) / math.log(_GRID) - _NEAR)
    designs = _build_designs(LEAST_MEAN * _GRID**steps, ratio, run_length)
    found = _run(known, counts, means, *designs[1:], months)
    return found.join(order, on="row").select(list(_HOME_ALARM)).sort("alarm_on", "name", "home_id")


def _select_known(call_outs: pl.DataFrame, data_to: date, months: Months) -> pl.DataFrame:
    """The behaviour call-outs of watched months, with the `month` of each."""
    rows = call_outs.filter(
        (pl.col("kind") == CallOutKind.BEHAVIOUR.value)
        & pl.col("occurred_on").is_between(date(months.first_year, 1, 1), data_to)
    ).select("home_id", "occurred_on")
    place = months.find_places(rows["occurred_on"])
    return rows.with_columns(month=pl.Series(place, dtype=pl.Int64)).filter(months.watched[place])


def _count(known: pl.DataFrame, months: Months, width: int) -> NDArray[np.int64]:
    """Call-outs, a row a month and a column a series."""
    cells = known["month"].to_numpy() * width + known["row"].to_numpy()
    return np.bincount(cells, minlength=months.count * width).reshape(months.count, width)


def _build_designs(
    means: NDArray[np.float64], ratio: float, run_length: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The means, and k and h of each."""
    levels, which = np.unique(means, return_inverse=True)
    designs = [build_design(float(mean), ratio, run_length) for mean in levels]
    k = np.array([design.k for design in designs])[which].reshape(means.shape)
    h = np.array([design.h for design in designs])[which].reshape(means.shape)
    return means, k, h


def _run(
    known: pl.DataFrame,
    counts: NDArray[np.int64],
    means: NDArray[np.float64],
    k: NDArray[np.float64],
    h: NDArray[np.float64],
    months: Months,
) -> pl.DataFrame:
    """The alarms of all series at once; `row` is the series."""
    total = np.zeros(counts.shape[1])
    began = np.zeros(counts.shape[1], dtype=np.int64)
    found: list[tuple[int, int, int, int]] = []
    for month in np.flatnonzero(months.find_judged()):
        year, count = month // 12, counts[month]
        began[(total < _NEAR) & (count > 0)] = month
        reached = total + count - k[year]
        row = np.flatnonzero(reached >= h[year] - _NEAR)
        if row.size:
            # The call-out with which S reaches h.
            nth = np.ceil(h[year, row] + k[year, row] - total[row] - _NEAR).astype(np.int64)
            found += [
                (int(place), int(month), int(began[place]), int(which))
                for place, which in zip(row, nth, strict=True)
            ]
        total = np.maximum(reached, 0)
        total[row] = 0
    schema = {name: pl.Int64 for name in ("row", "month", "began", "nth")}
    return _date(pl.DataFrame(found, schema=schema, orient="row"), known, means, k, h)


def _date(
    found: pl.DataFrame,
    known: pl.DataFrame,
    means: NDArray[np.float64],
    k: NDArray[np.float64],
    h: NDArray[np.float64],
) -> pl.DataFrame:
    """Alarms with the days of their first and last call-out."""
    theirs = known.join(found.select("row").unique(), on="row", how="semi").sort(
        "row", "occurred_on"
    )
    # Where each series' month begins among the sorted call-outs.
    keys = theirs["row"].to_numpy() * len(means) * 12 + theirs["month"].to_numpy()
    base = found["row"].to_numpy() * len(means) * 12
    first = np.searchsorted(keys, base + found["began"].to_numpy())
    last = np.searchsorted(keys, base + found["month"].to_numpy()) + found["nth"].to_numpy() - 1
    at = found["month"].to_numpy() // 12, found["row"].to_numpy()
    days = theirs["occurred_on"]
    return (
        found.select("row")
        .with_columns(
            alarm_on=days.gather(last),
            since_on=days.gather(first),
            call_outs_in_run=pl.Series(last - first + 1, dtype=pl.Int64),
            a_month=pl.Series(means[at], dtype=pl.Float64),
            k=pl.Series(k[at], dtype=pl.Float64),
            h=pl.Series(h[at], dtype=pl.Float64),
        )
        .with_columns(
            expected=pl.col("a_month")
            * ((pl.col("alarm_on") - pl.col("since_on")).dt.total_days() + 1)
            / _DAYS_A_MONTH
        )
    )
