"""Run rules and limits of counts: the published values, gaps, and where nothing is judged."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from core.measures.run_chart import (
    LEAST_MONTHS,
    Runs,
    build_count_limits,
    build_run_chart,
    find_runs,
)
from core.measures.signal_sentences import LIMITS_CAPTION, RUN_CHART_CAPTION, say_run_chart

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def read(name: str) -> dict:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


def months(*counts: int | None, partial: tuple[int, ...] = ()) -> pl.DataFrame:
    """A month each from January 2018; None is no data, `partial` are places of months not whole."""
    return pl.DataFrame(
        {
            "month": [date(2018 + n // 12, n % 12 + 1, 1) for n in range(len(counts))],
            "behaviour": counts,
            "protective": [None if n is None else 0 for n in counts],
            "is_whole": [n is not None and p not in partial for p, n in enumerate(counts)],
        },
        schema_overrides={"behaviour": pl.Int64, "protective": pl.Int64},
    )


@pytest.mark.parametrize("case", read("runs_rule")["cases"], ids=lambda c: f"{c['n_useful']}")
def test_critical_values_are_the_published_ones(case: dict) -> None:
    n = case["n_useful"]
    runs = Runs(n, n - 1, case["longest_run_max"], case["n_crossings_min"])
    assert runs.longest_run_max == case["longest_run_max"]
    assert runs.n_crossings_min == case["n_crossings_min"]
    # At the critical values chance explains it; one beyond either it does not.
    assert not runs.is_signal
    assert Runs(n, n - 1, case["longest_run_max"] + 1, case["n_crossings_min"]).is_signal
    assert Runs(n, n - 1, case["longest_run_max"], case["n_crossings_min"] - 1).is_signal


def test_limits_and_runs_of_a_c_chart_are_the_published_ones() -> None:
    case = read("c_chart")
    excluded = [n - 1 for n in case["excluded_points_1based"]]
    found = build_count_limits(case["counts"], case["baseline_points"], excluded)
    assert (found.centre, found.lower, found.upper) == pytest.approx(
        (case["cl"], case["lcl"], case["ucl"]), rel=1e-6
    )
    assert [n + 1 for n in found.beyond] == case["sigma_signal_points_1based"]
    kept = [n for place, n in enumerate(case["counts"]) if place not in excluded]
    runs, wanted = find_runs(kept, found.centre), case["runs"]
    assert (runs.n_useful, runs.longest_run, runs.n_crossings, runs.is_signal) == (
        wanted["n_useful"],
        wanted["longest_run"],
        wanted["n_crossings"],
        wanted["signal"],
    )
    assert (runs.longest_run_max, runs.n_crossings_min) == (
        wanted["longest_run_max"],
        wanted["n_crossings_min"],
    )


def test_the_lower_limit_of_a_count_is_never_below_nought() -> None:
    assert build_count_limits([3, 3, 3]).lower == 0


def test_points_on_the_centre_are_passed_over() -> None:
    assert find_runs([5, 3, 5, 5, 1, 3], 3) == Runs(4, 3, 3, 1, 0, 3)
    assert find_runs([3, 3], 3) == Runs(0, 0, 0, 0)


def test_a_gap_ends_a_run_and_is_no_crossing() -> None:
    assert find_runs([5, 5, None, 5, 1], 3) == Runs(4, 2, 2, 1, 0, 1)
    assert find_runs([5, None, 1], 3).n_crossings == 0


def test_a_long_run_is_a_shift_and_says_since_when() -> None:
    chart = build_run_chart(months(*[1, 2] * 5, *[8, 9] * 5))
    assert chart.centre == 5
    assert chart.is_signal and chart.is_above is False
    assert (chart.run_from, chart.run_until) == (date(2018, 1, 1), date(2018, 10, 1))
    assert say_run_chart(chart) == (
        "The months shifted: 5 behaviour call-outs in a usual month; 10 months off it lie below it "
        "in a row, January 2018 to October 2018 (chance explains 7); they cross it once (chance "
        "explains no fewer than 6)."
    )


def test_the_same_run_across_a_gap_is_none() -> None:
    chart = build_run_chart(months(*[1, 9] * 4, *[1] * 5, None, *[1] * 5, *[9] * 5, None, *[9] * 5))
    assert chart.runs is not None
    assert chart.runs.longest_run == 5
    assert chart.left_out == 2


def test_scattering_months_are_no_shift() -> None:
    chart = build_run_chart(months(*[1, 5] * 7, 3, partial=(0,)))
    assert (chart.months, chart.left_out, chart.is_signal) == (14, 1, False)
    assert say_run_chart(chart) == (
        "No shift in 14 months: 4 behaviour call-outs in a usual month, and the months scatter "
        "around it as chance would. 1 month without whole data is left out."
    )


@pytest.mark.parametrize("useful", [LEAST_MONTHS - 1, LEAST_MONTHS, LEAST_MONTHS + 1])
def test_below_twelve_months_off_the_median_nothing_is_judged(useful: int) -> None:
    counts = [1, 5] * (useful // 2) + [5] * (useful % 2) + [3] * 9
    chart = build_run_chart(months(*counts))
    assert chart.centre == 3
    assert (chart.runs is None) == (useful < LEAST_MONTHS)
    if chart.runs is None:
        assert say_run_chart(chart) == (
            "Too little to judge a shift in 20 months: fewer than 12 months lie off the median."
        )


def test_a_median_of_nought_is_not_judged() -> None:
    """Every month with a call-out would be one long run above."""
    chart = build_run_chart(months(*[0, 0, 1] * 14))
    assert (chart.centre, chart.runs, chart.is_signal) == (0, None, False)
    assert "in at least half the months there was none" in say_run_chart(chart)


def test_without_a_whole_month_nothing_is_said() -> None:
    chart = build_run_chart(months(None, 2, partial=(1,)))
    assert (chart.months, chart.left_out, chart.centre) == (0, 2, None)
    assert say_run_chart(chart) == "No whole month of data: nothing can be said of a shift."


def test_the_captions_say_how_often_chance_alone_signals() -> None:
    assert "one false point outside the limits in eight series of 24 months" in LIMITS_CAPTION
    assert "one series of 24 months in twenty" in RUN_CHART_CAPTION
    assert "trend" not in (LIMITS_CAPTION + RUN_CHART_CAPTION).lower()
