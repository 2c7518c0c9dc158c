"""XLSX workbooks as records, after a check that unpacking them is safe.

openpyxl trusts a workbook: its dimensions, the size of its parts, its style sheet. So every part is
inflated once in small pieces and counted, before anything is parsed.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from core.errors import RefusedFile

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2000
MOST_ROWS = 1_048_576  # what a spreadsheet itself can hold
MOST_COLUMNS = 500
# Styles, relations and the like are parsed whole, at some thirty times their size in memory.
_LARGEST_SMALL_PART = 5 * 1024 * 1024
_MOST_SHARED_STRINGS = 2_000_000
_PIECE = 1024 * 1024
_MOST_PIECES_WITHOUT_ROW = 2  # a row is held whole while it is read
# How a workbook writes a control character, a line end of Windows among them.
_CONTROL = re.compile(r"_x(00(?:0[1-9A-F]|1[0-9A-F]))_", re.IGNORECASE)

_UNREADABLE = "The workbook cannot be read: it is damaged or cut short. Nothing was changed."
_UNSAFE = "The workbook is not built as a spreadsheet program builds one. Nothing was changed."


def check_workbook(content: bytes) -> None:
    """Refuse a workbook that is none, is encrypted, or unpacks to more than may be held.

    Raises:
        RefusedFile: nothing was parsed yet.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise RefusedFile(_UNSAFE)
            if not any(part.filename == "[Content_Types].xml" for part in parts):
                raise RefusedFile(
                    "The file is an archive, not an Excel workbook (.xlsx). Nothing was changed."
                )
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise RefusedFile(_say_too_large())
            if any(part.flag_bits & 1 for part in parts):
                raise RefusedFile("The workbook is protected by a password. Nothing was changed.")
            unpacked = 0
            for part in parts:
                unpacked = _check_part(archive, part, unpacked)
    except RefusedFile:
        raise
    except Exception:
        raise RefusedFile(_UNREADABLE) from None


def _say_too_large() -> str:
    return (
        f"The workbook unpacks to more than {LARGEST_UNPACKED // 1024 // 1024} MB. "
        "Nothing was changed."
    )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, unpacked: int) -> int:
    """Inflate one part piece by piece; the declared sizes are not believed."""
    name = part.filename.lower()
    is_xml = name.endswith((".xml", ".rels"))
    streamed = name.startswith("xl/worksheets/") or name.endswith("sharedstrings.xml")
    is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
    size = strings = rows = without_row = 0
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            unpacked += len(piece)
            if unpacked > LARGEST_UNPACKED:
                raise RefusedFile(_say_too_large())
            if not is_xml:
                continue
            size += len(piece)
            # A text or attribute longer than a piece is no cell: it would be held several times.
            if len(piece) == _PIECE and b"<" not in piece:
                raise RefusedFile(_UNSAFE)
            # A part in UTF-16 would hide its declarations from the search below.
            if not tail and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in piece[:64]):
                raise RefusedFile(_UNSAFE)
            joined = tail + piece
            if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
                raise RefusedFile(_UNSAFE)
            tail = piece[-16:]
            strings += piece.count(b"<si")
            if strings > _MOST_SHARED_STRINGS or (not streamed and size > _LARGEST_SMALL_PART):
                raise RefusedFile(_UNSAFE)
            if is_sheet:
                found = piece.count(b"<row")
                rows += found
                without_row = 0 if found else without_row + 1
                if rows > MOST_ROWS or without_row > _MOST_PIECES_WITHOUT_ROW:
                    raise RefusedFile(_UNSAFE)
    return unpacked


def read_sheets(content: bytes) -> Iterator[Iterator[tuple[object, ...]]]:
    """Each sheet of a checked workbook as its records; a record's place is its row number.

    A date without a time of day in its number format arrives as a `date`, every other one as a
    `datetime`; a formula as its last value; an error of the spreadsheet as its text (`#REF!`).
    """
    from openpyxl import load_workbook  # 190 ms: only where a workbook is read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(
                BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            sheets = list(workbook.worksheets)
    except Exception:
        raise RefusedFile(_UNREADABLE) from None
    for sheet in sheets:
        yield _read_records(sheet)


def _read_records(sheet: Any) -> Iterator[tuple[object, ...]]:
    shows_time: dict[int, bool] = {}
    try:
        sheet.reset_dimensions()  # what a sheet says of its own size may be untrue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, cells in enumerate(sheet.iter_rows(), 1):
                if number > MOST_ROWS:
                    raise RefusedFile(_UNSAFE)
                yield tuple(_read_value(cell, shows_time) for cell in cells)
    except RefusedFile:
        raise
    except Exception:
        raise RefusedFile(_UNREADABLE) from None


def _read_value(cell: Any, shows_time: dict[int, bool]) -> object:
    value = cell.value
    if isinstance(value, datetime):
        if value.microsecond:
            # A serial number of days is seldom a whole second to the last bit.
            value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        if value.time() == time(0):
            style = cell._style_id
            if style not in shows_time:
                shows_time[style] = _shows_time(cell.number_format)
            return value if shows_time[style] else value.date()
        return value
    if isinstance(value, str):
        return _CONTROL.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, (int, float, bool, date, type(None))):
        return value
    return str(value)


def _shows_time(number_format: str | None) -> bool:
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h)[^\]]*\]', "", number_format or "", flags=re.IGNORECASE)
    return "h" in bare.lower()
