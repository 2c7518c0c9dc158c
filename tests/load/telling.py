"""What a trial showed, as Markdown: times from a press to a screen, and what the server held.

Memory's slope is of the medians of each minute after the first quarter, with its 95 % interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from scipy.stats import linregress
from scipy.stats import t as student

_WARM_UP = 0.25
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Times:
    """How many, and of them the median, the 95th hundredth and the longest, in seconds."""

    count: int
    p50: float
    p95: float
    longest: float


def find_times(seconds: Sequence[float]) -> Times | None:
    """The times of so many waits; None of none."""
    if not seconds:
        return None
    p50, p95 = np.quantile(seconds, [0.5, 0.95])
    return Times(len(seconds), float(p50), float(p95), max(seconds))


def find_slope(samples: Rows, name: str) -> tuple[float, float, float] | None:
    """How much something grows an hour, and the 95 % interval; None of less than ten minutes."""
    minutes: dict[int, list[float]] = {}
    for row in samples:
        if name in row:
            minutes.setdefault(int(row["at"] // 60), []).append(row[name])
    days = sorted(minutes)[round(len(minutes) * _WARM_UP) :]
    if len(days) < 10:
        return None
    fit = linregress([day / 60 for day in days], [median(minutes[day]) for day in days])
    reach = float(student.ppf(0.975, len(days) - 2)) * fit.stderr
    return float(fit.slope), float(fit.slope - reach), float(fit.slope + reach)


def find_waits(ticks: Rows, commits: Rows) -> dict[str, list[float]]:
    """Seconds from the press to the chair's own screen, and from press and commit to the others."""
    waits: dict[str, list[float]] = {"own": [], "click": [], "commit": [], "to commit": []}
    moments = sorted(row["at"] for row in commits)
    for tick in ticks:
        clicked, own = tick["clicked"], tick["own"]
        others = tick["others"]
        if own is not None:
            waits["own"].append(own - clicked)
        waits["click"] += [at - clicked for at in others]
        committed = next((at for at in moments if at >= clicked), None)
        if committed is not None and own is not None and committed <= own:
            waits["to commit"].append(committed - clicked)
            waits["commit"] += [at - committed for at in others]
    return waits


def say_times(times: Times | None) -> str:
    """The median, 95th hundredth and longest, in a table's cell."""
    if times is None:
        return "–"
    return f"{times.p50:.2f} / {times.p95:.2f} / {times.longest:.2f} s"


def write_ramp(ticks: Rows, commits: Rows, phases: Rows) -> list[str]:
    """A row for each number of clients: times, processor, load."""
    lines = [
        "| clients | recorded | press → own screen | commit → other screens | missed"
        " | server's processor | machine's load |",
        "| ---: | ---: | --- | --- | ---: | ---: | ---: |",
    ]
    for phase in phases:
        begin, end = phase["begin"], phase["end"]
        mine = [t for t in ticks if begin <= t["clicked"] < end]
        waits = find_waits(mine, commits)
        lines.append(
            f"| {phase['clients']} | {len(mine)} | {say_times(find_times(waits['own']))}"
            f" | {say_times(find_times(waits['commit']))} | {sum(t['missed'] for t in mine)}"
            f" | {phase['cpu']:.0%} of a core | {phase['load']:.1f} |"
        )
    return lines


def write_held(samples: Rows) -> list[str]:
    """What the server held, first and last and at most, and how memory grew."""
    lines = ["| | after the first quarter | at the end | most |", "| --- | ---: | ---: | ---: |"]
    for name, said in (
        ("rss_mb", "memory, MB"),
        ("blocks", "pieces of memory that Python holds"),
        ("sessions", "sessions, connected or not"),
        ("threads", "threads"),
        ("fds", "file descriptors"),
        ("connections", "database connections in use"),
    ):
        values = [row[name] for row in samples if name in row]
        if values:
            first = values[int(len(values) * _WARM_UP)]
            lines.append(f"| {said} | {first:,.0f} | {values[-1]:,.0f} | {max(values):,.0f} |")
    slope = find_slope(samples, "rss_mb")
    if slope is not None:
        lines += [
            "",
            f"Memory grew by {slope[0]:.1f} MB an hour "
            f"(95 % interval {slope[1]:.1f} to {slope[2]:.1f}).",
        ]
    return lines
