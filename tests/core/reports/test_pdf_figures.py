"""Figures and tables in the file: seen, said to who does not see them, and safe with any words."""

import io
from dataclasses import replace

import pikepdf
import pytest

from core.reports.document import Bars, Document, Estimate, Heading, Intervals, Table
from core.reports.document_parts import NO_ROWS
from core.reports.pdf import render_pdf
from tests.core.reports.test_pdf import list_tags, open_pdf, read_text
from tests.documents import (
    ANCHOR,
    EMPTY,
    HOSTILE,
    LONG,
    MONTHLY,
    OWN_STAMP,
    PUBLIC_STAMP,
    RATES,
    SENT_STAMP,
    WHOLE,
    build_hostile,
    build_sent,
)


def draw(*blocks: Bars | Intervals | Table | Heading) -> bytes:
    return render_pdf(Document("T", "about", blocks), OWN_STAMP)


def list_alternatives(content: bytes) -> list[str]:
    """What each figure says to who does not see it."""
    with open_pdf(content) as file:
        return [
            str(each["/Alt"])
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]


def read(content: bytes) -> str:
    """Without blanks: one at a line's end is no glyph."""
    return read_text(content).replace(" ", "")


def test_every_figure_has_a_caption_and_its_takeaway_in_words() -> None:
    content = render_pdf(WHOLE, SENT_STAMP)
    assert set(list_alternatives(content)) == {MONTHLY.alt, RATES.alt}
    tags = list_tags(content)
    assert (tags.count("/Figure"), tags.count("/Caption")) == (2, 2)
    assert (tags.count("/H1"), tags.count("/H2"), tags.count("/Table")) == (6, 1, 3)
    heads = (len(EMPTY.headings), len(LONG.headings), 7)
    assert tags.count("/TH") == sum(heads)


def test_a_figure_without_a_takeaway_says_its_title() -> None:
    assert list_alternatives(draw(replace(MONTHLY, alt=""))) == [MONTHLY.title]


def test_marks_and_reasons_stand_where_there_is_no_number() -> None:
    said = read(draw(MONTHLY, RATES))
    for words in ("nodata", "“c”", "notzero", "notenoughdata:fewerthantwocall-outsexpected"):
        assert words in said
    assert "0.90(0.50to1.70)" in said and "0.70(0.30ormore)" in said


def test_what_is_all_withheld_is_words_and_no_figure() -> None:
    withheld = Bars("By month", ("a", "b"), (("x", (None, None)),), "u", "Withheld.", ("c", "c"))
    nothing = Intervals("Rates", (Estimate("Alder", None, said="not enough data"),), "u", "None.")
    content = draw(withheld, nothing)
    assert "/Figure" not in list_tags(content)
    assert "Bymonth:Withheld." in read(content) and "Alder:notenoughdata" in read(content)


@pytest.mark.parametrize(
    "block",
    [
        Bars("T", (), (), "u", ""),
        Bars("T", ("a",), (), "u", "a"),
        Bars("T", (), (("x", ()),), "u", "a"),
        Bars("T", ("one",), (("x", (3,)),), "u", "a"),
        Bars("T", ("a", "b"), (("x", (0, 0)),), "u", "a"),
        Bars("T", ("a", "b"), (("x", (1, None)), ("y", (None, None))), "u", "a"),
        Bars(
            "T", tuple(map(str, range(60))), tuple((f"s{n}", (n,) * 60) for n in range(7)), "u", ""
        ),
        Intervals("T", (), "u", ""),
        Intervals("T", (Estimate("A", 0.0, 0.0, 0.0),), "u", "a"),
        Intervals("T", (Estimate("A", float("inf"), 0.0, float("nan")),), "u", "a"),
        Intervals(
            "T", (Estimate("A", 1.0, None, float("inf")), Estimate("B", -3.0, -9, 2)), "u", ""
        ),
        Intervals("T", tuple(Estimate(f"Home {n}", n / 7, 0, n) for n in range(200)), "u", "a"),
        Table(("A", "B"), (), "", (1, 1)),
        Table(("A",), ((None,),), "", (1,)),
        Heading("", 1),
        Heading("Far below", 6),
    ],
)
def test_whatever_is_missing_there_is_a_file(block: Bars | Intervals | Table | Heading) -> None:
    assert draw(block).startswith(b"%PDF-1.7")


def test_estimates_that_no_page_holds_go_on_under_the_same_title() -> None:
    many = Intervals("Rates", tuple(Estimate(f"Home {n}", 1.0) for n in range(100)), "u", "a")
    content = draw(many)
    assert "Rates(continued)" in read(content)
    assert all(f"Home{n}" in read(content) for n in (0, 44, 99))


