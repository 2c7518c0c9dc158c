"""Rows of a file → incidents or reasons: cell by cell, without looking into the store."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from core.contract import (
    BY_NAME,
    HOME_COLUMNS,
    CellError,
    Column,
    Kind,
    Value,
    as_word,
    fold,
    read_cell,
)
from core.intake.mapping import LEAVE_OUT, FileMapping, check_columns, find_columns, fold_words
from core.intake.readers import Row, Table

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done. Never called while the store is being written."""

_STEP = 500  # rows between two reports of progress
_LONGEST_SHOWN = 200

_TOTAL = re.compile(
    r"(grand|sub|overall)?[\s\-]*totals?[\s:=\d.,]*(of\s+)?(incidents|rows|records|logs)?[\s:=\d.,]*",
    re.IGNORECASE,
)
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_DATE_IN_TEXT = re.compile(
    r"\b(\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\b"
)
_NAME = re.compile(r"[^\W\d_]{2,}(['’-][^\W\d_]+)*(\s+[^\W\d_]{2,}(['’-][^\W\d_]+)*){1,3}")
_NO_NAMES = frozenset({"child", "yp", "young", "person", "resident", "case"})


@dataclass(frozen=True)
class Rejection:
    """One bad cell: row as a spreadsheet shows it, contract column, the cell, and the reason.

    The column is "" where the whole row is meant.
    """

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class CheckedRow:
    """A row whose cells all read. `values` holds what the file gives; a blank is not in it."""

    number: int
    values: Mapping[str, Value]
    home_urn: str
    home_name: str


@dataclass(frozen=True)
class CheckedTable:
    """What a file holds before the store is asked: rows that read, bad cells, skipped rows.

    `bad_rows` are rows with a bad cell, kept because their homes are still to be looked up: each
    bad cell is said at once, and an unknown name is offered for a person to accept.
    """

    rows: tuple[CheckedRow, ...]
    bad_rows: tuple[CheckedRow, ...]
    rejections: tuple[Rejection, ...]
    skipped: int


def build_rejection(row: int, column: str, value: object, reason: str) -> Rejection:
    """A rejection with its value as a person can read it: cut where it is very long."""
    word = as_word(value)
    if len(word) > _LONGEST_SHOWN:
        word = word[:_LONGEST_SHOWN] + "…"
    return Rejection(row, column, word, reason)


def check_rows(
    table: Table, mapping: FileMapping, now: datetime, progress: Progress | None = None
) -> CheckedTable:
    """Read every cell by the contract and the mapping.

    Args:
        table: the file.
        mapping: its headings and words; the contract's own need none.
        now: UK local time; a later moment is refused.
        progress: told every few hundred rows.

    Raises:
        RefusedFile: a required column has no heading, or two headings mean one column.
    """
    columns = find_columns(table.headings, mapping)
    check_columns(columns)
    cells = _CellReader(fold_words(mapping), now)
    rows: list[CheckedRow] = []
    bad_rows: list[CheckedRow] = []
    rejections: list[Rejection] = []
    skipped = table.skipped
    for done, row in enumerate(table.rows):
        if progress and done % _STEP == 0:
            progress(done, len(table.rows))
        found = _check_row(row, columns, cells, len(table.headings))
        if found is None:
            skipped += 1
            continue
        checked, bad = found
        rejections.extend(bad)
        (bad_rows if bad else rows).append(checked)
    if progress:
        progress(len(table.rows), len(table.rows))
    return CheckedTable(tuple(rows), tuple(bad_rows), tuple(rejections), skipped)


