"""The audit, read: who changed, prepared, opened or was refused what. Ids and names of fields only.

A page of it is read at a time, however long it is. Reading it is not audited row by row: that would
bury what it is for. Taking it out as a file is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, check_can
from core.audit_search import NOBODY as NOBODY
from core.audit_search import AuditCounts, build_where, count_rows
from core.audit_search import AuditFilter as AuditFilter
from core.audit_words import REFUSED, REFUSED_NOUNS, say_noun, say_verb
from core.clock import to_uk
from core.errors import InvalidInput
from core.export import render_csv
from core.store import Store
from core.tables import Audit, Person
from core.vocabulary import Role, say

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
    """Some rows, the latest first, whether there are later and earlier ones, and all the counts."""

    lines: tuple[AuditLine, ...]
    counts: AuditCounts
    has_later: bool
    has_earlier: bool


def read_audit(
    store: Store,
    viewer: Viewer,
    wanted: AuditFilter,
    *,
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
) -> AuditPage:
    """One page of the audit, the latest first: the latest of all, or those next to a row.

    Args:
        store: where it is kept.
        viewer: who reads.
        wanted: which rows count.
        before: the latest rows with a smaller number than this.
        after: the earliest rows with a greater number than this; `before` goes first.
        size: the most rows on a page.

    Raises:
        AccessDenied: the role does not read the audit.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.AUDIT)
        where = build_where(wanted)
        seq = col(Audit.seq)
        backwards = before is not None or after is None
        start = [] if before is None else [seq < before]
        start = start if backwards else [seq > after]
        order = seq.desc() if backwards else seq.asc()
        # The numbers first, from an index: only the page's own rows are read whole.
        found = session.exec(
            select(Audit.seq).where(*where, *start).order_by(order).limit(size + 1)
        )
        numbers = list(found)
        more, numbers = len(numbers) > size, numbers[:size]
        rows = session.exec(select(Audit).where(seq.in_(numbers)).order_by(seq.desc())).all()
        names = _read_names(session)
        return AuditPage(
            tuple(_build_line(row, names) for row in rows),
            count_rows(session, where),
            has_later=before is not None if backwards else more,
            has_earlier=more if backwards else True,
        )


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
    where = build_where(wanted)
    with store.read(viewer) as session:
        check_can(viewer, Permission.AUDIT)
        count = count_rows(session, where).total
        if count > MOST_EXPORTED:
            raise InvalidInput(
                f"That is {count:,} rows; a file takes {MOST_EXPORTED:,}. Choose fewer days."
            )
        content = render_csv(_HEADINGS, _read_cells(session, where))
    with store.write(viewer) as change:
        check_can(viewer, Permission.AUDIT)
        change.record("prepared", "audit", fields=["csv", f"{count} rows"], figures=False)
    return content


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
