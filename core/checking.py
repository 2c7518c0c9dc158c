"""Whether a store is whole: database, audit chain, frozen minutes, counts that must agree."""

from collections.abc import Callable, Iterator

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from core import audit
from core.access import Permission, Viewer, check_can
from core.audit import ChainState
from core.clock import say_date
from core.dialect import find_faults
from core.errors import StoreUnavailable
from core.minutes import check_digest
from core.store import Store
from core.tables import Audit, Meeting

_COUNTS = {
    "findings of incidents that are not there": (
        "SELECT count(*) FROM finding f LEFT JOIN incident i ON i.id = f.incident_id "
        "WHERE i.id IS NULL"
    ),
    "batches whose changes do not add up to their counts": (
        "SELECT count(*) FROM batch b WHERE b.noun = 'incidents' AND b.imported + b.updated <> "
        "(SELECT count(*) FROM batch_change c WHERE c.batch_id = b.id)"
    ),
    "call-outs recorded without contact": (
        "SELECT count(*) FROM incident WHERE call_out AND channel = 'none'"
    ),
    "done actions without a date, or open ones with one": (
        "SELECT count(*) FROM action WHERE (state = 'done') <> (done_at IS NOT NULL)"
    ),
    "anonymised incidents that still say something of a child": (
        "SELECT count(*) FROM incident WHERE anonymised_at IS NOT NULL AND (child_ref IS NOT NULL "
        "OR child_age IS NOT NULL OR child_gender IS NOT NULL OR child_ethnicity IS NOT NULL "
        "OR placing_authority IS NOT NULL)"
    ),
}
_AT_A_TIME = 5_000

Progress = Callable[[int, int], None]


def check_store(store: Store, viewer: Viewer) -> dict[str, object]:
    """Check everything that can be checked from inside.

    Returns:
        `faults` (in words, empty where there are none), `audit_rows`, `audit_head` and
        `data_revision`; these are None where damage hides them.
    """
    broken = find_faults(store.engine)
    try:
        return _check_rows(store, viewer, broken)
    except StoreUnavailable:
        if not broken:
            raise
        # What is broken hides the rows: which part it is says more than that one could not go on.
        return {"faults": broken, "audit_rows": None, "audit_head": None, "data_revision": None}


def _check_rows(store: Store, viewer: Viewer, broken: list[str]) -> dict[str, object]:
    faults = list(broken)
    with store.read(viewer) as session:
        chain = audit.check_chain(_read_chain(session))
        for what, query in _COUNTS.items():
            count = session.execute(text(query)).scalar_one()
            if count:
                faults.append(f"{count} {what}")
        rewritten = _read_rewritten(session)
        faults += [
            f"the minutes of {say_date(meeting.held_on)} are not as they were frozen"
            for meeting in session.exec(select(Meeting).order_by(text("held_on")))
            if not check_digest(meeting)
            or meeting.minutes_digest != rewritten.get(meeting.id or 0, meeting.minutes_digest)
        ]
    if chain.fault:
        faults.append(chain.fault)
    return {
        "faults": faults,
        "audit_rows": chain.length,
        "audit_head": chain.head,
        "data_revision": store.read_revision(),
    }


def check_audit(store: Store, viewer: Viewer, *, progress: Progress | None = None) -> ChainState:
    """Walk the whole chain of the audit; the walk holds nobody up, however long the chain.

    `progress` is told how many rows were walked, and of how many.

    Raises:
        AccessDenied: the role does not read the audit.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.AUDIT)
        length = session.exec(select(func.max(col(Audit.seq)))).one() or 0

    def walk() -> Iterator[Audit]:
        # Each piece in a transaction of its own: rows are only ever added behind the last one.
        after = 0
        while True:
            with store.read(viewer) as session:
                rows = _read_piece(session, after)
            yield from rows
            if len(rows) < _AT_A_TIME:
                return
            after = rows[-1].seq
            if progress is not None:
                progress(min(after, length), length)

    return audit.check_chain(walk())


def _read_chain(session: Session) -> Iterator[Audit]:
    after: int | None = 0
    while after is not None:
        rows = _read_piece(session, after)
        yield from rows
        after = rows[-1].seq if len(rows) == _AT_A_TIME else None


def _read_piece(session: Session, after: int) -> list[Audit]:
    query = select(Audit).where(col(Audit.seq) > after).order_by(col(Audit.seq)).limit(_AT_A_TIME)
    rows = list(session.exec(query))
    session.expunge_all()
    return rows


def _read_rewritten(session: Session) -> dict[int, str]:
    """The digest that closed minutes have since words were taken out of them, by meeting."""
    query = (
        select(Audit)
        .where(Audit.verb == "anonymised", Audit.noun == "minutes")
        .order_by(col(Audit.seq))
    )
    return {
        int(row.noun_id or 0): said.removeprefix("is:")
        for row in session.exec(query)
        for said in row.fields
        if said.startswith("is:")
    }
