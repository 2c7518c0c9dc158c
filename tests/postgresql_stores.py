"""Fixtures of stores in PostgreSQL, and what their tests put in; import those that a module uses.

A module that stops or crashes its server has a `host` of its own.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from core.access import SYSTEM
from core.store import Store, open_store
from core.tables import Home
from core.vocabulary import StoreKind
from tests.postgresql import Server

HOME = {"name": "Alder", "setting_type": "childrens_home"}


@pytest.fixture(scope="module")
def host(server: Server) -> Server:
    """The server that `url` and `kept` lie on."""
    return server


@pytest.fixture
def url(host: Server) -> Iterator[str]:
    """A database with nothing in it."""
    made = host.make_database()
    yield made
    host.drop_database(made)


@pytest.fixture(scope="module")
def template(host: Server) -> str:
    """A database with an empty store in it."""
    made = host.make_database()
    open_store(made, create=StoreKind.OWN).close()
    return made


@pytest.fixture
def kept(host: Server, template: str) -> Iterator[Store]:
    """A store in PostgreSQL with nothing in it."""
    made = open_store(host.make_database(template))
    yield made
    made.close()
    host.drop_database(made.url)


def add_home(store: Store, urn: str = "SC1", **more: Any) -> None:
    """Add a home with its audit row."""
    with store.write(SYSTEM) as change:
        change.session.add(Home(urn=urn, **{**HOME, **more}))
        change.record("added", "home", urn)
