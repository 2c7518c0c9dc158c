"""What a provider says of a sign-in, and what of it alone lets nobody in: issuer, e-mail, age."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.errors import AccessDenied
from core.sign_in_limits import Limits

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the provider's clock and this machine's may lie apart."""


class Refusal(StrEnum):
    """Why a sign-in lets nobody in, as the audit has it."""

    ISSUER = "another issuer"
    UNVERIFIED = "e-mail not verified"
    WEAK = "not strongly enough signed in"
    FUTURE = "issued in the future"
    TOO_OLD = "older than the absolute limit"
    EXPIRED = "expired before its first page"
    UNKNOWN = "unknown person"
    LEFT = "person has left"
    ACCOUNT = "another account"
    STALE = "signed in too long ago for this"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    ENDED = "ended sign-in"
    IDLE = "idle too long"


_WORDS = {
    Refusal.ISSUER: "This account comes from a provider that this installation does not know.",
    Refusal.UNVERIFIED: (
        "The provider does not vouch for this account's e-mail address. Verify the address with "
        "the provider, or ask the administrator."
    ),
    Refusal.WEAK: (
        "The provider does not say that you signed in as strongly as this installation asks for. "
        "Sign in with your second factor, or ask the administrator."
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
    Refusal.ACCOUNT: (
        "Somebody with this e-mail address signed in before, with another account. If your account "
        "was renewed, ask the chair or the administrator to let you sign in with it."
    ),
    Refusal.STALE: (
        "This decides who is let in, so you must have signed in just now. Sign out and in again, "
        "then do it once more. Nothing was changed."
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
    `strength` (acr) and `methods` (amr) are how the person proved who they are, `proved_at`
    (auth_time) when: None where the provider does not say.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool
    issued_at: datetime
    expires_at: datetime | None = None
    session: str = ""
    strength: str = ""
    methods: frozenset[str] = frozenset()
    proved_at: datetime | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of what makes this sign-in itself, whichever tab it is shown in."""
        parts = [self.issuer, self.subject, int(self.issued_at.timestamp()), self.session]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def account(self) -> str:
        """SHA-256 of whose account it is: subject and issuer, whatever its e-mail address."""
        return hashlib.sha256(json.dumps([self.issuer, self.subject]).encode()).hexdigest()


def fold_email(email: str) -> str:
    """An e-mail address as it is compared: letters A to Z without their case, nothing else changed.

    Beyond ASCII two different letters fold to one ("ſ" and "s"), and with them two people.
    """
    email = email.strip()
    return email.casefold() if email.isascii() else email


def check_claims(claims: Claims, limits: Limits, now: datetime) -> None:
    """Raise SignInRefused for what the claims alone tell: issuer, e-mail, strength, age.

    Both ends of the age are inclusive. Of the strengths, and of the methods, one must be there.
    """
    if limits.issuers and claims.issuer not in limits.issuers:
        raise SignInRefused(Refusal.ISSUER)
    if not claims.email_verified or not claims.email.strip():
        raise SignInRefused(Refusal.UNVERIFIED)
    if limits.strengths and claims.strength not in limits.strengths:
        raise SignInRefused(Refusal.WEAK)
    if limits.methods and not limits.methods & claims.methods:
        raise SignInRefused(Refusal.WEAK)
    if claims.issued_at - now > CLOCKS_DIFFER:
        raise SignInRefused(Refusal.FUTURE)
    if now - claims.issued_at > limits.absolute:
        raise SignInRefused(Refusal.TOO_OLD)
