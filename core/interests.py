"""Who has an interest in an incident, says so, and does not decide it.

An interest is declared, or follows from what is recorded: one's own home, one's own officers'
conduct. A declared one is never taken back by the person themselves.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.access import (
    ACCESS,
    POLICE_ROLES,
    Permission,
    Viewer,
    check_can,
)
from core.clock import read_utc_now, say_moment, to_uk
from core.errors import AccessDenied, InvalidInput
from core.incident_history import Step, read_name, write_step
from core.incident_sight import check_holds_words, check_sees, is_on_ladder
from core.store import Store
from core.tables import Finding, Incident, Interest, Person
from core.vocabulary import BREACH_VERDICTS, Channel, FindingOwner, FindingState, Role

LONGEST_WORDS = 500


@dataclass(frozen=True)
class InterestRow:
    """One declared interest: whose, in which words, declared when (UK local) and by whom."""

    person_id: int
    name: str
    words: str
    declared: str


def declare_interest(
    store: Store, viewer: Viewer, incident_id: int, words: str, person_id: int | None = None
) -> None:
    """Record the viewer's own interest in an incident, or another person's as said in the meeting.

    Whoever sees the incident may declare their own. A second declaration changes nothing.

    Raises:
        AccessDenied: the incident is not the viewer's to see, or another's interest not theirs to
            record.
        InvalidInput: no words, or nobody whose interest it could be.
    """
    with store.write(viewer) as change:
        session = change.session
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        check_holds_words(incident)
        whose = viewer.person_id if person_id is None else person_id
        if whose != viewer.person_id:
            check_can(viewer, Permission.RECORD_MEETINGS)
        person = session.get(Person, whose) if whose is not None else None
        if whose is None or person is None or not person.active:
            raise InvalidInput("An interest is a person's: nobody of this name is in the group.")
        said = _check_words(words, "Say what the interest is.")
        if _find_declared(session, incident_id, whose) is not None:
            return
        session.add(
            Interest(
                incident_id=incident_id,
                person_id=whose,
                words=said,
                declared_at=read_utc_now(),
                declared_by=viewer.person_id,
            )
        )
        write_step(change, incident, Step.INTEREST, said, detail=whose)
        change.record(
            "declared interest", "incident", incident_id, ["interest", "words"], figures=False
        )


def withdraw_interest(
    store: Store, viewer: Viewer, incident_id: int, person_id: int, reason: str
) -> None:
    """Take back an interest that was declared by mistake: never one's own; both stay in history.

    Raises:
        AccessDenied: the role may not, or the interest is the viewer's own.
        InvalidInput: without a reason.
    """
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.RECORD_MEETINGS)
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        if person_id == viewer.person_id:
            raise AccessDenied("Nobody takes back their own interest; ask another of the group.")
        why = _check_words(reason, "Give a reason for taking the interest back.")
        declared = _find_declared(session, incident_id, person_id)
        if declared is None:
            return
        session.delete(declared)
        write_step(change, incident, Step.INTEREST_TAKEN_BACK, why, detail=person_id)
        change.record("took back interest", "incident", incident_id, ["interest"], figures=False)


def read_interests(store: Store, viewer: Viewer, incident_id: int) -> tuple[InterestRow, ...]:
    """The interests declared in an incident, for those who may decide it, earliest first.

    Raises:
        AccessDenied: the role does not review, or the incident is not the viewer's to see.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.REVIEW)
        check_sees(session, viewer, session.get(Incident, incident_id))
        rows = session.exec(
            select(Interest).where(Interest.incident_id == incident_id).order_by(col(Interest.id))
        )
        return tuple(
            InterestRow(
                row.person_id,
                read_name(session, row.person_id),
                row.words,
                f"{say_moment(to_uk(row.declared_at))}, by {read_name(session, row.declared_by)}",
            )
            for row in rows
        )


def read_own_interests(store: Store, viewer: Viewer) -> frozenset[int]:
    """The incidents in which the viewer has declared an interest."""
    with store.read(viewer) as session:
        query = select(Interest.incident_id).where(Interest.person_id == viewer.person_id)
        return frozenset(session.exec(query))


def check_decides(session: Session, viewer: Viewer, incident: Incident) -> None:
    """Raise AccessDenied, in words, where the viewer has an interest in the incident."""
    bar = find_bar(session, viewer, incident)
    if bar is not None:
        raise AccessDenied(bar, recorded="to decide an incident in which one has an interest")


def find_bar(session: Session, viewer: Viewer, incident: Incident) -> str | None:
    """Why the viewer does not decide this incident, and who can instead; None where they may."""
    assert incident.id is not None
    if _find_declared(session, incident.id, viewer.person_id) is not None:
        why = "An interest of yours in this incident is declared, so you do not decide it."
    elif incident.home_id in viewer.home_ids:
        why = "This incident happened at a home of your own, so you do not decide it."
    elif viewer.role in POLICE_ROLES and _is_about_police(session, incident.id):
        why = "A finding here is about the police's own step, so the police do not decide it."
    else:
        return None
    names = _read_deciders(session, incident)
    return f"{why} Instead can: {', '.join(names)}." if names else f"{why} Ask the chair who can."


def _read_deciders(session: Session, incident: Incident) -> list[str]:
    """Who reviews and has no interest here, by name."""
    interested = set(
        session.exec(select(Interest.person_id).where(Interest.incident_id == incident.id))
    )
    kept_from_police = (
        is_on_ladder(incident)
        or (incident.channel == Channel.NONE and incident.referred_to_police_at is None)
        or _is_about_police(session, incident.id or 0)
    )
    people = session.exec(select(Person).where(Person.active).order_by(Person.name))
    return [
        person.name
        for person in people
        if Permission.REVIEW in ACCESS[Role(person.role)].may
        and person.id not in interested
        and not (kept_from_police and Role(person.role) in POLICE_ROLES)
    ]


def _is_about_police(session: Session, incident_id: int) -> bool:
    found = session.exec(
        select(Finding.id)
        .where(Finding.incident_id == incident_id)
        .where(Finding.owner == FindingOwner.POLICE.value)
        .where(col(Finding.verdict).in_([verdict.value for verdict in BREACH_VERDICTS]))
        .where(Finding.state != FindingState.DISMISSED.value)
    ).first()
    return found is not None


def _find_declared(session: Session, incident_id: int, person_id: int | None) -> Interest | None:
    if person_id is None:
        return None
    return session.exec(
        select(Interest)
        .where(Interest.incident_id == incident_id)
        .where(Interest.person_id == person_id)
    ).first()


def _check_words(words: str, missing: str) -> str:
    said = words.strip()
    if not said:
        raise InvalidInput(missing)
    if len(said) > LONGEST_WORDS:
        raise InvalidInput(f"An interest is said in at most {LONGEST_WORDS} characters.")
    return said
