"""What was not in line as bars: words and counts on the thing, gaps, nothing that is not seen."""

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from core.charts.breaches import build_breach_figure, build_breach_months_figure
from core.charts.theme import Look

LINK = '<a href="http://evil.test">x</a> & <b>'
LONG = "6.12, 6.15: A level 2 incident was reported without the decision of the Registered Manager"
ROWS = pl.DataFrame(
    [(LONG, 9, 2), (LINK, 0, 0), ("Short", 0, 1)],
    schema=["words", "agreed", "suggested"],
    orient="row",
)
MONTHS = pl.DataFrame(
    [(date(2018, 11, 1), None, None), (date(2018, 12, 1), 0, 1), (date(2019, 1, 1), 2, 0)],
    schema=["month", "agreed", "suggested"],
    orient="row",
)


def texts(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("look", [Look(), Look("dark"), Look("light", projector=True)])
def test_each_bar_has_its_counts_at_its_end_and_its_words_above_it(look: Look) -> None:
    figure = build_breach_figure(ROWS, "words", "findings", look)
    notes = {note.text: note for note in figure.layout.annotations}
    assert notes["9 agreed, 2 suggested"].x == 11
    assert notes["none"].x == 0 and notes["1 suggested"].x == 1
    middles = list(figure.data[0].y)
    assert middles == sorted(middles)
    top, half = notes["Short"].y, figure.data[0].width / 2
    assert middles[1] + half < top < middles[2] - half
    assert figure.layout.showlegend is False
    # What is suggested is outlined, and a bar of nought is not drawn.
    assert list(figure.data[1].x) == [2, None, 1]
    assert figure.data[1].marker.color == "rgba(0,0,0,0)"
    assert figure.data[1].marker.line.color == figure.data[0].marker.color


def test_the_counts_have_room_right_of_the_longest_bar() -> None:
    figure = build_breach_figure(ROWS, "words", "findings")
    assert figure.layout.xaxis.range[1] == 2 * 11
    assert figure.layout.xaxis.tickvals[-1] <= 11
    assert figure.layout.xaxis.title.text == "findings"


def test_other_peoples_words_are_no_markup_and_long_ones_break() -> None:
    said = texts(build_breach_figure(ROWS, "words", "findings"))
    assert not any("<a " in words or "<b>" in words for words in said)
    assert any("&lt;a href" in words for words in said)
    assert any("<br>" in words and words.startswith("6.12") for words in said)
    wide = build_breach_figure(ROWS, "words", "findings", Look("light", projector=True))
    assert LONG in texts(wide)


def test_who_sees_only_what_was_agreed_reads_of_nothing_else() -> None:
    seen = ROWS.drop("suggested")
    for figure in (
        build_breach_figure(seen, "words", "findings", second=None),
        build_breach_months_figure(MONTHS.drop("suggested"), second=None),
    ):
        assert not any("suggested" in words for words in texts(figure))
    months = build_breach_months_figure(MONTHS)
    assert any("suggested" in words for words in texts(months))


def test_the_second_bar_can_be_what_was_dismissed() -> None:
    rows = ROWS.rename({"suggested": "dismissed"})
    assert "9 agreed, 2 dismissed" in texts(
        build_breach_figure(rows, "words", "findings", second="dismissed")
    )


def test_a_month_without_data_is_grey_and_within_the_axis() -> None:
    figure = build_breach_months_figure(MONTHS)
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [
        (date(2018, 11, 1), date(2018, 12, 1))
    ]
    assert list(figure.layout.xaxis.range) == [date(2018, 11, 1), date(2019, 2, 1)]
    assert "no data" in texts(figure)[0]
    assert "no data" not in texts(build_breach_months_figure(MONTHS[1:]))[0]
    assert figure.layout.yaxis.title.text == "findings a month"


def test_no_row_is_an_empty_figure_and_no_error() -> None:
    assert build_breach_figure(ROWS.clear(), "words", "findings").layout.height > 0
