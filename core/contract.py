"""The data contract for one incident: its columns, and how one cell of a file becomes a value.

The names and values are the product's public interface: import, export, store and `assess` use them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, StrEnum, auto

from core import vocabulary as v
from core.clock import UK, is_skipped
from core.errors import InvalidInput

Value = str | int | float | date | datetime | None


class CellError(InvalidInput):
    """One cell cannot be read; the text is the reason shown beside its row and column."""


class Kind(Enum):
    """How a column's cells are read."""

    TEXT = auto()
    MOMENT = auto()
    DAY = auto()
    CHOICE = auto()
    NUMBER = auto()
    WHOLE_NUMBER = auto()


@dataclass(frozen=True)
class Column:
    """One column of the contract; `values` for a choice, `longest` for a text."""

    name: str
    kind: Kind
    values: type[StrEnum] | None = None
    required: bool = False
    longest: int = 200
    lowest: float = 0
    highest: float | None = None


def _text(name: str, longest: int = 200, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, longest=longest, required=required)


def _choice(name: str, values: type[StrEnum], required: bool = False) -> Column:
    return Column(name, Kind.CHOICE, values=values, required=required)


def _yes_no(*names: str) -> tuple[Column, ...]:
    return tuple(_choice(name, v.YesNo) for name in names)


HOME_COLUMNS = (_text("home_urn", 32), _text("home_name"))

INCIDENT_COLUMNS: tuple[Column, ...] = (
    _text("reference", 64, required=True),
    *HOME_COLUMNS,
    Column("occurred_at", Kind.MOMENT, required=True),
    Column("decided_at", Kind.MOMENT),
    Column("reported_at", Kind.MOMENT),
    Column("police_arrived_at", Kind.MOMENT),
    Column("returned_at", Kind.MOMENT),
    Column("return_interview_at", Kind.MOMENT),
    Column("warned_on", Kind.DAY),
    _choice("channel", v.Channel, required=True),
    _choice("contact_purpose", v.ContactPurpose),
    _choice("category", v.Category, required=True),
    _choice("severity", v.Severity),
    _choice("drug_class", v.DrugClass),
    _choice("decided_by", v.Decider),
    _choice("exception", v.ProtocolException),
    _choice("police_response", v.PoliceResponse),
    _choice("arrest_reason", v.ArrestReason),
    _text("outcome_code", 32),
    _choice("return_interview", v.ReturnInterview),
    *_yes_no(
        "immediate_risk",
        "victim_wants_police",
        "agency_staff_on_shift",
        "social_worker_told",
        "out_of_hours_told",
        "senior_manager_consulted",
        "dealing_concern",
        "safeguarding_referral",
        "substances_secured",
        "substances_destroyed_witnessed",
        "crime_recorded",
        "ppn_submitted",
        "arrested",
        "voluntary_interview",
        "appropriate_adult",
        "oocd_team_consulted",
        "cps_advice_sought",
        "behaviour_policy_sent",
        "policy_statement_sent",
        "logged_in_child_file",
        "risk_assessment_reviewed",
        "restorative_used",
        "yjs_referred",
        "exploitation_considered",
        "whereabouts_known",
        "known_safe",
        "collection_requested",
        "checklist_completed",
        "trigger_plan",
        "return_interview_independent",
    ),
    Column("police_hours", Kind.NUMBER),
    _text("missing_cause", 2000),
    _text("home_account", 2000),
    _text("child_account", 2000),
    _text("child_ref", 32),
    Column("child_age", Kind.WHOLE_NUMBER, highest=25),
    _choice("child_gender", v.Gender),
    _choice("child_ethnicity", v.Ethnicity),
    _text("placing_authority"),
    _text("summary", 2000),
)

BY_NAME: Mapping[str, Column] = {column.name: column for column in INCIDENT_COLUMNS}

