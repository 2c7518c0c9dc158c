"""Encodings, separators, sheets, and files that are refused with one line."""

import time
import tracemalloc
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest

from core.access import SYSTEM
from core.contract import BY_NAME
from core.errors import RefusedFile
from core.intake.batches import import_incidents
from core.intake.readers import read_table

HEAD = "reference,home_urn,home_name,occurred_at,channel,category"
ROW = "R1,SC100001,,2019-04-03 10:00,101,theft"


def read(content, name="f.csv", **more):
    return read_table(content, name, BY_NAME, **more)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings_read_alike(separator, encoding):
    text = f"{HEAD},summary\r\n{ROW},café – “x”\r\n".replace(",", separator)
    table = read(text.encode(encoding))
    assert table.headings[0] == "reference"
    assert table.rows[0].cells[-1] == "café – “x”"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'-5", "-5"),
        ("'@a", "@a"),
        ("=1+1", "=1+1"),
        ("'Nan's", "'Nan's"),
        ("'", "'"),
    ],
)
def test_a_csv_loses_the_apostrophe_that_kept_its_text_from_running(cell, text, write_xlsx):
    content = f"{HEAD},summary\n{ROW},{cell}\n".encode()
    assert read(content).rows[0].cells[-1] == text
    # In a workbook nothing runs that is typed as text: there it is the text's own.
    book = write_xlsx([[*HEAD.split(","), "summary"], [*ROW.split(","), cell.removeprefix("=")]])
    assert read(book, "f.xlsx").rows[0].cells[-1] == cell.removeprefix("=")


def test_a_heading_loses_it_too():
    table = read(f"{HEAD},'=note\n{ROW},x\n".encode())
    assert table.headings[-1] == "=note"


def test_a_cell_may_hold_what_a_web_page_holds():
    table = read(f"{HEAD},summary\n{ROW},he wrote <table> and <html>\n".encode())
    assert table.rows[0].cells[-1] == "he wrote <table> and <html>"


def test_the_way_in_which_a_workbook_writes_a_line_end_of_windows_is_read(write_xlsx):
    book = write_xlsx([[*HEAD.split(","), "summary"], [*ROW.split(","), "one_x000D_\ntwo_x0041_"]])
    assert read(book, "f.xlsx").rows[0].cells[-1] == "one\r\ntwo_x0041_"


def test_a_quoted_line_end_counts_one_row_as_a_spreadsheet_does():
    table = read(f'{HEAD},summary\n{ROW},"a\nb"\n{ROW},c\n'.encode())
    assert [row.number for row in table.rows] == [2, 3]


def test_title_blank_rows_are_skipped_and_rows_keep_their_numbers():
    table = read(f"Force extract 2019\n\n{HEAD}\n{ROW}\n,,,,,\n{ROW}\n".encode())
    assert ([row.number for row in table.rows], table.skipped) == ([4, 6], 3)


def test_a_total_row_is_skipped_and_an_incident_called_total_is_not(store):
    content = f"{HEAD}\n{ROW}\nTotal,SC100001,,2019-04-03 11:00,101,theft\nTOTAL:,2,,,,\n"
    result = import_incidents(store, SYSTEM, "f.csv", content.encode())
    assert (result.imported, result.rejected, result.skipped) == (2, 0, 1)


def test_a_row_with_more_cells_than_headings_is_rejected(store):
    result = import_incidents(store, SYSTEM, "f.csv", f"{HEAD}\n{ROW},extra\n".encode())
    assert (result.rejections[0].column, result.rejections[0].value) == ("", "extra")


def test_a_workbook_gives_days_moments_and_numbers(write_xlsx):
    table = read(
        write_xlsx(
            [
                ["A title"],
                ["reference", "occurred_at", "warned_on", "channel"],
                ["R1", datetime(2019, 4, 3, 0, 0), datetime(2019, 4, 2), 999],
            ],
            {"B3": "dd/mm/yyyy hh:mm", "C3": "dd/mm/yyyy"},
        )
    )
    assert table.rows[0] == (3, ("R1", datetime(2019, 4, 3), date(2019, 4, 2), 999))
    assert type(table.rows[0].cells[2]) is date
    assert table.skipped == 1


