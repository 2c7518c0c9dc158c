"""What the story's group did about what it saw: minutes, the next meeting, escalation, panels."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from core.access import SYSTEM
from core.demonstration.dates import Story, stamp
from core.escalation_steps import FIRST_STEPS
from core.minuting import Figures, build_from_store
from core.reports.minutes import MinutedAction, build_digest, dump_minutes
from core.store import Change
from core.tables import (
    Action,
    EscalationStep,
    Finding,
    Home,
    Incident,
    Meeting,
    MeetingAttendance,
    MeetingItem,
    MeetingNote,
    PanelReferral,
    Person,
)
from core.vocabulary import (
    ActionState,
    Agency,
    AgendaReason,
    Attendance,
    FindingOwner,
    FindingState,
    MeetingState,
    Panel,
    PanelOutcome,
    Verdict,
)

_MOST_ITEMS = 7
_DAYS_AHEAD = 5
_MANAGER_CHANGED = ("Cedar View", 70)  # The home, and how many days ago.
_HERE = {
    Agency.POLICE: (Attendance.PRESENT, 3),
    Agency.PROVIDER: (Attendance.PRESENT, 4),
    Agency.YOUTH_JUSTICE: (Attendance.PRESENT, 2),
    Agency.COUNCIL: (Attendance.PRESENT, 2),
    Agency.HEALTH: (Attendance.APOLOGIES, None),
    Agency.CPS: (Attendance.ABSENT, None),
}
_DECIDED = (
    "The manager goes through it with the team; nobody writes to the child about it.",
    "The home asks the SPOC first, the next time that nobody is at risk.",
    "No more is needed: the home has changed its night list already.",
)
_DECIDED_FOR_ALL = "The group meets again in four months, and sends the pack a week before."
# Outcome codes of the Home Office as a panel's words.
_OUTCOMES = {
    "8": (Panel.OOCD_PANEL, PanelOutcome.COMMUNITY_RESOLUTION),
    "22": (Panel.OOCD_PANEL, PanelOutcome.DIVERSION),
    "10": (Panel.DECISION_FORUM, PanelOutcome.NO_FURTHER_ACTION),
}
_PANELS_SINCE, _MOST_PANELS = timedelta(days=730), 9


def write_governance(
    change: Change,
    story: Story,
    homes: Mapping[tuple[int, str], int],
    people: Mapping[str, int],
) -> None:
    """Write the first copy's governance, once incidents, reviews and actions are there."""
    session = change.session
    own = [key for (copy, _), key in homes.items() if copy == 0]
    for number, step in enumerate(FIRST_STEPS, start=1):
        session.add(EscalationStep(position=number, name=step.name, outside=step.outside))
    name, ago = _MANAGER_CHANGED
    if (0, name) in homes:
        home = session.get_one(Home, homes[0, name])
        home.manager_since = story.today - timedelta(days=ago)
    _write_panels(session, story, own, people["lead"])
    _write_last_meeting(session, story, own, people["chair"])
    ahead = story.today + timedelta(days=_DAYS_AHEAD)
    session.add(
        Meeting(
            held_on=ahead,
            created_at=stamp(story.today, 9),
            created_by=people["chair"],
            state=MeetingState.PLANNED.value,
            period_from=story.last_meeting + timedelta(days=1),
            period_to=ahead - timedelta(days=1),
            minutes_planned=120,
        )
    )
    change.record("wrote", "governance", fields=["meetings", "panels", "steps"])


def _write_panels(session: Session, story: Story, homes: list[int], lead: int) -> None:
    """The latest offences with such an outcome; of the last one the outcome is not known yet."""
    since = story.reviewed_to - _PANELS_SINCE
    found = session.exec(
        select(Incident)
        .where(col(Incident.home_id).in_(homes))
        .where(col(Incident.outcome_code).in_(list(_OUTCOMES)))
        .where(func.date(Incident.occurred_at) > since)
        .order_by(col(Incident.occurred_at).desc())
        .limit(_MOST_PANELS)
    ).all()
    for place, incident in enumerate(found):
        panel, outcome = _OUTCOMES[str(incident.outcome_code)]
        sent = min(incident.occurred_at.date() + timedelta(days=21), story.today)
        session.add(
            PanelReferral(
                incident_id=incident.id or 0,
                panel=panel.value,
                on_day=sent,
                outcome=outcome.value if place else None,
                created_at=stamp(sent, 11),
                created_by=lead,
            )
        )


