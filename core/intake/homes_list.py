"""Ofsted's published list of homes, in both generations of its headings, as facts of homes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core import vocabulary as v
from core.contract import CellError, Column, Kind, Value, as_word, fold, read_cell
from core.errors import RefusedFile
from core.intake.home_names import fold_urn
from core.intake.readers import Row, Table
from core.intake.validation import Rejection, build_rejection

HOME_FACTS: tuple[Column, ...] = (
    Column("urn", Kind.TEXT, longest=32, required=True),
    Column("name", Kind.TEXT, required=True),
    Column("provider", Kind.TEXT),
    Column("sector", Kind.CHOICE, values=v.Sector),
    Column("setting_type", Kind.CHOICE, values=v.SettingType),
    Column("host_authority", Kind.TEXT),
    Column("registered_places", Kind.WHOLE_NUMBER, highest=1000),
    Column("opened_on", Kind.DAY),
    Column("closed_on", Kind.DAY),
    Column("registered_manager", Kind.TEXT),
    Column("latest_judgement", Kind.CHOICE, values=v.Judgement),
    Column("judged_on", Kind.DAY),
)
"""What the register holds of a home; places are kept over time, beside it."""

_BY_NAME = {column.name: column for column in HOME_FACTS}
_STATUS = "status"
_OFSTED = {
    "urn": ("Ofsted URN",),
    "name": ("Setting name", "Organisation name"),
    "provider": ("Owner name", "Name of owner", "Provider name"),
    "setting_type": ("Provider type", "Provision type"),
    "host_authority": ("Local authority",),
    "registered_places": ("Number of registered places", "Max Users", "Places"),
    "opened_on": ("Registration date", "Date registered"),
    "closed_on": ("Closed/Deregistration date", "Closed date", "Deregistration date"),
    "latest_judgement": ("Overall effectiveness",),
    "judged_on": ("Latest full inspection date",),
    _STATUS: ("Registration status", "Provider Status"),
}
_COLUMN_OF = {fold(name): name for name in _BY_NAME} | {
    fold(heading): name for name, headings in _OFSTED.items() for heading in headings
}
HEADINGS = frozenset(_BY_NAME).union(*_OFSTED.values())
"""Every heading that the register reads."""

_CLOSED = frozenset({"resigned", "closed", "cancelled", "deregistered", "ceased"})
# Ofsted's wordings that are no spelling of the contract's values, by letters alone.
_WORDINGS: Mapping[str, Mapping[str, str]] = {
    "sector": {
        "privatelimitedcompany": "private",
        "individual": "private",
        "charity": "voluntary",
        "localauthorities": "local_authority",
    },
    "setting_type": {
        "childrenshomes": "childrens_home",
        "childrenshome": "childrens_home",
        "securechildrenshome": "childrens_home",
        "supportedaccommodation": "supported",
        "supportedaccommodationprovider": "supported",
        "fostering": "foster",
        "fosteringagency": "foster",
        "fosteringservice": "foster",
        "independentfosteringagency": "foster",
        "localauthorityfosteringagency": "foster",
        "voluntaryfosteringagency": "foster",
        "kinshipcare": "kinship",
    },
    "latest_judgement": {
        "requiresimprovementtobegood": "requires_improvement",
        # The grade that "requires improvement" took the place of.
        "adequate": "requires_improvement",
        "notyetjudged": "not_yet_inspected",
        "notinspected": "not_yet_inspected",
        "noinspection": "not_yet_inspected",
    },
}
_NO_VALUE = frozenset({"null", "n/a", "na", "-", "not applicable"})
# A closing day may be announced; what else the register holds has been.
_NO_LIMIT = datetime(9999, 12, 31)


@dataclass(frozen=True)
class HomeRow:
    """One home of a list; `values` holds what the list gives, a blank is not in it."""

    number: int
    values: Mapping[str, Value]


def read_home_rows(
    table: Table, now: datetime
) -> tuple[tuple[HomeRow, ...], tuple[Rejection, ...], int]:
    """The homes of a list, its bad cells, and how many rows were skipped.

    A home that the list calls resigned or closed without a day is rejected: to keep it open would
    count places that are gone, and a day is not invented.

    Raises:
        RefusedFile: the list has no URN or no name, or two headings mean one column.
    """
    columns = _find_columns(table.headings)
    rows: list[HomeRow] = []
    rejections: list[Rejection] = []
    skipped = table.skipped
    for row in table.rows:
        if _is_total(row, columns):
            skipped += 1
            continue
        raw = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
        values, bad = _check_row(row, raw, len(table.headings), now)
        if bad:
            rejections.extend(bad)
        else:
            rows.append(HomeRow(row.number, values))
    return tuple(rows), tuple(rejections), skipped


def _find_columns(headings: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        column = _COLUMN_OF.get(fold(heading))
        if column in found:
            raise RefusedFile(f'Two headings mean {column} ("{heading}"). Nothing was changed.')
        if column:
            found[column] = place
    if missing := [name for name in ("urn", "name") if name not in found]:
        raise RefusedFile(
            f"No heading means {' and '.join(missing)}, which a list of homes needs. "
            "Nothing was changed."
        )
    return found


def _is_total(row: Row, columns: Mapping[str, int]) -> bool:
    first = next((as_word(cell) for cell in row.cells if as_word(cell)), "")
    at = columns["name"]
    named = len(row.cells) > at and as_word(row.cells[at]) not in ("", first)
    return re.match(r"(grand\s+|sub\W?)?totals?\b", first, re.IGNORECASE) is not None and not named


def _check_row(
    row: Row, raw: Mapping[str, object], width: int, now: datetime
) -> tuple[dict[str, Value], list[Rejection]]:
    if len(row.cells) > width:
        reason = "stands beyond the last heading; a separator or quotation mark may be out of place"
        return {}, [build_rejection(row.number, "", row.cells[width], reason)]
    values: dict[str, Value] = {}
    bad: list[Rejection] = []
    for name, column in _BY_NAME.items():
        if name not in raw and not column.required:
            continue
        try:
            value = read_home_fact(name, raw.get(name), now)
        except CellError as error:
            bad.append(build_rejection(row.number, name, raw.get(name), str(error)))
            continue
        if value is not None:
            values[name] = value
    closed = fold(as_word(raw.get(_STATUS))) in _CLOSED
    if closed and "closed_on" not in values and not any(r.column == "closed_on" for r in bad):
        reason = f"is blank, though the list calls the home {as_word(raw[_STATUS])}; give the day"
        bad.append(build_rejection(row.number, "closed_on", "", reason))
    return values, bad


def read_home_fact(name: str, raw: object, now: datetime) -> Value:
    """One fact of a home, in the contract's words or in Ofsted's; None for a blank.

    Raises:
        CellError: with the reason.
    """
    column = _BY_NAME[name]
    word = re.sub(r"\s+", " ", as_word(raw))
    if word.casefold() in _NO_VALUE and not column.required:
        return None
    if column.kind is Kind.CHOICE:
        letters = re.sub(r"[^a-z]", "", word.casefold())
        return read_cell(column, _WORDINGS[name].get(letters, word), now)
    if column.kind is Kind.TEXT:
        value = read_cell(column, word, now)
        return fold_urn(str(value)) if name == "urn" else value
    return read_cell(column, raw, _NO_LIMIT if name == "closed_on" else now)