def _check_row(
    row: Row, columns: Mapping[str, int], cells: "_CellReader", width: int
) -> tuple[CheckedRow, list[Rejection]] | None:
    """A row with its bad cells, or None for a row that is no incident."""
    raw = {
        name: row.cells[place]
        for name, place in columns.items()
        if place < len(row.cells) and row.cells[place] not in (None, "")
    }
    if _is_total(row, raw, cells):
        return None
    if any(cells.is_left_out(name, raw.get(name)) for name in columns if name in cells.words):
        return None
    if len(row.cells) > width:
        extra = next(cell for cell in row.cells[width:] if cell not in (None, ""))
        reason = "stands beyond the last heading; a separator or quotation mark may be out of place"
        # Its cells may all be shifted: none of them is read.
        return CheckedRow(row.number, {}, "", ""), [build_rejection(row.number, "", extra, reason)]
    values: dict[str, Value] = {}
    bad: list[Rejection] = []
    for name in columns:
        if name not in raw and not BY_NAME[name].required:
            continue
        value, why = cells.read(name, raw.get(name))
        if why is not None:
            bad.append(build_rejection(row.number, name, raw.get(name), why))
        elif value is not None:
            values[name] = value
    urn, home_name = str(values.pop("home_urn", "")), str(values.pop("home_name", ""))
    if not urn and not home_name and not any(r.column in _HOME_NAMES for r in bad):
        column = "home_name" if "home_name" in columns else "home_urn"
        bad.append(build_rejection(row.number, column, "", "is blank; an incident needs its home"))
    return CheckedRow(row.number, values, urn, home_name), bad


_HOME_NAMES = frozenset(column.name for column in HOME_COLUMNS)


def _is_total(row: Row, raw: Mapping[str, object], cells: "_CellReader") -> bool:
    """A sum under the table: its first word says so, and it has no moment as an incident has."""
    first = next((as_word(cell) for cell in row.cells if as_word(cell)), "")
    if not _TOTAL.fullmatch(first) or not re.search("total", first, re.IGNORECASE):
        return False
    value, _ = cells.read("occurred_at", raw.get("occurred_at"))
    return value is None


class _CellReader:
    """Reads cells and remembers what each word of a choice or moment was read as."""

    def __init__(self, words: dict[str, dict[str, str]], now: datetime) -> None:
        self.words = words
        self._now = now
        self._known: dict[tuple[str, type, object], tuple[Value, str | None]] = {}

    def is_left_out(self, name: str, raw: object) -> bool:
        return self.words[name].get(fold(as_word(raw))) == LEAVE_OUT

    def read(self, name: str, raw: object) -> tuple[Value, str | None]:
        """The value, or None and the reason why there is none."""
        column = BY_NAME[name]
        if column.kind is Kind.TEXT:
            return self._read(column, raw)
        key = (name, type(raw), raw)
        if key not in self._known:
            self._known[key] = self._read(column, raw)
        return self._known[key]

    def _read(self, column: Column, raw: object) -> tuple[Value, str | None]:
        mapped = self.words.get(column.name, {}).get(fold(as_word(raw)))
        if mapped is not None:
            raw = mapped
        word = as_word(raw)
        if word in _ERRORS:
            return None, "is an error of the spreadsheet, not a value"
        try:
            value = read_cell(column, raw, self._now)
        except CellError as error:
            return None, str(error)
        except (ValueError, OverflowError):
            return None, "cannot be read"
        if column.name == "child_ref" and word:
            return value, find_identity(word)
        return value, None


def find_identity(reference: str) -> str | None:
    """Why a child's reference is no pseudonym: like a name, or a date of birth; else None."""
    if _DATE_IN_TEXT.search(reference):
        return "looks like a date of birth; only a pseudonym is taken"
    if _NAME.fullmatch(reference) and not _NO_NAMES & set(reference.casefold().split()):
        return "looks like a name; only a pseudonym is taken"
    return None


def write_value(value: Value) -> str | int | float | None:
    """A value as JSON holds it: moments and days in ISO."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def read_value(column: Column, value: str | float | None) -> Value:
    """The value that `write_value` wrote."""
    if isinstance(value, str) and column.kind is Kind.MOMENT:
        moment = datetime.fromisoformat(value)
        return datetime.combine(moment.date(), time(moment.hour, moment.minute, moment.second))
    if isinstance(value, str) and column.kind is Kind.DAY:
        return date.fromisoformat(value)
    return value