def _write_last_meeting(session: Session, story: Story, homes: list[int], chair: int) -> None:
    """The last meeting, closed: the incidents it settled, who was there, what was decided."""
    met_on = story.last_meeting
    meeting = session.exec(select(Meeting).where(Meeting.held_on == met_on)).one()
    before = session.exec(select(func.max(Meeting.held_on)).where(Meeting.held_on < met_on)).one()
    meeting.period_from = before + timedelta(days=1) if before else None
    meeting.period_to = met_on - timedelta(days=1)
    meeting.minutes_planned = 120
    meeting.opened_at = stamp(met_on, 10)
    for agency, (attendance, number) in _HERE.items():
        session.add(
            MeetingAttendance(
                meeting_id=meeting.id or 0,
                agency=agency.value,
                state=attendance.value,
                people=number,
            )
        )
    for place, (incident, reasons) in enumerate(_find_settled(session, homes, met_on)):
        at = stamp(met_on, 10, 15) + timedelta(minutes=10 * place)
        item = MeetingItem(
            meeting_id=meeting.id or 0,
            incident_id=incident.id or 0,
            position=place + 1,
            reasons=[reason.value for reason in reasons],
            heard_at=at,
            revealed_at=at,
            settled_version=incident.version,
            settled_at=at + timedelta(minutes=6),
        )
        session.add(item)
        session.flush()
        words = _DECIDED[place % len(_DECIDED)]
        _write_note(session, meeting, item.id, words, at + timedelta(minutes=7), chair)
    _write_note(session, meeting, None, _DECIDED_FOR_ALL, stamp(met_on, 11, 50), chair)
    meeting.state = MeetingState.CLOSED.value
    meeting.closed_at, meeting.closed_by = stamp(met_on, 11, 55), chair
    given = update(Action).where(func.date(Action.created_at) == met_on)
    session.flush()
    session.connection().execute(given.values(meeting_id=meeting.id))
    session.expire_all()
    built = build_from_store(session, SYSTEM, meeting, Figures(0))
    # As they stood on the day: what was given then was open, what was done later was not done.
    minutes = replace(
        built,
        last_actions=_find_last_actions(session, meeting, before),
        actions=_reopen(built.actions),
        items=tuple(replace(item, actions=_reopen(item.actions)) for item in built.items),
    )
    meeting.minutes = dump_minutes(minutes)
    meeting.minutes_digest = build_digest(meeting.minutes)


def _reopen(actions: Iterable[MinutedAction]) -> tuple[MinutedAction, ...]:
    return tuple(replace(action, state=ActionState.OPEN.value) for action in actions)


def _find_last_actions(
    session: Session, meeting: Meeting, before: date | None
) -> tuple[MinutedAction, ...]:
    names = {p.id: p.name for p in session.exec(select(Person))}
    rows = session.exec(
        select(Action)
        .where(func.date(Action.created_at) < meeting.held_on)
        .order_by(col(Action.due_on), col(Action.created_at), col(Action.id))
    ).all()
    told = []
    for row in rows:
        done_on = row.done_at.date() if row.done_at else None
        if done_on is not None and before is not None and done_on <= before:
            continue
        done = done_on is not None and done_on < meeting.held_on
        told.append(
            MinutedAction(
                incident_id=row.incident_id,
                title=row.title,
                owner=names.get(row.owner_id, ""),
                owner_agency=row.owner_agency,
                due_on=row.due_on,
                state=(ActionState.DONE if done else ActionState.OPEN).value,
            )
        )
    return tuple(told)


def _write_note(
    session: Session, meeting: Meeting, item_id: int | None, words: str, at: datetime, chair: int
) -> None:
    meaning = f"{meeting.id}:{item_id or ''}:{words.casefold()}"
    session.add(
        MeetingNote(
            meeting_id=meeting.id or 0,
            item_id=item_id,
            words=words,
            at=at,
            by_person=chair,
            meaning=meaning,
        )
    )


def _find_settled(
    session: Session, homes: list[int], met_on: date
) -> list[tuple[Incident, list[AgendaReason]]]:
    """The incidents reviewed on the day that stood out, oldest first, each with why."""
    incidents = session.exec(
        select(Incident)
        .where(col(Incident.home_id).in_(homes))
        .where(func.date(Incident.reviewed_at) == met_on)
        .order_by(col(Incident.occurred_at), col(Incident.id))
    ).all()
    found = []
    for incident in incidents:
        findings = session.exec(
            select(Finding)
            .where(Finding.incident_id == incident.id)
            .where(Finding.state == FindingState.CONFIRMED.value)
        ).all()
        verdicts = {finding.verdict for finding in findings}
        reasons = []
        if Verdict.UNDER_REPORT in verdicts:
            reasons.append(AgendaReason.SERIOUS_NOT_REPORTED)
        if incident.agreed_police_needed == "no":
            reasons.append(AgendaReason.POLICE_NOT_NEEDED)
        if any(finding.owner == FindingOwner.POLICE for finding in findings):
            reasons.append(AgendaReason.POLICE_DUTY_MISSED)
        if incident.home_account and findings:
            reasons.append(AgendaReason.DISPUTED)
        if reasons:
            found.append((incident, reasons))
    return found[:_MOST_ITEMS]
