"""Build stores, run trials in turns, print a Markdown table and write JSON: `make bench`."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from statistics import median

from tests.bench.documents import DOCUMENTS
from tests.bench.screens import time_in_chromium, time_pages
from tests.bench.trials import TRIALS

ROOT = Path(__file__).resolve().parents[2]
INCIDENTS_A_SCALE = 327
TODAY = date(2026, 11, 20)
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight")


def build_store(folder: Path, size: int) -> Path:
    """A demonstration store of about so many incidents, kept for the next time."""
    from core.demonstration import build_demonstration, is_current

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"bench_{size}.db"
    if not (path.exists() and is_current(path)):
        build_demonstration(
            path, seed=1, scale=max(1, round(size / INCIDENTS_A_SCALE)), today=TODAY
        )
    return path


def run_trials(
    path: Path, rounds: int, names: Iterable[str] = TRIALS, module: str = "trials"
) -> dict[str, dict[str, float]]:
    """The medians of every trial on a store, each once a round, so that all meet the same hour."""
    told: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in told:
            done = subprocess.run(
                [sys.executable, "-m", f"tests.bench.{module}", name, f"sqlite:///{path}"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            told[name].append(json.loads(done.stdout))
    return {
        name: {key: median(row[key] for row in rows) for key in rows[0]}
        for name, rows in told.items()
    }


def write_table(told: dict[str, object]) -> str:
    """The results for a README: medians, and beside each its ratio to the floor."""
    lines = [f"{told['machine']}; medians of {told['rounds']} rounds, floor and figure in turns."]
    if told["stores"]:
        lines += [
            "",
            "| incidents | SQLite only counts (floor) | snapshot | pandas reads the same"
            " | peak memory | after a tick | after a review | view | 3 figures | by pandas |",
            "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
    for row in told["stores"]:  # type: ignore[attr-defined]
        floor, load, own = row["scan"]["seconds"], row["load"], row["measures"]["seconds"]
        lines.append(
            f"| {load['incidents']:,.0f} | {_say(floor)} | {_beside(load['seconds'], floor)}"
            f" | {_beside(row['fetch']['seconds'], floor)} | {load['peak_mb']:,.0f} MB"
            f" (pandas {row['fetch']['peak_mb']:,.0f}) | {_say(load['tick'])}"
            f" | {_say(load['review'])} | {_say(load['view'])} | {_say(own)}"
            f" | {_beside(row['by_pandas']['seconds'], own)} |"
        )
    lines += _write_documents(told.get("documents") or {})  # type: ignore[arg-type]
    for name, where in (("pages", "AppTest"), ("chromium", "Chromium")):
        if not told.get(name):
            continue
        lines += [
            "",
            f"| rerun by {where} | figures | page | empty page with as many (floor) |",
            "| --- | ---: | ---: | ---: |",
        ]
        for key, row in told[name].items():  # type: ignore[attr-defined]
            page = _beside(row["page"], row["floor"])
            lines.append(f"| {key} | {row['figures']:.0f} | {page} | {_say(row['floor'])} |")
    return "\n".join(lines)


def _write_documents(told: dict[str, dict[str, float]]) -> list[str]:
    if not told:
        return []
    month = told["pack"]
    rows = [
        (
            f"home summary, {one['incidents']:,.0f} incidents, {kind.upper()}",
            one[kind],
            one[f"{kind}_floor"],
        )
        for one in (told["summary"], told["gathered"])
        for kind in ("pdf", "xlsx", "csv")
    ]
    rows.append((f"monthly pack, {month['homes']:.0f} homes", month["seconds"], month["floor"]))
    return [
        "",
        "| document, on record and in hand | made | empty files of its kinds (floor) |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {_beside(made, floor)} | {_say(floor)} |" for name, made, floor in rows),
    ]


def _say(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.001 else f"{seconds * 1000:.2f} ms"


def _beside(seconds: float, floor: float) -> str:
    return f"{_say(seconds)} (× {seconds / floor:.1f})"


def _say_machine() -> str:
    cores = os.cpu_count() or 1
    words = {number: word for number, word in enumerate(_COUNTS, start=2)}
    return f"{words.get(cores, str(cores)).capitalize()} cores" if cores > 1 else "One core"


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 50_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents-size", type=int, default=1_000, help="0: no documents")
    parser.add_argument("--pages-size", type=int, default=1_000, help="0: no pages")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    asked = parser.parse_args()
    stores = [
        run_trials(build_store(asked.folder, size), asked.rounds) for size in sorted(asked.sizes)
    ]
    told: dict[str, object] = {
        "machine": _say_machine(),
        "rounds": asked.rounds,
        "stores": stores,
    }
    if asked.documents_size:
        path = build_store(asked.folder, asked.documents_size)
        told["documents"] = run_trials(path, asked.rounds, DOCUMENTS, "documents")
    if asked.pages_size:
        path = build_store(asked.folder, asked.pages_size)
        pages = time_pages(f"sqlite:///{path}", asked.rounds)
        told["pages"] = pages
        if not asked.no_browser:
            figures = {key: int(row["figures"]) for key, row in pages.items()}
            told["chromium"] = time_in_chromium(path, figures, asked.rounds)
    (asked.folder / "bench.json").write_text(json.dumps(told, indent=1))
    sys.stdout.write(write_table(told) + "\n")


if __name__ == "__main__":
    main()
