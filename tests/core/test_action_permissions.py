"""Who may do what with an action: one truth table, every cell tried on a real store."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest

from core.access import SYSTEM, Viewer
from core.action_times import ask_for_time, grant_time, refuse_time
from core.actions import give_action, reopen_action, tick_action
from core.clock import read_today
from core.covers import set_cover
from core.errors import AccessDenied, InvalidInput
from core.people import PersonForm, add_person, build_viewer, set_spoc
from core.tables import Action, Person
from core.vocabulary import Agency, Role
from tests.world import World

# Three letters a cell, y or n: their agency's action at their own home (the SPOC's and the
# provider's is Alder), their agency's at another home (Dogwood), and at their own home an action of
# a person who is somebody else. Of a cover: their own absence, -, somebody else's absence. Of a
# hand-over (by naming a SPOC): Alder, Dogwood, -.
TABLE = """
                 give  tick  reopen  ask  grant  refuse  cover  hand
chair            yyy   yyy   yyy     yyy  yyy    yyy     y-y    yy-
protocol_lead    yyy   yyy   yyy     yyy  yyy    yyy     y-y    yy-
police_reviewer  yyy   yyn   yyn     yyn  yyy    yyy     y-n    nn-
spoc             nnn   ynn   ynn     ynn  nnn    nnn     y-n    nn-
provider         nnn   ynn   ynn     ynn  nnn    nnn     y-n    nn-
partner          nnn   yyn   yyn     yyn  nnn    nnn     y-n    nn-
liaison          nnn   nnn   nnn     nnn  nnn    nnn     n-n    nn-
administrator    nnn   nnn   nnn     nnn  nnn    nnn     n-y    yy-
"""
_HEAD, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = {Role(row[0]): dict(zip(_HEAD, row[1:], strict=True)) for row in _ROWS}
_AGENCIES = {
    Role.POLICE_REVIEWER: Agency.POLICE,
    Role.SPOC: Agency.POLICE,
    Role.PROVIDER: Agency.PROVIDER,
    Role.PARTNER: Agency.COUNCIL,
}
LATER = read_today() + timedelta(days=7)


@dataclass
class Cell:
    """One role's place in the world, with somebody else of the same role and everything alike."""

    world: World
    role: Role
    numbers: count = field(default_factory=count)  # type: ignore[type-arg]

    def __post_init__(self) -> None:
        self.viewer = self.world.viewer(self.role)
        with self.world.store.read() as session:
            person = session.get_one(Person, self.viewer.person_id)
            agency = Agency(person.agency) if person.agency else None
            form = PersonForm(
                "A twin", "twin@example.org", self.role, False, agency, person.provider
            )
            form = replace(form, authority=person.authority)
        self.twin = add_person(self.world.store, SYSTEM, form)
        # No one of the roles here: so an action of this person is somebody else's to all.
        stranger = PersonForm("A stranger", "s@example.org", Role.PROVIDER, provider="Calm Ltd")
        self.stranger = add_person(self.world.store, SYSTEM, stranger)
        spoc = PersonForm("A new spoc", "new@example.org", Role.SPOC)
        self.new_spoc = add_person(self.world.store, SYSTEM, spoc)
        absent = PersonForm("An absent spoc", "away@example.org", Role.SPOC)
        self.absent = add_person(self.world.store, SYSTEM, absent)

    def give(self, where: int, by: Viewer = SYSTEM) -> int:
        owner: dict[str, object] = {"owner_agency": _AGENCIES.get(self.role, Agency.YOUTH_JUSTICE)}
        if where == 2:
            owner = {"owner_id": self.stranger}
        return give_action(
            self.world.store,
            by,
            title="Visit",
            due_on=read_today(),
            meaning=f"cell:{next(self.numbers)}",
            home_id=self.world.homes["dogwood" if where == 1 else "alder"],
            **owner,  # type: ignore[arg-type]
        )

    def do(self, change: str, where: int) -> None:
        store, viewer = self.world.store, self.viewer
        match change:
            case "give":
                self.give(where, viewer)
            case "tick":
                tick_action(store, viewer, self.give(where), 1)
            case "reopen":
                action = self.give(where)
                tick_action(store, SYSTEM, action, 1)
                reopen_action(store, viewer, action, 2)
            case "ask":
                ask_for_time(store, viewer, self.give(where), 1, LATER, "On leave.")
            case "grant" | "refuse":
                action = self.give(where)
                ask_for_time(store, SYSTEM, action, 1, LATER, "On leave.")
                if change == "grant":
                    grant_time(store, viewer, action, 2)
                else:
                    refuse_time(store, viewer, action, 2, "It is urgent.")
            case "cover":
                own = viewer.person_id or 0
                away = own if where == 0 else self.absent
                by = self.twin if where == 0 else self.new_spoc
                set_cover(store, viewer, away, by, LATER, LATER)
            case "hand":
                home = self.world.homes["alder" if where == 0 else "dogwood"]
                set_spoc(store, viewer, home, self.new_spoc, read_today())


def _is_done(do: Callable[[], None]) -> str:
    try:
        do()
    except AccessDenied:
        return "n"
    except InvalidInput:
        # Whose role has no follow-up has no leave to cover: `test_covers.py` has the words.
        return "n"
    return "y"


def test_the_table_has_every_role() -> None:
    assert set(CELLS) == set(Role) - {Role.SYSTEM}


@pytest.mark.parametrize("role", CELLS)
def test_each_role_does_what_the_table_says(world: World, role: Role) -> None:
    cell = Cell(world, role)
    found = {
        change: "".join(
            "-" if letter == "-" else _is_done(lambda c=change, w=where: cell.do(c, w))
            for where, letter in enumerate(letters)
        )
        for change, letters in CELLS[role].items()
    }
    assert found == CELLS[role]


def test_a_refused_change_leaves_the_action_as_it_was(world: World) -> None:
    cell = Cell(world, Role.PROVIDER)
    action = cell.give(1)
    for do in (
        lambda: tick_action(world.store, cell.viewer, action, 1),
        lambda: ask_for_time(world.store, cell.viewer, action, 1, LATER, "Why not."),
    ):
        with pytest.raises(AccessDenied):
            do()
    with world.store.read() as session:
        found = session.get_one(Action, action)
        assert (found.state, found.version, found.asked_until) == ("open", 1, None)


def test_a_stand_in_has_no_more_than_the_one_who_is_away(world: World) -> None:
    cell = Cell(world, Role.SPOC)
    set_cover(world.store, SYSTEM, cell.viewer.person_id or 0, cell.twin, read_today(), LATER)
    cell.viewer = build_viewer(world.store, cell.twin)
    ticks = "".join(_is_done(lambda w=where: cell.do("tick", w)) for where in range(3))
    assert ticks == CELLS[Role.SPOC]["tick"]
