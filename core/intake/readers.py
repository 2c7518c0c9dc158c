"""Files as tables: CSV in the encodings and separators that people have, and XLSX."""

import codecs
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from core.contract import as_word, fold
from core.errors import RefusedFile
from core.export import unescape_text
from core.intake.text_files import find_encoding, read_records
from core.intake.workbooks import MOST_COLUMNS, check_workbook, read_sheets

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of the largest file that is read; an upload in the app is limited further."""

REASONS_HEADING = "_reasons"
ROW_HEADING = "_row"
"""Headings that a file of rejected rows has besides its own."""

# What may be held in memory at once: about 400 MB in the worst case.
_MOST_FILLED_CELLS = 4_000_000
_MOST_CELLS = 15_000_000
_HEAD = 50  # records among which the headings are looked for
_SEPARATORS = (",", ";", "\t")

Record = tuple[object, ...]


class Row(NamedTuple):
    """One data row: its number as a spreadsheet shows it, and its cells, blanks at its end cut."""

    number: int
    cells: Record


@dataclass(frozen=True)
class Table:
    """A file's headings and data rows.

    `skipped` counts blank rows and the rows above the headings. In a CSV file a row may have more
    cells than there are headings; in a workbook what stands beside the table is no part of it. The
    apostrophe that kept a CSV's text from running as a formula (`core.export`) is taken off.
    """

    file_name: str
    digest: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    skipped: int


def read_table(
    content: bytes, file_name: str, known: Iterable[str], *, guess: bool = False
) -> Table:
    """Read a file's table; the headings are the row that has most of the known ones.

    Args:
        content: the file.
        file_name: for messages only; what a file is shows in its content.
        known: headings that are looked for, whatever their case, spaces or underscores.
        guess: where none is known, take the first row of two texts or more for the headings, so
            that a person can map them.

    Raises:
        RefusedFile: with one sentence; not a table, no known headings, too large, damaged.
    """
    _check_bytes(content)
    folded = frozenset(fold(heading) for heading in known)
    if content[:4] == b"PK\x03\x04":
        check_workbook(content)
        records, place = _choose_sheet(content, folded, guess)
        is_text = False
    else:
        records, place = _choose_separator(content, folded, guess)
        is_text = True
    return _build_table(file_name, content, records, place, is_text)


def _check_bytes(content: bytes) -> None:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise RefusedFile("The file is empty. Nothing was changed.")
    if len(content) > LARGEST_FILE:
        raise RefusedFile(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Nothing was changed."
        )
    # Further down such a word may be a cell's own.
    first_line = start.split(b"\n")[0]
    if start.startswith(b"<") or b"<html" in first_line or b"<table" in first_line:
        raise RefusedFile("The file is a web page, not a table. Nothing was changed.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile(
            "The file is an older (.xls) or a protected workbook: save it as .xlsx without a "
            "password. Nothing was changed."
        )
    is_utf16 = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    many_nulls = not is_utf16 and start.count(b"\x00") > len(start) // 50
    archive = content[:4] == b"PK\x03\x04"
    if not archive and (many_nulls or start.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff"))):
        raise RefusedFile("The file is not a table (CSV or XLSX). Nothing was changed.")


def _find_head(
    head: Collection[Record], known: frozenset[str], guess: bool
) -> tuple[int, int | None]:
    """How many known headings the best record has, and its place; of equals the first."""
    best, place = 0, None
    for index, record in enumerate(head):
        count = len({fold(as_word(cell)) for cell in record if cell is not None} & known)
        if count > best:
            best, place = count, index
    if place is None and guess:
        for index, record in enumerate(head):
            words = [cell.strip() for cell in record if isinstance(cell, str) and cell.strip()]
            if len(words) >= 2 and len(set(words)) == len(words):
                return 0, index
    return best, place


def _refuse_headings() -> RefusedFile:
    return RefusedFile(
        "None of the headings in the file is known, neither to the import nor to a mapping. "
        "Nothing was changed."
    )


def _choose_sheet(
    content: bytes, known: frozenset[str], guess: bool
) -> tuple[Iterator[Record], int]:
    """The first sheet with two known headings or more; failing that, with one."""
    weaker: tuple[int, int] | None = None
    for number, records in enumerate(read_sheets(content)):
        head = list(islice(records, _HEAD))
        count, place = _find_head(head, known, guess)
        if place is not None and count >= 2:
            return chain(head, records), place
        if place is not None and (weaker is None or (count and not weaker[0])):
            weaker = (count, number)
    if weaker is None:
        raise _refuse_headings()
    records = next(islice(read_sheets(content), weaker[1], None))
    head = list(islice(records, _HEAD))
    _, place = _find_head(head, known, guess)
    assert place is not None
    return chain(head, records), place


def _choose_separator(
    content: bytes, known: frozenset[str], guess: bool
) -> tuple[Iterator[Record], int]:
    encoding = find_encoding(content)
    scores: list[tuple[int, int, str, int]] = []
    for separator in _SEPARATORS:
        try:
            head = list(islice(read_records(content, encoding, separator), _HEAD))
        except RefusedFile:
            continue
        count, place = _find_head(head, known, guess)
        if place is not None:
            scores.append((count, len(head[place]), separator, place))
    if not scores:
        # Said by the reader itself, where that was the reason.
        list(islice(read_records(content, encoding, ","), _HEAD))
        raise _refuse_headings()
    _, _, separator, place = max(scores, key=lambda score: score[:2])
    return read_records(content, encoding, separator), place


def _trim(record: Record) -> Record:
    end = len(record)
    while end and (record[end - 1] is None or not str(record[end - 1]).strip()):
        end -= 1
    return record[:end]


def _unescape(cell: object) -> object:
    return unescape_text(cell) if isinstance(cell, str) else cell


def _build_table(
    file_name: str, content: bytes, records: Iterator[Record], place: int, is_text: bool
) -> Table:
    headings: tuple[str, ...] = ()
    rows: list[Row] = []
    skipped = filled = held = blank = 0
    escaped = False
    for index, record in enumerate(records):
        cells = _trim(record)
        if len(cells) > MOST_COLUMNS:
            raise RefusedFile(
                f"Row {index + 1} has more than {MOST_COLUMNS} columns. Nothing was changed."
            )
        if index == place:
            headings = tuple(as_word(cell) for cell in cells)
            # A file of rejected rows keeps its apostrophes when it is saved as a workbook.
            escaped = is_text or REASONS_HEADING in headings
            if escaped:
                headings = tuple(map(unescape_text, headings))
            continue
        if not cells:
            blank += 1
            continue
        # What only a format reaches below a workbook's last row is no row of it.
        skipped, blank = skipped + blank, 0
        if index < place:
            skipped += 1
            continue
        if not is_text:
            cells = _trim(cells[: len(headings)])
        if escaped:
            cells = tuple(_unescape(cell) for cell in cells)
        held += len(cells)
        filled += sum(1 for cell in cells if cell is not None and cell != "")
        if filled > _MOST_FILLED_CELLS or held > _MOST_CELLS:
            raise RefusedFile(
                f"The file has more than {_MOST_FILLED_CELLS} cells: send it in parts. "
                "Nothing was changed."
            )
        if cells:
            rows.append(Row(index + 1, cells))
        else:
            skipped += 1
    if is_text:
        skipped += blank
    digest = hashlib.sha256(content).hexdigest()
    return Table(file_name, digest, headings, tuple(rows), skipped)
