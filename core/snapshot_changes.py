"""What changed since a snapshot was read, as the audit says it.

Everything but incidents and their findings is small and read again at every change. Of a million
incidents only those are read that a change named, with those that can rest on them: the others of
the same children (6.9, 6.18, 6.23).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from core.tables import Audit, Incident

MOVES_NO_INCIDENT = frozenset(
    {"action", "annotation", "contact", "meeting", "panel", "person", "training"}
)
"""Nouns of the audit whose changes leave every incident and finding as it is."""
_MOST_READ_APART = 2_000


@dataclass(frozen=True)
class Mark:
    """Up to where a snapshot knows the store: its data revision and the audit's last row."""

    revision: int
    seq: int
    digest: str


@dataclass(frozen=True)
class Changes:
    """`any` change since a mark; the `incidents` to read again, or `all_incidents`."""

    any: bool
    all_incidents: bool = False
    incidents: frozenset[int] = frozenset()


_EVERYTHING = Changes(any=True, all_incidents=True)


def read_mark(session: Session, revision: int) -> Mark:
    """The mark of the state that a session sees."""
    last = session.exec(select(Audit.seq, Audit.digest).order_by(col(Audit.seq).desc())).first()
    return Mark(revision, *(last or (0, "")))


def find_changes(session: Session, mark: Mark | None, revision: int) -> Changes:
    """What to read again since a mark, to be as of a data revision; without a mark everything.

    Everything too where the store was put back from a backup, where a change is not in the audit,
    or is of a noun that is not known to leave incidents alone.
    """
    if mark is None or not _is_of_this_past(session, mark):
        return _EVERYTHING
    if mark.revision == revision:
        return Changes(any=False)
    rows = session.exec(
        select(Audit.data_revision, Audit.noun, Audit.noun_id)
        .where(Audit.seq > mark.seq)
        .order_by(col(Audit.seq))
    ).all()
    # The first row of a revision is of the change that raised it; later ones raised none.
    raised: dict[int, tuple[str, str | None]] = {}
    for number, noun, noun_id in rows:
        if number > mark.revision:
            raised.setdefault(number, (noun, noun_id))
    if set(raised) != set(range(mark.revision + 1, revision + 1)):
        return _EVERYTHING
    return _find_incidents(session, set(raised.values()))


def _is_of_this_past(session: Session, mark: Mark) -> bool:
    if not mark.seq:
        return mark.revision == 0
    return session.exec(select(Audit.digest).where(Audit.seq == mark.seq)).first() == mark.digest


def _find_incidents(session: Session, named: Iterable[tuple[str, str | None]]) -> Changes:
    incidents: set[int] = set()
    homes: set[int] = set()
    for noun, noun_id in named:
        if noun in MOVES_NO_INCIDENT:
            continue
        if noun not in {"incident", "home"} or noun_id is None or not noun_id.isdecimal():
            return _EVERYTHING
        (incidents if noun == "incident" else homes).add(int(noun_id))
    if not incidents and not homes:
        return Changes(any=True)
    if len(incidents) + len(homes) > _MOST_READ_APART:
        return _EVERYTHING
    of_these = or_(col(Incident.id).in_(incidents), col(Incident.home_id).in_(homes))
    children = select(Incident.child_ref).where(of_these).where(col(Incident.child_ref) != "")
    found = session.exec(
        select(Incident.id)
        .where(or_(of_these, col(Incident.child_ref).in_(children)))
        .limit(_MOST_READ_APART + 1)
    ).all()
    if len(found) > _MOST_READ_APART or incidents - set(found):
        return _EVERYTHING
    return Changes(any=True, incidents=frozenset(key for key in found if key is not None))
