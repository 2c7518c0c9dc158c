"""The figures of one home's summary: its rate beside the area's, months, quiet days, gaps, split.

Frames as `core.reading.View` gives them; `occurred_on` and every bound of a period are inclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from core.measures.completeness import build_completeness
from core.measures.funnel import Position
from core.measures.one_home import find_open_days
from core.measures.period import Period
from core.measures.quiet import build_quiet_days
from core.measures.rates import build_area_rates, find_exact_limits
from core.measures.tally import filter_days
from core.measures.timeline import build_monthly, find_uncovered_days
from core.vocabulary import CallOutKind, Category, Gender

FUNNEL_YEARS = 3
"""How far back the funnel looks: a third of a year leaves almost every home without enough data."""
MOST_DAYS_BY_MONTH = 731
"""Days, two years, up to which call-outs are counted by month; longer periods by quarter."""
AWAY = (Category.MISSING.value, Category.ABSENT.value)
"""What stands apart as missing: calling about such a child is right."""

Covered = Sequence[tuple[date, date]]


@dataclass(frozen=True)
class HomeRate:
    """Behaviour call-outs per place-year of `period` with exact 95 % limits, beside the area's.

    The area's homes include this one where it lies in the area; its figures are None where no home
    of it has places. `position`: in the funnel over `span`, of `span_count` against
    `span_expected`; None where the home is set against no area.
    """

    period: Period
    count: int
    place_years: float
    rate: float
    lower: float
    upper: float
    area_rate: float | None
    area_lower: float | None
    area_upper: float | None
    span: Period
    span_count: int
    span_expected: float | None
    position: Position | None


@dataclass(frozen=True)
class MonthCount:
    """Call-outs of a month, or of a quarter, by its first day; None throughout: no data.

    `is_whole`: false where some of its days in the period are not covered by imports.
    """

    start: date
    behaviour: int | None
    protective: int | None
    missing: int | None
    is_whole: bool


@dataclass(frozen=True)
class Quiet:
    """Days without a behaviour call-out up to `to_day`, each of them covered by imports.

    `is_whole`: false where before those days no import covers, so that there may be more.
    """

    days: int
    is_whole: bool
    last_on: date | None
    to_day: date


@dataclass(frozen=True)
class Gaps:
    """What is incomplete of the `days` that the home was open: those that no import covers, ….

    `states_days`: whether any import says which days it covers. `unreviewed`: contacts the group
    has not reviewed. `blanks`: what is asked, of how many call-outs nobody answered, of how many.
    """

    days: int
    uncovered: int
    states_days: bool
    unreviewed: int
    blanks: tuple[tuple[str, int, int], ...]


def find_counted(
    period: Period,
    home: dict[str, object],
    incidents: pl.DataFrame,
    covered: Covered,
    today: date,
) -> Period | None:
    """The part of a period that figures are of: the home open, up to the last day of data.

    `home`: `opened_on`, `closed_on`; `incidents`: its own. None: not open, or nothing covers it.
    """
    opened, closed = home["opened_on"], home["closed_on"]
    assert opened is None or isinstance(opened, date)
    assert closed is None or isinstance(closed, date)
    days = find_open_days(period, opened, closed, incidents)
    if days is None:
        return None
    last = filter_days(incidents, period)["occurred_on"].max()
    data_to = max([end for _, end in covered], default=today)
    if isinstance(last, date):
        data_to = max(data_to, last)
    end = min(days.end, data_to, today)
    if end < days.start:
        return None
    counted = Period(days.start, end)
    if covered and last is None and find_uncovered_days(counted, covered) == counted.days:
        return None
    return counted


def find_span(end: date) -> Period:
    """The three years up to a day, inclusive: those of the funnel."""
    start = Period(end + timedelta(days=1), end + timedelta(days=1))
    for _ in range(FUNNEL_YEARS):
        start = start.find_same_a_year_before()
    return Period(start.start, end)


def find_home_rate(
    call_outs: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    home_id: int,
    counted: Period,
) -> HomeRate | None:
    """One home's rate of behaviour call-outs beside the area's, and its place in the funnel.

    Frames of all homes, as `core.measures.rates.build_area_rates`. None: no registered places.
    """
    here = build_area_rates(call_outs, homes, places, counted, CallOutKind.BEHAVIOUR)
    own = here.filter((pl.col("home_id") == home_id) & (pl.col("place_years") > 0)).to_dicts()
    if not own:
        return None
    span = find_span(counted.end)
    whole = build_area_rates(call_outs, homes, places, span, CallOutKind.BEHAVIOUR)
    there = whole.filter(pl.col("home_id") == home_id).to_dicts()
    area = here.filter(pl.col("in_area") & (pl.col("place_years") > 0))
    area_count, area_years = int(area["call_outs"].sum()), float(area["place_years"].sum())
    limits = find_exact_limits(area_count, area_years) if area_years else None
    position = there[0]["position"] if there else None
    return HomeRate(
        period=counted,
        count=own[0]["call_outs"],
        place_years=own[0]["place_years"],
        rate=own[0]["rate"],
        lower=own[0]["lower"],
        upper=own[0]["upper"],
        area_rate=area_count / area_years if area_years else None,
        area_lower=limits[0] if limits else None,
        area_upper=limits[1] if limits else None,
        span=span,
        span_count=there[0]["call_outs"] if there else 0,
        span_expected=there[0]["expected"] if there else None,
        position=Position(position) if position else None,
    )


def is_quarterly(period: Period) -> bool:
    """Whether a period is too long to be read by month."""
    return period.days > MOST_DAYS_BY_MONTH


def count_months(
    call_outs: pl.DataFrame, counted: Period, covered: Covered
) -> tuple[MonthCount, ...]:
    """One home's call-outs by month, or by quarter where `is_quarterly`; missing apart.

    `call_outs`: `occurred_on`, `kind`, `category`. `protective` is without the missing.
    """
    away = pl.col("category").is_in(AWAY)
    every = build_monthly(call_outs, counted, covered)
    missing = build_monthly(call_outs.filter(away), counted, covered).select(
        "month", missing=pl.sum_horizontal("behaviour", "protective")
    )
    rest = build_monthly(call_outs.filter(~away), counted, covered).select(
        "month", pl.col("behaviour", "protective").fill_null(0)
    )
    known = every.select("month", "is_whole", known=pl.col("behaviour").is_not_null())
    frame = known.join(rest, on="month").join(missing, on="month")
    names = ["behaviour", "protective", "missing"]
    frame = frame.with_columns(pl.when("known").then(name).alias(name) for name in names)
    if is_quarterly(counted):
        frame = frame.with_columns(month=pl.col("month").dt.truncate("1q"))
    counts = (
        frame.group_by("month", maintain_order=True)
        .agg(
            *(
                pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
                for name in names
            ),
            is_whole=pl.col("is_whole").all(),
        )
        .sort("month")
        .select("month", *(pl.col(name).cast(pl.Int64) for name in names), "is_whole")
    )
    return tuple(MonthCount(*row) for row in counts.rows())


def find_quiet(
    call_outs: pl.DataFrame, home: pl.DataFrame, covered: Covered, counted: Period
) -> Quiet | None:
    """Time since one home's last behaviour call-out; None where no import covers the last day.

    `call_outs`: the home's own of all days, `kind`; `home`: its row of the register.
    """
    behaviour = call_outs.filter(pl.col("kind") == CallOutKind.BEHAVIOUR.value)
    found = build_quiet_days(behaviour, home, covered, counted.end)
    for days, is_whole, last_on in found.select("days", "is_whole", "last_on").rows():
        return Quiet(days, is_whole, last_on, counted.end)
    return None


def find_gaps(
    contacts: pl.DataFrame, call_outs: pl.DataFrame, days: Period, covered: Covered
) -> Gaps:
    """What is incomplete of one home's days; `contacts`: `reviewed`; `call_outs` as the view's.

    Both of the period. Of the child nothing is asked here: that stays in the group.
    """
    asked = build_completeness(call_outs)
    of_child = ("Ethnicity", "Gender", "Age", "Child's reference", "Placing authority")
    blanks = asked.filter(~pl.col("what").is_in(of_child) & (pl.col("not_recorded") > 0))
    return Gaps(
        days=days.days,
        uncovered=find_uncovered_days(days, covered),
        states_days=bool(covered),
        unreviewed=contacts.filter(~pl.col("reviewed")).height,
        blanks=tuple(blanks.select("what", "not_recorded", "call_outs").rows()),
    )


_AGES = ((0, 9, "under 10"), (10, 13, "10 to 13"), (14, 15, "14 or 15"), (16, 120, "16 or older"))


def count_split(call_outs: pl.DataFrame) -> tuple[tuple[str, str, int], ...]:
    """Call-outs by age group, then by gender: what it is, the group, how many; none is left out.

    `call_outs`: `child_age`, `child_gender`. Not recorded and not stated are groups of their own.
    """
    age = pl.col("child_age")
    rows = [
        ("Age", words, call_outs.filter(age.is_between(first, last)).height)
        for first, last, words in _AGES
    ]
    rows.append(("Age", "not recorded", call_outs.filter(age.is_null()).height))
    gender = pl.col("child_gender")
    rows += [
        ("Gender", code.value.replace("_", " "), call_outs.filter(gender == code.value).height)
        for code in Gender
    ]
    rows.append(("Gender", "not recorded", call_outs.filter(gender.is_null()).height))
    return tuple(row for row in rows if row[2])
