"""A real store with the sample register, and small files written in the tests."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from core.access import SYSTEM, Viewer
from core.homes import import_homes
from core.people import PersonForm, add_person, build_viewer
from core.store import Store, open_store
from core.vocabulary import Role, StoreKind
from tests.stores import copy_store, new_url

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the sample register, made once: the migrations take their time."""
    store = open_store(
        new_url(tmp_path_factory.mktemp("template") / "store.db"), create=StoreKind.OWN
    )
    import_homes(store, SYSTEM, "homes.csv", (DATA / "homes_ofsted.csv").read_bytes())
    store.close()
    return store.url


@pytest.fixture
def store(template: str, tmp_path: Path) -> Iterator[Store]:
    store = open_store(copy_store(template, tmp_path / "store.db"))
    yield store
    store.close()


@pytest.fixture
def join(store: Store) -> Callable[[Role], Viewer]:
    """Takes somebody of a role into the group: who is not in it changes nothing."""

    def add(role: Role) -> Viewer:
        form = PersonForm("A person", f"{role.value}@example.org", role)
        return build_viewer(store, add_person(store, SYSTEM, form))

    return add


@pytest.fixture
def write_xlsx():
    def write(rows: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(row)
        for cell, number_format in (formats or {}).items():
            sheet[cell].number_format = number_format
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    return write
