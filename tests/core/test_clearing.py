"""Words leave the group only where the chair cleared them as they are, and never with a child."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlmodel import select

from core.access import SYSTEM, Viewer
from core.clearing import (
    build_words_digest,
    clear_passage,
    read_cleared,
    read_passages,
    withdraw_clearance,
)
from core.errors import AccessDenied, Conflict, InvalidInput
from core.review import give_account
from core.tables import Audit, Incident, PassageClearance
from core.vocabulary import Passage, Role
from tests.world import World, add_incident

WORDS = "A cup was broken; the room was tidied together."
MAY = (Role.CHAIR, Role.PROTOCOL_LEAD)
S, A = Passage


def _clear(world: World, incident_id: int, seen: str = WORDS, passage: Passage = S) -> None:
    clear_passage(world.store, world.viewer(Role.CHAIR), incident_id, passage, seen)


def _read(world: World, *ids: int) -> dict[tuple[int, Passage], str]:
    with world.store.read() as session:
        return read_cleared(session, ids)


def _audited(world: World) -> list[tuple[str, str | None, tuple[str, ...]]]:
    with world.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.noun == "passage").order_by(Audit.seq))  # type: ignore[arg-type]
        return [(row.verb, row.noun_id, tuple(row.fields)) for row in rows]


def _change(world: World, incident_id: int, **facts: object) -> None:
    with world.store.write(SYSTEM) as change:
        incident = change.session.get_one(Incident, incident_id)
        for name, value in facts.items():
            setattr(incident, name, value)
        change.record("changed", "incident", incident_id)


def test_what_nobody_cleared_does_not_leave(world: World) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS, home_account="We talked.")
    assert _read(world, incident_id) == {}
    _clear(world, incident_id)
    assert _read(world, incident_id) == {(incident_id, S): WORDS}
    assert _read(world, incident_id + 1) == {} == _read(world)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_the_chair_and_the_lead_clear_words_and_nobody_else(world: World, role: Role) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS)
    viewer = world.viewer(role)
    if role in MAY:
        clear_passage(world.store, viewer, incident_id, S, WORDS)
        assert [row.cleared for row in read_passages(world.store, viewer, incident_id)] == [True]
        withdraw_clearance(world.store, viewer, incident_id, S)
        assert _read(world, incident_id) == {}
        return
    with pytest.raises(AccessDenied):
        clear_passage(world.store, viewer, incident_id, S, WORDS)
    with pytest.raises(AccessDenied):
        read_passages(world.store, viewer, incident_id)
    _clear(world, incident_id)
    with pytest.raises(AccessDenied):
        withdraw_clearance(world.store, viewer, incident_id, S)
    assert _read(world, incident_id) == {(incident_id, S): WORDS}
    with world.store.read() as session:
        refused = session.exec(select(Audit).where(Audit.verb == "refused")).all()
    assert [row.role for row in refused] == [role.value] * 3


def test_an_incident_that_is_not_there_is_refused_in_the_words_of_a_hidden_one(
    world: World,
) -> None:
    for change in (
        lambda viewer: clear_passage(world.store, viewer, 999, S, WORDS),
        lambda viewer: withdraw_clearance(world.store, viewer, 999, S),
        lambda viewer: read_passages(world.store, viewer, 999),
    ):
        with pytest.raises(AccessDenied, match="among those you may see"):
            change(world.viewer(Role.CHAIR))


def test_a_double_click_clears_once_and_the_audit_holds_no_word_of_it(world: World) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS)
    barrier = Barrier(2)

    def press(viewer: Viewer) -> None:
        barrier.wait()
        clear_passage(world.store, viewer, incident_id, S, WORDS)

    viewer = world.viewer(Role.CHAIR)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(press, viewer) for _ in range(2)]:
            done.result()
    for _ in range(2):
        withdraw_clearance(world.store, viewer, incident_id, S)
    place = f"{incident_id}:summary"
    assert _audited(world) == [("cleared", place, ("summary",)), ("withdrew", place, ("summary",))]
    with world.store.read() as session:
        rows = session.exec(select(Audit)).all()
    assert not any("cup" in str(row.model_dump()) for row in rows)


def test_a_clearance_raises_the_data_revision_as_documents_show_the_words(world: World) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS)
    before = world.store.read_revision()
    _clear(world, incident_id)
    _clear(world, incident_id)
    assert world.store.read_revision() == before + 1
    withdraw_clearance(world.store, SYSTEM, incident_id, S)
    assert world.store.read_revision() == before + 2


@pytest.mark.parametrize("now", [WORDS + ".", WORDS.upper(), f" {WORDS}", None])
def test_words_that_changed_are_not_cleared_any_more(world: World, now: str | None) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS)
    _clear(world, incident_id)
    _change(world, incident_id, summary=now)
    assert _read(world, incident_id) == {}
    rows = read_passages(world.store, SYSTEM, incident_id)
    assert [(row.cleared, row.lapsed) for row in rows] == ([(False, True)] if now else [])
    if now:
        _clear(world, incident_id, now)
        assert _read(world, incident_id) == {(incident_id, S): now}
    _change(world, incident_id, summary=WORDS)
    assert bool(_read(world, incident_id)) is (now is None)


def test_the_homes_account_lapses_when_the_home_gives_another(world: World) -> None:
    incident_id = add_incident(world, "I-1", home_account=WORDS)
    _clear(world, incident_id, passage=A)
    version = world.incident(incident_id).version
    give_account(world.store, world.viewer(Role.PROVIDER), incident_id, version, "It was Jo.")
    assert _read(world, incident_id) == {}


def test_words_changed_while_they_were_read_are_not_cleared(world: World) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS)
    with pytest.raises(Conflict, match="changed the summary while you read it"):
        _clear(world, incident_id, "What stood here before.")
    assert _read(world, incident_id) == {} and _audited(world) == []


def test_there_must_be_words_to_clear(world: World) -> None:
    incident_id = add_incident(world, "I-1", home_account="")
    for passage in Passage:
        with pytest.raises(InvalidInput, match="no words"):
            _clear(world, incident_id, "", passage)
    assert read_passages(world.store, SYSTEM, incident_id) == ()


@pytest.mark.parametrize("words", ["K7 broke a cup.", "A cup (k7's)", "Of K7"])
def test_words_with_a_childs_reference_stay(world: World, words: str) -> None:
    add_incident(world, "I-1", child_ref="K7")
    incident_id = add_incident(world, "I-2", summary=words)
    with pytest.raises(InvalidInput, match="A child's reference stands in the summary"):
        _clear(world, incident_id, words)
    (row,) = read_passages(world.store, SYSTEM, incident_id)
    assert row.barred and not row.cleared


def test_a_reference_that_the_store_learns_later_takes_only_its_words_back(world: World) -> None:
    other = add_incident(world, "I-1", summary="K71 cups stood there.")
    incident_id = add_incident(world, "I-2", summary="K7 broke a cup.")
    _clear(world, incident_id, "K7 broke a cup.")
    _clear(world, other, "K71 cups stood there.")
    assert len(_read(world, incident_id, other)) == 2
    add_incident(world, "I-3", child_ref="K7")
    assert _read(world, incident_id, other) == {(other, S): "K71 cups stood there."}
    (row,) = read_passages(world.store, SYSTEM, incident_id)
    assert not row.cleared


def test_what_nobody_reported_stays_within_the_group_until_it_is_referred(world: World) -> None:
    incident_id = add_incident(world, "I-1", channel="none", summary=WORDS)
    with pytest.raises(InvalidInput, match="stay within the group"):
        _clear(world, incident_id)
    _change(world, incident_id, referred_to_police_at=datetime(2019, 6, 1, 9, tzinfo=UTC))
    _clear(world, incident_id)
    assert _read(world, incident_id)
    _change(world, incident_id, referred_to_police_at=None)
    assert _read(world, incident_id) == {}


def test_the_digest_is_of_the_very_words(world: World) -> None:
    incident_id = add_incident(world, "I-1", summary=WORDS)
    _clear(world, incident_id)
    with world.store.read() as session:
        row = session.exec(select(PassageClearance)).one()
    assert row.words_digest == build_words_digest(WORDS)
    assert row.cleared_by == world.people[Role.CHAIR]
    # echo -n abc | sha256sum
    assert build_words_digest("abc").startswith("ba7816bf8f01cfea414140de5dae2223")
