"""What was known and done in missing episodes: a bar a question, its counts on it."""

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import DESK, Look, add_key, build_layout, write_above_bars

_ROW = 52
_DARK_TEXT = "#14191F"


def build_answers_figure(answers: pl.DataFrame, look: Look = DESK) -> go.Figure:
    """Stacked counts from `core.measures.missing.build_answers`; questions of none are left out.

    Each question stands above its bar, so that the bar keeps the width of a phone.
    """
    colours = look.colours
    shown = answers.filter(pl.col("asked") > 0)
    places = list(range(shown.height, 0, -1))
    figure = go.Figure(layout=build_layout(look, height=70 + _ROW * shown.height))
    # White on the dark blue of the light mode, dark on every other colour.
    on_yes = "#FFFFFF" if look.mode != "dark" else _DARK_TEXT
    key = [
        ("yes", colours.data, on_yes),
        ("no", colours.protective, _DARK_TEXT),
        ("not recorded", colours.unknown, _DARK_TEXT),
    ]
    for (_, colour, on_colour), name in zip(key, ("yes", "no", "unknown"), strict=True):
        counts = shown[name].to_list()
        figure.add_bar(
            x=counts,
            y=places,
            width=0.42,
            orientation="h",
            marker_color=colour,
            text=[str(n) if n else "" for n in counts],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"color": on_colour},
            textangle=0,
            constraintext="none",
        )
    words = [
        f"{what} (of {asked})" for what, asked in shown.select("question", "asked").iter_rows()
    ]
    write_above_bars(figure, words, places, 0.21)
    add_key(figure, [(word, colour) for word, colour, _ in key], look)
    top = int(shown["asked"].max() or 0) if shown.height else 0  # type: ignore[arg-type]
    figure.update_layout(
        barmode="stack",
        xaxis={
            "title": {"text": "episodes"},
            "range": [0, max(top, 1) * 1.02],
            "dtick": max(1, -(-top // 6)),
            "tickformat": "d",
            # The counts stand on the bars: a line would cross the questions.
            "showgrid": False,
        },
        yaxis={
            "showgrid": False,
            "showticklabels": False,
            "range": [0.6, shown.height + 0.75],
        },
    )
    return figure


def describe_answers(answers: pl.DataFrame) -> str:
    """The takeaway for a reader who does not see the chart."""
    parts = [
        f"{row['question']}: {row['yes']} yes, {row['no']} no, {row['unknown']} not recorded"
        for row in answers.filter(pl.col("asked") > 0).iter_rows(named=True)
    ]
    return "; ".join(parts) + "." if parts else "No episode to ask of."
