"""The file: tagged and titled, the same bytes twice, other people's words never markup."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest

from core.minutes import read_minutes
from core.reports import pdf
from core.reports.document import Document, Heading, Paragraph, Points, Stamp, Table
from core.reports.minutes_document import build_minutes_document
from core.reports.pdf import NO_SHAPE, render_pdf
from core.vocabulary import Role
from tests.meeting import HOSTILE, MADE_AT, hold_and_close
from tests.world import World

STAMP = Stamp(MADE_AT, "A chair, chair", 12, demonstration=True, digest="0123456789abcdef" * 4)
DOCUMENT = Document(
    "Minutes of the meeting of 1 July 2019",
    "What it is about",
    (
        Heading("First part"),
        Heading("A thing in it", 2),
        Paragraph("Some words.", "Label"),
        Points(("one", "two"), "Points"),
        Table(("Action", "Owner"), (("Visit", "police"), ("Write", "CPS")), "Actions", (2, 1)),
    ),
)


def open_pdf(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def list_tags(content: bytes) -> list[str]:
    """The structure's tags in reading order."""
    found: list[str] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for inner in element:
                walk(inner)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append(str(element.S))
            if "/K" in element:
                walk(element.K)

    with open_pdf(content) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


def read_text(content: bytes) -> str:
    """What the pages say, glyphs turned back into letters by each font's own table."""
    said = []
    with open_pdf(content) as file:
        for page in file.pages:
            tables: dict[str, dict[int, str]] = {}
            for name, font in page.Resources.Font.items():
                tables[name] = _read_table(font.ToUnicode.read_bytes().decode("latin-1"))
            table: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    table = tables[str(operands[0])]
                parts = operands[0] if str(operator) == "TJ" else operands
                if str(operator) in {"Tj", "TJ"}:
                    for part in parts:
                        if isinstance(part, pikepdf.String):
                            raw = bytes(part)
                            codes = [raw[n : n + 2] for n in range(0, len(raw), 2)]
                            said += [table.get(int.from_bytes(c, "big"), "") for c in codes]
                    said.append("")
    return re.sub(r"\s+", " ", "".join(said).replace("\u200b", "")).replace("\xa0", " ")


def _read_table(cmap: str) -> dict[int, str]:
    pairs: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            pairs[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(text, 16)
            for number, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                pairs[code] = chr(start + number)
    return pairs


def test_it_is_tagged_titled_and_in_british_english() -> None:
    with open_pdf(render_pdf(DOCUMENT, STAMP)) as file:
        assert (str(file.Root.Lang), str(file.docinfo.Title)) == ("en-GB", DOCUMENT.title)
        assert bool(file.Root.MarkInfo.Marked) and "/StructTreeRoot" in file.Root
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.open_metadata()["pdfuaid:part"]) == "1"
        assert [float(edge) for edge in file.pages[0].MediaBox[2:]] == pytest.approx(
            [595.28, 841.89], abs=0.1
        )


def test_every_font_lies_inside() -> None:
    with open_pdf(render_pdf(DOCUMENT, STAMP)) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        inside = [font.DescendantFonts[0].FontDescriptor.keys() for font in fonts]
    assert inside and all({"/FontFile2", "/FontFile3"} & set(keys) for keys in inside)


def test_headings_lists_and_tables_are_such_to_a_screen_reader() -> None:
    tags = list_tags(render_pdf(DOCUMENT, STAMP))
    assert [tag for tag in tags if tag in {"/Title", "/H1", "/H2", "/L", "/Table"}] == [
        "/Title",
        "/H1",
        "/H2",
        "/L",
        "/Table",
    ]
    assert (tags.count("/TH"), tags.count("/TD"), tags.count("/LI")) == (2, 4, 2)


def test_the_same_document_and_stamp_are_the_same_bytes_and_another_moment_others() -> None:
    first = render_pdf(DOCUMENT, STAMP)
    assert render_pdf(DOCUMENT, STAMP) == first
    later = replace(STAMP, made_at=MADE_AT + timedelta(minutes=1))
    assert render_pdf(DOCUMENT, later) != first


