"""What changes of one home mean for its places over time and for its incidents."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from core.contract import Value, fold
from core.errors import InvalidInput
from core.intake.comparison import split
from core.judging import judge_incidents
from core.tables import Home, HomePlaces, Incident

JUDGED_BY = frozenset({"setting_type", "host_authority"})
"""The facts of a home that its incidents are judged by."""


def check_days(opened_on: object, closed_on: object) -> None:
    """Raise InvalidInput where a home would close before it opens."""
    if isinstance(opened_on, date) and isinstance(closed_on, date) and closed_on < opened_on:
        raise InvalidInput("lies before the day the home opened")


def apply_facts(home: Home, values: Mapping[str, Value], as_of: date) -> set[str]:
    """Set the facts that differ as of a day, places apart; the names of those that did.

    Another manager than the one known is one since that day; a first name, a blank or another
    spelling is no change of manager.
    """
    manager = home.registered_manager
    changed = {
        name
        for name, value in values.items()
        if name != "registered_places" and getattr(home, name) != value
    }
    for name in changed:
        setattr(home, name, values[name])
    if fold(manager or "") and fold(home.registered_manager or "") not in {"", fold(manager or "")}:
        home.manager_since = as_of
    return changed


def read_places(session: Session, home_id: int, day: date) -> int | None:
    """The registered places on a day; None where no count is known for it."""
    current = _find_current(_read_counts(session, home_id), day)
    return current.places if current else None


def set_places(session: Session, home_id: int, places: int, as_of: date) -> bool:
    """Set the places from a day on; whether that changed anything.

    The first count known holds back to the opening. A second count of one day replaces the first;
    counts of later days stay.
    """
    counts = _read_counts(session, home_id)
    if not counts:
        session.add(HomePlaces(home_id=home_id, from_on=None, places=places))
        return True
    current = _find_current(counts, as_of)
    if current is not None and current.places == places:
        return False
    same_day = next((count for count in counts if count.from_on == as_of), None)
    if same_day is not None:
        same_day.places = places
        session.add(same_day)
    else:
        session.add(HomePlaces(home_id=home_id, from_on=as_of, places=places))
    session.flush()
    return True


def _read_counts(session: Session, home_id: int) -> list[HomePlaces]:
    return list(session.exec(select(HomePlaces).where(HomePlaces.home_id == home_id)))


def _find_current(counts: Iterable[HomePlaces], day: date) -> HomePlaces | None:
    known = [count for count in counts if count.from_on is None or count.from_on <= day]
    return max(known, key=lambda count: count.from_on or date.min, default=None)


def judge_homes(session: Session, home_ids: Iterable[int]) -> None:
    """Judge the incidents of these homes again; reviewed ones only note where they would differ."""
    session.flush()
    found: list[int] = []
    for some in split(sorted(home_ids)):
        rows = session.exec(select(Incident.id).where(col(Incident.home_id).in_(some)))
        found.extend(key for key in rows if key is not None)
    if found:
        judge_incidents(session, found)
