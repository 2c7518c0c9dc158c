"""The placement's own steps around an incident: whom it tells, what it secures and records."""

from core.protocol.levels import CLASS_A, CLASS_B_OR_C
from core.protocol.registry import Case, Outcome, found_if, found_if_no, rule
from core.vocabulary import Category, Channel, Decider, FindingOwner, Verdict, YesNo


@rule(
    "out-of-hours-not-told",
    "6.21, App. B",
    Verdict.PROCESS,
    message="After a 999 call from foster care neither the out of hours service nor the social"
    " worker was told.",
    where="999 is called from foster or kinship care, and the social worker is not known to have"
    " been told.",
    decides="The out of hours service was not told.",
    instead="Contact the local authority's out of hours service as well, for support.",
    question="Was the out of hours service told?",
    owner=FindingOwner.CARER,
    is_step=True,
)
def out_of_hours_not_told(case: Case) -> Outcome:
    """Beside a 999 call a carer gets the support of the out of hours service."""
    facts = case.facts
    by_999 = facts.call_out and facts.channel is Channel.EMERGENCY
    if not (facts.foster and by_999 and facts.social_worker_told is not YesNo.YES):
        return Outcome.SILENT
    return found_if_no(facts.out_of_hours_told)


@rule(
    "social-worker-not-told",
    "6.13, 11.4, App. A",
    Verdict.PROCESS,
    message="The child's social worker was not told.",
    where="An incident at level 2 or 3; in foster and kinship care at level 1 too.",
    decides="The social worker was not told.",
    instead="Tell the child's social worker at the earliest opportunity.",
    question="Was the child's social worker told?",
    is_step=True,
)
def social_worker_not_told(case: Case) -> Outcome:
    """The social worker is told whether or not the police are."""
    if not (case.level in (2, 3) or (case.level == 1 and case.facts.foster)):
        return Outcome.SILENT
    return found_if_no(case.facts.social_worker_told)


@rule(
    "senior-manager-not-consulted",
    "10.4",
    Verdict.PROCESS,
    message="Drugs were reported to the police without asking a senior manager first.",
    where="The placement reports drugs without immediate risk, and no manager decided on it.",
    decides="No senior manager was consulted.",
    instead="Consult a senior manager before making a formal complaint.",
    question="Was a senior manager consulted before the report?",
    is_step=True,
)
def senior_manager_not_consulted(case: Case) -> Outcome:
    """A senior manager is asked before drugs are reported."""
    facts = case.facts
    managers = (Decider.REGISTERED_MANAGER, Decider.SENIOR_MANAGER)
    if not (
        facts.drugs
        and facts.own_call
        and facts.immediate_risk is YesNo.NO
        and facts.decided_by not in managers
    ):
        return Outcome.SILENT
    return found_if_no(facts.senior_manager_consulted)


@rule(
    "drugs-not-secured",
    "10.5",
    Verdict.PROCESS,
    message="The substances were not stored securely until the police collected them.",
    where="Drugs are reported to the police.",
    decides="The substances were not secured.",
    instead="Store them securely, enter them in the log, and have the collecting officer sign.",
    question="Were the substances stored securely?",
    is_step=True,
)
def drugs_not_secured(case: Case) -> Outcome:
    """What the police will collect is kept securely, whoever called them."""
    if not (case.facts.drugs and case.facts.call_out):
        return Outcome.SILENT
    return found_if_no(case.facts.substances_secured)


@rule(
    "drugs-not-destroyed-with-witness",
    "10.6",
    Verdict.PROCESS,
    message="The drugs were not destroyed before a witness.",
    where="The police are not contacted about possession of drugs.",
    decides="The drugs were not destroyed before a witness.",
    instead="Destroy them soon before a second person, log what they were, and both sign.",
    question="Were the drugs destroyed before a witness?",
    is_step=True,
)
def drugs_not_destroyed_with_witness(case: Case) -> Outcome:
    """What stays within the placement is destroyed before a witness."""
    if case.facts.category is not Category.DRUGS_POSSESSION or case.facts.contacted:
        return Outcome.SILENT
    return found_if_no(case.facts.substances_destroyed_witnessed)


@rule(
    "ladder-uncertain",
    "6.9, 6.18, 6.23",
    Verdict.CANNOT_TELL,
    message="The level of a possession depends on earlier occasions, and the incident names no"
    " child's reference to count them by.",
    where="Possession of a class A, B or C drug without known immediate risk.",
    decides="The child's reference is blank.",
    instead="Give the child's pseudonymous reference.",
)
def ladder_uncertain(case: Case) -> Outcome:
    """Without a reference nobody can count a child's occasions."""
    facts = case.facts
    return found_if(
        facts.category is Category.DRUGS_POSSESSION
        and facts.drug_class in CLASS_A | CLASS_B_OR_C
        and facts.immediate_risk is not YesNo.YES
        and facts.child_ref is None
        # Under ten there is no ladder to climb, and a level set by a reviewer needs none.
        and not facts.under_ten
        and case.level is None
    )


@rule(
    "charging-pack-incomplete",
    "9.6",
    Verdict.PROCESS,
    message="Charging advice was sought without the home's behaviour policy and its statement of"
    " how the policy was applied.",
    where="The CPS is asked for advice on charging.",
    decides="The behaviour policy or the statement was not sent with it.",
    instead="Send both with the request.",
    question="Were the behaviour policy and the statement sent?",
)
def charging_pack_incomplete(case: Case) -> Outcome:
    """The policy and a statement go with every request for charging advice."""
    facts = case.facts
    if facts.cps_advice_sought is not YesNo.YES:
        return Outcome.SILENT
    sent = (facts.behaviour_policy_sent, facts.policy_statement_sent)
    if YesNo.NO in sent:
        return Outcome.FOUND
    return Outcome.NOT_RECORDED if None in sent else Outcome.SILENT


@rule(
    "not-logged",
    "11.2, 11.4",
    Verdict.PROCESS,
    message="The incident was not entered in the child's file.",
    where="Any incident.",
    decides="It was not entered in the child's personal file.",
    instead="Enter it in the child's personal file, and in a home in the incident log.",
    is_step=True,
)
def not_logged(case: Case) -> Outcome:
    """Every incident is recorded."""
    return found_if(case.facts.logged_in_child_file is YesNo.NO)


@rule(
    "risk-not-reviewed",
    "11.2, 11.4",
    Verdict.PROCESS,
    message="The risk assessment was not reviewed after the incident.",
    where="Any incident.",
    decides="The risk assessment was not reviewed.",
    instead="Review the child's risk assessment.",
    is_step=True,
)
def risk_not_reviewed(case: Case) -> Outcome:
    """Every incident is a reason to look at the risk assessment again."""
    return found_if(case.facts.risk_assessment_reviewed is YesNo.NO)
