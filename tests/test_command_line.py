"""`python -m core`: shapes, exit codes, one line on standard error and never a traceback."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
from sqlmodel import select

from core.__main__ import main
from core.people import read_candidates
from core.store import build_url, open_store
from core.tables import Audit
from core.vocabulary import BREACH_VERDICTS, Role

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
HOMES, INCIDENTS = DATA / "homes_ofsted.csv", DATA / "incidents_2016_2018.csv"
ALL = ("--from", "2016-01-01", "--to", "2018-12-31")
IMPORT_KEYS = ["batch", "imported", "updated", "duplicate", "rejected", "skipped", "rejections"]


@dataclass(frozen=True)
class Said:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process, on a store that is not there yet."""
    monkeypatch.setenv("DATABASE_URL", build_url(tmp_path / "own.db"))

    def command(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["core", *map(str, words)])
        capsys.readouterr()
        code = main()
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return command


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample files, imported through the command line by another process."""
    path = tmp_path_factory.mktemp("filled") / "store.db"
    for noun, file in (("homes", HOMES), ("incidents", INCIDENTS)):
        said = run_process(path, "import", noun, file, "--json")
        assert (said.code, said.err) == (0, "")
        assert list(said.json) == IMPORT_KEYS  # type: ignore[call-overload]
    return path


@pytest.fixture
def sample(filled: Path, tmp_path: Path, run: Run) -> Run:
    """As `run`, on a store that holds the sample files."""
    copyfile(filled, tmp_path / "own.db")
    return run


def run_process(store: Path | None, *words: object) -> Said:
    url = {"DATABASE_URL": build_url(store)} if store else {}
    done = subprocess.run(
        [sys.executable, "-m", "core", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **url},
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def refused(said: Said, words: str = "") -> bool:
    """Exit 2, nothing printed, one line on standard error that says it."""
    lines = said.err.splitlines()
    assert said.code == 2, said
    assert said.out == ""
    assert len(lines) == 1 and lines[0].startswith("slow-time: "), said.err
    assert words in lines[0], said.err
    assert "Traceback" not in said.err and "Error:" not in said.err
    return True


# What the sample gives.


def test_the_imports_count_every_row_and_again_change_nothing(run: Run) -> None:
    homes = run("import", "homes", HOMES, "--json").json
    assert homes == dict.fromkeys(IMPORT_KEYS, 0) | {
        "batch": 1,
        "imported": 13,
        "skipped": 1,
        "rejections": [],
    }
    dry = run("import", "incidents", INCIDENTS, "--dry-run", "--json").json
    assert (dry["batch"], dry["imported"]) == (None, 109)  # type: ignore[index, call-overload]
    first = run("import", "incidents", INCIDENTS, "--covers", "2016-01-01:2018-12-31").out
    assert first == (
        "Batch 2: 109 incidents imported, 0 updated, 0 there already, 0 rejected, 0 skipped\n"
    )
    again = run("import", "incidents", INCIDENTS)
    assert (again.code, again.err) == (0, "")
    assert "Nothing changed: 0 incidents imported, 0 updated, 109 there already" in again.out


def test_rejected_rows_are_a_success_and_are_said_cell_by_cell(sample: Run, tmp_path: Path) -> None:
    rows = list(csv.reader(INCIDENTS.read_text(encoding="utf-8-sig").splitlines()))[:3]
    at = rows[0].index("occurred_at")
    reference = rows[0].index("reference")
    rows[1][at], rows[1][reference] = "31/02/2017 10:00", "NEW-1"
    with (file := tmp_path / "bad.csv").open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    said = sample("import", "incidents", file, "--json")
    assert said.code == 0
    found = said.json
    assert (found["rejected"], found["duplicate"]) == (1, 1)  # type: ignore[index, call-overload]
    (rejection,) = found["rejections"]  # type: ignore[index, call-overload]
    assert list(rejection) == ["row", "column", "value", "reason"]
    assert (rejection["row"], rejection["column"]) == (2, "occurred_at")


@pytest.mark.parametrize(
    ("period", "other", "counts", "change"),
    [
        ("2017-01-01:2017-12-31", "2016-01-01:2016-12-31", (37, 52), -28.846153846),
        ("2018-01-01:2018-12-31", "2017-01-01:2017-12-31", (20, 37), -45.945945946),
        ("2017-01-01:2017-08-31", "2016-01-01:2016-08-31", (19, 37), -48.648648649),
        ("2019-01-01:2019-12-31", "2020-01-01:2020-12-31", (0, 0), None),
        ("2018-01-01:2018-12-31", "2019-01-01:2019-12-31", (20, 0), None),
    ],
)
def test_compare_gives_the_published_counts(
    sample: Run, period: str, other: str, counts: tuple[int, int], change: float | None
) -> None:
    found = sample("compare", "--period", period, "--with", other, "--json").json
    assert isinstance(found, dict)
    assert list(found) == [
        "period",
        "with",
        "change_percent",
        "rate_ratio",
        "lower",
        "upper",
        "p_value",
    ]
    assert [list(found[name]) for name in ("period", "with")] == [["call_outs", "place_years"]] * 2
    assert (found["period"]["call_outs"], found["with"]["call_outs"]) == counts
    assert found["change_percent"] == (None if change is None else pytest.approx(change))
    if not counts[1]:
        # What is infinite or undefined is null.
        assert (found["rate_ratio"], found["upper"]) == (None, None)


def test_compare_says_a_sentence_and_takes_a_kind(sample: Run) -> None:
    words = ("compare", "--period", "2017-01-01:2017-08-31", "--with", "2016-01-01:2016-08-31")
    assert "January to August 2016: 49\u00a0% fewer" in sample(*words).out
    parts = [
        sample(*words, "--kind", kind, "--json").json["period"]["call_outs"]  # type: ignore[index, call-overload]
        for kind in ("behaviour", "protective", "all")
    ]
    assert parts[0] + parts[1] == parts[2] == 19


def test_rates_have_a_row_per_home_open_in_the_period(sample: Run) -> None:
    rows = sample("rates", *ALL, "--json").json
    assert isinstance(rows, list)
    assert [list(row) for row in rows] == [
        [
            "urn",
            "name",
            "call_outs",
            "place_years",
            "rate",
            "lower",
            "upper",
            "expected",
            "position",
        ]
    ] * 13
    assert sum(row["call_outs"] for row in rows) == 109
    assert sum(row["expected"] for row in rows) == pytest.approx(109)
    assert {row["urn"]: row["position"] for row in rows}["SC100004"] == "high_99.8"
    quiet = sample("rates", "--from", "2015-01-01", "--to", "2015-12-31", "--json").json
    assert {row["rate"] for row in quiet} == {0.0}  # type: ignore[attr-defined]
    assert "Alder House" in sample("rates", *ALL).out


def test_assess_gives_the_worked_cases(run: Run, tmp_path: Path) -> None:
    """No store is there, and none is needed: the file is everything it knows."""
    for vignette in json.loads((DATA / "vignettes.json").read_text(encoding="utf-8")):
        (file := tmp_path / "cases.json").write_text(json.dumps(vignette["incidents"]))
        said = run("assess", file)
        assert said.code == 0, said.err
        last = said.json[-1]  # type: ignore[index, call-overload]
        expect = dict(vignette["expect"])
        breaches = [f["rule"] for f in last["findings"] if f["verdict"] in BREACH_VERDICTS]
        advisories = [f["rule"] for f in last["findings"] if f["verdict"] == "advisory"]
        assert sorted(breaches) == sorted(expect.pop("breaches")), vignette["name"]
        assert sorted(advisories) == sorted(expect.pop("advisories")), vignette["name"]
        assert {name: last[name] for name in expect} == expect, vignette["name"]
    assert not (tmp_path / "own.db").exists()


def test_every_command_is_audited_as_the_command_line(sample: Run, tmp_path: Path) -> None:
    sample("export", "home", "SC100004", *ALL, "--out", tmp_path / "x.csv")
    with open_store(build_url(tmp_path / "own.db")).read() as session:
        rows = list(session.exec(select(Audit)))
    assert {row.role for row in rows} == {Role.SYSTEM.value}
    assert [row.verb for row in rows][-1] == "prepared"


# Check.


def test_check_says_that_nothing_is_wrong(sample: Run) -> None:
    said = sample("check")
    assert (said.code, said.err) == (0, "") and said.out.startswith("No fault found.")
    found = sample("check", "--json").json
    assert list(found) == ["faults", "audit_rows", "audit_head", "data_revision"]  # type: ignore[call-overload]


def test_check_ends_with_1_on_a_doctored_store(sample: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "own.db") as connection:
        connection.execute("UPDATE incident SET channel = 'none' WHERE call_out")
    connection.close()
    said = sample("check")
    assert (said.code, said.err) == (1, "")
    assert said.out == "109 call-outs recorded without contact\n"
    assert sample("check", "--json").json["faults"] == [said.out.strip()]  # type: ignore[index, call-overload]


# What is refused: allowed commands are above, on the same store.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Missing command"),
        ("nope", "No such command"),
        ("rates", "Missing option"),
        ("rates --from 2017-01-01 --to 2017-13-01", "is not a day; write 2017-08-31"),
        ("rates --from 01/02/2017 --to 2017-03-01", "is not a day"),
        ("rates --from 2017-02-01 --to 2017-01-01", "ends before it starts"),
        ("rates --from 2017-01-01 --to 2017-12-31 --kind rude", "--kind is all, behaviour"),
        ("compare --period 2017 --with 2016", "is not a period"),
        (
            "compare --period 2017-02-01:2017-01-01 --with 2016-01-01:2016-02-01",
            "ends before it starts",
        ),
        ("import incidents nowhere.csv", "cannot be read"),
        ("import incidents tests", "cannot be read"),
        ("import incidents tests/data/force_extract.xlsx --mapping nope", "no mapping called"),
        ("import incidents tests/data/incidents_2016_2018.csv --covers 2017", "is not a period"),
        ("import homes tests/data/homes_ofsted.csv --as-of yesterday", "is not a day"),
        ("assess nowhere.json", "cannot be read"),
        ("assess tests/data/homes_ofsted.csv", "is not JSON"),
        ("demo --scale 0", "--scale"),
        ("demo --seed x", "--seed"),
        ("demo --today never", "is not a day"),
        # An own store is never overwritten by a demonstration.
        ("demo", "somebody's own store"),
    ],
)
def test_bad_input_is_one_line_and_2(sample: Run, tmp_path: Path, words: str, said: str) -> None:
    before = (tmp_path / "own.db").read_bytes()
    assert refused(sample(*words.split()), said)
    assert (tmp_path / "own.db").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.xlsx", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("zip.xlsx", b"PK\x03\x04 half a workbook", ""),
        ("empty.csv", b"", ""),
        ("other.csv", b"a,b\n1,2\n", ""),
        ("noise.csv", bytes(range(256)) * 20, ""),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    sample: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    for noun in ("incidents", "homes"):
        assert refused(sample("import", noun, tmp_path / name), said)


@pytest.mark.parametrize(
    "content", ["[[[", "{}", "[1]", "null", '[{"occurred_at": 3}]', "[{}]", "[" * 100_000]
)
def test_cases_that_are_none_are_refused(run: Run, tmp_path: Path, content: str) -> None:
    (file := tmp_path / "cases.json").write_text(content)
    assert refused(run("assess", file))


@pytest.mark.parametrize("words", [("rates", *ALL), ("check",)])
def test_without_a_store_nothing_is_made(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert refused(run(*words), "There is no store")
    assert list(tmp_path.iterdir()) == []


def test_a_refused_import_makes_no_home(run: Run, tmp_path: Path) -> None:
    assert refused(run("import", "incidents", tmp_path / "nowhere.csv"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("rates", *ALL), ("check",)])
@pytest.mark.parametrize(
    "content", [b"not a database at all" * 400, b"SQLite format 3\x00" + b"x" * 9000]
)
def test_a_file_that_is_no_store_is_refused_and_kept(
    run: Run, tmp_path: Path, words: tuple[str, ...], content: bytes
) -> None:
    (file := tmp_path / "own.db").write_bytes(content)
    assert refused(run(*words), "damaged or is not a Slow Time store")
    assert file.read_bytes() == content


def test_a_store_with_damaged_pages_never_checks_clean(sample: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.db"
    content = bytearray(file.read_bytes())
    content[4096 * 20 :] = b"\x5a" * (len(content) - 4096 * 20)
    file.write_bytes(content)
    said = sample("check")
    assert said.code in {1, 2} and "Traceback" not in said.err
    assert "No fault" not in said.out and len(said.err.splitlines()) <= 1


@pytest.mark.parametrize("url", ["postgresql://x/y", "nonsense", "sqlite:////dev/null/x/own.db"])
def test_an_address_that_is_no_store(run: Run, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert refused(run("check"))
    assert refused(run("import", "homes", HOMES))


def test_a_defect_of_ours_is_one_line_too(sample: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr("core.checking.check_store", fail)
    said = sample("check")
    assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)


def test_a_process_says_the_same(filled: Path, tmp_path: Path) -> None:
    """The real thing: the exit code, and nothing but the line on standard error."""
    assert refused(run_process(filled, "nope"), "No such command")
    assert refused(run_process(tmp_path / "none.db", "check"), "There is no store")
    said = run_process(filled, "compare", "--period", "2017-01-01:2017-12-31")
    assert refused(said, "Missing option")


def test_help_is_a_success(run: Run) -> None:
    said = run("--help")
    assert (said.code, said.err) == (0, "")
    for command in ("import", "assess", "rates", "compare", "export", "check", "demo"):
        assert command in said.out


def test_the_first_administrator_of_an_empty_store_is_entered_once(run: Run) -> None:
    words = ("first-administrator", "First@example.org", "--name", "First Person")
    assert run(*words, "--role", "spoc").code == 2
    done = run(*words)
    assert (done.code, done.err) == (0, "") and "First Person can sign in, as chair" in done.out
    for again in (words, ("first-administrator", "other@example.org", "--name", "Other")):
        said = run(*again)
        assert said.code == 2 and "first administrator already" in said.err
    (row,) = read_candidates(open_store())
    assert (row.email, row.role, row.administrator) == ("first@example.org", Role.CHAIR, True)
