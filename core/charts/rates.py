"""Each home's rate with its exact interval, homes by provider and name, never by rate."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import DESK, Look, build_layout, build_line, escape_label, lay_over
from core.measures.funnel import Position
from core.measures.sentences import say_count

_ROW_HEIGHT = 26
_WALL, _WALL_ROW = 640, 28  # CSS pixels: what a wall of 1080 has room for, and a row read there


def build_rates_figure(
    rates: pl.DataFrame, area_rate: float | None, look: Look = DESK
) -> go.Figure:
    """A dot and its 95 % interval a home, from `core.measures.rates.build_rates`.

    Orange is beyond the 99.8 % limit, grey is "not enough data"; `area_rate` (None: not drawn) is
    the line that all are compared with. Providers are drawn the same way.
    """
    colours = look.colours
    shown = rates.filter(pl.col("rate").is_not_null()).sort("name", "urn", descending=True)
    # Two homes of one name would share a row of the chart.
    shown = shown.with_columns(
        label=pl.when(pl.col("name").is_duplicated())
        .then(pl.format("{} ({})", "name", "urn"))
        .otherwise("name")
    )
    figure = go.Figure(layout=build_layout(look, height=_find_height(shown.height, look)))
    whole_names = shown["label"].to_list()
    edge = _find_edge(shown, area_rate)
    shown = shown.with_columns(
        label=pl.Series([escape_label(n) for n in shown["label"]], dtype=pl.String)
    )
    unclear, high = Position.NOT_ENOUGH_DATA.value, Position.HIGH_998.value
    plain = pl.col("position").is_null() | ~pl.col("position").is_in([unclear, high])
    # A shape as well as a colour: colour never carries the meaning alone.
    for rows, colour, symbol in (
        (shown.filter(plain), colours.data, "circle"),
        (shown.filter(pl.col("position") == unclear), colours.unknown, "circle-open"),
        (shown.filter(pl.col("position") == high), colours.exception, "diamond"),
    ):
        if rows.height:
            _add_homes(figure, rows, edge, colour, symbol)
    names = shown["label"].to_list()
    figure.update_layout(
        xaxis={
            "range": [-0.03 * edge, 1.03 * edge],
            # In two lines: beside the homes' names a phone leaves the axis a third of its width.
            "title": {"text": "call-outs per<br>place per year"},
        },
        # A category whatever the names look like: "101" is a home, not a number.
        yaxis={
            "showgrid": False,
            "title": {"text": ""},
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
            "tickvals": names,
            "ticktext": [_shorten(name) for name in whole_names],
        },
    )
    if area_rate is not None:
        label = {
            "x": area_rate,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            # On a phone half the axis is shorter than the words; before it the names leave room.
            "xanchor": "left" if area_rate <= edge / 8 else "center",
            "text": f"the area: {area_rate:.2f}",
            "font": {"color": colours.quiet},
        }
        lay_over(figure, [label], [build_line(colours.quiet, x=area_rate, dash="dot")])
    return figure


def _find_height(rows: int, look: Look) -> int:
    height = 80 + _ROW_HEIGHT * rows
    if not look.projector:
        return height
    fits = max(_WALL, 100 + _WALL_ROW * rows)
    return min(height, int(fits / look.scale))


def _find_edge(shown: pl.DataFrame, area_rate: float | None) -> float:
    """Where the axis ends: a home open for days has limits that would flatten every other home."""
    told = shown.filter(
        pl.col("position").is_null() | (pl.col("position") != Position.NOT_ENOUGH_DATA.value)
    )
    # A home high at few expected has a very wide interval: its rate must fit, its limit need not.
    fits = told.select(pl.min_horizontal("upper", 2 * pl.col("rate")).max()).item()
    quiet = told.filter(pl.col("rate") == 0).select(pl.col("upper").max()).item()
    fits = max((float(n) for n in (fits, quiet) if n is not None), default=None)
    if fits is None:
        fits = shown["upper"].median()
    return max(float(fits or 0), 2 * (area_rate or 0)) or 1.0


def _shorten(name: str, longest: int = 26) -> str:
    return escape_label(name if len(name) <= longest else name[: longest - 1].rstrip() + "…")


def _add_homes(
    figure: go.Figure, rows: pl.DataFrame, edge: float, colour: str, symbol: str
) -> None:
    xs: list[float | None] = []
    ys: list[str | None] = []
    for label, lower, upper in rows.select("label", "lower", "upper").iter_rows():
        xs += [min(lower, edge), min(upper, edge), None]
        ys += [label, label, None]
    figure.add_scatter(x=xs, y=ys, mode="lines", line={"color": colour, "width": 3})
    inside = rows.filter(pl.col("rate") <= edge)
    beyond = rows.filter(pl.col("upper") > edge)
    for part, at, shape in (
        (inside, inside["rate"].to_list(), symbol),
        (beyond, [edge] * beyond.height, "triangle-right"),
    ):
        if part.is_empty():
            continue
        figure.add_scatter(
            x=at,
            y=part["label"].to_list(),
            mode="markers",
            marker={
                "color": colour,
                "size": 11,
                "symbol": shape,
                "line": {"width": 2, "color": colour},
            },
        )


def describe_rates(rates: pl.DataFrame, noun: str = "home") -> str:
    """The takeaway for a reader who does not see the chart."""
    shown = rates.filter(pl.col("rate").is_not_null())
    first = f"Call-outs per place and year of {say_count(shown.height, noun)}"
    if shown["position"].is_null().all():
        return f"{first}, with 95 % intervals."
    high = shown.filter(pl.col("position") == Position.HIGH_998.value)["name"].to_list()
    few = shown.filter(pl.col("position") == Position.NOT_ENOUGH_DATA.value).height
    stands_out = f"no {noun} stands out"
    if high:
        stands_out = f"{', '.join(high)} stand{'s' if len(high) == 1 else ''} out"
    return f"{first}, with 95 % intervals: {stands_out}" + (
        f"; for {few} there is too little data to tell." if few else "."
    )
