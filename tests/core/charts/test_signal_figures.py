"""Signals drawn: the usual count, dated labels that never meet, gaps between call-outs."""

from datetime import date, timedelta
from itertools import pairwise

import plotly.graph_objects as go
import polars as pl
import pytest

from core.charts.gaps import build_gaps_figure, describe_gaps
from core.charts.marks import build_marks
from core.charts.theme import DESK, LIGHT, Look
from core.charts.timeline import build_marks_table, build_timeline_figure, describe_timeline
from core.measures.gaps import build_gaps
from core.measures.run_chart import build_run_chart
from tests.core.measures.frames import build_call_outs

LINK = '<a href="http://evil.test">x</a>'
MONTHLY = pl.DataFrame(
    [(date(2025 + n // 12, n % 12 + 1, 1), 3 + n % 2, 1, True) for n in range(24)],
    schema=["month", "behaviour", "protective", "is_whole"],
    orient="row",
)
USUAL = build_run_chart(MONTHLY)


def noted(*rows: tuple[date, date | None, str]) -> pl.DataFrame:
    schema = {"on_day": pl.Date, "until_day": pl.Date, "words": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def alarmed(*rows: tuple[date, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={"alarm_on": pl.Date, "name": pl.String}, orient="row")


OPENED = (date(2025, 2, 1), None, "A home opened")
AGENCY = (date(2026, 7, 6), date(2026, 8, 26), "Agency staff")
ALARMS = alarmed((date(2026, 9, 7), "Birch"), (date(2026, 7, 19), "Birch"))


def texts(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("look", [DESK, Look("dark"), Look(projector=True)])
def test_the_usual_count_is_drawn_and_said_beyond_its_end(look: Look) -> None:
    figure = build_timeline_figure(MONTHLY, look, run_chart=USUAL)
    line = figure.layout.shapes[0]
    assert line.y0 == line.y1 == 3.5
    label = next(note for note in figure.layout.annotations if "usual" in note.text)
    assert label.text == "usual:<br>3.5 behaviour<br>a month"
    # To the right of the plot, in a margin as wide as the letters ask for.
    assert (label.x, label.xanchor, label.y) == (1, "left", 3.5)
    assert figure.layout.margin.r >= 90 * look.scale


def test_without_a_whole_month_no_usual_count_is_drawn() -> None:
    none = build_run_chart(MONTHLY.with_columns(is_whole=pl.lit(False)))
    assert not build_timeline_figure(MONTHLY, run_chart=none).layout.shapes


def test_a_plain_timeline_is_as_before() -> None:
    plain = build_timeline_figure(MONTHLY)
    assert not plain.layout.shapes and len(texts(plain)) == 2
    assert plain.layout.height == build_timeline_figure(MONTHLY, run_chart=USUAL).layout.height


def test_one_short_annotation_is_in_words_and_several_are_numbered() -> None:
    assert "A home opened" in texts(build_timeline_figure(MONTHLY, annotations=noted(OPENED)))
    both = build_timeline_figure(MONTHLY, annotations=noted(AGENCY, OPENED))
    assert texts(both)[:2] == ["1", "2"]
    assert build_marks_table(MONTHLY, noted(AGENCY, OPENED)).rows() == [
        ("1", *OPENED[:2], "A home opened"),
        ("2", *AGENCY[:2], "Agency staff"),
    ]
    long = noted((date(2025, 2, 1), None, "Words that are longer than a phone is wide"))
    assert texts(build_timeline_figure(MONTHLY, annotations=long))[0] == "1"


def test_a_day_is_a_dotted_line_and_a_span_is_shaded_both_days_included() -> None:
    line, span = build_timeline_figure(MONTHLY, annotations=noted(OPENED, AGENCY)).layout.shapes
    assert (line.x0, line.x1, line.line.dash) == ("2025-02-01", "2025-02-01", "dot")
    assert (span.x0, span.x1) == ("2026-07-06", "2026-08-27")
    # Neither hides a bar.
    assert line.layer == span.layer == "below"


def test_one_alarm_has_its_date_and_several_are_lettered() -> None:
    one = texts(build_timeline_figure(MONTHLY, alarms=ALARMS.tail(1)))[0]
    assert one.startswith("alarm 19 Jul ") and LIGHT.exception in one and "▼" in one
    rows = build_marks_table(MONTHLY, alarms=ALARMS).select("mark", "words").rows()
    assert rows == [
        ("a", "Alarm at Birch, 19 July 2026"),
        ("b", "Alarm at Birch, 7 September 2026"),
    ]
    series = build_marks_table(MONTHLY, alarms=ALARMS.drop("name").tail(1))
    assert series["words"].to_list() == ["Alarm, 19 July 2026"]


def test_labels_stand_above_the_plot_in_rows_where_none_meets_another() -> None:
    start, end = date(2025, 1, 1), date(2027, 1, 1)
    crowded = alarmed(*((start + timedelta(days=24 * n), "x") for n in range(30)))
    marks = build_marks(start, end, noted(OPENED, AGENCY), crowded)
    assert len(marks) == 32
    by_lane: dict[int, list[float]] = {}
    for mark in marks:
        by_lane.setdefault(mark.lane, []).append(mark.at)
    for places in by_lane.values():
        ordered = sorted(places)
        # A letter and its triangle take 18 px; the narrowest plot has 220.
        assert all(b - a > 18 / 220 for a, b in pairwise(ordered))
    assert [m.label for m in marks][-5:] == ["z", "aa", "ab", "ac", "ad"]
    figure = build_timeline_figure(MONTHLY, annotations=noted(OPENED, AGENCY), alarms=crowded)
    labels = [n for n in figure.layout.annotations if n.yref == "paper"]
    assert all(note.y == 1 and note.yanchor == "bottom" for note in labels)
    # The key stands above the highest row, in a margin that has grown with it.
    highest = max(note.yshift for note in labels[:-2])
    assert all(note.yshift > highest for note in labels[-2:])
    assert figure.layout.margin.t > highest


def test_what_lies_outside_the_months_is_not_drawn() -> None:
    outside = noted(
        (date(2024, 12, 31), None, "before"),
        (date(2027, 1, 1), None, "after"),
        (date(2024, 1, 1), date(2025, 1, 1), "into"),
        (date(2026, 12, 31), None, "last day"),
    )
    assert build_marks_table(MONTHLY, outside)["words"].to_list() == ["into", "last day"]
    alarms = alarmed((date(2024, 12, 31), "x"), (date(2025, 1, 1), "y"), (date(2027, 1, 1), "z"))
    assert build_marks_table(MONTHLY, alarms=alarms).height == 1
    empty = MONTHLY.clear()
    assert build_marks_table(empty, outside, alarms).is_empty()
    assert build_timeline_figure(empty, annotations=outside, alarms=alarms).to_json()


def test_other_peoples_words_stay_text() -> None:
    figure = build_timeline_figure(MONTHLY, annotations=noted((date(2025, 2, 1), None, "<b>x")))
    assert texts(figure)[0] == "&lt;b&gt;x"
    both = noted((date(2025, 2, 1), None, LINK), OPENED)
    said = build_timeline_figure(MONTHLY, annotations=both, alarms=alarmed((OPENED[0], LINK)))
    assert "<a" not in said.to_json()


def test_signals_are_described() -> None:
    said = describe_timeline(
        MONTHLY, run_chart=USUAL, annotations=noted(OPENED, AGENCY), alarms=ALARMS.tail(1)
    )
    assert said.endswith(
        " Usual: 3.5 behaviour call-outs a month. A home opened: 1 February 2025. Agency staff: "
        "6 July 2026 to 26 August 2026. Alarm at Birch, 19 July 2026."
    )


def gaps_of(*days: int, still_open: int) -> pl.DataFrame:
    on = date(2018, 1, 1)
    ends = [on := on + timedelta(days=gap) for gap in days]
    data_to = on + timedelta(days=still_open)
    calls = build_call_outs(*((1, day) for day in [date(2018, 1, 1), *ends]))
    return build_gaps(calls, data_to, [(date(2018, 1, 1), data_to)])


def test_gaps_have_a_shape_each_and_two_lines_with_labels_beyond_their_ends() -> None:
    figure = build_gaps_figure(gaps_of(*[3] * 10, 0, 40, still_open=60))
    shapes = {trace.marker.symbol: len(trace.x) for trace in figure.data}
    assert shapes == {"circle": 11, "diamond": 1, "diamond-open": 1}
    assert texts(figure) == [
        "usual:<br>3 days",
        "unusual<br>above:<br>24 days",
        "● ended  ◆ past the limit  ○ still open",
    ]
    assert [line.y0 for line in figure.layout.shapes] == [3, 24]
    # The longest and a gap of nought are seen whole.
    low, high = figure.layout.yaxis.range
    assert low < 0 and high > 60
    assert describe_gaps(gaps_of(3, still_open=5)).startswith(
        "Days between call-outs, 1 gap that ended. Usually 3 days pass"
    )


@pytest.mark.parametrize("still_open", [14, 400])
def test_the_two_labels_stand_apart(still_open: int) -> None:
    figure = build_gaps_figure(gaps_of(*[3] * 10, still_open=still_open))
    usual, unusual = figure.layout.annotations[:2]
    assert usual.yanchor == "top"
    # Where a long gap presses the lines together the labels go to both sides of them.
    assert unusual.yanchor == ("bottom" if still_open == 400 else "top")


@pytest.mark.parametrize("look", [DESK, Look("dark"), Look(projector=True)])
def test_few_gaps_have_no_limit_and_none_draw(look: Look) -> None:
    few = build_gaps_figure(gaps_of(3, 4, still_open=0), look)
    assert [text for text in texts(few) if "unusual" in text] == []
    empty = gaps_of(3, still_open=0).clear()
    assert build_gaps_figure(empty, look).to_json()
    assert describe_gaps(empty).endswith("No gap between call-outs that imports cover throughout.")
