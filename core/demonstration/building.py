"""Build the demonstration store beside its place and rename it: no half-built one ever stays."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from core.access import SYSTEM
from core.clock import read_today
from core.demonstration.background import draw_background
from core.demonstration.copying import copy_block, read_block
from core.demonstration.dates import PUBLISHED_TO, Story, build_story, stamp
from core.demonstration.documents import write_documents
from core.demonstration.drawing import Draft, Drawer
from core.demonstration.follow_up import write_actions
from core.demonstration.governance import write_governance
from core.demonstration.published import draw_published
from core.demonstration.record import write_record
from core.demonstration.register import BY_NAME, MARCHETTI, PEOPLE
from core.demonstration.set_pieces import draw_set_pieces
from core.demonstration.storylines import draw_storylines
from core.demonstration.waiting import draw_waiting
from core.demonstration.writing import Batches, write_homes, write_incidents
from core.drawn_numbers import Draw, build_draw
from core.errors import InvalidInput
from core.people import add_person, end_person
from core.schema import read_newest_version, read_schema_version
from core.store import (
    Store,
    build_url,
    open_store,
)
from core.tables import ActionEvent, Person
from core.vocabulary import StoreKind

_DAYS_CURRENT = 7
# Further copies repeat these: judging each anew would take long and show nothing new.
_DRAWN_ANEW = 10
_SPOC_LEFT_AFTER = 10
_BESIDE = ("-journal", "-wal", "-shm")


def build_demonstration(
    path: Path, *, seed: int = 1, scale: int = 1, today: date | None = None
) -> None:
    """Build the demonstration store at a path, in place of an earlier demonstration.

    The same seed, scale and day give the same content; only the audit's own times are the clock's.

    Args:
        path: where the file comes to lie.
        seed: which of the possible counties.
        scale: how many times the county's homes and incidents; from the eleventh on they repeat.
        today: the story's day; by default the UK's today.

    Raises:
        InvalidInput: a scale below 1, a day the story cannot be told on, or a file that is no
            demonstration: one's own store is never overwritten.
    """
    if not 1 <= scale <= 9000:
        raise InvalidInput("The demonstration's scale is a number from 1 to 9000.")
    story = build_story(today or read_today())
    _check_replaceable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    _remove(part)
    try:
        store = open_store(build_url(part), create=StoreKind.DEMONSTRATION)
        try:
            _fill(store, story, seed, scale)
        finally:
            store.close()
        # Looked at again: building takes a while, and somebody may have put a store there.
        _check_replaceable(path)
        os.replace(part, path)
    finally:
        _remove(part)


def is_current(path: Path, today: date | None = None) -> bool:
    """Whether a demonstration of this release lies here whose story is at most a week old."""
    try:
        if _read_kind(path) != StoreKind.DEMONSTRATION:
            return False
    except InvalidInput:
        return False
    engine = create_engine(build_url(path))
    try:
        if read_schema_version(engine) != read_newest_version():
            return False
        with engine.connect() as connection:
            told = connection.execute(
                text("SELECT noun_id FROM audit WHERE verb = 'built' AND noun = 'demonstration'")
            ).scalar()
    finally:
        engine.dispose()
    if told is None:
        return False
    age = ((today or read_today()) - date.fromisoformat(str(told))).days
    return 0 <= age <= _DAYS_CURRENT


def _read_kind(path: Path) -> str | None:
    """What the store at a path is; None where there is no file, or an empty one."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return None
    # Not by `open_store`: it would bring an older store up to date, which is not ours to do.
    engine = create_engine(build_url(path))
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT kind FROM store_info")).scalar())
    except DatabaseError:
        raise InvalidInput(
            f"{path.name} is there and cannot be read as a demonstration. Nothing was changed."
        ) from None
    finally:
        engine.dispose()


def _check_replaceable(path: Path) -> None:
    if _read_kind(path) not in {None, StoreKind.DEMONSTRATION}:
        raise InvalidInput(
            f"{path.name} is somebody's own store, which a demonstration never replaces. "
            "Nothing was changed."
        )
    # A journal left beside the new file would be played back into it.
    left = [p for p in (Path(f"{path}{ending}") for ending in _BESIDE) if p.exists()]
    if not path.exists():
        for stale in left:
            stale.unlink()
    elif left:
        raise InvalidInput(f"{path.name} is being written to. Nothing was changed; try again.")


def _remove(part: Path) -> None:
    for ending in ("", *_BESIDE):
        Path(f"{part}{ending}").unlink(missing_ok=True)


