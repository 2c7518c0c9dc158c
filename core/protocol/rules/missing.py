"""Children who are missing or away without authorisation, and their return."""

from datetime import timedelta

from core.clock import elapsed
from core.protocol.registry import Case, Outcome, found_if, rule
from core.vocabulary import Category, FindingOwner, ReturnInterview, Verdict, YesNo

INTERVIEW_WITHIN = timedelta(hours=72)


@rule(
    "parental-response",
    "Howard League",
    Verdict.ADVISORY,
    message="The child was known to be safe: what would a parent have done before reporting?",
    where="The placement reports a child missing or away without authorisation, without immediate"
    " risk.",
    decides="The child was known to be safe.",
    instead="Do what a parent would: ring, fetch, agree a time, and wait.",
)
def parental_response(case: Case) -> Outcome:
    """A child known to be safe is first of all fetched home."""
    facts = case.facts
    return found_if(
        facts.category in (Category.MISSING, Category.ABSENT)
        and facts.own_call
        and facts.immediate_risk is YesNo.NO
        and facts.known_safe is YesNo.YES
    )


@rule(
    "checklist-not-completed",
    "Howard League",
    Verdict.ADVISORY,
    message="The child was reported missing before the checklist was completed: what had been"
    " tried?",
    where="The placement reports a child missing, without immediate risk.",
    decides="The checklist was not completed.",
    instead="Without an immediate risk, go through the checklist first: search, ring, ask friends.",
    is_step=True,
)
def checklist_not_completed(case: Case) -> Outcome:
    """Without immediate risk the checklist comes first."""
    facts = case.facts
    return found_if(
        facts.category is Category.MISSING
        and facts.own_call
        and facts.immediate_risk is YesNo.NO
        and facts.checklist_completed is YesNo.NO
    )


@rule(
    "return-interview-not-held",
    "statutory guidance",
    Verdict.PROCESS,
    message="No return home interview was held after a missing episode.",
    where="A missing child has returned.",
    decides="No return home interview was held.",
    instead="The local authority offers an independent return home interview within 72 hours.",
    question="What became of the return home interview?",
    owner=FindingOwner.LOCAL_AUTHORITY,
    is_step=True,
)
def return_interview_not_held(case: Case) -> Outcome:
    """A child who returns is offered an interview; declining it is the child's right."""
    facts = case.facts
    if facts.category is not Category.MISSING or facts.returned_at is None:
        return Outcome.SILENT
    if facts.return_interview is None:
        return Outcome.NOT_RECORDED
    return found_if(facts.return_interview is ReturnInterview.NOT_HELD)


@rule(
    "return-interview-late",
    "statutory guidance",
    Verdict.PROCESS,
    message="The return home interview was held more than 72 hours after the child's return.",
    where="A return home interview was held after a missing episode.",
    decides="More than 72 hours had passed since the return.",
    instead="The local authority holds it within 72 hours of the return.",
    question="When did the child return, and when was the interview held?",
    owner=FindingOwner.LOCAL_AUTHORITY,
)
def return_interview_late(case: Case) -> Outcome:
    """Exactly 72 hours are in time; hours are those really elapsed across a clock change."""
    facts = case.facts
    if facts.category is not Category.MISSING or facts.return_interview is not ReturnInterview.HELD:
        return Outcome.SILENT
    if facts.returned_at is None or facts.return_interview_at is None:
        return Outcome.NOT_RECORDED
    return found_if(elapsed(facts.returned_at, facts.return_interview_at) > INTERVIEW_WITHIN)
