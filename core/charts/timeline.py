"""Call-outs by month, behaviour and protective stacked, months without data as gaps."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import DESK, Look, add_key, build_layout
from core.measures.sentences import say_count


def build_timeline_figure(monthly: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """Bars a month from `core.measures.timeline.build_monthly`; "no data" stands where none is."""
    colours = look.colours
    known = monthly.filter(pl.col("behaviour").is_not_null())
    figure = go.Figure(layout=build_layout(look))
    for name, colour in (("behaviour", colours.data), ("protective", colours.protective)):
        # A month's bar stands in its month, not astride its first day.
        figure.add_bar(
            x=known["month"].to_list(),
            y=known[name].to_list(),
            marker_color=colour,
            xperiod="M1",
            xperiodalignment="middle",
        )
    top = int(known.select(pl.sum_horizontal("behaviour", "protective").max()).item() or 0)
    figure.update_layout(
        barmode="stack",
        yaxis={"rangemode": "tozero", "range": [0, max(top, 3) * 1.05], "dtick": max(1, top // 5)},
        yaxis_title_text="call-outs a month",
        xaxis={"showgrid": False, "tickformat": "%b<br>%Y", "ticklabelmode": "period"},
    )
    for start, end in _find_gaps(monthly):
        figure.add_vrect(
            x0=start, x1=end, fillcolor=colours.unknown, opacity=0.4, line_width=0, layer="below"
        )
    key = [("behaviour", colours.data), ("protective", colours.protective)]
    if known.height < monthly.height:
        # In the key and not above each gap: neighbouring gaps would write over each other.
        key.append(("no data", colours.unknown))
    add_key(figure, key, look)
    return figure


def _find_gaps(monthly: pl.DataFrame) -> list[tuple[date, date]]:
    gaps: list[tuple[date, date]] = []
    for month, count in monthly.select("month", "behaviour").iter_rows():
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        if count is None:
            start = gaps.pop()[0] if gaps and gaps[-1][1] == month else month
            gaps.append((start, after))
    return gaps


def describe_timeline(monthly: pl.DataFrame) -> str:
    """The takeaway for a reader who does not see the chart."""
    known = monthly.filter(pl.col("behaviour").is_not_null()).with_columns(
        total=pl.col("behaviour") + pl.col("protective")
    )
    if known.is_empty():
        return "Call-outs by month: no data."
    most = known.sort("total", "month", descending=[True, False]).row(0, named=True)
    gaps = monthly.height - known.height
    return (
        f"Call-outs by month, {known['total'].sum()} in {say_count(known.height, 'month')}"
        + (f"; the most in {most['month']:%B %Y}, {most['total']}." if most["total"] else ".")
        + (f" {say_count(gaps, 'month')} without data." if gaps else "")
    )
