"""Call-outs by whether police were needed, a bar a group, counts on the bars."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import DESK, Look, add_key, build_layout, escape_label

_NOT_RECORDED = "not recorded"


def build_needed_figure(needed: pl.DataFrame, column: str, look: Look = DESK) -> go.Figure:
    """Stacked bars from `core.measures.share.build_needed_by`: needed, not needed, not known."""
    colours = look.colours
    shown = needed.sort(column, descending=True).with_columns(
        pl.col(column).fill_null(_NOT_RECORDED)
    )
    names = [escape_label(name) for name in shown[column].to_list()]
    figure = go.Figure(layout=build_layout(look, height=90 + 34 * shown.height))
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
        look,
        room=160,  # beside the names
    )
    top = int(shown.select(pl.sum_horizontal("needed", "not_needed", "unknown").max()).item() or 0)
    figure.update_layout(
        barmode="stack",
        xaxis={
            "title": {"text": "call-outs"},
            "rangemode": "tozero",
            "tickformat": "d",
            "dtick": max(1, top // 5),
        },
        # A category whatever the names look like: "360" is a provider, not a number.
        yaxis={"showgrid": False, "type": "category"},
    )
    return figure


def describe_needed(needed: pl.DataFrame, column: str) -> str:
    """The takeaway for a reader who does not see the chart."""
    parts = [
        f"{row[column] or _NOT_RECORDED}: {row['needed']} needed, {row['not_needed']} not, "
        f"{row['unknown']} not known"
        for row in needed.iter_rows(named=True)
    ]
    return "Were police needed? " + "; ".join(parts) + "."
