"""Call-outs by month, behaviour and protective stacked, months without data as gaps."""

from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from core.charts.marks import Mark, build_marks
from core.charts.theme import (
    DESK,
    Look,
    add_key,
    beyond_end,
    build_layout,
    build_line,
    build_span,
    escape_label,
    lay_over,
)
from core.clock import say_date
from core.measures.run_chart import RunChart
from core.measures.sentences import say_count
from core.measures.signal_sentences import say_usual

_LANE = 20  # CSS pixels a row of labels above the plot


def build_timeline_figure(
    monthly: pl.DataFrame,
    look: Look = DESK,
    *,
    run_chart: RunChart | None = None,
    annotations: pl.DataFrame | None = None,
    alarms: pl.DataFrame | None = None,
) -> go.Figure:
    """Bars a month from `core.measures.timeline.build_monthly`; "no data" stands where none is.

    Args:
        monthly: a row a month.
        look: where it is seen.
        run_chart: its median is drawn as the usual count.
        annotations: a row each: `on_day`, `until_day` (null: one day), `words`.
        alarms: a row each: `alarm_on`, and `name` where they are of homes.
    """
    colours = look.colours
    known = monthly.filter(pl.col("behaviour").is_not_null())
    figure = go.Figure(layout=build_layout(look))
    for name, colour in (("behaviour", colours.data), ("protective", colours.protective)):
        # A month's bar stands in its month, not astride its first day.
        figure.add_bar(
            x=known["month"].to_list(),
            y=known[name].to_list(),
            marker_color=colour,
            xperiod="M1",
            xperiodalignment="middle",
        )
    usual = run_chart.centre if run_chart else None
    top = int(known.select(pl.sum_horizontal("behaviour", "protective").max()).item() or 0)
    figure.update_layout(
        barmode="stack",
        yaxis={
            "rangemode": "tozero",
            "range": [0, max(top, 3, usual or 0) * 1.05],
            "dtick": max(1, top // 5),
        },
        yaxis_title_text="call-outs a month",
        xaxis={"showgrid": False, "tickformat": "%b<br>%Y", "ticklabelmode": "period"},
    )
    shapes = [build_span(x0, x1, colours.unknown, 0.4) for x0, x1 in _find_gaps(monthly)]
    key = [("behaviour", colours.data), ("protective", colours.protective)]
    if known.height < monthly.height:
        # In the key and not above each gap: neighbouring gaps would write over each other.
        key.append(("no data", colours.unknown))
    marks = _build_marks(monthly, annotations, alarms)
    labels = [_build_label(mark, look) for mark in marks]
    shapes += [_build_shape(mark, monthly, look) for mark in marks if not mark.is_alarm]
    if usual is not None:
        # Its label beyond its end, where no bar stands.
        column = run_chart.column if run_chart else ""
        text = f"usual:<br>{say_usual(usual)} {column}<br>a month"
        labels.append({**beyond_end(usual), "text": text})
        shapes.append(build_line(colours.text, y=usual))
        figure.layout.margin.r = 92 * look.scale
    lay_over(figure, labels, shapes)
    if marks or usual is not None:
        figure.update_xaxes(range=[str(day) for day in _find_ends(monthly)])
    add_key(figure, key, look)
    lanes = max((mark.lane + 1 for mark in marks), default=0)
    _lift_key(figure, len(key), lanes, look)
    return figure


def _find_ends(monthly: pl.DataFrame) -> tuple[date, date]:
    """The first day of the months, and the day after their last."""
    months = monthly["month"].sort()
    return months[0], _find_next_month(months[-1])


def _find_next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _build_marks(
    monthly: pl.DataFrame, annotations: pl.DataFrame | None, alarms: pl.DataFrame | None
) -> list[Mark]:
    if monthly.is_empty():
        return []
    return build_marks(*_find_ends(monthly), annotations, alarms)


def _build_label(mark: Mark, look: Look) -> dict[str, object]:
    """Its words above the plot; an alarm has a triangle."""
    text = escape_label(mark.label)
    if mark.is_alarm:
        triangle = f'<span style="color:{look.colours.exception}">▼</span>'
        text = f"{text} {triangle}" if mark.is_left else f"{triangle} {text}"
    # The triangle's middle, or the first letter, stands above the day.
    nudge = 6 * look.scale
    return {
        "x": mark.at,
        "y": 1,
        "xref": "x domain",
        "yref": "paper",
        "xanchor": "right" if mark.is_left else "left",
        "yanchor": "bottom",
        "xshift": nudge if mark.is_left else -nudge,
        "yshift": 2 + mark.lane * _LANE * look.scale,
        "text": text,
    }


def _build_shape(mark: Mark, monthly: pl.DataFrame, look: Look) -> dict[str, object]:
    """An annotation's dotted line, or its shaded span, below the bars."""
    if mark.until_day is None:
        line = build_line(look.colours.quiet, x=str(mark.on_day), dash="dot")
        return {**line, "layer": "below"}
    start, end = _find_ends(monthly)
    until = min(mark.until_day + timedelta(days=1), end)
    return build_span(str(max(mark.on_day, start)), str(until), look.colours.exception, 0.14)


def _lift_key(figure: go.Figure, words: int, lanes: int, look: Look) -> None:
    """Make room for the rows of labels between the plot and its key."""
    lift = lanes * _LANE * look.scale
    for note in figure.layout.annotations[-words:]:
        note.yshift += lift
    figure.update_layout(
        margin_t=figure.layout.margin.t + lift, height=int(figure.layout.height + lift)
    )


def build_marks_table(
    monthly: pl.DataFrame,
    annotations: pl.DataFrame | None = None,
    alarms: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """What the labels above the plot stand for: `mark`, `on_day`, `until_day` (or null), `words`.

    A row each, numbered annotations first; free text, not escaped.
    """
    rows = [
        (mark.label, mark.on_day, mark.until_day, mark.words)
        for mark in _build_marks(monthly, annotations, alarms)
    ]
    schema = {"mark": pl.String, "on_day": pl.Date, "until_day": pl.Date, "words": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _find_gaps(monthly: pl.DataFrame) -> list[tuple[date, date]]:
    gaps: list[tuple[date, date]] = []
    for month, count in monthly.select("month", "behaviour").iter_rows():
        if count is None:
            start = gaps.pop()[0] if gaps and gaps[-1][1] == month else month
            gaps.append((start, _find_next_month(month)))
    return gaps


def describe_timeline(
    monthly: pl.DataFrame,
    *,
    run_chart: RunChart | None = None,
    annotations: pl.DataFrame | None = None,
    alarms: pl.DataFrame | None = None,
) -> str:
    """The takeaway for a reader who does not see the chart."""
    known = monthly.filter(pl.col("behaviour").is_not_null()).with_columns(
        total=pl.col("behaviour") + pl.col("protective")
    )
    if known.is_empty():
        return "Call-outs by month: no data."
    most = known.sort("total", "month", descending=[True, False]).row(0, named=True)
    gaps = monthly.height - known.height
    said = (
        f"Call-outs by month, {known['total'].sum()} in {say_count(known.height, 'month')}"
        + (f"; the most in {most['month']:%B %Y}, {most['total']}." if most["total"] else ".")
        + (f" {say_count(gaps, 'month')} without data." if gaps else "")
    )
    if run_chart is not None and run_chart.centre is not None:
        ones = "call-out" if run_chart.centre == 1 else "call-outs"
        said += f" Usual: {say_usual(run_chart.centre)} {run_chart.column} {ones} a month."
    for mark in _build_marks(monthly, annotations, alarms):
        said += f" {mark.words}" + ("." if mark.is_alarm else f": {_say_days(mark)}.")
    return said


def _say_days(mark: Mark) -> str:
    until = f" to {say_date(mark.until_day)}" if mark.until_day else ""
    return f"{say_date(mark.on_day)}{until}"
