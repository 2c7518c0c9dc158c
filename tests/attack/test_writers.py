"""Every change of core as everybody: at one's own, at another's, at nothing, stale and forged."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

import core.store
from core.access import Viewer, can
from core.errors import AccessDenied, SlowTimeError
from core.people import build_viewer
from core.store import Store
from core.vocabulary import Role
from tests.attack.writers import (
    NOBODY,
    OTHERWISE,
    PLACES,
    ROLES,
    WRITERS,
    Scene,
    Writer,
    build_scene,
    forget_openings,
    list_writers,
)
from tests.world import copy_world


class Undo:
    """While it is on, whatever reaches its commit is rolled back instead, and counted."""

    def __init__(self) -> None:
        self.on = False
        self.reached = 0
        self._commit = core.store.commit

    def __call__(self, session: Session) -> None:
        if self.on:
            self.reached += 1
            session.rollback()
        else:
            self._commit(session)


@pytest.fixture
def undo(monkeypatch: pytest.MonkeyPatch) -> Undo:
    undo = Undo()
    monkeypatch.setattr("core.store.commit", undo)
    return undo


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    scene = build_scene(tmp_path_factory.mktemp("scene"))
    yield scene
    scene.world.store.close()


def _digest(store: Store) -> dict[str, int]:
    with store.read() as session:
        tables = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        names = [name for (name,) in tables if not name.startswith(("audit", "sqlite"))]
        return {
            name: hash(tuple(map(tuple, session.execute(text(f'SELECT * FROM "{name}"')))))
            for name in names
        }


def _count_refusals(store: Store, viewer: Viewer) -> int:
    said = text("SELECT count(*) FROM audit WHERE verb = 'refused' AND person_id IS :who")
    with store.read() as session:
        return int(session.execute(said, {"who": viewer.person_id}).scalar_one())


def _try(writer: Writer, scene: Scene, viewer: Viewer, place: str) -> SlowTimeError | None:
    forget_openings()
    try:
        writer.call(scene, viewer, place)
    except SlowTimeError as error:
        return error
    return None


def _check_refused(writer: Writer, scene: Scene, viewer: Viewer, place: str) -> str:
    before = _count_refusals(scene.world.store, viewer)
    error = _try(writer, scene, viewer, place)
    assert isinstance(error, AccessDenied), (viewer.role, place, error)
    assert _count_refusals(scene.world.store, viewer) == before + 1, (viewer.role, place)
    return str(error)


def _check_allowed(undo: Undo, writer: Writer, scene: Scene, viewer: Viewer, place: str) -> None:
    undo.on, undo.reached = True, 0
    try:
        error = _try(writer, scene, viewer, place)
    finally:
        undo.on = False
    answered = error is not None and any(said in str(error) for said in writer.answers)
    assert answered or (error is None and undo.reached), (viewer.role, place, error)


def _may(writer: Writer, scene: Scene, viewer: Viewer, place: str) -> bool:
    holds = writer.needs is None or can(viewer, writer.needs)
    return holds and writer.where(scene, viewer, place)


def _list_places(writer: Writer) -> tuple[str, ...]:
    return ("alder",) if writer.wide else PLACES


def test_every_function_that_writes_is_in_the_registry() -> None:
    found = {name for name, args in list_writers().items() if {"store", "viewer"} <= set(args)}
    assert found - set(OTHERWISE) == set(WRITERS)
    assert set(OTHERWISE) <= found


@pytest.mark.parametrize("name", WRITERS)
def test_a_change_is_made_by_whom_the_table_lets_and_by_nobody_else(
    scene: Scene, undo: Undo, name: str
) -> None:
    writer, allowed = WRITERS[name], 0
    before = _digest(scene.world.store)
    for role in ROLES:
        viewer, said = scene.world.viewer(role), {}
        for place in _list_places(writer):
            if place == "nothing":
                continue
            if _may(writer, scene, viewer, place):
                _check_allowed(undo, writer, scene, viewer, place)
                allowed += 1
            elif writer.silent:
                assert _try(writer, scene, viewer, place) is None
            else:
                said[place] = _check_refused(writer, scene, viewer, place)
        if "dogwood" in said:
            # What is not there is refused as what is somebody else's, or done already.
            error = _try(writer, scene, viewer, "nothing")
            assert error is None or str(error) == said["dogwood"], (role, error)
        elif not writer.wide:
            _try(writer, scene, viewer, "nothing")
    assert _digest(scene.world.store) == before
    assert allowed


CHANGES = {
    "left the group": "UPDATE person SET active = 0 WHERE role <> 'x'",
    "another role": "UPDATE person SET role = 'liaison', administrator = 0, provider = NULL "
    "WHERE role <> 'liaison'",
    "another agency": "UPDATE person SET agency = 'cps'",
}


@pytest.fixture(scope="module", params=CHANGES)
def changed(
    request: pytest.FixtureRequest, scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, dict[Role, Viewer]]]:
    """The same store after its people were changed, and the viewers as they were before."""
    viewers = {role: scene.world.viewer(role) for role in ROLES}
    folder: Path = tmp_path_factory.mktemp("changed")
    later = replace(scene, world=copy_world(scene.world, folder), folder=folder)
    with later.world.store.engine.execution_options(slow_time_writes=True).begin() as connection:
        connection.execute(text(CHANGES[request.param]))
    yield later, viewers
    later.world.store.close()


@pytest.mark.parametrize("name", WRITERS)
def test_who_was_changed_since_their_page_was_drawn_changes_nothing(
    scene: Scene, changed: tuple[Scene, dict[Role, Viewer]], name: str
) -> None:
    writer, (later, viewers) = WRITERS[name], changed
    before, tried = _digest(later.world.store), 0
    for role, viewer in viewers.items():
        if role is Role.LIAISON:
            continue
        if not writer.silent and _may(writer, scene, viewer, "alder"):
            _check_refused(writer, later, viewer, "alder")
            tried += 1
    assert _digest(later.world.store) == before
    assert tried or writer.silent or role_only(writer, scene)


def role_only(writer: Writer, scene: Scene) -> bool:
    """Whether the liaison alone may: the one role that stays as it was."""
    return [r for r in ROLES if _may(writer, scene, scene.world.viewer(r), "alder")] == [
        Role.LIAISON
    ]


@pytest.mark.parametrize("name", WRITERS)
def test_a_viewer_that_the_store_does_not_give_changes_nothing(scene: Scene, name: str) -> None:
    writer, store = WRITERS[name], scene.world.store
    before = _digest(store)
    partner, chair = (scene.world.viewer(role) for role in (Role.PARTNER, Role.CHAIR))
    spoc = scene.world.viewer(Role.SPOC)
    forged = [
        replace(partner, role=Role.CHAIR),
        replace(partner, administrator=True),
        replace(partner, role=Role.SYSTEM),
        replace(chair, person_id=NOBODY),
        replace(chair, person_id=None),
        replace(spoc, home_ids=frozenset(scene.world.homes.values())),
    ]
    for viewer in forged:
        _check_refused(writer, scene, viewer, "alder")
    assert _digest(store) == before


def test_a_person_who_is_called_otherwise_since_is_the_same_person(scene: Scene) -> None:
    viewer = replace(build_viewer(scene.world.store, scene.world.people[Role.CHAIR]), name="Other")
    assert _try(WRITERS["plan_meeting"], scene, viewer, "alder") is None
