"""The store of the trial: the demonstration with a meeting that runs and thirty who may run it."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from sqlmodel import col, select

from core.access import SYSTEM
from core.agenda import drop_item, read_agenda, take_items
from core.audit import check_chain
from core.clock import read_today
from core.demonstration import build_demonstration
from core.meeting_steps import go_to
from core.meetings import open_meeting
from core.people import PersonForm
from core.people import add_person as add_to_register
from core.reading import read_view
from core.store import Store, build_url, open_store
from core.tables import Action, Audit, Home, Meeting, MeetingNote, Person
from core.vocabulary import Agency, AgendaReason, Role, say

ITEMS = 12
_ROWS = 40
_CHANNELS = ("101", "online")


@dataclass(frozen=True)
class Meant:
    """What the trial's clients must know of its store: the meeting and how people are called."""

    meeting_id: int
    names: tuple[str, ...]
    """As the demonstration's picker words them, the chair first."""
    items: int


def build_store(path: Path, people: int) -> Meant:
    """Build the demonstration of today and open a meeting of twelve incidents in it.

    The room's page is open to those who record the meeting: the others of the thirty are further
    protocol leads.
    """
    build_demonstration(path, seed=1, today=read_today())
    store = open_store(build_url(path))
    with store.read() as session:
        first = session.exec(select(Person).where(Person.role == Role.CHAIR.value)).one()
        chair = f"{say(Role.CHAIR)}: {first.name}"
    names = [chair]
    for number in range(2, people + 1):
        form = PersonForm(
            f"Deputy {number:02}",
            f"deputy{number:02}@example.org",
            Role.PROTOCOL_LEAD,
            agency=Agency.YOUTH_JUSTICE,
        )
        add_to_register(store, SYSTEM, form)
        names.append(f"{say(Role.PROTOCOL_LEAD)}: {form.name}")
    meeting_id, items = _open_meeting(store)
    store.close()
    return Meant(meeting_id, tuple(names), items)


def _open_meeting(store: Store) -> tuple[int, int]:
    with store.write(SYSTEM) as change:
        meeting = change.session.exec(select(Meeting).where(Meeting.state == "planned")).one()
        meeting.held_on, meeting_id = read_today(), meeting.id or 0
        change.record("moved", "meeting", meeting_id)
    for item in read_agenda(store, SYSTEM, meeting_id):
        drop_item(store, SYSTEM, meeting_id, item.incident_id)
    # Reported ones: what nobody reported is spoken of without the police members.
    waiting = (
        read_view(store, SYSTEM)
        .incidents.filter(pl.col("contacted") & (pl.col("category") != "drugs_possession"))
        .sort("reviewed", "occurred_at", descending=[False, True])["id"]
        .head(ITEMS)
        .to_list()
    )
    take_items(store, SYSTEM, meeting_id, dict.fromkeys(waiting, (AgendaReason.ADDED,)))
    open_meeting(store, SYSTEM, meeting_id)
    first = next(i for i in read_agenda(store, SYSTEM, meeting_id) if i.incident_id in waiting)
    go_to(store, SYSTEM, meeting_id, first.id)
    return meeting_id, len(waiting)


def write_import(url: str, path: Path, number: int) -> None:
    """A force's month as a file of the contract: forty incidents that the store does not know."""
    store = open_store(url)
    with store.read() as session:
        homes = session.exec(
            select(Home.urn).where(col(Home.closed_on).is_(None)).order_by(Home.urn)
        ).all()
    store.close()
    last = read_today() - timedelta(days=1)
    fields = (
        "reference",
        "home_urn",
        "occurred_at",
        "decided_at",
        "reported_at",
        "channel",
        "category",
        "severity",
        "exception",
        "immediate_risk",
        "victim_wants_police",
        "social_worker_told",
        "police_response",
    )
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, fields)
        writer.writeheader()
        for row in range(_ROWS):
            day: date = last - timedelta(days=row % 28)
            writer.writerow(
                {
                    "reference": f"LOAD-{number:03}-{row:02}",
                    "home_urn": homes[(number + row) % len(homes)],
                    "occurred_at": f"{day}T18:{row:02}",
                    "decided_at": f"{day}T19:{row:02}",
                    "reported_at": f"{day}T19:{row:02}",
                    "channel": _CHANNELS[row % 2],
                    "category": "criminal_damage",
                    "severity": "minor",
                    "exception": "none",
                    "immediate_risk": "no",
                    "victim_wants_police": "no",
                    "social_worker_told": "yes",
                    "police_response": "advised",
                }
            )


@dataclass(frozen=True)
class Verdict:
    """What the store holds of what the chair's screen said was saved."""

    acknowledged: int
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    fault: str | None


def judge_store(url: str, decisions: Sequence[str], actions: Sequence[str]) -> Verdict:
    """Look for every acknowledged decision and action, and walk the audit's chain."""
    store = open_store(url)
    with store.read() as session:
        notes = Counter(session.exec(select(MeetingNote.words)).all())
        titles = Counter(session.exec(select(Action.title)).all())
        chain = check_chain(session.exec(select(Audit).order_by(col(Audit.seq))))
    store.close()
    counts = [(words, notes[words]) for words in decisions]
    counts += [(title, titles[title]) for title in actions]
    return Verdict(
        acknowledged=len(counts),
        lost=tuple(words for words, count in counts if count == 0),
        twice=tuple(words for words, count in counts if count > 1),
        fault=chain.fault,
    )
