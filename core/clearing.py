"""Free text that the group lets leave it: one passage at a time, and only as it was read.

A text that is changed afterwards is not cleared any more: nobody has read it as it is.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from core.access import Permission, Viewer, check_can
from core.action_checks import names_a_child
from core.clock import read_utc_now
from core.errors import Conflict, InvalidInput
from core.incident_history import read_name
from core.incident_sight import check_sees
from core.store import Store
from core.tables import Incident, PassageClearance
from core.vocabulary import Channel, Passage, say

_NOT_REPORTED = (
    "Nobody reported this incident to the police, and the group has not referred it: its words "
    "stay within the group (5.3, 7.10)."
)


@dataclass(frozen=True)
class PassageRow:
    """One passage as it stands: `cleared` holds for these words; `lapsed`: they changed since.

    `at` (UTC) and `by` say when and by whom it was cleared last; None where it never was.
    `barred` says why it cannot be cleared; None where it can.
    """

    passage: Passage
    words: str
    cleared: bool
    lapsed: bool
    at: datetime | None
    by: str | None
    barred: str | None


def read_cleared(session: Session, incident_ids: Collection[int]) -> dict[tuple[int, Passage], str]:
    """The words that may leave the group, by incident and passage; whoever calls has checked sight.

    Only words that are what was cleared, of incidents that the police know of, and in which no
    child's reference stands that the store has learnt since.
    """
    wanted = frozenset(incident_ids)
    query = (
        select(PassageClearance, Incident)
        .join(Incident, col(Incident.id) == col(PassageClearance.incident_id))
        .where(
            or_(
                col(Incident.channel) != Channel.NONE.value,
                col(Incident.referred_to_police_at).is_not(None),
            )
        )
        .order_by(col(PassageClearance.incident_id), col(PassageClearance.passage))
    )
    found = {}
    for row, incident in session.exec(query) if wanted else ():
        passage = Passage(row.passage)
        words = _read_words(incident, passage)
        if row.incident_id in wanted and words and build_words_digest(words) == row.words_digest:
            found[row.incident_id, passage] = words
    # One look through the children for all passages; each by itself only where one is named.
    if not found or not names_a_child(session, "\n".join(found.values())):
        return found
    return {place: words for place, words in found.items() if not names_a_child(session, words)}


def read_passages(store: Store, viewer: Viewer, incident_id: int) -> tuple[PassageRow, ...]:
    """The passages of an incident that have words, and whether they may leave.

    Raises:
        AccessDenied: the role clears no words, or the incident is not the viewer's to see.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.CLEAR_WORDS)
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        return tuple(
            _build_row(session, incident, passage, words)
            for passage in Passage
            if (words := _read_words(incident, passage))
        )


def _build_row(session: Session, incident: Incident, passage: Passage, words: str) -> PassageRow:
    row = _find_row(session, incident.id or 0, passage)
    barred = _find_bar(session, incident, passage, words)
    same = row is not None and row.words_digest == build_words_digest(words)
    return PassageRow(
        passage=passage,
        words=words,
        cleared=same and barred is None,
        lapsed=row is not None and not same,
        at=row.cleared_at if row else None,
        by=read_name(session, row.cleared_by) if row else None,
        barred=barred,
    )


def clear_passage(
    store: Store, viewer: Viewer, incident_id: int, passage: Passage, words_seen: str
) -> None:
    """Let a passage leave the group in the documents made from now on. A repeat is a success.

    Args:
        store: where it is kept.
        viewer: the chair or the protocol lead.
        incident_id: whose passage.
        passage: which.
        words_seen: the words that were on the screen; they alone are cleared.

    Raises:
        AccessDenied: the role clears no words, or the incident is not the viewer's to see.
        InvalidInput: there are no words, a child's reference stands in them, or nobody reported
            the incident and the group has not referred it.
        Conflict: the words have changed since they were read.
    """
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.CLEAR_WORDS)
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        words = _read_words(incident, passage)
        if words != words_seen:
            raise Conflict(
                f"Somebody changed {_say_the(passage)} while you read it. Nothing was cleared; "
                "read it again."
            )
        if not words:
            raise InvalidInput("There are no words to clear.")
        if barred := _find_bar(session, incident, passage, words):
            raise InvalidInput(barred)
        digest = build_words_digest(words)
        row = _find_row(session, incident_id, passage)
        if row is not None and row.words_digest == digest:
            return
        row = row or PassageClearance(
            incident_id=incident_id,
            passage=passage.value,
            words_digest=digest,
            cleared_at=read_utc_now(),
        )
        row.words_digest, row.cleared_at = digest, read_utc_now()
        row.cleared_by = viewer.person_id
        session.add(row)
        # A document shows the words, and two documents of one data revision are the same.
        change.record("cleared", "passage", f"{incident_id}:{passage}", [passage.value])


def withdraw_clearance(store: Store, viewer: Viewer, incident_id: int, passage: Passage) -> None:
    """Keep a passage within the group again, from the next document on. A repeat is a success.

    Raises:
        AccessDenied: the role clears no words, or the incident is not the viewer's to see.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.CLEAR_WORDS)
        check_sees(change.session, viewer, change.session.get(Incident, incident_id))
        row = _find_row(change.session, incident_id, passage)
        if row is None:
            return
        change.session.delete(row)
        change.record("withdrew", "passage", f"{incident_id}:{passage}", [passage.value])


def build_words_digest(words: str) -> str:
    """SHA-256 of a passage's words, to the letter."""
    return hashlib.sha256(words.encode()).hexdigest()


def _find_row(session: Session, incident_id: int, passage: Passage) -> PassageClearance | None:
    return session.exec(
        select(PassageClearance).where(
            PassageClearance.incident_id == incident_id,
            PassageClearance.passage == passage.value,
        )
    ).first()


def _find_bar(session: Session, incident: Incident, passage: Passage, words: str) -> str | None:
    if incident.channel == Channel.NONE and incident.referred_to_police_at is None:
        return _NOT_REPORTED
    if names_a_child(session, words):
        said = _say_the(passage)
        return f"A child's reference stands in {said}: take it out before the words may leave."
    return None


def _read_words(incident: Incident, passage: Passage) -> str:
    return getattr(incident, passage.value) or ""


def _say_the(passage: Passage) -> str:
    said = say(passage)
    return said if said.startswith("the ") else f"the {said}"
