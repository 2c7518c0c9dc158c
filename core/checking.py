"""Whether a store is whole: database, audit chain, frozen minutes, counts that must agree."""

from sqlalchemy import text
from sqlmodel import select

from core import audit
from core.access import Viewer
from core.clock import say_date
from core.dialect import find_faults
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
}


def check_store(store: Store, viewer: Viewer) -> dict[str, object]:
    """Check everything that can be checked from inside.

    Returns:
        `faults` (in words, empty where there are none), `audit_rows`, `audit_head` and
        `data_revision`.
    """
    faults = find_faults(store.engine)
    with store.read(viewer) as session:
        chain = audit.check_chain(session.exec(select(Audit).order_by(text("seq"))))
        for what, query in _COUNTS.items():
            count = session.execute(text(query)).scalar_one()
            if count:
                faults.append(f"{count} {what}")
        faults += [
            f"the minutes of {say_date(meeting.held_on)} are not as they were frozen"
            for meeting in session.exec(select(Meeting).order_by(text("held_on")))
            if not check_digest(meeting)
        ]
    if chain.fault:
        faults.append(chain.fault)
    return {
        "faults": faults,
        "audit_rows": chain.length,
        "audit_head": chain.head,
        "data_revision": store.read_revision(),
    }
