"""Annotations are noted once, name no child, come and go, and reach whom their place reaches."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.annotations import LONGEST_WORDS, add_annotation, remove_annotation, restore_annotation
from core.clock import read_today
from core.errors import AccessDenied, InvalidInput
from core.reading import read_view
from core.tables import Annotation, Audit
from core.vocabulary import Role
from tests.world import World, add_incident

DAY = date(2019, 5, 4)
AREA = "area"


def _add(world: World, role: Role = Role.CHAIR, **more: object) -> int:
    usual = {"words": "Agency staff", "on_day": DAY}
    return add_annotation(world.store, world.viewer(role), **{**usual, **more})  # type: ignore[arg-type]


def _words(world: World, role: Role = Role.CHAIR) -> list[str]:
    return read_view(world.store, world.viewer(role)).annotations["words"].to_list()


def _verbs(world: World) -> list[str]:
    with world.store.read() as session:
        query = select(Audit.verb).where(Audit.noun == "annotation").order_by(Audit.seq)  # type: ignore[arg-type]
        return list(session.exec(query))


def test_an_annotation_is_in_the_next_view_as_it_was_noted(world: World) -> None:
    before = read_view(world.store, SYSTEM)
    home = world.homes["alder"]
    key = _add(world, words="  Agency \n staff ", home_id=home, until_day=DAY, cleared=True)
    after = read_view(world.store, SYSTEM)
    assert before.annotations.is_empty() and after.revision == before.revision + 1
    assert before.annotations.schema == after.annotations.schema
    assert after.annotations.to_dicts() == [
        {
            "id": key,
            "home_id": home,
            "on_day": DAY,
            "until_day": DAY,
            "words": "Agency staff",
            "cleared": True,
        }
    ]


def test_an_annotation_is_not_cleared_unless_somebody_clears_it(world: World) -> None:
    _add(world)
    assert read_view(world.store, SYSTEM).annotations["cleared"].to_list() == [False]


def test_the_earliest_comes_first(world: World) -> None:
    for days in (5, 0, 9):
        _add(world, words=f"After {days}", on_day=DAY + timedelta(days))
    assert _words(world) == ["After 0", "After 5", "After 9"]


def test_the_same_twice_is_once_and_another_place_day_or_word_is_another(world: World) -> None:
    first = _add(world)
    revision = world.store.read_revision()
    assert _add(world, Role.PROTOCOL_LEAD, words="agency  STAFF") == first
    assert world.store.read_revision() == revision
    others = [
        _add(world, home_id=world.homes["alder"]),
        _add(world, on_day=DAY - timedelta(1)),
        _add(world, until_day=DAY),
        _add(world, words="Agency staff left"),
    ]
    assert len({first, *others}) == 5


def test_a_repeat_does_not_clear_what_was_not_cleared(world: World) -> None:
    assert _add(world) == _add(world, Role.POLICE_REVIEWER, cleared=True)
    assert read_view(world.store, SYSTEM).annotations["cleared"].to_list() == [False]


def test_eight_taps_at_once_are_one_annotation(world: World) -> None:
    together = Barrier(8)

    def tap(_: int) -> int:
        together.wait()
        return _add(world)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(tap, range(8)))) == 1
    assert len(_words(world)) == 1 and _verbs(world) == ["added"]


def test_what_is_removed_is_in_no_view_and_can_be_put_back(world: World) -> None:
    key, chair = _add(world, cleared=True), world.viewer(Role.CHAIR)
    for _ in range(2):
        remove_annotation(world.store, chair, key)
    assert _words(world) == []
    with world.store.read() as session:
        note = session.get_one(Annotation, key)
        assert note.removed_by == chair.person_id and note.removed_at is not None
    for _ in range(2):
        restore_annotation(world.store, chair, key)
    shown = read_view(world.store, SYSTEM).annotations
    assert (shown["id"].to_list(), shown["cleared"].to_list()) == ([key], [True])
    assert _verbs(world) == ["added", "removed", "restored"]


def test_what_is_removed_comes_back_when_it_is_noted_again_as_said_then(world: World) -> None:
    key = _add(world, cleared=True)
    remove_annotation(world.store, world.viewer(Role.CHAIR), key)
    assert _add(world) == key
    assert read_view(world.store, SYSTEM).annotations["cleared"].to_list() == [False]
    assert _verbs(world) == ["added", "removed", "restored"]


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (LONGEST_WORDS + 1)])
def test_words_are_one_to_so_many_characters(world: World, words: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 120"):
        _add(world, words=words)
    assert _add(world, words="x") and _add(world, words="x" * LONGEST_WORDS)
    assert len(_words(world)) == 2


def test_no_annotation_names_a_child(world: World) -> None:
    add_incident(world, "R1", child_ref="K7")
    with pytest.raises(InvalidInput, match="names no child"):
        _add(world, words="Since k7 came")
    assert _words(world) == []


def test_today_has_happened_and_tomorrow_has_not(world: World) -> None:
    today = read_today()
    assert _add(world, on_day=today, until_day=today + timedelta(30))
    with pytest.raises(InvalidInput, match="lies ahead"):
        _add(world, on_day=today + timedelta(2))


def test_a_span_ends_on_its_first_day_or_later(world: World) -> None:
    with pytest.raises(InvalidInput, match="before the first"):
        _add(world, until_day=DAY - timedelta(1))
    assert _add(world, until_day=DAY) and _add(world, until_day=DAY + timedelta(1))


GROUP = {"alder", "birch", "cedar", "dogwood", AREA}
MAY = {
    Role.CHAIR: GROUP,
    Role.PROTOCOL_LEAD: GROUP,
    Role.POLICE_REVIEWER: GROUP,
    Role.SPOC: {"alder", "cedar"},
    Role.SYSTEM: GROUP,
}
SEES = {
    **MAY,
    Role.SPOC: {"alder", "cedar", AREA},
    Role.PROVIDER: {"alder", "birch", AREA},
    Role.PARTNER: GROUP,
    Role.LIAISON: GROUP,
}


@pytest.mark.parametrize("place", sorted(GROUP))
@pytest.mark.parametrize("role", list(Role))
def test_who_annotates_what(world: World, role: Role, place: str) -> None:
    home_id = world.homes.get(place)
    if place in MAY.get(role, set()):
        key = _add(world, role, home_id=home_id)
        remove_annotation(world.store, world.viewer(role), key)
        restore_annotation(world.store, world.viewer(role), key)
        return
    with pytest.raises(AccessDenied):
        _add(world, role, home_id=home_id)
    key = _add(world, home_id=home_id)
    for change in (remove_annotation, restore_annotation):
        with pytest.raises(AccessDenied):
            change(world.store, world.viewer(role), key)
    assert _words(world) == ["Agency staff"]


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_which(world: World, role: Role) -> None:
    for place in GROUP:
        _add(world, words=place, home_id=world.homes.get(place))
    assert set(_words(world, role)) == SEES.get(role, set())


def test_an_annotation_that_is_not_there_is_refused_in_the_words_of_a_hidden_one(
    world: World,
) -> None:
    spoc, hidden = world.viewer(Role.SPOC), _add(world, home_id=world.homes["birch"])
    said = set()
    for key in (hidden, 10_000):
        with pytest.raises(AccessDenied) as refused:
            remove_annotation(world.store, spoc, key)
        said.add(str(refused.value))
    assert len(said) == 1
    with pytest.raises(AccessDenied):
        _add(world, home_id=10_000)
