"""UK time: the clocks' changes, what has elapsed, and how people write a date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import (
    elapsed,
    is_skipped,
    read_now,
    read_today,
    read_utc_now,
    say_date,
    say_moment,
    to_uk,
)


@pytest.mark.parametrize(
    ("moment", "skipped"),
    [
        (datetime(2019, 3, 31, 0, 59), False),
        (datetime(2019, 3, 31, 1, 0), True),
        (datetime(2019, 3, 31, 1, 59), True),
        (datetime(2019, 3, 31, 2, 0), False),
        (datetime(2019, 10, 27, 1, 30), False),
        (datetime(2019, 6, 1, 1, 30), False),
    ],
)
def test_only_the_hour_that_spring_skips_never_was(moment: datetime, skipped: bool) -> None:
    assert is_skipped(moment) is skipped


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2019, 3, 30, 12), datetime(2019, 3, 31, 12), 23),
        (datetime(2019, 10, 26, 12), datetime(2019, 10, 27, 12), 25),
        (datetime(2019, 6, 1, 12), datetime(2019, 6, 2, 12), 24),
        (datetime(2019, 6, 2, 12), datetime(2019, 6, 1, 12), -24),
    ],
)
def test_elapsed_time_knows_the_clocks_changes(start: datetime, end: datetime, hours: int) -> None:
    assert elapsed(start, end) == timedelta(hours=hours)


def test_a_timestamp_is_read_as_uk_time_in_summer_and_winter() -> None:
    assert to_uk(datetime(2019, 7, 1, 23, 30, tzinfo=UTC)) == datetime(2019, 7, 2, 0, 30)
    assert to_uk(datetime(2019, 1, 1, 23, 30, tzinfo=UTC)) == datetime(2019, 1, 1, 23, 30)


def test_now_is_uk_time_and_a_timestamp_is_whole_seconds_of_utc() -> None:
    assert read_now().tzinfo is None
    assert abs(read_now() - to_uk(datetime.now(UTC))) < timedelta(minutes=1)
    assert read_today() in {read_now().date(), read_now().date() - timedelta(days=1)}
    assert (read_utc_now().tzinfo, read_utc_now().microsecond) == (UTC, 0)


def test_dates_are_written_as_people_write_them() -> None:
    assert say_date(date(2019, 5, 4)) == "4 May 2019"
    assert say_moment(datetime(2019, 5, 14, 9, 5)) == "14 May 2019, 09:05"
