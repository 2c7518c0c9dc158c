"""Exact limits and funnel positions: published values, and the counts where a label changes."""

import json
import math
from pathlib import Path

import pytest
from scipy.stats import poisson

from core.measures.funnel import Position, find_funnel_position, find_position
from core.measures.rates import find_exact_limits

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
