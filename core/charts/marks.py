"""Where the labels of days stand above a plot, so that none meets another at a phone's width."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import polars as pl

from core.clock import say_date
from core.measures.sentences import say_letter

# The narrowest plot, and a letter of a label, in CSS pixels.
_NARROWEST, _LETTER = 220, 8.2
_LONGEST = 14


@dataclass(frozen=True)
class Mark:
    """A dated label: `label` above the plot, `words` in full, `at` in the shares 0–1 of the axis.

    `until_day` is the last day of a span (inclusive), None for one day. `lane` counts upwards.
    """

    label: str
    words: str
    on_day: date
    until_day: date | None
    is_alarm: bool
    at: float
    lane: int

    @property
    def is_left(self) -> bool:
        """Whether the label stands to the left of its day, for want of room on the right."""
        return self.at > 0.6


def build_marks(
    start: date, end: date, annotations: pl.DataFrame | None, alarms: pl.DataFrame | None
) -> list[Mark]:
    """Annotations and alarms of the days from `start` up to, not including, `end`, by kind and day.

    One annotation is written in words if it is short, several are numbered; one alarm has its date,
    several have small letters (capitals are homes on the wall):
    `core.charts.timeline.build_marks_table` says what each stands for.

    Args:
        start: the first day of the axis.
        end: the day after its last.
        annotations: a row each: `on_day`, `until_day` (null: one day), `words`.
        alarms: a row each: `alarm_on`, and `name` where they are of homes.
    """
    marks: list[Mark] = []
    lanes: list[list[tuple[float, float]]] = []
    for label, words, on_day, until_day, is_alarm in [
        *_read_annotations(start, end, annotations),
        *_read_alarms(start, end, alarms),
    ]:
        middle = max(on_day, start)
        if until_day is not None:
            middle += timedelta((min(until_day, end - timedelta(1)) - middle).days / 2)
        at = (middle - start).days / (end - start).days
        # An alarm has its triangle besides.
        width = (len(label) + (2 if is_alarm else 1)) * _LETTER / _NARROWEST
        extent = (at - width, at + 0.05) if at > 0.6 else (at - 0.05, at + width)
        lane = next(n for n in count() if n >= len(lanes) or not _meets(extent, lanes[n]))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(extent)
        marks.append(Mark(label, words, on_day, until_day, is_alarm, at, lane))
    return marks


def _meets(extent: tuple[float, float], others: list[tuple[float, float]]) -> bool:
    return any(extent[0] < right and left < extent[1] for left, right in others)


_Row = tuple[str, str, date, date | None, bool]


def _read_annotations(start: date, end: date, annotations: pl.DataFrame | None) -> list[_Row]:
    if annotations is None:
        return []
    last = pl.col("until_day").fill_null(pl.col("on_day"))
    shown = annotations.filter((pl.col("on_day") < end) & (last >= start)).sort("on_day", "words")
    rows = shown.select("on_day", "until_day", "words").rows()
    is_short = len(rows) == 1 and len(rows[0][2]) <= _LONGEST
    return [
        (words if is_short else str(number), words, on_day, until_day, False)
        for number, (on_day, until_day, words) in enumerate(rows, start=1)
    ]


def _read_alarms(start: date, end: date, alarms: pl.DataFrame | None) -> list[_Row]:
    if alarms is None:
        return []
    shown = alarms.filter((pl.col("alarm_on") >= start) & (pl.col("alarm_on") < end))
    names = shown["name"] if "name" in shown.columns else pl.Series([""] * shown.height)
    days = sorted(zip(shown["alarm_on"], names, strict=True))
    rows: list[_Row] = []
    for number, (day, name) in enumerate(days):
        label = f"alarm {day.day} {day:%b}" if len(days) == 1 else say_letter(number).lower()
        words = f"Alarm at {name}" if name else "Alarm"
        rows.append((label, f"{words}, {say_date(day)}", day, None, True))
    return rows
