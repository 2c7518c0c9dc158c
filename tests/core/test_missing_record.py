"""The causes of missing episodes: only of those that the viewer may see, and never to strangers."""

from datetime import date, datetime

import pytest

from core.measures.period import Period
from core.missing_record import read_causes
from core.vocabulary import Role
from tests.world import World, add_incident

MAY = Period(date(2019, 5, 1), date(2019, 5, 31))


@pytest.fixture
def told(world: World) -> World:
    """Causes at two homes, one unreported, one outside the period, one blank."""
    missing = {"category": "missing", "severity": None}
    add_incident(world, "ALDER", missing_cause="No wi-fi.", **missing)
    add_incident(world, "DOG", "dogwood", missing_cause="A friend.", **missing)
    add_incident(world, "KEPT", channel="none", missing_cause="A quarrel.", **missing)
    add_incident(world, "BLANK", **missing)
    for name, moment in (
        ("FIRST", datetime(2019, 5, 1)),
        ("LAST", datetime(2019, 5, 31, 23, 59)),
        ("BEFORE", datetime(2019, 4, 30, 23, 59)),
        ("AFTER", datetime(2019, 6, 1)),
    ):
        add_incident(world, name, "birch", occurred_at=moment, missing_cause="?", **missing)
    add_incident(world, "CUP", missing_cause="Not missing.")
    return world


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.CHAIR, {"ALDER", "DOG", "KEPT", "FIRST", "LAST"}),
        (Role.POLICE_REVIEWER, {"ALDER", "DOG", "FIRST", "LAST"}),
        (Role.SPOC, {"ALDER"}),
        (Role.PROVIDER, {"ALDER", "KEPT", "FIRST", "LAST"}),
        (Role.PARTNER, set()),
        (Role.LIAISON, set()),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_causes_are_read_of_the_episodes_that_a_role_sees(
    told: World, role: Role, seen: set[str]
) -> None:
    assert set(read_causes(told.store, told.viewer(role), MAY)["reference"]) == seen


def test_one_homes_causes_latest_first(told: World) -> None:
    causes = read_causes(told.store, told.viewer(Role.CHAIR), MAY, told.homes["birch"])
    assert causes["reference"].to_list() == ["LAST", "FIRST"]
    assert causes.columns == ["id", "reference", "home_id", "occurred_on", "cause"]
