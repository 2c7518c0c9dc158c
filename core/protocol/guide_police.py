"""Whether to call the police now, how, and why: the rules run on the call not yet made."""

from dataclasses import replace

from core.protocol.assessment import apply_rules
from core.protocol.facts import IncidentFacts
from core.protocol.guide_values import PoliceAnswer, Reason
from core.protocol.levels import BY_SEVERITY, OUTSIDE_THE_LEVELS, find_expected_channels
from core.protocol.registry import Case
from core.protocol.rules import RULES
from core.vocabulary import Category, Channel, DrugClass, Verdict, YesNo

_WITHOUT_HURRY = (Channel.NON_EMERGENCY, Channel.ONLINE)


def _find_rules(case: Case, **changes: object) -> dict[str, Verdict]:
    """The rules that would speak of the incident if these facts were so."""
    changed = replace(case, facts=replace(case.facts, **changes))  # type: ignore[arg-type]
    return {finding.rule: finding.verdict for finding in apply_rules(changed, RULES)}


PoliceRoute = tuple[PoliceAnswer, tuple[Channel, ...], tuple[Reason, ...]]


def find_police(case: Case) -> PoliceRoute:
    """Whether the police are told, by which routes, and why; in an emergency 999 before all."""
    facts = case.facts
    kept_quiet = _find_rules(case)
    called = _find_rules(case, channel=Channel.NON_EMERGENCY)
    if facts.immediate_risk is YesNo.YES or "emergency-not-by-999" in called:
        emergency = Reason(
            "An allegation of a sexual offence is an emergency."
            if facts.immediate_risk is not YesNo.YES
            else "Somebody is at a risk that those present cannot safely manage.",
            "6.3, 6.20",
        )
        return PoliceAnswer.CALL, (Channel.EMERGENCY,), (emergency,)
    if case.level is None:
        police, channels, reasons = _find_police_without_level(case, kept_quiet, called)
    else:
        police, channels, reasons = _find_police_at_level(case, called)
    watch = Reason(
        "If anybody comes to be at a risk that you cannot safely manage, call 999.", "6.3, 6.20"
    )
    return police, channels, (*reasons, watch)


def _find_police_at_level(case: Case, called: dict[str, Verdict]) -> PoliceRoute:
    facts, level = case.facts, case.level
    routes = tuple(
        channel for channel in find_expected_channels(facts, level) if channel is not Channel.NONE
    )
    if level == 3:
        return PoliceAnswer.CALL, routes, _explain_level_3(facts)
    if level == 2:
        if facts.victim_wants_police is YesNo.YES:
            wish = Reason("The victim wishes the police to be involved.", "6.15")
            return PoliceAnswer.CALL, routes, (wish,)
        either = Reason("Level 2 goes either way: reporting is avoided where it can be.", "6.15")
        return PoliceAnswer.MAY_CALL, routes, (either,)
    if "exception-needs-review" in called:
        weigh = Reason(
            "A victim's wish or another exception is weighed by a person; the group will ask why.",
            "4.3, 6.2, 6.7",
        )
        return PoliceAnswer.PERSON_DECIDES, _WITHOUT_HURRY, (weigh,)
    if "warning-not-evidenced" in called:
        unwarned = Reason(
            "A repeat is an exception once the child was warned; no warning is recorded.", "6.7"
        )
        return PoliceAnswer.DO_NOT_CALL, (), (unwarned,)
    if facts.exception_accepted:
        exception = Reason("An exception lets this level 1 incident be reported.", "6.7")
        return PoliceAnswer.MAY_CALL, routes, (exception,)
    internal = Reason("Level 1 is resolved within the placement.", "6.5, 6.7")
    return PoliceAnswer.DO_NOT_CALL, (), (internal,)


def _explain_level_3(facts: IncidentFacts) -> tuple[Reason, ...]:
    if facts.category is Category.PAST_ABUSE_DISCLOSURE:
        return (Reason("A disclosure of past abuse is passed on, and not by 999.", "4.11, 6.20"),)
    always = Reason("Level 3 is always reported.", "6.19–6.23")
    not_urgent = Reason("Where nothing presses: online or 101.", "6.22")
    return always, not_urgent


def _find_police_without_level(
    case: Case, kept_quiet: dict[str, Verdict], called: dict[str, Verdict]
) -> PoliceRoute:
    facts = case.facts
    if kept_quiet.get("missing-not-reported") is Verdict.UNDER_REPORT:
        lost = Reason("Nobody knows where the child is: report the child missing.", "Howard League")
        # Not knowing the risk is no reason to be slow about a child who cannot be found.
        routes = (
            (Channel.NON_EMERGENCY,)
            if facts.immediate_risk is YesNo.NO
            else (Channel.EMERGENCY, Channel.NON_EMERGENCY)
        )
        return PoliceAnswer.CALL, routes, (lost,)
    if "parental-response" in called:
        safe = Reason("The child is known to be safe: do what a parent would.", "Howard League")
        return PoliceAnswer.DO_NOT_CALL, (), (safe,)
    return PoliceAnswer.PERSON_DECIDES, _WITHOUT_HURRY, (_explain_no_level(facts),)


def _explain_no_level(facts: IncidentFacts) -> Reason:
    if facts.category in (Category.MISSING, Category.ABSENT):
        return Reason(
            "Find out first where the child is and whether the child is safe; reporting a child who"
            " may be in danger is always right.",
            "Howard League",
        )
    if facts.category in (Category.CHILD_VICTIM, Category.CONCERN_FOR_SAFETY):
        return Reason("Calling for a child who needs protection is always right.", "3.2, 4.11")
    if facts.category in OUTSIDE_THE_LEVELS:
        return Reason("This lies outside the three levels.", "3.2")
    if facts.under_ten:
        return Reason("A child under ten cannot commit an offence: this is for social care.", "law")
    if facts.category in BY_SEVERITY:
        return Reason("Judge first how serious it is: the level depends on it.", "6.2")
    if facts.drug_class in (DrugClass.PSYCHOACTIVE, DrugClass.UNKNOWN, None):
        return Reason("The levels speak of classes A, B and C only.", "10.1")
    return Reason("Find out first which occasion it is for this child.", "6.9, 6.18, 6.23")
