"""A document as PDF/UA-1 by Typst: tagged, titled, its fonts inside, the same bytes every time."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.charts.document_scale import find_words_instead, measure, shorten
from core.clock import to_uk
from core.reports.document import (
    Bars,
    Block,
    Document,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Stamp,
    Table,
    say_cell,
)
from core.reports.document_parts import NO_ROWS, find_numbers, settle_levels
from core.reports.pdf_figures import build_bars, build_intervals
from core.reports.provenance import build_provenance

_TEMPLATES = Path(__file__).resolve().parent.parent.parent / "data" / "templates"
_KINDS = {Heading: "heading", Paragraph: "paragraph", Points: "points", Table: "table"}
# What the font inside has, and no more: PDF/UA refuses a letter without a shape.
_HAS_SHAPE = re.compile(
    "[ -~\u00a0-\u017f\u0218-\u021b\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0410-\u044f"
    "\u1e80-\u1e85\u1ef2\u1ef3\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u20ac"
    "\u2116\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25a1]"
)
NO_SHAPE = "\u25a1"
# What is longer is no word: it may be broken anywhere rather than run out of its column. A digest
# has a line of its own, and is copied.
_LONG_WORD = re.compile(r"(?<!\S)(?![0-9a-f]{64}(?!\S))\S{21,}")
_BREAK = "\u200b"
_LONGEST_HEAD = 70  # Letters of a title in one line of a page's head.
_LINE = 85  # Letters of a table's line, all columns together.
# A row that fills, with its headings, more lines than these goes over a page's end, as it must;
# headings of more are not written again on each page.
_TALL, _TALL_HEAD = 36, 12


def render_pdf(document: Document, stamp: Stamp, *, has_contents: bool = False) -> bytes:
    """The document as A4 pages, byte-identical for the same document and stamp.

    `has_contents`: it has several parts, each under a heading of level 1 that begins a page and
    stands in a list of contents.

    A character that the font does not have stands as an empty square, and the last line says so.
    """
    import typst  # Rarely wanted, and not by every start of the app.

    blocks = (*document.blocks, *build_provenance(stamp, document.ruleset))
    given: dict[str, Any] = {
        "title": document.title,
        "head": shorten(document.title, _LONGEST_HEAD),
        "about": document.about,
        "has_contents": has_contents,
        "blocks": [built for block in settle_levels(blocks) for built in _build_block(block)],
        "stamp": {
            "words": stamp.words,
            "made_by": stamp.made_by,
            "banner": stamp.banner,
            "digest": stamp.digest,
            "level": stamp.level_words,
        },
    }
    cleaned = _clean(given)
    if NO_SHAPE in json.dumps(cleaned, ensure_ascii=False):
        said = f"{NO_SHAPE} stands for a character that this document’s font does not have."
        cleaned["blocks"].append({"kind": "paragraph", "words": said, "label": ""})
    cleaned["stamp"]["at"] = [*to_uk(stamp.made_at).timetuple()[:6]]
    _fill_titles(cleaned)
    rendered: bytes = typst.compile(
        str(_TEMPLATES / "document.typ"),
        root=str(_TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(cleaned)},
        pdf_standards=["ua-1"],
    )
    return rendered


def _fill_titles(cleaned: dict[str, Any]) -> None:
    """No title and no heading blank: PDF/UA refuses those, whatever became of their letters."""
    cleaned["title"] = cleaned["title"] or "Document"
    for block in cleaned["blocks"]:
        if block["kind"] == "heading":
            block["words"] = block["words"] or "\u2013"


def _build_block(block: Block) -> Iterator[dict[str, Any]]:
    """A block as the template draws it; a figure without anything to draw as its words."""
    instead = find_words_instead(block)
    if instead:
        for words in instead:
            yield from _build_block(words)
    elif isinstance(block, Bars):
        yield build_bars(block)
    elif isinstance(block, Intervals):
        yield from build_intervals(block)
    elif isinstance(block, Table):
        yield _build_table(block)
    else:
        yield {"kind": _KINDS[type(block)], **asdict(block)}


def _build_table(table: Table) -> dict[str, Any]:
    rows = [[say_cell(cell) for cell in row] for row in table.rows]
    rooms = [_LINE * width / sum(table.widths) for width in table.widths]
    head = _count_lines(table.headings, rooms)
    return {
        "kind": "table",
        "headings": table.headings,
        "widths": table.widths,
        "rows": rows,
        "numbers": find_numbers(table),
        "tall": [head + _count_lines(row, rooms) > _TALL for row in rows],
        "repeat": head <= _TALL_HEAD,
        "nothing": NO_ROWS,
    }


def _count_lines(row: Sequence[str], rooms: Sequence[float]) -> float:
    """About how many lines the highest cell of a row takes."""
    return max(measure(words) / room for words, room in zip(row, rooms, strict=True))


def _clean(value: Any) -> Any:
    """Every text in one line, of characters that have a shape, with places to break a long word."""
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if not isinstance(value, str):
        return value
    # A no-break space is no place to break: it stays.
    one_line = re.sub(r"[^\S\u00a0]+", " ", unicodedata.normalize("NFC", value)).strip()
    shown = "".join(
        letter if _HAS_SHAPE.match(letter) else NO_SHAPE
        for letter in one_line
        if unicodedata.category(letter) not in {"Cf", "Cc", "Mn", "Cs"}
    )
    return _LONG_WORD.sub(lambda found: _BREAK.join(found[0]), shown)
