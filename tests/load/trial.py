"""The trial: a chair who records, others who follow, an import, visitors; all in one loop."""

import asyncio
import contextlib
import json
import os
import random
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from websockets.exceptions import WebSocketException

from tests.load.screen import Screen
from tests.load.store import Meant, write_import

ROOT = Path(__file__).resolve().parents[2]
_ARRIVES = 60.0  # seconds after which a change counts as never come to a screen
_DOUBLE_EVERY = 4  # one press in four is two
_TRIES = 5
_ORDER = ("decision", "next", "action", "next")
_VISITED = ("overview", "home", "home_summary")


@dataclass
class Tick:
    """One thing recorded: when it was pressed, shown to who pressed, and shown to each other."""

    kind: str
    words: str
    clients: int
    clicked: float
    own: float | None = None
    others: list[float] = field(default_factory=list)
    missed: int = 0


@dataclass
class Trial:
    """What is running: the server's address, its store, and where the figures are kept."""

    base: str
    url: str
    meant: Meant
    folder: Path
    chance: random.Random
    chair: Screen
    records: bool = True
    """Whether anything is written down; else the room only goes on and back, and nothing grows."""
    followers: list[Screen] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    visits: list[dict[str, object]] = field(default_factory=list)
    imports: list[dict[str, object]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def decisions(self) -> list[str]:
        """The decisions that the chair's own screen showed as saved."""
        return [t.words for t in self.ticks if t.kind == "decision" and t.own is not None]

    @property
    def actions(self) -> list[str]:
        """The actions that the chair's own screen showed as saved."""
        return [t.words for t in self.ticks if t.kind == "action" and t.own is not None]

    def note(self, what: str, row: dict[str, object]) -> None:
        """Keep a row of figures as soon as it is known."""
        with (self.folder / f"{what}.jsonl").open("a") as out:
            out.write(json.dumps(row) + "\n")


async def enter(base: str, name: str, picked: str, page: str = "run") -> Screen:
    """Open a tab and look as somebody in it; a page that does not come is opened again."""
    for tried in range(_TRIES):
        screen = Screen(base, page, name)
        screen.opened_again = tried
        try:
            await screen.open()
            screen.put(screen.find_by_key("look_as"), string_value=picked)
            await screen.rerun()
            return screen
        except (TimeoutError, LookupError, OSError, WebSocketException):
            await screen.close()
    raise RuntimeError(f"{name}: the page did not come")


async def grow(trial: Trial, clients: int) -> None:
    """Let others come in until so many look at the meeting, the chair among them."""
    while len(trial.followers) < clients - 1:
        number = len(trial.followers) + 1
        picked = trial.meant.names[number]
        trial.followers.append(await enter(trial.base, f"follower {number}", picked))


async def hold(trial: Trial, seconds: float, every: float) -> None:
    """Record something about every so many seconds, for so long."""
    until = time.time() + seconds
    while time.time() < until:
        await _tick(trial)
        await _pause(every, trial.chance)


async def _tick(trial: Trial) -> None:
    await _come_back(trial)
    number = len(trial.ticks)
    kind = _ORDER[number % len(_ORDER)] if trial.records else "next"
    clients = len(trial.followers) + 1
    try:
        words, press = _prepare(trial, kind, number)
    except LookupError as error:
        return _fault(trial, f"tick {number}: {error}")
    watches = [screen.watch(words) for screen in (trial.chair, *trial.followers)]
    tick = Tick(kind, words, clients, time.time())
    trial.ticks.append(tick)
    times = 2 if kind != "next" and trial.chance.randrange(_DOUBLE_EVERY) == 0 else 1
    try:
        async with asyncio.timeout(_ARRIVES):
            await trial.chair.press(press, times)
            await asyncio.gather(*(watch.event.wait() for watch in watches))
    except Exception as error:
        _fault(trial, f"tick {number}: {type(error).__name__} {error}")
    tick.own = watches[0].came
    tick.others = [watch.came for watch in watches[1:] if watch.came is not None]
    tick.missed = len(watches) - 1 - len(tick.others)
    trial.note("ticks", asdict(tick) | _count_troubles(trial))
    for screen, watch in zip(trial.followers, watches[1:], strict=True):
        if watch.came is None:
            trial.note("behind", {"tick": number, "who": screen.name, "heard": list(screen.heard)})


def _count_troubles(trial: Trial) -> dict[str, object]:
    """So far: whole runs whose end was dropped, pages that had to be opened again."""
    screens = (trial.chair, *trial.followers)
    return {
        "cut_short": sum(screen.cut_short for screen in screens),
        "opened_again": sum(screen.opened_again for screen in screens),
        "runs": sum(screen.runs for screen in screens),
        "polls": sum(screen.polls for screen in screens),
    }


async def _come_back(trial: Trial) -> None:
    """Whom the server left comes in again, as a browser does; it is a fault all the same."""
    for screen in (trial.chair, *trial.followers):
        if not screen.is_open:
            _fault(trial, f"{screen.name}: the server closed its connection")
            await screen.close()
            with contextlib.suppress(TimeoutError, OSError, WebSocketException):
                await screen.open()


def _prepare(trial: Trial, kind: str, number: int) -> tuple[str, str]:
    """Fill in what is recorded: the words that every screen will show, and the button."""
    chair = trial.chair
    if kind == "next":
        return _prepare_next(trial)
    field_name, button = {"decision": ("words", "Save"), "action": ("title", "Give it")}[kind]
    written = chair.find("TextInput", lambda w: re.search(rf"-item_\d+_{field_name}$", w.id))
    words = f"{kind.capitalize()} {number:05} of the trial, {trial.chance.randrange(10**6):06}"
    chair.put(written, string_value=words)
    submit = chair.find("Button", lambda b: b.is_form_submitter and b.label == button)
    return words, submit


def _prepare_next(trial: Trial) -> tuple[str, str]:
    place = trial.chair.place
    forward = place < trial.meant.items and (place == 1 or trial.chance.random() < 0.6)
    key = "room_next" if forward else "room_back"
    target = place + 1 if forward else place - 1
    return f"Item {target} of {trial.meant.items}", trial.chair.find_by_key(key)


async def visit(trial: Trial, number: int, every: float) -> None:
    """Go from page to page as one who does not follow, and take a file now and then."""
    visitor = await enter(trial.base, f"visitor {number}", trial.meant.names[number], "overview")
    try:
        while True:
            await _pause(every, trial.chance)
            page = _VISITED[len(trial.visits) % len(_VISITED)]
            begun, took = time.time(), 0
            try:
                await visitor.rerun(page=page)
                if page == "home_summary":
                    button = visitor.find("DownloadButton", lambda b: "CSV" in b.label)
                    took = len(await visitor.download(button))
            except Exception as error:
                _fault(trial, f"visit of {page}: {type(error).__name__} {error}")
                with contextlib.suppress(Exception):
                    await visitor.close()
                visitor = await enter(
                    trial.base, f"visitor {number}", trial.meant.names[number], "overview"
                )
            row = {"page": page, "at": begun, "seconds": time.time() - begun, "bytes": took}
            trial.visits.append(row)
            trial.note("visits", row)
            trial.faults.extend(f"{visitor.name}: {fault}" for fault in visitor.faults)
            visitor.faults.clear()
    finally:
        await visitor.close()


async def bring_in(trial: Trial, every: float) -> None:
    """A force's file by the command line, in a process of its own, every so many seconds."""
    while True:
        await asyncio.sleep(every)
        await import_once(trial)


async def import_once(trial: Trial) -> None:
    """One month's file."""
    number = len(trial.imports) + 1
    path = trial.folder / f"month_{number:03}.csv"
    await asyncio.to_thread(write_import, trial.url, path, number)
    begun = time.time()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "core", "import", "incidents", str(path)),
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": trial.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    row: dict[str, object] = {
        "at": begun,
        "seconds": time.time() - begun,
        "code": process.returncode,
        "said": said.decode().strip()[:200],
    }
    trial.imports.append(row)
    trial.note("imports", row)
    if process.returncode or "40 incidents imported" not in str(row["said"]):
        _fault(trial, f"import {number}: {row['said']}")


def collect(trial: Trial) -> None:
    """Take up what the screens showed of faults, and which the server left."""
    for screen in (trial.chair, *trial.followers):
        trial.faults.extend(f"{screen.name}: {fault}" for fault in screen.faults)
        screen.faults.clear()
        if not screen.is_open:
            trial.faults.append(f"{screen.name}: the server closed its connection")


async def leave(trial: Trial) -> None:
    """Close every tab."""
    for screen in (trial.chair, *trial.followers):
        await screen.close()


async def _pause(seconds: float, chance: random.Random) -> None:
    """Wait about so long: people are not in step."""
    await asyncio.sleep(seconds * chance.uniform(0.5, 1.5))


def _fault(trial: Trial, said: str) -> None:
    trial.faults.append(said)
    trial.note("faults", {"at": time.time(), "said": said})
