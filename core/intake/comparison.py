"""Rows that read, against the store: whose home, new or known, changed or protected."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from core.access import Viewer, can_see_incident, can_see_unreported
from core.anonymised_references import find_anonymised
from core.clock import say_date, to_uk
from core.contract import FACT_COLUMNS, Value
from core.intake.home_names import HomeBook, UnknownHome, read_home_book
from core.intake.validation import CheckedRow, CheckedTable, Rejection, build_rejection
from core.tables import Incident
from core.vocabulary import Channel

_MOST_PARAMETERS = 500
Item = TypeVar("Item")
_FACTS = tuple(column.name for column in FACT_COLUMNS)
_HIDDEN = "is already in use"
_GONE = "was anonymised here; an import does not bring it back"
_STORED = ("id", "home_id", "version", "reviewed_at", "referred_to_police_at", *_FACTS)


@dataclass(frozen=True)
class NewIncident:
    """A row that becomes an incident."""

    home_id: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class ChangedIncident:
    """A row that changes an incident: what it was, and what of it is new."""

    stored: Mapping[str, Any]
    changes: Mapping[str, Value]


@dataclass(frozen=True)
class Outcome:
    """What an import of the file does to the store as it is now."""

    new: tuple[NewIncident, ...]
    changed: tuple[ChangedIncident, ...]
    duplicate: int
    skipped: int
    rejections: tuple[Rejection, ...]
    unknown_homes: tuple[UnknownHome, ...]

    @property
    def rejected(self) -> int:
        """Rows, not cells."""
        return len({rejection.row for rejection in self.rejections})


def compare(session: Session, viewer: Viewer, checked: CheckedTable) -> Outcome:
    """Find each row's home, and what it means for the store that the session sees.

    A row equal to an earlier one of the file is a duplicate; one that differs from an earlier
    accepted row with its reference is rejected.
    """
    book = read_home_book(session)
    stored = _read_stored(session, [str(row.values["reference"]) for row in checked.rows])
    gone = find_anonymised(session, {str(row.values["reference"]) for row in checked.rows})
    rejections = list(checked.rejections)
    unknown: dict[str, int] = {}
    for row in checked.bad_rows:
        if row.home_urn or row.home_name:
            _find_home(row, book, unknown, rejections)
    earlier: dict[str, tuple[int, int, Mapping[str, Value]]] = {}
    new: list[NewIncident] = []
    changed: list[ChangedIncident] = []
    duplicate = 0
    for row in checked.rows:
        reference = str(row.values["reference"])
        home_id = _find_home(row, book, unknown, rejections)
        if home_id is None:
            continue
        if reference in earlier:
            number, earlier_home, earlier_values = earlier[reference]
            if (earlier_home, earlier_values) == (home_id, row.values):
                duplicate += 1
            else:
                reason = f"contradicts row {number}, which has the same reference"
                rejections.append(build_rejection(row.number, "reference", reference, reason))
            continue
        known = stored.get(reference)
        changes = _find_changes(known, home_id, row.values) if known else {}
        why = _find_protection(viewer, known, changes)
        if reference in gone and known is None:
            why = _GONE if gone[reference] or can_see_unreported(viewer) else _HIDDEN
        if why:
            rejections.append(build_rejection(row.number, "reference", reference, why))
            continue
        earlier[reference] = (row.number, home_id, row.values)
        if known is None:
            new.append(NewIncident(home_id, row.values))
        elif changes:
            changed.append(ChangedIncident(known, changes))
        else:
            duplicate += 1
    rejections.sort(key=lambda rejection: rejection.row)
    return Outcome(
        tuple(new),
        tuple(changed),
        duplicate,
        checked.skipped,
        tuple(rejections),
        tuple(UnknownHome(name, rows, book.suggest(name)) for name, rows in unknown.items()),
    )


def _find_home(
    row: CheckedRow, book: HomeBook, unknown: dict[str, int], rejections: list[Rejection]
) -> int | None:
    named, by_urn = book.find_named(row.home_name), book.find_urn(row.home_urn)
    column, value, reason = "home_name", row.home_name, ""
    if row.home_urn and by_urn is None:
        column, value = "home_urn", row.home_urn
        reason = "is the URN of no home in the register"
    elif by_urn is not None and named and by_urn not in named:
        reason = f"is not the home with the URN {row.home_urn}"
    elif by_urn is None and not named:
        known = next((name for name in unknown if name.casefold() == value.casefold()), value)
        unknown[known] = unknown.get(known, 0) + 1
        reason = "is no home in the register, nor an accepted name of one"
    elif by_urn is None and len(named) > 1:
        reason = "is the name of more than one home; give the URN"
    if reason:
        rejections.append(build_rejection(row.number, column, value, reason))
        return None
    return by_urn if by_urn is not None else next(iter(named))


def _find_changes(
    known: Mapping[str, Any], home_id: int, values: Mapping[str, Value]
) -> dict[str, Value]:
    """What the row says that the store does not; what it leaves blank erases nothing."""
    changes = {name: value for name, value in values.items() if known[name] != value}
    if known["home_id"] != home_id:
        changes["home_id"] = home_id
    return changes


def _find_protection(
    viewer: Viewer, known: Mapping[str, Any] | None, changes: Mapping[str, Value]
) -> str | None:
    """Why an import may not touch this incident; None where it may."""
    if known is None:
        return None
    visible = can_see_incident(
        viewer,
        home_id=known["home_id"],
        contacted=known["channel"] != Channel.NONE,
        referred=known["referred_to_police_at"] is not None,
    )
    if not visible:
        # Not even whether the row equals it: what nobody reported is not the police's to know.
        return _HIDDEN
    if changes and known["reviewed_at"] is not None:
        day = say_date(to_uk(known["reviewed_at"]).date())
        return (
            f"was reviewed on {day}; an import does not change a reviewed incident "
            f"({', '.join(sorted(changes))})"
        )
    return None


def _read_stored(session: Session, references: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Stored incidents by reference, as plain rows: no object of the session may go stale."""
    table = Incident.__table__  # type: ignore[attr-defined]
    columns = [table.c[name] for name in _STORED]
    found: dict[str, dict[str, Any]] = {}
    for some in split(sorted(set(references))):
        for row in session.connection().execute(
            select(*columns).where(col(Incident.reference).in_(some))
        ):
            found[row.reference] = dict(zip(_STORED, row, strict=True))
    return found


def split(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Pieces that one statement can name."""
    for start in range(0, len(items), _MOST_PARAMETERS):
        yield items[start : start + _MOST_PARAMETERS]