FACT_COLUMNS: tuple[Column, ...] = tuple(c for c in INCIDENT_COLUMNS if c not in HOME_COLUMNS)
"""What is stored of an incident as it came; the home is stored as a link."""


def fold(word: str) -> str:
    """A heading or listed word without its case, spaces, hyphens and underscores."""
    return re.sub(r"[\s_\-]+", "", word).casefold()


_YES_NO_WORDS = {"y": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no"}
_OLDER_ETHNICITY = {"o1": "A4"}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read_choice(values: type[StrEnum], word: str) -> StrEnum | None:
    """The listed value that a word means whatever its case, spaces or underscores; None if none."""
    folded = fold(word)
    if values is v.YesNo:
        folded = _YES_NO_WORDS.get(folded, folded)
    if values is v.Ethnicity:
        folded = _OLDER_ETHNICITY.get(folded, folded).casefold()
    return next((value for value in values if fold(value.value) == folded), None)


def as_word(raw: object) -> str:
    """A cell as text: an Excel number 999.0 reads "999", a blank reads ""."""
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def read_cell(column: Column, raw: object, now: datetime) -> Value:
    """One cell as the contract's value; None for a blank.

    Args:
        column: the contract's column.
        raw: text, or what a workbook holds (number, date, truth value).
        now: UK local time; a later moment is refused.

    Raises:
        CellError: with the reason, in words for the person who sent the file.
    """
    word = as_word(raw)
    if not word:
        if column.required:
            raise CellError("is blank, and this column is required")
        return None
    match column.kind:
        case Kind.TEXT:
            return _read_text(column, word)
        case Kind.CHOICE:
            assert column.values is not None
            value = read_choice(column.values, word)
            if value is None:
                allowed = ", ".join(item.value for item in column.values)
                raise CellError(f"is none of the listed values ({allowed})")
            return value.value
        case Kind.NUMBER | Kind.WHOLE_NUMBER:
            return _read_number(column, word)
        case Kind.MOMENT:
            moment, has_time = _read_moment(raw, word)
            if not has_time and column.name == "occurred_at":
                raise CellError("has no time of day; the contract needs date and time")
            if not has_time and column.name == "returned_at":
                # 72 hours are counted from here: a day without its time must not make anyone late.
                moment = datetime.combine(moment.date(), time(23, 59))
            _check_moment(moment, now, has_time)
            return moment
        case Kind.DAY:
            moment, has_time = _read_moment(raw, word)
            _check_moment(moment, now, has_time)
            return moment.date()


def _read_text(column: Column, word: str) -> str:
    if "\x00" in word:
        raise CellError("holds a character that no text may hold")
    if len(word) > column.longest:
        raise CellError(f"has {len(word)} characters; at most {column.longest} are taken")
    return word


def _read_number(column: Column, word: str) -> float | int:
    try:
        number = float(word)
    except ValueError:
        raise CellError("is not a number") from None
    if not math.isfinite(number):
        raise CellError("is not a number")
    if number < column.lowest:
        raise CellError("is negative" if column.lowest == 0 else f"is below {column.lowest:g}")
    if column.highest is not None and number > column.highest:
        raise CellError(f"is above {column.highest:g}")
    if column.kind is Kind.WHOLE_NUMBER:
        if not number.is_integer():
            raise CellError("is not a whole number")
        return int(number)
    return number


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


def _read_moment(raw: object, word: str) -> tuple[datetime, bool]:
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
    if word[:3].lower() not in _MONTHS:
        raise CellError("is a date that does not exist")
    return _MONTHS.index(word[:3].lower()) + 1


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


def _check_moment(moment: datetime, now: datetime, has_time: bool) -> None:
    if (moment > now) if has_time else (moment.date() > now.date()):
        raise CellError("lies in the future")
    if moment.year < 1900:
        raise CellError("lies before 1900")
    if has_time and is_skipped(moment):
        raise CellError("falls in the hour that the clocks skipped in spring, so it never was")
