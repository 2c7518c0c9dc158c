"""Exact limits and funnel positions: published values, and the counts where a label changes."""

import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import poisson

from core.measures.funnel import (
    Position,
    build_data_needed,
    build_funnel_limits,
    find_funnel_edge,
    find_funnel_position,
    find_position,
    find_positions,
)
from core.measures.period import Period
from core.measures.rates import (
    build_area_rates,
    filter_to_read,
    find_area_rate,
    find_exact_limits,
    find_many_limits,
)
from tests.core.measures.frames import build_call_outs, build_homes, build_places

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def read_cases(name: str) -> list[dict]:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", read_cases("poisson_interval"), ids=lambda c: f"{c['count']}")
def test_limits_are_the_published_ones(case: dict) -> None:
    found = find_exact_limits(case["count"], case["exposure"], case["confidence"])
    assert found == pytest.approx((case["lower"], case["upper"]), rel=1e-6)


def test_no_call_out_has_a_lower_limit_of_nought_and_an_upper_one() -> None:
    assert find_exact_limits(0, 2.0) == (0.0, pytest.approx(-math.log(0.025) / 2))


def test_funnel_positions_are_the_published_ones() -> None:
    cases = read_cases("funnel_position")
    assert len(cases) > 200
    wrong = [
        case
        for case in cases
        if find_funnel_position(int(case["observed"]), case["expected"]) != case["position"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("observed", "expected", "position"),
    [
        # One below two expected, two, one above: "not enough data" ends at two.
        (2, 1.9999, Position.NOT_ENOUGH_DATA),
        (2, 2.0, Position.WITHIN),
        (2, 2.0001, Position.WITHIN),
        (0, 1.9999, Position.NOT_ENOUGH_DATA),
        (0, 2.0, Position.WITHIN),
        # What is high is high even where little is expected.
        (3, 0.25, Position.HIGH_95),
        (5, 0.25, Position.HIGH_998),
        (0, 0.0, Position.NOT_ENOUGH_DATA),
        # No low position exists below 3.69 (95 %) and 6.91 (99.8 %).
        (0, 3.68, Position.WITHIN),
        (0, 3.69, Position.LOW_95),
        (0, 6.90, Position.LOW_95),
        (0, 6.91, Position.LOW_998),
    ],
)
def test_thresholds(observed: int, expected: float, position: Position) -> None:
    assert find_position(observed, expected) is position


@pytest.mark.parametrize("expected", [0.5, 1.0, 2.0, 5.0, 12.0, 60.0])
def test_each_label_begins_at_its_tail(expected: float) -> None:
    first_95 = next(n for n in range(200) if poisson.sf(n - 1, expected) <= 0.025)
    first_998 = next(n for n in range(200) if poisson.sf(n - 1, expected) <= 0.001)
    assert find_funnel_position(first_95 - 1, expected) is Position.WITHIN
    assert find_funnel_position(first_95, expected) is Position.HIGH_95
    assert find_funnel_position(first_998 - 1, expected) is Position.HIGH_95
    assert find_funnel_position(first_998, expected) is Position.HIGH_998


def test_a_home_without_call_outs_is_never_high() -> None:
    """Limits drawn around an expectation of 1 would flag it more than a third of the time."""
    assert all(find_position(0, n / 10) not in {"high_95", "high_99.8"} for n in range(0, 200))


def test_many_homes_have_the_position_of_each() -> None:
    cases = [(count, n / 7) for count in range(0, 30, 3) for n in range(1, 160)]
    counts, expected = (np.array(column) for column in zip(*cases, strict=True))
    assert find_positions(counts, expected) == [find_position(*case).value for case in cases]


# The lines.


def find_step(limits: pl.DataFrame, line: Position, count: int) -> tuple[float, float]:
    row = limits.filter((pl.col("line") == line.value) & (pl.col("count") == count))
    return row.select("from_expected", "to_expected").row(0)


def test_the_lines_are_where_a_count_becomes_high_or_low() -> None:
    limits = build_funnel_limits(15.0)
    for line, count, first, last in limits.iter_rows():
        inside = (first + last) / 2
        beyond = {line, line.replace("95", "99.8")}
        next_inside = count - 1 if line.startswith("high") else count + 1
        assert find_funnel_position(count, inside) in beyond
        assert find_funnel_position(next_inside, inside) not in beyond


@pytest.mark.parametrize("line", [Position.HIGH_95, Position.HIGH_998])
def test_a_high_step_ends_where_its_count_is_high_for_the_last_time(line: Position) -> None:
    end = find_step(build_funnel_limits(15.0), line, 9)[1]
    beyond = {Position.HIGH_998, line}
    assert find_funnel_position(9, end * (1 - 1e-9)) in beyond
    assert find_funnel_position(9, end * (1 + 1e-9)) not in beyond


@pytest.mark.parametrize("line", [Position.LOW_95, Position.LOW_998])
def test_a_low_step_begins_where_its_count_is_low_for_the_first_time(line: Position) -> None:
    start = find_step(build_funnel_limits(15.0), line, 1)[0]
    beyond = {Position.LOW_998, line}
    assert find_funnel_position(1, start * (1 - 1e-9)) not in beyond
    assert find_funnel_position(1, start * (1 + 1e-9)) in beyond


@pytest.mark.parametrize(
    ("line", "first", "short", "long"),
    [(Position.LOW_95, -math.log(0.025), 3.68, 3.69), (Position.LOW_998, -math.log(0.001), 6.9, 7)],
)
def test_a_low_line_begins_where_one_exists(
    line: Position, first: float, short: float, long: float
) -> None:
    assert build_funnel_limits(short).filter(pl.col("line") == line.value).is_empty()
    step = build_funnel_limits(long).filter(pl.col("line") == line.value)
    assert step["count"].to_list() == [0]
    assert step["from_expected"][0] == pytest.approx(first)


def test_each_line_reaches_the_edge_without_a_gap() -> None:
    limits = build_funnel_limits(12.0)
    for _, steps in limits.group_by("line"):
        steps = steps.sort("count")
        assert steps["to_expected"].max() == 12.0
        assert steps["from_expected"][1:].to_list() == steps["to_expected"][:-1].to_list()


def test_of_a_long_line_as_many_steps_are_kept_as_can_be_seen() -> None:
    assert build_funnel_limits(25_000.0).group_by("line").len()["len"].max() == 400
    line = build_funnel_limits(300.0).filter(pl.col("line") == "high_95")
    assert line["count"].to_list() == list(range(1, line.height + 1)) and line.height > 300


def test_the_funnel_reaches_past_the_most_expected() -> None:
    assert find_funnel_edge(pl.DataFrame({"expected": [4.0, 20.0, None]})) == 21.0
    assert find_funnel_edge(pl.DataFrame({"expected": [0.5]})) == 3.0


def test_many_limits_are_the_limits_of_each() -> None:
    counts, years = np.array([0, 3, 3, 40]), np.array([1.0, 2.0, 4.0, 8.0])
    lower, upper = find_many_limits(counts, years)
    for index, (count, exposure) in enumerate(zip(counts, years, strict=True)):
        found = find_exact_limits(int(count), float(exposure))
        assert (lower[index], upper[index]) == pytest.approx(found)


# The area.

YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))


