"""The product's real writes, one after another, and what of them a store kept.

Every change is said in a word that is found again in the store: "ticked a-3".
"""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count

from sqlalchemy import event, text
from sqlmodel import select

from core.access import SYSTEM
from core.actions import give_action, tick_action
from core.checking import check_store
from core.errors import StoreUnavailable
from core.intake.batches import import_incidents
from core.review import review_incident
from core.store import Store
from core.tables import Action, Finding, Incident
from core.vocabulary import Agency, FindingState, Verdict

_HEAD = "reference,home_urn,home_name,occurred_at,channel,category,severity,exception"
_ROW = "{},SC000001,,2019-04-03 10:00,101,criminal_damage,minor,none"

_ROWS = 5

_KEPT = """
SELECT 'gave ' || meaning FROM action
UNION ALL SELECT 'ticked ' || a.meaning FROM action_event e JOIN action a ON a.id = e.action_id
    WHERE e.kind = 'ticked' AND a.state = 'done' AND a.done_at IS NOT NULL
UNION ALL SELECT 'imported ' || file_name FROM batch b
    WHERE imported = (SELECT count(*) FROM incident i WHERE i.batch_id = b.id)
UNION ALL SELECT 'reviewed ' || substr(i.reference, 1, instr(i.reference, '/') - 1)
    FROM incident i JOIN incident_event e ON e.incident_id = i.id
    WHERE e.kind = 'reviewed' AND i.reviewed_at IS NOT NULL
"""
_AUDITED = """
SELECT count(*) FROM audit
WHERE verb IN ('gave', 'ticked', 'reviewed')
    OR verb = 'imported' AND noun = 'batch' AND fields LIKE '%incidents%'
"""


def work(store: Store, name: str) -> Iterator[str]:
    """Give, tick, import, review, for ever; yields what was acknowledged, as it is."""
    for number in count():
        token = f"{name}-{number}"
        for did, take in STEPS.items():
            take(store, token)
            yield f"{did} {token}"


def try_work(store: Store, name: str, most: int) -> Iterator[str]:
    """Give and tick so often; yields what was acknowledged, or "refused" before what was not."""
    for number in range(most):
        token = f"{name}-{number}"
        for did in ("gave", "ticked"):
            try:
                STEPS[did](store, token)
            except StoreUnavailable as refused:
                if "Nothing was changed" not in str(refused):
                    raise
                yield f"refused {did} {token}"
                break
            yield f"{did} {token}"


def be_impatient(store: Store) -> None:
    """Let a store's writers wait 10 ms for one another, so that many are refused."""
    store.engine.dispose()

    @event.listens_for(store.engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=10").close()


def _give(store: Store, token: str) -> None:
    give_action(
        store,
        SYSTEM,
        title=f"Visit {token}",
        due_on=date(2019, 6, 30),
        meaning=token,
        owner_agency=Agency.POLICE,
    )


def _tick(store: Store, token: str) -> None:
    with store.read() as session:
        action = session.exec(select(Action.id).where(Action.meaning == token)).one()
    assert action is not None
    tick_action(store, SYSTEM, action, 1)


def _import(store: Store, token: str) -> None:
    rows = [_HEAD, *(_ROW.format(f"{token}/{row}") for row in range(_ROWS))]
    content = "\n".join(rows).encode()
    import_incidents(store, SYSTEM, token, content, now=datetime(2020, 6, 1, 12))


def _review(store: Store, token: str) -> None:
    with store.read() as session:
        wanted = select(Incident).where(Incident.reference == f"{token}/0")
        incident = session.exec(wanted).one()
        found = session.exec(select(Finding).where(Finding.incident_id == incident.id)).all()
        session.expunge_all()
    decisions = {
        row.rule: (FindingState.CONFIRMED, None)
        for row in found
        if row.verdict != Verdict.CANNOT_TELL
    }
    assert incident.id is not None
    review_incident(store, SYSTEM, incident.id, incident.version, decisions, "yes", "Agreed.")


STEPS = {"gave": _give, "ticked": _tick, "imported": _import, "reviewed": _review}
"""The changes of `work`, each of which follows the one before it."""


def read_kept(store: Store) -> list[str]:
    """Every change of `work` that a store holds whole, as `work` said it."""
    with store.read() as session:
        return [str(said) for said in session.execute(text(_KEPT)).scalars()]


def find_harm(store: Store) -> list[str]:
    """What is not whole: integrity, links, chain, counts, a change without its audit row."""
    faults = check_store(store, SYSTEM)["faults"]
    assert isinstance(faults, list)
    kept = read_kept(store)
    with store.read() as session:
        audited = session.execute(text(_AUDITED)).scalar_one()
    if len(kept) != audited or len(set(kept)) != len(kept):
        return [*faults, f"{len(kept)} changes and {audited} rows of the audit"]
    return list(faults)
