"""A document's figures as the PDF's template draws them: every place and word settled here."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from core.charts.document_scale import (
    Place,
    build_count_ticks,
    build_value_ticks,
    find_tick_digits,
    find_totals,
    lay_labels,
    place_estimates,
    place_marks,
    say_how_to_read,
    say_number,
    shorten,
)
from core.reports.document import Bars, Intervals

# The plot's width in points, and a letter's of 8 pt on it: as the template has them.
_PLOT = 440.0
_LETTER = 4.1
_LONGEST_LABEL, _LONGEST_SAID = 120, 240
# Letters that a line's label and what is said instead of a value have beside each other.
_LABEL_ROOM, _SAID_ROOM = 34, 60
_FULL = 44  # So many rows of letters fit on a page with the figure's title and axis.


def build_bars(bars: Bars) -> dict[str, Any]:
    """Stacked bars: ticks, each label's counts, total and lines, the marks where bars are missing.

    Counts are in units of the axis, which ends at the last tick.
    """
    room = _PLOT / max(len(bars.labels), 1) / _LETTER
    totals = find_totals(bars)
    longest = max((len(f"{total:,}") for total in totals if total is not None), default=1)
    lines = lay_labels(bars.labels, room)
    slots = [
        {
            "counts": [counts[n] or 0 for _, counts in bars.series],
            "total": _say_total(bars, n, total) if longest <= room else "",
            "lines": lines[n],
        }
        for n, total in enumerate(totals)
    ]
    return {
        "kind": "bars",
        "title": bars.title,
        "alt": bars.alt or bars.title,
        "unit": bars.unit,
        "names": [name for name, _ in bars.series],
        "ticks": [{"at": tick, "words": f"{tick:,}"} for tick in build_count_ticks(bars)],
        "slots": slots,
        "marks": [asdict(mark) for mark in place_marks(bars, room)],
        "note": say_how_to_read(bars),
    }


def _say_total(bars: Bars, n: int, total: int | None) -> str:
    """What stands on a bar: not a part of it as if it were all."""
    is_whole = all(counts[n] is not None for _, counts in bars.series)
    return f"{total:,}" if is_whole and total is not None else ""


def build_intervals(intervals: Intervals) -> Iterator[dict[str, Any]]:
    """Estimates under one another, in as many figures as pages need; one axis for all of them."""
    ticks = build_value_ticks(intervals.estimates)
    digits = find_tick_digits(ticks)
    span = ticks[-1] - ticks[0]
    for number, places in enumerate(_share_out(place_estimates(intervals))):
        continued = f"{intervals.title} (continued)" if number else intervals.title
        yield {
            "kind": "intervals",
            "title": continued,
            "alt": intervals.alt or intervals.title,
            "unit": intervals.unit,
            "ticks": [
                {"at": (tick - ticks[0]) / span, "words": say_number(tick, digits)}
                for tick in ticks
            ],
            "places": [asdict(place) for place in places],
            "note": say_how_to_read(intervals),
        }


def _share_out(places: Sequence[Place]) -> list[list[Place]]:
    """The lines in parts that fit on a page each."""
    parts: list[list[Place]] = [[]]
    taken = 0
    for place in places:
        short = replace(
            place,
            label=shorten(place.label, _LONGEST_LABEL),
            words=shorten(place.words, _LONGEST_SAID),
        )
        said = len(short.words) if short.at is None else 0
        rows = max(math.ceil(len(short.label) / _LABEL_ROOM), math.ceil(said / _SAID_ROOM))
        if parts[-1] and taken + rows > _FULL:
            parts.append([])
            taken = 0
        parts[-1].append(short)
        taken += rows
    return parts
