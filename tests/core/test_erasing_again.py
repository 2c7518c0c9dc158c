"""A backup of before an erasure is put back without what was erased since."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.anonymised_references import find_anonymised
from core.backup import backup
from core.checking import check_store
from core.clock import read_today
from core.daily_backup import find_expired
from core.erasing_again import ErasedAgain, erase_again
from core.errors import AccessDenied
from core.older_copies import find_ends, read_older_copies
from core.people import end_person, read_people
from core.restore import restore
from core.retention import set_retention_years
from core.store import Store, build_url, open_store
from core.store_files import name_part
from core.subjects import erase_child, erase_person, find_child
from core.tables import Audit, Incident, Person
from core.vocabulary import Role
from tests.world import World, add_incident

pytestmark = pytest.mark.sqlite_only("backups and copies are files")

REFERENCES = ("LOG-1", "LOG-2", "LOG-3")
LEFT = read_today() - timedelta(days=800)


def _path(store: Store) -> Path:
    return Path(str(store.engine.url.database))


@pytest.fixture
def before(world: World, tmp_path: Path) -> Path:
    """A backup of a store with three children's incidents and a member who has left."""
    for number, reference in enumerate(REFERENCES):
        key = add_incident(world, reference, child_ref=f"K{number}", summary="zebrafinch")
        with world.store.write(SYSTEM) as change:
            change.session.get_one(Incident, key).reviewed_at = change.session.get_one(
                Person, 1
            ).signed_out_at
            change.record("changed", "incident", key)
    chair = world.viewer(Role.CHAIR)
    row = next(p for p in read_people(world.store, chair) if p.role is Role.LIAISON)
    end_person(world.store, chair, row.id, row.version, LEFT)
    set_retention_years(world.store, chair, 1, "agreed", expected=None)
    target = tmp_path / "before.db"
    backup(world.store, SYSTEM, target)
    return target


