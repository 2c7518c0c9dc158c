"""Whom a sign-in lets in: a person of the register, for as long as the limits say.

The provider says who somebody is; the store says whether they belong here, on every run.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select, update

from core.access import SYSTEM, Viewer
from core.clock import read_utc_now
from core.dialect import in_words
from core.errors import AccessDenied, StoreUnavailable
from core.people import PersonForm, add_first_person, build_viewer
from core.sign_in_limits import Limits, read_limits
from core.store import Store
from core.tables import Audit, Person, SignIn
from core.vocabulary import Role

_CLOCKS_DIFFER = timedelta(minutes=5)
_FIRST_SIGHT_LEEWAY = timedelta(minutes=2)
_SEEN_EVERY = timedelta(minutes=1)
# How long a reader's run waits to note that it was seen, in milliseconds.
_SEEN_WAIT = 50


class Refusal(StrEnum):
    """Why a sign-in lets nobody in, as the audit has it."""

    ISSUER = "another issuer"
    UNVERIFIED = "e-mail not verified"
    FUTURE = "issued in the future"
    TOO_OLD = "older than the absolute limit"
    EXPIRED = "expired before its first page"
    UNKNOWN = "unknown person"
    LEFT = "person has left"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    ENDED = "ended sign-in"
    IDLE = "idle too long"


_WORDS = {
    Refusal.ISSUER: "This account comes from a provider that this installation does not know.",
    Refusal.UNVERIFIED: (
        "The provider does not vouch for this account's e-mail address. Verify the address with "
        "the provider, or ask the administrator."
    ),
    Refusal.FUTURE: (
        "This sign-in is dated in the future. The provider's clock and this server's differ; tell "
        "the administrator."
    ),
    Refusal.TOO_OLD: "You were signed in for as long as one sign-in lasts. Sign in again.",
    Refusal.EXPIRED: "This sign-in had expired before it was used. Sign in again.",
    Refusal.UNKNOWN: (
        "Nobody in the group has this account's e-mail address. If you belong to it, ask the chair "
        "or the administrator to enter the address that you sign in with."
    ),
    Refusal.LEFT: (
        "You are entered as having left the group. If that is wrong, ask the chair or the "
        "administrator."
    ),
    Refusal.SIGNED_OUT_EVERYWHERE: "You were signed out everywhere. Sign in again.",
    Refusal.ENDED: "You are signed out. Sign in again.",
    Refusal.IDLE: "You were signed out because nothing was done for a while. Sign in again.",
}


class SignInRefused(AccessDenied):
    """A sign-in that lets nobody in; `refusal` says why, the text says it to the person."""

    def __init__(self, refusal: Refusal) -> None:
        """Take the words that belong to the refusal."""
        super().__init__(_WORDS[refusal])
        self.refusal = refusal


@dataclass(frozen=True)
class Claims:
    """What the provider says of one sign-in; moments with their zone.

    `session` tells two sign-ins of the same second apart: the nonce, or the provider's session.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool
    issued_at: datetime
    expires_at: datetime | None = None
    session: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what makes this sign-in itself, whichever tab it is shown in."""
        parts = [self.issuer, self.subject, int(self.issued_at.timestamp()), self.session]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def fold_email(email: str) -> str:
    """An e-mail address as it is compared: letters A to Z without their case, nothing else changed.

    Beyond ASCII two different letters fold to one ("ſ" and "s"), and with them two people.
    """
    email = email.strip()
    return email.casefold() if email.isascii() else email


def check_claims(claims: Claims, limits: Limits, now: datetime) -> None:
    """Raise SignInRefused for what the claims alone tell: issuer, e-mail, age (both inclusive)."""
    if limits.issuers and claims.issuer not in limits.issuers:
        raise SignInRefused(Refusal.ISSUER)
    if not claims.email_verified or not claims.email.strip():
        raise SignInRefused(Refusal.UNVERIFIED)
    if claims.issued_at - now > _CLOCKS_DIFFER:
        raise SignInRefused(Refusal.FUTURE)
    if now - claims.issued_at > limits.absolute:
        raise SignInRefused(Refusal.TOO_OLD)


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
        raise
    viewer = build_viewer(store, person_id)
    if row is None:
        _begin(store, viewer, claims, now)
    elif now - row.seen_at >= _SEEN_EVERY:
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


def add_first_signed_in(
    store: Store, claims: Claims, name: str, role: Role, now: datetime | None = None
) -> int:
    """Make whoever is signed in the first person of an empty store, under their verified e-mail.

    Raises:
        SignInRefused: the claims would not be let in.
        AccessDenied: somebody is in the register already.
    """
    with store.read() as session:
        check_claims(claims, read_limits(session), now or read_utc_now())
    return add_first_person(store, PersonForm(name, claims.email, role))


def check_first(store: Store, claims: Claims, now: datetime | None = None) -> None:
    """Raise SignInRefused, audited, where the claims could not make the first person."""
    try:
        with store.read() as session:
            check_claims(claims, read_limits(session), now or read_utc_now())
    except SignInRefused as refused:
        _record_refusal(store, claims, refused.refusal)
        raise


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


def _find_person(session: Session, email: str) -> Person | None:
    wanted = fold_email(email)
    return next((p for p in session.exec(select(Person)) if fold_email(p.email) == wanted), None)


def _begin(store: Store, viewer: Viewer, claims: Claims, now: datetime) -> None:
    with store.write(viewer) as change:
        known = select(SignIn.id).where(SignIn.digest == claims.digest)
        if change.session.exec(known).first() is not None:
            return  # Two tabs opened at once.
        row = SignIn(
            digest=claims.digest, person_id=viewer.person_id or 0, began_at=now, seen_at=now
        )
        change.session.add(row)
        change.session.flush()
        change.record("signed in", "sign_in", row.id, figures=False)


def _keep_seen(store: Store, row: SignIn, now: datetime) -> None:
    """Note the sight, unless somebody is writing: a page does not wait for it."""
    writing = store.engine.execution_options(slow_time_writes=True)
    seen = update(SignIn).where(col(SignIn.id) == row.id, col(SignIn.ended_at).is_(None))
    with suppress(StoreUnavailable), in_words(), writing.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute(f"PRAGMA busy_timeout={_SEEN_WAIT}").close()
        try:
            connection.execute(seen.values(seen_at=now))
            connection.commit()
        finally:
            connection.rollback()
            driver.execute(f"PRAGMA busy_timeout={usual}").close()


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
    with store.write(who) as change:
        change.record("refused", "sign_in", short, [refusal.value], figures=False)
