"""A real store with the sample register, and small files written in the tests."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from core.access import SYSTEM
from core.homes import import_homes
from core.store import Store, build_url, open_store
from core.vocabulary import StoreKind

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample register, made once: the migrations take their time."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    store = open_store(build_url(path), create=StoreKind.OWN)
    import_homes(store, SYSTEM, "homes.csv", (DATA / "homes_ofsted.csv").read_bytes())
    store.close()
    return path


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(template, tmp_path / "store.db")
    store = open_store(build_url(tmp_path / "store.db"))
    yield store
    store.close()


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
