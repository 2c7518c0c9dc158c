"""The table of what was tried, as Markdown: `python -m tests.faults.table FILE`."""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.faults.results import Result

_HEAD = (
    "What was tried",
    "Rounds",
    "Acknowledged",
    "Acknowledged and lost",
    "Integrity, links, audit chain",
    "How it ends for the user",
)


def read_results(path: Path) -> list[Result]:
    """What was counted, by what was tried; counts of the same are added up."""
    found: dict[str, Result] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        new = Result(**json.loads(line))
        old = found.get(new.tried)
        if old is not None:
            new = replace(
                new,
                rounds=old.rounds + new.rounds,
                acknowledged=old.acknowledged + new.acknowledged,
                lost=old.lost + new.lost,
                damaged=old.damaged + new.damaged,
            )
        found[new.tried] = new
    return [found[tried] for tried in sorted(found)]


def render_table(results: Iterable[Result]) -> str:
    """The results as a Markdown table."""
    rows = [_HEAD, tuple("---" if n in {0, 4, 5} else "---:" for n in range(len(_HEAD)))]
    for result in results:
        whole = result.rounds - result.damaged
        rows.append(
            (
                result.tried,
                f"{result.rounds:,}",
                f"{result.acknowledged:,}",
                f"{result.lost:,}",
                f"whole in {whole:,} of {result.rounds:,}",
                result.ends,
            )
        )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    sys.stdout.write(render_table(read_results(Path(sys.argv[1]))))
