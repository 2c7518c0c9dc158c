"""The pack reaches everybody: nothing unreported, no name of a home, no child, no finding."""

from dataclasses import astuple
from datetime import timedelta

import pytest
from sqlmodel import select

from core.actions import give_action
from core.clock import read_today
from core.errors import AccessDenied, Conflict
from core.letters import find_letters, find_seed
from core.meetings import plan_meeting
from core.minuting import Figures
from core.reading import read_view
from core.reports.pack import Pack, build_pack, hide_home_names
from core.reports.pack_pdf import build_pack_document, prepare_pack_pdf
from core.tables import Audit, Home
from core.vocabulary import Agency, AgendaReason, Role
from tests.meeting import KEPT, SAID, hold_and_close, plan
from tests.world import World

FIGURES = Figures(7, (SAID,), (KEPT,))


def build(world: World, role: Role = Role.CHAIR) -> Pack:
    return build_pack(world.store, world.viewer(role), plan(world), FIGURES)


def read_words(pack: Pack) -> str:
    return str(astuple(build_pack_document(pack)))


def prepared(world: World) -> list[str | None]:
    with world.store.read() as session:
        return list(session.exec(select(Audit.noun_id).where(Audit.noun == "document")))


@pytest.mark.parametrize("role", [Role.CHAIR, Role.PROTOCOL_LEAD])
def test_who_prepares_the_meeting_makes_the_pack(world: World, role: Role) -> None:
    pack = build(world, role)
    assert [item.category for item in pack.items] == ["criminal_damage"]
    assert (pack.figures, pack.data_revision) == ((SAID,), 7)


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}]
)
def test_nobody_else_makes_it_and_nothing_is_on_record(world: World, role: Role) -> None:
    meeting_id = plan(world)
    with pytest.raises(AccessDenied):
        prepare_pack_pdf(world.store, world.viewer(role), meeting_id, FIGURES)
    assert prepared(world) == []


def test_what_nobody_reported_is_not_in_it_nor_an_action_or_a_figure_about_it(
    world: World,
) -> None:
    pack = build(world)
    assert len(pack.items) == 1
    said = read_words(pack)
    assert "cannabis" not in said and KEPT not in said
    assert "Visit Home" in said


def test_a_home_is_its_letter_of_the_wall_also_in_an_action(world: World) -> None:
    pack = build(world)
    view = read_view(world.store, world.viewer(Role.CHAIR))
    letter = find_letters(view.homes["urn"], find_seed(view))["SC000001"]
    assert {item.home for item in pack.items} == {f"Home {letter}"}
    assert f"Visit Home {letter} on an evening" in read_words(pack)
    assert "alder" not in read_words(pack).lower()


def test_two_homes_of_one_name_keep_their_letters(world: World) -> None:
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        change.session.get_one(Home, world.homes["dogwood"]).name = "Alder"
        change.record("renamed", "home", world.homes["dogwood"])
    view = read_view(world.store, world.viewer(Role.CHAIR))
    pack = build(world)
    letters = find_letters(view.homes["urn"], str(read_today() - timedelta(days=100)))
    assert letters["SC000001"] != letters["SC000004"]
    assert {item.home for item in pack.items} == {f"Home {letters['SC000001']}"}
    assert "alder" not in read_words(pack).lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Visit Alder", "Visit Home A"),
        ("visit ALDER's garden", "visit Home A's garden"),
        ("Alder Lodge, then Alder", "Home B, then Home A"),
        ("Alderney", "Alderney"),
        ("A.der", "A.der"),
    ],
)
def test_only_a_home_s_whole_name_becomes_its_letter(words: str, said: str) -> None:
    assert hide_home_names(words, {"Alder": "Home A", "Alder Lodge": "Home B"}) == said


def test_a_reason_asks_and_none_tells_of_another_incident_or_of_a_hidden_level(
    world: World,
) -> None:
    pack = build(world)
    (reported,) = pack.items
    assert AgendaReason.CHILD_WITH_SEVERAL.value not in reported.reasons
    assert len(reported.reasons) == len(AgendaReason) - 1
    said = read_words(pack)
    assert "Whether police were needed; whether everybody was told who should be" in said
    for finding in world.findings(world.named["reported"]).values():
        assert finding.message not in said


def test_no_child_stands_in_it(world: World) -> None:
    said = read_words(build(world))
    assert "K9" not in said and "K7" not in said


def test_a_meeting_that_was_held_has_minutes_and_no_pack(world: World) -> None:
    meeting_id = hold_and_close(world)
    with pytest.raises(Conflict):
        build_pack(world.store, world.viewer(Role.CHAIR), meeting_id, FIGURES)


def test_the_file_is_on_record(world: World) -> None:
    meeting_id = plan(world)
    chair = world.viewer(Role.CHAIR)
    assert prepare_pack_pdf(world.store, chair, meeting_id, FIGURES).startswith(b"%PDF-1.7")
    assert prepared(world) == [f"pack:{meeting_id}"]


def test_an_empty_meeting_has_a_pack_that_says_so(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    meeting_id = plan_meeting(world.store, chair, read_today())
    pack = build_pack(world.store, chair, meeting_id, Figures(0))
    assert "No incident is on the agenda yet." in read_words(pack)
    assert "There are no figures yet." in read_words(pack)
    content = prepare_pack_pdf(world.store, chair, meeting_id, Figures(0))
    assert content.startswith(b"%PDF-1.7")


def test_a_hundred_actions_fill_more_pages_and_nothing_is_lost(world: World) -> None:
    meeting_id = plan(world)
    chair = world.viewer(Role.CHAIR)
    for number in range(100):
        give_action(
            world.store,
            chair,
            title=f"Action number {number:03}",
            due_on=read_today(),
            meaning=str(number),
            owner_agency=Agency.CPS,
        )
    pack = build_pack(world.store, chair, meeting_id, FIGURES)
    assert len(pack.last_actions) == 101
