"""Tables as CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import polars as pl

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def escape_cell(value: object) -> str:
    """One cell as text; what a spreadsheet would run as a formula gets a leading apostrophe.

    Numbers keep their sign: they are no text. A blank stays blank.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


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
