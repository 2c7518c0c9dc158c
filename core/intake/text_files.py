"""CSV files as records, read as a stream."""

import codecs
import csv
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from core.errors import RefusedFile
from core.intake.workbooks import MOST_ROWS

_MOST_SEPARATORS = 2_000_000  # more than all texts of a row that is taken could hold


def find_encoding(content: bytes) -> str:
    """The encoding in which all of a file can be read: UTF-8, UTF-16 with its mark, or cp1252."""
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(content), 1 << 20):
                decoder.decode(content[start : start + (1 << 20)])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedFile("The file is not text that can be read (UTF-8 or Windows). Nothing changed.")


def read_records(content: bytes, encoding: str, separator: str) -> Iterator[tuple[object, ...]]:
    """The records of a CSV file, read as a stream: a file of line ends must not fill the memory."""
    pending: list[str] = []

    def read_lines() -> Iterator[str]:
        with TextIOWrapper(BytesIO(content), encoding, newline="") as stream:
            for line in stream:
                # A line is held whole, every cell of it as an object of its own.
                if line.count(separator) > _MOST_SEPARATORS:
                    raise RefusedFile("A line of the file never ends. Nothing was changed.")
                pending.append(line)
                yield line

    record: list[str] = []
    number = 0
    last = ""
    try:
        for number, record in enumerate(csv.reader(read_lines(), delimiter=separator), 1):
            if number > MOST_ROWS:
                raise RefusedFile(f"The file has more than {MOST_ROWS} rows. Nothing was changed.")
            last = "".join(pending)
            pending.clear()
            yield tuple(record)
    except csv.Error:
        raise RefusedFile(
            f"After row {number} a cell never ends; a quotation mark may be missing. "
            "Nothing was changed."
        ) from None
    if any("\n" in cell or "\r" in cell for cell in record) and not _closes(last, separator):
        raise RefusedFile(
            f"In row {number} a quotation mark is opened and never closed. Nothing was changed."
        )


def _closes(text: str, separator: str) -> bool:
    """Whether a record ends outside its quotation marks; the lenient reader does not say."""
    try:
        list(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" not in str(error)
    return True
