"""Incidents as the group's own working file: the contract's columns, and back in unchanged.

It holds child references and free text: it is for those who review, and no document to send.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, can, check_can
from core.clock import read_now, read_utc_now
from core.contract import FACT_COLUMNS, INCIDENT_COLUMNS, Column, Kind
from core.errors import InvalidInput
from core.export import render_csv, starts_formula
from core.incident_detail import find_masked
from core.incident_sight import sees
from core.intake.comparison import split
from core.intake.mapping import NO_MAPPING
from core.intake.readers import Row, Table
from core.intake.validation import check_rows
from core.reports.workbook_text import clean_text
from core.store import Store
from core.tables import Home, Incident

FileFormat = Literal["csv", "xlsx"]

KEEP_WITHIN = "Working file of the group: it holds child references and must not leave the group."

_NAMES = tuple(column.name for column in INCIDENT_COLUMNS)
# What a workbook's own escapes cannot tell from a text that looks like one, or XML never holds.
_NOT_IN_WORKBOOK = re.compile("x005F_|_x[0-9a-f]{4}_|[\ud800-\udfff\ufffe\uffff]", re.IGNORECASE)
_FIRST_YEAR = 1901
_WIDTHS = {Kind.MOMENT: 19, Kind.DAY: 12, Kind.CHOICE: 14, Kind.NUMBER: 10, Kind.WHOLE_NUMBER: 10}
_FORMATS = {Kind.MOMENT: "yyyy-mm-dd hh:mm:ss", Kind.DAY: "yyyy-mm-dd"}
_LONGEST_TYPED = 255  # of a longer text in a cell of format "@" some Excels show only "####"

Facts = dict[str, Any]


def can_export_incidents(viewer: Viewer) -> bool:
    """Whether the viewer may take incidents out to work on them: who imports and reviews."""
    return can(viewer, Permission.IMPORT_INCIDENTS) and can(viewer, Permission.REVIEW)


def export_incidents(
    store: Store,
    viewer: Viewer,
    incident_ids: Collection[int],
    file_format: FileFormat,
    *,
    now: datetime | None = None,
) -> bytes:
    """These incidents in the contract's columns, oldest first; imported again, they change nothing.

    Of `incident_ids` those come that the viewer may see. What the viewer may not see of one is
    blank, and so is an optional cell that an import would not read back as it is stored: a blank
    erases nothing. That the file was prepared is audited.

    Args:
        store: where from.
        viewer: who works with it.
        incident_ids: which; nought gives the headings alone.
        file_format: `csv` (UTF-8 with BOM) or `xlsx`.
        now: UK local time, for what an import would refuse as future; by default the present.

    Raises:
        AccessDenied: the role does not both import and review.
        InvalidInput: a reference that this format cannot carry.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.IMPORT_INCIDENTS)
        check_can(viewer, Permission.REVIEW)
        rows = _read_rows(session, viewer, incident_ids)
    _blank_changed(rows, now or read_now())
    content = _render_csv(rows) if file_format == "csv" else _render_xlsx(rows, viewer)
    with store.write(viewer) as change:
        said = [file_format, f"{len(rows)} rows"]
        change.record("prepared", "incidents", fields=said, figures=False)
    return content


def _read_rows(session: Session, viewer: Viewer, incident_ids: Collection[int]) -> list[Facts]:
    masked = find_masked(viewer)
    homes = {home.id: home for home in session.exec(select(Home))}
    found: list[tuple[datetime, int, Facts]] = []
    for some in split(sorted(set(incident_ids))):
        for incident in session.exec(select(Incident).where(col(Incident.id).in_(some))):
            if not sees(viewer, incident):
                continue
            home = homes[incident.home_id]
            facts: Facts = {"home_urn": home.urn, "home_name": home.name}
            for column in FACT_COLUMNS:
                value = getattr(incident, column.name)
                facts[column.name] = None if column.name in masked else value
            found.append((incident.occurred_at, incident.id or 0, facts))
        session.expunge_all()
    return [facts for *_, facts in sorted(found, key=lambda row: row[:2])]


