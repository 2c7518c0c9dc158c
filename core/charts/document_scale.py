"""How a document's figures lie, on paper and on a screen alike: axes, labels that fit, words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from core.reports.document import Bars, Block, Estimate, Intervals, Paragraph, Points

NOT_SHOWN = "not shown"
_MOST_TICKS = 5
_STEPS = (1, 2, 3, 4, 6, 12, 24, 48)  # A label in so many: months keep their place in the year.
_SHORTEST = 18  # A label of so many letters stands whole, whatever the room.
_LONGEST_MARK = 24
_MEANINGS = {"c": " (withheld: it is small, or would give away one that is)"}
# Letters that are not as broad as most: rather too broad than over one another.
_BREADTHS = (("mwMW@%—", 1.7), ("ABCDEFGHIJKLNOPQRSTUVXYZ", 1.4), (" .,:;'’|iljtf", 0.7))
_REACH = 3  # An interval beyond so many times the greatest value is cut: it would flatten the rest.


@dataclass(frozen=True)
class Mark:
    """Why no bar stands from the label at `first` to that at `last`, inclusive.

    `base` is the count that is known beneath it; `upright`: written up, as it is broader than its
    place.
    """

    first: int
    last: int
    words: str
    base: int | None
    upright: bool


@dataclass(frozen=True)
class Place:
    """An estimate as it is drawn: parts of the axis (0 to 1), and its words.

    `at` is None where there is no value; `starts`, `ends` are None where there is no interval;
    `runs_on` says that the interval ends beyond the axis.
    """

    label: str
    words: str
    at: float | None = None
    starts: float | None = None
    ends: float | None = None
    runs_on: bool = False


def find_totals(bars: Bars) -> list[int | None]:
    """What is known at each label, all series together; None where nothing is."""
    return [
        sum(known) if (known := [count for count in counts if count is not None]) else None
        for counts in _list_counts(bars)
    ]


def build_count_ticks(bars: Bars) -> tuple[int, ...]:
    """Whole numbers from 0 to no less than the highest bar, at most six of them."""
    top = max([1, *(total for total in find_totals(bars) if total is not None)])
    step = 1
    while math.ceil(top / step) > _MOST_TICKS:
        step = _find_next_step(step)
    return tuple(range(0, math.ceil(top / step) * step + 1, step))


def build_value_ticks(estimates: Sequence[Estimate]) -> tuple[float, ...]:
    """Round numbers from 0, or below it where a value is, to beyond every value.

    An interval many times as far as the greatest value is cut: `place_estimates` says which.
    """
    values = [each.value for each in estimates if _is_told(each.value)]
    lowest = min([0.0, *values, *_list_finite(each.lower for each in estimates)])
    uppers = _list_finite(each.upper for each in estimates if _is_told(each.value))
    highest = max([0.0, *values])
    reach = max([0.0, *uppers])
    top = max(highest, min(reach, _REACH * highest) if highest else reach)
    if top == lowest:
        top = 1.0
    step = _find_round((top - lowest) / _MOST_TICKS)
    first, last = math.floor(lowest / step), math.ceil(top / step)
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def lay_labels(labels: Sequence[str], room: float) -> list[tuple[str, ...]]:
    """Each label in one line or two, or () where it must be left out so that none meets another.

    `room`: how many letters fit beneath one bar.
    """
    longest = max(_SHORTEST, math.floor(room) - 1)
    ways: list[list[tuple[str, ...]]] = [[(label,) for label in labels], list(map(_split, labels))]
    # Whole words before as many labels as possible, and one line where two do no better.
    whole = min(ways, key=lambda way: (_count_cut(way, longest), _find_step(way, room)))
    written = [tuple(shorten(line, longest) for line in lines) for lines in whole]
    step = _find_step(written, room)
    return [lines if n % step == 0 else () for n, lines in enumerate(written)]


def place_marks(bars: Bars, room: float) -> list[Mark]:
    """Where it is written that a bar is missing; neighbours of one mark share it if it is broad.

    `room`: how many letters fit over one bar.
    """
    marks: list[Mark] = []
    totals = find_totals(bars)
    for n, counts in enumerate(_list_counts(bars)):
        if None not in counts:
            continue
        words = shorten(bars.marks[n] if n < len(bars.marks) else "", _LONGEST_MARK) or NOT_SHOWN
        last = marks[-1] if marks else None
        breadth = measure(words)
        is_broad = breadth > room
        if is_broad and last and (last.last, last.words, last.base) == (n - 1, words, totals[n]):
            marks[-1] = Mark(last.first, n, words, last.base, breadth > room * (n - last.first + 1))
        else:
            marks.append(Mark(n, n, words, totals[n], is_broad))
    return marks


def place_estimates(intervals: Intervals) -> list[Place]:
    """Every estimate on the axis of `build_value_ticks`, in the block's order."""
    ticks = build_value_ticks(intervals.estimates)
    first, span = ticks[0], ticks[-1] - ticks[0]
    digits = _find_digits(intervals.estimates)

    def place(value: float) -> float:
        return min(max((value - first) / span, 0.0), 1.0)

    places = []
    for each in intervals.estimates:
        if not _is_told(each.value):
            places.append(Place(each.label, each.said or NOT_SHOWN))
            continue
        has_limits = _is_told(each.lower) or _is_told(each.upper)
        upper = each.upper if _is_told(each.upper) else math.inf
        places.append(
            Place(
                each.label,
                _say_value(each, digits),
                place(each.value),
                place(each.lower if _is_told(each.lower) else first) if has_limits else None,
                place(upper) if has_limits else None,
                has_limits and upper > ticks[-1],
            )
        )
    return places