def test_a_home_outside_the_area_neither_makes_its_rate_nor_is_set_against_it() -> None:
    homes = build_homes("Alder", "Birch", "Cedar").with_columns(
        in_area=pl.Series([True, False, None], dtype=pl.Boolean)
    )
    places = build_places((1, None, 4), (2, None, 4), (3, None, 4))
    calls = build_call_outs(*[(2, date(2019, 5, day)) for day in range(1, 21)], (1, YEAR.end))
    rates = build_area_rates(calls, homes, places, YEAR)
    assert rates["name"].to_list() == ["Alder", "Birch", "Cedar"]
    # An authority that is not recorded is not "outside".
    assert rates["in_area"].to_list() == [True, False, True]
    assert rates["expected"].to_list() == [pytest.approx(0.5), None, pytest.approx(0.5)]
    assert rates["position"][1] is None and rates["rate"][1] == pytest.approx(5, rel=0.01)
    area_rate = find_area_rate(rates.filter("in_area"))
    assert area_rate == pytest.approx(1 / (8 * 365 / 365.25))


# Homes drawn by name.


def build_many(**positions: int) -> pl.DataFrame:
    rows = [p.replace("_99", "_99.8") for p, n in positions.items() for _ in range(n)]
    return pl.DataFrame({"position": rows}, schema={"position": pl.String})


@pytest.mark.parametrize(
    ("rates", "shown"),
    [
        (build_many(within=59, high_95=1), 60),
        (build_many(within=60, high_95=1), 1),
        (build_many(within=9, high_95=57, low_95=2, high_99=1), 60),
        (build_many(within=9, high_95=58, low_95=2, high_99=1), 1),
        (build_many(high_99=61), 60),
        (build_many(within=61), 60),
    ],
)
def test_more_homes_than_can_be_read_leave_those_beyond_the_lines(
    rates: pl.DataFrame, shown: int
) -> None:
    assert filter_to_read(rates, 60).height == shown


# Not enough data.


def need(
    expected: float, *places: tuple[date | None, int], closed_on: date | None = None
) -> dict[str, object]:
    homes = build_homes("Alder", Alder=(None, closed_on))
    rates = pl.DataFrame(
        {
            "home_id": [1],
            "urn": ["SC1"],
            "name": ["Alder"],
            "expected": [expected],
            "position": [find_position(0, expected).value],
        }
    )
    found = build_data_needed(
        rates, homes, build_places(*((1, day, n) for day, n in places)), 0.5, YEAR.end
    )
    return found.row(0, named=True) if found.height else {}


def test_what_is_missing_is_said_as_time_at_the_present_places() -> None:
    # 0.5 call-outs a place-year at 3 places: 1.5 a year; 1.5 are missing.
    row = need(0.5, (None, 3))
    assert (row["missing"], row["places"], row["months"]) == (1.5, 3, pytest.approx(12))
    # The places of the last day, not of the first nor of a later change.
    assert need(0.5, (None, 9), (date(2019, 6, 1), 6), (date(2020, 1, 1), 1))["months"] == 6
    # The first count known holds back to the opening.
    assert need(0.5, (date(2020, 6, 1), 3))["places"] == 3


def test_nothing_is_missing_from_two_expected_on() -> None:
    assert need(1.999, (None, 3)) and not need(2.0, (None, 3))


def test_no_time_would_do_for_a_home_that_is_closed_or_has_no_places() -> None:
    for row in (
        need(0.5, (None, 3), closed_on=date(2019, 12, 30)),
        need(0.5, (None, 3), (date(2019, 7, 1), 0)),
        need(0.5),
    ):
        assert row["places"] is None and row["months"] is None
    # Its last day is a day open.
    assert need(0.5, (None, 3), closed_on=YEAR.end)["months"] == pytest.approx(12)


def test_without_a_rate_no_time_is_said() -> None:
    rates = pl.DataFrame(
        [(1, "SC1", "Alder", 0.0, "not_enough_data")],
        schema=["home_id", "urn", "name", "expected", "position"],
        orient="row",
    )
    found = build_data_needed(rates, build_homes("Alder"), build_places((1, None, 3)), 0, YEAR.end)
    assert found["months"].to_list() == [None] and found["places"].to_list() == [3]
