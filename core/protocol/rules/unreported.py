"""What was kept from the police or social care and should not have been."""

from core.protocol.levels import CLASS_A
from core.protocol.registry import Case, Outcome, found_if, found_if_no, rule
from core.vocabulary import Category, Verdict, YesNo


@rule(
    "serious-not-reported",
    "6.19–6.23",
    Verdict.UNDER_REPORT,
    message="A level 3 incident was not reported to the police.",
    where="The police are not contacted about a level 3 incident other than a disclosure of past"
    " abuse.",
    decides="What happened is level 3 by itself, or a second possession of a class A drug.",
    instead="Report it: by 999 where the risk is immediate, else online or by 101.",
    question="Why were the police not told: was the risk brought safely under control, or the"
    " possession not thought of as repeated?",
)
def serious_not_reported(case: Case) -> Outcome:
    """Level 3 is always reported; what rests on risk or a third possession is asked about.

    A level 3 that only the reviewer set is the reviewer's judgement, and a finding.
    """
    facts = case.facts
    if case.level != 3 or facts.contacted or facts.category is Category.PAST_ABUSE_DISCLOSURE:
        return Outcome.SILENT
    if case.by_category.level == 3:
        on_ladder = facts.category is Category.DRUGS_POSSESSION
        third_b_or_c = on_ladder and facts.drug_class not in CLASS_A
        return Outcome.NOT_RECORDED if third_b_or_c else Outcome.FOUND
    # By itself it is no level 3: it rests on the risk alone, or on the reviewer's judgement.
    return Outcome.NOT_RECORDED if facts.immediate_risk is YesNo.YES else Outcome.FOUND


@rule(
    "child-at-risk-not-reported",
    "6.20",
    Verdict.UNDER_REPORT,
    message="A child was at immediate risk and the police were not told.",
    where="The police are not contacted about a child as victim or a concern for safety.",
    decides="Somebody was at immediate risk.",
    instead="Call 999: calling about a child in danger is always right.",
)
def child_at_risk_not_reported(case: Case) -> Outcome:
    """A child in danger is a 999 call."""
    facts = case.facts
    return found_if(
        facts.category in (Category.CHILD_VICTIM, Category.CONCERN_FOR_SAFETY)
        and not facts.contacted
        and facts.immediate_risk is YesNo.YES
    )


@rule(
    "missing-not-reported",
    "Howard League",
    Verdict.UNDER_REPORT,
    message="A child whose whereabouts were not known was not reported missing.",
    where="The police are not contacted about a missing child.",
    decides="Nobody knew where the child was.",
    instead="Report the child missing, once the usual checks have failed or at once where there is"
    " a risk.",
    question="Was it known where the child was?",
)
def missing_not_reported(case: Case) -> Outcome:
    """A child who cannot be found is reported missing."""
    if case.facts.category is not Category.MISSING or case.facts.contacted:
        return Outcome.SILENT
    return found_if_no(case.facts.whereabouts_known)


@rule(
    "past-abuse-not-shared",
    "4.11, 6.20",
    Verdict.UNDER_REPORT,
    message="A disclosure of past abuse reached neither the police nor safeguarding.",
    where="The police are not contacted about a disclosure of past abuse.",
    decides="No safeguarding referral was made either.",
    instead="Refer it to safeguarding; it needs no 999 call.",
    question="Was a safeguarding referral made?",
    is_step=True,
)
def past_abuse_not_shared(case: Case) -> Outcome:
    """A disclosure is always passed on."""
    if case.facts.category is not Category.PAST_ABUSE_DISCLOSURE or case.facts.contacted:
        return Outcome.SILENT
    return found_if_no(case.facts.safeguarding_referral)


@rule(
    "dealing-not-shared",
    "10.3",
    Verdict.UNDER_REPORT,
    message="A concern about drug dealing was not shared with the police.",
    where="The police are not contacted about an incident with drugs.",
    decides="There was a concern about dealing.",
    instead="Share the concern with the police; that is information, not a call-out.",
    is_step=True,
)
def dealing_not_shared(case: Case) -> Outcome:
    """A concern about dealing is always shared."""
    facts = case.facts
    return found_if(facts.drugs and not facts.contacted and facts.dealing_concern is YesNo.YES)
