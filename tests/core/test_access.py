"""`product.md`, "Who sees what", row by row: what each role sees, and what it may do."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import polars as pl
import pytest
from sqlmodel import select

from core.access import (
    ACCESS,
    SYSTEM,
    Permission,
    Sight,
    can,
    can_annotate,
    can_see_area,
    can_see_home,
    check_can,
    check_can_see_home,
    find_contact_sight,
    read_access,
)
from core.errors import AccessDenied
from core.reading import (
    count_uncontacted,
    read_actions,
    read_home_row,
    read_view,
)
from core.reports.area_year import read_area_block
from core.review import read_incident, refer_incident, review_incident
from core.tables import Audit
from core.vocabulary import FindingState, Role
from tests.world import World, add_incident, add_unneeded_call, build_world

P = Permission
GROUP_MAY = {
    P.IMPORT_INCIDENTS,
    P.MANAGE_HOMES,
    P.MANAGE_PEOPLE,
    P.REVIEW,
    P.REFER,
    P.GIVE_ACTIONS,
    P.OWN_ACTIONS,
    P.ANNOTATE,
    P.RECORD_MEETINGS,
    P.ESCALATE,
    P.KEEP_HOME_RECORD,
    P.EXPORT,
    P.SHARE_IN_GROUP,
    P.SHARE_UNDER_AGREEMENT,
    P.SHARE_PUBLICLY,
    P.CLEAR_WORDS,
    P.KEEP_REQUESTS,
    P.RETAIN,
}


class Row(NamedTuple):
    """What one role sees: `incidents` by name, `child` whether the columns on a child show."""

    incidents: set[str]
    child: bool
    findings: str  # all, confirmed, none
    counts_uncontacted: bool
    homes: set[str]
    may: set[Permission]


ALL_CALLS = {"own_call", "own_advice", "other_call", "far_call"}
EVERYTHING = {*ALL_CALLS, "own_kept", "own_referred", "other_kept", "other_referred", "placed_kept"}
ALL_HOMES = {"alder", "birch", "cedar", "dogwood"}
GROUP = Row(EVERYTHING, True, "all", True, ALL_HOMES, GROUP_MAY)

# "Own" is Alder for the SPOC and the provider; the SPOC has Cedar as well, the provider Birch.
EXPECTED = {
    Role.CHAIR: GROUP,
    Role.PROTOCOL_LEAD: GROUP,
    Role.POLICE_REVIEWER: Row(
        {*ALL_CALLS, "own_referred", "other_referred"},
        True,
        "all",
        False,
        ALL_HOMES,
        {
            P.IMPORT_INCIDENTS,
            P.REVIEW,
            P.GIVE_ACTIONS,
            P.OWN_ACTIONS,
            P.ANNOTATE,
            P.KEEP_HOME_RECORD,
        },
    ),
    Role.SPOC: Row(
        {"own_call", "own_advice", "other_call", "own_referred"},
        True,
        "all",
        False,
        {"alder", "cedar"},
        {P.OWN_ACTIONS, P.ANNOTATE, P.KEEP_HOME_RECORD},
    ),
    Role.PROVIDER: Row(
        {"own_call", "own_advice", "own_kept", "own_referred"},
        True,
        "all",
        False,
        {"alder", "birch"},
        {P.HOME_ACCOUNT, P.OWN_ACTIONS},
    ),
    Role.PARTNER: Row(
        {*ALL_CALLS, "placed_kept"}, False, "confirmed", True, ALL_HOMES, {P.OWN_ACTIONS}
    ),
    Role.LIAISON: Row(
        ALL_CALLS,
        False,
        "confirmed",
        True,
        ALL_HOMES,
        {P.EXPORT, P.SHARE_UNDER_AGREEMENT, P.KEEP_REQUESTS},
    ),
    Role.ADMINISTRATOR: Row(
        set(),
        False,
        "none",
        False,
        set(),
        {P.MANAGE_HOMES, P.MANAGE_PEOPLE, P.BACKUP, P.AUDIT},
    ),
    Role.SYSTEM: Row(EVERYTHING, True, "all", True, ALL_HOMES, set(Permission)),
}
ROLES = list(EXPECTED)
START, END = date(2019, 1, 1), date(2019, 12, 31)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One world for all tests that only look."""
    world = build_world(tmp_path_factory.mktemp("filled"))
    child = {"child_ref": "K1", "child_age": 14, "placing_authority": "Kent"}
    kept = {"channel": "none", **child, "summary": "Kept at home."}
    ids = {
        "own_call": add_unneeded_call(world, "R1", "alder", **child),
        "own_advice": add_incident(world, "R2", "alder", contact_purpose="advice", **child),
        "other_call": add_unneeded_call(world, "R3", "cedar", **child),
        "far_call": add_unneeded_call(world, "R4", "dogwood", **child),
        "own_kept": add_incident(world, "R5", "alder", **kept),
        "own_referred": add_incident(world, "R6", "alder", **kept),
        "other_kept": add_incident(world, "R7", "cedar", **kept),
        "other_referred": add_incident(world, "R8", "dogwood", **kept),
        # As another file writes the authority of the partner.
        "placed_kept": add_incident(
            world, "R9", "dogwood", **{**kept, "placing_authority": "DORSET  council"}
        ),
    }
    chair = world.viewer(Role.CHAIR)
    for name in ("own_referred", "other_referred"):
        refer_incident(world.store, chair, ids[name], 1, "The group thinks they should know.")
    reviewed = {"unnecessary-call": (FindingState.CONFIRMED, "A cup.")}
    review_incident(world.store, chair, ids["far_call"], 1, reviewed, "no", "All agreed.")
    world.named = ids
    return world


