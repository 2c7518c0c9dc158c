"""What the table's rows say beyond their one deciding field."""

from datetime import datetime

import pytest

from core.protocol.assessment import assess
from tests.core.protocol.rule_cases import (
    DRUGS,
    NEXT_DAY,
    SAME_DAY,
    SERIOUS,
    incident,
)


def say(rule: str, level_set: int | None = None, history: tuple = (), **words: object) -> str:
    """The verdict of one rule on an incident, "" where it is silent."""
    found = {
        f.rule: f.verdict.value for f in assess(incident(**words), history, level_set).findings
    }
    return found.get(rule, "")


def possessions(drug_class: str, count: int) -> tuple:
    return tuple(
        incident(
            reference=f"earlier-{n}",
            occurred_at=datetime(2019, 1, n + 1, 12),
            category="drugs_possession",
            drug_class=drug_class,
            child_ref="C1",
        )
        for n in range(count)
    )


@pytest.mark.parametrize("exception", [None, "none"])
@pytest.mark.parametrize("risk", [None, "no"])
def test_unnecessary_call_needs_both_answers(exception: str | None, risk: str | None) -> None:
    both = exception == "none" and risk == "no"
    verdict = say("unnecessary-call", exception=exception, immediate_risk=risk)
    assert verdict == ("over_report" if both else "cannot_tell")


def test_unnecessary_call_is_left_to_the_group_where_the_victim_wants_police() -> None:
    words = {"exception": "none", "immediate_risk": "no", "victim_wants_police": "yes"}
    assert say("unnecessary-call", **words) == ""
    assert say("exception-needs-review", **words) == "cannot_tell"


@pytest.mark.parametrize("decider", ["child", "victim", "public", "police"])
def test_a_call_by_an_outsider_is_no_finding_on_the_home(decider: str) -> None:
    made = [
        {"exception": "none", "immediate_risk": "no", "reported_at": SAME_DAY},
        {"exception": "other"},
        {"exception": "repeated_after_warning"},
        {"exception": "prolonged", "channel": "999", "immediate_risk": "no"},
        {"category": "theft", "channel": "999", "immediate_risk": "no", "reported_at": SAME_DAY},
        {"category": "theft", "channel": "spoc"},
        {"category": "sexual_offence_allegation"},
        SERIOUS | {"channel": "999", "immediate_risk": "no"},
        {"category": "missing", "known_safe": "yes", "immediate_risk": "no"},
    ]
    told = {"social_worker_told": "yes", "victim_wants_police": "no", "checklist_completed": "no"}
    for words in made:
        assert assess(incident(decided_by=decider, **(told | words))).findings == (), words


def test_asking_for_advice_is_never_graded_and_counts_as_contact() -> None:
    assert say("unnecessary-call", contact_purpose="advice", exception="none") == ""
    assert say("serious-not-reported", contact_purpose="advice", **SERIOUS) == ""
    assert say("crime-reported-to-spoc", contact_purpose="information", channel="spoc") == ""


@pytest.mark.parametrize(
    ("warned", "verdict"), [("2019-05-13", ""), ("2019-05-14", ""), ("2019-05-15", "cannot_tell")]
)
def test_a_warning_counts_up_to_the_day_itself(warned: str, verdict: str) -> None:
    day = datetime.fromisoformat(warned).date()
    words = {"exception": "repeated_after_warning", "warned_on": day}
    assert say("warning-not-evidenced", **words) == verdict
    by_999 = say("exception-by-999", channel="999", immediate_risk="no", **words)
    assert by_999 == ("" if verdict else "wrong_channel")


@pytest.mark.parametrize(
    ("setting", "decider", "rule"),
    [
        ("childrens_home", "out_of_hours_officer", "manager-decides"),
        ("childrens_home", "agency_staff", "manager-decides"),
        ("childrens_home", "social_worker", ""),
        ("childrens_home", "registered_manager", ""),
        ("foster", "registered_manager", "social-worker-decides"),
        ("kinship", "foster_carer", "social-worker-decides"),
        ("foster", "social_worker", ""),
    ],
)
def test_who_decides_at_level_2(setting: str, decider: str, rule: str) -> None:
    words = {"category": "theft", "setting_type": setting, "decided_by": decider}
    found = assess(incident(victim_wants_police="no", **words)).findings
    assert [f.rule for f in found if f.verdict == "wrong_decider"] == ([rule] if rule else [])


