"""What was not in line, as bars: agreed solid, suggested outlined, the counts at each bar's end."""

from datetime import date
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from core.charts.theme import (
    ABOVE_PLOT,
    DESK,
    Look,
    build_layout,
    build_span,
    escape_label,
    lay_over,
)
from core.measures.breach_sentences import say_bar

# CSS pixels on the desk; the wall's are larger by its scale.
_LINE, _PAD, _BAR, _GAP, _TOP, _BOTTOM = 19, 4, 16, 12, 30, 48
_LETTERS = 45  # in a line of a label: what a phone is wide
_LETTERS_ON_WALL = 125
_FOR_COUNTS = 0.5  # of the width stays free right of the longest bar, for "12 agreed, 3 suggested"


def build_breach_figure(
    rows: pl.DataFrame,
    label: str,
    unit: str,
    look: Look = DESK,
    *,
    second: str | None = "suggested",
) -> go.Figure:
    """A bar a row, its words above it: the words of a rule are too long to stand beside.

    Args:
        rows: in the order they are read: `label`, `agreed` and `second`.
        label: the column of words.
        unit: what is counted, for the axis.
        look: light or dark, desk or wall.
        second: the column of the outlined bar, and its word; None for a reader who sees only what
            the group agreed.
    """
    letters = _LETTERS_ON_WALL if look.projector else _LETTERS
    labels = [wrap(words, letters) or ["not recorded"] for words in rows[label].to_list()]
    tops, height = _place_rows(labels)
    figure = go.Figure(layout=build_layout(look, height=height + _TOP + _BOTTOM))
    middles = [
        top + _LINE * len(lines) + _PAD + _BAR / 2 for top, lines in zip(tops, labels, strict=True)
    ]
    others = [0] * rows.height if second is None else rows[second].to_list()
    _add_bars(figure, look, rows["agreed"].to_list(), others, middles, lies=True)
    notes: list[dict[str, object]] = []
    for row, (lines, top, middle) in enumerate(zip(labels, tops, middles, strict=True)):
        agreed = rows["agreed"][row]
        said = say_bar(agreed, others[row], second or "")
        words = "<br>".join(escape_label(line) for line in lines)
        notes += [
            {"x": 0, "y": top, "text": words, "yanchor": "top", "align": "left"},
            {
                "x": agreed + others[row],
                "y": middle,
                "text": said,
                "yanchor": "middle",
                "xshift": 5,
            },
        ]
    lay_over(figure, [{"xanchor": "left", **note} for note in notes])
    most = max([one + other for one, other in zip(rows["agreed"], others, strict=True)], default=0)
    figure.update_layout(
        barmode="stack",
        margin={"t": _TOP * look.scale, "b": _BOTTOM * look.scale},
        xaxis={
            "title": {"text": unit},
            "range": [0, max(most, 3) / _FOR_COUNTS],
            "tickvals": _find_ticks(most),
            "showgrid": False,
            "automargin": False,
        },
        yaxis={"range": [height, 0], "visible": False},
    )
    _add_key(figure, look, second=second)
    return figure


def _place_rows(labels: list[list[str]]) -> tuple[list[int], int]:
    """Where each row begins, in pixels from the top, and how high all are together."""
    tops, top = [], _GAP
    for lines in labels:
        tops.append(top)
        top += _LINE * len(lines) + _PAD + _BAR + _GAP
    return tops, top


def _find_ticks(most: int) -> list[int]:
    """Nought, and whole numbers up to the longest bar: right of it stand words, not a scale."""
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if most <= 4 * s), most)
    return list(range(0, most + 1, max(step, 1)))


def _add_bars(
    figure: go.Figure,
    look: Look,
    agreed: list[int],
    others: list[int],
    places: list[float] | list[date],
    *,
    lies: bool,
) -> None:
    colour = look.colours.data
    outlined = {"color": "rgba(0,0,0,0)", "line": {"color": colour, "width": 2 * look.scale}}
    for counts, marker in ((agreed, {"color": colour}), (others, outlined)):
        # A bar of nought would still be drawn by its outline, as a line.
        shown = [count or None for count in counts]
        if lies:
            figure.add_bar(x=shown, y=places, orientation="h", width=_BAR, marker=marker)
        else:
            figure.add_bar(
                x=places, y=shown, marker=marker, xperiod="M1", xperiodalignment="middle"
            )


def _add_key(figure: go.Figure, look: Look, *, second: str | None, has_gaps: bool = False) -> None:
    """What solid, outlined and grey mean, above the plot; only what the figure can show."""
    words = [("■", "agreed", look.colours.data)]
    if second is not None:
        words.append(("□", second, look.colours.data))
    if has_gaps:
        words.append(("■", "no data", look.colours.unknown))
    said = (f'<span style="color:{colour}">{sign}</span> {word}' for sign, word, colour in words)
    lay_over(figure, [{**ABOVE_PLOT, "text": "    ".join(said), "yshift": 4}])


def build_breach_months_figure(
    months: pl.DataFrame, look: Look = DESK, *, second: str | None = "suggested"
) -> go.Figure:
    """Bars a month from `core.measures.tally.build_by_month`; a month without data is grey."""
    known = months.filter(pl.col("agreed").is_not_null())
    others = [0] * known.height if second is None else known[second].to_list()
    figure = go.Figure(layout=build_layout(look, height=300))
    _add_bars(figure, look, known["agreed"].to_list(), others, known["month"].to_list(), lies=False)
    gaps = months.filter(pl.col("agreed").is_null()).select(
        "month", after=pl.col("month").dt.offset_by("1mo")
    )
    grey = look.colours.unknown
    lay_over(figure, shapes=[build_span(x0, x1, grey, 0.4) for x0, x1 in gaps.iter_rows()])
    most = max([one + other for one, other in zip(known["agreed"], others, strict=True)], default=0)
    figure.update_layout(
        barmode="stack",
        yaxis={
            "title": {"text": "findings a month"},
            "range": [0, max(most, 3) * 1.05],
            "tickvals": _find_ticks(max(most, 3)),
        },
        xaxis={
            "showgrid": False,
            "tickformat": "%b<br>%Y",
            "ticklabelmode": "period",
            # All of the period, though its first or last months have no data or no finding.
            "range": [months["month"].min(), months["month"].dt.offset_by("1mo").max()],
        },
    )
    _add_key(figure, look, second=second, has_gaps=known.height < months.height)
    return figure
