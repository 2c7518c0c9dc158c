"""How a document's figures lie: whole numbers from 0, labels apart, missing never zero."""

import math
from itertools import pairwise

import pytest

from core.charts.document_scale import (
    NOT_SHOWN,
    build_count_ticks,
    build_value_ticks,
    find_totals,
    find_words_instead,
    lay_labels,
    measure,
    place_estimates,
    place_marks,
    say_how_to_read,
    shorten,
)
from core.reports.document import Bars, Estimate, Intervals, Paragraph, Points
from tests.documents import MONTHLY, RATES


def build(*counts: int | None, marks: tuple[str, ...] = ()) -> Bars:
    labels = tuple(f"L{n}" for n in range(len(counts)))
    return Bars("T", labels, (("x", counts),), "call-outs", "a", marks)


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (10, (0, 2, 4, 6, 8, 10)),
        (11, (0, 5, 10, 15)),
        (26, (0, 10, 20, 30)),
        (1400, (0, 500, 1000, 1500)),
    ],
)
def test_counts_have_an_axis_of_whole_numbers_from_zero(top: int, ticks: tuple[int, ...]) -> None:
    assert build_count_ticks(build(top, 0, None)) == ticks


def test_the_axis_reaches_the_whole_stack() -> None:
    bars = Bars("T", ("a", "b"), (("x", (4, None)), ("y", (3, 2))), "u", "a")
    assert find_totals(bars) == [7, 2]
    assert build_count_ticks(bars)[-1] >= 7


def test_a_label_with_nothing_known_has_no_total_and_zero_has_one() -> None:
    assert find_totals(build(0, None)) == [0, None]


def test_labels_that_fit_all_stand_in_one_line() -> None:
    assert lay_labels(("Jan", "Feb"), 10) == [("Jan",), ("Feb",)]


def test_labels_go_into_two_lines_before_any_is_left_out() -> None:
    labels = tuple(f"Jan {2000 + n}" for n in range(4))
    assert lay_labels(labels, 5) == [("Jan", str(2000 + n)) for n in range(4)]


def test_a_long_label_goes_into_two_lines_before_it_is_cut() -> None:
    assert lay_labels(("2018", "January to September 2019"), 21) == [
        ("2018",),
        ("January to", "September 2019"),
    ]


@pytest.mark.parametrize("room", [0.3, 0.8, 1.5, 3, 6, 20])
def test_no_label_meets_the_next(room: float) -> None:
    lines = lay_labels(MONTHLY.labels, room)
    written = [n for n, each in enumerate(lines) if each]
    assert written[0] == 0
    for here, there in pairwise(written):
        broad = max(measure(line) for n in (here, there) for line in lines[n])
        assert broad < (there - here) * room


def test_a_label_of_200_letters_is_cut_and_a_lone_one_stands() -> None:
    ((first, *_),) = lay_labels(("W" * 200,), 60)
    assert len(first) <= 60 and first.endswith("…")
    assert lay_labels(("criminal damage",), 100) == [("criminal damage",)]
    assert lay_labels((), 5) == []


@pytest.mark.parametrize(("words", "short"), [("abc", "abc"), ("abcd", "ab…"), ("a bc", "a…")])
def test_what_is_cut_says_so(words: str, short: str) -> None:
    assert shorten(words, 3) == short


def test_a_mark_stands_at_each_missing_bar_where_it_fits() -> None:
    marks = place_marks(build(1, None, None, marks=("", "c", "c")), room=5)
    assert [(m.first, m.last, m.words, m.upright) for m in marks] == [
        (1, 1, "c", False),
        (2, 2, "c", False),
    ]


def test_neighbours_share_a_broad_mark_that_lies_where_it_then_fits() -> None:
    bars = build(*[None] * 4, 3, None, marks=("no data",) * 4 + ("", "no data"))
    marks = place_marks(bars, room=2)
    assert [(m.first, m.last, m.upright) for m in marks] == [(0, 3, False), (5, 5, True)]


def test_different_marks_are_never_one() -> None:
    marks = place_marks(build(None, None, marks=("no data", "withheld")), room=1)
    assert [(m.first, m.last, m.words) for m in marks] == [(0, 0, "no data"), (1, 1, "withheld")]


def test_a_missing_count_without_a_mark_is_not_shown_rather_than_zero() -> None:
    assert [mark.words for mark in place_marks(build(1, None), room=20)] == [NOT_SHOWN]


