"""What must be the same on both sides of a move, and whether it is.

Equal rows are the proof; the rest shows that they are read the same: the audit's chain, the rules'
judgement of every incident, and the figures of the overview.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta

from sqlmodel import Session, col, select

from core import audit
from core.access import SYSTEM
from core.errors import StoreUnavailable
from core.judging import find_outdated
from core.measures.comparison import compare_periods
from core.measures.period import Period
from core.measures.rates import build_rates
from core.measures.share import find_needed_share
from core.measures.timeline import build_monthly
from core.reading import View, build_view
from core.snapshot import build_snapshot
from core.tables import Audit, Incident, StoreInfo

_AT_A_TIME = 5_000
_YEAR = timedelta(days=365)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Reading:
    """A store as it is read: the same on both sides of a move.

    `outdated`: incidents that the rules of this release would write otherwise, 0 unless an earlier
    release judged them. `figures`: a SHA-256 of the overview's figures over all years.
    """

    kind: str
    data_revision: int
    audit_rows: int
    audit_head: str
    incidents: int
    call_outs: int
    findings: int
    outdated: int
    figures: str


def read_store(session: Session, progress: Progress | None = None) -> Reading:
    """Read a store as its people see it, in one transaction that changes nothing.

    Raises:
        StoreUnavailable: the audit's chain is broken.
    """
    info = session.exec(select(StoreInfo)).one()
    kind, revision = info.kind, info.data_revision
    chain = audit.check_chain(_read_chain(session))
    if chain.fault:
        raise StoreUnavailable(f"The store is not whole: {chain.fault}.")
    view = build_view(build_snapshot(session), SYSTEM)
    return Reading(
        kind=kind,
        data_revision=revision,
        audit_rows=chain.length,
        audit_head=chain.head,
        incidents=view.incidents.height,
        call_outs=view.call_outs.height,
        findings=view.findings.height,
        outdated=_count_outdated(session, progress),
        figures=_digest_figures(view),
    )


def find_differences(before: Reading, after: Reading) -> list[str]:
    """What is not the same, in the names of `Reading`; empty where all is."""
    return [
        field.name.replace("_", " ")
        for field in fields(Reading)
        if getattr(before, field.name) != getattr(after, field.name)
    ]


def _read_chain(session: Session) -> Iterator[Audit]:
    after = 0
    while True:
        query = select(Audit).where(col(Audit.seq) > after).order_by(col(Audit.seq))
        rows = list(session.exec(query.limit(_AT_A_TIME)))
        session.expunge_all()
        yield from rows
        if len(rows) < _AT_A_TIME:
            return
        after = rows[-1].seq


def _count_outdated(session: Session, progress: Progress | None) -> int:
    ids = list(session.exec(select(col(Incident.id)).order_by(col(Incident.id))))
    outdated: set[int] = set()
    for start in range(0, len(ids), _AT_A_TIME):
        some = [key for key in ids[start : start + _AT_A_TIME] if key is not None]
        outdated |= find_outdated(session, some)
        if progress is not None:
            progress("incidents judged again", start + len(some), len(ids))
    return len(outdated)


def _digest_figures(view: View) -> str:
    if view.incidents.is_empty():
        return hashlib.sha256(b"").hexdigest()
    first, last = view.incidents["occurred_on"].min(), view.incidents["occurred_on"].max()
    assert isinstance(first, date) and isinstance(last, date)
    every, latest = Period(first, last), Period(last - _YEAR, last)
    share = find_needed_share(view.call_outs)
    earlier = latest.find_before()
    compared = compare_periods(view.call_outs, view.homes, view.places, latest, earlier)
    figures = [
        *build_monthly(view.call_outs, every, view.covered).rows(),
        *build_rates(view.call_outs, view.homes, view.places, every).sort("home_id").rows(),
        astuple(share),
        astuple(compared),
        *sorted(view.findings.group_by("rule", "state").len().rows()),
    ]
    return hashlib.sha256("\n".join(map(_say, figures)).encode()).hexdigest()


def _say(row: Sequence[object]) -> str:
    # Sums of parts come in whatever order the parts do: their last digits are not the figure's.
    return repr([f"{value:.9g}" if isinstance(value, float) else value for value in row])
