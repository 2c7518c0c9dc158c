"""Three cases for every rule, against which the registry is held: in line, not in line, blank."""

from dataclasses import dataclass
from datetime import datetime

from core.protocol.facts import IncidentFacts, build_facts

HAPPENED = datetime(2019, 5, 14, 19, 30)
SAME_DAY = datetime(2019, 5, 14, 22, 0)
NEXT_DAY = datetime(2019, 5, 15, 10, 0)

Words = dict[str, object]


def incident(**changes: object) -> IncidentFacts:
    """An incident of behaviour in a Dorset children's home, reported by 101, all else blank."""
    row: Words = {
        "reference": "now",
        "occurred_at": HAPPENED,
        "channel": "101",
        "category": "behaviour",
        "host_authority": "Dorset Council",
        "setting_type": "childrens_home",
    }
    return build_facts(row | changes)


@dataclass(frozen=True)
class RuleCases:
    """One rule: what always holds, then each of three ways in which the deciding field can be.

    `blank_is_silent` where a blank says nothing; else a blank gives cannot_tell.
    """

    rule: str
    clause: str
    verdict: str
    owner: str
    holds: Words
    in_line: Words
    not_in_line: Words
    not_recorded: Words
    blank_is_silent: bool = False


THEFT = {"category": "theft"}
FOSTER_THEFT = {"category": "theft", "setting_type": "foster"}
SERIOUS = {"category": "assault", "severity": "serious"}
DRUGS = {"category": "drugs_possession", "drug_class": "B", "child_ref": "C1"}
QUIET = {"channel": "none"}
CHARGING = {"cps_advice_sought": "yes"}
BOTH_NO = {"exception": "none", "immediate_risk": "no"}
REPEATED = {"exception": "repeated_after_warning"}
RETURNED = {"category": "missing", "returned_at": datetime(2019, 5, 15, 8)}
HELD = {"category": "missing", "return_interview": "held", "returned_at": datetime(2019, 5, 15, 8)}
NO_RISK = {"immediate_risk": "no"}
MISSING = {"category": "missing"}

