"""`python -m core backup`, `restore`, `check`: exit codes, one line, JSON, a way back."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from core import __main__ as commands
from core.backup_commands import backup_command, check_command, restore_command
from core.store import build_url, open_store
from core.vocabulary import StoreKind
from tests.test_command_line import Run, run

__all__ = ("run",)
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _with_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)
    app.command("check")(check_command)
    monkeypatch.setattr(commands, "app", app)


@pytest.fixture
def sample(run: Run, tmp_path: Path) -> Run:
    """As `run`, where there is a store."""
    open_store(build_url(tmp_path / "own.db"), create=StoreKind.OWN).close()
    return run


def test_there_and_back_again(sample: Run, tmp_path: Path) -> None:
    file, own = tmp_path / "b.db", tmp_path / "own.db"
    made = sample("backup", file, "--json")
    assert (made.code, made.err) == (0, "")
    assert made.json["file"] == str(file)  # type: ignore[index]
    assert len(made.json["seal"]) == len(made.json["audit_head"]) == 64  # type: ignore[index]
    own.unlink()
    assert sample("check").code == 2
    back = sample("restore", file, "--json")
    assert (back.code, back.err) == (0, "")
    assert back.json["audit_head"] == made.json["audit_head"]  # type: ignore[index]
    assert (back.json["kept"], back.json["sealed"]) == (None, True)  # type: ignore[index]
    assert sample("check").code == 0
    again = sample("restore", file)
    assert again.code == 0 and "is kept as" in again.out and "signs in again" in again.out


def test_a_backup_is_checked_without_a_store(run: Run, sample: Run, tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    sample("backup", file)
    (tmp_path / "own.db").unlink()
    assert run("check", "--file", file).out.startswith("No fault found.")
    assert run("check", "--file", file, "--json").json["sealed"] is True  # type: ignore[index]
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    said = run("check", "--file", file)
    assert (said.code, said.err) == (1, "") and "not as it was sealed" in said.out
    file.write_bytes(b"Dear diary")
    said = run("check", "--file", file)
    assert said.code == 2 and said.out == "" and said.err.count("\n") == 1


def test_what_cannot_be_is_one_line_and_exit_2(sample: Run, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary")
    store = open_store(build_url(tmp_path / "own.db"))
    for words in (
        ("backup", tmp_path / "none" / "b.db"),
        ("backup", tmp_path / "diary.txt"),
        ("backup", tmp_path / "own.db", "--force"),
        ("backup",),
        ("restore", tmp_path / "none.db"),
        ("restore", tmp_path / "diary.txt"),
        ("restore",),
        ("check", "--file", tmp_path / "none.db"),
    ):
        said = sample(*words)
        assert said.code == 2 and said.out == "", words
        assert said.err.startswith("slow-time: ") and said.err.count("\n") == 1
    assert sample("backup", tmp_path / "b.db").code == 0
    said = sample("restore", tmp_path / "b.db")
    assert said.code == 2 and "Stop it" in said.err
    store.close()
    assert sample("backup", tmp_path / "diary.txt", "--force").code == 0


@pytest.mark.parametrize("content", [b"\xff" * 9000, b"Dear diary"])
def test_a_store_that_cannot_be_read_is_no_fault_found_but_exit_2(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "own.db").write_bytes(content)
    said = run("check")
    assert said.code == 2 and said.err.count("\n") == 1 and "damaged" in said.err


def test_the_command_line_has_these_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = commands.app.registered_commands
    names = {one.name or getattr(one.callback, "__name__", None) for one in found}
    assert {"backup", "restore"} <= names


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_a_check_leaves_no_copy_of_the_store(
    sample: Run, tmp_path: Path, how: signal.Signals
) -> None:
    file, copies = tmp_path / "b.db", tmp_path / "copies"
    sample("backup", file)
    copies.mkdir()
    slow = (
        "import runpy, sys, time; import core.backup_checking as checking\n"
        "checking._check_copy = lambda *told: time.sleep(60)\n"
        f"sys.argv = ['core', 'check', '--file', {str(file)!r}]\n"
        "runpy.run_module('core', run_name='__main__')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", slow],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(copies)},
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while not list(copies.glob("*/store.db")) and time.monotonic() < until:
        time.sleep(0.05)
    assert list(copies.glob("*/store.db"))
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "slow-time: stopped; nothing half-done was kept\n")
    assert list(copies.iterdir()) == []
