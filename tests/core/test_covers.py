"""Cover for leave: on its days, between people who see the same, and nobody sees more by it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from core.access import SYSTEM, Viewer
from core.action_times import ask_for_time
from core.actions import give_action, read_history, reopen_action, tick_action
from core.clock import read_today
from core.covers import LONGEST_DAYS, end_cover, read_covers, read_stand_ins, set_cover
from core.errors import AccessDenied, Conflict, InvalidInput
from core.people import PersonForm, add_person, build_viewer, change_person, end_person, set_spoc
from core.reading import read_actions, read_view
from core.tables import Audit, PersonCover
from core.vocabulary import Agency, Role
from tests.world import World

TODAY = read_today()
NEXT = TODAY + timedelta(days=7)
JO = PersonForm("Jo Hill", "jo@example.org", Role.SPOC)


@pytest.fixture
def jo(world: World) -> int:
    """The SPOC of Dogwood, who goes on leave."""
    person = add_person(world.store, SYSTEM, JO)
    set_spoc(world.store, SYSTEM, world.homes["dogwood"], person, date(2019, 1, 1))
    return person


def _give(world: World, **more: object) -> int:
    return give_action(
        world.store,
        SYSTEM,
        title="Visit Dogwood",
        due_on=TODAY,
        meaning=f"{sorted(more.items())}",
        home_id=world.homes["dogwood"],
        **more,  # type: ignore[arg-type]
    )


def _cover(world: World, jo: int, first: date = TODAY, last: date = NEXT) -> int:
    return set_cover(
        world.store, build_viewer(world.store, jo), jo, world.people[Role.SPOC], first, last
    )


def _let_today_be(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    for module in ("core.covers", "core.standing"):
        monkeypatch.setattr(f"{module}.read_today", lambda: day)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(-1, False), (0, True), (3, True), (7, True), (8, False)],
)
def test_a_cover_holds_on_its_days_both_inclusive_and_ends_by_itself(
    world: World, jo: int, monkeypatch: pytest.MonkeyPatch, day: int, holds: bool
) -> None:
    before = world.viewer(Role.SPOC)
    _cover(world, jo)
    _let_today_be(monkeypatch, TODAY + timedelta(days=day))
    viewer = world.viewer(Role.SPOC)
    assert viewer.covers == ({jo} if holds else set())
    more = {world.homes["dogwood"]} if holds else set()
    assert viewer.home_ids == before.home_ids | more
    assert holds or viewer == before


def test_the_stand_in_sees_and_ticks_what_the_other_had_and_the_history_says_for_whom(
    world: World, jo: int
) -> None:
    hers, agencys = _give(world, owner_id=jo), _give(world, owner_agency=Agency.POLICE)
    alone = world.viewer(Role.SPOC)
    assert read_actions(world.store, alone).is_empty()
    _cover(world, jo)
    sam = world.viewer(Role.SPOC)
    shown = read_actions(world.store, sam)
    assert shown.select("id", "mine", "for_id").rows() == [(hers, True, jo), (agencys, True, None)]
    assert world.homes["dogwood"] in read_view(world.store, sam).homes["home_id"]
    tick_action(world.store, sam, hers, 1)
    tick_action(world.store, sam, hers, 1)
    reopen_action(world.store, sam, hers, 2)
    ask_for_time(world.store, sam, hers, 3, NEXT, "Jo is on leave.")
    tick_action(world.store, sam, agencys, 1)
    said = [(step.by, step.kind) for step in read_history(world.store, sam, hers)][1:]
    name = "A spoc, for Jo Hill"
    assert said == [(name, "ticked"), (name, "reopened"), (name, "asked")]
    assert read_history(world.store, sam, agencys)[-1].by == "A spoc"


def test_of_the_two_the_second_is_told_that_the_first_stood_in(world: World, jo: int) -> None:
    hers = _give(world, owner_id=jo)
    _cover(world, jo)
    tick_action(world.store, world.viewer(Role.SPOC), hers, 1)
    with pytest.raises(Conflict, match="A spoc, for Jo Hill ticked this action first"):
        tick_action(world.store, build_viewer(world.store, jo), hers, 1)


def test_a_page_drawn_before_the_cover_ended_ticks_nothing_after(
    world: World, jo: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = _give(world, owner_id=jo)
    _cover(world, jo)
    sam = world.viewer(Role.SPOC)
    _let_today_be(monkeypatch, NEXT + timedelta(days=1))
    with pytest.raises(AccessDenied, match="changed meanwhile"):
        tick_action(world.store, sam, hers, 1)
    assert len(read_history(world.store, build_viewer(world.store, jo), hers)) == 1


def test_setting_a_cover_twice_sets_it_once_and_another_last_day_corrects_it(
    world: World, jo: int
) -> None:
    first = _cover(world, jo)
    assert _cover(world, jo) == first
    assert _cover(world, jo, last=NEXT + timedelta(days=1)) == first
    with world.store.read() as session:
        (cover,) = session.exec(select(PersonCover)).all()
        rows = session.exec(select(Audit.verb).where(Audit.noun == "cover")).all()
    assert cover.until_on == NEXT + timedelta(days=1)
    assert list(rows) == ["set", "set"]


def test_a_cover_moves_no_figure(world: World, jo: int) -> None:
    revision = world.store.read_revision()
    cover = _cover(world, jo)
    end_cover(world.store, world.viewer(Role.SPOC), cover)
    assert world.store.read_revision() == revision


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (1, 0, "before the first"),
        (-2, -1, "have passed"),
        (0, LONGEST_DAYS, "at most"),
        (0, 0, None),
        (-3, 0, None),
        (0, LONGEST_DAYS - 1, None),
    ],
)
def test_days_that_cannot_be_are_refused(
    world: World, jo: int, first: int, last: int, said: str | None
) -> None:
    days = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    if said is None:
        assert _cover(world, jo, *days)
    else:
        with pytest.raises(InvalidInput, match=said):
            _cover(world, jo, *days)


def test_a_day_has_one_cover(world: World, jo: int) -> None:
    third = add_person(world.store, SYSTEM, PersonForm("Kim", "kim@example.org", Role.SPOC))
    _cover(world, jo)
    with pytest.raises(InvalidInput, match="Jo Hill has cover from"):
        set_cover(world.store, SYSTEM, jo, third, NEXT, NEXT)
    day_after = NEXT + timedelta(days=1)
    assert set_cover(world.store, SYSTEM, jo, third, day_after, day_after)


def test_nobody_stands_in_for_whom_they_themselves_cover_for(world: World, jo: int) -> None:
    """A covers B, B covers C: A has nothing of C's."""
    kim = add_person(world.store, SYSTEM, PersonForm("Kim", "kim@example.org", Role.SPOC))
    set_spoc(world.store, SYSTEM, world.homes["birch"], kim, date(2019, 1, 1))
    set_cover(world.store, SYSTEM, kim, jo, TODAY, NEXT)
    _cover(world, jo)
    sam = world.viewer(Role.SPOC)
    assert sam.covers == {jo} and world.homes["birch"] not in sam.home_ids


