"""Attacks on the product. The short form runs with every test; the long one by `-m attack`."""

import pytest

from tests.attack.canaries import Secrets, build_secrets
from tests.pages.screens import use_store


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "attack: the long form of the attacks, by `make attack`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long form out unless it is asked for."""
    if "attack" in (config.option.markexpr or "").replace("not attack", ""):
        return
    long_form = [item for item in items if item.get_closest_marker("attack")]
    if long_form:
        config.hook.pytest_deselected(items=long_form)
        items[:] = [item for item in items if item not in long_form]


@pytest.fixture(scope="session")
def untouched_secrets(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    """The store of canaries, built once a process."""
    return build_secrets(tmp_path_factory.mktemp("secrets"))


@pytest.fixture
def secrets(untouched_secrets: Secrets, monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """The same, as the store that the app shows."""
    use_store(monkeypatch, untouched_secrets.world.store.url)
    return untouched_secrets