def test_every_role_has_its_row_in_the_table_and_in_this_test() -> None:
    assert set(ACCESS) == set(Role) == set(EXPECTED)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_lists_the_incidents_of_its_row_and_no_other(filled: World, role: Role) -> None:
    seen = set(read_view(filled.store, filled.viewer(role)).incidents["id"].to_list())
    assert {name for name, key in filled.named.items() if key in seen} == EXPECTED[role].incidents
    assert len(seen) == len(EXPECTED[role].incidents)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_the_incidents_of_its_row_and_no_other_by_any_id(
    filled: World, role: Role
) -> None:
    opened, said = set(), set()
    for name, key in {**filled.named, "none such": 10_000}.items():
        try:
            assert read_incident(filled.store, filled.viewer(role), key).id == key
            opened.add(name)
        except AccessDenied as error:
            said.add(str(error))
    assert opened == EXPECTED[role].incidents
    # A hidden incident is refused in the words of one that is not there.
    assert len(said) == 1


@pytest.mark.parametrize("role", ROLES)
def test_children_are_shown_only_where_the_row_says_so(filled: World, role: Role) -> None:
    viewer = filled.viewer(role)
    frame = read_view(filled.store, viewer).incidents
    shown = [c for c in ("child_ref", "child_age", "placing_authority") if frame[c].count()]
    assert bool(shown) is EXPECTED[role].child
    for name in EXPECTED[role].incidents:
        facts = read_incident(filled.store, viewer, filled.named[name]).facts
        assert (facts["child_ref"] is not None) is EXPECTED[role].child
        assert (facts["child_age"] is not None) is EXPECTED[role].child
        # A child could be named in free text.
        assert EXPECTED[role].child or facts["summary"] is None


@pytest.mark.parametrize("role", ROLES)
def test_suggested_findings_are_shown_only_where_the_row_says_so(filled: World, role: Role) -> None:
    viewer, row = filled.viewer(role), EXPECTED[role]
    states = set(read_view(filled.store, viewer).findings["state"].to_list())
    assert ("suggested" in states) is (row.findings == "all")
    assert ("confirmed" in states) is ("far_call" in row.incidents)
    for name in row.incidents & {"own_call", "other_call", "far_call"}:
        detail = read_incident(filled.store, viewer, filled.named[name])
        open_to = row.findings == "all" or name == "far_call"
        assert bool(detail.findings) is open_to
        # "Not needed" says what `over_report` says.
        assert (detail.police_needed is False) is (row.findings == "all")


