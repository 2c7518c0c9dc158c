"""One sheet of a workbook, filled from its top: words, tables of typed cells, where it comes from.

Every cell is written by its type. Nothing is ever taken for a formula, a link or a number because
of how its text begins.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.clock import to_uk
from core.export import starts_formula
from core.reports.document import (
    Bars,
    Block,
    Cell,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Stamp,
    Table,
    say_cell,
)
from core.reports.provenance import build_provenance
from core.reports.workbook_text import clean_text, escape_margin

MOST_ROWS_IN_SUMMARY = 15
"""A longer table stands on its own sheet alone."""

_A4 = 9
_FIRST_YEAR = 1901  # Excel has no day before 1900, and takes 1900 for a leap year.
_NARROWEST, _WIDEST, _WORDS = 9, 46, 72
_MOST_PORTRAIT = 105  # characters across a page before it is turned
_BASIC = {"valign": "top", "font_name": "Arial", "font_size": 10}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "banner": {"bold": True, "font_color": "#9C0006"},
    "title": {"bold": True, "font_size": 15},
    "heading1": {"bold": True, "font_size": 13, "text_wrap": True},
    "heading2": {"bold": True, "font_size": 11, "text_wrap": True},
    "label": {"bold": True, "text_wrap": True},
    "line": {},
    "words": {"text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#E8ECEF"},
    "text": {"text_wrap": True, "bottom": 4},
    "whole": {"num_format": "#,##0", "bottom": 4},
    "number": {"num_format": "#,##0.00", "bottom": 4},
    "day": {"num_format": "d mmm yyyy", "align": "left", "bottom": 4},
    "moment": {"num_format": "d mmm yyyy hh:mm", "align": "left", "bottom": 4},
}

Formats = Mapping[str, Any]


def build_formats(book: Any) -> Formats:
    """The looks of cells; for each also one that keeps a text a text when somebody edits it."""
    formats: dict[str, Any] = {}
    for name, style in _STYLES.items():
        formats[name] = book.add_format({**_BASIC, **style})
        formats[f"'{name}"] = book.add_format({**_BASIC, **style, "quote_prefix": True})
    return formats


class Sheet:
    """A sheet being filled; `row` is the next free one."""

    def __init__(self, book: Any, formats: Formats, stamp: Stamp, name: str, title: str) -> None:
        self._sheet = book.add_worksheet(name)
        self._formats = formats
        self._stamp = stamp
        self._widths: dict[int, int] = {}
        self.row = 0
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.9)
        self._sheet.hide_gridlines(2)
        head = [stamp.banner, stamp.level_words]
        said = " · ".join(escape_margin(words, 70) for words in head if words)
        self._sheet.set_header(f"&L{escape_margin(title, 90)}&R{said}")
        self._sheet.set_footer(f"&L{escape_margin(stamp.words, 200)}&RPage &P of &N")

    def write_head(self, title: str, about: str, *, wrap: bool = True) -> None:
        """What the sheet is, at its top: the banner where there is one, the title, a line on it."""
        if self._stamp.banner:
            self.write_line(self._stamp.banner, "banner")
        self.write_line(title, "title")
        if about:
            self.write_line(about, "words" if wrap else "line")
        if self._stamp.level_words:
            self.write_line(self._stamp.level_words, "label" if wrap else "line")

    def write_line(self, words: str, style: str) -> None:
        """One text in the first column."""
        self._write_text(0, words, style)
        self.row += 1

    def write_cells(self, cells: Iterable[Cell], style: str | None = None) -> None:
        """One row of a table, each cell by its type, or all as text of one style."""
        for column, cell in enumerate(cells):
            if style is not None:
                self._write_text(column, say_cell(cell), style)
            else:
                self._write_cell(column, cell)
            longest = max(map(len, say_cell(cell).split("\n")))
            # A heading may break at its spaces.
            if style == "head":
                longest = max(map(len, say_cell(cell).split() or [""]))
            self._widths[column] = max(self._widths.get(column, _NARROWEST), longest + 2)
        self.row += 1

    def _write_cell(self, column: int, cell: Cell) -> None:
        match cell:
            case None:
                self._sheet.write_blank(self.row, column, None, self._formats["text"])
            case bool() | str():
                self._write_text(column, say_cell(cell), "text")
            case int() | float() if math.isfinite(cell) and abs(cell) < 1e15:
                style = "whole" if isinstance(cell, int) else "number"
                self._sheet.write_number(self.row, column, cell, self._formats[style])
            case datetime() if cell.year >= _FIRST_YEAR:
                local = to_uk(cell) if cell.tzinfo else cell
                self._sheet.write_datetime(self.row, column, local, self._formats["moment"])
            case date() if cell.year >= _FIRST_YEAR:
                self._sheet.write_datetime(self.row, column, cell, self._formats["day"])
            case _:
                self._write_text(column, say_cell(cell), "text")

    def _write_text(self, column: int, words: str, style: str) -> None:
        clean = clean_text(words)
        if not clean:
            self._sheet.write_blank(self.row, column, None, self._formats[style])
            return
        prefix = "'" if starts_formula(clean) else ""
        self._sheet.write_string(self.row, column, clean, self._formats[prefix + style])

    def freeze_here(self) -> None:
        """Keep what stands above the next row in sight, and print the row above it on each page."""
        self._sheet.freeze_panes(self.row, 0)
        self._sheet.repeat_rows(self.row - 1)

    def finish(self, *, ruleset: str = "", words_wide: bool = False) -> None:
        """Say where it all comes from, and set the widths; `words_wide` where sentences stand."""
        self.row += 1
        style = "words" if words_wide else "line"
        for words in list_provenance(self._stamp, ruleset):
            self.write_line(words, style)
        widths = {column: min(width, _WIDEST) for column, width in self._widths.items()}
        if words_wide:
            widths[0] = _WORDS
        for column, width in widths.items():
            self._sheet.set_column(column, column, width)
        if sum(widths.values()) > _MOST_PORTRAIT:
            self._sheet.set_landscape()


def list_provenance(stamp: Stamp, ruleset: str = "") -> tuple[str, ...]:
    """Where a document comes from and how far it may go, a line each."""
    digest = [f"SHA-256 of the minutes: {stamp.digest}"] if stamp.digest else []
    blocks = build_provenance(stamp, ruleset)
    told = [f"{part.label}: {part.words}" for part in blocks if isinstance(part, Paragraph)]
    return (stamp.words, *digest, *told)


def write_blocks(
    sheet: Sheet, blocks: Sequence[Block], *, sheet_names: Mapping[int, str] | None = None
) -> None:
    """A document's blocks under one another; a figure as a table of its data.

    `sheet_names`: by a table's `id` the sheet that has it alone; there a long one is left to it.
    """
    after_heading = False
    for block in blocks:
        sheet.row += 0 if after_heading else 1
        after_heading = isinstance(block, Heading)
        match block:
            case Heading():
                sheet.write_line(block.words, f"heading{min(block.level, 2)}")
            case Paragraph():
                _write_labelled(sheet, block.label, [block.words])
            case Points():
                _write_labelled(sheet, block.label, [f"• {words}" for words in block.words])
            case Table() if sheet_names and len(block.rows) > MOST_ROWS_IN_SUMMARY:
                name = sheet_names[id(block)]
                said = f"{block.alt} Its {len(block.rows)} rows are on the sheet “{name}”."
                sheet.write_line(said.lstrip(), "words")
            case Table():
                write_table(sheet, block)
            case Bars() | Intervals():
                sheet.write_line(block.title, "label")
                sheet.write_line(block.alt, "words")
                write_table(sheet, _build_table(block))


def _write_labelled(sheet: Sheet, label: str, lines: Sequence[str]) -> None:
    if label:
        sheet.write_line(label, "label")
    for words in lines:
        sheet.write_line(words, "words")


def write_table(sheet: Sheet, table: Table, *, frozen: bool = False) -> None:
    """A table with its headings; `frozen` keeps them in sight, where the sheet has no other."""
    sheet.write_cells(table.headings, "head")
    if frozen:
        sheet.freeze_here()
    for row in table.rows:
        sheet.write_cells(row)


def _build_table(figure: Bars | Intervals) -> Table:
    if isinstance(figure, Intervals):
        headings: tuple[str, ...] = ("", figure.unit, "lower limit", "upper limit", "")
        rows: list[tuple[Cell, ...]] = [
            (e.label, e.value, e.lower, e.upper, e.said) for e in figure.estimates
        ]
    else:
        headings = ("", *(f"{name} ({figure.unit})" for name, _ in figure.series))
        marks = figure.marks or ("",) * len(figure.labels)
        rows = [
            (label, *(mark or "no data" if count is None else count for count in counts))
            for label, mark, *counts in zip(
                figure.labels, marks, *(counts for _, counts in figure.series), strict=True
            )
        ]
    return Table(headings, tuple(rows), figure.alt, (1,) * len(headings))
