"""The Poisson CUSUM: published run lengths, a county's figures, the smallest h that will do."""

import json
import math
from pathlib import Path

import pytest

from core.measures.cusum import LEAST_H, build_design, find_k, find_run_length

PATH = Path(__file__).parents[2] / "data" / "reference" / "poisson_cusum_run_length.json"
STEP = 0.05


@pytest.mark.parametrize("case", json.loads(PATH.read_text(encoding="utf-8"))["cases"])
def test_run_lengths_are_the_published_ones(case: dict) -> None:
    """The program they come from signals above h, this one at h: a step of the grid further."""
    mean, k, h = case["in_control_mean"], case["k"], case["h"] + STEP
    assert find_run_length(mean, k, h) == pytest.approx(case["run_length_in_control"], rel=1e-6)
    risen = mean * case["out_of_control_ratio"]
    assert find_run_length(risen, k, h) == pytest.approx(
        case["run_length_out_of_control"], rel=1e-6
    )


def test_a_county_of_37_a_year_finds_a_doubling_in_under_four_months() -> None:
    mean = 37 / 12
    assert find_k(mean, 2) == pytest.approx(4.45, abs=0.005)
    assert round(find_run_length(mean, 4.45, 5)) == 162
    assert round(find_run_length(2 * mean, 4.45, 5), 1) == 3.7
    design = build_design(mean, 2, 162)
    assert (design.k, design.h) == (4.45, 5)
    assert (round(design.false_alarm_months), round(design.delay_months, 1)) == (162, 3.7)


@pytest.mark.parametrize(("mean", "ratio"), [(0.3, 4.0), (1.0, 2.0), (5.0, 2.0)])
def test_h_is_the_smallest_that_gives_the_wanted_run_length(mean: float, ratio: float) -> None:
    design = build_design(mean, ratio, 480)
    step = 1 / max(20, round(12 / find_k(mean, ratio)))
    assert design.false_alarm_months >= 480
    assert find_run_length(mean, design.k, design.h - step, step) < 480
    assert design.delay_months < design.false_alarm_months


def test_no_alarm_rests_on_two_call_outs_however_rare_they_are() -> None:
    design = build_design(0.02, 4, 12)
    assert design.h == LEAST_H
    assert 2 - design.k < design.h <= 3 - design.k


def test_a_run_length_beyond_counting_is_infinite() -> None:
    assert find_run_length(1.0, 40.0, 2.0) == math.inf
    assert build_design(8000.0, 2, 160).h == LEAST_H
