"""The audit, read: who changed, prepared, opened or was refused what. Ids and names of fields only.

A page of it is read at a time, however long it is. Reading it is not audited row by row: that would
bury what it is for. Taking it out as a file is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select

from core.access import Permission, Viewer, check_can
from core.audit_words import (
    OPENED,
    REFUSED,
    REFUSED_NOUNS,
    TAKEN_OUT_VERBS,
    say_noun,
    say_verb,
)
from core.clock import UK, to_uk
from core.errors import InvalidInput
from core.export import render_csv
from core.store import Store
from core.tables import Audit, Person
from core.vocabulary import Role, say

NOBODY = 0
"""As a person's id: the command line, or the system."""
MOST_EXPORTED = 200_000
_AT_A_TIME = 5_000
_HEADINGS = (
    "number",
    "at",
    "person id",
    "role",
    "verb",
    "noun",
    "noun id",
    "fields",
    "data revision",
    "previous digest",
    "digest",
)


@dataclass(frozen=True)
class AuditFilter:
    """What of the audit is wanted; days are the UK's, inclusive; None or blank is everything."""

    since: date | None = None
    until: date | None = None
    person_id: int | None = None
    verb: str = ""
    noun: str = ""
    noun_id: str = ""
    refusals: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything but the days is asked for."""
        wanted = (self.verb, self.noun, self.noun_id.strip(), self.refusals)
        return self.person_id is not None or any(wanted)


@dataclass(frozen=True)
class AuditLine:
    """One row, whole: `at` in UK local time, `who` as the people register has them now."""

    seq: int
    at: datetime
    person_id: int | None
    who: str
    role: str
    verb: str
    noun: str
    noun_id: str | None
    fields: tuple[str, ...]
    data_revision: int
    previous: str
    digest: str

    @property
    def refused(self) -> bool:
        """Whether somebody was refused."""
        return self.verb == REFUSED and self.noun in REFUSED_NOUNS

    @property
    def said(self) -> str:
        """What was done, in words: "set the level of incident 12"."""
        if self.refused:
            asked = ", ".join(self.fields) or "access"
            return f"was refused: {asked.rstrip('.')}"
        number = "" if self.noun_id is None else f" {self.noun_id}"
        return f"{say_verb(self.verb)} {say_noun(self.noun)}{number}"


@dataclass(frozen=True)
class AuditPage:
    """Some rows, the latest first, and how many there are in all by kind.

    `changes` is what neither left as a file, nor was looked at, nor was refused.
    """

    lines: tuple[AuditLine, ...]
    changes: int
    prepared: int
    opened: int
    refusals: int

    @property
    def total(self) -> int:
        """All rows that the filter lets through."""
        return self.changes + self.prepared + self.opened + self.refusals


def read_audit(
    store: Store, viewer: Viewer, wanted: AuditFilter, *, page: int = 1, size: int = 50
) -> AuditPage:
    """One page of the audit, the latest first; a page behind the last one has no lines.

    Raises:
        AccessDenied: the role does not read the audit.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.AUDIT)
        where = _build_where(wanted)
        counts = _count(session, where)
        query = select(Audit).where(*where).order_by(col(Audit.seq).desc())
        rows = session.exec(query.offset((max(page, 1) - 1) * size).limit(size)).all()
        names = _read_names(session)
        return AuditPage(tuple(_build_line(row, names) for row in rows), **counts)