def test_a_blank_decider_cannot_be_told_and_a_victims_wish_or_risk_settles_it() -> None:
    theft = {"category": "theft"}
    assert say("manager-decides", **theft) == "cannot_tell"
    assert say("manager-decides", victim_wants_police="no", **theft) == "cannot_tell"
    assert say("manager-decides", victim_wants_police="yes", decided_by="staff", **theft) == ""
    assert say("manager-decides", 2, immediate_risk="yes", decided_by="staff", **theft) == ""


@pytest.mark.parametrize(
    ("decided", "reported", "verdict"),
    [
        (None, SAME_DAY, "advisory"),
        (NEXT_DAY, SAME_DAY, ""),
        (SAME_DAY, NEXT_DAY, "advisory"),
        (datetime(2019, 5, 15, 0, 0), None, ""),
        (None, None, ""),
    ],
)
def test_slow_time_reads_the_decision_then_the_report(
    decided: datetime | None, reported: datetime | None, verdict: str
) -> None:
    words = {"immediate_risk": "no", "decided_at": decided, "reported_at": reported}
    assert say("slow-time", **words) == verdict


def test_serious_not_reported_by_how_the_level_came_about() -> None:
    quiet = {"channel": "none"}
    rule = "serious-not-reported"
    class_a = DRUGS | {"drug_class": "A"} | quiet
    one_a, two_b = possessions("A", 1), possessions("B", 2)
    assert say(rule, **SERIOUS, **quiet) == "under_report"
    assert say(rule, immediate_risk="yes", **SERIOUS, **quiet) == "under_report"
    assert say(rule, immediate_risk="yes", **quiet) == "cannot_tell"
    assert say(rule, history=one_a, **class_a) == "under_report"
    assert say(rule, history=one_a, immediate_risk="yes", **class_a) == "under_report"
    assert say(rule, history=two_b, **DRUGS, **quiet) == "cannot_tell"
    assert say(rule, history=two_b, immediate_risk="yes", **DRUGS, **quiet) == "cannot_tell"
    assert say(rule, category="past_abuse_disclosure", **quiet) == ""
    assert say(rule, level_set=3, **quiet) == "under_report"
    assert say(rule, level_set=2, **SERIOUS, **quiet) == ""


def test_emergencies_and_what_is_serious_without_hurry() -> None:
    rule = "emergency-not-by-999"
    assert say(rule, category="sexual_offence_allegation", immediate_risk="no") == "wrong_channel"
    assert say(rule, category="sexual_offence_allegation", child_age=9) == "wrong_channel"
    assert say(rule, level_set=1, category="sexual_offence_allegation") == ""
    assert say(rule, category="past_abuse_disclosure") == ""
    assert say(rule, immediate_risk="yes") == "wrong_channel"
    rule = "non-urgent-serious-by-999"
    for category in ("sexual_offence_allegation", "past_abuse_disclosure"):
        assert say(rule, channel="999", immediate_risk="no", category=category) == ""


def test_an_emergency_about_a_missing_child_has_no_level_and_no_finding() -> None:
    words = {"category": "missing", "immediate_risk": "yes", "known_safe": "yes"}
    assert assess(incident(checklist_completed="no", **words)).findings == ()


@pytest.mark.parametrize(("risk", "verdict"), [("yes", ""), ("no", "process"), (None, "")])
def test_a_senior_manager_is_consulted_unless_risk_or_a_manager_decides(
    risk: str | None, verdict: str
) -> None:
    words = DRUGS | {"senior_manager_consulted": "no", "immediate_risk": risk}
    rule = "senior-manager-not-consulted"
    assert say(rule, **words) == verdict
    assert say(rule, decided_by="registered_manager", **words) == ""
    supply = words | {"category": "drugs_supply", "decided_by": "staff"}
    assert say(rule, **supply) == verdict


def test_out_of_hours_is_not_asked_for_once_the_social_worker_knows() -> None:
    words = {"setting_type": "foster", "channel": "999", "out_of_hours_told": "no"}
    assert say("out-of-hours-not-told", **words) == "process"
    assert say("out-of-hours-not-told", social_worker_told="yes", **words) == ""
    assert say("out-of-hours-not-told", **(words | {"setting_type": "childrens_home"})) == ""


def test_the_social_worker_is_told_of_level_1_only_in_foster_care() -> None:
    rule = "social-worker-not-told"
    assert say(rule, social_worker_told="no") == ""
    assert say(rule, social_worker_told="no", setting_type="foster") == "process"
    assert say(rule, social_worker_told="no", category="missing") == ""


