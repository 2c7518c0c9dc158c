"""The register of people: a first one, a last administrator, SPOCs, and viewers that follow it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from core.access import ACCESS, SYSTEM, Permission
from core.clock import read_today
from core.errors import AccessDenied, Conflict, InvalidInput, SlowTimeError
from core.people import (
    PersonForm,
    add_first_person,
    add_person,
    build_viewer,
    change_person,
    end_person,
    has_people,
    read_active_owners,
    read_candidates,
    read_names,
    read_people,
    read_spocs,
    set_spoc,
)
from core.store import Store
from core.tables import Home
from core.vocabulary import Agency, Role
from tests.world import TODAY, World

ANN = PersonForm("Ann Archer", "Ann@Example.org", Role.CHAIR)
BOB = PersonForm("Bob Baker", "bob@example.org", Role.SPOC)


def _version(store: Store, person_id: int) -> int:
    return next(row.version for row in read_people(store, SYSTEM) if row.id == person_id)


def test_the_first_person_is_an_administrator_and_there_is_only_one(store: Store) -> None:
    assert not has_people(store)
    ann = add_first_person(store, ANN)
    assert has_people(store)
    viewer = build_viewer(store, ann)
    assert (viewer.role, viewer.administrator) == (Role.CHAIR, True)
    with pytest.raises(AccessDenied, match="first administrator already"):
        add_first_person(store, BOB)
    assert [row.email for row in read_people(store, viewer)] == ["ann@example.org"]


def test_of_eight_who_begin_at_once_one_is_first(store: Store) -> None:
    def begin(number: int) -> bool:
        try:
            add_first_person(store, replace(ANN, email=f"a{number}@example.org"))
        except AccessDenied:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(8))) == 1
    assert len(read_candidates(store)) == 1


def test_the_last_administrator_stays(store: Store) -> None:
    ann = add_first_person(store, ANN)
    viewer = build_viewer(store, ann)
    with pytest.raises(InvalidInput, match="must stay an administrator"):
        change_person(store, viewer, ann, 1, ANN)
    with pytest.raises(InvalidInput, match="must stay an administrator"):
        end_person(store, viewer, ann, 1, TODAY)
    assert build_viewer(store, ann).administrator
    add_person(store, viewer, replace(BOB, role=Role.ADMINISTRATOR))
    change_person(store, viewer, ann, 1, ANN)
    assert not build_viewer(store, ann).administrator


def test_an_administrator_who_left_does_not_count_as_one(store: Store) -> None:
    ann = add_first_person(store, ANN)
    viewer = build_viewer(store, ann)
    bob = add_person(store, viewer, replace(BOB, role=Role.ADMINISTRATOR))
    end_person(store, viewer, bob, 1, TODAY)
    with pytest.raises(InvalidInput, match="must stay an administrator"):
        end_person(store, viewer, ann, 1, TODAY)


def test_adding_the_same_person_twice_adds_them_once(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    first = add_person(world.store, chair, BOB)
    assert add_person(world.store, chair, replace(BOB, email=" BOB@example.org ")) == first
    with pytest.raises(InvalidInput, match="Somebody else has this e-mail"):
        add_person(world.store, chair, replace(BOB, name="Another Bob"))


def test_somebody_who_left_can_come_back(world: World) -> None:
    chair, bob = world.viewer(Role.CHAIR), add_person(world.store, world.viewer(Role.CHAIR), BOB)
    end_person(world.store, chair, bob, 1, TODAY)
    with pytest.raises(AccessDenied):
        build_viewer(world.store, bob)
    assert add_person(world.store, chair, BOB) == bob
    assert build_viewer(world.store, bob).name == "Bob Baker"


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_people_are_the_group_and_administrators_to_change(world: World, role: Role) -> None:
    viewer, bob = world.viewer(role), add_person(world.store, SYSTEM, BOB)
    home = world.homes["dogwood"]
    changes = [
        lambda: read_people(world.store, viewer),
        lambda: add_person(world.store, viewer, replace(BOB, email="c@example.org")),
        lambda: set_spoc(world.store, viewer, home, bob, TODAY),
        lambda: change_person(world.store, viewer, bob, 1, replace(BOB, name="Bo")),
        lambda: end_person(world.store, viewer, bob, 2, TODAY),
    ]
    for change in changes:
        if role in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.ADMINISTRATOR}:
            change()
        else:
            with pytest.raises(AccessDenied):
                change()


def test_a_viewer_follows_the_register_at_once(world: World) -> None:
    chair, spoc = world.viewer(Role.CHAIR), world.people[Role.SPOC]
    alder, dogwood = world.homes["alder"], world.homes["dogwood"]
    assert build_viewer(world.store, spoc).home_ids == {alder, world.homes["cedar"]}
    set_spoc(world.store, chair, dogwood, spoc, TODAY)
    set_spoc(world.store, chair, alder, None, TODAY)
    assert build_viewer(world.store, spoc).home_ids == {dogwood, world.homes["cedar"]}
    form = PersonForm("A spoc", "spoc@example.org", Role.PROVIDER, provider=" bright  HOMES ")
    change_person(world.store, chair, spoc, 1, form)
    viewer = build_viewer(world.store, spoc)
    assert (viewer.role, viewer.home_ids) == (Role.PROVIDER, {world.homes["cedar"]})
    end_person(world.store, chair, spoc, 2, TODAY)
    with pytest.raises(AccessDenied):
        build_viewer(world.store, spoc)
    with pytest.raises(AccessDenied):
        build_viewer(world.store, 10_000)


def test_a_home_has_one_spoc_and_a_new_one_takes_their_place(world: World) -> None:
    chair, alder = world.viewer(Role.CHAIR), world.homes["alder"]
    bob = add_person(world.store, chair, BOB)
    revision = world.store.read_revision()
    set_spoc(world.store, chair, alder, bob, TODAY)
    set_spoc(world.store, chair, alder, bob, TODAY)
    assert world.store.read_revision() == revision + 1
    assert read_spocs(world.store)[alder] == "Bob Baker"
    assert alder not in world.viewer(Role.SPOC).home_ids
    row = next(row for row in read_people(world.store, chair) if row.id == bob)
    assert row.homes == ((alder, "Alder"),)


def test_who_is_no_spoc_any_more_is_nobodys_spoc(world: World) -> None:
    chair, spoc = world.viewer(Role.CHAIR), world.people[Role.SPOC]
    form = PersonForm("A spoc", "spoc@example.org", Role.SPOC)
    change_person(world.store, chair, spoc, 1, replace(form, name="Sam"))
    assert set(read_spocs(world.store).values()) == {"Sam"}
    change_person(world.store, chair, spoc, 2, replace(form, role=Role.POLICE_REVIEWER))
    assert read_spocs(world.store) == {}
    change_person(world.store, chair, spoc, 3, form)
    assert build_viewer(world.store, spoc).home_ids == frozenset()


def test_an_action_is_offered_to_whoever_could_tick_it(world: World) -> None:
    offered = read_active_owners(world.store, SYSTEM)
    able = {role for role in world.people if Permission.OWN_ACTIONS in ACCESS[role].may}
    assert set(offered) == {world.people[role] for role in able}
    assert Role.LIAISON not in able and Role.SPOC in able


def test_who_leaves_is_nobodys_spoc_from_that_day(world: World) -> None:
    end_person(world.store, SYSTEM, world.people[Role.SPOC], 1, date(2019, 6, 1))
    assert read_spocs(world.store) == {}
    names = {row.name for row in read_candidates(world.store)}
    assert "A spoc" not in names and "A chair" in names
    # Their name still says who did what.
    assert read_names(world.store, SYSTEM)[world.people[Role.SPOC]] == "A spoc"
    assert world.people[Role.SPOC] not in read_active_owners(world.store, SYSTEM)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SPOC, Role.SYSTEM}])
def test_only_a_spoc_can_be_a_homes_spoc(world: World, role: Role) -> None:
    with pytest.raises(InvalidInput, match="role SPOC"):
        set_spoc(world.store, SYSTEM, world.homes["alder"], world.people[role], TODAY)


def test_nobody_is_the_spoc_of_a_home_that_is_not_there(world: World) -> None:
    with pytest.raises(InvalidInput, match="no such home"):
        set_spoc(world.store, SYSTEM, 10_000, world.people[Role.SPOC], TODAY)


@pytest.mark.parametrize("provider", [None, "", " ", "-", "_"])
def test_a_provider_that_is_no_name_makes_no_provider_member(
    world: World, provider: str | None
) -> None:
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["alder"]).provider = None
        change.record("changed", "home")
    with pytest.raises(InvalidInput, match="needs the provider"):
        add_person(world.store, SYSTEM, replace(BOB, role=Role.PROVIDER, provider=provider))


@pytest.mark.parametrize("agency", [Agency.POLICE, Agency.PROVIDER, Agency.YOUTH_JUSTICE])
def test_a_partner_is_of_the_council_health_or_cps(world: World, agency: Agency) -> None:
    with pytest.raises(InvalidInput, match="council, health and the CPS"):
        add_person(world.store, SYSTEM, replace(BOB, role=Role.PARTNER, agency=agency))
    added = add_person(world.store, SYSTEM, replace(BOB, role=Role.PARTNER, agency=Agency.CPS))
    assert build_viewer(world.store, added).agency == "cps"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (replace(BOB, name=" "), "name"),
        (replace(BOB, name="x" * 101), "at most 100"),
        (replace(BOB, email="bob"), "e-mail"),
        (replace(BOB, email="bob@example"), "e-mail"),
        (replace(BOB, email="b b@example.org"), "e-mail"),
        (replace(BOB, email=f"b@{'x' * 200}.org"), "e-mail"),
        (replace(BOB, role=Role.SYSTEM), "No person has this role"),
    ],
)
def test_a_form_that_cannot_be_is_refused_in_words(
    store: Store, form: PersonForm, said: str
) -> None:
    for add in (lambda: add_first_person(store, form), lambda: add_person(store, SYSTEM, form)):
        with pytest.raises(SlowTimeError, match=said):
            add()
    assert not has_people(store)


def test_a_change_on_an_older_version_is_a_conflict(world: World) -> None:
    chair, spoc = world.viewer(Role.CHAIR), world.people[Role.SPOC]
    form = PersonForm("Sam", "spoc@example.org", Role.SPOC)
    change_person(world.store, chair, spoc, 1, form)
    with pytest.raises(Conflict):
        change_person(world.store, chair, spoc, 1, replace(form, name="Sal"))
    with pytest.raises(Conflict):
        end_person(world.store, chair, spoc, 1, read_today())
    assert _version(world.store, spoc) == 2
