"""What the tests of faults count, a line of JSON each, in the file that FAULTS_COUNTED names."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One thing that was tried: how often, how many changes were acknowledged, how many of them
    were lost, in how many rounds the store was not whole afterwards (integrity, links, audit
    chain), and how it ends for the user."""

    tried: str
    rounds: int
    acknowledged: int
    lost: int
    damaged: int
    ends: str


def record(result: Result) -> None:
    """Add a result to the file, where there is one to be."""
    path = os.environ.get("FAULTS_COUNTED")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(asdict(result), ensure_ascii=False)}\n")
