"""Ask for known flaws of every pinned package: `python tests/audit_dependencies.py`.

Runs pip-audit (`pip install pip-audit`, or PIP_AUDIT=/path/to/pip-audit) on requirements.txt as it
is pinned, once with each service that it knows. Exit 0: every package was looked up and none has a
known flaw; 1: flaws were found; 2: some package could not be looked up, so nothing is said of it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).resolve().parent.parent / "requirements.txt"
SERVICES = ("pypi", "osv")
OPTIONS = ("--no-deps", "--disable-pip", "-f", "json", "--progress-spinner", "off")


def find_command() -> str | None:
    """Where pip-audit is: named, beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("pip-audit")
    named = os.environ.get("PIP_AUDIT")
    return named or (str(beside) if beside.exists() else shutil.which("pip-audit"))


def ask(command: str, service: str) -> list[dict] | None:
    """Each package with its flaws, or why it was not looked up; None where nothing came back."""
    done = subprocess.run(
        [command, "-r", str(PINS), "-s", service, *OPTIONS],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"{service}: no answer ({last[:160]})")
        return None


def judge(found: list[dict]) -> tuple[list[str], list[str], int]:
    """What has flaws, what was not looked up, and how many packages were looked up."""
    skipped = [package["name"] for package in found if "skip_reason" in package]
    looked_up = [package for package in found if "skip_reason" not in package]
    flaws = [
        f"{package['name']} {package['version']}: {flaw['id']}"
        f" (mended in {', '.join(flaw['fix_versions']) or 'no version yet'})"
        for package in looked_up
        for flaw in package["vulns"]
    ]
    return flaws, skipped, len(looked_up)


def main() -> int:
    command = find_command()
    if command is None:
        print("Not audited: pip-audit is not installed.")
        return 2
    worst = 2
    for service in SERVICES:
        found = ask(command, service)
        if found is None:
            continue
        flaws, skipped, count = judge(found)
        print(f"{service}: {count} packages looked up, {len(flaws)} known flaws")
        for flaw in flaws:
            print(f"  {flaw}")
        if skipped:
            print(f"{service}: {len(skipped)} packages NOT looked up: {', '.join(skipped)}")
        if flaws:
            return 1
        if count and not skipped:
            worst = 0
    if worst:
        print("Not audited as a whole: no service answered for every package. Nothing is claimed.")
    return worst


if __name__ == "__main__":
    sys.exit(main())
