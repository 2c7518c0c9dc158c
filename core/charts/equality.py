"""How much is recorded: a bar a column, all bars of one length, counts above them."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import DESK, Look, add_key, build_layout, write_above_bars

_ROW = 58


def build_completeness_figure(completeness: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """Shares of the call-outs asked about, from `core.measures.completeness.build_completeness`.

    Each column's words stand above its bar, so that the bar keeps the width of a phone.
    """
    colours = look.colours
    height = completeness.height
    places = list(range(height, 0, -1))
    figure = go.Figure(layout=build_layout(look, height=80 + _ROW * height))
    key = [
        ("recorded", colours.data),
        ("not stated", colours.protective),
        ("not recorded", colours.unknown),
    ]
    for (_, colour), name in zip(key, ("recorded", "not_stated", "not_recorded"), strict=True):
        shares = completeness.select(100 * pl.col(name) / pl.col("call_outs")).to_series()
        figure.add_bar(
            x=shares.to_list(), y=places, width=0.36, orientation="h", marker_color=colour
        )
    words = [
        f"{row['what']}: {row['recorded']:,} of {row['call_outs']:,}"
        for row in completeness.iter_rows(named=True)
    ]
    write_above_bars(figure, words, places, 0.18)
    declined = int(completeness["not_stated"].sum()) > 0
    add_key(figure, [part for part in key if declined or part[0] != "not stated"], look)
    figure.update_layout(
        barmode="stack",
        xaxis={
            "title": {"text": "share of call-outs, %"},
            "range": [0, 101],
            "tickvals": [0, 25, 50, 75, 100],
            # The words stand above the bars: lines would run through them.
            "showgrid": False,
        },
        yaxis={"showgrid": False, "showticklabels": False, "range": [0.6, height + 0.75]},
    )
    return figure
