"""When calls come, and who decided: counted bars, each with its number on it."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import (
    DESK,
    Look,
    build_layout,
    build_span,
    escape_label,
    lay_over,
    write_above_bars,
)
from core.measures.sentences import say_count


def build_parts_figure(parts: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """A bar per part of the day from `core.measures.hours.build_by_part`, the night on a band."""
    starts = [part[:5] for part in parts["part"].to_list()]
    return _build_columns(
        starts, parts["call_outs"].to_list(), parts["is_night"].to_list(), "night", look
    ).update_layout(xaxis_title_text="three hours from")


def build_weekdays_figure(days: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """A bar per weekday from `core.measures.hours.build_by_weekday`, the weekend on a band."""
    names = [day[:3] for day in days["weekday"].to_list()]
    return _build_columns(
        names, days["call_outs"].to_list(), days["is_weekend"].to_list(), "weekend", look
    )


def _build_columns(
    names: list[str], counts: list[int], marked: list[bool], word: str, look: Look
) -> go.Figure:
    colours = look.colours
    figure = go.Figure(layout=build_layout(look, height=300))
    first, last = marked.index(True), len(marked) - 1 - marked[::-1].index(True)
    # Above the plot, where no bar and no number reaches.
    label: dict[str, object] = {
        "x": (first + last) / 2,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "text": word,
        "font": {"color": colours.quiet},
    }
    lay_over(figure, [label], [build_span(first - 0.5, last + 0.5, colours.band)])
    places = list(range(len(names)))
    figure.add_bar(
        x=places,
        y=counts,
        marker_color=colours.data,
        text=[str(n) for n in counts],
        textposition="outside",
        textangle=0,
        cliponaxis=False,
    )
    top = max([*counts, 3])
    return figure.update_layout(
        xaxis={
            "showgrid": False,
            "tickvals": places,
            "ticktext": names,
            "range": [-0.5, len(names) - 0.5],
        },
        yaxis={
            "title": {"text": "call-outs"},
            "range": [0, top * 1.18],
            "dtick": -(-top // 5),
            # The counts stand on the bars: a line would cross them.
            "showgrid": False,
            "tickformat": "d",
        },
    )


def build_counts_figure(counts: pl.DataFrame, column: str, look: Look = DESK) -> go.Figure:
    """A bar per row with its name above it and its `call_outs` at its end; grey: not recorded."""
    colours = look.colours
    names, numbers = counts[column].to_list(), counts["call_outs"].to_list()
    places = list(range(len(names), 0, -1))
    figure = go.Figure(layout=build_layout(look, height=50 + 58 * len(names)))
    figure.add_bar(
        x=numbers,
        y=places,
        width=0.4,
        orientation="h",
        marker_color=[
            colours.unknown if name == "not recorded" else colours.data for name in names
        ],
        text=[str(n) for n in numbers],
        textposition="outside",
        cliponaxis=False,
    )
    write_above_bars(figure, [escape_label(name) for name in names], places, 0.2)
    top = max([*numbers, 3])
    return figure.update_layout(
        xaxis={
            "title": {"text": "call-outs"},
            "range": [0, top * 1.08],
            "dtick": -(-top // 5),
            "showgrid": False,
            "tickformat": "d",
        },
        yaxis={"showgrid": False, "showticklabels": False, "range": [0.6, len(names) + 0.75]},
    )


def describe_counts(counts: pl.DataFrame, column: str) -> str:
    """The takeaway for a reader who does not see the chart: every count, in its order."""
    parts = [f"{name}: {number}" for name, number in counts.select(column, "call_outs").iter_rows()]
    total = int(counts["call_outs"].sum())
    return f"{say_count(total, 'call-out').capitalize()}. {'; '.join(parts)}."
