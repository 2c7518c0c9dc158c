"""The pictures of a home's summary: labels of the days that are counted, titles that are true."""

from datetime import date

import pytest

from core.measures.period import Period
from core.measures.summary_figures import MonthCount
from core.reports.home_summary_blocks import build_months_figure
from core.reports.home_summary_tables import say_span


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        (Period(date(2019, 5, 1), date(2019, 5, 31)), "May 2019"),
        (Period(date(2019, 5, 2), date(2019, 6, 30)), "2–31 May 2019"),
        (Period(date(2019, 4, 1), date(2019, 5, 30)), "1–30 May 2019"),
        (Period(date(2019, 5, 4), date(2019, 5, 4)), "4 May 2019"),
    ],
)
def test_a_month_is_named_by_its_counted_days(counted: Period, said: str) -> None:
    assert say_span(date(2019, 5, 1), counted, quarterly=False) == said


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (date(2016, 10, 1), "Nov–Dec 2016"),
        (date(2017, 1, 1), "Jan–Mar 2017"),
        (date(2019, 10, 1), "Oct 2019"),
    ],
)
def test_a_quarter_is_named_by_its_counted_months(start: date, said: str) -> None:
    counted = Period(date(2016, 11, 1), date(2019, 10, 31))
    assert say_span(start, counted, quarterly=True) == said


def _month(number: int, *counts: int | None) -> MonthCount:
    behaviour, protective, missing = counts
    return MonthCount(date(2019, number, 1), behaviour, protective, missing, behaviour is not None)


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ([(0, 0, 0), (1, 0, 0), (0, 0, 0), (0, 0, 0)], "1 call-out, in Feb 2019"),
        ([(0, 0, 0), (1, 1, 1), (0, 0, 0), (0, 0, 0)], "3 call-outs, all in Feb 2019"),
        ([(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)], "3 call-outs, at most 1 in a month"),
        ([(2, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 0)], "3 call-outs, most in Jan 2019 (2)"),
        (
            [(2, 0, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0)],
            "5 call-outs, most in Jan 2019 and Feb 2019 (2 each)",
        ),
    ],
)
def test_the_title_says_when_most_were(counts: list[tuple[int, int, int]], title: str) -> None:
    months = [_month(number, *row) for number, row in enumerate(counts, start=1)]
    counted = Period(date(2019, 1, 1), date(2019, 4, 30))
    assert build_months_figure(months, counted).title == title


def test_a_month_without_data_is_marked_and_is_no_nought() -> None:
    months = [_month(1, 1, 0, 0), _month(2, None, None, None)]
    figure = build_months_figure(months, Period(date(2019, 1, 1), date(2019, 2, 28)))
    assert figure.marks == ("", "no data")
    assert [counts for _, counts in figure.series] == [(1, None), (0, None), (0, None)]
    assert "For 1 month there are no data." in figure.alt
