"""A document's estimates on a screen: a dot and its interval a line, the words above it."""

import math

import plotly.graph_objects as go
import polars as pl

from core.charts.document_scale import (
    Place,
    build_value_ticks,
    find_tick_digits,
    place_estimates,
    say_number,
    shorten,
)
from core.charts.theme import DESK, Look, build_layout, escape_label, lay_over
from core.reports.document import Intervals

_ROW = 46  # CSS pixels a line: its words, and beneath them its interval
_HIGH_ROW = 64  # where one has two lines to say instead
_FRAME = 70  # those of the axis
_PHONE = 50  # Letters that a line of a phone has room for.


def build_document_intervals_figure(intervals: Intervals, look: Look = DESK) -> go.Figure:
    """Estimates under one another on one axis, in the block's order; words where there is none.

    The words stand above each line, so that the axis keeps the width of a phone.
    """
    colours, scale = look.colours, look.scale
    places = place_estimates(intervals)
    rows = len(places)
    ticks = build_value_ticks(intervals.estimates)
    span = ticks[-1] - ticks[0]
    is_high = any(place.at is None and len(place.words) > _PHONE for place in places)
    height = _FRAME + (_HIGH_ROW if is_high else _ROW) * rows
    figure = go.Figure(layout=build_layout(look, height=height))
    xs: list[float | None] = []
    ys: list[float | None] = []
    for n, place in enumerate(places):
        if place.starts is not None and place.ends is not None:
            xs += [place.starts, place.ends, None]
            ys += [rows - n, rows - n, None]
    # A faint line to read along, and no upright ones: those would cross the words.
    track = [(x, rows - n) for n, p in enumerate(places) if p.at is not None for x in (0, 1, None)]
    figure.add_scatter(
        x=[x for x, _ in track], y=[y for _, y in track], mode="lines", line_color=colours.line
    )
    figure.add_scatter(x=xs, y=ys, mode="lines", line={"color": colours.data, "width": 3})
    _add_points(figure, places, colours.data)
    digits = find_tick_digits(ticks)
    figure.update_layout(
        xaxis={
            "range": [-0.02, 1.02],
            "showgrid": False,
            "showline": True,
            "ticks": "outside",
            "tickcolor": colours.line,
            "tickvals": [(tick - ticks[0]) / span for tick in ticks],
            "ticktext": [say_number(tick, digits) for tick in ticks],
            "title": {"text": _wrap(intervals.unit), "font": {"size": 14 * scale}},
        },
        yaxis={"visible": False, "range": [0.5, rows + 0.8]},
        margin={"t": 8 * scale},
    )
    lay_over(figure, [_build_words(place, rows - n, look) for n, place in enumerate(places)])
    return figure


def build_document_intervals_table(intervals: Intervals) -> pl.DataFrame:
    """The figure's data, a row an estimate: `Label`, `Value`, `Lower`, `Upper`, `Note`.

    A limit that does not end is a blank.
    """
    rows = [
        (e.label, *(_drop_endless(n) for n in (e.value, e.lower, e.upper)), e.said)
        for e in intervals.estimates
    ]
    schema = {
        "Label": pl.String,
        "Value": pl.Float64,
        "Lower": pl.Float64,
        "Upper": pl.Float64,
        "Note": pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame if any(frame["Note"]) else frame.drop("Note")


def _drop_endless(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _add_points(figure: go.Figure, places: list[Place], colour: str) -> None:
    rows = len(places)
    told = [(place, rows - n) for n, place in enumerate(places) if place.at is not None]
    beyond = [row for place, row in told if place.runs_on]
    figure.add_scatter(
        x=[1.0] * len(beyond),
        y=beyond,
        mode="markers",
        marker={"symbol": "triangle-right", "size": 11, "color": colour},
        cliponaxis=False,
    )
    figure.add_scatter(
        x=[place.at for place, _ in told],
        y=[row for _, row in told],
        mode="markers",
        marker={"symbol": "circle", "size": 11, "color": colour},
        cliponaxis=False,
    )


def _build_words(place: Place, row: int, look: Look) -> dict[str, object]:
    """A line's label and value above it, where no line is; without a value why there is none."""
    left = max(_PHONE - len(place.words) - 2, _PHONE // 2)
    label = escape_label(shorten(place.label, left))
    between = "<br>" if len(place.label) + len(place.words) > _PHONE and place.at is None else "  "
    said = _wrap(place.words) if place.at is None else f"<b>{escape_label(place.words)}</b>"
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": row,
        "yanchor": "bottom" if place.at is not None else "middle",
        "yshift": 8 * look.scale,
        "text": f"{label}{between}{said}",
        "align": "left",
    }


def _wrap(words: str) -> str:
    """In two lines, so that a phone shows all of it."""
    if len(words) <= _PHONE:
        return escape_label(words)
    cut = words.rfind(" ", 0, _PHONE)
    cut = cut if cut > 0 else _PHONE
    return f"{escape_label(words[:cut])}<br>{escape_label(shorten(words[cut:].strip(), _PHONE))}"
