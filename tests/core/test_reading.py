"""What lists and figures are made of: derived columns, the drug ladder, a viewer's actions."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from core.access import SYSTEM, Viewer
from core.actions import give_action
from core.errors import AccessDenied
from core.reading import View, read_actions, read_view
from core.review import (
    read_incident,
    refer_incident,
    reopen_review,
    review_incident,
    set_level,
)
from core.vocabulary import Agency, FindingState, Role
from tests.world import TODAY, World, add_incident, add_possession, add_unneeded_call

POLICE = [Role.POLICE_REVIEWER, Role.SPOC]


def _row(world: World, viewer: Viewer, incident_id: int) -> dict[str, object]:
    incidents = read_view(world.store, viewer).incidents.filter(pl.col("id") == incident_id)
    return incidents.row(0, named=True)


def _agree(world: World, incident_id: int, needed: str | None = "yes") -> None:
    findings = world.findings(incident_id)
    review_incident(
        world.store,
        world.viewer(Role.CHAIR),
        incident_id,
        world.incident(incident_id).version,
        {rule: (FindingState.CONFIRMED, "Agreed.") for rule in findings},
        needed,
        "Agreed.",
    )


def test_a_view_is_of_the_revision_it_names_and_follows_every_change(world: World) -> None:
    first = read_view(world.store, SYSTEM)
    add_incident(world, "R1")
    second = read_view(world.store, SYSTEM)
    assert (first.incidents.height, second.incidents.height) == (0, 1)
    assert second.revision == world.store.read_revision() > first.revision


def test_who_may_see_the_same_shares_one_view_and_nobody_else_has_it(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    others = [replace(chair, person_id=900 + n, name=f"Chair {n}") for n in range(30)]
    first = read_view(world.store, chair)
    assert all(read_view(world.store, other) is first for other in others)
    provider = world.viewer(Role.PROVIDER)
    seen = read_view(world.store, provider)
    assert seen is not first
    elsewhere = replace(provider, home_ids=frozenset())
    assert read_view(world.store, elsewhere) is not seen
    assert read_view(world.store, elsewhere).homes.is_empty()


def test_a_view_built_by_hand_has_annotations_of_the_same_columns_and_no_meetings(
    world: World,
) -> None:
    read = read_view(world.store, SYSTEM)
    built = View(1, read.incidents, read.findings, read.homes, read.places, (), None)
    assert built.annotations.is_empty() and built.meetings == ()
    assert built.annotations.schema == read.annotations.schema


def test_call_outs_are_reports_and_a_blank_purpose_is_a_report(world: World) -> None:
    for number, purpose in enumerate([None, "report", "advice", "information"]):
        add_incident(world, f"R{number}", contact_purpose=purpose)
    add_incident(world, "R9", channel="none")
    view = read_view(world.store, SYSTEM)
    assert view.call_outs["reference"].to_list() == ["R0", "R1"]
    assert view.call_outs["kind"].to_list() == ["behaviour", "behaviour"]
    assert view.incidents["contacted"].to_list() == [True, True, True, True, False]


def test_the_set_level_stands_before_the_suggested_one_and_nought_is_none(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    ids = [add_incident(world, f"R{number}") for number in range(3)]
    set_level(world.store, chair, ids[1], 1, 3, "A knife.")
    set_level(world.store, chair, ids[2], 1, 0, "No offence.")
    assert read_view(world.store, SYSTEM).incidents["level_now"].to_list() == [2, 3, None]


def test_whether_police_were_needed_is_asked_of_call_outs_and_the_groups_answer_stands(
    world: World,
) -> None:
    call, kept = add_unneeded_call(world, "R1"), add_incident(world, "R2", channel="none")
    open_one = add_unneeded_call(world, "R3", exception=None)
    assert _row(world, SYSTEM, call)["needed"] == "no"
    assert _row(world, SYSTEM, kept)["needed"] is None
    assert _row(world, SYSTEM, open_one)["needed"] == "unknown"
    _agree(world, call, "yes")
    row = _row(world, SYSTEM, call)
    assert (row["needed"], row["needed_suggested"], row["reviewed"]) == ("yes", "no", True)


@pytest.fixture
def ladder(world: World) -> tuple[int, int, int]:
    """A possession kept at home, one called in after it, and another child's first, called in."""
    kept = add_possession(world, "R1", day=1, home="dogwood")
    second = add_possession(world, "R2", day=2, channel="101", reported_at=datetime(2019, 5, 3, 9))
    first = add_possession(world, "R3", day=2, channel="101", child_ref="K8", exception="none")
    return kept, second, first