def _erase(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first child's incident and the former member's name."""
    monkeypatch.setattr("core.subjects._check_may_go", lambda *_: None)
    chair = world.viewer(Role.CHAIR)
    (row,) = find_child(world.store, chair, "K0").incidents
    erase_child(world.store, chair, "K0", [row.id], "asked for")
    erase_person(world.store, chair, world.people[Role.LIAISON], read_today())


def _read(store: Store) -> tuple[set[str], str]:
    with store.read() as session:
        texts = set(session.exec(select(Incident.reference)).all())
        return texts, session.exec(select(Person.name).where(Person.role == "liaison")).one()


def test_a_restored_backup_comes_without_what_was_erased_since(
    world: World, before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _erase(world, monkeypatch)
    later = _path(world.store)
    url = world.store.url
    world.store.close()
    part = tmp_path / "part.db"
    copyfile(before, part)
    store = open_store(build_url(part))
    assert _read(store) == (set(REFERENCES), "A liaison")
    assert erase_again(store, later) == ErasedAgain(1, 1)
    assert _read(store) == ({"anonymised-1", "LOG-2", "LOG-3"}, f"former member {_liaison(world)}")
    with store.read() as session:
        # An import of the same extract still knows it.
        assert set(find_anonymised(session, REFERENCES)) == {"LOG-1"}
        said = session.exec(select(Audit.fields).where(Audit.noun == "incidents")).all()
    assert ["1 incident", "again after a restore"] in said
    assert check_store(store, SYSTEM)["faults"] == []
    assert erase_again(store, later) == ErasedAgain(0, 0), "done again, it finds nothing more"
    store.close()
    for word in (b"K0", b"LOG-1", b"A liaison"):
        assert word not in part.read_bytes(), word
    assert restore(before, url).erased == ErasedAgain(1, 1)
    assert _read(open_store(url))[0] == {"anonymised-1", "LOG-2", "LOG-3"}


def test_a_restore_cut_short_between_two_names_asks_the_store_that_it_replaced(
    world: World, before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _erase(world, monkeypatch)
    revision, path, url = world.store.read_revision(), _path(world.store), world.store.url
    world.store.close()
    # Where a file cannot have two names it has for an instant only the new one.
    path.rename(path.with_name(f"{path.stem}.before-restore-2026-11-22T120000{path.suffix}"))
    name_part(path).touch()
    done = restore(before, url)
    assert done.erased == ErasedAgain(1, 1) and done.data_revision > revision
    assert done.kept is not None and done.kept.exists()
    assert _read(open_store(url))[0] == {"anonymised-1", "LOG-2", "LOG-3"}


def _liaison(world: World) -> int:
    return world.people[Role.LIAISON]


def test_an_incident_that_took_an_erased_ones_number_is_left_alone(
    world: World, before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _erase(world, monkeypatch)
    with closing(sqlite3.connect(before)) as connection:
        connection.execute("UPDATE incident SET reference = 'LOG-9' WHERE id = 1")
        connection.commit()
    store = open_store(build_url(before))
    assert erase_again(store, _path(world.store)).incidents == 0
    assert "LOG-9" in _read(store)[0]


def test_what_came_and_was_erased_after_the_backup_is_still_known_to_an_import(
    world: World, before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.subjects._check_may_go", lambda *_: None)
    key = add_incident(world, "LOG-8", child_ref="K8")
    erase_child(world.store, world.viewer(Role.CHAIR), "K8", [key], "asked for")
    store = open_store(build_url(before))
    assert erase_again(store, _path(world.store)) == ErasedAgain(0, 0)
    with store.read() as session:
        assert set(find_anonymised(session, ["LOG-8", "LOG-1"])) == {"LOG-8"}


def test_another_stores_people_are_not_taken_for_this_ones(
    world: World, before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _erase(world, monkeypatch)
    with closing(sqlite3.connect(before)) as connection:
        connection.execute("UPDATE store_info SET created_at = '2001-01-01 00:00:00.000000'")
        connection.commit()
    store = open_store(build_url(before))
    assert erase_again(store, _path(world.store)) == ErasedAgain(1, 0)
    assert _read(store)[1] == "A liaison"


def test_where_the_replaced_store_is_damaged_the_newest_daily_backup_is_asked(
    world: World, before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _erase(world, monkeypatch)
    damaged = tmp_path / "elsewhere" / "own.db"
    (damaged.parent / "backups").mkdir(parents=True)
    backup(world.store, SYSTEM, damaged.parent / "backups" / "own-2026-11-21.db")
    damaged.write_bytes(b"not a database" * 400)
    store = open_store(build_url(before))
    assert erase_again(store, damaged) == ErasedAgain(1, 1)
    (damaged.parent / "backups" / "own-2026-11-21.db").unlink()
    assert erase_again(store, damaged) == ErasedAgain(0, 0, known=False)
    assert erase_again(store, tmp_path / "none.db") == ErasedAgain(0, 0, known=True)


def test_each_backup_ends_when_the_rotation_takes_it_and_not_a_day_before() -> None:
    today = date(2026, 11, 22)
    days = [today - timedelta(days=back) for back in (0, 1, 6, 40, 200)]
    ends = find_ends(days, today)
    assert set(ends) == set(days)
    for day, end in ends.items():
        kept = set(days)
        for step in range(1, (end - today).days + 1):
            kept.add(today + timedelta(days=step))
            gone = find_expired(kept)
            assert (day in gone) is (today + timedelta(days=step) == end), (day, step)
            kept -= gone
    assert max(ends.values()) <= today + timedelta(days=400)
    assert find_ends([], today) == {}


def test_the_copies_of_before_an_erasure_are_named_with_their_end(
    world: World, before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair, today = world.viewer(Role.CHAIR), read_today()
    assert read_older_copies(world.store, chair, today) == ()
    _erase(world, monkeypatch)
    own = _path(world.store)
    (own.parent / "backups").mkdir()
    for ago in (1, 40):
        day = today - timedelta(days=ago)
        copyfile(before, own.parent / "backups" / f"{own.stem}-{day}{own.suffix}")
    (own.parent / f"{own.stem}.before-0005{own.suffix}").touch()
    copies = read_older_copies(world.store, chair, today)
    assert [copy.made_on for copy in copies] == [
        None,
        *sorted(
            (c.made_on for c in copies[1:]), key=lambda d: -find_ends([d], today)[d].toordinal()
        ),
    ]
    assert copies[0].ends_on is None and all(copy.ends_on > today for copy in copies[1:])
    with pytest.raises(AccessDenied):
        read_older_copies(world.store, world.viewer(Role.SPOC), today)
