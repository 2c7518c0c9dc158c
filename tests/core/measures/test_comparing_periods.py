"""Two periods: published ratios, the exact edge cases, counts against rates."""

import json
import math
from datetime import date
from pathlib import Path

import pytest

from core.measures.comparison import compare_periods, compare_rates
from core.measures.period import Period
from core.vocabulary import CallOutKind
from tests.core.measures.frames import build_call_outs, build_homes, build_places

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "rate_ratio.json"
CASES = json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
NOW = Period(date(2018, 1, 1), date(2018, 12, 31))
THEN = Period(date(2017, 1, 1), date(2017, 12, 31))


@pytest.mark.parametrize("case", CASES, ids=lambda c: "{} v {}".format(*c["count"]))
def test_ratios_limits_and_p_are_the_published_ones(case: dict) -> None:
    (one, other), (time, other_time) = case["count"], case["exposure"]
    found = compare_rates(one, time, other, other_time, confidence=case["confidence"])
    said = (found.rate_ratio, found.lower, found.upper, found.p_value)
    names = ("rate_ratio", "lower", "upper", "p_value_central")
    assert said == pytest.approx([float(case[name]) for name in names], rel=1e-6)


def test_nought_against_nought_has_no_ratio() -> None:
    found = compare_rates(0, 10.0, 0, 10.0)
    assert (found.rate_ratio, found.lower, found.upper, found.p_value) == (None,) * 4
    assert found.change_percent is None and not found.is_beyond_chance


def test_nought_on_either_side_is_mirrored() -> None:
    less, more = compare_rates(0, 1.0, 3, 1.0), compare_rates(3, 1.0, 0, 1.0)
    assert (less.rate_ratio, less.lower, less.change_percent) == (0.0, 0.0, -100.0)
    assert (more.rate_ratio, more.upper, more.change_percent) == (math.inf, math.inf, None)
    assert less.upper == pytest.approx(1 / more.lower)
    assert less.p_value == pytest.approx(0.25) == more.p_value


@pytest.mark.parametrize(("one", "other"), [(5, 0), (6, 0), (7, 0), (37, 52), (33, 52), (60, 37)])
def test_p_and_interval_agree(one: int, other: int) -> None:
    found = compare_rates(one, 1.0, other, 1.0)
    assert found.is_beyond_chance == (not found.lower <= 1 <= found.upper)


@pytest.mark.parametrize(("exposure", "other"), [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0)])
def test_without_exposure_there_is_no_ratio_but_the_counts(exposure: float, other: float) -> None:
    found = compare_rates(3, exposure, 6, other)
    assert found.rate_ratio is None and found.change_percent == -50.0


def test_counts_hold_every_call_out_and_the_ratio_those_at_homes_with_places() -> None:
    homes, places = build_homes("alder", "foster"), build_places((1, None, 4))
    calls = build_call_outs(
        (1, date(2018, 1, 1)),
        (2, date(2018, 2, 1)),
        (2, date(2018, 3, 1)),
        (1, date(2017, 1, 1)),
        (1, date(2017, 12, 31)),
        (1, date(2017, 6, 1), "protective"),
    )
    found = compare_periods(calls, homes, places, NOW, THEN)
    assert (found.count, found.other_count, found.change_percent) == (3, 3, 0.0)
    assert found.rate_ratio == pytest.approx(1 / 3)
    assert found.exposure == pytest.approx(4 * 365 / 365.25) == found.other_exposure
    behaviour = compare_periods(calls, homes, places, NOW, THEN, CallOutKind.BEHAVIOUR)
    assert (behaviour.count, behaviour.other_count) == (3, 2)


def test_more_places_make_more_call_outs_a_lower_rate() -> None:
    homes = build_homes("alder")
    places = build_places((1, None, 2), (1, date(2018, 1, 1), 8))
    calls = build_call_outs(
        *[(1, date(2018, 1, day)) for day in range(1, 4)],
        *[(1, date(2017, 1, day)) for day in range(1, 3)],
    )
    found = compare_periods(calls, homes, places, NOW, THEN)
    assert found.change_percent == 50.0 and found.rate_ratio == pytest.approx(3 / 2 / 4)
