"""How one cell of a file becomes a moment: ISO, day-first, Excel's numbers, the clocks' changes."""

import re
from datetime import UTC, date, datetime, time, timedelta

from core.clock import UK, is_skipped
from core.errors import InvalidInput


class CellError(InvalidInput):
    """One cell cannot be read; the text is the reason shown beside its row and column."""


_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T\s]+(?P<time>.+))?", re.ASCII
)
_DAY_FIRST = re.compile(
    r"(?P<d>\d{1,2})[-/.\s](?P<m>\d{1,2}|[A-Za-z]{3,9})[-/.\s](?P<y>\d+)(?:[T,\s]+(?P<time>.+))?",
    re.ASCII,
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]m)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_EXCEL_ZERO = datetime(1899, 12, 30)
_EXCEL_SERIALS = (20000, 80000)  # 1954 to 2119: outside it a bare number is no date


def read_moment(raw: object, word: str) -> tuple[datetime, bool]:
    """A cell as a UK local moment, and whether it had a time of day; `word` is the cell as text.

    ISO, day-first and Excel's serial numbers are read.

    Raises:
        CellError: with the reason.
    """
    if isinstance(raw, datetime):
        if raw.tzinfo is not None:
            raw = raw.astimezone(UK).replace(tzinfo=None)
        return raw.replace(microsecond=0), True
    if isinstance(raw, date):
        return datetime.combine(raw, time(0)), False
    if re.fullmatch(r"\d{5}(\.\d+)?", word, re.ASCII):
        serial = float(word)
        if _EXCEL_SERIALS[0] <= serial < _EXCEL_SERIALS[1]:
            minutes = round(serial * 24 * 60)
            return _EXCEL_ZERO + timedelta(minutes=minutes), not serial.is_integer()
    match = _ISO.fullmatch(word) or _DAY_FIRST.fullmatch(word)
    if match is None:
        raise CellError("is not a date; write 2019-04-03 or 03/04/2019, then the time")
    if len(match["y"]) != 4:
        raise CellError("has a year that is not four digits")
    month = _read_month(match["m"])
    try:
        day = date(int(match["y"]), month, int(match["d"]))
    except ValueError:
        raise CellError("is a date that does not exist") from None
    if match["time"] is None:
        return datetime.combine(day, time(0)), False
    return _read_time(day, match["time"].strip()), True


def _read_month(word: str) -> int:
    if word.isdigit():
        return int(word)
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(word.lower()):
            return number
    raise CellError("is a date that does not exist")


def _read_time(day: date, word: str) -> datetime:
    match = _TIME.fullmatch(word)
    if match is None:
        raise CellError("has a time that cannot be read; write 19:30")
    hour = int(match["h"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise CellError("has a time that does not exist")
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    try:
        moment = datetime.combine(day, time(hour, int(match["min"]), int(match["s"] or 0)))
    except ValueError:
        raise CellError("has a time that does not exist") from None
    if match["zone"]:
        zone = match["zone"].upper().replace(":", "")
        try:
            aware = datetime.strptime(
                f"{moment.isoformat()}{'+0000' if zone == 'Z' else zone}", "%Y-%m-%dT%H:%M:%S%z"
            )
            moment = aware.astimezone(UTC).astimezone(UK).replace(tzinfo=None, fold=0)
        except (ValueError, OverflowError):
            raise CellError("has a time that does not exist") from None
    return moment


def check_moment(moment: datetime, now: datetime, has_time: bool) -> None:
    """Raise CellError for what cannot have happened: the future, before 1900, a skipped hour."""
    if (moment > now) if has_time else (moment.date() > now.date()):
        raise CellError("lies in the future")
    if moment.year < 1900:
        raise CellError("lies before 1900")
    if has_time and is_skipped(moment):
        raise CellError("falls in the hour that the clocks skipped in spring, so it never was")
