"""The steps of the police around a child in care."""

from core.protocol.registry import Case, Outcome, found_if, found_if_no, rule
from core.vocabulary import ArrestReason, FindingOwner, PoliceResponse, Verdict, YesNo

OUT_OF_COURT_OUTCOMES = frozenset({"2", "2A", "8", "22"})
"""Home Office outcomes that stay out of court: cautions, community resolution, diversion."""


@rule(
    "protection-notice-missing",
    "7.6",
    Verdict.PROCESS,
    message="The police dealt with the incident and sent no Public Protection Notice.",
    where="The police attend or advise after a report.",
    decides="No Public Protection Notice was submitted.",
    instead="The officer dealing submits one for every incident with a child in care.",
    question="Was a Public Protection Notice submitted?",
    owner=FindingOwner.POLICE,
)
def protection_notice_missing(case: Case) -> Outcome:
    """Every incident that the police deal with brings a notice."""
    facts = case.facts
    dealt_with = facts.police_response in (PoliceResponse.ATTENDED, PoliceResponse.ADVISED)
    if not (facts.call_out and dealt_with):
        return Outcome.SILENT
    return found_if_no(facts.ppn_submitted)


@rule(
    "arrest-without-reason",
    "4.12",
    Verdict.PROCESS,
    message="A child was arrested for another reason than securing evidence or the seriousness of"
    " the offence.",
    where="A child is arrested.",
    decides="The reason was accommodation, or another that 4.12 does not know.",
    instead="Prefer a voluntary interview with an appropriate adult.",
    question="Why was the child arrested?",
    owner=FindingOwner.POLICE,
)
def arrest_without_reason(case: Case) -> Outcome:
    """An arrest has a reason of criminal justice."""
    facts = case.facts
    if facts.arrested is not YesNo.YES:
        return Outcome.SILENT
    if facts.arrest_reason is None:
        return Outcome.NOT_RECORDED
    return found_if(facts.arrest_reason in (ArrestReason.ACCOMMODATION, ArrestReason.OTHER))


@rule(
    "oocd-team-not-consulted",
    "7.4, 7.5, 7.7",
    Verdict.PROCESS,
    message="The case ended out of court without consulting the Youth Out of Court Disposal Team.",
    where="The outcome is 2, 2A, 8 or 22.",
    decides="The Youth Out of Court Disposal Team was not consulted.",
    instead="Refer the case to the team, with the social worker's and the SPOC's advice.",
    question="Was the Youth Out of Court Disposal Team consulted?",
    owner=FindingOwner.POLICE,
)
def oocd_team_not_consulted(case: Case) -> Outcome:
    """A disposal out of court is decided with the team."""
    outcome = (case.facts.outcome_code or "").strip().upper()
    if outcome not in OUT_OF_COURT_OUTCOMES:
        return Outcome.SILENT
    return found_if_no(case.facts.oocd_team_consulted)
