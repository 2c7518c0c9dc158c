"""The funnel: each home's call-outs against what its places lead one to expect."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import polars as pl

from core.charts.funnel_words import (
    HEIGHT,
    LONGEST,
    MARGIN,
    Curves,
    Frame,
    build_line_ends,
    build_names,
)
from core.charts.theme import DESK, Look, build_layout, escape_label
from core.measures.funnel import BEYOND_95, BEYOND_998, ENOUGH_EXPECTED, HIGH, Position
from core.measures.sentences import say_count

_MOST_SAID = 12  # names of homes at one place
_LINES = (Position.HIGH_998, Position.HIGH_95, Position.LOW_95, Position.LOW_998)


def build_funnel_figure(rates: pl.DataFrame, limits: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """Dots of `core.measures.rates` between the lines of `core.measures.funnel`.

    A line runs half a call-out inside the first count beyond it, so that no dot lies on one. A
    dot's `customdata` is the home's URN, null where homes share the place. Homes without an
    expectation are not drawn.
    """
    frame = _find_frame(rates, limits)
    dots, curves = _merge_dots(rates, frame), _build_curves(limits, frame.edge)
    layout = _build_frame(frame, look)
    names, leaders = build_names(dots, curves, frame, look)
    # All at once: Plotly checks a figure anew for each part that is added to it.
    layout.annotations = [
        _say_band(look),
        *leaders,
        *build_line_ends(curves, frame, look),
    ]
    return go.Figure(
        data=[*_build_lines(curves, frame, look), *_build_dots(dots, look), *names], layout=layout
    )


def _find_frame(rates: pl.DataFrame, limits: pl.DataFrame) -> Frame:
    edge = limits.select(pl.col("to_expected").max()).item() or 3.0
    tops = [limits.select(pl.col("count").max()), rates.select(pl.col("call_outs").max())]
    most = max(int(top.item() or 1) for top in tops)
    return Frame(edge, -0.05 * most - 0.3, 1.04 * most + 0.5)


def _merge_dots(rates: pl.DataFrame, frame: Frame) -> pl.DataFrame:
    """Homes at one place are one dot that says so: one drawn over the other would not be seen."""
    cut = pl.format("{}…", pl.col("name").str.slice(0, LONGEST - 1).str.strip_chars_end())
    short = pl.when(pl.col("name").str.len_chars() > LONGEST).then(cut).otherwise("name")
    named, all_short = pl.col("name").sort(), short.sort().str.join(", ")
    beyond = pl.col("position").is_in([position.value for position in BEYOND_95])
    is_named = (all_short.str.len_chars() <= LONGEST) | (beyond.first() & (pl.len() <= 3))
    return (
        rates.filter(pl.col("expected").is_not_null() & pl.col("position").is_not_null())
        .with_columns(place=(pl.col("expected") / frame.edge * 600).round().cast(pl.Int64))
        .group_by("place", "call_outs", "position")
        .agg(
            pl.col("expected").mean(),
            every=pl.when(pl.len() <= _MOST_SAID).then(named.str.join(", ")),
            homes=pl.len(),
            urn=pl.when(pl.len() == 1).then(pl.col("urn").first()),
            name=pl.when(is_named).then(all_short).otherwise(pl.format("{} homes", pl.len())),
        )
        .sort("name", "place", "call_outs")
    )


def _build_curves(limits: pl.DataFrame, edge: float) -> Curves:
    curves = {}
    for position in _LINES:
        # A step in the last hundredth would be drawn as a stroke into its own label.
        steps = limits.filter(
            (pl.col("line") == position.value) & (pl.col("from_expected") < 0.99 * edge)
        ).sort("count")
        shift = -0.5 if position in HIGH else 0.5
        xs = np.column_stack([steps["from_expected"], steps["to_expected"]]).ravel()
        curves[position] = (xs, np.repeat(steps["count"].to_numpy() + shift, 2))
    return curves


def _build_frame(frame: Frame, look: Look) -> go.Layout:
    layout = build_layout(look, height=HEIGHT)
    colours, scale = look.colours, look.scale
    layout.update(
        margin={side: size * scale for side, size in MARGIN.items()},
        # Clicks come through what is hovered; nothing is dragged, so that a phone can scroll.
        hovermode="closest",
        hoverlabel={"font": {"size": 14 * scale}},
        dragmode=False,
        xaxis={
            "range": [0, frame.edge],
            "showgrid": False,
            "automargin": False,
            "showline": True,
            "title": {"text": "call-outs expected at the area's rate", "standoff": 8},
        },
        yaxis={
            "range": [frame.low, frame.high],
            "showgrid": False,
            "automargin": False,
            "tickformat": ",d",
            "title": {"text": "call-outs", "standoff": 6},
        },
    )
    if frame.high < 6:
        layout.yaxis.dtick = 1
    layout.shapes = [
        {
            "type": "rect",
            "x0": 0,
            "x1": min(ENOUGH_EXPECTED, frame.edge),
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "fillcolor": colours.band,
            "line": {"width": 0},
            "layer": "below",
        }
    ]
    return layout


def _say_band(look: Look) -> dict[str, Any]:
    """Above the band and not in it: on a phone it is narrower than its words."""
    return {
        "x": 0,
        "y": 1,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "text": "not enough data",
        "showarrow": False,
        "font": {"color": look.colours.quiet},
    }


def _build_lines(curves: Curves, frame: Frame, look: Look) -> list[dict[str, Any]]:
    def draw(xs: Any, ys: Any, dash: str) -> dict[str, Any]:
        return {
            "type": "scatter",
            "x": xs,
            "y": ys,
            "mode": "lines",
            "line": {"color": look.colours.quiet, "width": 1.2 * look.scale, "dash": dash},
            "hoverinfo": "skip",
        }

    return [
        draw([0, frame.edge], [0, frame.edge], "dot"),
        *(
            draw(xs, ys, "solid" if position in BEYOND_998 else "dash")
            for position, (xs, ys) in curves.items()
        ),
    ]


def _build_dots(dots: pl.DataFrame, look: Look) -> list[dict[str, Any]]:
    colours = look.colours
    unclear, low = Position.NOT_ENOUGH_DATA.value, Position.LOW_998.value
    high = Position.HIGH_998.value
    plain = dots.filter(~pl.col("position").is_in([unclear, low, high]))
    # A shape as well as a colour: colour never carries the meaning alone.
    return [
        _build_marks(rows, colour, symbol, look.scale)
        for rows, colour, symbol in (
            (dots.filter(pl.col("position") == unclear), colours.unknown, "circle-open"),
            (plain, colours.data, "circle"),
            (dots.filter(pl.col("position") == low), colours.data, "diamond"),
            (dots.filter(pl.col("position") == high), colours.exception, "diamond"),
        )
        if rows.height
    ]


def _build_marks(rows: pl.DataFrame, colour: str, symbol: str, scale: float) -> dict[str, Any]:
    said = rows.select(pl.coalesce("every", "name"), "call_outs", "expected").iter_rows()
    return {
        "type": "scatter",
        "x": rows["expected"].to_numpy(),
        "y": rows["call_outs"].to_numpy(),
        "customdata": rows["urn"].to_list(),
        "mode": "markers",
        "marker": {
            "color": colour,
            "size": (13 if symbol == "diamond" else 11) * scale,
            "symbol": symbol,
            "line": {"width": 2 * scale, "color": colour},
        },
        # A click leads on: what was not clicked does not fade first.
        "unselected": {"marker": {"opacity": 1}},
        "hoverinfo": "text",
        "hovertext": [
            f"{escape_label(name)}: {say_count(count, 'call-out')}, {expected:.1f} expected"
            for name, count, expected in said
        ],
    }
