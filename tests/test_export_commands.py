"""`python -m core export`: files and share log agree, or there is neither; refused in a line."""

import csv
import hashlib
import json
import os
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.access import SYSTEM
from core.shares import read_shares
from core.store import build_url, open_store
from tests.test_command_line import ALL, Run, filled, refused, run, sample

__all__ = ("filled", "run", "sample")

JULY = ("--from", "2018-07-01", "--to", "2018-07-31")
AT = ("--at", "2018-08-01T09:00")


def read_log(folder: Path) -> dict[str, str]:
    """What the share log has, digest by file name."""
    store = open_store(build_url(folder / "own.db"))
    rows = read_shares(store, SYSTEM).select("file_name", "file_digest").rows()
    store.close()
    return dict(rows)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# One home.


def test_export_writes_the_homes_contacts(sample: Run, tmp_path: Path) -> None:
    out = tmp_path / "dunes.csv"
    said = sample("export", "home", "SC100004", *ALL, "--format", "csv", "--out", out, "--json")
    assert said.json == {"urn": "SC100004", "rows": 27, "out": str(out), "sha256": digest(out)}
    content = out.read_bytes()
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert content.startswith(b"\xef\xbb\xbf") and len(rows) == 28
    assert rows[0] == [
        "reference",
        "occurred_at",
        "category",
        "channel",
        "contact_purpose",
        "call_out_kind",
        "level",
        "police_response",
        "outcome_code",
        "police_needed",
        "reviewed",
        "agreed_findings",
    ]
    assert "CH0" not in content.decode()
    assert "27 contacts" in sample("export", "home", "SC100004", *ALL, "--out", out).out


@pytest.mark.parametrize("word", ["pdf", "xlsx", "csv"])
def test_a_file_is_what_it_is_called_and_in_the_log_as_it_is(
    sample: Run, tmp_path: Path, word: str
) -> None:
    out = tmp_path / f"dunes.{word}"
    said = sample("export", "home", "sc100004", *JULY, "--out", out, *AT, "--for", "An inspector")
    assert (said.code, said.err) == (0, "") and "Dunes (SC100004), July 2018" in said.out
    match word:
        case "pdf":
            with pikepdf.open(out) as pdf:
                assert "/StructTreeRoot" in pdf.Root
        case "xlsx":
            assert load_workbook(out).sheetnames[0] == "Summary"
        case _:
            assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(read_log(tmp_path).values()) == [digest(out)]
    first = out.read_bytes()
    sample("export", "home", "sc100004", *JULY, "--out", out, *AT, "--for", "An inspector")
    assert out.read_bytes() == first


def test_a_format_that_is_asked_for_holds_whatever_the_file_is_called(
    sample: Run, tmp_path: Path
) -> None:
    out = tmp_path / "dunes.csv"
    assert sample("export", "home", "SC100004", *JULY, "--format", "pdf", "--out", out).code == 0
    assert out.read_bytes().startswith(b"%PDF")


