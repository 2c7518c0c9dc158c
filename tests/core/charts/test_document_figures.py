"""A document's figures on a screen: the same values as on paper, words never markup, none zero."""

import json

import plotly.graph_objects as go
import pytest

from core.charts.document_bars import build_document_bars_figure, build_document_bars_table
from core.charts.document_intervals import (
    build_document_intervals_figure,
    build_document_intervals_table,
)
from core.charts.theme import DARK, LIGHT, Look
from core.reports.document import Bars, Estimate, Intervals
from tests.documents import HOSTILE, MONTHLY, RATES, build_hostile


def texts(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def find_hostile(words: str) -> tuple[Bars, Intervals]:
    blocks = build_hostile(words).blocks
    (bars,) = [block for block in blocks if isinstance(block, Bars)]
    (intervals,) = [block for block in blocks if isinstance(block, Intervals)]
    return bars, intervals


def test_a_missing_count_is_no_bar_and_a_band_with_its_word() -> None:
    figure = build_document_bars_figure(MONTHLY)
    assert all(bar.y[n] is None for bar in figure.data for n in (9, 10, 11, 16))
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(8.5, 11.5), (15.5, 16.5)]
    assert texts(figure).count("no data") == 1 and "c" in texts(figure)


def test_a_zero_is_written_and_a_part_is_not_written_as_a_whole() -> None:
    bars = Bars("T", ("a", "b", "c"), (("x", (0, 4, 5)), ("y", (0, None, 1))), "u", "a", ("", "c"))
    said = texts(build_document_bars_figure(bars))
    assert "0" in said and "6" in said and "c" in said
    assert "4" not in said


def test_series_differ_by_pattern_as_well_as_by_colour() -> None:
    bars = build_document_bars_figure(MONTHLY).data
    assert (
        len({bar.marker.pattern.shape for bar in bars}) == len({b.marker.color for b in bars}) == 3
    )


def test_sixty_labels_and_one_keep_apart() -> None:
    many = Bars("T", tuple(f"Month {n}" for n in range(60)), (("x", (1,) * 60),), "u", "a")
    axis = build_document_bars_figure(many).layout.xaxis
    assert len(axis.tickvals) < 10 and axis.tickangle == 0
    one = Bars("T", ("Alder",), (("x", (3,)),), "u", "a")
    assert build_document_bars_figure(one).layout.xaxis.ticktext == ("Alder",)


def test_counts_begin_at_zero_in_whole_numbers() -> None:
    axis = build_document_bars_figure(MONTHLY).layout.yaxis
    assert axis.range[0] == 0 and all(tick == int(tick) for tick in axis.tickvals)


def test_estimates_keep_their_order_and_say_their_values() -> None:
    said = texts(build_document_intervals_figure(RATES))
    assert len(said) == len(RATES.estimates)
    assert said[0] == "Alder House  <b>0.90 (0.50 to 1.70)</b>"
    assert "not enough data" in said[3] and "<b>" not in said[3]
    heights = [note.y for note in build_document_intervals_figure(RATES).layout.annotations]
    assert heights == sorted(heights, reverse=True)


def test_an_estimate_without_a_value_has_no_dot() -> None:
    dots = build_document_intervals_figure(RATES).data[-1]
    assert len(dots.x) == len(RATES.estimates) - 1


@pytest.mark.parametrize(("mode", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_colours_are_the_themes(mode: str, palette: object) -> None:
    look = Look(mode)
    assert build_document_bars_figure(MONTHLY, look).data[0].marker.color == look.colours.data
    assert build_document_intervals_figure(RATES, look).data[-1].marker.color == look.colours.data
    assert look.colours == palette


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_are_text_and_keep_their_place(words: str) -> None:
    bars, intervals = find_hostile(words)
    for figure in (build_document_bars_figure(bars), build_document_intervals_figure(intervals)):
        said = json.dumps(figure.to_plotly_json(), default=str)
        assert "<a" not in said and "<script" not in said
        assert figure.to_json()
        assert all(len(line) < 140 for text in texts(figure) for line in text.split("<br>"))


@pytest.mark.parametrize(
    "bars",
    [
        Bars("T", (), (), "u", "a"),
        Bars("T", ("a",), (), "u", "a"),
        Bars("T", ("a",), (("x", (None,)),), "u", "a"),
    ],
)
def test_bars_of_nothing_draw_and_have_a_table(bars: Bars) -> None:
    assert build_document_bars_figure(bars).to_json()
    assert build_document_bars_table(bars).height == len(bars.labels)


def test_the_table_has_every_count_and_why_one_is_missing() -> None:
    table = build_document_bars_table(MONTHLY)
    assert table.columns == ["Label", "behaviour", "protective", "cannot be told", "Mark"]
    assert table.row(16) == ("May 2018", None, None, None, "c")
    assert table.row(10)[-1] == "no data" and table.row(0) == ("Jan 2017", 3, 1, 0, "")
    twins = Bars("T", ("a",), (("Label", (1,)), ("Label", (2,))), "u", "a")
    assert build_document_bars_table(twins).row(0) == ("a", 1, 2)


def test_the_estimates_table_has_no_endless_number() -> None:
    table = build_document_intervals_table(RATES)
    assert table.row(6) == ("Hazel", 0.7, 0.3, None, "")
    assert table.row(3)[-1].startswith("not enough data")
    plain = Intervals("T", (Estimate("A", 1.0, 0.5, 2.0),), "u", "a")
    assert build_document_intervals_table(plain).columns == ["Label", "Value", "Lower", "Upper"]
