"""The figures of missing episodes and of the hours: counts on bars, nothing crossed or fetched."""

import json

import plotly.graph_objects as go
import polars as pl
import pytest

from core.charts.hours import (
    build_counts_figure,
    build_parts_figure,
    build_weekdays_figure,
    describe_counts,
)
from core.charts.missing import build_answers_figure, describe_answers
from core.charts.theme import DARK, DESK, LIGHT, Look
from core.measures.hours import PARTS, WEEKDAYS

ANSWERS = pl.DataFrame(
    [("Trigger plan in place", 6, 3, 0, 3), ("Held in time", 0, 0, 0, 0), ("Fetched", 2, 0, 2, 0)],
    schema=["question", "asked", "yes", "no", "unknown"],
    orient="row",
)
BY_PART = pl.DataFrame(
    {"part": PARTS, "is_night": [False] * 5 + [True] * 3, "call_outs": [1, 0, 2, 3, 9, 4, 0, 1]}
)
BY_DAY = pl.DataFrame(
    {"weekday": WEEKDAYS, "is_weekend": [False] * 5 + [True] * 2, "call_outs": range(7)}
)
PACES = pl.DataFrame({"pace": ["within the hour", "<b>", "not recorded"], "call_outs": [7, 0, 3]})


def draw_all(look: Look = DESK) -> list[go.Figure]:
    return [
        build_answers_figure(ANSWERS, look),
        build_parts_figure(BY_PART, look),
        build_weekdays_figure(BY_DAY, look),
        build_counts_figure(PACES, "pace", look),
    ]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_figure_has_a_legend_a_line_behind_its_numbers_or_markup(mode: str) -> None:
    for figure in draw_all(Look(mode)):
        assert figure.layout.showlegend is False
        said = json.dumps(figure.to_plotly_json(), default=str)
        assert "src=" not in said and "<b>" not in said and not figure.layout.images
        assert figure.layout.yaxis.showgrid is False and figure.layout.xaxis.showgrid is False


def test_a_question_of_nobody_is_not_drawn_and_unknown_is() -> None:
    figure = build_answers_figure(ANSWERS)
    assert [list(trace.x) for trace in figure.data] == [[3, 0], [0, 2], [3, 0]]
    assert [list(trace.text) for trace in figure.data] == [["3", ""], ["", "2"], ["3", ""]]
    words = [note.text for note in figure.layout.annotations]
    assert words[:2] == ["Trigger plan in place (of 6)", "Fetched (of 2)"]
    assert [w.partition("</span> ")[2] for w in words[2:]] == ["yes", "no", "not recorded"]
    assert figure.data[2].marker.color == LIGHT.unknown


def test_numbers_on_bars_can_be_read_in_both_modes() -> None:
    assert build_answers_figure(ANSWERS).data[0].textfont.color == "#FFFFFF"
    assert build_answers_figure(ANSWERS, Look("dark")).data[0].textfont.color == "#14191F"
    assert build_answers_figure(ANSWERS, Look("dark")).data[0].marker.color == DARK.data


def test_the_band_is_the_night_and_the_weekend() -> None:
    for figure, span, word in (
        (build_parts_figure(BY_PART), (4.5, 7.5), "night"),
        (build_weekdays_figure(BY_DAY), (4.5, 6.5), "weekend"),
    ):
        (band,) = figure.layout.shapes
        assert (band.x0, band.x1) == span
        (note,) = figure.layout.annotations
        # Above the plot: no bar reaches it.
        assert (note.text, note.yref, note.y, note.yanchor) == (word, "paper", 1, "bottom")


def test_every_bar_has_its_number_a_nought_too() -> None:
    assert list(build_parts_figure(BY_PART).data[0].text)[1] == "0"
    counts = build_counts_figure(PACES, "pace").data[0]
    assert list(counts.text) == ["7", "0", "3"]
    assert counts.marker.color == (LIGHT.data, LIGHT.data, LIGHT.unknown)


def test_the_axis_holds_the_highest_bar_with_its_number() -> None:
    top = build_parts_figure(BY_PART).layout.yaxis.range[1]
    assert top > 9
    assert build_counts_figure(PACES, "pace").layout.xaxis.range[1] > 7


def test_the_wall_is_larger() -> None:
    for desk, wall in zip(draw_all(), draw_all(Look(projector=True)), strict=True):
        assert wall.layout.height > desk.layout.height


def test_empty_frames_draw_and_are_described() -> None:
    assert build_answers_figure(ANSWERS.clear()).to_json()
    assert build_counts_figure(PACES.clear(), "pace").to_json()
    assert describe_answers(ANSWERS.clear()) == "No episode to ask of."


def test_descriptions_are_true() -> None:
    assert describe_answers(ANSWERS) == (
        "Trigger plan in place: 3 yes, 0 no, 3 not recorded; Fetched: 0 yes, 2 no, 0 not recorded."
    )
    assert describe_counts(PACES.filter(pl.col("pace") != "<b>"), "pace") == (
        "10 call-outs. within the hour: 7; not recorded: 3."
    )