def test_every_page_says_who_made_it_when_and_from_what() -> None:
    long = replace(DOCUMENT, blocks=(Points(tuple(f"Point {n}" for n in range(120))),))
    content = render_pdf(long, STAMP)
    with open_pdf(content) as file:
        pages = len(file.pages)
    said = read_text(content)
    assert pages > 1
    for words in (STAMP.words, STAMP.banner, f"SHA-256 {STAMP.digest}"):
        assert said.count(words) == pages, words
    assert f"page {pages} of {pages}" in said
    assert STAMP.words == "Made 1 July 2019, 13:00 by A chair, chair · data revision 12"


def test_the_banner_stands_on_the_demonstration_only() -> None:
    assert "synthetic" not in read_text(render_pdf(DOCUMENT, replace(STAMP, demonstration=False)))


@pytest.mark.parametrize(
    "hostile",
    [
        '#let x = 1; #panic("x")',
        "*bold* _it_ `code` = Heading",
        '<script>alert("1")</script> & "quotes" \'single\'',
        "$x^2$ @label <label> \\u{41} // comment /* more */",
        "#" * 500 + "]" * 500,
    ],
)
def test_words_stay_words_wherever_they_stand(hostile: str) -> None:
    plain = render_pdf(DOCUMENT, STAMP)
    document = Document(
        f"T {hostile}"[:200],
        hostile,
        (
            Heading("First part"),
            Heading("A thing in it", 2),
            Paragraph(hostile, "Label"),
            Points((hostile, "two"), "Points"),
            Table(("Action", "Owner"), (("x", "y"), (hostile, hostile)), "", (2, 1)),
        ),
    )
    content = render_pdf(document, STAMP)
    assert read_text(content).replace(" ", "").count(hostile.replace(" ", "")) >= 4
    tags, usual = set(list_tags(content)), set(list_tags(plain))
    assert tags <= usual | {"/Span"}


def test_a_letter_without_a_shape_is_an_empty_square_and_the_document_says_so() -> None:
    words = "ok \U0001f476 \u738b \u0645 a\u202eb\u0000c\ufeffd \ud800"
    said = read_text(render_pdf(replace(DOCUMENT, about=words), STAMP))
    assert f"ok {NO_SHAPE} {NO_SHAPE} {NO_SHAPE} abcd" in said
    assert said.count(NO_SHAPE) == 4 and "does not have" in said
    assert NO_SHAPE not in read_text(render_pdf(DOCUMENT, STAMP))


def test_every_letter_that_is_let_through_has_a_shape() -> None:
    letters = [chr(code) for code in range(0x20, 0x3000) if pdf._HAS_SHAPE.match(chr(code))]
    assert len(letters) > 450
    paragraphs = tuple(Paragraph("".join(letters[n : n + 20])) for n in range(0, len(letters), 20))
    assert render_pdf(replace(DOCUMENT, blocks=paragraphs), STAMP).startswith(b"%PDF-1.7")


def test_minutes_in_the_file_say_what_was_recorded(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    minutes = read_minutes(world.store, chair, hold_and_close(world))
    stamp = replace(STAMP, digest=minutes.digest)
    content = render_pdf(build_minutes_document(minutes), stamp)
    said = read_text(content)
    for words in (
        "Police were not needed (saved",
        "Findings:•Agreed: ",
        f"Reason: reason {HOSTILE}",
        f"reported: {HOSTILE} (A chair)",
        "Why it was on the agenda: Whether police were needed; whether everybody was told who",
        "Not reached; it waits for the next meeting.",
        "3 incidents follow, 1 of them not reached.",
        "Asked and not there: health",
        "Agree when to callcouncil",
        "Other decisions and actions",
    ):
        # A space at a line's end is no glyph.
        assert words.replace(" ", "") in said.replace(" ", ""), words
    assert "suggested" not in said
    assert list_tags(content).count("/H2") == 3