def say_number(number: float, digits: int) -> str:
    """A number of an axis or a value, with a true minus."""
    return f"{number:,.{digits}f}".replace("-", "\u2212")


def shorten(words: str, longest: int) -> str:
    """Words of at most so many letters; what is cut is an ellipsis."""
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def measure(words: str) -> float:
    """How broad words are, in letters of usual breadth."""
    return sum(
        next((breadth for letters, breadth in _BREADTHS if letter in letters), 1.0)
        for letter in words
    )


def find_tick_digits(ticks: Sequence[float]) -> int:
    """How many decimals tell an axis's numbers apart."""
    return next((n for n in range(7) if all(round(tick, n) == tick for tick in ticks)), 6)


def say_how_to_read(block: Bars | Intervals) -> str:
    """What stands beneath a figure: how it is read, and what is not zero though no bar stands."""
    if isinstance(block, Intervals):
        cut = any(place.runs_on for place in place_estimates(block))
        arrow = " An arrow: it goes on beyond the axis." if cut else ""
        notes = [f" {e.label}: {e.said}." for e in block.estimates if _is_told(e.value) and e.said]
        return f"The dot is the value, the line its interval.{arrow}{''.join(notes)}"
    words = sorted({mark.words for mark in place_marks(block, 99)})
    counted = f"Counted: {block.unit.strip()}."
    if not words:
        return counted
    said = [f"“{word}”{_MEANINGS.get(word, '')}" for word in words]
    return f"{counted} {' and '.join(said)}: not zero."


def find_words_instead(block: Block) -> tuple[Block, ...]:
    """The blocks that stand for a figure in which nothing could be drawn; () where something is."""
    if isinstance(block, Bars) and all(total is None for total in find_totals(block)):
        return (Paragraph(block.alt or NOT_SHOWN, block.title),)
    if isinstance(block, Intervals) and not any(_is_told(e.value) for e in block.estimates):
        said = tuple(f"{each.label}: {each.said or NOT_SHOWN}" for each in block.estimates)
        return (Points(said, block.title),) if said else (Paragraph(block.alt, block.title),)
    return ()


def _list_counts(bars: Bars) -> list[tuple[int | None, ...]]:
    return [tuple(counts[n] for _, counts in bars.series) for n in range(len(bars.labels))]


def _is_told(number: float | None) -> TypeGuard[float]:
    return number is not None and math.isfinite(number)


def _list_finite(numbers: Iterable[float | None]) -> list[float]:
    return [number for number in numbers if _is_told(number)]


def _find_round(step: float) -> float:
    """The next of 1, 2, 5, 10, 20 … (or 0.1, 0.2 …) that is no less."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= step * (1 - 1e-9))


def _find_next_step(step: int) -> int:
    return step * 5 // 2 if str(step)[0] == "2" else step * 2


def _split(label: str) -> tuple[str, ...]:
    """In two lines at the blank that leaves the longer one shortest."""
    words = label.split()
    ways = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(ways, key=lambda way: max(map(len, way)), default=(label,))


def _count_cut(labels: Sequence[Sequence[str]], longest: int) -> int:
    return sum(len(line) > longest for lines in labels for line in lines)


def _find_step(labels: Sequence[Sequence[str]], room: float) -> int:
    longest = max((measure(line) for lines in labels for line in lines), default=0.0)
    needed = next((step for step in _STEPS if longest + 0.8 <= room * step), None)
    return needed or len(labels) or 1


def _find_digits(estimates: Sequence[Estimate]) -> int:
    told = [n for each in estimates for n in (each.value, each.lower, each.upper) if _is_told(n)]
    if all(number == int(number) for number in told):
        return 0
    most = max(map(abs, told))
    return 0 if most >= 1000 else 1 if most >= 100 else 2


def _say_value(each: Estimate, digits: int) -> str:
    """A value with its limits: "0.90 (0.50 to 1.70)"; one limit alone is said as such."""
    assert each.value is not None
    said = say_number(each.value, digits)
    lower = say_number(each.lower, digits) if _is_told(each.lower) else ""
    upper = say_number(each.upper, digits) if _is_told(each.upper) else ""
    if lower and upper:
        return f"{said} ({lower} to {upper})"
    if lower:
        return f"{said} ({lower} or more)"
    return f"{said} (at most {upper})" if upper else said