@pytest.mark.parametrize("role", POLICE)
def test_a_level_that_rests_on_an_unreported_possession_is_kept_from_the_police_until_reviewed(
    world: World, ladder: tuple[int, int, int], role: Role
) -> None:
    _, second, _ = ladder
    chair, police = world.viewer(Role.CHAIR), world.viewer(role)
    assert read_incident(world.store, chair, second).level == 2
    assert read_incident(world.store, chair, second).findings
    detail, row = read_incident(world.store, police, second), _row(world, police, second)
    assert (detail.level, detail.level_suggested, detail.level_basis) == (None, None, ())
    assert (detail.findings, detail.expected_channels, detail.police_needed) == ((), (), None)
    assert (row["level"], row["level_now"], row["needed"]) == (None, None, "unknown")
    assert (row["police_needed"], row["needed_suggested"]) == (None, "unknown")
    assert read_view(world.store, police).findings.filter(incident_id=second).is_empty()
    _agree(world, second)
    assert read_incident(world.store, police, second).level == 2
    assert _row(world, police, second)["level_now"] == 2
    assert not read_view(world.store, police).findings.filter(incident_id=second).is_empty()


@pytest.mark.parametrize("role", POLICE)
def test_the_police_cannot_tell_a_first_possession_from_a_later_one(
    world: World, ladder: tuple[int, int, int], role: Role
) -> None:
    _, second, first = ladder
    # A third one has another level, and would be of the other kind: that must not show either.
    third = add_possession(world, "R4", day=9, channel="101")
    chair, police = world.viewer(Role.CHAIR), world.viewer(role)
    kinds = [_row(world, chair, key)["call_out_kind"] for key in (first, second, third)]
    assert kinds == [_row(world, police, key)["call_out_kind"] for key in (first, second, third)]
    assert set(kinds) == {"behaviour"}
    assert world.incident(third).call_out_kind == "protective"
    told = ("level", "level_now", "level_set", "level_hidden", "call_out_kind", "needed")
    told = (*told, "police_needed", "needed_suggested", "rests_on", "differs_now")
    rows = [_row(world, police, key) for key in (first, second, third)]
    assert len({str([row[name] for name in told]) for row in rows}) == 1
    assert rows[0]["level_hidden"] is True
    details = [read_incident(world.store, police, key) for key in (first, second, third)]
    assert len({(d.level, d.level_hidden, d.call_out_kind, d.findings) for d in details}) == 1


def test_the_words_that_refuse_the_police_a_level_tell_them_of_no_other_incident(
    world: World, ladder: tuple[int, int, int]
) -> None:
    _, second, first = ladder
    said = set()
    for key in (first, second):
        with pytest.raises(AccessDenied) as refused:
            set_level(world.store, world.viewer(Role.POLICE_REVIEWER), key, 1, 3, "A guess.")
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_level_set_on_the_ladder_is_kept_from_the_police_with_its_reason(
    world: World, ladder: tuple[int, int, int]
) -> None:
    _, second, _ = ladder
    set_level(world.store, world.viewer(Role.CHAIR), second, 1, 3, "The second time.")
    police = world.viewer(Role.POLICE_REVIEWER)
    detail = read_incident(world.store, police, second)
    assert (detail.level, detail.level_set, detail.level_set_reason) == (None, None, None)
    assert _row(world, police, second)["level_set"] is None


def test_a_later_unreported_possession_does_not_show_on_a_reviewed_one(world: World) -> None:
    call = add_possession(world, "R2", day=8, channel="101")
    _agree(world, call, "unknown")
    add_possession(world, "R1", day=1)
    chair, police = world.viewer(Role.CHAIR), world.viewer(Role.POLICE_REVIEWER)
    assert "level 2 instead of 1" in str(read_incident(world.store, chair, call).differs_now)
    assert read_incident(world.store, police, call).differs_now is None
    assert _row(world, police, call)["differs_now"] is None


def test_a_level_that_risk_gives_rests_on_nothing_and_is_shown(world: World) -> None:
    add_possession(world, "R1", day=1)
    call = add_possession(world, "R2", day=2, channel="999", immediate_risk="yes")
    police = world.viewer(Role.POLICE_REVIEWER)
    assert read_incident(world.store, police, call).level == 3
    assert _row(world, police, call)["level_hidden"] is False


