"""The retention page: nothing without an age, a dry run, one confirmation, one person's data."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.access import SYSTEM
from core.clock import read_today, say_date
from core.older_copies import find_ends
from core.retention import anonymise, read_retention, set_retention_years
from core.vocabulary import Role
from tests.core.test_retention import review_long_ago
from tests.pages.screens import open_screen, read_tables, read_title, read_words, use_store
from tests.world import World, add_incident, copy_world

PAGE = "data/retention.py"


@pytest.fixture
def group(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = copy_world(untouched_world, tmp_path)
    world.named["old"] = add_incident(world, "A-1", child_ref="K9", summary="zebrafinch")
    world.named["waiting"] = add_incident(world, "A-2", child_ref="K9")
    review_long_ago(world, world.named["old"])
    use_store(monkeypatch, world.store.url)
    return world


def set_age(world: World) -> None:
    set_retention_years(world.store, SYSTEM, 1, "as agreed", expected=None)


def test_without_an_age_it_says_so_and_the_chair_sets_one(group: World) -> None:
    at = open_screen(group.people[Role.CHAIR], PAGE)
    assert read_title(at) == "No age is set, so nothing is anonymised"
    assert "Nothing yet" in read_words(at)
    at.number_input(key="retention_years").set_value(1)
    next(b for b in at.button if b.label == "Set the age").click().run()
    assert "Give a reason" in read_words(at)
    at.number_input(key="retention_years").set_value(1)
    at.text_input(key="retention_reason").set_value("The council's schedule [x](http://evil.test)")
    next(b for b in at.button if b.label == "Set the age").click().run()
    assert read_retention(group.store, SYSTEM).years == 1
    said = read_words(at)
    assert "Nothing was anonymised" in said and "1 incident is past 1 year" in said
    assert "](http" not in "".join(m.value for m in at.markdown)


def test_the_run_needs_one_confirmation_and_says_what_it_did(group: World) -> None:
    set_age(group)
    at = open_screen(group.people[Role.CHAIR], PAGE)
    assert read_title(at) == "1 incident is past 1 year and can be anonymised"
    assert "1 incident stays: it waits for the group's review." in read_words(at)
    assert at.button(key="retention_run").disabled
    at.checkbox(key="retention_sure").check().run()
    at.button(key="retention_run").click().run()
    said = read_words(at)
    assert "1 incident anonymised." in said and "A chair" in said
    assert group.incident(group.named["old"]).child_ref is None
    assert group.incident(group.named["waiting"]).child_ref == "K9"
    assert read_title(at) == "Nothing can go yet: 1 incident past 1 year must still stay"


def test_what_is_held_on_a_child_is_found_and_erased_but_what_waits(group: World) -> None:
    at = open_screen(group.people[Role.PROTOCOL_LEAD], PAGE)
    at.text_input(key="subject_ref").set_value("nobody").run()
    assert "Nothing is held" in read_words(at)
    at.text_input(key="subject_ref").set_value("k9").run()
    said = read_words(at)
    assert "Held: 2 incidents; no other texts" in said and "Art. 17(3)" in said
    assert "stays, it waits for the group's review" in said
    at.multiselect(key="subject_incidents").select(group.named["old"])
    at.text_input(key="subject_reason").set_value("Asked for by the family")
    at.checkbox(key="subject_sure").check().run()
    at.button(key="subject_erase").click().run()
    assert "1 incident anonymised." in read_words(at)
    assert group.incident(group.named["old"]).child_ref is None
    assert "K9" not in str(at.query_params)


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}]
)
def test_it_is_refused_to_everybody_else(group: World, role: Role) -> None:
    at = open_screen(group.people[role], PAGE)
    assert read_title(at) == "This page is not open to your role"
    assert "zebrafinch" not in read_words(at) and not at.text_input


@pytest.mark.sqlite_only("backups are files")
def test_backups_of_before_an_erasure_are_listed_with_their_end(group: World) -> None:
    own = Path(str(group.store.engine.url.database))
    (own.parent / "backups").mkdir()
    day = read_today() - timedelta(days=1)
    (own.parent / "backups" / f"{own.stem}-{day}{own.suffix}").touch()
    (own.parent / f"{own.stem}.before-0005{own.suffix}").touch()
    assert "older than the last erasure" not in read_words(open_screen(1, PAGE))
    set_age(group)
    anonymise(group.store, SYSTEM, read_today())
    at = open_screen(group.people[Role.CHAIR], PAGE)
    said = read_words(at)
    assert "Backups that are older than the last erasure" in said
    tables = [text.replace("\\", "") for text in read_tables(at)]
    (table,) = [text for text in tables if "before-0005" in text]
    ends = find_ends([day], read_today())[day]
    assert say_date(ends) in table and "no day: delete it" in table and say_date(ends) in said
