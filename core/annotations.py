"""Dated notes that explain a figure: agency staff, a home opened, recording changed."""

from datetime import date

from sqlmodel import Session, select

from core.access import Permission, Viewer, can_annotate, check_can
from core.action_checks import names_a_child
from core.clock import read_today, read_utc_now
from core.contract import fold
from core.errors import AccessDenied, InvalidInput
from core.store import Store
from core.tables import Annotation, Home

LONGEST_WORDS = 120
_NOT_YOURS = "There is no such annotation among those that you may change."
_NOT_YOUR_PLACE = "You may annotate the homes that are yours, and the area where you see all of it."


def add_annotation(
    store: Store,
    viewer: Viewer,
    *,
    words: str,
    on_day: date,
    until_day: date | None = None,
    home_id: int | None = None,
    cleared: bool = False,
) -> int:
    """Note what explains a figure, of a home or, without one, of the whole area; returns its id.

    Both days inclusive. The same words of the same place and days are noted once, and stay cleared
    or not as they were; where they had been removed they come back as said now.

    Args:
        store: where it is kept.
        viewer: who notes it.
        words: 1 to 120 characters in one line, naming no child.
        on_day: the day, or the first of a span; not in the future.
        until_day: the last day of a span.
        home_id: the home; None for the whole area.
        cleared: whether it may be shown on the wall and in documents.

    Raises:
        AccessDenied: the home, or the area, is not the viewer's to annotate.
        InvalidInput: the words or days are none that can be.
    """
    words = " ".join(words.split())
    _check_words(words)
    _check_days(on_day, until_day)
    meaning = build_annotation_meaning(home_id, on_day, until_day, words)
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.ANNOTATE)
        if not can_annotate(viewer, home_id) or not _is_place(session, home_id):
            raise AccessDenied(_NOT_YOUR_PLACE)
        if names_a_child(session, words):
            raise InvalidInput("An annotation names no child: take the child's reference out.")
        found = session.exec(select(Annotation).where(Annotation.meaning == meaning)).first()
        if found is not None and found.removed_at is None:
            return found.id or 0
        verb = "restored" if found else "added"
        note = found or Annotation(
            home_id=home_id,
            on_day=on_day,
            until_day=until_day,
            words=words,
            created_at=read_utc_now(),
            created_by=viewer.person_id,
            meaning=meaning,
        )
        note.cleared, note.removed_at, note.removed_by = cleared, None, None
        session.add(note)
        session.flush()
        assert note.id is not None
        change.record(verb, "annotation", note.id, ["words", "on_day", "until_day", "cleared"])
        return note.id


def build_annotation_meaning(
    home_id: int | None, on_day: date, until_day: date | None, words: str
) -> str:
    """What makes two annotations the same: place, days and words, whatever case and spacing."""
    return f"{home_id or 'area'}:{on_day}:{until_day or ''}:{fold(words)}"


def remove_annotation(store: Store, viewer: Viewer, annotation_id: int) -> None:
    """Take an annotation out of every figure; `restore_annotation` puts it back.

    Raises:
        AccessDenied: the viewer may not annotate its home or the area, or there is none such.
    """
    _turn(store, viewer, annotation_id, removed=True)


def restore_annotation(store: Store, viewer: Viewer, annotation_id: int) -> None:
    """Put a removed annotation back as it was.

    Raises:
        AccessDenied: as `remove_annotation`.
    """
    _turn(store, viewer, annotation_id, removed=False)


def _turn(store: Store, viewer: Viewer, annotation_id: int, *, removed: bool) -> None:
    with store.write(viewer) as change:
        check_can(viewer, Permission.ANNOTATE)
        note = change.session.get(Annotation, annotation_id)
        if note is None or not can_annotate(viewer, note.home_id):
            raise AccessDenied(_NOT_YOURS)
        if (note.removed_at is not None) is removed:
            return
        note.removed_at = read_utc_now() if removed else None
        note.removed_by = viewer.person_id if removed else None
        change.record("removed" if removed else "restored", "annotation", annotation_id)


def _is_place(session: Session, home_id: int | None) -> bool:
    return home_id is None or session.get(Home, home_id) is not None


def _check_words(words: str) -> None:
    if not words or len(words) > LONGEST_WORDS:
        raise InvalidInput(f"An annotation has 1 to {LONGEST_WORDS} characters.")


def _check_days(on_day: date, until_day: date | None) -> None:
    if on_day > read_today():
        raise InvalidInput("An annotation is of something that has happened: the day lies ahead.")
    if until_day is not None and until_day < on_day:
        raise InvalidInput("The last day comes before the first.")
