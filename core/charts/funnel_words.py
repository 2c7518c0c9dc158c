"""The funnel's words: a name to each dot that has room for one, and what each line means."""

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.charts.placing import Dot, Ground, Label, place_names
from core.charts.theme import Look, build_layout, escape_label
from core.measures.funnel import BEYOND_95, BEYOND_998, Position

MOST_NAMED = 60
"""More homes than that cannot be read by name in one figure."""

WIDE_NAMES = "wide-names"
"""Marks the names for which a narrow screen has no room, so that a page's style hides them there.

It stands last in their list of fonts, the one thing of a trace that reaches the browser's page."""

HEIGHT, MARGIN = 420, {"l": 56, "r": 92, "t": 30, "b": 56}
"""The figure's height and margins in CSS pixels, on the desk."""

# The plot's width on a phone, on a desk and on a wide one; on the wall there is one.
_WIDTHS, _WALL_WIDTH = (232.0, 640.0, 1150.0), 1620.0
_ENDS = {
    Position.HIGH_998: "1 in 1,000<br>by chance",
    Position.HIGH_95: "1 in 40",
    Position.LOW_95: "1 in 40",
    Position.LOW_998: "1 in 1,000",
}
_MOST_OF_A_CROWD = 30
LONGEST = 24
"""Letters of a name beside its dot; what is longer is cut."""


Curves = dict[Position, tuple[NDArray[Any], NDArray[Any]]]
"""Each line's corners: expected and observed call-outs."""


class Frame(NamedTuple):
    """The figure's axes, in call-outs: `edge` of the expected, `low` to `high` of the observed."""

    edge: float
    low: float
    high: float


def build_names(
    dots: pl.DataFrame, curves: Curves, frame: Frame, look: Look
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Traces of names beside their dots, and annotations where a leader goes to the name.

    Beyond 95 % always, the others as fits; of a crowd those beyond 99.8 % as fits.
    """
    crowded = int(dots["homes"].sum()) > MOST_NAMED
    shown = dots.filter(
        pl.col("position").is_in([p.value for p in BEYOND_998]) if crowded else pl.lit(True)
    ).head(_MOST_OF_A_CROWD if crowded else MOST_NAMED)
    beyond = {position.value for position in BEYOND_95}
    marks = [
        Dot(x, y, name, must=not crowded and position in beyond)
        for x, y, name, position in shown.select(
            "expected", "call_outs", "name", "position"
        ).iter_rows()
    ]
    lines = [(np.array([0, frame.edge]), np.array([0, frame.edge])), *curves.values()]
    grounds = [
        Ground(width, _find_height(look), (0, frame.edge), (frame.low, frame.high), lines)
        for width in ((_WALL_WIDTH,) if look.projector else _WIDTHS)
    ]
    labels = place_names(marks, grounds, look.scale)
    leaders = [_lead(label, marks[label.dot], look) for label in labels if label.side is None]
    beside = [
        [label for label in labels if label.side is not None and label.wide is wide]
        for wide in (False, True)
    ]
    traces = [
        _write_beside(found, marks, wide, look)
        for wide, found in zip((False, True), beside, strict=True)
        if found
    ]
    return traces, leaders


def _find_height(look: Look) -> float:
    return (HEIGHT - MARGIN["t"] - MARGIN["b"]) * look.scale


def _write_beside(labels: list[Label], marks: list[Dot], wide: bool, look: Look) -> dict[str, Any]:
    fonts = build_layout(look).font.family + (f", {WIDE_NAMES}" if wide else "")
    return {
        "type": "scatter",
        "x": [marks[label.dot].x for label in labels],
        "y": [marks[label.dot].y for label in labels],
        "text": [escape_label(marks[label.dot].name) for label in labels],
        "textposition": [label.side for label in labels],
        "textfont": {"color": look.colours.text, "family": fonts},
        # A little larger than the dots, so that the text stands off them.
        "mode": "markers+text",
        "marker": {"size": 13 * look.scale, "opacity": 0},
        "hoverinfo": "skip",
        "unselected": {"marker": {"opacity": 0}, "textfont": {"color": look.colours.text}},
    }


def _lead(label: Label, dot: Dot, look: Look) -> dict[str, Any]:
    return {
        "x": dot.x,
        "y": dot.y,
        "ax": label.dx,
        "ay": label.dy,
        "text": escape_label(dot.name),
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": look.colours.quiet,
        "standoff": 7 * look.scale,
        "xanchor": "center",
        "yanchor": "middle",
    }


def build_line_ends(curves: Curves, frame: Frame, look: Look) -> list[dict[str, Any]]:
    """What each line means, at its end in the margin, lifted apart where two ends are close."""
    ends = [(frame.edge, "as expected")]
    ends += [(float(ys[-1]), _ENDS[p]) for p, (_, ys) in curves.items() if len(ys)]
    pixels = _find_height(look) / (frame.high - frame.low)
    notes: list[dict[str, Any]] = []
    top = -np.inf
    for y, words in sorted(ends):
        half = 8.0 * look.scale * (1 + words.count("<br>"))
        middle = max(y * pixels, top + half)
        top = middle + half
        notes.append(
            {
                "x": 1,
                "xref": "paper",
                "y": y,
                "xanchor": "left",
                "yanchor": "middle",
                "xshift": 5 * look.scale,
                "yshift": middle - y * pixels,
                "align": "left",
                "text": words,
                "showarrow": False,
                "font": {"color": look.colours.quiet, "size": 13 * look.scale},
            }
        )
    return notes
