"""Tables as CSV that a spreadsheet opens without running anything, and that read back as they were.

The rule for a text that a spreadsheet would run stands here alone, for those who write a file and
for those who read one.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import polars as pl

# The signs of OWASP's list, the last four as Japanese keyboards write them.
_SIGNS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
# Apostrophes before such a sign are counted in, so that one can always be taken off again.
_RUNS = re.compile(f"'*{_SIGNS}")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could run this text as a formula when it is typed or read."""
    return re.match(_SIGNS, text) is not None


def escape_text(text: str) -> str:
    """A text with one more apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def unescape_text(text: str) -> str:
    """The text that `escape_text` was given: one apostrophe less before what looks like a formula.

    A text that another program wrote with such an apostrophe loses it too.
    """
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def escape_cell(value: object) -> str:
    """One cell as text: days and moments in ISO, seconds only where there are some.

    Numbers keep their sign: they are no text. A blank stays blank.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    return escape_text(str(value))


def render_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as UTF-8 CSV with a byte-order mark, every cell escaped."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escape_cell(heading) for heading in headings])
    writer.writerows([escape_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def render_frame_csv(frame: pl.DataFrame) -> bytes:
    """A frame as CSV, its column names as headings."""
    return render_csv(frame.columns, frame.iter_rows())
