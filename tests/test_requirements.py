"""requirements.txt is what pyproject.toml declares, whole, and what this environment runs."""

import importlib.util
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

_spec = importlib.util.spec_from_file_location("requirements", ROOT / ".ci" / "requirements.py")
assert _spec is not None and _spec.loader is not None
generator = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generator)

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8")
DECLARED = generator.read_declarations(PYPROJECT)


def read_pins(text: str) -> dict[str, list[Requirement]]:
    """The pins of a part by name; a package may have one for each Python or platform."""
    pins: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if line and not line.startswith(("#", "-")):
            pin = Requirement(line)
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def holds_here(requirement: Requirement, extras: Iterable[str] = ()) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def find_needed(names: Iterable[str]) -> set[str]:
    """The packages that `names` need on this platform, themselves included, as installed."""
    needed: set[str] = set()
    todo = [Requirement(name) for name in names]
    seen: set[str] = set()
    while todo:
        wanted = todo.pop()
        if not holds_here(wanted) or str(wanted) in seen:
            continue
        seen.add(str(wanted))
        needed.add(canonicalize_name(wanted.name))
        for line in metadata.requires(wanted.name) or []:
            child = Requirement(line)
            if holds_here(child, wanted.extras):
                child.marker = None  # judged already, with its extra
                todo.append(child)
    return needed


def find_faults(pyproject: str, pins_text: str) -> list[str]:
    """What is wrong with `pins_text` as the pins of `pyproject`, a sentence each."""
    faults = []
    declared = generator.read_declarations(pyproject)
    if generator.DIGEST + generator.build_digest(declared) not in pins_text.splitlines():
        faults.append("the declarations have changed since")
    app_text, head, test_text = pins_text.partition(generator.TEST_PART)
    if not head:
        faults.append("there is no test part")
    app, tests = read_pins(app_text), read_pins(test_text)
    both = read_pins(pins_text)
    for name, pins in both.items():
        if any([s.operator for s in pin.specifier] != ["=="] for pin in pins):
            faults.append(f"{name} is not pinned with ==")
    for part, pinned in (("runtime", app), ("test", both)):
        for line in declared[part]:
            if canonicalize_name(Requirement(line).name) not in pinned:
                faults.append(f"{line} of the {part} part is not pinned")
        faults += [
            f"{name}, which the {part} part needs, is not pinned"
            for name in sorted(find_needed(declared[part]) - set(pinned))
        ]
    for name in sorted(find_needed(declared["runtime"] + declared["test"]) & set(both)):
        versions = [str(p.specifier).removeprefix("==") for p in both[name] if holds_here(p)]
        if versions != [metadata.version(name)]:
            faults.append(f"{name} {metadata.version(name)} is installed, {versions} is pinned")
    if "pytest" in app or "pytest" not in tests:
        faults.append("pytest belongs to the test part")
    if re.search(r"://|^\s*-", pins_text, re.MULTILINE):
        faults.append("it names a place to download from")
    return faults


def test_pins_are_whole_fresh_and_installed() -> None:
    assert find_faults(PYPROJECT, PINS) == []


def test_streamlit_is_held_to_its_minor_version() -> None:
    assert "streamlit[auth]==1.67.*" in DECLARED["runtime"]


def test_windows_gets_its_time_zones() -> None:
    assert [p.name for p in read_pins(PINS)["tzdata"]] == ["tzdata"]
    assert "colorama" in read_pins(PINS)


@pytest.mark.parametrize(
    ("doctored", "fault"),
    [
        (re.sub(r"sha256 \w+", "sha256 0", PINS), "the declarations have changed since"),
        (
            re.sub(r"^polars==.*\n", "", PINS, flags=re.M),
            "polars of the runtime part is not pinned",
        ),
        (PINS.replace("\nplotly==", "\nplotly>="), "plotly is not pinned with =="),
        (
            re.sub(r"^mako==.*\n", "", PINS, flags=re.M),
            "mako, which the runtime part needs, is not pinned",
        ),
        (re.sub(r"^click==.*$", "click==0.1", PINS, flags=re.M), "click "),
        (PINS.replace(generator.TEST_PART, ""), "there is no test part"),
        ("--index-url https://example.org/simple\n" + PINS, "it names a place to download from"),
    ],
    ids=["stale", "direct", "loose", "transitive", "version", "unparted", "place"],
)
def test_doctored_pins_are_found(doctored: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in find_faults(PYPROJECT, doctored))


def test_a_changed_declaration_makes_the_pins_stale() -> None:
    changed = PYPROJECT.replace('"typer",', '"typer>=0.1",')
    assert find_faults(changed, PINS) == ["the declarations have changed since"]
