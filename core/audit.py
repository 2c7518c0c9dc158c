"""The append-only record: a hash chain whose rows are written inside the change they record.

Rows name ids and fields, never values, so that erasing a person's data leaves the chain whole. The
store's triggers refuse update, delete, a gap in the sequence and a wrong predecessor.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, select

from core.access import Viewer
from core.clock import read_utc_now
from core.tables import Audit, StoreInfo

GENESIS = "0" * 64


def build_digest(row: Audit) -> str:
    """SHA-256 over a row's content and its predecessor's digest."""
    content = [
        row.seq,
        row.at.isoformat(sep=" "),
        row.person_id,
        row.role,
        row.verb,
        row.noun,
        row.noun_id,
        list(row.fields),
        row.data_revision,
        row.previous,
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def append(
    session: Session,
    viewer: Viewer,
    verb: str,
    noun: str,
    noun_id: object = None,
    fields: Sequence[str] = (),
) -> Audit:
    """Append one row in the session's own transaction, which must hold the store's write lock."""
    last = session.execute(
        text("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1")
    ).one_or_none()
    row = Audit(
        seq=(last.seq if last else 0) + 1,
        at=read_utc_now(),
        person_id=viewer.person_id,
        role=viewer.role.value,
        verb=verb,
        noun=noun,
        noun_id=None if noun_id is None else str(noun_id),
        fields=sorted(fields),
        data_revision=session.exec(select(StoreInfo.data_revision)).one(),
        previous=last.digest if last else GENESIS,
        digest="",
    )
    row.digest = build_digest(row)
    session.add(row)
    session.flush()
    return row


@dataclass(frozen=True)
class ChainState:
    """What a walk along the chain found: its length, its head, and the first fault if any."""

    length: int
    head: str
    fault: str | None


def check_chain(rows: Iterable[Audit]) -> ChainState:
    """Walk the chain from its first row and say where it first breaks."""
    previous, length = GENESIS, 0
    for row in rows:
        length += 1
        if row.seq != length:
            return ChainState(length, previous, f"audit row {length} is missing")
        if row.previous != previous or row.digest != build_digest(row):
            return ChainState(length, previous, f"audit row {row.seq} was altered")
        previous = row.digest
    return ChainState(length, previous, None)
