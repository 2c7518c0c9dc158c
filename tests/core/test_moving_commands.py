"""`python -m core move`: exit codes, one line, JSON, no password, and what is to be done next."""

from pathlib import Path

import pytest

from core.dialect import build_engine
from core.moving import say_address
from core.store import build_url, open_store
from core.vocabulary import StoreKind
from tests.test_command_line import Run, refused, run

__all__ = ("run",)

pytestmark = pytest.mark.sqlite_only("the same command whichever database it names")


@pytest.fixture
def sample(run: Run, tmp_path: Path) -> Run:
    """As `run`, where there is a store."""
    open_store(build_url(tmp_path / "own.db"), create=StoreKind.OWN).close()
    return run


def test_the_proof_and_the_next_step_are_printed(sample: Run, tmp_path: Path) -> None:
    done = sample("move", "--to", build_url(tmp_path / "new.db"))
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    tables = [line for line in lines if len(line.split()) == 3 and len(line.split()[2]) == 64]
    assert len(tables) == 33 and tables[0].startswith("audit")
    assert "The same on both sides: " in done.out and " rows of 33 tables" in done.out
    assert "Set DATABASE_URL to the new address" in done.out
    (aside,) = tmp_path.glob("own.moved-*.db")
    assert f"under another name: {aside}." in done.out
    assert refused(sample("check"), "no store yet")


def test_json_has_every_table_and_what_was_compared(sample: Run, tmp_path: Path) -> None:
    done = sample("move", "--to", build_url(tmp_path / "new.db"), "--json")
    assert done.code == 0, done.err
    said = done.json
    assert isinstance(said, dict)
    assert said["target"] == build_url(tmp_path / "new.db") and said["outdated"] == 0
    assert {"name", "rows", "digest"} == set(said["tables"][0])
    assert {"audit_head", "audit_rows", "data_revision", "figures", "findings"} <= set(said)


def test_what_cannot_be_moved_is_one_line_and_exit_2(sample: Run, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_bytes(b"")
    assert refused(sample("move", "--to", build_url(tmp_path / "there.db")), "is there already")
    assert refused(sample("move", "--to", build_url(tmp_path / "own.db")), "where it is")
    assert refused(sample("move", "--to", "mysql://x/y"), "cannot use")
    assert refused(sample("move"), "--to")
    assert refused(sample("move", "--to", build_url(tmp_path / "a" / "b.db")), "no folder")
    assert sample("check").code == 0


def test_no_address_is_shown_with_its_password() -> None:
    engine = build_engine("postgresql://owner:s3cret@db.example.org/slow_time?sslmode=verify-full")
    assert say_address(engine) == (
        "postgresql://owner:***@db.example.org/slow_time?sslmode=verify-full"
    )