def test_what_is_known_beneath_a_missing_part_stays() -> None:
    bars = Bars("T", ("a",), (("x", (4,)), ("y", (None,))), "u", "a", ("c",))
    assert [(mark.words, mark.base) for mark in place_marks(bars, 9)] == [("c", 4)]


def build_rates(*estimates: Estimate) -> Intervals:
    return Intervals("T", estimates, "u", "a")


def test_values_have_one_axis_from_zero() -> None:
    assert build_value_ticks(RATES.estimates)[0] == 0
    assert build_value_ticks((Estimate("A", 0.0, 0.0, 0.0),))[0::5] == (0, 1)
    assert build_value_ticks(()) == build_value_ticks((Estimate("A", None),))


def test_a_value_below_zero_takes_the_axis_there() -> None:
    ticks = build_value_ticks((Estimate("A", -5, -12, 3),))
    assert ticks[0] <= -12 and 0 in ticks and ticks[-1] >= 3


def test_an_interval_far_beyond_the_values_is_cut_and_marked() -> None:
    near, far = place_estimates(
        build_rates(Estimate("A", 1.0, 0.5, 3.0), Estimate("B", 1.0, 0.2, 90.0))
    )
    assert (near.runs_on, far.runs_on) == (False, True)
    assert near.at is not None and near.at > 0.2
    assert far.ends == 1.0
    assert far.words == "1.00 (0.20 to 90.00)"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate("A", 0.9, 0.5, 1.7), "0.90 (0.50 to 1.70)"),
        (Estimate("A", 0.9), "0.90"),
        (Estimate("A", 0.9, 0.5), "0.90 (0.50 or more)"),
        (Estimate("A", 0.9, 0.5, math.inf), "0.90 (0.50 or more)"),
        (Estimate("A", 0.9, None, 1.7), "0.90 (at most 1.70)"),
        (Estimate("A", 3, 1, 8), "3 (1 to 8)"),
        (Estimate("A", -5, -12, 3), "\u22125 (\u221212 to 3)"),
        (Estimate("A", None, said="not enough data"), "not enough data"),
        (Estimate("A", None), NOT_SHOWN),
        (Estimate("A", math.nan), NOT_SHOWN),
        (Estimate("A", math.inf, 0, math.inf), NOT_SHOWN),
    ],
)
def test_an_estimate_is_said_with_the_limits_it_has(estimate: Estimate, words: str) -> None:
    assert place_estimates(build_rates(estimate))[0].words == words


def test_no_whisker_without_limits_and_no_dot_without_a_value() -> None:
    bare, none = place_estimates(build_rates(Estimate("A", 1.0), Estimate("B", None, 0.1, 2.0)))
    assert (bare.starts, bare.ends) == (None, None) and bare.at is not None
    assert (none.at, none.starts, none.ends) == (None, None, None)


def test_everything_drawn_lies_on_the_axis() -> None:
    for place in place_estimates(RATES):
        drawn = [part for part in (place.starts, place.at, place.ends) if part is not None]
        assert drawn == sorted(drawn) and all(0 <= part <= 1 for part in drawn)


def test_beneath_a_figure_stands_what_no_bar_means() -> None:
    assert say_how_to_read(build(1, 2)) == "Counted: call-outs."
    said = say_how_to_read(build(1, None, None, marks=("", "c", "no data")))
    assert "“c” (withheld" in said and "“no data”" in said and said.endswith("not zero.")
    assert "arrow" in say_how_to_read(RATES)
    plain = build_rates(Estimate("A", 1.0, 0.5, 2.0), Estimate("B", None, said="not enough data"))
    assert say_how_to_read(plain) == "The dot is the value, the line its interval."


def test_what_is_said_of_a_value_stands_beneath_the_figure() -> None:
    rates = build_rates(Estimate("Alder", 1.0, 0.5, 2.0, "9 call-outs in 9.0 place-years"))
    assert say_how_to_read(rates).endswith("Alder: 9 call-outs in 9.0 place-years.")
    assert place_estimates(rates)[0].words == "1.00 (0.50 to 2.00)"


def test_a_figure_of_nothing_is_words() -> None:
    assert find_words_instead(build(None, None)) == (Paragraph("a", "T"),)
    told = find_words_instead(build_rates(Estimate("A", None, said="not enough data")))
    assert told == (Points(("A: not enough data",), "T"),)
    assert find_words_instead(build_rates()) == (Paragraph("a", "T"),)
    assert find_words_instead(build(0)) == () == find_words_instead(RATES)
