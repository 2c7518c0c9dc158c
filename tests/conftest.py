"""Fixtures that the tests share: a store of one's own, and a small world in it."""

from pathlib import Path

import pytest

from core.store import Store, build_url, open_store
from core.vocabulary import StoreKind
from tests.world import World, build_world, copy_world


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A new, empty store in a file."""
    return open_store(build_url(tmp_path / "store.db"), create=StoreKind.OWN)


@pytest.fixture(scope="session")
def untouched_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that `world` copies: nobody changes it."""
    return build_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(tmp_path: Path, untouched_world: World) -> World:
    """A store with homes and a person of every role; incidents are added by the tests."""
    return copy_world(untouched_world, tmp_path)
