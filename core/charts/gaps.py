"""Days between call-outs: a dot a gap, at the day that ended it."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import (
    ABOVE_PLOT,
    DESK,
    Look,
    beyond_end,
    build_layout,
    build_line,
    lay_over,
)
from core.measures.gaps import find_gap_limits, find_unusual_gaps
from core.measures.sentences import say_count
from core.measures.signal_sentences import say_gaps, say_usual


def build_gaps_figure(gaps: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """Dots from `core.measures.gaps.build_gaps`; hollow is still open, a diamond is unusual."""
    figure = go.Figure(layout=build_layout(look))
    limits = find_gap_limits(gaps)
    unusual = find_unusual_gaps(gaps)
    usual_ones = gaps.join(unusual, on=["from_on", "to_on", "is_open"], how="anti")
    ends = gaps["days"].max()
    top = max(int(ends) if isinstance(ends, int) else 0, limits.upper or 0, 7)
    # Two on one day are a dot on the axis: it must be seen whole.
    figure.update_layout(
        yaxis={"range": [-0.04 * top, 1.06 * top]},
        yaxis_title_text="days between call-outs",
        xaxis={"showgrid": False, "type": "date"},
    )
    if gaps.height:
        figure.update_xaxes(range=[str(gaps["from_on"].min()), str(gaps["to_on"].max())])
    # Below its line, where no key stands, unless the other label is there.
    is_apart = (limits.upper or 0) - (limits.centre or 0) > 0.3 * top
    lines: tuple[tuple[float | None, str, str, str], ...] = (
        (limits.centre, "solid", "usual:", "top"),
        (
            limits.upper and int(limits.upper),
            "dot",
            "unusual<br>above:",
            "top" if is_apart else "bottom",
        ),
    )
    for value, dash, words, anchor in lines:
        if value is not None:
            _add_line(figure, value, dash, words, anchor, look)
    for rows, symbol in ((usual_ones, "circle"), (unusual, "diamond")):
        for is_open in (False, True):
            shown = rows.filter(pl.col("is_open") == is_open)
            if shown.height:
                _add_dots(figure, shown, f"{symbol}-open" if is_open else symbol, look)
    _add_key(figure, gaps, unusual, look)
    return figure


def _add_key(figure: go.Figure, gaps: pl.DataFrame, unusual: pl.DataFrame, look: Look) -> None:
    """What each shape means; all are of one colour, so the squares of other charts say nothing."""
    words = ["● ended"]
    if unusual.height:
        words.append("◆ past the limit")
    if gaps["is_open"].any():
        words.append("○ still open")
    text = "  ".join(words)
    lay_over(
        figure,
        [{**ABOVE_PLOT, "yshift": 4, "font": {"color": look.colours.text}, "text": text}],
    )


def _add_line(
    figure: go.Figure, value: float, dash: str, words: str, anchor: str, look: Look
) -> None:
    """A limit across the plot; the label beyond its end, away from the other line's."""
    label = {
        **beyond_end(value),
        "yanchor": anchor,
        "text": f"{words}<br>{say_usual(value)} days",
    }
    lay_over(figure, [label], [build_line(look.colours.text, y=value, dash=dash)])
    figure.layout.margin.r = 112 * look.scale


def _add_dots(figure: go.Figure, rows: pl.DataFrame, symbol: str, look: Look) -> None:
    figure.add_scatter(
        x=rows["to_on"].to_list(),
        y=rows["days"].to_list(),
        mode="markers",
        cliponaxis=False,
        marker={
            "color": look.colours.data,
            "size": (11 if symbol.startswith("diamond") else 8) * look.scale,
            "symbol": symbol,
            "line": {"width": 2, "color": look.colours.data},
        },
    )


def describe_gaps(gaps: pl.DataFrame) -> str:
    """The takeaway for a reader who does not see the chart."""
    ended = int((~gaps["is_open"]).sum())
    return f"Days between call-outs, {say_count(ended, 'gap')} that ended. {say_gaps(gaps)}"
