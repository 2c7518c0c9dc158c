"""Periods: said, read, and set beside the same days of the year before."""

from datetime import date

import pytest

from core.errors import InvalidInput
from core.measures.period import Period, read_period, say_period


def days(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2017-01-01", "2017-12-31", "2017"),
        ("2017-01-01", "2017-08-31", "January to August 2017"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2020-02-01", "2020-02-28", "1 February to 28 February 2020"),
        ("2016-07-01", "2017-06-30", "July 2016 to June 2017"),
        ("2016-01-01", "2017-12-31", "January 2016 to December 2017"),
        ("2025-07-10", "2025-11-20", "10 July to 20 November 2025"),
        ("2024-07-10", "2025-07-09", "10 July 2024 to 9 July 2025"),
        ("2025-07-10", "2025-07-10", "10 July 2025"),
    ],
)
def test_periods_are_said_as_people_say_them(start: str, end: str, said: str) -> None:
    assert say_period(days(start, end)) == said


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2017-01-01", "2017-08-31"), ("2016-01-01", "2016-08-31")),
        (("2020-02-29", "2020-02-29"), ("2019-02-28", "2019-02-28")),
        (("2020-02-01", "2020-02-29"), ("2019-02-01", "2019-02-28")),
        (("2021-02-01", "2021-02-28"), ("2020-02-01", "2020-02-29")),
        (("2021-01-01", "2021-02-27"), ("2020-01-01", "2020-02-27")),
        (("2019-04-01", "2019-04-30"), ("2018-04-01", "2018-04-30")),
        (("2020-01-01", "2020-12-31"), ("2019-01-01", "2019-12-31")),
    ],
)
def test_the_same_days_a_year_before(period: tuple[str, str], before: tuple[str, str]) -> None:
    assert days(*period).find_same_a_year_before() == days(*before)


def test_the_time_before_is_as_long_and_ends_the_day_before() -> None:
    assert days("2020-03-01", "2020-03-31").find_before() == days("2020-01-30", "2020-02-29")
    assert days("2020-03-01", "2020-03-01").find_before() == days("2020-02-29", "2020-02-29")
    assert days("2020-01-01", "2020-12-31").days == 366


def test_a_reversed_period_is_refused() -> None:
    with pytest.raises(InvalidInput, match="ends before it starts"):
        days("2017-01-02", "2017-01-01")
    with pytest.raises(InvalidInput, match="ends before it starts"):
        read_period("2017-01-02:2017-01-01")


def test_a_period_is_read() -> None:
    assert read_period("2017-01-01:2017-08-31") == days("2017-01-01", "2017-08-31")


@pytest.mark.parametrize(
    "words",
    [
        "",
        ":",
        "2017",
        "2017-01-01",
        "2017-01-01:",
        ":2017-01-01",
        "2017-02-30:2017-03-01",
        "01/01/2017:31/12/2017",
        "2017-01-01:2017-02-01:2017-03-01",
        "a:b",
        "x" * 500,
    ],
)
def test_what_is_no_period_is_refused_in_one_short_line(words: str) -> None:
    with pytest.raises(InvalidInput, match="is not a period; write 2017-01-01:2017-08-31") as said:
        read_period(words)
    assert len(str(said.value)) < 150


@pytest.mark.parametrize(("end", "overlaps"), [("2017-05-31", False), ("2017-06-01", True)])
def test_periods_overlap_from_one_day_in_both(end: str, overlaps: bool) -> None:
    one, other = read_period(f"2017-01-01:{end}"), read_period("2017-06-01:2017-12-31")
    assert one.overlaps(other) is overlaps and other.overlaps(one) is overlaps
