"""By which route the police were told."""

from core.protocol.levels import needs_emergency_call
from core.protocol.registry import Case, Outcome, found_if, found_if_no, rule
from core.vocabulary import OFFENCE_CATEGORIES, Category, Channel, Verdict, YesNo


@rule(
    "exception-by-999",
    "6.7",
    Verdict.WRONG_CHANNEL,
    message="A level 1 incident under an exception was reported by 999, though nobody was at"
    " immediate risk.",
    where="The placement reports a level 1 incident by 999 under an exception that 6.7 accepts.",
    decides="Nobody was at immediate risk.",
    instead="Report online, or by 101.",
    question="Was anybody at immediate risk?",
)
def exception_by_999(case: Case) -> Outcome:
    """An accepted exception is reported online or by 101."""
    facts = case.facts
    if not (case.level == 1 and facts.own_999_call and facts.exception_accepted):
        return Outcome.SILENT
    return found_if_no(facts.immediate_risk)


@rule(
    "non-urgent-by-999",
    "6.15",
    Verdict.WRONG_CHANNEL,
    message="A level 2 incident was reported by 999, though nobody was at immediate risk.",
    where="The placement reports a level 2 incident by 999.",
    decides="Nobody was at immediate risk.",
    instead="Report online, or by 101, once the decision is taken.",
    question="Was anybody at immediate risk?",
)
def non_urgent_by_999(case: Case) -> Outcome:
    """Level 2 is reported online or by 101."""
    if not (case.level == 2 and case.facts.own_999_call):
        return Outcome.SILENT
    return found_if_no(case.facts.immediate_risk)


@rule(
    "crime-reported-to-spoc",
    "4.13",
    Verdict.WRONG_CHANNEL,
    message="An offence was reported to the SPOC, who advises but does not take reports of crime.",
    where="The placement reports to its SPOC.",
    decides="What it reports is an offence.",
    instead="Ask the SPOC for advice, and report an offence online, by 101 or by 999.",
)
def crime_reported_to_spoc(case: Case) -> Outcome:
    """The SPOC is asked; crimes are reported elsewhere."""
    facts = case.facts
    return found_if(
        facts.own_call and facts.channel is Channel.SPOC and facts.category in OFFENCE_CATEGORIES
    )


@rule(
    "emergency-not-by-999",
    "6.20",
    Verdict.WRONG_CHANNEL,
    message="An emergency was reported by another route than 999.",
    where="The placement reports a level 3 incident with immediate risk, or an allegation of a"
    " sexual offence.",
    decides="The route was not 999.",
    instead="Call 999.",
)
def emergency_not_by_999(case: Case) -> Outcome:
    """An emergency is a 999 call."""
    facts = case.facts
    # A sexual allegation counts without a level too, unless a reviewer has set a lower one.
    alleged = facts.category is Category.SEXUAL_OFFENCE_ALLEGATION and case.level is None
    return found_if(
        facts.own_call
        and (alleged or (case.level == 3 and needs_emergency_call(facts)))
        and facts.channel is not Channel.EMERGENCY
    )


@rule(
    "non-urgent-serious-by-999",
    "6.22",
    Verdict.ADVISORY,
    message="A serious incident without immediate risk was reported by 999: would online or 101"
    " have done?",
    where="The placement reports a level 3 incident by 999 that is neither an allegation of a"
    " sexual offence nor a disclosure of past abuse.",
    decides="Nobody was at immediate risk.",
    instead="Report it without fail, but online or by 101.",
)
def non_urgent_serious_by_999(case: Case) -> Outcome:
    """Serious is not always urgent; Appendix A reads otherwise, so this only asks."""
    facts = case.facts
    return found_if(
        case.level == 3
        and facts.own_999_call
        and facts.category
        not in (Category.SEXUAL_OFFENCE_ALLEGATION, Category.PAST_ABUSE_DISCLOSURE)
        and facts.immediate_risk is YesNo.NO
    )
