"""A document's bars on a screen: stacked counts, and a word where no bar stands."""

import plotly.graph_objects as go
import polars as pl

from core.charts.document_scale import (
    Mark,
    build_count_ticks,
    find_totals,
    lay_labels,
    place_marks,
)
from core.charts.theme import (
    ABOVE_PLOT,
    DESK,
    Look,
    add_key,
    build_layout,
    build_span,
    escape_label,
    lay_over,
)
from core.reports.document import Bars

# The plot of a phone in CSS pixels, and a letter's of 14 px: what fits there fits anywhere.
_PHONE, _LETTER = 300, 7.4
_LONGEST_NAME = 30
_SIGNS = "■▨▤▦"
_PATTERNS = ("", "/", "-", "+")


def build_document_bars_figure(bars: Bars, look: Look = DESK) -> go.Figure:
    """Counts on one another along the axis; what is withheld or not known is written, not drawn.

    Series differ by lightness and by pattern as well as by colour.
    """
    colours = look.colours
    count = max(len(bars.labels), 1)
    room = _PHONE / count / _LETTER
    inks = (colours.data, colours.protective, colours.needed, colours.quiet)
    figure = go.Figure(layout=build_layout(look))
    for number, (_, counts) in enumerate(bars.series):
        ink = inks[number % len(inks)]
        figure.add_bar(
            x=list(range(len(counts))),
            # A zero is written: as a bar it would be a line of its colour on the one below.
            y=[count or None for count in counts],
            width=min(0.75, 0.12 * count),
            marker_color=ink,
            marker_line={"color": ink, "width": 1},
            marker_pattern={"shape": _PATTERNS[number % len(_PATTERNS)], "size": 6},
        )
    ticks = build_count_ticks(bars)
    lines = lay_labels(bars.labels, room)
    written = [n for n, label in enumerate(lines) if label]
    figure.update_layout(
        barmode="stack",
        yaxis={"range": [0, ticks[-1] * 1.06], "tickvals": ticks, "tickformat": ",d"},
        xaxis={
            "showgrid": False,
            "range": [-0.5, count - 0.5],
            "tickvals": written,
            "ticktext": ["<br>".join(map(escape_label, lines[n])) for n in written],
            "tickangle": 0,
        },
    )
    marks = place_marks(bars, room)
    bands = [mark for mark in marks if mark.base is None]
    lay_over(
        figure,
        [_build_label(mark, ticks[-1], look) for mark in marks]
        + _build_totals(bars, room, look)
        + [_build_unit(bars, look)],
        [build_span(b.first - 0.5, b.last + 0.5, colours.unknown, 0.3) for b in bands],
    )
    figure.layout.margin.t += 8 * look.scale
    if len(bars.series) > 1:
        names = [escape_label(_shorten_name(name)) for name, _ in bars.series]
        keys = [(name, inks[n % len(inks)]) for n, name in enumerate(names)]
        _add_key_above_unit(figure, keys, look)
    return figure


def build_document_bars_table(bars: Bars) -> pl.DataFrame:
    """The figure's data, a row a label: the label, a column a series, and why a count is missing.

    Headings are unlike each other whatever the series are called.
    """
    missing = {n: m.words for m in place_marks(bars, 99) for n in range(m.first, m.last + 1)}
    columns: list[tuple[str, list[str] | list[int | None]]] = [("Label", list(bars.labels))]
    columns += [(name, list(counts)) for name, counts in bars.series]
    if missing:
        columns.append(("Mark", [missing.get(n, "") for n in range(len(bars.labels))]))
    taken: dict[str, list[str] | list[int | None]] = {}
    for name, cells in columns:
        while name in taken:
            name += "\u2019"
        taken[name] = cells
    kinds = {name: pl.String if name in ("Label", "Mark") else pl.Int64 for name in taken}
    return pl.DataFrame(taken, schema=kinds)


def _shorten_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _build_unit(bars: Bars, look: Look) -> dict[str, object]:
    """The axis's unit above it: beside it, it would take a phone's width."""
    unit = bars.unit if len(bars.unit) <= 40 else f"{bars.unit[:39].rstrip()}…"
    font = {"color": look.colours.quiet}
    return {**ABOVE_PLOT, "yshift": 6, "text": escape_label(unit), "font": font}


def _add_key_above_unit(figure: go.Figure, keys: list[tuple[str, str]], look: Look) -> None:
    lift = 22 * look.scale
    add_key(figure, keys, look, signs=_SIGNS)
    for note in figure.layout.annotations[-len(keys) :]:
        note.yshift += lift
    figure.update_layout(
        margin_t=figure.layout.margin.t + lift, height=int(figure.layout.height + lift)
    )


def _build_totals(bars: Bars, room: float, look: Look) -> list[dict[str, object]]:
    """The number on each bar, where all of them fit; a zero too, which is no missing bar."""
    totals = find_totals(bars)
    if max((len(f"{total:,}") for total in totals if total is not None), default=0) > room:
        return []
    return [
        {"x": n, "y": total, "yanchor": "bottom", "text": f"{total:,}"}
        for n, total in enumerate(totals)
        if total is not None and all(counts[n] is not None for _, counts in bars.series)
    ]


def _build_label(mark: Mark, top: int, look: Look) -> dict[str, object]:
    label: dict[str, object] = {
        "x": (mark.first + mark.last) / 2,
        "y": mark.base or 0,
        "yanchor": "bottom",
        "text": escape_label(mark.words),
    }
    if mark.upright:
        label |= {"textangle": -90, "yshift": 4}
    return label
