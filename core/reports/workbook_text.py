"""Text that a workbook can hold: no illegal character, no sheet or margin that a name breaks."""

import re
from collections.abc import Iterable

LONGEST_CELL = 32_767
"""What one cell holds, in the UTF-16 units in which Excel counts."""

_LONGEST_SHEET_NAME = 31
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\s]+")
_UNKNOWN = "\ufffd"


def clean_text(words: str) -> str:
    """A text as one cell can hold it: every line end a line feed, what XML forbids a `\ufffd`.

    What is longer than a cell is cut, and its last words say so.
    """
    clean = _NO_XML.sub(_UNKNOWN, re.sub("\r\n?", "\n", words))
    if clean.startswith("<r>") and clean.endswith("</r>"):
        clean += " "  # XlsxWriter takes such a text for markup, and would write it as it is.
    if _count_units(clean) <= LONGEST_CELL:
        return clean
    said = f" … (cut here: the text has {len(words):,} characters)"
    return _cut(clean, LONGEST_CELL - len(said)) + said


def name_sheets(names: Iterable[str]) -> list[str]:
    """A valid sheet name for each of `names`: not blank, short enough, unlike every other."""
    made: list[str] = []
    # Excel keeps "History" for itself.
    taken = {"history"}
    for number, name in enumerate(names, start=1):
        plain = _NO_SHEET_NAME.sub(" ", clean_text(name)).strip(" '") or f"Sheet {number}"
        made.append(_name_anew(plain, taken))
        taken.add(_fold(made[-1]))
    return made


def _name_anew(plain: str, taken: set[str]) -> str:
    tried, number = _cut(plain, _LONGEST_SHEET_NAME).strip(" '"), 1
    while _fold(tried) in taken:
        number += 1
        addition = f" ({number})"
        tried = _cut(plain, _LONGEST_SHEET_NAME - len(addition)).rstrip(" '") + addition
    return tried


def escape_margin(words: str, most: int) -> str:
    """Words for a page's head or foot, in at most `most` characters and without its codes."""
    # XlsxWriter takes "&[" and "&G" for its codes even where the sign is escaped.
    plain = re.sub(r"&(?=[\[G])", "& ", clean_text(words))
    one_line = re.sub(r"\s+", " ", plain).strip()
    if _count_units(_escape(one_line)) <= most:
        return _escape(one_line)
    cut = one_line[: most - 1]
    while _count_units(_escape(cut)) > most - 1:
        cut = cut[:-1]
    return f"{_escape(cut)}…"


def _escape(words: str) -> str:
    return words.replace("&", "&&")


def _fold(name: str) -> str:
    return name.upper().lower()


def _count_units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def _cut(words: str, most: int) -> str:
    return words.encode("utf-16-le", "surrogatepass")[: most * 2].decode("utf-16-le", "ignore")
