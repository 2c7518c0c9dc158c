"""A file made at a press can be fetched, however many other screens look meanwhile."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.components import made_files
from pages.components.made_files import KEPT, clear_made_files, keep_made_files


@pytest.fixture
def made(monkeypatch):
    """A file as Streamlit keeps one that was made at a press: no page refers to it."""
    for name in ("mark_for_delete", "is_marked_for_delete"):
        monkeypatch.setattr(MediaFileMetadata, name, vars(MediaFileMetadata)[name])
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    file_id = storage.load_and_get_id(b"a,b\n", "text/csv", MediaFileKind.DOWNLOADABLE, "a.csv")
    manager._file_metadata[file_id] = MediaFileMetadata(MediaFileKind.DOWNLOADABLE)
    return manager, file_id


def _end_runs(manager, count: int) -> None:
    for _ in range(count):
        manager.remove_orphaned_files()


def test_streamlit_itself_deletes_it_at_the_second_run_of_anybody(made):
    manager, file_id = made
    _end_runs(manager, 2)
    assert file_id not in manager._file_metadata


@pytest.mark.parametrize(("seconds", "kept"), [(0.0, True), (KEPT - 0.1, True), (KEPT, False)])
def test_it_is_kept_for_a_minute_of_other_peoples_runs(made, monkeypatch, seconds, kept):
    manager, file_id = made
    monkeypatch.setattr(made_files, "monotonic", lambda: 100.0)
    keep_made_files()
    _end_runs(manager, 50)
    monkeypatch.setattr(made_files, "monotonic", lambda: 100.0 + seconds)
    _end_runs(manager, 1)
    assert (file_id in manager._file_metadata) is kept


def test_its_minute_ends_on_a_server_where_nobody_is_any_more(made, monkeypatch):
    manager, file_id = made
    keep_made_files()
    monkeypatch.setattr(made_files, "KEPT", 0.05)
    listed = []
    runtime = SimpleNamespace(
        media_file_mgr=manager,
        _session_mgr=SimpleNamespace(list_sessions=lambda: listed.append(True)),
    )
    monkeypatch.setattr(made_files, "Runtime", SimpleNamespace(exists=bool, instance=lambda: None))
    _wait(0.1)
    assert file_id in manager._file_metadata
    found = SimpleNamespace(exists=lambda: True, instance=lambda: runtime)
    monkeypatch.setattr(made_files, "Runtime", found)
    _wait(1.0)
    assert file_id not in manager._file_metadata and listed


def _wait(seconds: float) -> None:
    async def clear() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(clear_made_files(every=0.01), seconds)

    # In a thread of its own: a test with a browser leaves a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(clear())).result()
