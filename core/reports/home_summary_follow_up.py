"""The tables of follow-up with a home: actions and their state, contacts, training."""

from collections.abc import Sequence

from core.clock import say_date
from core.measures.sentences import say_count
from core.reports.document import Cell, Table
from core.reports.home_summary_value import FollowUp, HomeStaff, HomeVisit
from core.vocabulary import say

_ABOUT = {"incident": "about an incident", "finding": "about a finding", "home": "about the home"}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def build_actions_table(actions: Sequence[FollowUp]) -> Table:
    """Actions about the home and their state; titles only where they may be shown."""
    titled = any(action.title for action in actions)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _ABOUT[a.about],
            *((a.title or "not shown",) if titled else ()),
            say(a.owner) if a.owner else "a member of the group",
            a.due_on,
            _say_state(a),
        )
        for a in actions
    )
    return Table(
        ("Action", *(("What",) if titled else ()), "Owner", "Due", "State"),
        rows,
        f"{_capital(say_count(len(rows), 'action'))} about the home",
        (4, *((6,) if titled else ()), 4, 4, 5),
        "actions",
    )


def _say_state(action: FollowUp) -> str:
    if action.done_on is not None:
        return f"done on {say_date(action.done_on)}"
    return "open, overdue" if action.is_overdue else "open"


def build_visits_table(visits: Sequence[HomeVisit]) -> Table:
    """The contacts with the home: when, how, about what."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (visit.on_day, say(visit.how), say(visit.about)) for visit in visits
    )
    alt = f"{_capital(say_count(len(rows), 'contact'))} with the home"
    return Table(("Day", "How", "About"), rows, alt, (3, 4, 5), "home contacts")


def build_training_table(training: Sequence[HomeStaff]) -> Table:
    """What the home has in place; a blank is not recorded, never nought."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_capital(say(row.kind)), row.on_day, row.trained, row.total) for row in training
    )
    return Table(
        ("What", "As of", "Staff trained", "Of all staff"),
        rows,
        "Training and agreements in place",
        (6, 4, 3, 3),
        "training",
    )
