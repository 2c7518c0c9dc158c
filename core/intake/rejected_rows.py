"""Rejected rows as a file that a person corrects and imports again."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO

from core.contract import as_word
from core.export import escape_text
from core.intake.readers import REASONS_HEADING, ROW_HEADING, Table
from core.intake.validation import Rejection


def write_rejections(table: Table, rejections: Iterable[Rejection]) -> bytes:
    """The rejected rows of a table as CSV (UTF-8 with BOM): its own columns, row and reasons.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it;
    `readers.read_table` takes it off again.
    """
    reasons: dict[int, list[str]] = {}
    for rejection in rejections:
        said = f"{rejection.column}: {rejection.reason}" if rejection.column else rejection.reason
        reasons.setdefault(rejection.row, []).append(said)
    # A file of rejected rows that is rejected again does not gather columns.
    kept = [
        place
        for place, heading in enumerate(table.headings)
        if heading not in (ROW_HEADING, REASONS_HEADING)
    ]
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        [*(escape_text(table.headings[place]) for place in kept), ROW_HEADING, REASONS_HEADING]
    )
    for row in table.rows:
        if row.number in reasons:
            cells = [row.cells[place] if place < len(row.cells) else None for place in kept]
            written = [escape_text(_write(cell)) for cell in cells]
            writer.writerow([*written, row.number, escape_text("; ".join(reasons[row.number]))])
    return out.getvalue().encode("utf-8-sig")


def _write(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else as_word(cell)
