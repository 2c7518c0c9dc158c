"""Days between call-outs: the published limits, gaps that imports cover, and the open one."""

import json
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from core.measures.gaps import LEAST_GAPS, build_gaps, find_gap_limits, find_unusual_gaps
from core.measures.signal_sentences import GAPS_CAPTION, say_gaps
from tests.core.measures.frames import build_call_outs

FIRST = date(2018, 1, 1)
YEAR = [(FIRST, date(2018, 12, 31))]


def gaps_of(*days: int, still_open: int = 0) -> pl.DataFrame:
    """Gaps of so many days each, one after the other, and one still open."""
    on, rows = FIRST, [(1, FIRST)]
    for gap in days:
        on += timedelta(days=gap)
        rows.append((1, on))
    data_to = on + timedelta(days=still_open)
    return build_gaps(build_call_outs(*rows), data_to, [(FIRST, data_to)])


def test_limits_are_the_published_ones() -> None:
    path = Path(__file__).parents[2] / "data" / "reference" / "g_chart.json"
    case = json.loads(path.read_text(encoding="utf-8"))["case"]
    limits = find_gap_limits(gaps_of(*(int(n) for n in case["gaps"])))
    assert limits.count == len(case["gaps"])
    assert (limits.centre, limits.upper) == pytest.approx(
        (case["cl_median"], case["ucl"]), rel=1e-6
    )


def test_two_on_one_day_are_a_gap_of_nought_and_the_last_one_is_open() -> None:
    calls = build_call_outs(
        (1, date(2018, 3, 5)),
        (2, date(2018, 3, 1)),
        (1, date(2018, 3, 1)),
        (1, date(2018, 3, 3), "protective"),
        (1, date(2018, 4, 1)),  # after the last day of the data
    )
    assert build_gaps(calls, date(2018, 3, 31), YEAR).rows() == [
        (date(2018, 3, 1), date(2018, 3, 1), 0, False),
        (date(2018, 3, 1), date(2018, 3, 5), 4, False),
        (date(2018, 3, 5), date(2018, 3, 31), 26, True),
    ]
    assert build_gaps(calls, date(2018, 3, 31), YEAR, None)["days"].to_list() == [0, 2, 2, 26]


def test_a_gap_counts_only_where_imports_cover_each_of_its_days() -> None:
    calls = build_call_outs(*((1, date(2018, 1, day)) for day in (1, 10, 20, 21)))
    whole = [(date(2018, 1, 2), date(2018, 1, 5)), (date(2018, 1, 6), date(2018, 1, 9))]
    found = build_gaps(calls, date(2018, 1, 31), whole)
    # 10 to 20 January is not covered; from one day to the next there is no day to cover.
    assert found["days"].to_list() == [9, 1]
    one_short = [(date(2018, 1, 2), date(2018, 1, 8))]
    assert build_gaps(calls, date(2018, 1, 31), one_short)["days"].to_list() == [1]
    # The open gap reaches to the last day of the data, inclusive.
    rest = [(date(2018, 1, 22), date(2018, 1, 31))]
    assert build_gaps(calls, date(2018, 1, 31), rest)["is_open"].to_list() == [False, True]
    rest = [(date(2018, 1, 22), date(2018, 1, 30))]
    assert build_gaps(calls, date(2018, 1, 31), rest)["is_open"].to_list() == [False]


@pytest.mark.parametrize("count", [LEAST_GAPS - 1, LEAST_GAPS, LEAST_GAPS + 1])
def test_below_ten_gaps_there_is_no_limit(count: int) -> None:
    gaps = gaps_of(*[3] * count, still_open=400)
    limits = find_gap_limits(gaps)
    assert limits.centre == 3
    assert (limits.upper is None) == (count < LEAST_GAPS)
    assert find_unusual_gaps(gaps).height == (count >= LEAST_GAPS)


def test_the_open_gap_is_unusual_only_when_it_passes_the_limit_and_never_moves_it() -> None:
    # 3 + 3 sqrt(3 * 4) = 13.39
    assert find_unusual_gaps(gaps_of(*[3] * 10, still_open=13)).is_empty()
    unusual = find_unusual_gaps(gaps_of(*[3] * 10, still_open=14))
    assert unusual["is_open"].to_list() == [True]


def test_gaps_in_words() -> None:
    none = build_gaps(build_call_outs(), date(2018, 1, 31), YEAR)
    assert none.is_empty()
    assert say_gaps(none) == "No gap between call-outs that imports cover throughout."
    assert say_gaps(gaps_of(still_open=5)) == (
        "No gap between two call-outs has ended. The last call-out was 5 days before the last day "
        "of the data."
    )
    assert say_gaps(gaps_of(2, 3)) == (
        "Usually 2.5 days pass from one call-out to the next. From 2 gaps none can be called "
        "unusual; it takes 10. The last call-out was on the last day of the data."
    )
    assert say_gaps(gaps_of(*[3] * 10, still_open=14)) == (
        "Usually 3 days pass from one call-out to the next. None that ended was longer than "
        "chance explains (13 days). The last call-out was 14 days before the last day of the data: "
        "already longer than chance explains."
    )
    one = say_gaps(gaps_of(*[3] * 20, 40))
    assert " One was longer than chance explains (20 days); it lasted 40 days, 2 March to " in one
    two = say_gaps(gaps_of(*[3] * 40, 50, 40))
    assert "2 were longer than chance explains" in two and "the longest lasted 50 days" in two
    assert say_gaps(gaps_of(1)).startswith("Usually 1 day passes from one call-out to the next.")


def test_a_gap_of_years_is_said_with_a_thousands_separator() -> None:
    years = pl.DataFrame(
        {
            "from_on": [date(2000, 1, 1)] * 60,
            "to_on": [date(2000, 1, 1)] * 60,
            "days": [500] * 59 + [12_345],
            "is_open": [False] * 60,
        }
    )
    said = say_gaps(years)
    assert "(2,791 days)" in said and "it lasted 12,345 days" in said
    assert say_gaps(years.tail(1)).startswith("Usually 12,345 days pass")


def test_the_caption_says_that_worsening_is_not_seen() -> None:
    assert "cannot signal worsening" in GAPS_CAPTION
