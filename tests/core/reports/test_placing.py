"""Files into a folder: all or none, never half a file, and everything back where a change fails."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.reports.placing import place_files

NEW = {"a.pdf": b"new a", "b.csv": b"new b"}
EARLIER = {"a.pdf": b"earlier", "mine.txt": b"mine"}


def place(folder: Path, files: dict[str, bytes], *, create: bool = True) -> None:
    with place_files(folder, create=create) as placing:
        for name, content in files.items():
            placing.write(name, content)
        placing.put()


def place_and_fail(folder: Path, error: BaseException, *, is_put: bool) -> None:
    """What a change does whose commit fails, or who is interrupted before the move."""
    with place_files(folder, create=True) as placing:
        for name, content in NEW.items():
            placing.write(name, content)
        if is_put:
            placing.put()
            assert all((folder / name).read_bytes() == NEW[name] for name in NEW)
        raise error


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fail_at(number: int, real: Callable[..., None]) -> Callable[..., None]:
    """`real`, but for the call of this number, which finds the disk full."""
    calls = iter(range(1, 1000))

    def sometimes(*words: object) -> None:
        if next(calls) == number:
            raise OSError(28, "No space left on device")
        real(*words)

    return sometimes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of the same name as one that is written, and one that is not."""
    (found := tmp_path / "out").mkdir()
    (found / "a.pdf").write_bytes(b"earlier")
    (found / "mine.txt").write_bytes(b"mine")
    return found


def test_a_folder_that_is_not_there_is_made_whole(tmp_path: Path) -> None:
    place(tmp_path / "out", NEW)
    assert read(tmp_path / "out") == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_other_files_of_a_folder_stay_and_those_of_the_same_name_are_replaced(
    folder: Path,
) -> None:
    place(folder, NEW)
    assert read(folder) == NEW | {"mine.txt": b"mine"}


@pytest.mark.parametrize("number", [1, 2])
def test_a_move_that_fails_leaves_the_folder_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "replace", fail_at(number, os.replace))
    with pytest.raises(InvalidInput, match="cannot be written: No space left on device"):
        place(folder, NEW)
    assert read(folder) == EARLIER


@pytest.mark.parametrize("number", [1, 2])
def test_a_disk_that_fills_up_leaves_no_half_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", fail_at(number, lambda _handle: None))
    with pytest.raises(InvalidInput, match="No space left on device"):
        place(folder, NEW)
    monkeypatch.setattr(os, "fsync", fail_at(number, lambda _handle: None))
    with pytest.raises(InvalidInput, match="No space left on device"):
        place(tmp_path / "new", NEW)
    assert read(folder) == EARLIER
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["out", "new"])
def test_what_fails_after_the_move_takes_it_back(folder: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(RuntimeError, match="commit"):
        place_and_fail(tmp_path / name, RuntimeError("commit"), is_put=True)
    assert read(folder) == EARLIER
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_where_a_file_has_no_second_name_the_earlier_one_is_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", fail_at(1, os.link))
    monkeypatch.setattr(os, "replace", fail_at(2, os.replace))
    with pytest.raises(InvalidInput):
        place(folder, NEW)
    assert read(folder) == EARLIER


def test_an_interruption_leaves_nothing(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        place_and_fail(folder, KeyboardInterrupt(), is_put=False)
    assert read(folder) == EARLIER


def test_a_folder_of_the_files_name_is_never_replaced(folder: Path) -> None:
    (folder / "b.csv").mkdir()
    with pytest.raises(InvalidInput, match=r"b\.csv cannot be written: Is a directory"):
        place(folder, NEW)
    assert (folder / "a.pdf").read_bytes() == b"earlier"
    assert (folder / "b.csv").is_dir()


@pytest.mark.parametrize(
    ("place_of", "said"),
    [("out/a.pdf", "it is not a folder"), ("no/such", "No such file"), ("x" * 300, "too long")],
)
def test_where_nothing_can_be_written_it_is_said_before_anything_is(
    folder: Path, tmp_path: Path, place_of: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said), place_files(tmp_path / place_of, create=True):
        pytest.fail("nothing is begun")
    assert read(folder) == EARLIER
