"""The steps of rising seniority, as the group sets them; nothing is installed without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, can, check_can
from core.action_checks import names_a_child
from core.clock import say_moment, to_uk
from core.contract import fold
from core.errors import Conflict, InvalidInput
from core.measures.escalation import Step
from core.store import Store
from core.tables import Audit, EscalationStep, Person

MOST_STEPS = 8
LONGEST_NAME = 80


@dataclass(frozen=True)
class StepForm:
    """A step as it is written: `outside` is outside the home's provider."""

    name: str
    outside: bool = False


FIRST_STEPS = (
    StepForm("Registered manager of the home"),
    StepForm("Responsible individual of the provider"),
    StepForm("Commissioners of the placing authorities", outside=True),
    StepForm("Ofsted", outside=True),
)
"""A first proposal to the group. Forces went to the homes, worked with local authorities on how
many children are placed, and with Ofsted (Howard League, part 5); the order is this product's."""


def read_steps(store: Store, viewer: Viewer) -> tuple[Step, ...]:
    """The steps in rising seniority, then those since removed; none to who may not decide."""
    with store.read(viewer) as session:
        if not can(viewer, Permission.ESCALATE):
            return ()
        rows = session.exec(
            select(EscalationStep).order_by(
                col(EscalationStep.active).desc(), col(EscalationStep.position)
            )
        )
        return tuple(Step(r.id or 0, r.position, r.name, r.outside, r.active) for r in rows)


def set_steps(store: Store, viewer: Viewer, steps: Sequence[StepForm], seen: Sequence[int]) -> None:
    """Set the steps, lowest first; `seen` are the ids of the steps that the viewer changes.

    A step of the same name and side stays the same step. One that is left out is taken no further
    and keeps its name in past decisions.

    Raises:
        AccessDenied: the role may not.
        InvalidInput: no step inside the provider (an alarm is taken to no other), a name twice, too
            long or with a child's reference.
        Conflict: somebody else set them first; the text says who and when.
    """
    forms = [StepForm(" ".join(step.name.split()), step.outside) for step in steps]
    _check_forms(forms)
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.ESCALATE)
        if any(names_a_child(session, form.name) for form in forms):
            raise InvalidInput("A step names no child: take the child's reference out.")
        rows = list(session.exec(select(EscalationStep).order_by(col(EscalationStep.position))))
        now = [row for row in rows if row.active]
        if [StepForm(row.name, row.outside) for row in now] == forms:
            return
        if [row.id for row in now] != list(seen):
            raise Conflict(say_last_change(session, "escalation steps", None))
        known = {(fold(row.name), row.outside): row for row in rows}
        for row in now:
            row.active = False
        for position, form in enumerate(forms, start=1):
            step = known.get((fold(form.name), form.outside)) or EscalationStep(
                position=position, name=form.name, outside=form.outside
            )
            step.position, step.name, step.active = position, form.name, True
            session.add(step)
        change.record(
            "set", "escalation steps", None, ["position", "name", "active"], figures=False
        )


def _check_forms(forms: Sequence[StepForm]) -> None:
    if not all(form.name and len(form.name) <= LONGEST_NAME for form in forms):
        raise InvalidInput(f"A step has a name of at most {LONGEST_NAME} characters.")
    if len(forms) > MOST_STEPS:
        raise InvalidInput(f"At most {MOST_STEPS} steps.")
    if len({fold(form.name) for form in forms}) < len(forms):
        raise InvalidInput("Two steps have the same name.")
    if all(form.outside for form in forms):
        raise InvalidInput(
            "At least one step is inside the home's provider: an alarm is taken to no other."
        )


def say_last_change(session: Session, noun: str, noun_id: int | None) -> str:
    """Who changed this first, and when (UK local time), as the audit has it."""
    row = session.exec(
        select(Audit)
        .where(Audit.noun == noun, Audit.noun_id == (None if noun_id is None else str(noun_id)))
        .order_by(col(Audit.seq).desc())
    ).first()
    person = session.get(Person, row.person_id) if row and row.person_id is not None else None
    who = person.name if person else "Somebody"
    when = f", on {say_moment(to_uk(row.at))}" if row else ""
    return f"{who} was first{when}. Nothing of yours was saved; look again."