@pytest.mark.parametrize(
    ("policy", "statement", "verdict"),
    [
        ("yes", "yes", ""),
        ("no", None, "process"),
        (None, "no", "process"),
        ("yes", None, "cannot_tell"),
        (None, None, "cannot_tell"),
    ],
)
def test_charging_advice_needs_both_papers(
    policy: str | None, statement: str | None, verdict: str
) -> None:
    words = {"behaviour_policy_sent": policy, "policy_statement_sent": statement}
    assert say("charging-pack-incomplete", cps_advice_sought="yes", **words) == verdict
    assert say("charging-pack-incomplete", **words) == ""


@pytest.mark.parametrize("code", ["2", "2A", "2a", "8", "22"])
def test_out_of_court_outcomes_need_the_team(code: str) -> None:
    rule = "oocd-team-not-consulted"
    assert say(rule, outcome_code=code, oocd_team_consulted="no") == "process"
    assert say(rule, outcome_code="1", oocd_team_consulted="no") == ""
    assert say(rule, outcome_code="21", oocd_team_consulted="no") == ""


def test_a_declined_attendance_proves_nothing() -> None:
    words = {"police_response": "declined", "ppn_submitted": "no"}
    assert say("protection-notice-missing", **words) == ""


@pytest.mark.parametrize(
    ("returned", "interviewed", "verdict"),
    [
        (datetime(2019, 5, 1, 8, 0), datetime(2019, 5, 4, 8, 0), ""),
        (datetime(2019, 5, 1, 8, 0), datetime(2019, 5, 4, 8, 1), "process"),
        # Spring: the clocks skip an hour, so that 73 hours on the wall are 72 elapsed.
        (datetime(2019, 3, 30, 8, 0), datetime(2019, 4, 2, 9, 0), ""),
        (datetime(2019, 3, 30, 8, 0), datetime(2019, 4, 2, 9, 1), "process"),
        # Autumn: they repeat one, so that 71 on the wall are 72.
        (datetime(2019, 10, 26, 8, 0), datetime(2019, 10, 29, 7, 0), ""),
        (datetime(2019, 10, 26, 8, 0), datetime(2019, 10, 29, 7, 1), "process"),
        (None, datetime(2019, 5, 4, 8, 0), "cannot_tell"),
    ],
)
def test_a_return_interview_is_late_after_72_elapsed_hours(
    returned: datetime | None, interviewed: datetime, verdict: str
) -> None:
    words = {"category": "missing", "return_interview": "held", "returned_at": returned}
    words |= {"return_interview_at": interviewed, "occurred_at": datetime(2019, 3, 1, 9)}
    assert say("return-interview-late", **words) == verdict


def test_ladder_uncertain_only_where_the_ladder_would_decide() -> None:
    words: dict[str, object] = {"category": "drugs_possession", "drug_class": "A"}
    rule = "ladder-uncertain"
    assert say(rule, **words) == "cannot_tell"
    assert say(rule, immediate_risk="yes", **words) == ""
    assert say(rule, **(words | {"drug_class": "unknown"})) == ""
    assert say(rule, child_age=9, **words) == ""
    assert say(rule, level_set=2, **words) == ""


STEPS_UNDONE = {
    "category": "theft",
    "channel": "999",
    "immediate_risk": "no",
    "social_worker_told": "no",
    "logged_in_child_file": "no",
}


def test_in_supported_accommodation_the_homes_findings_only_ask() -> None:
    found = assess(incident(setting_type="supported", **STEPS_UNDONE)).findings
    verdicts = {f.rule: f.verdict for f in found}
    assert verdicts["non-urgent-by-999"] == "advisory"
    assert verdicts["social-worker-not-told"] == verdicts["not-logged"] == "advisory"
    assert verdicts["manager-decides"] == "cannot_tell"
    under = {"setting_type": "supported", "channel": "none"}
    assert say("serious-not-reported", **SERIOUS, **under) == "under_report"
    police = {"setting_type": "supported", "police_response": "attended", "ppn_submitted": "no"}
    assert say("protection-notice-missing", **police) == "process"


@pytest.mark.parametrize("setting", ["foster", "kinship"])
def test_in_foster_care_the_homes_findings_are_the_carers(setting: str) -> None:
    found = assess(incident(setting_type=setting, ppn_submitted="no", **STEPS_UNDONE)).findings
    assert {f.owner.value for f in found} == {"carer"}
    assert {"non-urgent-by-999", "not-logged"} <= {f.rule for f in found}
