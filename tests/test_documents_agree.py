"""What the documents say of the code is so: who sees what, which files hold it, how many."""

import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

from core.access import ACCESS, Permission, Sight
from core.access_table import BEGIN, DOCUMENT, END, put_access, render_access
from core.vocabulary import Role

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ("security", "asvs", "dpia", "accessibility")
# What a deployment makes.
ELSEWHERE = {".streamlit/secrets.toml"}


def _read(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_the_access_table_in_the_documents_is_the_codes() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert put_access(document) == document, "renew it: python -m core.access_table"


def test_every_role_that_a_person_can_have_and_every_permission_has_its_line() -> None:
    sights, rights = render_access().split("\n\n")
    assert len(sights.splitlines()) == 2 + len(set(ACCESS) - {Role.SYSTEM})
    named = [line.split(" | ")[0].removeprefix("| ") for line in rights.splitlines()[2:]]
    assert named == [permission.value for permission in Permission]


def test_a_yes_stands_where_the_code_says_so_and_nowhere_else() -> None:
    _, rights = render_access().split("\n\n")
    count = sum(len(row.may) for role, row in ACCESS.items() if role is not Role.SYSTEM)
    assert len(re.findall(r"\| yes(?= )", rights)) == count


def test_the_police_line_says_that_nothing_unreported_is_theirs() -> None:
    sights, _ = render_access().split("\n\n")
    for role in ("police reviewer", "SPOC"):
        (line,) = [line for line in sights.splitlines() if line.startswith(f"| {role} |")]
        assert line.split(" | ")[2] == "referred to the police by the group"
    assert ACCESS[Role.SPOC].uncontacted is Sight.REFERRED


def test_what_was_changed_by_hand_is_written_over_and_the_rest_is_kept() -> None:
    document = f"before\n{BEGIN}\n| police | all |\n{END}\nafter\n"
    put = put_access(document)
    assert put.startswith("before\n") and put.endswith("\nafter\n") and "| police |" not in put
    with pytest.raises(ValueError, match="no place"):
        put_access("nothing")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_that_a_paper_names_is_there(paper: str) -> None:
    named = set(re.findall(r"`([a-z_.]+/[\w./-]*|[\w-]+\.(?:py|txt|toml|md))`", _read(paper)))
    links = {f"docs/{link}" for link in re.findall(r"\]\(([\w.-]+\.md)", _read(paper))}
    missing = [name for name in (named | links) - ELSEWHERE if not (ROOT / name).exists()]
    assert missing == []


def test_the_papers_that_name_evidence_name_some() -> None:
    assert len(re.findall(r"`(?:core|tests|pages)/[\w./]+`", _read("asvs"))) > 100


def test_every_requirement_of_asvs_stands_once_with_a_state_and_a_line_of_evidence() -> None:
    rows = re.findall(r"^\| ([\d.]+) \| ([12]) \| (\S+) \| (.+) \|$", _read("asvs"), re.MULTILINE)
    assert len(rows) == len({number for number, *_ in rows}) == 253
    states = Counter(state for _, _, state, _ in rows)
    assert set(states) == {"met", "n/a", "open"}
    assert all(said.strip() for *_, said in rows)
    assert (
        f"253 requirements: {states['met']} met, {states['n/a']} not applicable, "
        f"{states['open']} open." in _read("asvs")
    )


def test_the_accessibility_statement_names_what_the_tests_let_pass() -> None:
    from tests.browser.visiting import STREAMLITS

    table = _read("accessibility").partition("## What is Streamlit's own")[2]
    for rule, *_ in STREAMLITS:
        assert f"`{rule}`" in table, rule
    assert set(re.findall(r"^\| (.+?) \|", table, re.MULTILINE)) >= {"`list`, `listitem`"}


_spec = importlib.util.spec_from_file_location("audit", ROOT / "tests" / "audit_dependencies.py")
assert _spec is not None and _spec.loader is not None
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

FLAW = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
FINE = {"name": "fine", "version": "1.0", "vulns": []}
FLAWED = {"name": "flawed", "version": "1.0", "vulns": [FLAW]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ([[FINE], [FINE]], 0, "1 packages looked up, 0 known flaws"),
        ([[FINE, FLAWED], [FINE]], 1, "flawed 1.0: PYSEC-1 (mended in 2.0)"),
        # Nothing looked up is not nothing found.
        ([[UNKNOWN], None], 2, "Nothing is claimed"),
        ([[FINE, UNKNOWN], [FINE, UNKNOWN]], 2, "NOT looked up: unknown"),
        ([[], []], 2, "Nothing is claimed"),
        ([None, None], 2, "Nothing is claimed"),
        ([[UNKNOWN], [FINE]], 0, "osv: 1 packages looked up"),
    ],
)
def test_the_audit_of_packages_claims_only_what_was_looked_up(
    answers: list, code: int, said: str, monkeypatch, capsys
) -> None:
    came = iter(answers)
    monkeypatch.setattr(audit, "find_command", lambda: "pip-audit")
    monkeypatch.setattr(audit, "ask", lambda _command, _service: next(came))
    assert audit.main() == code
    assert said in capsys.readouterr().out


def test_without_the_tool_the_audit_of_packages_says_so(monkeypatch, capsys) -> None:
    monkeypatch.setattr(audit, "find_command", lambda: None)
    assert audit.main() == 2
    assert "Not audited" in capsys.readouterr().out