def _blank_changed(rows: Sequence[Facts], now: datetime) -> None:
    """Blank what the import's own reading would refuse or change; what is required stays."""
    cells = tuple(Row(number, tuple(row[n] for n in _NAMES)) for number, row in enumerate(rows))
    checked = check_rows(Table("", "", _NAMES, cells, 0), NO_MAPPING, now)
    changed = {(bad.row, bad.column) for bad in checked.rejections}
    for read in (*checked.rows, *checked.bad_rows):
        values = {**read.values, "home_urn": read.home_urn, "home_name": read.home_name}
        stored = rows[read.number].items()
        changed |= {(read.number, n) for n, value in stored if value not in (None, values.get(n))}
    for number, name in changed:
        if name == "reference":
            raise _refuse(rows[number][name])
        if name in _OPTIONAL:
            rows[number][name] = None


_OPTIONAL = frozenset(column.name for column in INCIDENT_COLUMNS if not column.required)


def _refuse(reference: object) -> InvalidInput:
    return InvalidInput(
        f"The reference “{reference}” holds characters that the file would not give back. "
        "Take the other format, or leave this incident out."
    )


def _render_csv(rows: Sequence[Facts]) -> bytes:
    return render_csv(_NAMES, ([row[name] for name in _NAMES] for row in rows))


def _render_xlsx(rows: Sequence[Facts], viewer: Viewer) -> bytes:
    from xlsxwriter import Workbook  # Rarely wanted, and not by every start of the app.

    out = BytesIO()
    never = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    with Workbook(out, {"in_memory": True, **dict.fromkeys(never, False)}) as book:
        made = read_utc_now().replace(tzinfo=None)
        author = clean_text(viewer.name)
        book.set_properties(
            {"title": "Incidents", "comments": KEEP_WITHIN, "author": author, "created": made}
        )
        sheet = book.add_worksheet("Incidents")
        sheet.set_header(f"&L{KEEP_WITHIN}")
        sheet.freeze_panes(1, 1)
        bold = book.add_format({"bold": True})
        looks = {
            (column.name, quoted): book.add_format(
                {"num_format": _find_format(column), "quote_prefix": quoted}
            )
            for column in INCIDENT_COLUMNS
            for quoted in (False, True)
        }
        for place, column in enumerate(INCIDENT_COLUMNS):
            sheet.set_column(place, place, _WIDTHS.get(column.kind, 22), looks[column.name, False])
            sheet.write_string(0, place, column.name, bold)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(INCIDENT_COLUMNS):
                _write_cell(sheet, number, place, column, row[column.name], looks)
    return out.getvalue()


def _find_format(column: Column) -> str:
    # What somebody types into a column of words, such as 0012, stays as it was typed.
    if column.kind is Kind.TEXT and column.longest <= _LONGEST_TYPED:
        return "@"
    return _FORMATS.get(column.kind, "General")


def _write_cell(
    sheet: Any, number: int, place: int, column: Column, value: object, looks: Mapping[Any, Any]
) -> None:
    look = looks[column.name, False]
    match value:
        case None:
            return
        case datetime() | date() if value.year >= _FIRST_YEAR:
            sheet.write_datetime(number, place, value, look)
        case datetime() | date():
            # Excel takes 1900 for a leap year: its serial numbers are other days there.
            sheet.write_string(number, place, value.isoformat(), look)
        case int() | float() if float(f"{value:.16G}") == value:
            sheet.write_number(number, place, value, look)
        case _:
            text = str(value)
            if _NOT_IN_WORKBOOK.search(text):
                if column.name == "reference":
                    raise _refuse(value)
                return
            # XlsxWriter takes such a text for markup; a space at the end is not read.
            text += " " if text.startswith("<r>") and text.endswith("</r>") else ""
            sheet.write_string(number, place, text, looks[column.name, starts_formula(text)])
