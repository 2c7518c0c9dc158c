"""Referrals to panels: whose to make and to see, the outcome, two people, never the unseen."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.clock import read_today
from core.errors import AccessDenied, Conflict, InvalidInput
from core.panels import read_panels, record_outcome, refer_to_panel, withdraw_referral
from core.review import refer_incident
from core.snapshot import read_snapshot
from core.tables import Audit, Incident
from core.vocabulary import Panel, PanelOutcome, Role
from tests.world import World, add_incident

DAY = date(2019, 5, 10)  # The incidents are of 4 May.
FORUM, OOCD = Panel.DECISION_FORUM, Panel.OOCD_PANEL
REVIEWERS = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER, Role.SYSTEM}


def _refer(
    world: World,
    incident: int,
    role: Role = Role.CHAIR,
    panel: Panel = FORUM,
    on_day: date = DAY,
) -> int:
    return refer_to_panel(world.store, world.viewer(role), incident, panel, on_day)


def _record(
    world: World,
    referral: int,
    version: int = 1,
    outcome: PanelOutcome | None = PanelOutcome.DIVERSION,
    note: str | None = None,
    role: Role = Role.CHAIR,
) -> None:
    record_outcome(world.store, world.viewer(role), referral, version, outcome, note)


def _read(world: World, role: Role = Role.CHAIR) -> pl.DataFrame:
    return read_panels(world.store, world.viewer(role))


def _audited(world: World) -> list[tuple[str, str | None]]:
    with world.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.noun == "panel").order_by(Audit.seq)).all()  # type: ignore[arg-type]
        return [(row.verb, row.noun_id) for row in rows]


def test_an_incident_goes_to_a_panel_once_a_day_and_may_go_to_another(world: World) -> None:
    incident = add_incident(world, "R1")
    first = _refer(world, incident)
    assert _refer(world, incident) == first
    others = {
        _refer(world, incident, panel=OOCD),
        _refer(world, incident, on_day=DAY + timedelta(days=1)),
    }
    assert len({first, *others}) == 3
    assert _audited(world) == [("sent to", str(key)) for key in sorted({first, *others})]


@pytest.mark.parametrize(("day", "fits"), [(3, False), (4, True), (5, True)])
def test_a_referral_follows_the_incident(world: World, day: int, fits: bool) -> None:
    incident = add_incident(world, "R1")
    if fits:
        assert _refer(world, incident, on_day=date(2019, 5, day))
    else:
        with pytest.raises(InvalidInput, match="happened on 4 May 2019"):
            _refer(world, incident, on_day=date(2019, 5, day))


def test_a_referral_has_happened(world: World) -> None:
    incident = add_incident(world, "R1")
    assert _refer(world, incident, on_day=read_today())
    with pytest.raises(InvalidInput, match="lies ahead"):
        _refer(world, incident, on_day=read_today() + timedelta(days=2))


def test_what_nobody_reported_goes_to_no_panel_until_the_group_refers_it(world: World) -> None:
    incident = add_incident(world, "R1", channel="none")
    with pytest.raises(InvalidInput, match="Nobody reported this incident"):
        _refer(world, incident)
    assert _read(world).is_empty()
    chair = world.viewer(Role.CHAIR)
    refer_incident(world.store, chair, incident, world.incident(incident).version, "A risk.")
    assert _refer(world, incident)


def test_what_went_to_a_panel_and_is_not_the_polices_to_see_is_not_told_by_it(world: World) -> None:
    incident, seen = add_incident(world, "R1"), add_incident(world, "R2")
    hidden, shown = _refer(world, incident), _refer(world, seen)
    # A corrected import says that nobody had reported it.
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Incident, incident).channel = "none"
        change.record("changed", "incident", incident)
    assert set(_read(world)["id"]) == {hidden, shown}
    for role in (Role.POLICE_REVIEWER, Role.SPOC, Role.PARTNER, Role.LIAISON):
        assert _read(world, role)["id"].to_list() == [shown]
    police = world.viewer(Role.POLICE_REVIEWER)
    said = set()
    for key in (hidden, 10_000):
        with pytest.raises(AccessDenied) as refused:
            record_outcome(world.store, police, key, 1, PanelOutcome.CHARGE)
        said.add(str(refused.value))
    assert len(said) == 1  # As if there were none.
    withdraw_referral(world.store, police, shown, seen, 1)
    with pytest.raises(AccessDenied):
        withdraw_referral(world.store, police, hidden, incident, 1)


def test_pending_is_said_until_there_is_an_outcome_which_can_be_corrected(world: World) -> None:
    key = _refer(world, add_incident(world, "R1"))
    row = _read(world).row(0, named=True)
    assert (row["decided"], row["outcome"], row["version"]) == (False, None, 1)
    steps = [
        (1, PanelOutcome.DEFERRED, None),
        (2, PanelOutcome.DIVERSION, " With the youth worker. "),
        (3, None, None),
    ]
    for version, outcome, note in steps:
        _record(world, key, version, outcome, note)
        row = _read(world).row(0, named=True)
        assert row["outcome"] == (outcome.value if outcome else None)
        assert row["note"] == ((note or "").strip() or None)
        assert (row["decided"], row["version"]) == (outcome is not None, version + 1)


def test_the_same_outcome_twice_is_once_and_the_second_of_two_is_told_who_was_first(
    world: World,
) -> None:
    key = _refer(world, add_incident(world, "R1"))
    for _ in range(2):
        _record(world, key)
    _record(world, key, role=Role.PROTOCOL_LEAD)  # The same words are no conflict.
    with pytest.raises(Conflict, match=r"A chair changed this first, on .*Nothing of yours"):
        _record(world, key, 1, PanelOutcome.CHARGE, role=Role.PROTOCOL_LEAD)
    assert [verb for verb, _ in _audited(world)] == ["sent to", "recorded outcome"]
    assert _read(world)["outcome"].to_list() == ["diversion"]


def test_a_note_names_no_child_and_has_its_length(world: World) -> None:
    key = _refer(world, add_incident(world, "R1", child_ref="K7"))
    with pytest.raises(InvalidInput, match="names no child"):
        _record(world, key, note="K7 agreed")
    with pytest.raises(InvalidInput, match="at most 2000"):
        _record(world, key, note="x" * 2001)
    _record(world, key, note="x" * 2000)


def test_a_referral_by_mistake_is_taken_back_while_it_is_pending(world: World) -> None:
    incident, other = add_incident(world, "R1"), add_incident(world, "R2")
    chair, key = world.viewer(Role.CHAIR), _refer(world, incident)
    _record(world, key)
    with pytest.raises(Conflict, match="A chair"):
        withdraw_referral(world.store, chair, key, incident, 1)
    with pytest.raises(InvalidInput, match="It has an outcome"):
        withdraw_referral(world.store, chair, key, incident, 2)
    _record(world, key, 2, None)
    for _ in range(2):
        withdraw_referral(world.store, chair, key, incident, 3)
    assert _read(world).is_empty() and _audited(world)[-1] == ("withdrew", str(key))
    # The number may be given again: a late second press does not take that one back.
    again = _refer(world, other)
    withdraw_referral(world.store, chair, again, incident, 1)
    assert _read(world)["incident_id"].to_list() == [other]


def test_what_is_read_names_the_incident_and_the_latest_stand_first(world: World) -> None:
    early, late = add_incident(world, "R1"), add_incident(world, "R2", "birch")
    _refer(world, late, on_day=DAY + timedelta(days=1), panel=OOCD)
    _refer(world, early)
    found = _read(world)
    assert found["reference"].to_list() == ["R2", "R1"]
    assert found["home"].to_list() == ["Birch", "Alder"]
    assert found["panel"].to_list() == ["oocd_panel", "decision_forum"]
    assert found["occurred_on"].to_list() == [date(2019, 5, 4)] * 2


def test_a_panel_moves_no_incident(world: World) -> None:
    incident = add_incident(world, "R1")
    before = read_snapshot(world.store)
    _record(world, _refer(world, incident))
    after = read_snapshot(world.store)
    assert after.revision > before.revision and after.incidents is before.incidents


# Alder is the SPOC's and the provider's, Birch the provider's only: whose referrals each reads.
READS = {
    Role.CHAIR: {"alder", "birch"},
    Role.PROTOCOL_LEAD: {"alder", "birch"},
    Role.POLICE_REVIEWER: {"alder", "birch"},
    Role.SPOC: {"alder"},
    Role.PROVIDER: {"alder", "birch"},
    Role.PARTNER: {"alder", "birch", "dogwood"},
    Role.LIAISON: {"alder", "birch", "dogwood"},
    Role.ADMINISTRATOR: set(),
    Role.SYSTEM: {"alder", "birch"},
}
WORDS = {Role.PARTNER: (True, False), Role.LIAISON: (False, False)}


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_what_of_a_panel(world: World, role: Role) -> None:
    homes = ("alder", "birch", "dogwood")
    for home in homes:
        _record(world, _refer(world, add_incident(world, home, home)), note="Agreed.")
    found = _read(world, role)
    expected = READS[role] | ({"dogwood"} if role in REVIEWERS else set())
    assert set(found["reference"]) == expected
    assert found["decided"].all()
    outcome, note = WORDS.get(role, (True, True))
    assert found["outcome"].null_count() == (0 if outcome else found.height)
    assert found["note"].null_count() == (0 if note else found.height)


@pytest.mark.parametrize("home", ["alder", "birch"])
@pytest.mark.parametrize("role", list(Role))
def test_who_sends_to_a_panel_and_records_the_outcome(world: World, role: Role, home: str) -> None:
    incident = add_incident(world, "R1", home, occurred_at=datetime(2019, 5, 4, 12))
    viewer = world.viewer(role)
    if role in REVIEWERS:
        key = _refer(world, incident, role)
        _record(world, key, role=role)
        _record(world, key, 2, None, role=role)
        withdraw_referral(world.store, viewer, key, incident, 3)
        return
    with pytest.raises(AccessDenied):
        _refer(world, incident, role)
    key = _refer(world, incident)
    with pytest.raises(AccessDenied):
        _record(world, key, role=role)
    with pytest.raises(AccessDenied):
        withdraw_referral(world.store, viewer, key, incident, 1)
    assert _read(world)["decided"].to_list() == [False]
