"""Where names go beside their dots: over no line, no dot and no other name, at any width."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LETTER, LINE = 7.3, 17.0  # CSS pixels of a letter's width and a line's height, on the desk.
_REACH = 9.5  # From the middle of a dot to where Plotly begins the text beside it.
_CLEAR = 2.0  # Between a text and a line.
_NEARER = 1.15  # How many times as far from any other dot a text stands as from its own.


class Dot(NamedTuple):
    """A dot to name, in the figure's own units; `must` be named, if need be with a leader."""

    x: float
    y: float
    name: str
    must: bool


class Label(NamedTuple):
    """A placed name: `side` is Plotly's text position; none where a leader goes to (`dx`, `dy`).

    `wide` where there is room for it on a wide screen only. `dx`, `dy` are CSS pixels, `dy`
    downwards, to the middle of the text.
    """

    dot: int
    side: str | None
    wide: bool = False
    dx: float = 0.0
    dy: float = 0.0


class _Box(NamedTuple):
    left: float
    low: float
    right: float
    high: float


@dataclass
class Ground:
    """A plot as pixels: `curves` rise from left to right, a pair of x and y each."""

    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    curves: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]
    taken: list[_Box] = field(default_factory=list)
    marks: list[_Box] = field(default_factory=list)

    def find_pixels(self, x: float, y: float) -> tuple[float, float]:
        """A point of the figure in pixels from the lower left."""
        (left, right), (low, high) = self.x_range, self.y_range
        return self.width * (x - left) / (right - left), self.height * (y - low) / (high - low)

    def count_hits(self, box: _Box, own: _Box) -> int:
        """How many lines, dots and names a text would lie on; its own dot is none of them."""
        outside = box.left < 0 or box.right > self.width or box.low < 0 or box.high > self.height
        boxes = sum(_overlap(box, other) for other in self.taken if other != own)
        return 4 * outside + boxes + sum(self._crosses(box, *curve) for curve in self.curves)

    def is_its_own(self, box: _Box, own: _Box) -> bool:
        """Whether a text is read with its own dot and not with one that stands as near."""
        reach = _NEARER * _find_gap(box, own)
        return all(_find_gap(box, mark) > reach for mark in self.marks if mark != own)

    def _crosses(self, box: _Box, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> bool:
        (left, right), (low, high) = self.x_range, self.y_range
        first = left + (right - left) * box.left / self.width
        last = left + (right - left) * box.right / self.width
        if not len(xs) or last < xs[0] or first > xs[-1]:
            return False
        # A curve that only rises lies, over the text's width, between its two ends there.
        begins, ends = np.interp((first, last), xs, ys)
        bottom = self.height * (begins - low) / (high - low)
        top = self.height * (ends - low) / (high - low)
        return bool(bottom <= box.high + _CLEAR and top >= box.low - _CLEAR)


def _overlap(one: _Box, other: _Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.low < other.high
        and other.low < one.high
    )


def _find_gap(box: _Box, mark: _Box) -> float:
    x, y = (mark.left + mark.right) / 2, (mark.low + mark.high) / 2
    return math.hypot(max(box.left - x, x - box.right, 0), max(box.low - y, y - box.high, 0))


def place_names(dots: Sequence[Dot], grounds: Sequence[Ground], scale: float) -> list[Label]:
    """A place for each name that has one on all grounds, or on all but the first, the narrowest.

    Those that must be named come first and always have one.
    """
    for ground in grounds:
        ground.marks = [_mark(dot, ground, scale) for dot in dots]
        ground.taken += ground.marks
    placed: list[Label] = []
    for index in sorted(range(len(dots)), key=lambda i: (not dots[i].must, dots[i].name)):
        label = _place(index, dots[index], grounds, scale)
        if label is None:
            continue
        placed.append(label)
        for ground in grounds[1:] if label.wide else grounds:
            ground.taken.append(_find_box(label, dots[index], ground, scale))
    return placed


def _place(index: int, dot: Dot, grounds: Sequence[Ground], scale: float) -> Label | None:
    for wide, where in ((False, grounds), (True, grounds[1:])):
        if not where or (wide and dot.must):
            break
        for side in _SIDES:
            label = Label(index, side, wide)
            if not _count_hits(label, dot, where, scale):
                return label
    if not dot.must:
        return None
    return min(
        _leaders(index, dot, scale), key=lambda label: _count_hits(label, dot, grounds, scale)
    )


def _count_hits(label: Label, dot: Dot, grounds: Sequence[Ground], scale: float) -> int:
    hits = 0
    for ground in grounds:
        box, own = _find_box(label, dot, ground, scale), _mark(dot, ground, scale)
        hits += ground.count_hits(box, own)
        # A leader says itself whose name it leads to.
        hits += label.side is not None and not ground.is_its_own(box, own)
        if hits and label.side is not None:
            break  # Beside its dot a name is free or it is not there.
    return hits


def _leaders(index: int, dot: Dot, scale: float) -> Iterator[Label]:
    half = LETTER * len(dot.name) / 2
    for away in (26, 40, 56, 76, 100, 130, 165):
        for dy in (-away, away):
            for dx in (0.0, -half, half, -half - away, half + away):
                yield Label(index, None, dx=dx * scale, dy=dy * scale)


_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
    "top right": (1, 1),
    "bottom left": (-1, -1),
}


def _find_box(label: Label, dot: Dot, ground: Ground, scale: float) -> _Box:
    x, y = ground.find_pixels(dot.x, dot.y)
    width, height, reach = LETTER * len(dot.name) * scale, LINE * scale, _REACH * scale
    if label.side is None:
        x, y = x + label.dx, y - label.dy
    else:
        across, up = _SIDES[label.side]
        x += across * (reach + width / 2)
        y += up * (reach + height / 2)
    return _Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _mark(dot: Dot, ground: Ground, scale: float) -> _Box:
    x, y = ground.find_pixels(dot.x, dot.y)
    return _Box(x - 6 * scale, y - 6 * scale, x + 6 * scale, y + 6 * scale)
