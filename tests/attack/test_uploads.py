"""Files of every kind where a table is asked for: refused in words, within memory and seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attack.corpus import READ, REFUSED, Sent, list_corpus
from tests.pages.screens import ROOT

MEGABYTES, SECONDS = 1024, 60


def _read(folder: Path, sent: list[Sent]) -> list[dict[str, object]]:
    paths = [folder / one.name for one in sent]
    for one, path in zip(sent, paths, strict=True):
        path.write_bytes(one.make())
    command = [sys.executable, "-m", "tests.attack.reading", str(MEGABYTES), str(SECONDS)]
    ran = subprocess.run(
        [*command, *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for path in paths:
        path.unlink()
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _check(folder: Path, sent: list[Sent]) -> list[dict[str, object]]:
    rows = _read(folder, sent)
    assert len(rows) == len(sent)
    for one, row in zip(sent, rows, strict=True):
        for reader in ("incidents", "homes"):
            said = str(row[reader])
            assert said == "read" or said.startswith("refused: "), (one.name, said)
        for said in row["guessed"], row["incidents"], row["homes"]:  # type: ignore[assignment]
            assert "Traceback" not in str(said)
        if one.must == READ:
            assert row["incidents"] == "read", one.name
        if one.must == REFUSED:
            said = str(row["incidents"])
            assert said.startswith("refused: ") and said.endswith("."), (one.name, said)
    return rows


def test_a_file_that_is_no_table_is_refused_in_words_within_limits(tmp_path: Path) -> None:
    rows = _check(tmp_path, [one for one in list_corpus() if not one.takes_long])
    assert len(rows) > 40


@pytest.mark.attack
def test_bombs_and_files_without_end_are_refused_in_words_within_limits(tmp_path: Path) -> None:
    rows = _check(tmp_path, [one for one in list_corpus() if one.takes_long])
    for row in rows:
        print(f"{Path(str(row['file'])).name}: {row['mb']} MB, {row['seconds']:.1f} s")


def test_the_corpus_holds_what_a_limit_refuses_and_what_it_does_not() -> None:
    musts = {one.must for one in list_corpus()}
    assert musts >= {READ, REFUSED}
    names = [one.name for one in list_corpus()]
    assert len(names) == len(set(names))
