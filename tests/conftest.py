"""Fixtures that the tests share: a store of one's own, and a small world in it.

With `--store=postgresql` every store is a database of a real server; a test that opens a file all
the same fails, unless it is marked `sqlite_only` with the reason.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event

from core import drawn_numbers
from core.store import Store, open_store
from core.vocabulary import StoreKind
from tests.postgresql import NotInstalled, Server, find_programs
from tests.stores import (
    copy_store,
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


class _Rising(Random):
    """What is given later has the higher number here, so that a test's rows have one order."""

    _numbers = count(1_000_003, 7)

    def randint(self, a: int, b: int) -> int:
        return next(self._numbers)


def pytest_configure(config: pytest.Config) -> None:
    drawn_numbers._chance = _Rising()
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
    folder: Path = request.getfixturevalue("tmp_path")
    opened: list[str] = []
    left: list[Any] = []

    def note(_connection: Any, record: Any) -> None:
        driver = record.driver_connection
        if type(driver).__module__.startswith("sqlite3"):
            opened.append("a file")
        else:
            left.append(driver)

    event.listen(Engine, "connect", note)
    try:
        yield
    finally:
        event.remove(Engine, "connect", note)
        # One that is left to the collector warns in some later test, which may take it for a fault.
        for driver in left:
            driver.close()
        drop_stores(folder)
    if is_on_postgresql():
        both = "server" in request.fixturenames
        assert not opened or both, "The test opened a file: use tests.stores.new_url, or mark it."


@pytest.fixture(scope="session")
def untouched_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the store that `store` copies: nobody changes it."""
    made = open_store(new_url(tmp_path_factory.mktemp("empty") / "e.db"), create=StoreKind.OWN)
    made.close()
    return made.url


@pytest.fixture
def store(tmp_path: Path, untouched_store: str) -> Store:
    """A new, empty store: a copy, because making one takes ten times as long."""
    return open_store(copy_store(untouched_store, tmp_path / "store.db"))


@pytest.fixture(scope="session")
def untouched_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that `world` copies: nobody changes it."""
    return build_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(tmp_path: Path, untouched_world: World) -> World:
    """A store with homes and a person of every role; incidents are added by the tests."""
    return copy_world(untouched_world, tmp_path)