@pytest.mark.parametrize("role", [Role.PARTNER, Role.LIAISON])
def test_who_sees_agreed_findings_only_sees_no_suggested_answer_and_no_reason(
    filled: World, role: Role
) -> None:
    viewer = filled.viewer(role)
    rows = {row["id"]: row for row in read_view(filled.store, viewer).incidents.to_dicts()}
    suggested, agreed = rows[filled.named["own_call"]], rows[filled.named["far_call"]]
    assert (suggested["needed"], suggested["police_needed"]) == ("unknown", None)
    assert (agreed["needed"], agreed["needed_suggested"]) == ("no", "unknown")
    detail = read_incident(filled.store, viewer, filled.named["far_call"])
    assert (detail.agreed_police_needed, detail.review_note) == ("no", None)
    assert [finding.reason for finding in detail.findings] == [None]


@pytest.mark.parametrize("role", ROLES)
def test_homes_are_named_only_where_the_row_says_so(world: World, role: Role) -> None:
    viewer = world.viewer(role)
    view = read_view(world.store, viewer)
    wanted = {world.homes[name] for name in EXPECTED[role].homes}
    assert set(view.homes["home_id"].to_list()) == wanted
    for home_id in world.homes.values():
        assert can_see_home(viewer, home_id) is (home_id in wanted)
        assert (read_home_row(world.store, viewer, home_id) is not None) is (home_id in wanted)


@pytest.mark.parametrize("role", ROLES)
def test_incidents_without_police_are_counted_only_where_the_row_says_so(
    filled: World, role: Role
) -> None:
    count = count_uncontacted(filled.store, filled.viewer(role), START, END)
    assert count == (5 if EXPECTED[role].counts_uncontacted else None)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_its_row_says_and_nothing_else(
    world: World, role: Role, permission: Permission
) -> None:
    viewer = world.viewer(role)
    # The chair of this world is its administrator as well: the role alone is meant here.
    viewer = replace(viewer, administrator=False)
    allowed = permission in EXPECTED[role].may
    assert can(viewer, permission) is allowed
    if not allowed:
        with pytest.raises(AccessDenied, match=permission.value):
            check_can(viewer, permission)


@pytest.mark.parametrize("role", ROLES)
def test_being_an_administrator_as_well_adds_duties_and_never_sight(
    filled: World, role: Role
) -> None:
    plain = replace(filled.viewer(role), administrator=False)
    both = replace(plain, administrator=True)
    added = read_access(both).may - read_access(plain).may
    assert added <= EXPECTED[Role.ADMINISTRATOR].may <= read_access(both).may
    assert replace(read_access(both), may=read_access(plain).may) == read_access(plain)
    first, second = read_view(filled.store, plain), read_view(filled.store, both)
    assert first.incidents.equals(second.incidents)
    assert first.findings.equals(second.findings)


def test_an_administrator_sees_nothing_at_all(filled: World) -> None:
    viewer = filled.viewer(Role.ADMINISTRATOR)
    view = read_view(filled.store, viewer)
    assert view.incidents.is_empty() and view.homes.is_empty() and view.findings.is_empty()
    assert view.data_to is None
    assert read_area_block(filled.store, viewer, 2018) is None
    assert read_actions(filled.store, viewer).is_empty()


# Contacts with Alder, Birch, Cedar: the column of actions holds for them.
CONTACTS = {
    Role.CHAIR: ("all", "all", "all"),
    Role.PROTOCOL_LEAD: ("all", "all", "all"),
    Role.POLICE_REVIEWER: ("all", "all", "all"),
    Role.SPOC: ("all", "none", "all"),
    Role.PROVIDER: ("all", "all", "none"),
    Role.PARTNER: ("none", "none", "none"),
    Role.LIAISON: ("state", "state", "state"),
    Role.ADMINISTRATOR: ("none", "none", "none"),
    Role.SYSTEM: ("all", "all", "all"),
}


