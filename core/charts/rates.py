"""Each home's rate with its exact interval, homes by provider and name, never by rate."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import build_layout, escape_label, find_palette
from core.measures.funnel import Position
from core.measures.sentences import say_count

_ROW_HEIGHT = 26


def build_rates_figure(
    rates: pl.DataFrame, area_rate: float | None, mode: str = "light", *, projector: bool = False
) -> go.Figure:
    """A dot and its 95 % interval a home, from `core.measures.rates.build_rates`.

    Orange is beyond the 99.8 % limit, grey is "not enough data"; `area_rate` (None: not drawn) is
    the line that all homes are compared with.
    """
    colours = find_palette(mode)
    shown = rates.filter(pl.col("rate").is_not_null()).sort("name", "urn", descending=True)
    # Two homes of one name would share a row of the chart.
    shown = shown.with_columns(
        label=pl.when(pl.col("name").is_duplicated())
        .then(pl.format("{} ({})", "name", "urn"))
        .otherwise("name")
    )
    figure = go.Figure(
        layout=build_layout(mode, projector=projector, height=80 + _ROW_HEIGHT * shown.height)
    )
    paint = {
        Position.NOT_ENOUGH_DATA.value: colours.unknown,
        Position.HIGH_998.value: colours.exception,
    }
    for row in shown.iter_rows(named=True):
        colour = paint.get(row["position"], colours.data)
        name = escape_label(row["label"])
        figure.add_scatter(
            x=[row["lower"], row["upper"]],
            y=[name, name],
            mode="lines",
            line={"color": colour, "width": 3},
        )
        figure.add_scatter(
            x=[row["rate"]],
            y=[name],
            mode="markers",
            marker={"color": colour, "size": 11},
        )
    figure.update_layout(
        xaxis={"rangemode": "tozero", "title": {"text": "call-outs per place per year"}},
        # A category whatever the names look like: "101" is a home, not a number.
        yaxis={"showgrid": False, "title": {"text": ""}, "type": "category"},
    )
    if area_rate is not None:
        figure.add_vline(x=area_rate, line={"color": colours.quiet, "dash": "dot", "width": 1.5})
        figure.add_annotation(
            x=area_rate,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            text=f"all homes: {area_rate:.2f}",
            showarrow=False,
            font_color=colours.quiet,
        )
    return figure


def describe_rates(rates: pl.DataFrame) -> str:
    """The takeaway for a reader who does not see the chart."""
    shown = rates.filter(pl.col("rate").is_not_null())
    first = f"Call-outs per place and year of {say_count(shown.height, 'home')}"
    if shown["position"].is_null().all():
        return f"{first}, with 95 % intervals."
    high = shown.filter(pl.col("position") == Position.HIGH_998.value)["name"].to_list()
    few = shown.filter(pl.col("position") == Position.NOT_ENOUGH_DATA.value).height
    stands_out = "no home stands out"
    if high:
        stands_out = f"{', '.join(high)} stand{'s' if len(high) == 1 else ''} out"
    return f"{first}, with 95 % intervals: {stands_out}" + (
        f"; for {few} there is too little data to tell." if few else "."
    )
