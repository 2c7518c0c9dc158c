"""Contacts between the group and a home: log one, give advice in one tap, take a mistake back.

Once logged a contact is not changed. Who logged it by mistake takes it back on the same day; later
it stands, and another contact says what was wrong.
"""

import hashlib
from datetime import date, datetime

from sqlmodel import Session, select

from core.access import Permission, Viewer, can_see_home, check_can
from core.action_checks import names_a_child
from core.clock import read_today, read_utc_now, to_uk
from core.contract import fold
from core.errors import AccessDenied, Conflict, InvalidInput
from core.store import Change, Store
from core.tables import Home, HomeContact
from core.vocabulary import ContactAbout, ContactHow, ContactPresent

_LONGEST_NOTE = 2000
_NOT_YOURS = "This home is not one of yours to see."
_NOT_TO_UNDO = "A contact is taken back by whoever logged it, on the day they did."


def check_home(session: Session, viewer: Viewer, home_id: int) -> None:
    """Raise AccessDenied, in the same words, for a home that is not the viewer's or not there."""
    if not can_see_home(viewer, home_id) or session.get(Home, home_id) is None:
        raise AccessDenied(_NOT_YOURS)


def check_past(on_day: date) -> None:
    """Raise InvalidInput for a day that lies ahead in the UK."""
    if on_day > read_today():
        raise InvalidInput("What is recorded has happened: the day lies ahead.")


def log_contact(
    store: Store,
    viewer: Viewer,
    *,
    home_id: int,
    on_day: date,
    how: ContactHow,
    present: ContactPresent,
    note: str | None = None,
    about: ContactAbout = ContactAbout.CONTACT,
) -> int:
    """Log that the viewer was in touch with a home; returns the contact's id. Twice is once.

    A second contact of the same day, way, company and purpose is told from the first by its note.

    Raises:
        AccessDenied: the home is not the viewer's.
        InvalidInput: a day that lies ahead, a note over 2,000 characters or with a child's
            reference in it.
    """
    note = (note or "").strip() or None
    if note and len(note) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE} characters.")
    # A digest: what a note says stands in one place only.
    digest = hashlib.sha256(fold(note or "").encode()).hexdigest()[:16]
    meaning = f"{home_id}:{on_day}:{how.value}:{present.value}:{viewer.person_id or ''}:{digest}"
    if about is not ContactAbout.CONTACT:
        meaning = f"{meaning}:{about.value}"
    with store.write(viewer) as change:
        check_can(viewer, Permission.KEEP_HOME_RECORD)
        check_home(change.session, viewer, home_id)
        check_past(on_day)
        if note and names_a_child(change.session, note):
            raise InvalidInput("A note names no child: take the child's reference out.")
        return _write(
            change,
            HomeContact(
                home_id=home_id,
                person_id=viewer.person_id,
                on_day=on_day,
                how=how.value,
                present=present.value,
                note=note,
                created_at=read_utc_now(),
                created_by=viewer.person_id,
                meaning=meaning,
                about=about.value,
            ),
        )


def _write(change: Change, contact: HomeContact) -> int:
    known = change.session.exec(
        select(HomeContact.id).where(HomeContact.meaning == contact.meaning)
    ).first()
    if known is not None:
        return known
    change.session.add(contact)
    change.session.flush()
    assert contact.id is not None
    change.record("logged", "contact", contact.id, ["home_id", "on_day", "how", "about", "note"])
    return contact.id


def log_advice(store: Store, viewer: Viewer, home_id: int) -> int:
    """Log that the viewer advised a home today, on the telephone, staff only: the one tap.

    A second tap of the day is the same advice; a second advice is logged with a note.

    Raises:
        AccessDenied: the home is not the viewer's.
    """
    return log_contact(
        store,
        viewer,
        home_id=home_id,
        on_day=read_today(),
        how=ContactHow.TELEPHONE,
        present=ContactPresent.STAFF,
        about=ContactAbout.ADVICE,
    )


def undo_contact(store: Store, viewer: Viewer, contact_id: int, logged_at: datetime) -> None:
    """Take back a contact that the viewer logged by mistake today (UK); a repeat is a success.

    The audit keeps that it was logged and taken back. `logged_at`: when the contact that is meant
    was logged, as the viewer saw it, since a number is given again once its contact is gone.

    Raises:
        AccessDenied: somebody else logged it, or it was logged on an earlier day, or the home is
            not the viewer's any more.
        Conflict: the number is another contact's by now.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.KEEP_HOME_RECORD)
        contact = change.session.get(HomeContact, contact_id)
        if contact is None:
            return
        check_home(change.session, viewer, contact.home_id)
        if not is_own_of_today(viewer, contact.created_by, contact.created_at, read_today()):
            raise AccessDenied(_NOT_TO_UNDO)
        if contact.created_at != logged_at:
            raise Conflict("This contact was taken back already. Nothing else was; look again.")
        change.session.delete(contact)
        change.record("took back", "contact", contact_id, ["home_id", "on_day", "how", "about"])


def is_own_of_today(
    viewer: Viewer, created_by: int | None, created_at: datetime, today: date
) -> bool:
    """Whether the viewer logged it themselves, and on this day in the UK."""
    return created_by == viewer.person_id and to_uk(created_at).date() == today
