"""The charts' look: one template for light and dark, on a desk or on the wall.

The colours are the UK Government Analysis Function's accessible palette; grey is "cannot tell".
"""

from dataclasses import dataclass

import plotly.graph_objects as go

_SANS = '"Source Sans", "Source Sans Pro", sans-serif'


@dataclass(frozen=True)
class Palette:
    """What each colour means, in one mode."""

    text: str
    quiet: str
    line: str
    data: str
    protective: str
    needed: str
    exception: str
    unknown: str
    band: str


LIGHT = Palette(
    text="#14191F",
    quiet="#59636E",
    line="#D5DBE1",
    data="#12436D",
    protective="#A285D1",
    needed="#28A197",
    exception="#F46A25",
    unknown="#B4BCC4",
    band="#F1F3F5",
)
DARK = Palette(
    text="#E8EDF2",
    quiet="#A9B4BF",
    line="#33404D",
    data="#6FB1E8",
    protective="#B59DDE",
    needed="#3DBDB2",
    exception="#F58A52",
    unknown="#7A8793",
    band="#1B2530",
)


@dataclass(frozen=True)
class Look:
    """Where a figure is seen: `mode` "light" or "dark", on a desk or on the wall."""

    mode: str = "light"
    projector: bool = False

    @property
    def colours(self) -> Palette:
        """The palette of the mode; anything but "dark" is light."""
        return DARK if self.mode == "dark" else LIGHT

    @property
    def scale(self) -> float:
        """How many times the desk's letters are as large: read from the back of a room."""
        return 1.5 if self.projector else 1.0


DESK = Look()


def escape_label(text: str) -> str:
    """Text for a Plotly label, which would otherwise draw tags and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_WHOLE = 340  # CSS pixels: what a figure of its own takes at a desk
_WALL = 596  # and on a wall of 1080, of which title, method and buttons take the rest


def build_layout(look: Look, *, height: int = _WHOLE) -> go.Layout:
    """A quiet frame: no title, no legend, transparent, faint horizontal lines.

    `height` in CSS pixels; on the projector letters and height are half as large again, and a whole
    figure fills the screen beneath its title.
    """
    colours, scale = look.colours, look.scale
    axis = {
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zeroline": False,
        "tickfont": {"color": colours.quiet},
        "title": {"font": {"color": colours.quiet}},
        "automargin": True,
        "fixedrange": True,
    }
    return go.Layout(
        font={"family": _SANS, "size": 14 * scale, "color": colours.text},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 16, "t": 28 * scale, "b": 8},
        height=max(int(height * scale), _WALL if look.projector and height >= _WHOLE else 0),
        showlegend=False,
        hovermode=False,
        bargap=0.25,
        xaxis=axis,
        yaxis=axis,
    )


def lay_over(
    figure: go.Figure,
    labels: list[dict[str, object]] | None = None,
    shapes: list[dict[str, object]] | None = None,
) -> None:
    """Put labels (Plotly's annotations) and shapes on a figure, all at once.

    One at a time, Plotly validates all of those before it again: of a figure with thirty labels
    that was more than half of what building it took.
    """
    if labels:
        common = {"showarrow": False}
        figure.layout.annotations = (
            *figure.layout.annotations,
            *({**common, **label} for label in labels),
        )
    if shapes:
        figure.layout.shapes = (*figure.layout.shapes, *shapes)


def build_line(
    colour: str, *, x: object = None, y: object = None, dash: str = "solid"
) -> dict[str, object]:
    """A line across the whole plot, up at `x` or along at `y`: a shape for `lay_over`."""
    ends = (
        {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain"}
        if y is None
        else {"y0": y, "y1": y, "x0": 0, "x1": 1, "xref": "x domain"}
    )
    return {"type": "line", "line": {"color": colour, "width": 1.5, "dash": dash}, **ends}


def build_span(x0: object, x1: object, colour: str, opacity: float = 1.0) -> dict[str, object]:
    """A band from one place of the axis to another, below the bars: a shape for `lay_over`."""
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "y0": 0,
        "y1": 1,
        "yref": "y domain",
        "fillcolor": colour,
        "opacity": opacity,
        "line": {"width": 0},
        "layer": "below",
    }


def beyond_end(value: float) -> dict[str, object]:
    """Where the label of a line along the plot stands: right of its end, where no bar is."""
    return {
        "x": 1,
        "y": value,
        "xref": "x domain",
        "yref": "y",
        "xanchor": "left",
        "xshift": 6,
        "align": "left",
    }


def write_above_bars(figure: go.Figure, words: list[str], places: list[int], lift: float) -> None:
    """The words of each lying bar above it, so that the bar keeps the width of a phone.

    `places` are the bars' on the axis, `lift` is half a bar's height in its units.
    """
    lay_over(
        figure,
        [
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": place + lift,
                "yanchor": "bottom",
                "text": text,
            }
            for place, text in zip(places, words, strict=True)
        ],
    )


_LETTER = 8.2  # CSS pixels a letter of the key takes, on average
_ROW = 20  # and a row of it
# Where a key begins: at the plot's upper left corner, outside.
ABOVE_PLOT: dict[str, object] = {
    "x": 0,
    "y": 1,
    "xref": "paper",
    "yref": "paper",
    "xanchor": "left",
    "yanchor": "bottom",
}


def add_key(
    figure: go.Figure,
    words: list[tuple[str, str]],
    look: Look,
    *,
    room: int = 280,
    signs: str = "■",
) -> None:
    """Write what each colour means above the plot, where no bar reaches.

    `words` are pairs of a word and its colour; the square carries the colour, the word is text.
    `room`: CSS pixels that the plot has on the narrowest phone; what is longer goes into more rows.
    `signs`: what stands for the first, the second … in place of a square, from the start again.
    """
    rows: list[list[tuple[str, float]]] = [[]]
    shift = 0.0
    for number, (word, colour) in enumerate(words):
        width = (len(word) + 4) * _LETTER
        if rows[-1] and shift + width > room:
            rows.append([])
            shift = 0.0
        sign = f'<span style="color:{colour}">{signs[number % len(signs)]}</span>'
        rows[-1].append((f"{sign} {word}", shift))
        shift += width
    lay_over(
        figure,
        [
            {
                **ABOVE_PLOT,
                "xshift": shift * look.scale,
                "yshift": 4 + (len(rows) - down) * _ROW * look.scale,
                "text": text,
            }
            for down, row in enumerate(rows, start=1)
            for text, shift in row
        ],
    )
    more = (len(rows) - 1) * _ROW * look.scale
    figure.layout.margin.t = (figure.layout.margin.t or 0) + more
