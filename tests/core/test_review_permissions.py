"""Who may do what with an incident: role by change by own or other home, every cell run."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from core.access import Viewer
from core.errors import AccessDenied, InvalidInput
from core.interests import declare_interest
from core.review import (
    ask_home,
    give_account,
    refer_incident,
    reopen_review,
    review_incident,
    set_level,
)
from core.vocabulary import FindingState, Role
from tests.world import World, add_incident, add_unneeded_call

CUP = {"unnecessary-call": (FindingState.CONFIRMED, None)}
CHANGES: dict[str, Callable[[World, Viewer, int, int], object]] = {
    "review": lambda w, v, key, at: review_incident(w.store, v, key, at, CUP, "no"),
    "set level": lambda w, v, key, at: set_level(w.store, v, key, at, 2, "A window."),
    "reopen": lambda w, v, key, at: reopen_review(w.store, v, key, at, "New facts."),
    "refer": lambda w, v, key, at: refer_incident(w.store, v, key, at, "They should know."),
    "ask": lambda w, v, key, at: ask_home(w.store, v, key, "slow-time", "When?", date(2019, 6, 1)),
    "account": lambda w, v, key, at: give_account(w.store, v, key, at, "It was late."),
    "interest": lambda w, v, key, at: declare_interest(w.store, v, key, "A friend."),
}
# Own is Alder, the SPOC's and the provider's; other is Dogwood, nobody's. Where a cell says "own",
# the change is made at the own home only.
BOTH, OWN, NO = "both", "own", "no"
TABLE: dict[Role, dict[str, str]] = {
    Role.CHAIR: dict.fromkeys(CHANGES, BOTH),
    Role.PROTOCOL_LEAD: dict.fromkeys(CHANGES, BOTH),
    Role.POLICE_REVIEWER: dict.fromkeys(CHANGES, BOTH) | {"refer": NO},
    Role.SPOC: dict.fromkeys(CHANGES, NO) | {"interest": OWN},
    Role.PROVIDER: dict.fromkeys(CHANGES, NO) | {"account": OWN, "interest": OWN},
    Role.PARTNER: dict.fromkeys(CHANGES, NO) | {"interest": BOTH},
    Role.LIAISON: dict.fromkeys(CHANGES, NO) | {"interest": BOTH},
    Role.ADMINISTRATOR: dict.fromkeys(CHANGES, NO),
    # An interest is a person's: the command line has none, and is told so.
    Role.SYSTEM: dict.fromkeys(CHANGES, BOTH) | {"interest": "nobody"},
}


def _list_cells() -> Iterator[tuple[Role, str, str, bool | None]]:
    for role, row in TABLE.items():
        for change, where in row.items():
            yield role, change, "alder", None if where == "nobody" else where in {BOTH, OWN}
            yield role, change, "dogwood", None if where == "nobody" else where == BOTH


def test_the_table_has_every_role_and_every_change() -> None:
    assert set(TABLE) == set(Role)
    assert all(set(row) == set(CHANGES) for row in TABLE.values())


@pytest.mark.parametrize(("role", "change", "home", "may"), list(_list_cells()))
def test_each_cell(world: World, role: Role, change: str, home: str, may: bool | None) -> None:
    if change == "refer":
        key = add_incident(world, "R1", home, channel="none")
    else:
        key = add_unneeded_call(world, "R1", home)
    if change == "reopen":
        review_incident(world.store, world.viewer(Role.CHAIR), key, 1, CUP, "no")
    before = world.incident(key)

    def act() -> object:
        return CHANGES[change](world, world.viewer(role), key, before.version)

    if may:
        act()
        moved = change not in {"ask", "interest"}
        assert world.incident(key).version == before.version + moved
        return
    with pytest.raises(InvalidInput if may is None else AccessDenied):
        act()
    assert world.incident(key) == before
