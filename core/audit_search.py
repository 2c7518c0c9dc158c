"""What of the audit is wanted, as conditions that its indexes answer, and how many rows there are.

A million rows: whatever is asked is found by an index, and counted without reading a row.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, and_, col, func, select

from core.audit_words import OPENED, REFUSED, REFUSED_NOUNS, TAKEN_OUT_VERBS
from core.clock import UK
from core.tables import Audit
from core.vocabulary import Passage

NOBODY = 0
"""As a person's id: the command line, or the system."""


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
class AuditCounts:
    """How many rows a filter lets through, by kind.

    `changes` is what neither left as a file, nor was looked at, nor was refused.
    """

    changes: int
    prepared: int
    opened: int
    refusals: int

    @property
    def total(self) -> int:
        """All rows that the filter lets through."""
        return self.changes + self.prepared + self.opened + self.refusals


def build_where(wanted: AuditFilter) -> list[Any]:
    """The conditions of a filter, for any query of the audit."""
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
        # "12" is also the incident of "12:summary": by its whole name, which an index knows.
        passages = [f"{number}:{passage.value}" for passage in Passage]
        where.append(col(Audit.noun_id).in_([number, *passages]))
    if wanted.refusals:
        where.append(_is_refusal())
    return where


def count_rows(session: Session, where: list[Any]) -> AuditCounts:
    """How many rows meet the conditions, by kind."""
    kinds = (
        col(Audit.verb).in_(TAKEN_OUT_VERBS),
        and_(col(Audit.verb) == OPENED, col(Audit.noun) == "incident"),
        _is_refusal(),
    )
    if where:
        first, second, third = (func.count().filter(kind) for kind in kinds)
        query = select(func.count(), first, second, third).select_from(Audit).where(*where)
        total, prepared, opened, refusals = session.exec(query).one()
    else:
        # Of all: each kind by its own part of an index, not by a walk over every row.
        rows = select(func.count()).select_from(Audit)
        total = session.exec(rows).one()
        prepared, opened, refusals = (session.exec(rows.where(kind)).one() for kind in kinds)
    return AuditCounts(total - prepared - opened - refusals, prepared, opened, refusals)


def _is_refusal() -> Any:
    return and_(col(Audit.verb) == REFUSED, col(Audit.noun).in_(REFUSED_NOUNS))


def _begin(day: date) -> datetime:
    """Midnight in the UK, as the audit's clock has it."""
    return datetime.combine(day, time.min, tzinfo=UK).astimezone(UTC)
