"""Whom a sign-in lets in: a person of the register, for as long as the limits say.

The provider says who somebody is; the store says whether they belong here, on every run.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from core.access import SYSTEM, Viewer
from core.clock import read_utc_now
from core.dialect import hurrying
from core.errors import AccessDenied, StoreUnavailable
from core.people import build_viewer
from core.sign_in_claims import CLOCKS_DIFFER
from core.sign_in_claims import Claims as Claims
from core.sign_in_claims import Refusal as Refusal
from core.sign_in_claims import SignInRefused as SignInRefused
from core.sign_in_claims import check_claims as check_claims
from core.sign_in_claims import fold_email as fold_email
from core.sign_in_limits import read_limits
from core.store import Store
from core.tables import Audit, Meeting, Person, SignIn
from core.vocabulary import MeetingState, Role

LONGEST_MEETING = timedelta(hours=6)
"""How long after its start a meeting keeps those who follow it signed in."""

_FIRST_SIGHT_LEEWAY = timedelta(minutes=2)
_SEEN_EVERY = timedelta(minutes=1)
# How long a reader's run waits to note that it was seen, in milliseconds.
_SEEN_WAIT = 50


def find_signed_in(store: Store, claims: Claims, now: datetime | None = None) -> Viewer:
    """The viewer whom these claims let in, as the store has them now; notes that they were seen.

    The first sight of a sign-in is audited, and so is a refusal, once a sign-in and reason.

    Raises:
        SignInRefused: with words for the person; see `Refusal`.
    """
    now = now or read_utc_now()
    try:
        person_id, row = _find(store, claims, now)
    except SignInRefused as refused:
        _record_refusal(store, claims, refused.refusal)
        if refused.refusal is Refusal.SIGNED_OUT_EVERYWHERE:
            _correct_moment(store, claims, now)
        raise
    viewer = build_viewer(store, person_id)
    if row is None:
        _begin(store, viewer, claims, now)
    elif abs(now - row.seen_at) >= _SEEN_EVERY:  # A clock may have been put back.
        _keep_seen(store, row, now)
    return viewer


def check_still(
    store: Store, viewer: Viewer, claims: Claims | None, now: datetime | None = None
) -> None:
    """Raise AccessDenied where the viewer of a drawn page is not whom the store would let in now.

    For what runs without the page: a press, a part that refreshes itself, a file made later. It
    does not count as being seen. Without claims (no sign-in is configured) the person alone counts.
    """
    person_id = viewer.person_id
    if claims is not None:
        person_id, row = _find(store, claims, now or read_utc_now())
        if row is None:
            raise SignInRefused(Refusal.ENDED)
    if person_id is None or build_viewer(store, person_id) != viewer:
        raise AccessDenied("Your part in the group was changed meanwhile. Look again.")


def keep_following(
    store: Store,
    viewer: Viewer,
    claims: Claims | None,
    meeting_id: int,
    now: datetime | None = None,
) -> None:
    """As `check_still`, and counts as being seen while the meeting that is followed runs.

    Nobody touches the screen of a room that listens. It counts until `LONGEST_MEETING` after the
    meeting's start, inclusive, so that one that nobody closed keeps nobody in; and the absolute
    limit holds as ever.
    """
    now = now or read_utc_now()
    check_still(store, viewer, claims, now)
    if claims is None:
        return
    with store.read() as session:
        row = session.exec(select(SignIn).where(SignIn.digest == claims.digest)).one()
        meeting = session.get(Meeting, meeting_id)
        if meeting is None or meeting.state != MeetingState.RUNNING or meeting.opened_at is None:
            return
        if now - meeting.opened_at > LONGEST_MEETING or abs(now - row.seen_at) < _SEEN_EVERY:
            return
        session.expunge(row)
    _keep_seen(store, row, now)


def check_just_signed_in(store: Store, claims: Claims | None, now: datetime | None = None) -> None:
    """Raise SignInRefused where the person proved too long ago who they are; inclusive.

    For what decides who is let in: an open tab that somebody else finds must not be enough. The
    provider's own moment counts where it says one. Without claims no sign-in is configured.
    """
    if claims is None:
        return
    with store.read() as session:
        limits = read_limits(session)
    if (now or read_utc_now()) - (claims.proved_at or claims.issued_at) > limits.fresh:
        raise SignInRefused(Refusal.STALE)


def _find(store: Store, claims: Claims, now: datetime) -> tuple[int, SignIn | None]:
    with store.read() as session:
        limits = read_limits(session)
        check_claims(claims, limits, now)
        row = session.exec(select(SignIn).where(SignIn.digest == claims.digest)).first()
        expired = claims.expires_at is not None and now - claims.expires_at > _FIRST_SIGHT_LEEWAY
        if row is None and expired:
            raise SignInRefused(Refusal.EXPIRED)
        person = _find_person(session, claims.email)
        if person is None:
            raise SignInRefused(Refusal.UNKNOWN)
        if not person.active:
            raise SignInRefused(Refusal.LEFT)
        _check_account(person, claims)
        if person.signed_out_at is not None and claims.issued_at <= person.signed_out_at:
            raise SignInRefused(Refusal.SIGNED_OUT_EVERYWHERE)
        if row is not None:
            # An address that was given to somebody else does not hand the sign-in on.
            if row.ended_at is not None or row.person_id != person.id:
                raise SignInRefused(Refusal.ENDED)
            if now - row.seen_at > limits.idle:
                raise SignInRefused(Refusal.IDLE)
            session.expunge(row)
        return person.id or 0, row


def _correct_moment(store: Store, claims: Claims, now: datetime) -> None:
    """Let who was signed out by a clock that ran ahead sign in anew from now on, not only then."""

    def find(session: Session) -> Person | None:
        person = _find_person(session, claims.email)
        at = person.signed_out_at if person else None
        return person if at is not None and at - now > CLOCKS_DIFFER else None

    with store.read() as session:
        if find(session) is None:
            return
    with store.write(SYSTEM) as change:
        person = find(change.session)
        if person is not None:
            person.signed_out_at = now
            change.record("corrected", "person", person.id, ["signed_out_at"], figures=False)


def _find_person(session: Session, email: str) -> Person | None:
    wanted = fold_email(email)
    return next((p for p in session.exec(select(Person)) if fold_email(p.email) == wanted), None)


def _check_account(person: Person, claims: Claims) -> None:
    # An address can be given to somebody else, or vouched for by another provider; this cannot.
    if person.account is not None and person.account != claims.account:
        raise SignInRefused(Refusal.ACCOUNT)


def _begin(store: Store, viewer: Viewer, claims: Claims, now: datetime) -> None:
    with store.write(viewer) as change:
        known = select(SignIn.id).where(SignIn.digest == claims.digest)
        if change.session.exec(known).first() is not None:
            return  # Two tabs opened at once.
        row = SignIn(
            digest=claims.digest, person_id=viewer.person_id or 0, began_at=now, seen_at=now
        )
        person = change.session.get_one(Person, row.person_id)
        _check_account(person, claims)
        fields = [] if person.account else ["account"]
        person.account = claims.account
        change.session.add(row)
        change.session.flush()
        change.record("signed in", "sign_in", row.id, fields, figures=False)


def _keep_seen(store: Store, row: SignIn, now: datetime) -> None:
    """Note the sight, unless somebody is writing: a page does not wait for it."""
    seen = update(SignIn).where(col(SignIn.id) == row.id, col(SignIn.ended_at).is_(None))
    with suppress(StoreUnavailable), hurrying(store.engine, _SEEN_WAIT) as connection:
        connection.execute(seen.values(seen_at=now))
        connection.commit()


def _record_refusal(store: Store, claims: Claims, refusal: Refusal) -> None:
    """Audit a refusal, once a sign-in and reason: a page that is drawn again says nothing new."""
    short = claims.digest[:16]
    said = select(Audit.fields).where(
        Audit.noun == "sign_in", Audit.verb == "refused", Audit.noun_id == short
    )
    with store.read() as session:
        if [refusal.value] in session.exec(said).all():
            return
        person = _find_person(session, claims.email) if claims.email_verified else None
        who = Viewer(person.id, person.name, Role(person.role)) if person else SYSTEM
    store.record_refusal(who, refusal.value, "sign_in", short)
