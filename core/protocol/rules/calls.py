"""Whether a call was needed, who decided on it, and when."""

from core.protocol.registry import Case, Outcome, found_if, rule
from core.vocabulary import Decider, FindingOwner, ProtocolException, Verdict, YesNo

MANAGER_DECIDERS = (Decider.REGISTERED_MANAGER, Decider.SENIOR_MANAGER, Decider.SOCIAL_WORKER)
"""Who decides on level 2 in a home: its manager, one acting for them, or the social worker."""

FOSTER_DECIDERS = (Decider.SOCIAL_WORKER, Decider.OUT_OF_HOURS_OFFICER)
"""Who decides on level 2 in foster and kinship care."""


@rule(
    "unnecessary-call",
    "6.5, 6.7",
    Verdict.OVER_REPORT,
    message="A level 1 incident was reported without an exception or an immediate risk; it is for"
    " the placement to resolve.",
    where="The placement reports a level 1 incident, and no victim is known to want the police.",
    decides="No exception is claimed and nobody was at immediate risk.",
    instead="Resolve it within the placement, with a restorative approach where that suits.",
    question="Did an exception apply, and was anybody at immediate risk?",
)
def unnecessary_call(case: Case) -> Outcome:
    """Level 1 is resolved within the placement."""
    facts = case.facts
    if not (
        case.level == 1
        and facts.own_call
        and facts.victim_wants_police is not YesNo.YES
        and facts.exception in (None, ProtocolException.NONE)
        and facts.immediate_risk is not YesNo.YES
    ):
        return Outcome.SILENT
    if facts.exception is None or facts.immediate_risk is None:
        return Outcome.NOT_RECORDED
    return Outcome.FOUND


@rule(
    "exception-needs-review",
    "4.3, 6.2, 6.7",
    Verdict.CANNOT_TELL,
    message="A level 1 incident was reported for another reason or at the victim's wish: the group"
    " needs to hear why.",
    where="The placement reports a level 1 incident.",
    decides="Another exception is claimed, or the victim wants the police.",
    instead="Weigh the victim's wish and interests with the other factors, and record the reason.",
)
def exception_needs_review(case: Case) -> Outcome:
    """Some reasons for a level 1 call only people can weigh."""
    facts = case.facts
    return found_if(
        case.level == 1
        and facts.own_call
        and (facts.exception is ProtocolException.OTHER or facts.victim_wants_police is YesNo.YES)
    )


@rule(
    "warning-not-evidenced",
    "6.7, 6.18",
    Verdict.CANNOT_TELL,
    message="The call relies on an earlier warning to the child, and no warning by that day is"
    " recorded.",
    where="The placement reports a level 1 incident as repeated after a warning.",
    decides="The warning has no date, or one after the incident's day.",
    instead="Record the day on which the child was told that a repeat would bring in the police.",
)
def warning_not_evidenced(case: Case) -> Outcome:
    """A repeat is an exception only once the child was warned."""
    facts = case.facts
    return found_if(
        case.level == 1
        and facts.own_call
        and facts.exception is ProtocolException.REPEATED_AFTER_WARNING
        and not facts.warning_evidenced
    )


def _decided_by_another(case: Case, deciders: tuple[Decider, ...]) -> Outcome:
    facts = case.facts
    if not (
        case.level == 2
        and facts.own_call
        and facts.immediate_risk is not YesNo.YES
        and facts.victim_wants_police is not YesNo.YES
        and facts.decided_by not in deciders
    ):
        return Outcome.SILENT
    if facts.decided_by is None or facts.victim_wants_police is None:
        return Outcome.NOT_RECORDED
    return Outcome.FOUND


@rule(
    "manager-decides",
    "6.12, 6.15",
    Verdict.WRONG_DECIDER,
    message="A level 2 incident was reported without the decision of the Registered Manager or the"
    " social worker.",
    where="A home reports a level 2 incident without immediate risk, and no victim is known to want"
    " the police.",
    decides="Neither the Registered Manager, a senior manager acting for them, nor the social"
    " worker decided.",
    instead="Report to the Registered Manager, who decides what to do.",
    question="Who decided to report, and did the victim want the police?",
)
def manager_decides(case: Case) -> Outcome:
    """In a home the manager decides on level 2."""
    if not case.facts.residential:
        return Outcome.SILENT
    return _decided_by_another(case, MANAGER_DECIDERS)


@rule(
    "social-worker-decides",
    "6.14",
    Verdict.WRONG_DECIDER,
    message="A level 2 incident in foster care was reported without the decision of the social"
    " worker or the out of hours officer.",
    where="A carer reports a level 2 incident without immediate risk, and no victim is known to"
    " want the police.",
    decides="Neither the social worker nor the out of hours officer decided.",
    instead="Ask the social worker, or out of hours the duty officer, what to do.",
    question="Who decided to report, and did the victim want the police?",
    owner=FindingOwner.CARER,
)
def social_worker_decides(case: Case) -> Outcome:
    """In foster care the social worker decides on level 2."""
    if not case.facts.foster:
        return Outcome.SILENT
    return _decided_by_another(case, FOSTER_DECIDERS)


@rule(
    "slow-time",
    "CYPN",
    Verdict.ADVISORY,
    message="The decision to report was taken on the day itself, though nothing pressed: could it"
    " have waited until the next?",
    where="The placement reports a level 1 or 2 incident, and nobody is at immediate risk.",
    decides="It was decided, or else reported, on the incident's own day.",
    instead="Let a day pass, and decide when everybody is calm.",
)
def slow_time(case: Case) -> Outcome:
    """What does not press is decided the next day."""
    facts = case.facts
    decided = facts.decided_at or facts.reported_at
    return found_if(
        case.level in (1, 2)
        and facts.own_call
        and facts.immediate_risk is YesNo.NO
        and decided is not None
        and decided.date() == facts.occurred_at.date()
    )
