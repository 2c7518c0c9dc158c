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


_LETTER = 8.2  # CSS pixels a letter of the key takes, on average
_ROW = 20  # and a row of it


def add_key(
    figure: go.Figure, words: list[tuple[str, str]], look: Look, *, room: int = 280
) -> None:
    """Write what each colour means above the plot, where no bar reaches.

    `words` are pairs of a word and its colour; the square carries the colour, the word is text.
    `room`: CSS pixels that the plot has on the narrowest phone; what is longer goes into more rows.
    """
    rows: list[list[tuple[str, float]]] = [[]]
    shift = 0.0
    for word, colour in words:
        width = (len(word) + 4) * _LETTER
        if rows[-1] and shift + width > room:
            rows.append([])
            shift = 0.0
        rows[-1].append((f'<span style="color:{colour}">■</span> {word}', shift))
        shift += width
    for down, row in enumerate(rows, start=1):
        for text, shift in row:
            figure.add_annotation(
                x=0,
                y=1,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                xshift=shift * look.scale,
                yshift=4 + (len(rows) - down) * _ROW * look.scale,
                showarrow=False,
                text=text,
            )
    more = (len(rows) - 1) * _ROW * look.scale
    figure.layout.margin.t = (figure.layout.margin.t or 0) + more
