"""The wall's letters: which hold, which change, and what else is not on the wall."""

from datetime import date

import polars as pl
import pytest

from core.annotations import add_annotation
from core.letters import find_letters, hide_names
from core.measures.sentences import say_letter
from core.reading import read_view
from core.vocabulary import Role
from tests.world import World, add_incident, add_unneeded_call


@pytest.mark.parametrize(
    ("number", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_letters_go_on_after_z(number: int, letter: str) -> None:
    assert say_letter(number) == letter


def test_letters_hold_within_a_meeting_and_change_with_it() -> None:
    names = [f"SC{n}" for n in range(30)]
    assert find_letters(names, "2026-09-15") == find_letters(reversed(names), "2026-09-15")
    assert find_letters(names, "2026-09-15") != find_letters(names, "2027-01-19")
    assert len(set(find_letters(names, "x").values())) == 30


def test_no_name_no_child_and_no_uncleared_word_is_on_the_wall(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    add_incident(world, "R1", child_ref="CH001", child_age=14)
    alder = world.homes["alder"]
    for words, cleared in (("Agency staff", True), ("Said in confidence", False)):
        add_annotation(
            world.store,
            chair,
            words=words,
            on_day=date(2019, 5, 1),
            home_id=alder,
            cleared=cleared,
        )
    shown = hide_names(read_view(world.store, chair), "seed")
    assert shown.homes["name"].str.contains(r"^Home [A-D]$").all()
    assert shown.homes["urn"].sort().to_list() == ["A", "B", "C", "D"]
    assert shown.homes["registered_manager"].is_null().all()
    for column in ("reference", "child_ref", "child_age", "placing_authority"):
        assert shown.incidents[column].is_null().all()
    assert sorted(shown.annotations["words"].to_list(), key=str) == ["Agency staff", None]


def test_two_spellings_of_one_provider_are_one_letter(world: World) -> None:
    shown = hide_names(read_view(world.store, world.viewer(Role.CHAIR)), "seed")
    assert shown.homes["provider"].n_unique() == 3


def test_a_revealed_home_keeps_its_name_and_the_others_their_letter(world: World) -> None:
    view = read_view(world.store, world.viewer(Role.CHAIR))
    letter = find_letters(view.homes["urn"], "seed")[view.homes.filter(name="Cedar")["urn"][0]]
    shown = hide_names(view, "seed", [letter]).homes
    assert shown.filter(pl.col("urn") == letter)["name"].to_list() == ["Cedar"]
    assert shown.filter(pl.col("name").str.starts_with("Home ")).height == 3


def test_only_what_the_group_agreed_is_put_before_a_room(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    add_unneeded_call(world, "CUP-1")
    view = read_view(world.store, chair)
    assert view.findings.height and view.incidents["needed"].to_list() == ["no"]
    shown = hide_names(view, "seed")
    assert shown.findings.is_empty()
    assert shown.incidents["needed"].to_list() == ["unknown"]
    assert shown.incidents["needed_suggested"].to_list() == ["unknown"]
