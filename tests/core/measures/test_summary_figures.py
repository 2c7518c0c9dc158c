"""The figures of one home's summary: which days count, rate, months and quarters, what lacks."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.measures.funnel import Position
from core.measures.period import Period
from core.measures.summary_figures import (
    MOST_DAYS_BY_MONTH,
    count_months,
    count_split,
    find_counted,
    find_gaps,
    find_home_rate,
    find_quiet,
    find_span,
    is_quarterly,
)
from tests.core.measures.frames import build_call_outs, build_homes, build_places

YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))
WHOLE = ((date(2017, 1, 1), date(2019, 12, 31)),)
OPEN: dict[str, object] = {"opened_on": None, "closed_on": None}


def incidents(*days: date) -> pl.DataFrame:
    return pl.DataFrame({"occurred_on": days}, schema={"occurred_on": pl.Date})


def counted(covered: object, today: date = date(2020, 6, 1), *days: date) -> Period | None:
    return find_counted(YEAR, OPEN, incidents(*days), covered, today)  # type: ignore[arg-type]


def test_figures_end_with_the_data_and_never_after_today() -> None:
    assert counted(WHOLE) == YEAR
    half = ((date(2019, 1, 1), date(2019, 6, 30)),)
    assert counted(half) == Period(YEAR.start, date(2019, 6, 30))
    assert counted(WHOLE, date(2019, 3, 31)) == Period(YEAR.start, date(2019, 3, 31))
    # A contact after the covered days is data.
    assert counted(half, date(2020, 6, 1), date(2019, 8, 2)) == Period(YEAR.start, date(2019, 8, 2))


def test_days_that_nothing_covers_have_no_figures() -> None:
    assert counted(((date(2018, 1, 1), date(2018, 12, 31)),)) is None
    gap = ((date(2018, 1, 1), date(2018, 12, 31)), (date(2020, 1, 1), date(2020, 1, 31)))
    assert counted(gap) is None
    assert counted(gap, date(2020, 6, 1), date(2019, 5, 4)) is not None


def test_without_stated_days_figures_end_today() -> None:
    assert counted((), date(2019, 3, 31)) == Period(YEAR.start, date(2019, 3, 31))


def test_only_open_days_count() -> None:
    opened = {"opened_on": date(2019, 3, 1), "closed_on": date(2019, 9, 30)}
    found = find_counted(YEAR, opened, incidents(), WHOLE, date(2020, 1, 1))
    assert found == Period(date(2019, 3, 1), date(2019, 9, 30))
    later = {"opened_on": date(2020, 1, 1), "closed_on": None}
    assert find_counted(YEAR, later, incidents(), WHOLE, date(2020, 1, 1)) is None


def test_the_funnel_looks_back_three_years() -> None:
    assert find_span(date(2019, 12, 31)) == Period(date(2017, 1, 1), date(2019, 12, 31))
    assert find_span(date(2020, 2, 28)).start == date(2017, 2, 28)


def build_area(*days: date) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    homes = build_homes("Alder", "Birch", "Cedar").with_columns(
        in_area=pl.Series([True, None, False])
    )
    places = build_places((1, None, 4), (2, None, 4), (3, None, 4))
    return build_call_outs(*((1, day) for day in days)), homes, places


def test_the_rate_has_exact_limits_and_stands_beside_the_area() -> None:
    days = [date(2019, month, 4) for month in range(1, 7)]
    rate = find_home_rate(*build_area(*days), 1, YEAR)
    assert rate is not None
    # 6 in 4 place-years; Garwood's limits of 6 are 2.2019 and 13.0595.
    assert rate.rate == pytest.approx(6 / (4 * 365 / 365.25))
    assert rate.lower == pytest.approx(2.2019 / rate.place_years, rel=1e-4)
    assert rate.upper == pytest.approx(13.0595 / rate.place_years, rel=1e-4)
    # Cedar lies outside the area; Birch, of unknown authority, does not.
    assert rate.area_rate == pytest.approx(rate.rate / 2)
    assert rate.span_count == 6
    assert rate.span_expected == pytest.approx(3)
    assert rate.position is Position.WITHIN


def test_a_home_outside_the_area_is_set_against_none() -> None:
    rate = find_home_rate(*build_area(date(2019, 5, 4)), 3, YEAR)
    assert rate is not None
    assert (rate.position, rate.span_expected) == (None, None)


def test_without_places_there_is_no_rate() -> None:
    call_outs, homes, _ = build_area(date(2019, 5, 4))
    assert find_home_rate(call_outs, homes, build_places((2, None, 4)), 1, YEAR) is None


def with_category(*rows: tuple[date, str, str]) -> pl.DataFrame:
    schema = {"occurred_on": pl.Date, "kind": pl.String, "category": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_every_month_is_there_and_the_missing_stand_apart() -> None:
    call_outs = with_category(
        (date(2019, 1, 4), "behaviour", "assault"),
        (date(2019, 1, 5), "protective", "missing"),
        (date(2019, 1, 6), "protective", "absent"),
        (date(2019, 3, 5), "protective", "child_victim"),
    )
    covered = ((date(2019, 1, 1), date(2019, 3, 15)),)
    spring = Period(date(2019, 1, 1), date(2019, 4, 30))
    months = count_months(call_outs, spring, covered)
    assert [(m.behaviour, m.protective, m.missing) for m in months] == [
        (1, 0, 2),
        (0, 0, 0),
        (0, 1, 0),
        (None, None, None),
    ]
    assert [m.is_whole for m in months] == [True, True, False, False]


def test_two_years_are_read_by_month_and_a_day_more_by_quarter() -> None:
    start = date(2016, 1, 1)
    two_years = Period(start, start + timedelta(days=MOST_DAYS_BY_MONTH - 1))
    assert two_years.end == date(2017, 12, 31)
    assert not is_quarterly(two_years)
    longer = Period(start, two_years.end + timedelta(days=1))
    assert is_quarterly(longer)
    quarters = count_months(
        with_category(
            (date(2017, 2, 4), "behaviour", "theft"), (date(2017, 3, 4), "behaviour", "theft")
        ),
        longer,
        ((date(2017, 1, 1), date(2018, 1, 1)),),
    )
    assert len(quarters) == 9
    assert [q.behaviour for q in quarters] == [None] * 4 + [2, 0, 0, 0, 0]
    assert quarters[4].start == date(2017, 1, 1)


def test_time_since_the_last_counts_covered_days_only() -> None:
    home = build_homes("Alder")
    call_outs = build_call_outs((1, date(2019, 5, 4)), (1, date(2019, 6, 1), "protective"))
    quiet = find_quiet(call_outs, home, WHOLE, YEAR)
    assert quiet is not None
    assert (quiet.days, quiet.is_whole, quiet.last_on) == (241, True, date(2019, 5, 4))
    assert find_quiet(call_outs, home, (), YEAR) is None


def test_what_is_incomplete_says_nothing_of_the_child() -> None:
    blank = {
        name: pl.Series([None, None], dtype=pl.String)
        for name in (
            "child_ethnicity",
            "child_gender",
            "child_ref",
            "placing_authority",
            "decided_at",
            "immediate_risk",
            "agency_staff_on_shift",
            "known_safe",
        )
    }
    call_outs = pl.DataFrame(
        {
            **blank,
            "child_age": pl.Series([None, None], dtype=pl.Int64),
            "decided_by": ["staff", None],
            "category": ["assault", "missing"],
        }
    )
    contacts = pl.DataFrame({"reviewed": [True, False, False]})
    gaps = find_gaps(contacts, call_outs, YEAR, ((date(2019, 1, 2), date(2019, 12, 31)),))
    assert (gaps.days, gaps.uncovered, gaps.states_days, gaps.unreviewed) == (365, 1, True, 2)
    asked = {what: (blank, of) for what, blank, of in gaps.blanks}
    assert asked["Who decided to call"] == (1, 2)
    assert asked["Known to be safe (missing)"] == (1, 1)
    assert not {"Ethnicity", "Gender", "Age", "Child's reference"} & set(asked)


def test_the_split_leaves_nobody_out() -> None:
    ages = [9, 10, 13, 14, 15, 16, None]
    call_outs = pl.DataFrame(
        {
            "child_age": ages,
            "child_gender": ["female", "male", "male", "other", "not_stated", None, None],
        },
        schema={"child_age": pl.Int64, "child_gender": pl.String},
    )
    split = count_split(call_outs)
    assert split == (
        ("Age", "under 10", 1),
        ("Age", "10 to 13", 2),
        ("Age", "14 or 15", 2),
        ("Age", "16 or older", 1),
        ("Age", "not recorded", 1),
        ("Gender", "female", 1),
        ("Gender", "male", 2),
        ("Gender", "other", 1),
        ("Gender", "not stated", 1),
        ("Gender", "not recorded", 2),
    )