def test_a_heading_is_never_two_levels_below_the_one_before() -> None:
    tags = list_tags(draw(Heading("a", 3), Heading("b", 3), Heading("c", 1), Heading("d", 3)))
    assert [tag for tag in tags if tag.startswith("/H")] == ["/H1", "/H2", "/H1", "/H2"]


def test_a_table_of_a_thousand_rows_names_its_columns_on_every_page() -> None:
    rows = tuple((n, f"Home {n}", n) for n in range(1000))
    content = draw(replace(LONG, rows=rows))
    with open_pdf(content) as file:
        pages = len(file.pages)
    assert pages > 20
    assert read_text(content).count("Call-outs") == pages
    # To a screen reader they stand there once.
    tags = list_tags(content)
    assert (tags.count("/TH"), tags.count("/TR")) == (3, 1001)


def test_a_table_without_rows_says_so() -> None:
    assert NO_ROWS.replace(" ", "") in read(draw(EMPTY))


def test_words_longer_than_a_page_are_all_there() -> None:
    words = " ".join(f"word{n}" for n in range(2500))
    said = read(draw(Table(("A", "B"), ((words, 1),), "", (1, 1))))
    assert all(f"word{n}" in said for n in range(2500))


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_words_in_every_field(words: str) -> None:
    plain = set(list_tags(render_pdf(build_hostile("x"), build_sent("x"))))
    content = render_pdf(build_hostile(words), build_sent(words[:120]))
    assert set(list_tags(content)) <= plain | {"/Span"}
    with open_pdf(content) as file:
        assert len(file.pages) < 9


@pytest.mark.parametrize("stamp", [SENT_STAMP, PUBLIC_STAMP, OWN_STAMP])
def test_nothing_in_a_file_leads_elsewhere_or_does_anything(stamp: object) -> None:
    content = render_pdf(build_hostile(HOSTILE[5]), stamp)  # type: ignore[arg-type]
    with open_pdf(content) as file:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/AF", "/Names"} & set(file.Root.keys())
        assert not any("/Annots" in page or "/AA" in page for page in file.pages)
        kinds = {
            str(each.get("/S")) for each in file.objects if isinstance(each, pikepdf.Dictionary)
        }
        assert not {"/URI", "/JavaScript", "/Launch", "/GoToR", "/SubmitForm"} & kinds
        assert not file.attachments
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        inside = [set(font.DescendantFonts[0].FontDescriptor.keys()) for font in fonts]
    assert inside and all({"/FontFile2", "/FontFile3"} & keys for keys in inside)


def test_the_same_bytes_twice() -> None:
    assert render_pdf(WHOLE, SENT_STAMP) == render_pdf(WHOLE, SENT_STAMP)


def test_every_page_says_how_far_it_may_go_and_for_whom() -> None:
    content = render_pdf(WHOLE, SENT_STAMP)
    with open_pdf(content) as file:
        pages = len(file.pages)
        assert str(file.docinfo.Subject) == SENT_STAMP.level_words
    said = read_text(content)
    assert pages > 2
    assert said.count(SENT_STAMP.level_words) == said.count(SENT_STAMP.banner) == pages
    assert SENT_STAMP.level_words == "Shared under an agreement · for Ofsted, South West"


def test_what_is_sent_ends_with_where_it_comes_from() -> None:
    said = read_text(render_pdf(WHOLE, SENT_STAMP))
    end = said[said.index("Where this document comes from") :].replace(" ", "")
    for words in (
        "Shared under an agreement, for the reader it names",
        "It is not passed on or published",
        "For: Ofsted, South West",
        "Lawful basis: legal obligation (UK GDPR, Article 6(1)(c))",
        "Ruleset: Pan-Dorset protocol, September 2017",
        "Made: 1 July 2019, 13:00 by A liaison, Ofsted liaison",
        "Data revision: 1,204",
        ANCHOR,
    ):
        assert words.replace(" ", "") in end, words
    public = read_text(render_pdf(WHOLE, PUBLIC_STAMP)).replace(" ", "")
    assert "withheldisnotzero" in public and "nopersonaldata" in public


def test_the_audit_anchor_has_a_line_of_its_own() -> None:
    """Copied whole: no break within, and nothing before it in its line."""
    lines = []
    with pikepdf.open(io.BytesIO(render_pdf(WHOLE, SENT_STAMP))) as file:
        for operands, operator in pikepdf.parse_content_stream(file.pages[-1]):
            if str(operator) == "TJ":
                glyphs = b"".join(bytes(p) for p in operands[0] if isinstance(p, pikepdf.String))
                lines.append(len(glyphs) // 2)
    assert 64 in lines


def test_what_stays_within_the_product_has_neither_level_nor_origin() -> None:
    content = render_pdf(WHOLE, OWN_STAMP)
    said = read_text(content)
    assert "Where this document comes from" not in said and "Lawful basis" not in said
    with open_pdf(content) as file:
        assert "/Subject" not in file.docinfo
