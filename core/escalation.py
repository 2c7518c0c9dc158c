"""Decisions on proposed escalations: taken to a step, not now, and what came of it.

`core.measures.escalation` proposes; a person decides, with a reason. Commissioner and Ofsted are
never told on a statistical alarm alone: that is refused here, not only left unproposed. States:
`core.states.ESCALATION`. Who decides also reads; nobody else does: reasons can rest on what the
police were not told, and a decision about a home is not another provider's to read.
"""

from typing import Any

import polars as pl
from sqlmodel import Session, col, func, or_, select

from core.access import Permission, Viewer, can, check_can, check_can_see_home
from core.clock import read_utc_now
from core.errors import Conflict, InvalidInput
from core.escalation_checks import check_stands, check_step, check_words
from core.escalation_steps import say_last_change
from core.measures.escalation import DECISION_COLUMNS, Subject
from core.states import find_next
from core.store import Store
from core.tables import (
    Escalation,
    EscalationStep,
    Finding,
    Person,
)
from core.vocabulary import (
    Agency,
    EscalationCause,
    EscalationState,
    Role,
)

LONGEST_REASON = 500
_READ_COLUMNS: dict[str, Any] = {
    **DECISION_COLUMNS,
    "action_id": pl.Int64,
    "step": pl.String,
    "reason": pl.String,
    "by": pl.String,
    "answer": pl.String,
    "version": pl.Int64,
}


def read_escalations(store: Store, viewer: Viewer) -> pl.DataFrame:
    """Every decision, newest first; none to who may not decide.

    A row each: `id`, `subject` (`core.measures.escalation.parse_subject`), `cause`, `home_id`,
    `action_id`, `state`, `step_id`, `step` (its name, removed or not; null where it was declined),
    `reason`, `by` (a name), `decided_at`, `answered_at` (UTC), `answer`, `version`.
    """
    with store.read(viewer) as session:
        if not can(viewer, Permission.ESCALATE):
            return pl.DataFrame(schema=_READ_COLUMNS)
        query = (
            select(Escalation, EscalationStep.name, Person.name)
            .join(EscalationStep, isouter=True)
            .join(Person, isouter=True)
            .order_by(col(Escalation.decided_at).desc(), col(Escalation.id).desc())
        )
        rows = [
            {**row.model_dump(), "subject": _read_key(row), "step": step, "by": name}
            for row, step, name in session.exec(query)
        ]
    return pl.DataFrame(rows, schema=_READ_COLUMNS)


def _read_key(row: Escalation) -> str:
    return row.meaning.rpartition("#")[0]


def read_agreed(store: Store, viewer: Viewer, findings: pl.DataFrame) -> pl.DataFrame:
    """Findings of the viewer's own view with `agreed_at`, when the group agreed (UTC)."""
    ids = findings["id"].to_list()
    with store.read(viewer) as session:
        rows = session.exec(
            select(Finding.id, Finding.decided_at).where(col(Finding.id).in_(ids))
        ).all()
    agreed = pl.DataFrame(
        [tuple(row) for row in rows],
        schema={"id": pl.Int64, "agreed_at": pl.Datetime("us", "UTC")},
        orient="row",
    )
    return findings.join(agreed, on="id", how="left")


def read_provider_people(store: Store, viewer: Viewer) -> frozenset[int]:
    """The ids of everybody of a provider, those who have left too: their actions stay the home's.

    Empty to who may not decide.
    """
    with store.read(viewer) as session:
        if not can(viewer, Permission.ESCALATE):
            return frozenset()
        of_provider = or_(
            col(Person.role) == Role.PROVIDER.value, col(Person.agency) == Agency.PROVIDER.value
        )
        ids = session.exec(select(Person.id).where(of_provider))
        return frozenset(key for key in ids if key is not None)


