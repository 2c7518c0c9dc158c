"""The end of sign-ins: one of them, all of one's own, somebody's; and which there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core.access import Permission, Viewer, check_can
from core.clock import read_utc_now
from core.errors import InvalidInput
from core.store import Change, Store
from core.tables import Person, SignIn


@dataclass(frozen=True)
class SignInRow:
    """One sign-in: whose, from when, when it was last seen (to the minute) and when it ended."""

    id: int
    person_id: int
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None


def sign_out(store: Store, viewer: Viewer, digest: str) -> None:
    """End one of the viewer's own sign-ins, in every tab; the second time changes nothing."""
    with store.write(viewer) as change:
        row = change.session.exec(select(SignIn).where(SignIn.digest == digest)).first()
        if row is None or row.person_id != viewer.person_id or row.ended_at is not None:
            return
        row.ended_at = read_utc_now()
        change.record("signed out", "sign_in", row.id, ["ended_at"], figures=False)


def sign_out_everywhere(store: Store, viewer: Viewer, person_id: int) -> int:
    """End every sign-in of a person, also those that nothing was seen of yet; returns how many.

    Raises:
        AccessDenied: it is somebody else, and the viewer may not change people.
        InvalidInput: there is no such person.
    """
    with store.write(viewer) as change:
        if person_id != viewer.person_id:
            check_can(viewer, Permission.MANAGE_PEOPLE)
        return _end_all(change, person_id)


def forget_account(store: Store, viewer: Viewer, person_id: int) -> None:
    """Let a person's next sign-in be with another account; every sign-in of now ends.

    Raises:
        AccessDenied: the viewer may not change people.
        InvalidInput: there is no such person.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_PEOPLE)
        _end_all(change, person_id)
        change.session.get_one(Person, person_id).account = None
        change.record("released account", "person", person_id, ["account"], figures=False)


def _end_all(change: Change, person_id: int) -> int:
    person = change.session.get(Person, person_id)
    if person is None:
        raise InvalidInput("There is no such person.")
    now = read_utc_now()
    person.signed_out_at = now
    query = select(SignIn).where(SignIn.person_id == person_id, col(SignIn.ended_at).is_(None))
    rows = change.session.exec(query).all()
    for row in rows:
        row.ended_at = now
    change.record("signed out everywhere", "person", person_id, ["signed_out_at"], figures=False)
    return len(rows)


def read_sign_ins(store: Store, viewer: Viewer, person_id: int) -> tuple[SignInRow, ...]:
    """A person's sign-ins, the newest first: one's own, or anybody's for who may change people.

    Raises:
        AccessDenied: it is somebody else, and the viewer may not change people.
    """
    with store.read(viewer) as session:
        if person_id != viewer.person_id:
            check_can(viewer, Permission.MANAGE_PEOPLE)
        query = select(SignIn).where(SignIn.person_id == person_id)
        return tuple(
            SignInRow(row.id or 0, row.person_id, row.began_at, row.seen_at, row.ended_at)
            for row in session.exec(
                query.order_by(col(SignIn.began_at).desc(), col(SignIn.id).desc())
            )
        )
