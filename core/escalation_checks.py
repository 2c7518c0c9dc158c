"""What is checked of an escalation before it is decided."""

from datetime import timedelta

import polars as pl
from sqlmodel import Session, col, func, select

from core.action_checks import names_a_child
from core.clock import read_today
from core.errors import Conflict, InvalidInput
from core.measures.escalation import Subject
from core.measures.escalation_causes import LEAST_REPEATS, OVERDUE_DAYS, OWN_SIDE, REPEAT_MONTHS
from core.tables import Action, Batch, EscalationStep, Finding, Home, Incident
from core.vocabulary import BREACH_VERDICTS, ActionState, EscalationCause, FindingState


def check_words(session: Session, words: str) -> None:
    """Raise InvalidInput where a child's reference stands in the words."""
    if names_a_child(session, words):
        raise InvalidInput("An escalation names no child: take the child's reference out.")


def check_stands(session: Session, subject: Subject) -> None:
    """Raise where the cause is not there: the page may be old, and a step outside rests on it."""
    if session.get(Home, subject.home_id) is None:
        raise InvalidInput("There is no such home.")
    match subject.cause:
        case EscalationCause.OVERDUE:
            action = session.get(Action, int(subject.about))
            if action is None or action.home_id != subject.home_id:
                raise InvalidInput("There is no such action at this home.")
            if action.state != ActionState.OPEN or action.due_on >= read_today() - timedelta(
                days=OVERDUE_DAYS
            ):
                raise Conflict(
                    f"The action is done, or no longer {OVERDUE_DAYS} days overdue; look again."
                )
        case EscalationCause.REPEATED:
            if _count_agreed(session, subject) < LEAST_REPEATS:
                raise Conflict(
                    f"The group no longer agrees to this on {LEAST_REPEATS} incidents; look again."
                )


def _count_agreed(session: Session, subject: Subject) -> int:
    """Within the same months as `find_repeated`: those to the last day of the data."""
    data_to = session.exec(
        select(func.max(Batch.covers_to)).where(col(Batch.undone_at).is_(None))
    ).one()
    last = session.exec(select(func.max(Incident.occurred_at))).one()
    end = data_to or (last.date() if last else read_today())
    start = pl.select(pl.lit(end).dt.offset_by(f"-{REPEAT_MONTHS}mo")).item()
    return session.exec(
        select(func.count())
        .select_from(Finding)
        .join(Incident)
        .where(
            func.date(Incident.occurred_at) > start,
            func.date(Incident.occurred_at) <= end,
            Incident.home_id == subject.home_id,
            Finding.rule == subject.about,
            Finding.state == FindingState.CONFIRMED.value,
            col(Finding.owner).in_(OWN_SIDE),
            col(Finding.verdict).in_([verdict.value for verdict in BREACH_VERDICTS]),
        )
    ).one()


def check_step(session: Session, subject: Subject, step_id: int) -> None:
    """Raise InvalidInput where the group has no such step, or it goes outside on an alarm alone."""
    step = session.get(EscalationStep, step_id)
    if step is None or not step.active:
        raise InvalidInput("The group has no such step any more; choose another.")
    if step.outside and subject.cause is EscalationCause.ALARM:
        raise InvalidInput(
            "A statistical alarm alone is not taken outside the provider: chance raises alarms too."
        )
