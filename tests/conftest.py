"""Fixtures that the tests share: a store of one's own, and a small world in it.

With `--store=postgresql` every store is a database of a real server; a test that opens a file all
the same fails, unless it is marked `sqlite_only` with the reason.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from core.store import Store, open_store
from core.vocabulary import StoreKind
from tests.postgresql import NotInstalled, Server, find_programs
from tests.stores import (
    drop_stores,
    is_on_postgresql,
    new_url,
    put_on_postgresql,
    share_server,
    stop_server,
)
from tests.world import World, build_world, copy_world


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--store") == "postgresql":
        try:
            find_programs()
        except NotInstalled as error:
            raise pytest.UsageError(str(error)) from None
        put_on_postgresql()


def pytest_unconfigure() -> None:
    stop_server()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not is_on_postgresql():
        return
    for item in items:
        marker = item.get_closest_marker("sqlite_only")
        if marker is not None:
            item.add_marker(pytest.mark.skip(reason=f"of SQLite alone: {marker.args[0]}"))


@pytest.fixture(scope="session")
def server() -> Server:
    """A PostgreSQL server; the test is skipped where none is installed."""
    try:
        return share_server()
    except NotInstalled as error:
        pytest.skip(str(error))


@pytest.fixture(autouse=True)
def _keep_to_the_database(request: pytest.FixtureRequest) -> Iterator[None]:
    if not is_on_postgresql():
        yield
        return
    folder: Path = request.getfixturevalue("tmp_path")
    opened: list[str] = []

    def note(_connection: Any, record: Any) -> None:
        module = type(record.driver_connection).__module__
        opened.extend(["a file"] if module.startswith("sqlite3") else [])

    event.listen(Engine, "connect", note)
    try:
        yield
    finally:
        event.remove(Engine, "connect", note)
        drop_stores(folder)
    both = "server" in request.fixturenames
    assert not opened or both, "The test opened a file: use tests.stores.new_url, or mark it."


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A new, empty store."""
    return open_store(new_url(tmp_path / "store.db"), create=StoreKind.OWN)


@pytest.fixture(scope="session")
def untouched_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that `world` copies: nobody changes it."""
    return build_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(tmp_path: Path, untouched_world: World) -> World:
    """A store with homes and a person of every role; incidents are added by the tests."""
    return copy_world(untouched_world, tmp_path)
