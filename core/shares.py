"""The share log: what left the group, for whom, how far, under which lawful basis; and who may."""

import hashlib
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import text
from sqlmodel import Session, col, select

from core.access import (
    Permission,
    Viewer,
    can,
    check_can,
    check_can_see_home,
)
from core.audit import GENESIS
from core.clock import read_utc_now
from core.errors import AccessDenied, InvalidInput
from core.inspection_requests import answer_request
from core.measures.period import Period
from core.store import Change, Store
from core.tables import Home, Person, Share
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis

LONGEST_RECIPIENT = 120

SHARES: dict[DisclosureLevel, Permission] = {
    DisclosureLevel.GROUP: Permission.SHARE_IN_GROUP,
    DisclosureLevel.AGREEMENT: Permission.SHARE_UNDER_AGREEMENT,
    DisclosureLevel.PUBLIC: Permission.SHARE_PUBLICLY,
}
"""What preparing a document of a level needs, beside `Permission.EXPORT`."""


def find_levels(viewer: Viewer) -> tuple[DisclosureLevel, ...]:
    """The levels of documents that the viewer may prepare, the narrowest first."""
    if not can(viewer, Permission.EXPORT):
        return ()
    return tuple(level for level, permission in SHARES.items() if can(viewer, permission))


def check_can_share(viewer: Viewer, level: DisclosureLevel) -> None:
    """Raise AccessDenied unless the viewer may prepare a document of this level."""
    check_can(viewer, Permission.EXPORT)
    check_can(viewer, SHARES[level])


@dataclass(frozen=True)
class Sharing:
    """What is prepared, how far it goes, for whom and why; about one home, a provider or the area.

    `period`: its days, inclusive. `request_id`: the inspector's request that it answers.
    """

    kind: DocumentKind
    level: DisclosureLevel
    basis: LawfulBasis
    recipient: str
    period: Period
    home_id: int | None = None
    provider: str | None = None
    request_id: int | None = None

    @property
    def recipient_words(self) -> str:
        """For whom, in one line."""
        return " ".join(self.recipient.split())


def check_sharing(viewer: Viewer, sharing: Sharing) -> None:
    """Refuse what this viewer may not prepare; call it inside `Store.read` or `Store.write`.

    Raises:
        AccessDenied: the role may not prepare documents of this level, or not see the home.
        InvalidInput: no recipient, too long a one, or personal data for which no basis is named.
    """
    check_can_share(viewer, sharing.level)
    if sharing.home_id is not None:
        check_can_see_home(viewer, sharing.home_id)
    if not sharing.recipient_words:
        raise InvalidInput("Say for whom the document is.")
    if len(sharing.recipient_words) > LONGEST_RECIPIENT:
        raise InvalidInput(f"For whom it is takes at most {LONGEST_RECIPIENT} characters.")
    is_public = sharing.level is DisclosureLevel.PUBLIC
    if is_public is not (sharing.basis is LawfulBasis.NOT_PERSONAL):
        raise InvalidInput(
            "A public document holds no personal data, and its basis says so."
            if is_public
            else "Only a public document holds no personal data: choose the basis for sharing."
        )


def log_share(
    change: Change, sharing: Sharing, *, data_revision: int, file_name: str, content: bytes
) -> int:
    """Put a file that is about to leave into the log and the audit; returns its number.

    Raises:
        AccessDenied, InvalidInput: as `check_sharing`; or the request that it answers is not one
            that such a file answers (`core.inspection_requests.answer_request`).
        Conflict: that request was withdrawn.
    """
    viewer = change.viewer
    check_sharing(viewer, sharing)
    if sharing.request_id is not None:
        answer_request(
            change,
            sharing.request_id,
            kind=sharing.kind,
            home_id=sharing.home_id,
            period=sharing.period,
        )
    share = Share(
        at=read_utc_now(),
        person_id=viewer.person_id,
        role=viewer.role.value,
        kind=sharing.kind.value,
        level=sharing.level.value,
        basis=sharing.basis.value,
        recipient=sharing.recipient_words,
        home_id=sharing.home_id,
        provider=sharing.provider,
        period_from=sharing.period.start,
        period_to=sharing.period.end,
        request_id=sharing.request_id,
        file_name=file_name,
        file_size=len(content),
        file_digest=hashlib.sha256(content).hexdigest(),
        data_revision=data_revision,
    )
    change.session.add(share)
    change.session.flush()
    assert share.id is not None
    change.record("prepared", "share", share.id, ["file_digest", "level"], figures=False)
    return share.id


def find_audit_anchor(session: Session, data_revision: int) -> str:
    """The digest of the audit row that made a data revision: what a document of it can be held to.

    What was exported or refused since does not move it. A store without changes has the chain's
    beginning, 64 zeros.
    """
    found = session.execute(
        text("SELECT digest FROM audit WHERE data_revision = :revision ORDER BY seq LIMIT 1"),
        {"revision": data_revision},
    ).scalar_one_or_none()
    return GENESIS if found is None else str(found)


_LOG_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "at": pl.Datetime("us", "UTC"),
    "person_id": pl.Int64,
    "by": pl.String,
    "kind": pl.String,
    "level": pl.String,
    "basis": pl.String,
    "recipient": pl.String,
    "home_id": pl.Int64,
    "urn": pl.String,
    "home": pl.String,
    "provider": pl.String,
    "period_from": pl.Date,
    "period_to": pl.Date,
    "request_id": pl.Int64,
    "file_name": pl.String,
    "file_size": pl.Int64,
    "file_digest": pl.String,
    "data_revision": pl.Int64,
}


def can_read_shares(viewer: Viewer) -> bool:
    """Whether the viewer may read the share log: who prepares documents, or reads the audit."""
    return can(viewer, Permission.EXPORT) or can(viewer, Permission.AUDIT)


def read_shares(
    store: Store, viewer: Viewer, *, since: date | None = None, until: date | None = None
) -> pl.DataFrame:
    """The share log, a row per file prepared, latest first; `since`, `until`: UTC days, inclusive.

    `id`, `at` (UTC), `person_id`, `by`, `kind`, `level`, `basis`, `recipient`, `home_id`, `urn`,
    `home`, `provider`, `period_from`, `period_to`, `request_id`, `file_name`, `file_size` (bytes),
    `file_digest` (SHA-256), `data_revision`.

    Raises:
        AccessDenied: the role neither prepares documents nor reads the audit.
    """
    query = (
        select(Share, Person.name, Home.name, Home.urn)
        .join(Person, col(Person.id) == col(Share.person_id), isouter=True)
        .join(Home, col(Home.id) == col(Share.home_id), isouter=True)
        .order_by(col(Share.id).desc())
    )
    with store.read(viewer) as session:
        if not can_read_shares(viewer):
            raise AccessDenied("The share log is not open to your role.")
        rows = [
            {**share.model_dump(), "by": name or "command line", "home": home, "urn": urn}
            for share, name, home, urn in session.exec(query)
        ]
    frame = pl.DataFrame(rows, schema=_LOG_COLUMNS)
    day = pl.col("at").dt.date()
    if since is not None:
        frame = frame.filter(day >= since)
    return frame if until is None else frame.filter(day <= until)