def test_reopening_a_review_hides_the_level_from_the_police_again(
    world: World, ladder: tuple[int, int, int]
) -> None:
    _, second, _ = ladder
    _agree(world, second)
    version = world.incident(second).version
    reopen_review(world.store, world.viewer(Role.CHAIR), second, version, "A mistake.")
    assert read_incident(world.store, world.viewer(Role.SPOC), second).level is None


def test_a_provider_sees_no_level_that_rests_on_another_providers_incident(
    world: World, ladder: tuple[int, int, int]
) -> None:
    _, second, first = ladder
    provider = world.viewer(Role.PROVIDER)
    assert read_incident(world.store, provider, second).level is None
    assert read_incident(world.store, provider, first).level == 1
    assert _row(world, provider, second)["rests_on"] == []


def _give(world: World, title: str, **more: object) -> int:
    return give_action(
        world.store, world.viewer(Role.CHAIR), title=title, due_on=TODAY, meaning=title, **more
    )  # type: ignore[arg-type]


def _titles(world: World, viewer: Viewer) -> set[str]:
    return set(read_actions(world.store, viewer)["title"].drop_nulls().to_list())


def test_each_role_sees_the_actions_of_its_row(world: World) -> None:
    homes, people = world.homes, world.people
    _give(world, "police, own", owner_agency=Agency.POLICE, home_id=homes["alder"])
    _give(world, "police, far", owner_agency=Agency.POLICE, home_id=homes["dogwood"])
    _give(world, "provider, own", owner_agency=Agency.PROVIDER, home_id=homes["birch"])
    _give(world, "provider, far", owner_agency=Agency.PROVIDER, home_id=homes["cedar"])
    _give(world, "council", owner_agency=Agency.COUNCIL)
    _give(world, "partner", owner_id=people[Role.PARTNER])
    every = {"police, own", "police, far", "provider, own", "provider, far", "council", "partner"}
    expected = {
        Role.CHAIR: every,
        Role.PROTOCOL_LEAD: every,
        Role.POLICE_REVIEWER: every,
        Role.SPOC: {"police, own"},
        Role.PROVIDER: {"provider, own"},
        Role.PARTNER: {"council", "partner"},
        Role.LIAISON: set(),
        Role.ADMINISTRATOR: set(),
        Role.SYSTEM: every,
    }
    assert set(expected) == set(Role)
    assert {role: _titles(world, world.viewer(role)) for role in Role} == expected
    # The liaison sees that they exist and how they stand, and nothing of what they say.
    states = read_actions(world.store, world.viewer(Role.LIAISON))
    assert states["state"].to_list() == ["open"] * 6 and states["title"].null_count() == 6
    spoc_without_homes = replace(world.viewer(Role.SPOC), home_ids=frozenset())
    assert _titles(world, spoc_without_homes) == set()


def test_the_police_see_no_action_about_an_incident_that_nobody_reported(world: World) -> None:
    kept = add_incident(world, "R1", channel="none")
    call = add_incident(world, "R2")
    for key in (kept, call):
        _give(world, f"about {key}", owner_agency=Agency.PROVIDER, incident_id=key)
    police = world.viewer(Role.POLICE_REVIEWER)
    assert _titles(world, world.viewer(Role.CHAIR)) == {f"about {kept}", f"about {call}"}
    assert _titles(world, police) == {f"about {call}"}
    refer_incident(world.store, world.viewer(Role.CHAIR), kept, 1, "They should know.")
    assert _titles(world, police) == {f"about {kept}", f"about {call}"}


def test_actions_come_earliest_due_first_with_their_home_and_whose_they_are(world: World) -> None:
    chair, home = world.viewer(Role.CHAIR), world.homes["alder"]
    for title, day in (("later", 9), ("sooner", 2)):
        give_action(
            world.store,
            chair,
            title=title,
            due_on=date(2019, 7, day),
            meaning=title,
            home_id=home,
            owner_agency=Agency.POLICE,
        )
    shown = read_actions(world.store, world.viewer(Role.SPOC))
    assert shown["title"].to_list() == ["sooner", "later"]
    assert shown["home"].to_list() == ["Alder", "Alder"] and shown["mine"].all()
    assert not read_actions(world.store, chair)["mine"].any()
