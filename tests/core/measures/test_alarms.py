"""Alarms: the day of a call-out, a baseline known beforehand, days that no import covers."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.measures.alarms import (
    count_watched_homes,
    find_alarms,
    find_false_alarm_months,
    find_home_alarms,
    find_next_meeting,
    find_watched_from,
)
from core.measures.period import Period
from core.measures.signal_sentences import say_alarm, say_alarm_method, say_alarms
from tests.core.measures.frames import build_call_outs, build_homes, build_places

COVERED = [(date(2023, 1, 1), date(2026, 10, 31))]
DATA_TO = date(2026, 10, 31)
HOMES = build_homes("Birch Lodge", "Cedar View", "Dunes")
PLACES = build_places((1, None, 5), (2, None, 5), (3, None, 5))
# One a quarter in the area, three years long.
PAST = [(1 + n % 3, date(2023 + n // 4, 1 + 3 * (n % 4), 5)) for n in range(12)]
SUMMER = [(1, date(2026, 7, day)) for day in (6, 12, 19, 23, 31)]


def find(*rows: tuple, covered: list = COVERED, data_to: date = DATA_TO) -> pl.DataFrame:
    return find_home_alarms(build_call_outs(*rows), HOMES, PLACES, data_to, covered)


def test_an_agency_summer_alarms_at_its_third_call_out() -> None:
    alarms = find(*PAST, *SUMMER)
    assert alarms.select("name", "alarm_on", "since_on", "call_outs_in_run").rows() == [
        ("Birch Lodge", date(2026, 7, 19), date(2026, 7, 6), 3)
    ]
    row = alarms.row(0, named=True)
    assert row["a_month"] == pytest.approx(1 / 9)  # 12 call-outs in 36 months at three homes
    assert row["expected"] == pytest.approx(14 / 9 / 30.4375)
    # S reaches h with the third call-out, not with the second.
    assert 2 - row["k"] < row["h"] <= 3 - row["k"]


@pytest.mark.parametrize(("count", "alarms"), [(2, 0), (3, 1), (4, 1)])
def test_two_call_outs_raise_no_alarm_three_do(count: int, alarms: int) -> None:
    assert find(*PAST, *SUMMER[:count]).height == alarms


def test_an_alarm_does_not_move_when_later_days_arrive() -> None:
    """In the middle of a month: the month is covered up to the last day of the data."""
    whole = find(*PAST, *SUMMER)
    early = date(2026, 7, 20)
    covered = [(COVERED[0][0], early)]
    assert find(*PAST, *SUMMER, covered=covered, data_to=early).equals(whole)
    day_before = date(2026, 7, 18)
    assert find(*PAST, *SUMMER, data_to=day_before).is_empty()


def test_what_it_judges_is_not_in_its_baseline() -> None:
    more = [(1, date(2026, 8, day)) for day in range(1, 20)]
    first = find(*PAST, *SUMMER, *more).row(0, named=True)
    assert first["a_month"] == pytest.approx(1 / 9)


def test_a_busy_past_of_its_own_makes_a_home_less_quick_to_alarm() -> None:
    own = [(1, date(2023 + n // 12, 1 + n % 12, 15)) for n in range(36)]
    assert find(*PAST, *own, *SUMMER[:3]).filter(pl.col("alarm_on") >= date(2026, 1, 1)).is_empty()


def test_protective_call_outs_raise_no_alarm() -> None:
    assert find(*PAST, *((home, day, "protective") for home, day in SUMMER)).is_empty()


def test_after_an_alarm_it_starts_again_with_the_next_month() -> None:
    august = [(1, date(2026, 8, day)) for day in (2, 9, 16)]
    alarms = find(*PAST, *SUMMER, *august)
    # 23 and 31 July belong to the first alarm.
    assert alarms.select("alarm_on", "since_on", "call_outs_in_run").rows() == [
        (date(2026, 7, 19), date(2026, 7, 6), 3),
        (date(2026, 8, 16), date(2026, 8, 2), 3),
    ]


def test_a_month_that_is_not_covered_is_neither_deducted_nor_counted() -> None:
    hole = [(date(2023, 1, 1), date(2026, 7, 7)), (date(2026, 7, 9), DATA_TO)]
    assert find(*PAST, *SUMMER, covered=hole).is_empty()
    # Two in January, two in October, and nothing known between them.
    slow = [(1, date(2026, month, day)) for month in (1, 10) for day in (3, 20)]
    hole = [(date(2023, 1, 1), date(2026, 1, 31)), (date(2026, 10, 1), DATA_TO)]
    skipped = find(*PAST, *slow, *SUMMER, covered=hole)
    assert skipped.select("alarm_on", "since_on", "call_outs_in_run").rows() == [
        (date(2026, 10, 20), date(2026, 1, 3), 4)
    ]
    assert find(*PAST, *slow).is_empty()


@pytest.mark.parametrize(("months", "is_watched"), [(11, False), (12, True), (13, True)])
def test_a_year_is_judged_with_twelve_covered_months_before_it(
    months: int, is_watched: bool
) -> None:
    january = date(2026, 1, 1)
    start = date(2025 - (months > 12), (12 - months) % 12 + 1, 1)
    covered = [(start, DATA_TO)]
    assert find_watched_from(covered, DATA_TO) == (january if is_watched else None)
    past = [row for row in PAST if row[1] >= start]
    assert find(*past, *SUMMER, covered=covered).height == is_watched


def test_without_coverage_or_homes_there_is_nothing() -> None:
    nothing = find(*PAST, *SUMMER, covered=[])
    assert nothing.is_empty() and nothing.columns == find(*PAST, *SUMMER).columns
    assert find_watched_from([], DATA_TO) is None
    none = HOMES.clear()
    assert find_home_alarms(build_call_outs(), none, PLACES, DATA_TO, COVERED).is_empty()
    assert find().is_empty()


def test_a_home_that_opened_late_is_judged_by_the_area_and_one_without_places_by_its_like() -> None:
    homes = build_homes(
        "Birch Lodge", "Cedar View", "Dunes", "New", "Fosters", New=(date(2026, 5, 1), None)
    )
    places = build_places((1, None, 5), (2, None, 5), (3, None, 5), (4, None, 10))
    calls = build_call_outs(
        *PAST,
        *((4, day) for _, day in SUMMER),
        *((5, date(2024, month, 1)) for month in (1, 3, 5, 7, 9, 11)),
        *((5, date(2026, 8, day)) for day in (1, 2, 3, 4)),
    )
    alarms = find_home_alarms(calls, homes, places, DATA_TO, COVERED)
    means = dict(alarms.select("name", "a_month").iter_rows())
    # Twice the places of the others, whose rate is 12 in 36 months; 6 in 36 months of its own.
    assert means["New"] == pytest.approx(2 / 9)
    assert means["Fosters"] == pytest.approx(1 / 6)


def test_places_that_changed_make_what_is_expected() -> None:
    places = build_places((1, None, 5), (1, date(2026, 1, 1), 10), (2, None, 5), (3, None, 5))
    calls = build_call_outs(*PAST, *SUMMER)
    found = find_home_alarms(calls, HOMES, places, DATA_TO, COVERED)
    assert found["a_month"].to_list() == [pytest.approx(2 / 9)]


def test_one_series_alarms_by_its_own_mean() -> None:
    past = [(1, date(2024, 1, 1) + timedelta(days=10 * n)) for n in range(73)]
    summer = [(1, date(2026, 7, 1) + timedelta(days=3 * n)) for n in range(20)]
    usual = [(1, date(2026, 1, 1) + timedelta(days=10 * n)) for n in range(18)]
    covered = [(date(2024, 1, 1), DATA_TO)]
    assert find_alarms(build_call_outs(*past, *usual), date(2026, 6, 30), covered).is_empty()
    alarms = find_alarms(build_call_outs(*past, *usual, *summer), DATA_TO, covered)
    first = alarms.row(0, named=True)
    assert first["a_month"] == pytest.approx(73 / 24)
    assert first["alarm_on"] == date(2026, 7, 28)
    assert find_alarms(build_call_outs(), DATA_TO, []).is_empty()


def test_how_many_homes_are_watched_and_how_rare_false_alarms_are() -> None:
    homes = build_homes(
        "a", "b", "c", "d", b=(None, date(2026, 10, 30)), c=(None, DATA_TO), d=(DATA_TO, None)
    )
    assert count_watched_homes(homes, DATA_TO) == 3
    assert find_false_alarm_months(14) == pytest.approx(480 / 14)
    assert find_false_alarm_months(0) is None
    said = say_alarm_method(14, date(2017, 1, 1))
    assert (
        "on average about one false alarm in 40 years: with 14 homes about one in 3 years" in said
    )
    assert "Watched from 1 January 2017" in said
    assert "with 480 homes about one in 1 month." in say_alarm_method(480, date(2017, 1, 1))
    for homes_watched, since in ((0, date(2017, 1, 1)), (14, None)):
        assert say_alarm_method(homes_watched, since).startswith("No home is watched")


MEETINGS = [date(2026, 9, 15), date(2026, 5, 19), date(2027, 1, 19)]


def test_the_next_meeting_is_the_first_after_the_alarm() -> None:
    assert find_next_meeting(date(2026, 7, 19), MEETINGS) == date(2026, 9, 15)
    assert find_next_meeting(date(2026, 9, 14), MEETINGS) == date(2026, 9, 15)
    assert find_next_meeting(date(2026, 9, 15), MEETINGS) == date(2027, 1, 19)
    assert find_next_meeting(date(2027, 1, 19), MEETINGS) is None


def test_an_alarm_in_words() -> None:
    alarm = find(*PAST, *SUMMER).row(0, named=True)
    first = "Birch Lodge: alarm on 19 July 2026, the third behaviour call-out in 13 days"
    assert say_alarm(alarm, MEETINGS) == f"{first}, 58 days before the meeting on 15 September."
    assert say_alarm(alarm) == f"{first}."
    late = {**alarm, "alarm_on": date(2026, 12, 20), "since_on": date(2026, 3, 1)}
    late["call_outs_in_run"] = 22
    assert say_alarm(late, MEETINGS) == (
        "Birch Lodge: alarm on 20 December 2026, the 22nd behaviour call-out in 10 months, "
        "30 days before the meeting on 19 January 2027."
    )
    del late["name"]
    assert say_alarm({**late, "since_on": late["alarm_on"], "call_outs_in_run": 13}) == (
        "All homes: alarm on 20 December 2026, the 13th behaviour call-out on one day."
    )


def test_alarms_of_a_period_in_words() -> None:
    alarms = find(*PAST, *SUMMER, *((3, day) for _, day in SUMMER))
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert say_alarms(alarms, year) == "2 alarms in 2026 at Birch Lodge and Dunes."
    assert say_alarms(alarms.head(1), year) == "1 alarm in 2026 at Birch Lodge."
    assert say_alarms(alarms.drop("name"), year) == "2 alarms in 2026."
    day_before = Period(date(2026, 1, 1), date(2026, 7, 18))
    assert say_alarms(alarms, day_before) == "No alarm in 1 January to 18 July 2026."
