"""A document as a workbook: typed cells that a reader may sort and count, and nothing that runs."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO

from core.reports.document import Document, Stamp, Table
from core.reports.workbook_sheet import Sheet, build_formats, write_blocks, write_table
from core.reports.workbook_text import clean_text, name_sheets

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CONTENTS = "Contents"
_SUMMARY = "Summary"


def render_workbook(document: Document, stamp: Stamp) -> bytes:
    """The document as XLSX, byte-identical for the same document and stamp.

    The first sheet has all its words in order, with the small tables and the figures' data; then
    each table has a sheet of its own, named by `Table.name`.
    """
    tables = [block for block in document.blocks if isinstance(block, Table)]
    named = (
        f"{table.name[:1].upper()}{table.name[1:]}" or f"Table {number}"
        for number, table in enumerate(tables, start=1)
    )
    names = name_sheets([_SUMMARY, *named])
    sheets = dict(zip(map(id, tables), names[1:], strict=True))
    with _Workbook(document.title, stamp) as book:
        summary = book.add_sheet(names[0], document.title)
        summary.write_head(document.title, document.about)
        write_blocks(summary, document.blocks, sheet_names=sheets)
        summary.finish(ruleset=document.ruleset, words_wide=True)
        for table, name in zip(tables, names[1:], strict=True):
            sheet = book.add_sheet(name, document.title)
            sheet.write_head(document.title, table.alt, wrap=False)
            write_table(sheet, table, frozen=True)
            sheet.finish(ruleset=document.ruleset)
    return book.content


def render_workbook_of(parts: Sequence[tuple[str, Document]], title: str, stamp: Stamp) -> bytes:
    """Several documents as one XLSX, a sheet each, named by the first of its pair.

    The first sheet lists them. Byte-identical for the same documents, title and stamp.
    """
    names = name_sheets([_CONTENTS, *(name for name, _ in parts)])
    rows = tuple(
        (name, document.title, document.about)
        for name, (_, document) in zip(names[1:], parts, strict=True)
    )
    listed = Table(("Sheet", "Document", "About"), rows, "What each sheet holds.", (1, 2, 3))
    with _Workbook(title, stamp) as book:
        contents = book.add_sheet(names[0], title)
        contents.write_head(title, listed.alt, wrap=False)
        write_table(contents, listed, frozen=True)
        contents.finish()
        for name, (_, document) in zip(names[1:], parts, strict=True):
            sheet = book.add_sheet(name, document.title)
            sheet.write_head(document.title, document.about)
            write_blocks(sheet, document.blocks)
            sheet.finish(ruleset=document.ruleset, words_wide=True)
    return book.content


class _Workbook:
    """A workbook being written; `content` is its file once the block has ended."""

    def __init__(self, title: str, stamp: Stamp) -> None:
        from xlsxwriter import Workbook  # Rarely wanted, and not by every start of the app.

        self._out = BytesIO()
        self._book = Workbook(self._out, _OPTIONS)
        self._stamp = stamp
        self._formats = build_formats(self._book)
        self._book.set_properties(
            {
                "title": clean_text(title),
                "author": clean_text(stamp.made_by),
                "subject": clean_text(stamp.level_words),
                "comments": clean_text(stamp.words),
                # Without it the present moment would stand there, another at every rendering.
                "created": stamp.made_at.replace(tzinfo=None),
            }
        )
        self.add_sheet = partial(Sheet, self._book, self._formats, stamp)
        self.content = b""

    def __enter__(self) -> "_Workbook":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._book.close()
            self.content = self._out.getvalue()
