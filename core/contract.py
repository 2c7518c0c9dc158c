"""The data contract for one incident: its columns, and how one cell of a file becomes a value.

The names and values are the product's public interface: import, export, store and `assess` share
them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, StrEnum, auto

from core import vocabulary as v
from core.moments import CellError as CellError
from core.moments import check_moment, read_moment

Value = str | int | float | date | datetime | None


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
        "ofsted_notified",
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
            moment, has_time = read_moment(raw, word)
            if not has_time and column.name == "occurred_at":
                raise CellError("has no time of day; the contract needs date and time")
            if not has_time and column.name == "returned_at":
                # 72 hours are counted from here: a day without its time must not make anyone late.
                moment = datetime.combine(moment.date(), time(23, 59))
            check_moment(moment, now, has_time)
            return moment
        case Kind.DAY:
            moment, has_time = read_moment(raw, word)
            check_moment(moment, now, has_time)
            return moment.date()


def _read_text(column: Column, word: str) -> str:
    if "\x00" in word:
        raise CellError("holds a character that no text may hold")
    if len(word) > column.longest:
        raise CellError(f"has {len(word)} characters; at most {column.longest} are taken")
    return word


def _read_number(column: Column, word: str) -> float | int:
    if not word.isascii() or "_" in word:  # Python would read 1_0 and Arabic digits
        raise CellError("is not a number")
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