CASES: tuple[RuleCases, ...] = (
    RuleCases(
        "unnecessary-call",
        "6.5, 6.7",
        "over_report",
        "home",
        {},
        {"exception": "prolonged", "immediate_risk": "no"},
        BOTH_NO,
        {"immediate_risk": "no"},
    ),
    RuleCases(
        "exception-needs-review",
        "4.3, 6.2, 6.7",
        "cannot_tell",
        "home",
        {},
        {"exception": "prolonged"},
        {"exception": "other"},
        {},
        True,
    ),
    RuleCases(
        "warning-not-evidenced",
        "6.7, 6.18",
        "cannot_tell",
        "home",
        REPEATED,
        {"warned_on": HAPPENED.date()},
        {"warned_on": NEXT_DAY.date()},
        {},
    ),
    RuleCases(
        "exception-by-999",
        "6.7",
        "wrong_channel",
        "home",
        {"channel": "999", "exception": "prolonged"},
        {"channel": "101", "immediate_risk": "no"},
        NO_RISK,
        {},
    ),
    RuleCases(
        "non-urgent-by-999",
        "6.15",
        "wrong_channel",
        "home",
        THEFT | {"channel": "999"},
        {"channel": "online", "immediate_risk": "no"},
        NO_RISK,
        {},
    ),
    RuleCases(
        "manager-decides",
        "6.12, 6.15",
        "wrong_decider",
        "home",
        THEFT,
        {"decided_by": "senior_manager", "victim_wants_police": "no"},
        {"decided_by": "staff", "victim_wants_police": "no"},
        {"decided_by": "staff"},
    ),
    RuleCases(
        "social-worker-decides",
        "6.14",
        "wrong_decider",
        "carer",
        FOSTER_THEFT,
        {"decided_by": "out_of_hours_officer", "victim_wants_police": "no"},
        {"decided_by": "foster_carer", "victim_wants_police": "no"},
        {"decided_by": "foster_carer"},
    ),
    RuleCases(
        "crime-reported-to-spoc",
        "4.13",
        "wrong_channel",
        "home",
        {"channel": "spoc"},
        {"category": "missing"},
        THEFT,
        {"category": "behaviour"},
        True,
    ),
    RuleCases(
        "slow-time",
        "CYPN",
        "advisory",
        "home",
        NO_RISK,
        {"decided_at": NEXT_DAY, "reported_at": SAME_DAY},
        {"decided_at": SAME_DAY},
        {},
        True,
    ),
    RuleCases(
        "serious-not-reported",
        "6.19–6.23",
        "under_report",
        "home",
        QUIET,
        SERIOUS | {"channel": "101"},
        SERIOUS,
        {"immediate_risk": "yes"},
    ),
    RuleCases(
        "child-at-risk-not-reported",
        "6.20",
        "under_report",
        "home",
        QUIET | {"category": "child_victim"},
        {"immediate_risk": "no"},
        {"immediate_risk": "yes"},
        {},
        True,
    ),
    RuleCases(
        "missing-not-reported",
        "Howard League",
        "under_report",
        "home",
        QUIET | MISSING,
        {"whereabouts_known": "yes"},
        {"whereabouts_known": "no"},
        {},
    ),
    RuleCases(
        "past-abuse-not-shared",
        "4.11, 6.20",
        "under_report",
        "home",
        QUIET | {"category": "past_abuse_disclosure"},
        {"safeguarding_referral": "yes"},
        {"safeguarding_referral": "no"},
        {},
    ),
    RuleCases(
        "dealing-not-shared",
        "10.3",
        "under_report",
        "home",
        QUIET | DRUGS,
        {"dealing_concern": "no"},
        {"dealing_concern": "yes"},
        {},
        True,
    ),
    RuleCases(
        "emergency-not-by-999",
        "6.20",
        "wrong_channel",
        "home",
        SERIOUS,
        {"channel": "999", "immediate_risk": "yes"},
        {"immediate_risk": "yes"},
        {},
        True,
    ),
    RuleCases(
        "non-urgent-serious-by-999",
        "6.22",
        "advisory",
        "home",
        SERIOUS | {"channel": "999"},
        {"immediate_risk": "yes"},
        NO_RISK,
        {},
        True,
    ),
    RuleCases(
        "out-of-hours-not-told",
        "6.21, App. B",
        "process",
        "carer",
        SERIOUS | {"channel": "999", "setting_type": "kinship"},
        {"out_of_hours_told": "yes"},
        {"out_of_hours_told": "no"},
        {},
    ),
    RuleCases(
        "social-worker-not-told",
        "6.13, 11.4, App. A",
        "process",
        "home",
        THEFT | QUIET,
        {"social_worker_told": "yes"},
        {"social_worker_told": "no"},
        {},
    ),
    RuleCases(
        "senior-manager-not-consulted",
        "10.4",
        "process",
        "home",
        DRUGS | NO_RISK,
        {"senior_manager_consulted": "yes"},
        {"senior_manager_consulted": "no"},
        {},
    ),
    RuleCases(
        "drugs-not-secured",
        "10.5",
        "process",
        "home",
        DRUGS,
        {"substances_secured": "yes"},
        {"substances_secured": "no"},
        {},
    ),
    RuleCases(
        "drugs-not-destroyed-with-witness",
        "10.6",
        "process",
        "home",
        DRUGS | QUIET,
        {"substances_destroyed_witnessed": "yes"},
        {"substances_destroyed_witnessed": "no"},
        {},
    ),
    RuleCases(
        "protection-notice-missing",
        "7.6",
        "process",
        "police",
        {"police_response": "advised"},
        {"ppn_submitted": "yes"},
        {"ppn_submitted": "no"},
        {},
    ),
    RuleCases(
        "arrest-without-reason",
        "4.12",
        "process",
        "police",
        {"arrested": "yes"},
        {"arrest_reason": "seriousness"},
        {"arrest_reason": "accommodation"},
        {},
    ),
    RuleCases(
        "oocd-team-not-consulted",
        "7.4, 7.5, 7.7",
        "process",
        "police",
        {"outcome_code": "2A"},
        {"oocd_team_consulted": "yes"},
        {"oocd_team_consulted": "no"},
        {},
    ),
    RuleCases(
        "charging-pack-incomplete",
        "9.6",
        "process",
        "home",
        CHARGING,
        {"behaviour_policy_sent": "yes", "policy_statement_sent": "yes"},
        {"policy_statement_sent": "no"},
        {"behaviour_policy_sent": "yes"},
    ),
    RuleCases(
        "not-logged",
        "11.2, 11.4",
        "process",
        "home",
        QUIET,
        {"logged_in_child_file": "yes"},
        {"logged_in_child_file": "no"},
        {},
        True,
    ),
    RuleCases(
        "risk-not-reviewed",
        "11.2, 11.4",
        "process",
        "home",
        QUIET,
        {"risk_assessment_reviewed": "yes"},
        {"risk_assessment_reviewed": "no"},
        {},
        True,
    ),
    RuleCases(
        "parental-response",
        "Howard League",
        "advisory",
        "home",
        NO_RISK | {"category": "absent"},
        {"known_safe": "no"},
        {"known_safe": "yes"},
        {},
        True,
    ),
    RuleCases(
        "checklist-not-completed",
        "Howard League",
        "advisory",
        "home",
        NO_RISK | MISSING,
        {"checklist_completed": "yes"},
        {"checklist_completed": "no"},
        {},
        True,
    ),
    RuleCases(
        "return-interview-not-held",
        "statutory guidance",
        "process",
        "local_authority",
        RETURNED,
        {"return_interview": "declined"},
        {"return_interview": "not_held"},
        {},
    ),
    RuleCases(
        "return-interview-late",
        "statutory guidance",
        "process",
        "local_authority",
        HELD,
        {"return_interview_at": datetime(2019, 5, 18, 8, 0)},
        {"return_interview_at": datetime(2019, 5, 18, 8, 1)},
        {},
    ),
    RuleCases(
        "ladder-uncertain",
        "6.9, 6.18, 6.23",
        "cannot_tell",
        "home",
        {"category": "drugs_possession", "drug_class": "C"},
        {"child_ref": "C1"},
        {"child_ref": None},
        {},
    ),
)
