"""Writes requirements.txt from the declarations in pyproject.toml: `make requirements`.

Every package, direct and transitive, is pinned for every platform: what runs the app first, what
only the tests add at the end. Pins already in the file are kept where the declarations still allow
them; `UPGRADE=1` takes the newest of everything.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIGEST = "# Declarations: sha256 "
TEST_PART = "# Tests: what only they add. Nothing that runs the app stands below this line."
HEADER = """\
# Every package that Slow Time runs on, pinned for every platform. Written by `make requirements`
# from pyproject.toml; do not edit by hand. `make requirements UPGRADE=1` takes newer versions.
"""


def read_declarations(pyproject: str) -> dict[str, list[str]]:
    """What pyproject.toml declares: the Python it runs on, and the packages of each part."""
    tables = tomllib.loads(pyproject)
    return {
        "python": [tables["project"]["requires-python"]],
        "runtime": sorted(tables["project"]["dependencies"]),
        "test": sorted(tables["dependency-groups"]["test"]),
    }


def build_digest(declarations: dict[str, list[str]]) -> str:
    return hashlib.sha256(json.dumps(declarations, sort_keys=True).encode()).hexdigest()


def resolve(uv: str, wanted: list[str], known: str) -> list[str]:
    """The pins for `wanted`, one a line; pins in `known` are preferred."""
    with tempfile.TemporaryDirectory() as folder:
        source, pins = Path(folder, "wanted.in"), Path(folder, "pins.txt")
        source.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        pins.write_text(known, encoding="utf-8")
        command = [uv, "pip", "compile", str(source), "--output-file", str(pins), "--quiet"]
        command += ["--universal", "--python-version", "3.11", "--no-header", "--no-annotate"]
        command += ["--no-emit-index-url", "--no-emit-find-links", "--no-config"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        return pins.read_text(encoding="utf-8").splitlines()


def main(uv: str) -> None:
    uv = os.path.abspath(uv)
    target = ROOT / "requirements.txt"
    declared = read_declarations((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    keep = target.exists() and not os.environ.get("UPGRADE")
    known = target.read_text(encoding="utf-8") if keep else ""
    everything = resolve(uv, declared["runtime"] + declared["test"], known)
    runtime = resolve(uv, declared["runtime"], "\n".join(everything))
    only_tests = [line for line in everything if line not in runtime]
    digest = DIGEST + build_digest(declared) + "\n"
    parts = [HEADER + digest, "\n".join(runtime) + "\n", "\n".join([TEST_PART, *only_tests]) + "\n"]
    target.write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
