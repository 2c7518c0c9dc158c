"""The calendar: every month there, a month without data a gap, days since the last call-out."""

from datetime import date

import polars as pl

from core.measures.period import Period
from core.measures.timeline import build_days_since_last, build_monthly, find_uncovered_days
from tests.core.measures.frames import build_call_outs, build_homes

HALF = Period(date(2018, 1, 15), date(2018, 6, 14))


def test_every_month_is_there_and_only_covered_ones_are_nought() -> None:
    calls = build_call_outs(
        (1, date(2018, 1, 14)),  # the day before the period
        (1, date(2018, 1, 15)),
        (1, date(2018, 1, 31), "protective"),
        (1, date(2018, 5, 3)),  # covered by nothing, and a call-out all the same
        (1, date(2018, 6, 15)),  # the day after
    )
    covered = [
        (date(2018, 1, 1), date(2018, 2, 28)),
        (date(2018, 3, 31), date(2018, 3, 31)),
        (date(2018, 6, 1), date(2018, 6, 30)),
    ]
    monthly = build_monthly(calls, HALF, covered)
    assert monthly.rows() == [
        (date(2018, 1, 1), 1, 1, True),  # whole: its days in the period are covered
        (date(2018, 2, 1), 0, 0, True),
        (date(2018, 3, 1), 0, 0, False),
        (date(2018, 4, 1), None, None, False),
        (date(2018, 5, 1), 1, 0, False),
        (date(2018, 6, 1), 0, 0, True),
    ]
    assert find_uncovered_days(HALF, covered) == 30 + 30 + 31


def test_nothing_covered_is_all_gaps() -> None:
    monthly = build_monthly(build_call_outs(), HALF, [])
    assert monthly["behaviour"].to_list() == [None] * 6
    assert not monthly["is_whole"].any()
    assert find_uncovered_days(HALF, []) == HALF.days


def test_spells_may_overlap_and_reach_beyond() -> None:
    covered = [(date(2017, 1, 1), date(2018, 3, 1)), (date(2018, 2, 1), date(2020, 1, 1))]
    assert find_uncovered_days(HALF, covered) == 0
    assert build_monthly(build_call_outs(), HALF, covered)["is_whole"].all()


def test_days_since_the_last_call_out() -> None:
    homes = build_homes(
        "alder",
        "birch",
        "cedar",
        "dogwood",
        "elm",
        "fir",
        cedar=(None, date(2018, 6, 29)),  # closed the day before
        dogwood=(None, date(2018, 6, 30)),
        elm=(date(2018, 7, 1), None),  # opens the day after
    )
    calls = build_call_outs(
        (1, date(2018, 6, 29)),
        (1, date(2018, 1, 1)),
        (3, date(2018, 1, 1)),
        (4, date(2018, 6, 30)),
        # After the last day of the data: as of that day it had not happened.
        (6, date(2018, 6, 20)),
        (6, date(2018, 7, 20)),
    )
    since = build_days_since_last(calls, homes, date(2018, 6, 30))
    assert since.select("name", "days").rows() == [
        ("alder", 1),
        ("birch", None),
        ("dogwood", 0),
        ("fir", 10),
    ]
    assert since.schema["last_on"] == pl.Date
