"""Requests in words: since when one waits; answers one by one, and a median from ten on."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.measures.request_sentences import (
    LEAST_FOR_MEDIAN,
    say_answers,
    say_requests_title,
    say_since,
    say_took,
)

SUNDAY = date(2026, 11, 22)


def _frame(*rows: tuple[str, int, int | None]) -> pl.DataFrame:
    """Rows of state, days since it was asked, days to its answer or until today."""
    return pl.DataFrame(
        [
            {
                "state": state,
                "asked_on": SUNDAY - timedelta(days=ago),
                "days": ago if state == "open" else days,
            }
            for state, ago, days in rows
        ],
        schema={"state": pl.String, "asked_on": pl.Date, "days": pl.Int64},
    )


def _answered(*days: int) -> pl.DataFrame:
    return _frame(*(("answered", 100, number) for number in days))


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (0, "since today"),
        (1, "since yesterday"),
        (2, "since Friday"),
        (6, "since Monday"),
        (7, "since 15 November 2026"),
    ],
)
def test_since_when_is_a_weekday_only_within_the_week(ago: int, said: str) -> None:
    assert say_since(SUNDAY - timedelta(days=ago), SUNDAY) == said


@pytest.mark.parametrize(
    ("ago", "title"),
    [
        ((), "No request is waiting"),
        ((0,), "One request came today"),
        ((5,), "One request has waited since Tuesday"),
        ((0, 0), "2 requests came today"),
        ((9, 0, 2), "3 requests are waiting, the oldest since 13 November 2026"),
    ],
)
def test_the_title_says_what_waits_and_since_when(ago: tuple[int, ...], title: str) -> None:
    past = [("answered", 30, 1), ("withdrawn", 3, None)]
    frame = _frame(*(("open", number, None) for number in ago), *past)
    assert say_requests_title(frame, SUNDAY) == title


@pytest.mark.parametrize(("days", "said"), [(0, "the same day"), (1, "1 day"), (2, "2 days")])
def test_an_answer_of_the_same_day_is_said_so(days: int, said: str) -> None:
    assert say_took(days) == said


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (_frame(), "No requests in the last 12 months."),
        (_answered(0), "1 request in the last 12 months; one answered the same day."),
        (_answered(1), "1 request in the last 12 months; one answered after 1 day."),
        (_answered(0, 0), "2 requests in the last 12 months; 2 answered, each the same day."),
        (
            pl.concat([_answered(3, 1, 0, 1), _frame(("open", 2, None))]),
            "5 requests in the last 12 months; 4 answered, after 0, 1, 1 and 3 days; "
            "one has waited for 2 days.",
        ),
        (_frame(("open", 0, None)), "1 request in the last 12 months; one came today."),
        (
            _frame(("open", 0, None), ("open", 1, None)),
            "2 requests in the last 12 months; 2 are waiting, the oldest for 1 day.",
        ),
        (_frame(("withdrawn", 3, None)), "No requests in the last 12 months."),
    ],
)
def test_few_answers_are_said_one_by_one(frame: pl.DataFrame, said: str) -> None:
    assert say_answers(frame, SUNDAY) == said


def test_a_median_is_said_from_ten_answers_on() -> None:
    days = [0, 0, 0, 1, 1, 2, 2, 3, 9]
    assert len(days) == LEAST_FOR_MEDIAN - 1
    assert "median" not in say_answers(_answered(*days), SUNDAY)
    assert say_answers(_answered(*days, 4), SUNDAY) == (
        "10 requests in the last 12 months; 10 answered, half of them within 1.5 days (median), "
        "the longest took 9 days."
    )
    assert "within 2 days (median)" in say_answers(_answered(*days, 4, 5), SUNDAY)
    assert "half of them the same day (median)" in say_answers(_answered(*[0] * 6, *days), SUNDAY)
    assert "10 answered, each the same day" in say_answers(_answered(*[0] * 10), SUNDAY)


def test_twelve_months_end_today_and_what_waits_longer_is_said_all_the_same() -> None:
    frame = _frame(("answered", 364, 1), ("answered", 365, 2), ("open", 400, None))
    assert say_answers(frame, SUNDAY) == (
        "1 request in the last 12 months; one answered after 1 day; one has waited for 400 days."
    )
