"""The numbers that new incidents and actions get: drawn by chance, never counted up.

An incident's number is in the address of its page, an action's in what a browser calls its buttons.
Counted up over the area, a provider would read from two of its own how many others had between
them; a SPOC would count the incidents that nobody reported to the police (5.3, 7.10).
"""

from collections.abc import Callable, Iterable
from random import Random
from secrets import SystemRandom
from typing import Any

from sqlmodel import Session, col, select

from core.tables import Action, BatchChange, Incident

Draw = Callable[[], int]
"""Gives one number from 1 to `HIGHEST`."""
HIGHEST = 2**31 - 1
"""PostgreSQL's INTEGER ends here."""
_MOST_PARAMETERS = 500
_chance = SystemRandom()


def draw_incident_ids(session: Session, count: int, draw: Draw | None = None) -> list[int]:
    """As many numbers as are asked for that no incident has, in the order in which they came.

    Distinct from each other, from those in the store and from those that an undone batch gave: its
    record still names them. Call it inside the transaction that writes the incidents.

    Args:
        session: of the store that they are for.
        count: how many.
        draw: by default the operating system's own chance.
    """
    return _draw(session, [col(Incident.id), col(BatchChange.incident_id)], count, draw)


def draw_action_ids(session: Session, count: int, draw: Draw | None = None) -> list[int]:
    """As many numbers as are asked for that no action has; as `draw_incident_ids`."""
    return _draw(session, [col(Action.id)], count, draw)


def build_draw(chance: Random) -> Draw:
    """What to draw with, from a source of chance."""
    return lambda: chance.randint(1, HIGHEST)


def _draw(session: Session, columns: list[Any], count: int, draw: Draw | None) -> list[int]:
    one = draw or build_draw(_chance)
    drawn: dict[int, None] = {}
    while len(drawn) < count:
        fresh: dict[int, None] = {}
        while len(drawn) + len(fresh) < count:
            number = one()
            if number not in drawn:
                fresh[number] = None
        for number in _find_taken(session, columns, fresh):
            del fresh[number]
        drawn |= fresh
    return list(drawn)


def _find_taken(session: Session, columns: list[Any], numbers: Iterable[int]) -> set[int]:
    wanted, taken = sorted(numbers), set[int]()
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[start : start + _MOST_PARAMETERS]
        for column in columns:
            taken.update(session.exec(select(column).where(column.in_(some))))
    return taken
