"""The audit page: shown to the administrator alone, searched by the URL, the chain walked."""

from pathlib import Path

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.tables import Audit
from core.vocabulary import Role
from tests.pages.screens import open_screen, read_tables, read_title, read_words, use_store
from tests.stores import alter_store
from tests.world import World, add_incident, copy_world

PAGE = "data/audit.py"


@pytest.fixture
def group(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = copy_world(untouched_world, tmp_path)
    add_incident(world, "SECRET-REF", child_ref="K9", summary="zebrafinch")
    use_store(monkeypatch, world.store.url)
    return world


def test_the_title_counts_and_the_rows_are_words_never_values(group: World) -> None:
    at = open_screen(group.people[Role.ADMINISTRATOR], PAGE)
    with group.store.read() as session:
        count = len(session.exec(select(Audit)).all())
    assert read_title(at).replace("\\", "") == f"{count} changes and no refusals since Monday"
    said = read_words(at)
    assert "Imported incident 1" in said and "command line" in said
    assert not any(word in said for word in ("SECRET", "K9", "zebrafinch"))


@pytest.mark.parametrize("role", [Role.CHAIR, Role.ADMINISTRATOR])
def test_whoever_administers_opens_it(group: World, role: Role) -> None:
    at = open_screen(group.people[role], PAGE)
    assert "since Monday" in read_title(at)


@pytest.mark.parametrize(
    "role",
    [r for r in Role if r not in {Role.CHAIR, Role.ADMINISTRATOR, Role.SYSTEM}],
)
def test_everybody_else_is_refused_and_that_is_highlighted(group: World, role: Role) -> None:
    at = open_screen(group.people[role], PAGE)
    assert read_title(at) == "This page is not open to your role" and not at.table
    at = open_screen(group.people[Role.ADMINISTRATOR], PAGE, refused="true")
    assert read_title(at).endswith("1 refusal since Monday")
    assert "REFUSED: page audit" in read_words(at) and f"A {role.value}" in read_words(at)


def test_the_url_narrows_by_person_verb_noun_and_number(group: World) -> None:
    admin = group.people[Role.ADMINISTRATOR]
    at = open_screen(admin, PAGE, verb="imported", noun="incident", id="1")
    assert len(at.table[0].value) == 1
    at = open_screen(admin, PAGE, by=str(group.people[Role.SPOC]))
    assert not at.table and "More days or fewer filters" in read_words(at)
    at = open_screen(admin, PAGE, by="0")
    assert at.table and "A chair" not in "".join(read_tables(at))


def test_rows_come_by_the_page_the_latest_first(group: World) -> None:
    with group.store.write(SYSTEM) as change:
        for number in range(60):
            change.record("saved", "mapping", number, figures=False)
    admin = group.people[Role.ADMINISTRATOR]
    at = open_screen(admin, PAGE)
    assert len(at.table[0].value) == 50 and "mapping 59" in read_tables(at)[0]
    assert "mapping 9\n" not in read_tables(at)[0]
    at.button(key="back").click().run()
    assert "mapping 9," in read_tables(at)[0] and "mapping 10," not in read_tables(at)[0]
    assert not at.button(key="later").disabled
    at.button(key="later").click().run()
    assert "mapping 59" in read_tables(at)[0] and at.button(key="latest").disabled
    at = open_screen(admin, PAGE, before="1")
    assert not at.table and "nothing further" in read_words(at)
    at.button(key="first_page").click().run()
    assert "mapping 59" in read_tables(at)[0]
    assert "mapping 59" in read_tables(open_screen(admin, PAGE, before="zebra"))[0]


def test_one_row_stands_whole(group: World) -> None:
    at = open_screen(group.people[Role.ADMINISTRATOR], PAGE, noun="incident")
    with group.store.read() as session:
        row = session.exec(select(Audit).where(Audit.noun == "incident")).one()
    assert at.code[0].value == f"{row.digest}\n{row.previous}"


def test_the_chain_is_walked_when_asked_and_a_fault_is_explained(group: World) -> None:
    admin = group.people[Role.ADMINISTRATOR]
    at = open_screen(admin, PAGE)
    at.button(key="check_chain").click().run()
    with group.store.read() as session:
        last = session.exec(select(Audit).order_by(Audit.seq.desc())).first()  # type: ignore[attr-defined]
    assert last is not None
    assert f"The chain is whole: {last.seq} rows" in read_words(at)
    assert last.digest in [code.value for code in at.code]
    group.store.close()
    alter_store(group.store.url, "UPDATE audit SET verb = 'looked' WHERE seq = 3")
    at.button(key="check_chain").click().run()
    said = read_words(at)
    assert "The chain is broken: audit row 3 was altered" in said and "Keep the file" in said