def _add(world: World, name: str, role: Role, **more: object) -> int:
    form = PersonForm(name, f"{name}@example.org", role, **more)  # type: ignore[arg-type]
    return add_person(world.store, SYSTEM, form)


def test_a_cover_is_between_people_who_see_the_same(world: World, jo: int) -> None:
    people, acme = world.people, {"provider": "acme  CARE"}
    colleague = _add(world, "colleague", Role.PROVIDER, **acme)
    other = _add(world, "other", Role.PROVIDER, provider="Calm Ltd")
    council = {"agency": Agency.COUNCIL, "authority": "dorset council"}
    same = _add(world, "same", Role.PARTNER, **council)
    far = _add(world, "far", Role.PARTNER, **{**council, "authority": "Devon"})
    nurse = _add(world, "nurse", Role.PARTNER, **{**council, "agency": Agency.HEALTH})
    may = {
        (people[Role.SPOC], jo): True,
        (people[Role.PROVIDER], colleague): True,
        (people[Role.PARTNER], same): True,
        (people[Role.CHAIR], people[Role.PROTOCOL_LEAD]): True,
        (people[Role.SPOC], people[Role.SPOC]): False,
        (people[Role.PROVIDER], other): False,
        (people[Role.PARTNER], far): False,
        (people[Role.PARTNER], nurse): False,
        (people[Role.SPOC], people[Role.POLICE_REVIEWER]): False,
        (people[Role.PROTOCOL_LEAD], people[Role.POLICE_REVIEWER]): False,
        (people[Role.SPOC], people[Role.PROVIDER]): False,
        (people[Role.PROVIDER], people[Role.CHAIR]): False,
        (people[Role.LIAISON], people[Role.LIAISON]): False,
        (people[Role.ADMINISTRATOR], people[Role.CHAIR]): False,
    }
    for (person, by), allowed in may.items():
        assert (by in read_stand_ins(world.store, SYSTEM, person)) is allowed
        if allowed:
            assert set_cover(world.store, SYSTEM, person, by, TODAY, NEXT)
        else:
            with pytest.raises(InvalidInput):
                set_cover(world.store, SYSTEM, person, by, TODAY, NEXT)