def read_audit_people(store: Store, viewer: Viewer) -> dict[int, str]:
    """Everybody who can stand in the audit, by id, those who have left included.

    Raises:
        AccessDenied: the role does not read the audit.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.AUDIT)
        names = _read_names(session)
    return {NOBODY: "command line", **names}


def export_audit(store: Store, viewer: Viewer, wanted: AuditFilter) -> bytes:
    """The filtered audit as CSV, the earliest first, whole rows; audited as prepared.

    People stand by their id: a name may be erased later, and this file is to outlast that.

    Raises:
        AccessDenied: the role does not read the audit.
        InvalidInput: more than 200,000 rows.
    """
    where = _build_where(wanted)
    with store.read(viewer) as session:
        check_can(viewer, Permission.AUDIT)
        count = sum(_count(session, where).values())
        if count > MOST_EXPORTED:
            raise InvalidInput(
                f"That is {count:,} rows; a file takes {MOST_EXPORTED:,}. Choose fewer days."
            )
        content = render_csv(_HEADINGS, _read_cells(session, where))
    with store.write(viewer) as change:
        check_can(viewer, Permission.AUDIT)
        change.record("prepared", "audit", fields=["csv", f"{count} rows"], figures=False)
    return content


def _build_where(wanted: AuditFilter) -> list[Any]:
    where: list[Any] = []
    if wanted.since is not None:
        where.append(col(Audit.at) >= _begin(wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        where.append(col(Audit.at) < _begin(wanted.until + timedelta(days=1)))
    if wanted.person_id == NOBODY:
        where.append(col(Audit.person_id).is_(None))
    elif wanted.person_id is not None:
        where.append(Audit.person_id == wanted.person_id)
    if wanted.verb:
        where.append(Audit.verb == wanted.verb)
    if wanted.noun:
        where.append(Audit.noun == wanted.noun)
    if number := wanted.noun_id.strip():
        # "12" is also the incident of "12:summary".
        starts = col(Audit.noun_id).startswith(f"{number}:", autoescape=True)
        where.append(or_(Audit.noun_id == number, starts))
    if wanted.refusals:
        where.append(_is_refusal())
    return where


def _is_refusal() -> Any:
    return and_(col(Audit.verb) == REFUSED, col(Audit.noun).in_(REFUSED_NOUNS))


def _begin(day: date) -> datetime:
    """Midnight in the UK, as the audit's clock has it."""
    return datetime.combine(day, time.min, tzinfo=UK).astimezone(UTC)


def _count(session: Session, where: list[Any]) -> dict[str, int]:
    taken_out = col(Audit.verb).in_(TAKEN_OUT_VERBS)
    opened = and_(col(Audit.verb) == OPENED, col(Audit.noun) == "incident")
    query = select(
        func.count(),
        func.count().filter(taken_out),
        func.count().filter(opened),
        func.count().filter(_is_refusal()),
    ).select_from(Audit)
    total, prepared, looked, refusals = session.exec(query.where(*where)).one()
    return {
        "changes": total - prepared - looked - refusals,
        "prepared": prepared,
        "opened": looked,
        "refusals": refusals,
    }


def _read_names(session: Session) -> dict[int, str]:
    people = session.exec(select(Person).order_by(Person.name))
    return {person.id or 0: person.name for person in people}


def _build_line(row: Audit, names: dict[int, str]) -> AuditLine:
    who = "command line"
    if row.person_id is not None:
        who = names.get(row.person_id, f"person {row.person_id}")
    role = say(Role(row.role)) if row.role in set(Role) else row.role
    return AuditLine(
        seq=row.seq,
        at=to_uk(row.at),
        person_id=row.person_id,
        who=who,
        role=role,
        verb=row.verb,
        noun=row.noun,
        noun_id=row.noun_id,
        fields=tuple(row.fields),
        data_revision=row.data_revision,
        previous=row.previous,
        digest=row.digest,
    )


def _read_cells(session: Session, where: list[Any]) -> Iterator[tuple[object, ...]]:
    after = 0
    while True:
        query = select(Audit).where(*where, col(Audit.seq) > after).order_by(col(Audit.seq))
        rows = session.exec(query.limit(_AT_A_TIME)).all()
        for row in rows:
            yield (
                row.seq,
                row.at.isoformat(),
                row.person_id,
                row.role,
                row.verb,
                row.noun,
                row.noun_id,
                "; ".join(row.fields),
                row.data_revision,
                row.previous,
                row.digest,
            )
        if len(rows) < _AT_A_TIME:
            return
        after = rows[-1].seq
        session.expunge_all()
