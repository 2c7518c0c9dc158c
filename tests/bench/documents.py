"""What leaves the group, timed: `python -m tests.bench.documents <what> <address>` prints JSON.

A process of its own for each, as in `trials`. Floors are empty files of the same kinds.
"""

import io
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile

_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
_TODAY = date(2026, 11, 20)
_MONTH = date(2026, 9, 1)


def summary(url: str) -> dict[str, float]:
    """All years of the home with most incidents: read, made and put on record, each file."""
    with tempfile.TemporaryDirectory() as folder:
        return _time_summary(_copy(url, Path(folder)))


def gathered(url: str) -> dict[str, float]:
    """The same, where every incident of the store happened at one home."""
    with tempfile.TemporaryDirectory() as folder:
        return _time_summary(_gather(_copy(url, Path(folder))))


def _time_summary(url: str) -> dict[str, float]:
    from core.access import SYSTEM
    from core.measures.period import Period
    from core.reading import read_view
    from core.reports.home_summary import build_home_summary
    from core.reports.home_summary_files import prepare_home_summary
    from core.store import open_store
    from core.vocabulary import DisclosureLevel, LawfulBasis

    store = open_store(url)
    counts = read_view(store, SYSTEM).incidents["home_id"].value_counts(sort=True)
    home_id, incidents = counts.row(0)
    days = Period(date(2010, 1, 1), _TODAY)

    def prepare(kind: str) -> None:
        level = DisclosureLevel.AGREEMENT
        prepare_home_summary(
            store,
            SYSTEM,
            build_home_summary(store, SYSTEM, home_id, days, level, _TODAY),
            basis=LawfulBasis.PUBLIC_TASK,
            recipient="Ofsted",
            file_format=kind,  # type: ignore[arg-type]
            made_at=_AT,
        )

    prepare("csv")
    told = {"incidents": float(incidents)}
    for kind, floor in _FLOORS.items():
        floor()
        told[f"{kind}_floor"] = _time(floor)
        told[kind] = _time(lambda kind=kind: prepare(kind))  # type: ignore[misc]
    return told


def _copy(url: str, folder: Path) -> str:
    """The share log grows by a measurement: that of a copy."""
    copyfile(url.removeprefix("sqlite:///"), folder / "copy.db")
    return f"sqlite:///{folder / 'copy.db'}"


def _gather(url: str) -> str:
    """The store again, all that happened in it at one home that was always open."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        first = "(SELECT min(id) FROM home)"
        connection.execute(f"UPDATE incident SET home_id = {first}")
        connection.execute(f"UPDATE home SET opened_on = NULL, closed_on = NULL WHERE id = {first}")
    connection.close()
    return url


def pack(url: str) -> dict[str, float]:
    """A month of every home into a folder and the share log, from a store that is read first."""
    from core.access import SYSTEM
    from core.reports.month_pack import build_month_pack
    from core.reports.month_pack_files import make_month_files, put_month_files
    from core.reports.placing import place_files
    from core.store import open_store
    from core.vocabulary import DisclosureLevel, LawfulBasis

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(_copy(url, Path(folder)))
        _write_empty_pdf()
        begin = time.perf_counter()
        with place_files(Path(folder) / "pack", create=True) as placing:
            collected = build_month_pack(store, SYSTEM, _MONTH, DisclosureLevel.AGREEMENT, _TODAY)
            made = make_month_files(
                store,
                SYSTEM,
                collected,
                basis=LawfulBasis.PUBLIC_TASK,
                recipient="Ofsted",
                made_at=_AT,
            )
            put_month_files(store, SYSTEM, made, placing)
        seconds = time.perf_counter() - begin
    # As many empty PDFs as the pack has, and a workbook.
    pdfs = sum(file.name.endswith(".pdf") for file in made.files)
    floor = _time(lambda: ([_write_empty_pdf() for _ in range(pdfs)], _write_empty_workbook()))
    return {"homes": float(len(collected.homes)), "seconds": seconds, "floor": floor}


def _write_empty_pdf() -> bytes:
    import typst

    content: bytes = typst.compile(
        b'#set document(title: "Floor")\n#title()\n',
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    return content


def _write_empty_workbook() -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet()
    return out.getvalue()


def _write_empty_csv() -> bytes:
    from core.export import render_csv

    return render_csv(("a",), ())


_FLOORS: dict[str, Callable[[], bytes]] = {
    "pdf": _write_empty_pdf,
    "xlsx": _write_empty_workbook,
    "csv": _write_empty_csv,
}


def _time(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


DOCUMENTS = {work.__name__: work for work in (summary, gathered, pack)}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(DOCUMENTS[sys.argv[1]](sys.argv[2])) + os.linesep)