HOME = "export home SC100001 --from 2017-01-01 --to 2017-12-31"
PACK = "export pack --month 2018-07 --out {out}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "export home SC999999 --from 2017-01-01 --to 2017-12-31 --out {out}",
            "no home with the URN SC999999",
        ),
        ("export home SC100001 --from 2999-01-01 --to 2999-12-31 --out {out}", "future"),
        ("export home SC100001 --from 2017-02-01 --to 2017-01-01 --out {out}", "ends before"),
        ("export home SC100001 --from 2017-02-30 --to 2017-03-01 --out {out}", "is not a day"),
        (f"{HOME} --format doc --out {{out}}", "--format is pdf, xlsx or csv, not 'doc'"),
        (f"{HOME} --out {{out}} --level public", "never public"),
        (f"{HOME} --out {{out}} --level secret", "--level is agreement or group"),
        (f"{HOME} --out {{out}} --basis not_personal", "--basis is public_task,"),
        (f"{HOME} --out {{out}} --at noon", "is not a moment; write 2018-08-01T09:00"),
        (f"{HOME} --out {{out}} --at 2018-08-01", "is not a moment"),
        (f"{HOME} --out {{out}} --for {'x' * 121}", "at most 120 characters"),
        ("export pack --month 2018-13 --out {out}", "'2018-13' is not a month; write 2018-07"),
        ("export pack --month 2999-01 --out {out}", "future"),
        ("export pack --out {out}", "Missing option"),
        (f"{PACK} --level public", "never public"),
        (f"{PACK} --basis x", "--basis is public_task,"),
        (f"{PACK} --at x", "is not a moment"),
        (f"{PACK} --for {'x' * 121}", "at most 120 characters"),
        ("export pack --month 2018-07 --out {out}/no/such", "No such file or directory"),
        ("export pack --month 2018-07 --out {store}", "it is not a folder"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_leaves_nothing(
    sample: Run, tmp_path: Path, words: str, said: str
) -> None:
    before = (tmp_path / "own.db").read_bytes()
    given = words.format(out=tmp_path / "never", store=tmp_path / "own.db")
    assert refused(sample(*given.split()), said)
    assert [path.name for path in tmp_path.iterdir()] == ["own.db"]
    assert (tmp_path / "own.db").read_bytes() == before


@pytest.mark.parametrize("place", ["", "no/such/x.csv", "file/x.csv", "x" * 300])
def test_an_export_that_cannot_be_written_leaves_no_half_file_and_no_entry(
    sample: Run, tmp_path: Path, place: str
) -> None:
    (folder := tmp_path / "out").mkdir()
    (folder / "file").write_text("mine")
    said = sample("export", "home", "SC100001", *JULY, "--format", "csv", "--out", folder / place)
    assert refused(said, "cannot be written")
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (folder / "file").read_text() == "mine" and read_log(tmp_path) == {}
    assert sample("export", "home", "SC100001", *JULY, "--out", folder / "file").code == 0


def test_a_write_that_breaks_off_keeps_the_earlier_file_and_no_entry(
    sample: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (out := tmp_path / "x.csv").write_text("earlier")

    def break_off(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", break_off)
    said = sample("export", "home", "SC100001", *JULY, "--out", out)
    assert refused(said, "No space left on device")
    assert out.read_text() == "earlier" and read_log(tmp_path) == {}
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize("words", [("home", "SC100001", *JULY), ("pack", "--month", "2018-07")])
def test_an_entry_that_cannot_be_kept_takes_its_files_back(
    sample: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    def fail(_session: Session) -> None:
        raise RuntimeError("the disk of the store is gone")

    (tmp_path / "out").mkdir()
    earlier = tmp_path / "out" / "manifest.json"
    earlier.write_text("earlier")
    out = tmp_path / "out" / "x.csv" if words[0] == "home" else tmp_path / "out"
    event.listen(Session, "before_commit", fail)
    try:
        said = sample("export", *words, "--out", out)
    finally:
        event.remove(Session, "before_commit", fail)
    assert said.code == 2 and "the disk of the store is gone" in said.err.splitlines()[-1]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["manifest.json"]
    assert earlier.read_text() == "earlier" and read_log(tmp_path) == {}


# A month.


def test_a_pack_is_in_the_folder_in_the_manifest_and_in_the_log(
    sample: Run, tmp_path: Path
) -> None:
    out = tmp_path / "pack"
    said = sample("export", "pack", "--month", "2018-07", "--out", out, *AT, "--json")
    assert said.code == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert said.json == manifest
    listed = {row["name"]: row["sha256"] for row in manifest["files"]}
    written = {path.name: digest(path) for path in out.iterdir()}
    assert written == listed | {"manifest.json": digest(out / "manifest.json")}
    assert read_log(tmp_path) == written
    assert len(listed) == 2 + 2 * manifest["homes"] and manifest["homes"] > 10
    assert (manifest["level"], manifest["recipient"]) == ("agreement", "Ofsted")
    assert manifest["made_at"] == "2018-08-01T08:00:00+00:00", "UK time was stated"
    lines = said.err.splitlines()
    steps = 2 * manifest["homes"] + 2
    assert len(lines) == steps and lines[-1].startswith(f"{steps} of {steps}: ")


def test_a_pack_again_is_the_same_and_leaves_other_files_alone(sample: Run, tmp_path: Path) -> None:
    (out := tmp_path / "pack").mkdir()
    (out / "mine.txt").write_text("mine")
    (out / "manifest.json").write_text("another month's")
    asked = ("export", "pack", "--month", "2018-07", "--out", out, *AT)
    said = sample(*asked).out
    assert said.startswith("Monthly pack: July 2018: ") and said.endswith(f"to {out}\n")
    first = {path.name: digest(path) for path in out.iterdir()}
    sample(*asked)
    assert {path.name: digest(path) for path in out.iterdir()} == first
    assert (out / "mine.txt").read_text() == "mine"
    assert json.loads((out / "manifest.json").read_text())["month"] == "2018-07"


def test_a_pack_whose_move_breaks_off_leaves_the_folder_as_it_was(
    sample: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (out := tmp_path / "pack").mkdir()
    (out / "manifest.json").write_text("another month's")
    real, moved = os.replace, []

    def break_off(source: object, target: object) -> None:
        moved.append(target)
        if len(moved) == 5:
            raise OSError(13, "Permission denied")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", break_off)
    said = sample("export", "pack", "--month", "2018-07", "--out", out)
    assert (said.code, said.out) == (2, "")
    assert "cannot be written: Permission denied" in said.err.splitlines()[-1]
    assert [path.name for path in out.iterdir()] == ["manifest.json"]
    assert (out / "manifest.json").read_text() == "another month's"
    assert read_log(tmp_path) == {}
