"""A document as PDF/UA-1 by Typst: tagged, titled, its fonts inside, the same bytes every time."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.clock import to_uk
from core.reports.document import (
    Bars,
    Block,
    Cell,
    Document,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Stamp,
    Table,
    say_cell,
)

_TEMPLATES = Path(__file__).resolve().parent.parent.parent / "data" / "templates"
_KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Points: "points",
    Table: "table",
    Bars: "bars",
    Intervals: "intervals",
}
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


def render_pdf(document: Document, stamp: Stamp) -> bytes:
    """The document as A4 pages, byte-identical for the same document and stamp.

    A character that the font does not have stands as an empty square, and the last line says so.
    """
    import typst  # Rarely wanted, and not by every start of the app.

    blocks = [_build_block(block) for block in document.blocks]
    moment = to_uk(stamp.made_at)
    given: dict[str, Any] = {
        "title": document.title,
        "about": document.about,
        "blocks": blocks,
        "stamp": {
            "words": stamp.words,
            "made_by": stamp.made_by,
            "banner": stamp.banner,
            "digest": stamp.digest,
        },
    }
    cleaned = _clean(given)
    if NO_SHAPE in json.dumps(cleaned, ensure_ascii=False):
        said = f"{NO_SHAPE} stands for a character that this document’s font does not have."
        cleaned["blocks"].append({"kind": "paragraph", "words": said, "label": ""})
    cleaned["stamp"]["at"] = [*moment.timetuple()[:6]]
    rendered: bytes = typst.compile(
        str(_TEMPLATES / "document.typ"),
        root=str(_TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(cleaned)},
        pdf_standards=["ua-1"],
    )
    return rendered


def _build_block(block: Block) -> dict[str, Any]:
    built = {"kind": _KINDS[type(block)], **asdict(block)}
    if isinstance(block, Table):
        built["rows"] = [[say_cell(cell) for cell in row] for row in block.rows]
        built["numbers"] = [_is_number(cells) for cells in zip(*block.rows, strict=True)]
    return built


def _is_number(cells: Iterable[Cell]) -> bool:
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and all(isinstance(cell, int | float) for cell in filled)


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
    return _LONG_WORD.sub(lambda found: _BREAK.join(re.findall(".{1,10}", found[0])), shown)
