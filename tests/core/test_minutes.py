"""Minutes: frozen when the meeting closes, each reader's own part, the file like the page."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from core.access import ACCESS, Viewer
from core.errors import AccessDenied, Conflict
from core.minutes import (
    can_read_minutes,
    check_digest,
    close_meeting,
    read_minuted_meetings,
    read_minutes,
)
from core.minuting import Figures
from core.reports import minutes_pdf
from core.reports.minutes import Minutes, build_digest, build_minutes, dump_minutes
from core.reports.minutes_pdf import prepare_minutes_pdf
from core.review import reopen_review
from core.tables import Audit, Meeting
from core.vocabulary import AgendaReason, FindingState, Role
from tests.meeting import KEPT, SAID, hold, hold_and_close, plan
from tests.world import World, copy_world

GROUP = (Role.CHAIR, Role.PROTOCOL_LEAD)
READERS = (*GROUP, Role.POLICE_REVIEWER, Role.SPOC, Role.PROVIDER, Role.PARTNER)
REFUSED = (Role.LIAISON, Role.ADMINISTRATOR)
UNREPORTED = ("Ask Alder what became of the cannabis", "Write to the drugs service")


@pytest.fixture(scope="module")
def untouched_meeting(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = copy_world(untouched_world, tmp_path_factory.mktemp("meeting"))
    hold_and_close(world)
    return world


@pytest.fixture
def closed(untouched_meeting: World, tmp_path: Path) -> World:
    """The world after a meeting that was held and closed."""
    return copy_world(untouched_meeting, tmp_path)


def find_meeting(world: World) -> int:
    """The closed meeting that has minutes."""
    return next(iter(read_minuted_meetings(world.store, world.viewer(Role.CHAIR))))


def read(world: World, role: Role, meeting_id: int) -> Minutes:
    return read_minutes(world.store, world.viewer(role), meeting_id)


def names_of(world: World, minutes: Minutes) -> list[str]:
    """The named incidents that the minutes have an item of, in their order."""
    by_id = {key: name for name, key in world.named.items()}
    return [by_id[item.incident_id] for item in minutes.items]


def titles_of(minutes: Minutes) -> list[str]:
    given = [a.title for item in minutes.items for a in item.actions]
    return [*given, *(a.title for a in (*minutes.last_actions, *minutes.actions))]


def prepared(world: World) -> list[str | None]:
    with world.store.read() as session:
        query = select(Audit.noun_id).where(Audit.verb == "prepared", Audit.noun == "document")
        return list(session.exec(query))


@pytest.mark.parametrize("role", GROUP)
def test_who_runs_the_meeting_reads_all_of_it_the_closed_part_last(
    closed: World, role: Role
) -> None:
    minutes = read(closed, role, find_meeting(closed))
    assert names_of(closed, minutes) == ["reported", "unreported", "ladder"]
    assert [item.settled for item in minutes.items] == [True, True, False]
    assert (minutes.figures, minutes.kept_figures) == ((SAID,), (KEPT,))
    assert set(UNREPORTED) <= set(titles_of(minutes))
    assert [said.words for said in minutes.decisions] == ["We meet again in spring."]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.POLICE_REVIEWER, ["reported", "ladder"]),
        (Role.SPOC, ["reported", "ladder"]),
        (Role.PARTNER, ["reported", "ladder"]),
        (Role.PROVIDER, ["reported", "unreported", "ladder"]),
    ],
)
def test_a_reader_has_the_items_that_they_may_see_and_no_action_about_another(
    closed: World, role: Role, names: list[str]
) -> None:
    minutes = read(closed, role, find_meeting(closed))
    assert names_of(closed, minutes) == names
    if "unreported" not in names:
        assert not set(UNREPORTED) & set(titles_of(minutes))
        assert minutes.kept_figures == ()


@pytest.mark.parametrize("role", [Role.POLICE_REVIEWER, Role.SPOC])
def test_no_word_of_the_police_s_minutes_rests_on_what_nobody_reported(
    closed: World, role: Role
) -> None:
    minutes = read(closed, role, find_meeting(closed))
    waiting = minutes.items[1]
    assert (waiting.level, waiting.reasons) == (None, ())
    assert AgendaReason.CHILD_WITH_SEVERAL.value not in minutes.items[0].reasons
    assert AgendaReason.POLICE_NOT_NEEDED.value in minutes.items[0].reasons


def test_who_reads_no_child_s_reference_reads_no_free_text_of_an_item(closed: World) -> None:
    item = read(closed, Role.PARTNER, find_meeting(closed)).items[0]
    assert (item.note, item.decisions, item.interests) == (None, (), ())
    assert {finding.state for finding in item.findings} == {FindingState.CONFIRMED.value}
    assert all(finding.reason is None for finding in item.findings)


@pytest.mark.parametrize("role", REFUSED)
def test_who_does_not_sit_in_the_group_is_refused_and_gets_no_file(
    closed: World, role: Role
) -> None:
    meeting_id = find_meeting(closed)
    viewer: Viewer = closed.viewer(role)
    with pytest.raises(AccessDenied):
        read_minutes(closed.store, viewer, meeting_id)
    with pytest.raises(AccessDenied):
        prepare_minutes_pdf(closed.store, viewer, meeting_id)
    with pytest.raises(AccessDenied):
        read_minuted_meetings(closed.store, viewer)
    assert prepared(closed) == []


def test_the_rule_who_reads_is_the_row_of_the_table() -> None:
    assert {role for role, row in ACCESS.items() if can_read_minutes(row)} == {
        *READERS,
        Role.SYSTEM,
    }


@pytest.mark.parametrize("role", [role for role in READERS if role not in GROUP])
def test_a_draft_is_only_for_those_who_run_the_meeting(world: World, role: Role) -> None:
    meeting_id = plan(world)
    hold(world, meeting_id)
    draft = read(world, Role.CHAIR, meeting_id)
    assert draft.closed_at is None and len(draft.items) == 3
    with pytest.raises(AccessDenied):
        read(world, role, meeting_id)


def test_frozen_minutes_stay_when_an_incident_is_reopened_and_say_that_it_changed(
    closed: World,
) -> None:
    meeting_id = find_meeting(closed)
    before = read(closed, Role.CHAIR, meeting_id)
    assert not any(item.changed for item in before.items)
    incident = closed.incident(closed.named["reported"])
    chair = closed.viewer(Role.CHAIR)
    reopen_review(closed.store, chair, incident.id or 0, incident.version, "New facts came in")
    after = read(closed, Role.CHAIR, meeting_id)
    assert [item.changed for item in after.items] == [True, False, False]
    assert replace(after.items[0], changed=False) == before.items[0]
    assert (after.figures, after.digest) == (before.figures, before.digest)


def test_figures_that_the_data_have_left_behind_do_not_freeze(world: World) -> None:
    meeting_id = plan(world)
    hold(world, meeting_id)
    stale = Figures(world.store.read_revision() - 1, (SAID,))
    with pytest.raises(Conflict):
        close_meeting(world.store, world.viewer(Role.CHAIR), meeting_id, stale)
    assert read(world, Role.CHAIR, meeting_id).closed_at is None


def test_closing_twice_freezes_once(closed: World) -> None:
    meeting_id = find_meeting(closed)
    first = read(closed, Role.CHAIR, meeting_id)
    close_meeting(closed.store, closed.viewer(Role.CHAIR), meeting_id, Figures(0, ("Other",)))
    assert read(closed, Role.CHAIR, meeting_id) == first


def test_minutes_come_back_from_the_store_as_they_were_and_keep_their_digest(closed: World) -> None:
    meeting_id = find_meeting(closed)
    with closed.store.read() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert meeting.minutes is not None and check_digest(meeting)
        assert build_digest(dump_minutes(build_minutes(meeting.minutes))) == meeting.minutes_digest
        meeting.minutes = {**meeting.minutes, "closed_by": "Somebody else"}
        assert not check_digest(meeting)
        session.expunge_all()


@pytest.mark.parametrize("role", READERS)
def test_a_file_that_was_made_is_on_record_once_each_time(closed: World, role: Role) -> None:
    meeting_id = find_meeting(closed)
    revision = closed.store.read_revision()
    assert prepare_minutes_pdf(closed.store, closed.viewer(role), meeting_id).startswith(
        b"%PDF-1.7"
    )
    assert prepared(closed) == [f"minutes:{meeting_id}"]
    assert closed.store.read_revision() == revision


def test_a_file_that_could_not_be_made_is_not_on_record(
    closed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError("no font")

    meeting_id = find_meeting(closed)
    monkeypatch.setattr(minutes_pdf, "render_pdf", fail)
    with pytest.raises(RuntimeError):
        prepare_minutes_pdf(closed.store, closed.viewer(Role.CHAIR), meeting_id)
    assert prepared(closed) == []
