"""A server under observation, on a free port, and its figures."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def run_observed(url: str, folder: Path) -> Iterator[str]:
    """Serve a store until the block ends; the observer and the log write into the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ["run", "asgi.py", "--server.headless", "true", "--server.port", str(port)]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.load.observed", str(folder), *told],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            stdout=log,
            stderr=log,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{base}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        else:
            raise RuntimeError("the server did not start")
        yield base
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def read_rows(folder: Path, what: str) -> list[dict]:
    """The rows that the observer or the trial kept of one thing, in the order they came."""
    path = folder / f"{what}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