def _fill(store: Store, story: Story, seed: int, scale: int) -> None:
    people = {key: add_person(store, SYSTEM, form) for key, form in PEOPLE.items()}
    batches = Batches(story)
    with store.write(SYSTEM) as change:
        homes = write_homes(change.session, story, scale, people)
        batches.write(change.session, people["police"], people["lead"])
        change.record("wrote", "homes", fields=["homes", "places", "aliases", "spocs"])
    marks = _write_incidents(store, batches, homes, seed, scale, people["chair"])
    with store.write(SYSTEM) as change:
        for batch in batches.close(change.session):
            change.record("imported", "batch", batch, ["incidents"])
        draw = build_draw(Random(f"slow-time:{seed}:actions"))
        write_actions(change.session, story, homes, people, marks, draw)
        change.record("wrote", "actions", fields=["actions", "events"])
        write_record(change.session, story, homes, people)
        change.record("wrote", "record", fields=["meetings", "annotations", "contacts", "training"])
        write_governance(change, story, homes, people)
        write_documents(change, story, homes, people)
    _end_spoc(store, story, people[MARCHETTI])
    with store.write(SYSTEM) as change:
        change.record("built", "demonstration", story.today, [f"seed {seed}", f"scale {scale}"])


def _write_incidents(
    store: Store,
    batches: Batches,
    homes: dict[tuple[int, str], int],
    seed: int,
    scale: int,
    chair_id: int,
) -> dict[str, int]:
    """Write every copy's incidents; returns the ids of those of the first that actions follow."""
    numbers, counties = count(1), min(scale, _DRAWN_ANEW)
    draw = build_draw(Random(f"slow-time:{seed}:incidents"))
    refs = (f"CH{number:03d}" for number in numbers)
    drawn = [
        item for copy in range(counties) for item in _draw_copy(batches.story, seed, copy, refs)
    ]
    with store.write(SYSTEM) as change:
        written = write_incidents(change.session, batches, drawn, homes, chair_id, draw)
        change.record("wrote", "incidents", fields=["incidents", "findings", "reviews"])
    if scale > counties:
        _copy_incidents(store, batches, homes, scale, next(numbers) - 1, draw)
    of_first = {id(draft) for copy, _, draft in drawn if copy == 0}
    return {
        w.draft.mark: w.incident_id for w in written if w.draft.mark and id(w.draft) in of_first
    }


def _copy_incidents(
    store: Store,
    batches: Batches,
    homes: dict[tuple[int, str], int],
    scale: int,
    children: int,
    draw: Draw,
) -> None:
    in_block = sum(copy < _DRAWN_ANEW for copy, _ in homes)
    with store.read() as session:
        block = read_block(session, in_block, children)
    for number, start in enumerate(range(_DRAWN_ANEW, scale, _DRAWN_ANEW), start=1):
        # The register numbers homes copy by copy, so a block's are a run.
        wanted = range(in_block * number + 1, min(in_block * (number + 1), len(homes)) + 1)
        with store.write(SYSTEM) as change:
            copy_block(change.session, block, number, wanted, batches, draw)
            change.record("wrote", "incidents", start, ["incidents", "findings", "reviews"])


def _end_spoc(store: Store, story: Story, person_id: int) -> None:
    """One SPOC has moved on since the last meeting: two homes have none, an action no owner."""
    with store.read() as session:
        version = _read_version(session, person_id)
    left_on = story.last_meeting + timedelta(days=_SPOC_LEFT_AFTER)
    end_person(store, SYSTEM, person_id, version, left_on)
    with store.write(SYSTEM) as change:
        # The hand-over is of the story's day, not of the clock's.
        stamped = update(ActionEvent).where(col(ActionEvent.kind) == "handed over")
        change.session.execute(stamped.values(at=stamp(left_on, 17)))
        change.record("wrote", "actions", fields=["events"])


def _read_version(session: Session, person_id: int) -> int:
    return session.exec(select(Person.version).where(Person.id == person_id)).one()


def _draw_copy(
    story: Story, seed: int, copy: int, refs: Iterator[str]
) -> Iterator[tuple[int, Drawer, Draft]]:
    """All incidents of one copy of the county that fit its days and its homes."""
    draw = Drawer(f"slow-time:{seed}:{copy}", refs)
    since = [*draw_storylines(draw, story), *draw_set_pieces(draw)]
    since = [draft for draft in since if _fits(draft, story)]
    told = [*draw_published(draw), *since, *draw_waiting(draw, story)]
    for draft in (*told, *draw_background(draw, story, since)):
        yield copy, draw, draft


def _fits(draft: Draft, story: Story) -> bool:
    return PUBLISHED_TO < draft.day <= story.reviewed_to and BY_NAME[draft.home].is_open(draft.day)