def test_the_first_sheet_with_known_headings_is_read():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Notes"])
    book.active.append(["reference", "what it means"])
    book.create_sheet("data").append(HEAD.split(","))
    book["data"].append(ROW.split(","))
    out = BytesIO()
    book.save(out)
    assert read(out.getvalue(), "f.xlsx").rows[0].cells[0] == "R1"


def build_bomb(megabytes: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(b"<row/><c/><c/>  " * (1 << 16))
    return out.getvalue()


def add_part(content: bytes, name: str, text: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part, text if part.filename == name else old.read(part))
    return out.getvalue()


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "empty"),
    "page": (b"\r\n<!DOCTYPE html><html><table></table></html>", "web page"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not a table"),
    "other headings": (b"cat,dog\n1,2\n", "headings"),
    "required missing": (b"reference,channel\nR1,101\n", "occurred_at"),
    "twice": ((HEAD + ",Reference\n" + ROW + ",R2\n").encode(), "both mean reference"),
    "open quote": (f'{HEAD}\n{ROW}\n"R2,SC100001\n{ROW}\n'.encode(), "quotation mark"),
    "wide": ((HEAD + ",x" * 600 + "\n").encode(), "columns"),
    "archive": (build_bomb(0).replace(b"[Content_Types]", b"[Contents_Type]"), "archive"),
}


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_no_table_is_refused_in_one_line_and_changes_nothing(store, kind, ending):
    content, said = REFUSED[kind]
    revision = store.read_revision()
    with pytest.raises(RefusedFile, match=said) as refused:
        import_incidents(store, SYSTEM, f"f.{ending}", content)
    assert "\n" not in str(refused.value)
    assert store.read_revision() == revision


def test_a_bomb_is_refused_within_seconds_and_bounded_memory():
    content = build_bomb(260)
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(RefusedFile, match="200 MB"):
        read(content, "f.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.perf_counter() - started < 5
    assert peak < 50_000_000


def test_a_bomb_that_lies_about_its_size_is_refused():
    content = build_bomb(260)
    size = (260 << 20).to_bytes(4, "little")
    with pytest.raises(RefusedFile):
        read(content.replace(size, (1000).to_bytes(4, "little")), "f.xlsx")


def test_a_workbook_cut_short_or_with_entities_is_refused(write_xlsx):
    good = write_xlsx([HEAD.split(","), ROW.split(",")])
    assert len(read(good, "f.xlsx").rows) == 1
    with pytest.raises(RefusedFile, match="damaged"):
        read(good[: len(good) // 2], "f.xlsx")
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><workbook>&a;</workbook>'
    with pytest.raises(RefusedFile):
        read(add_part(good, "xl/workbook.xml", laughs), "f.xlsx")
    with pytest.raises(RefusedFile, match="damaged"):
        read(add_part(good, "xl/workbook.xml", b"<workbook"), "f.xlsx")


@pytest.mark.parametrize("number", [1_048_576, 99_999_999])
def test_a_stray_cell_far_down_costs_little(write_xlsx, number):
    good = write_xlsx([HEAD.split(","), ROW.split(",")])
    sheet = zipfile.ZipFile(BytesIO(good)).read("xl/worksheets/sheet1.xml")
    stray = f'<row r="{number}"><c r="A{number}"/></row></sheetData>'.encode()
    far = add_part(good, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", stray))
    started = time.perf_counter()
    if number > 1_048_576:
        with pytest.raises(RefusedFile):
            read(far, "f.xlsx")
    else:
        table = read(far, "f.xlsx")
        assert (len(table.rows), table.skipped) == (1, 0)
    assert time.perf_counter() - started < 20


def test_a_row_without_end_is_refused_before_it_is_parsed(write_xlsx):
    good = write_xlsx([HEAD.split(","), ROW.split(",")])
    sheet = b"<worksheet><sheetData><row>" + b"<c/>" * (1 << 20) + b"</row></sheetData></worksheet>"
    with pytest.raises(RefusedFile):
        read(add_part(good, "xl/worksheets/sheet1.xml", sheet), "f.xlsx")


def test_headings_without_rows_import_nothing(store):
    result = import_incidents(store, SYSTEM, "f.csv", HEAD.encode())
    assert (result.batch, result.imported, result.rejected) == (None, 0, 0)


def test_unknown_headings_can_be_guessed_for_a_person_to_map():
    table = read(b"Extract\nCat,Dog\n1,2\n", guess=True)
    assert table.headings == ("Cat", "Dog")
