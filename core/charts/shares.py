"""Call-outs by whether police were needed, a bar a group, counts on the bars."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import add_key, build_layout, escape_label, find_palette


def build_needed_figure(
    needed: pl.DataFrame, column: str, mode: str = "light", *, projector: bool = False
) -> go.Figure:
    """Stacked bars from `core.measures.share.build_needed_by`: needed, not needed, not known."""
    colours = find_palette(mode)
    shown = needed.filter(pl.col(column).is_not_null()).sort(column, descending=True)
    names = [escape_label(name) for name in shown[column].to_list()]
    figure = go.Figure(
        layout=build_layout(mode, projector=projector, height=90 + 34 * shown.height)
    )
    for name, colour in (
        ("needed", colours.needed),
        ("not_needed", colours.exception),
        ("unknown", colours.unknown),
    ):
        counts = shown[name].to_list()
        figure.add_bar(
            y=names,
            x=counts,
            orientation="h",
            marker_color=colour,
            text=[str(n) if n else "" for n in counts],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": "#14191F"},
            textangle=0,
        )
    add_key(
        figure,
        [
            ("needed", colours.needed),
            ("not needed", colours.exception),
            ("not known", colours.unknown),
        ],
        projector,
    )
    figure.update_layout(
        barmode="stack",
        xaxis={"title": {"text": "call-outs"}, "rangemode": "tozero", "tickformat": "d"},
        yaxis={"showgrid": False},
    )
    return figure


def describe_needed(needed: pl.DataFrame, column: str) -> str:
    """The takeaway for a reader who does not see the chart."""
    parts = [
        f"{row[column]}: {row['needed']} needed, {row['not_needed']} not, {row['unknown']} not known"
        for row in needed.iter_rows(named=True)
    ]
    return "Were police needed? " + "; ".join(parts) + "."