@pytest.mark.parametrize("role", ROLES)
def test_contacts_are_seen_as_the_column_of_actions_says(world: World, role: Role) -> None:
    homes = [world.homes[name] for name in ("alder", "birch", "cedar")]
    viewer = world.viewer(role)
    assert tuple(find_contact_sight(viewer, home) for home in homes) == CONTACTS[role]


@pytest.mark.parametrize("role", ROLES)
def test_the_area_is_annotated_by_who_sees_all_of_it_and_seen_by_who_sees_call_outs(
    world: World, role: Role
) -> None:
    viewer, row = world.viewer(role), EXPECTED[role]
    assert can_annotate(viewer, None) is (P.ANNOTATE in row.may and row.homes == ALL_HOMES)
    for name, home_id in world.homes.items():
        assert can_annotate(viewer, home_id) is (P.ANNOTATE in row.may and name in row.homes)
    assert can_see_area(viewer) is bool(row.homes)


def test_a_spoc_of_no_home_sees_no_incident(filled: World) -> None:
    nobody = replace(filled.viewer(Role.SPOC), home_ids=frozenset())
    assert read_view(filled.store, nobody).incidents.is_empty()
    provider = replace(filled.viewer(Role.PROVIDER), home_ids=frozenset())
    assert read_view(filled.store, provider).incidents.is_empty()


@pytest.mark.parametrize("authority", [None, "", "-", "_", " "])
def test_an_authority_that_is_no_name_matches_no_child_without_one(
    world: World, authority: str | None
) -> None:
    add_incident(world, "R1", channel="none", placing_authority=None)
    viewer = replace(world.viewer(Role.PARTNER), authority=authority)
    assert read_view(world.store, viewer).incidents.is_empty()


def test_the_day_of_an_unseen_incident_is_not_told_by_how_far_the_data_reach(world: World) -> None:
    add_incident(world, "R1", occurred_at=datetime(2019, 2, 3, 9))
    add_incident(world, "R2", occurred_at=datetime(2019, 3, 12, 9), channel="none")
    assert read_view(world.store, world.viewer(Role.CHAIR)).data_to == date(2019, 3, 12)
    police = read_view(world.store, world.viewer(Role.POLICE_REVIEWER))
    assert police.data_to == date(2019, 2, 3)


def test_a_refusal_is_audited_with_who_and_nothing_of_what(filled: World) -> None:
    spoc = filled.viewer(Role.SPOC)
    with pytest.raises(AccessDenied):
        read_incident(filled.store, spoc, filled.named["own_kept"])
    with filled.store.read() as session:
        last = session.exec(select(Audit).order_by(Audit.seq.desc())).first()  # type: ignore[attr-defined]
    assert last is not None
    assert (last.verb, last.person_id, last.role) == ("refused", spoc.person_id, "spoc")
    assert "R5" not in str(last.fields)


def test_a_home_that_is_not_ones_own_is_refused(world: World) -> None:
    spoc = world.viewer(Role.SPOC)
    check_can_see_home(spoc, world.homes["alder"])
    with pytest.raises(AccessDenied):
        check_can_see_home(spoc, world.homes["birch"])


def test_no_viewer_shares_another_ones_frame(filled: World) -> None:
    before = read_view(filled.store, SYSTEM).incidents
    for role in ROLES:
        read_view(filled.store, filled.viewer(role))
    after = read_view(filled.store, SYSTEM).incidents
    assert after.equals(before) and after["child_ref"].count() == len(EVERYTHING)
    assert after.schema["rests_on"] == pl.List(pl.Int64)
    assert read_access(SYSTEM).uncontacted is Sight.ALL