def escalate(
    store: Store, viewer: Viewer, subject: Subject, *, earlier: int, step_id: int, reason: str
) -> int:
    """Take a matter to a step; returns the decision's id. The same tap twice decides once.

    Args:
        store: where it is kept.
        viewer: who decides.
        subject: what is decided on.
        earlier: how many decisions on it the viewer saw.
        step_id: the step, one that the group has now.
        reason: 1 to 500 characters, naming no child.

    Raises:
        AccessDenied: the role may not.
        InvalidInput: no reason, a child's reference, no such step, or one outside the provider on
            an alarm alone.
        Conflict: somebody else decided first (the text says who and when), or the cause no longer
            stands.
    """
    return _decide(store, viewer, subject, earlier, EscalationState.ESCALATED, step_id, reason)


def decline(store: Store, viewer: Viewer, subject: Subject, *, earlier: int, reason: str) -> int:
    """Leave a matter where it is for now, with the reason; returns the decision's id.

    It is proposed again when something new happens (`core.measures.escalation.find_escalations`).

    Raises:
        AccessDenied, InvalidInput, Conflict: as `escalate`.
    """
    return _decide(store, viewer, subject, earlier, EscalationState.DECLINED, None, reason)


def _decide(
    store: Store,
    viewer: Viewer,
    subject: Subject,
    earlier: int,
    state: EscalationState,
    step_id: int | None,
    reason: str,
) -> int:
    reason = _check_length(reason, "A decision needs its reason")
    meaning = f"{subject.key}#{earlier}"
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.ESCALATE)
        check_can_see_home(viewer, subject.home_id)
        first = session.exec(select(Escalation).where(Escalation.meaning == meaning)).first()
        if first is not None:
            if not _is_same(first, viewer, state, step_id, reason):
                raise Conflict(say_last_change(session, "escalation", first.id))
            return first.id or 0
        if _count(session, subject) != earlier:
            raise Conflict("This was decided on meanwhile. Nothing of yours was saved; look again.")
        check_words(session, reason)
        check_stands(session, subject)
        if step_id is not None:
            check_step(session, subject, step_id)
        decision = Escalation(
            home_id=subject.home_id,
            action_id=int(subject.about) if subject.cause is EscalationCause.OVERDUE else None,
            cause=subject.cause.value,
            step_id=step_id,
            state=state.value,
            reason=reason,
            decided_at=read_utc_now(),
            decided_by=viewer.person_id,
            meaning=meaning,
        )
        session.add(decision)
        session.flush()
        assert decision.id is not None
        change.record(state.value, "escalation", decision.id, ["step", "reason"], figures=False)
        return decision.id


def _is_same(
    first: Escalation, viewer: Viewer, state: EscalationState, step_id: int | None, reason: str
) -> bool:
    """Whether it is the same person's same decision, whatever was answered since."""
    declined = EscalationState.DECLINED
    return (
        first.decided_by == viewer.person_id
        and first.step_id == step_id
        and first.reason == reason
        and (first.state == declined) == (state is declined)
    )


def _count(session: Session, subject: Subject) -> int:
    of_subject = col(Escalation.meaning).startswith(f"{subject.key}#", autoescape=True)
    return session.exec(select(func.count()).select_from(Escalation).where(of_subject)).one()


def _check_length(words: str, needs: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(f"{needs}, of at most {LONGEST_REASON} characters.")
    return words


def answer(
    store: Store, viewer: Viewer, escalation_id: int, expected_version: int, words: str
) -> None:
    """Record what came of an escalation, in 1 to 500 characters; the same words twice are one.

    Raises:
        AccessDenied: the role may not.
        InvalidInput: no words, a child's reference, or no such escalation.
        Conflict: it was declined, or somebody else answered first; the text says who and when.
    """
    words = _check_length(words, "Say what came of it")
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.ESCALATE)
        decision = session.get(Escalation, escalation_id)
        if decision is None or decision.home_id is None:
            raise InvalidInput("There is no such escalation.")
        check_can_see_home(viewer, decision.home_id)
        if decision.state == EscalationState.ANSWERED and decision.answer == words:
            return
        if decision.version != expected_version:
            raise Conflict(say_last_change(session, "escalation", escalation_id))
        after = find_next("escalation", decision.state, "answer")
        check_words(session, words)
        decision.state, decision.answer, decision.answered_at = after, words, read_utc_now()
        decision.version += 1
        change.record("answered", "escalation", escalation_id, ["state", "answer"], figures=False)
