"""Thirty in one meeting, for minutes or hours: `make load MINUTES=60` prints a Markdown table.

First more and more come in, each number for a while, so that their times can be set beside each
other; then all of them meet for the minutes asked, while a month is imported and others visit other
pages; then all leave, and what the server keeps of them is counted. Of several meetings, one after
another, it is counted after each.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from core.moving import move
from tests.load.serving import ROOT, read_rows, run_observed
from tests.load.store import Meant, Verdict, build_store, judge_store
from tests.load.telling import find_times, find_waits, say_times, write_held, write_ramp
from tests.load.trial import (
    Trial,
    bring_in,
    collect,
    enter,
    grow,
    hold,
    import_once,
    leave,
    visit,
)
from tests.postgresql import running_server

_KEPT_FOR = 150  # seconds: a session is kept for 120 after its browser is gone
_LET_GO = 70
_COLLECTED = 310  # the server collects what it lost hold of every 300


async def run_trial(base: str, url: str, meant: Meant, asked: argparse.Namespace) -> Trial:
    """The whole trial against a server that runs."""
    chair = await enter(base, "chair", meant.names[0])
    chance = random.Random(asked.seed)
    trial = Trial(base, url, meant, asked.folder, chance, chair, not asked.only_turn)
    for clients in asked.ramp:
        await grow(trial, clients)
        await _hold_phase(trial, asked.ramp_seconds, asked.ramp_every, "ramp")
    for number in range(1, asked.meetings + 1):
        if number > 1:
            trial.followers.clear()
            trial.chair = await enter(base, "chair", meant.names[0])
        await _meet(trial, asked)
        await leave(trial)
        if asked.meetings > 1:
            await _wait_until_let_go(trial, number, _COLLECTED)
        elif asked.wait:
            await _wait_until_let_go(trial, number, _LET_GO)
    return trial


async def _meet(trial: Trial, asked: argparse.Namespace) -> None:
    await grow(trial, asked.clients)
    if asked.minutes:
        others = [asyncio.create_task(visit(trial, n, 30.0)) for n in range(1, asked.visitors + 1)]
        others.append(asyncio.create_task(bring_in(trial, asked.import_every)))
        await _hold_phase(trial, asked.minutes * 60, asked.every, "meeting")
        for task in others:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if not trial.imports:
            await import_once(trial)
    collect(trial)


async def _wait_until_let_go(trial: Trial, number: int, seconds: float) -> None:
    """Wait until the server has let go of who left, and note what it still holds."""
    await asyncio.sleep(_KEPT_FOR)
    # A session that is over is let go of when the next one ends.
    last = await enter(trial.base, "last", trial.meant.names[0])
    await last.close()
    await asyncio.sleep(seconds)
    held = read_rows(trial.folder, "samples")[-1]
    trial.note("left", {"meeting": number} | {name: held[name] for name in ("blocks", "rss_mb")})


async def _hold_phase(trial: Trial, seconds: float, every: float, kind: str) -> None:
    begin = time.time()
    clock = time.process_time()
    await hold(trial, seconds, every)
    trial.note(
        "phases",
        {
            "kind": kind,
            "clients": len(trial.followers) + 1,
            "begin": begin,
            "end": time.time(),
            "own_cpu": time.process_time() - clock,
        },
    )
    collect(trial)


def read_phases(folder: Path) -> list[dict]:
    """The phases with the server's share of a core and the machine's load in each."""
    samples = read_rows(folder, "samples")
    phases = read_rows(folder, "phases")
    for phase in phases:
        mine = [row for row in samples if phase["begin"] <= row["at"] <= phase["end"]]
        took = mine[-1]["at"] - mine[0]["at"] if len(mine) > 1 else 0
        phase["cpu"] = (mine[-1]["cpu_s"] - mine[0]["cpu_s"]) / took if took else float("nan")
        phase["load"] = sum(row["load"] for row in mine) / max(len(mine), 1)
    return phases


def write_report(folder: Path, verdict: Verdict | None = None, faults: int = 0) -> str:
    """The Markdown of a trial that is over, or of one that runs, from what it has noted so far."""
    ticks, commits = read_rows(folder, "ticks"), read_rows(folder, "commits")
    samples, phases = read_rows(folder, "samples"), read_phases(folder)
    lines = [
        f"{date.today():%d %B %Y}; {os.cpu_count()} cores. Times: median / 95 % / longest.",
        "",
    ]
    lines += write_ramp(ticks, commits, phases)
    for phase in phases:
        if phase["kind"] == "meeting":
            mine = [t for t in ticks if phase["begin"] <= t["clicked"] < phase["end"]]
            waits = find_waits(mine, commits)
            lines += [
                "",
                f"The meeting: {(phase['end'] - phase['begin']) / 60:.0f} minutes, "
                f"{len(mine)} recorded; press → commit "
                f"{say_times(find_times(waits['to commit']))}; press → other screens "
                f"{say_times(find_times(waits['click']))}.",
            ]
            held = [row for row in samples if phase["begin"] <= row["at"] <= phase["end"]]
            lines += ["", *write_held(held)]
    imports, visits = read_rows(folder, "imports"), read_rows(folder, "visits")
    if imports:
        took = find_times([row["seconds"] for row in imports])
        lines += ["", f"{len(imports)} imports of 40 incidents: {say_times(took)}."]
    for page in sorted({row["page"] for row in visits}):
        took = find_times([row["seconds"] for row in visits if row["page"] == page])
        lines.append(f"{page}: opened {took.count if took else 0} times, {say_times(took)}.")
    if samples:
        last = next((row for row in reversed(samples) if "sessions" in row), samples[-1])
        lines += [
            "",
            f"After all had left: {last.get('connected')} connected, "
            f"{last.get('sessions')} sessions kept, {last['threads']} threads, "
            f"{last['fds']} file descriptors, {last['rss_mb']:.0f} MB.",
        ]
    left = read_rows(folder, "left")
    for row in left if len(left) > 1 else ():
        lines.append(
            f"Meeting {row['meeting']} left {row['blocks']:,.0f} pieces of memory that Python "
            f"holds, {row['rss_mb']:.0f} MB in all."
        )
    if verdict is not None:
        lines += [
            "",
            f"Acknowledged {verdict.acknowledged}, lost {len(verdict.lost)}, "
            f"twice {len(verdict.twice)}, audit chain "
            f"{verdict.fault or 'whole'}, faults seen {faults}.",
        ]
    return "\n".join(lines)


def run(asked: argparse.Namespace) -> tuple[Trial, Verdict]:
    """Build the store, serve it, hold the trial, and look for what was acknowledged."""
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    meant = build_store(asked.folder / "meeting.db", max(asked.clients, asked.visitors + 2))
    with _keep(f"sqlite:///{asked.folder / 'meeting.db'}", postgresql=asked.postgresql) as url:
        with run_observed(url, asked.folder) as base:
            trial = asyncio.run(run_trial(base, url, meant, asked))
        return trial, judge_store(url, trial.decisions, trial.actions)


@contextlib.contextmanager
def _keep(url: str, *, postgresql: bool) -> Iterator[str]:
    """Where the store is kept: in its file, or moved to a PostgreSQL server for the block."""
    if not postgresql:
        yield url
        return
    with running_server(durable=True) as server:
        target = server.make_database()
        move(url, target)
        yield target


def read_arguments(told: list[str] | None = None) -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="tests.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long all of them meet")
    parser.add_argument("--clients", type=int, default=30, help="the chair among them")
    parser.add_argument("--visitors", type=int, default=3, help="who open other pages meanwhile")
    parser.add_argument("--every", type=float, default=20, help="seconds from change to change")
    parser.add_argument("--import-every", type=float, default=600, help="seconds")
    parser.add_argument("--ramp", type=int, nargs="*", default=[1, 2, 5, 10, 30])
    parser.add_argument("--ramp-seconds", type=float, default=90)
    parser.add_argument("--ramp-every", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--meetings", type=int, default=1, help="one after another, for memory")
    parser.add_argument("--wait", action="store_true", help="count what is kept after all left")
    parser.add_argument("--only-turn", action="store_true", help="go on and back, record nothing")
    parser.add_argument("--postgresql", action="store_true", help="kept by a server of its own")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "load")
    parser.add_argument("--report", action="store_true", help="of a folder; runs nothing")
    return parser.parse_args(told)


def main() -> int:
    """Hold the trial; 1 where something was lost, came twice, never came, or failed."""
    asked = read_arguments()
    if asked.report:
        sys.stdout.write(write_report(asked.folder) + "\n")
        return 0
    trial, verdict = run(asked)
    report = write_report(asked.folder, verdict, len(trial.faults))
    (asked.folder / "report.md").write_text(report + "\n")
    (asked.folder / "faults.json").write_text(json.dumps(trial.faults, indent=1))
    sys.stdout.write(report + "\n")
    missed = sum(tick.missed for tick in trial.ticks)
    return int(bool(verdict.lost or verdict.twice or verdict.fault or trial.faults or missed))


if __name__ == "__main__":
    sys.exit(main())