def _leave(world: World, jo: int) -> None:
    end_person(world.store, SYSTEM, jo, 1, TODAY)


def _change_role(world: World, jo: int) -> None:
    form = PersonForm("Jo Hill", "jo@example.org", Role.PROVIDER, provider="Calm Ltd")
    change_person(world.store, SYSTEM, jo, 1, form)


@pytest.mark.parametrize("become", [_leave, _change_role])
def test_a_cover_ends_where_the_two_see_the_same_no_more(
    world: World, jo: int, become: object
) -> None:
    _cover(world, jo)
    assert world.viewer(Role.SPOC).covers
    become(world, jo)  # type: ignore[operator]
    assert not world.viewer(Role.SPOC).covers


@pytest.mark.parametrize("by", ["jo", "sam", "chair"])
def test_either_of_the_two_or_the_group_ends_it_at_once(world: World, jo: int, by: str) -> None:
    people = {"jo": jo, "sam": world.people[Role.SPOC], "chair": world.people[Role.CHAIR]}
    for first in (TODAY, TODAY - timedelta(days=3), TODAY + timedelta(days=3)):
        cover = _cover(world, jo, first)
        end_cover(world.store, build_viewer(world.store, people[by]), cover)
        assert not world.viewer(Role.SPOC).covers
        assert read_covers(world.store, SYSTEM) == ()
    end_cover(world.store, world.viewer(Role.CHAIR), cover)


def test_a_cover_is_the_business_of_the_two_and_the_group(world: World, jo: int) -> None:
    cover = _cover(world, jo)
    stranger: Viewer = world.viewer(Role.POLICE_REVIEWER)
    with pytest.raises(AccessDenied):
        end_cover(world.store, stranger, cover)
    with pytest.raises(AccessDenied):
        read_stand_ins(world.store, stranger, jo)
    assert read_covers(world.store, stranger) == ()
    for viewer in (world.viewer(Role.SPOC), build_viewer(world.store, jo)):
        (row,) = read_covers(world.store, viewer)
        assert (row.person, row.by_person, row.until_on) == ("Jo Hill", "A spoc", NEXT)
        assert row.may_end
    assert len(read_covers(world.store, world.viewer(Role.ADMINISTRATOR))) == 1


def test_nobody_who_left_covers(world: World, jo: int) -> None:
    end_person(world.store, SYSTEM, world.people[Role.SPOC], 1, TODAY)
    with pytest.raises(InvalidInput, match="not in the group"):
        _cover(world, jo)
    assert read_stand_ins(world.store, SYSTEM, jo) == {}
