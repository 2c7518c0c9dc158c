"""What a person reads of an escalation: number, period, chance, step, and what keeps it quiet."""

from datetime import UTC, date, datetime

import pytest

from core.measures.escalation import Step
from core.measures.escalation_sentences import (
    METHOD,
    say_before,
    say_cause,
    say_decision,
    say_escalation_title,
    say_matter,
    say_quiet,
    say_waiting,
    say_why,
)
from core.measures.signal_sentences import say_false_alarms
from core.vocabulary import EscalationCause

TODAY = date(2026, 9, 15)
MANAGER, DIRECTOR = Step(1, 1, "Manager", False), Step(2, 2, "Director", False)
OFSTED = Step(3, 3, "Ofsted", True)
STEPS = (MANAGER, DIRECTOR, OFSTED)
OVERDUE = {"cause": "overdue", "counted": 23, "since_on": date(2026, 8, 23), "until_on": TODAY}
REPEATED = {
    "cause": "repeated",
    "counted": 3,
    "clause": "6.12, 6.15",
    "message": "Reported without a decision.",
    "until_on": TODAY,
}
ALARM = {
    "cause": "alarm",
    "counted": 4,
    "expected": 0.63,
    "since_on": date(2026, 5, 12),
    "until_on": date(2026, 6, 3),
}


@pytest.mark.parametrize(
    ("proposed", "unanswered", "said"),
    [
        (0, 0, "Nothing to escalate"),
        (0, 2, "Nothing to escalate, 2 without an answer"),
        (1, 0, "1 escalation proposed"),
        (3, 1, "3 escalations proposed, 1 without an answer"),
    ],
)
def test_the_title_counts_what_is_proposed_and_what_waits(
    proposed: int, unanswered: int, said: str
) -> None:
    assert say_escalation_title(proposed, unanswered) == said


def test_an_overdue_action_is_said_with_its_day_and_days() -> None:
    said = "“Write the plan” was due on 23 August 2026 and is not done 23 days later."
    action = {"title": "Write the plan", "asked_until": None}
    assert say_why(OVERDUE, 14, action) == said
    asked = say_why(OVERDUE, 14, {**action, "asked_until": date(2026, 10, 1)})
    assert asked == (
        f"{said} More time was asked for, until 1 October 2026, and nobody has answered that."
    )
    assert say_why(OVERDUE, 14).startswith("“An action” was due")


def test_a_repeated_finding_is_said_with_number_period_and_clause() -> None:
    assert say_why(REPEATED, 14) == (
        "The same step was missed on 3 incidents in 12 months to 15 September 2026 (clause 6.12, "
        "6.15), agreed by the group each time: Reported without a decision."
    )


def test_an_alarm_is_said_as_statistics_with_how_often_chance_gives_one() -> None:
    assert say_why(ALARM, 14) == (
        "Alarm on 3 June 2026: 4 behaviour call-outs from 12 May 2026 on, where its usual rate "
        "gives 0.6. This is statistics, not a finding: an alarm comes by chance too. A home where "
        "nothing changes has on average about one false alarm in 40 years: with 14 homes about "
        "one in 3 years."
    )


@pytest.mark.parametrize(
    ("expected", "said"),
    [(0.049, "fewer than 0.1"), (0.05, "0.1"), (0.051, "0.1"), (2.0, "2.0")],
)
def test_an_expectation_is_never_said_as_none(expected: float, said: str) -> None:
    assert f"gives {said}. This" in say_why({**ALARM, "expected": expected}, 14)


def test_a_run_of_one_day_is_said_so() -> None:
    row = {**ALARM, "since_on": ALARM["until_on"]}
    assert "4 behaviour call-outs on that day, where" in say_why(row, 14)


def test_false_alarms_come_oftener_with_more_homes() -> None:
    assert "with 1 home about one in 40 years." in say_false_alarms(1)
    assert "with 480 homes about one in 1 month." in say_false_alarms(480)
    assert say_false_alarms(0) == ""


def _before(cause: str, step: Step | None, before: Step | None = None) -> str:
    row = {
        "cause": cause,
        "step_id": step.id if step else None,
        "before_step_id": before.id if before else None,
        "before_on": date(2026, 6, 1) if before else None,
    }
    return say_before(row, STEPS)


def test_the_step_is_said_with_what_it_follows() -> None:
    assert _before("overdue", MANAGER) == "Proposed: Manager, the first step."
    assert _before("overdue", OFSTED, DIRECTOR) == (
        "Taken to Director on 1 June 2026, and it goes on. Proposed: Ofsted, the step above."
    )
    assert _before("repeated", OFSTED, OFSTED).endswith("Proposed: Ofsted, the same step again.")
    assert _before("alarm", None).startswith("No step is proposed: the group has set none")


def test_an_alarm_says_where_it_ends() -> None:
    ends = " An alarm alone goes no further."
    assert ends not in _before("alarm", MANAGER) + _before("alarm", DIRECTOR, MANAGER)
    assert _before("alarm", DIRECTOR, DIRECTOR).endswith(f"the same step again.{ends}")
    assert ends not in _before("repeated", OFSTED, DIRECTOR)


@pytest.mark.parametrize(
    ("cause", "until"),
    [
        (EscalationCause.OVERDUE, "28 days"),
        (EscalationCause.REPEATED, "agrees to it once more"),
        (EscalationCause.ALARM, "another alarm"),
    ],
)
def test_each_cause_says_until_when_not_now_keeps_it_quiet(
    cause: EscalationCause, until: str
) -> None:
    assert until in say_quiet(cause) and say_cause(cause)


def test_a_decision_says_step_day_and_person_in_uk_days() -> None:
    # 23:30 UTC in summer is the next day in the UK.
    row = {"state": "escalated", "step": "Manager", "by": "A chair"}
    row["decided_at"] = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)  # type: ignore[assignment]
    assert say_decision(row) == "Taken to Manager, 1 September 2026, A chair"
    assert say_decision({**row, "state": "declined"}) == "Not escalated, 1 September 2026, A chair"
    assert say_decision({**row, "by": None}).endswith("the system")
    assert say_waiting(row, date(2026, 9, 1)) == "Decided today"
    assert say_waiting(row, date(2026, 9, 2)) == "No answer for 1 day"
    assert say_waiting(row, TODAY) == "No answer for 14 days"


def test_what_a_decision_was_about_is_said_from_its_key() -> None:
    assert say_matter("overdue:1:7", "Write the plan") == "“Write the plan”."
    assert say_matter("overdue:1:7", None) == "An action."
    assert say_matter("repeated:1:not-logged", None).endswith("file (clause 11.2, 11.4).")
    assert say_matter("repeated:1:of-an-older-ruleset", None) == "of-an-older-ruleset."
    assert say_matter("alarm:1:2026-06-03", None) == "Alarm on 3 June 2026."


def test_the_method_names_every_threshold() -> None:
    for said in ("14 days overdue", "28 days", "3 or more incidents", "12 months", "6 months"):
        assert said in METHOD
