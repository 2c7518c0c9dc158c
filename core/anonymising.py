"""What could tell of a child, taken out of an incident and of all that was written about it.

What figures count stays: home, day and hour, kind, channel, level, verdicts, how long each step
took. The chain of the audit stays whole: its rows never held any of this.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from core.anonymised_minutes import TAKEN_OUT, take_incidents_out
from core.anonymised_references import remember_references
from core.clock import UK, read_utc_now
from core.incident_history import Step, write_step
from core.measures.sentences import say_count
from core.store import Change
from core.tables import (
    Action,
    ActionEvent,
    BatchChange,
    Escalation,
    Finding,
    Incident,
    IncidentEvent,
    Interest,
    MeetingItem,
    MeetingNote,
    PanelReferral,
    PassageClearance,
)
from core.vocabulary import Channel

CHILD = ("child_ref", "child_age", "child_gender", "child_ethnicity", "placing_authority")
"""Blank afterwards: an age band of a child in a small home would tell nearly as much as the age."""
WORDS = (
    "summary",
    "home_account",
    "child_account",
    "missing_cause",
    "review_note",
    "level_set_reason",
    "referred_reason",
)
"""Free text: where there was some, `TAKEN_OUT` says so afterwards."""
MOMENTS = (
    "occurred_at",
    "decided_at",
    "reported_at",
    "police_arrived_at",
    "returned_at",
    "return_interview_at",
)
"""All moved back together, so that the incident begins on the hour and its delays stay."""


def anonymise_incidents(
    change: Change, incident_ids: Sequence[int], reason: str | None = None, why: str = ""
) -> int:
    """Anonymise these incidents within a change; how many closed minutes lost words by it.

    Whoever calls has checked that they may go. `reason` is that of a person's request; it joins
    each incident's history. `why` is what the audit says of it. One audit row for all, one an
    incident, one for each minutes changed.
    """
    session = change.session
    ids = list(incident_ids)
    incidents = session.exec(select(Incident).where(col(Incident.id).in_(ids))).all()
    remember_references(
        session,
        {
            incident.reference: incident.channel != Channel.NONE
            or incident.referred_to_police_at is not None
            for incident in incidents
        },
    )
    _take_words_about(session, ids)
    for incident in incidents:
        _blank(incident)
        session.add(incident)
        write_step(change, incident, Step.ANONYMISED, reason)
    # The first row raises the revision and names no single incident: everything is read anew.
    why = why or ("on request" if reason else "past the age")
    change.record("anonymised", "incidents", fields=[say_count(len(ids), "incident"), why])
    for key in ids:
        change.record("anonymised", "incident", key, [*CHILD, *WORDS, "reference"], figures=False)
    return take_incidents_out(change, ids)


def _blank(incident: Incident) -> None:
    incident.reference = f"anonymised-{incident.id}"
    for name in CHILD:
        setattr(incident, name, None)
    for name in WORDS:
        setattr(incident, name, getattr(incident, name) and TAKEN_OUT)
    past = incident.occurred_at.replace(minute=0, second=0, microsecond=0)
    by = incident.occurred_at - past
    for name in MOMENTS:
        setattr(incident, name, move_back(getattr(incident, name), by))
    incident.anonymised_at = read_utc_now()


def move_back(moment: datetime | None, by: timedelta) -> datetime | None:
    """A UK local moment some minutes earlier, in time that really elapsed."""
    if moment is None:
        return None
    return (moment.replace(tzinfo=UK).astimezone(UTC) - by).astimezone(UK).replace(tzinfo=None)


def _take_words_about(session: Session, ids: Collection[int]) -> None:
    findings = select(Finding.id).where(col(Finding.incident_id).in_(ids))
    about = col(Action.incident_id).in_(ids) | col(Action.finding_id).in_(findings)
    actions = list(session.exec(select(Action.id).where(about)))
    items = list(session.exec(select(MeetingItem.id).where(col(MeetingItem.incident_id).in_(ids))))
    _take_out(session, Finding, "reason", col(Finding.incident_id).in_(ids))
    for name in ("title", "detail", "asked_reason"):
        _take_out(session, Action, name, col(Action.id).in_(actions))
    _take_out(session, ActionEvent, "note", col(ActionEvent.action_id).in_(actions))
    for name in ("reason", "answer"):
        _take_out(session, Escalation, name, col(Escalation.action_id).in_(actions))
    _take_out(session, Interest, "words", col(Interest.incident_id).in_(ids))
    _take_out(session, IncidentEvent, "reason", col(IncidentEvent.incident_id).in_(ids))
    _take_out(session, PanelReferral, "note", col(PanelReferral.incident_id).in_(ids))
    _take_out(session, MeetingNote, "words", col(MeetingNote.item_id).in_(items))
    # What a decision or an action means can hold its words.
    _take_meanings(session, MeetingNote, col(MeetingNote.item_id).in_(items))
    _take_meanings(session, Action, col(Action.id).in_(actions))
    session.execute(delete(PassageClearance).where(col(PassageClearance.incident_id).in_(ids)))
    _take_copies(session, ids)


def _take_out(session: Session, table: Any, name: str, where: Any) -> None:
    column = getattr(table, name)
    session.execute(update(table).where(where, column.is_not(None)).values({name: TAKEN_OUT}))


def _take_meanings(session: Session, table: Any, where: Any) -> None:
    for row in session.exec(select(table).where(where)):
        row.meaning = f"anonymised:{row.id}"
        session.add(row)


def _take_copies(session: Session, ids: Iterable[int]) -> None:
    # What an import replaced: nothing is put back any more, so that the counts alone stay.
    copies = select(BatchChange).where(col(BatchChange.incident_id).in_(list(ids)))
    for row in session.exec(copies):
        if row.before is not None:
            row.before = {name: row.before[name] for name in ("home_id", "version")}
            session.add(row)
