"""Escalations as sentences: what is proposed and why, what was decided, what keeps it quiet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.clock import say_date, to_uk
from core.measures.escalation import (
    AGAIN_DAYS,
    STARTS_OVER_MONTHS,
    Step,
    find_step,
    parse_subject,
)
from core.measures.escalation_causes import (
    ALARM_MONTHS,
    LEAST_REPEATS,
    OVERDUE_DAYS,
    REPEAT_MONTHS,
)
from core.measures.sentences import say_count
from core.measures.signal_sentences import say_false_alarms
from core.protocol.rules import RULES
from core.vocabulary import EscalationCause, EscalationState

_HEADINGS = {
    EscalationCause.OVERDUE: "An action stays overdue",
    EscalationCause.REPEATED: "The same finding repeats",
    EscalationCause.ALARM: "An alarm stands",
}
_RULES = {rule.id: rule for rule in RULES}
_QUIET = {
    EscalationCause.OVERDUE: f"“Not now” keeps it quiet for {AGAIN_DAYS} days.",
    EscalationCause.REPEATED: "“Not now” keeps it quiet until the group agrees to it once more.",
    EscalationCause.ALARM: "“Not now” keeps it quiet until this home has another alarm.",
}
METHOD = (
    f"Proposed: an action of a home or its provider more than {OVERDUE_DAYS} days overdue, and "
    f"again {AGAIN_DAYS} days after a decision or its answer; a step of the protocol that the "
    f"group agreed was missed on {LEAST_REPEATS} or more incidents of one home in {REPEAT_MONTHS} "
    f"months; a home's latest alarm of the last {ALARM_MONTHS} months, since the last meeting but "
    "one. Suggested findings do not count. A proposal is a reason to decide, not a judgement of "
    "the home. Without an effect the step above is proposed; "
    f"{STARTS_OVER_MONTHS} months after the last escalation findings and alarms begin at the first "
    "step again. On an alarm alone nobody outside the provider is told."
)


def say_escalation_title(proposed: int, unanswered: int) -> str:
    """The page's finding: how much is proposed, and how much waits for an answer."""
    said = f"{say_count(proposed, 'escalation')} proposed" if proposed else "Nothing to escalate"
    return f"{said}, {unanswered} without an answer" if unanswered else said


def say_cause(cause: str) -> str:
    """The heading of a proposal: which of the three causes it has."""
    return _HEADINGS[EscalationCause(cause)]


def say_why(
    row: Mapping[str, Any], homes_watched: int, action: Mapping[str, Any] | None = None
) -> str:
    """Why it is proposed, with number and period.

    Args:
        row: of `core.measures.escalation.find_escalations`.
        homes_watched: how many homes can raise an alarm: more homes, more by chance.
        action: the action that is overdue, with `title` and `asked_until`.
    """
    match EscalationCause(row["cause"]):
        case EscalationCause.OVERDUE:
            said = (
                f"“{action['title'] if action else 'An action'}” was due on "
                f"{say_date(row['since_on'])} and is not done "
                f"{say_count(row['counted'], 'day')} later."
            )
            if action is None or action["asked_until"] is None:
                return said
            until = say_date(action["asked_until"])
            return f"{said} More time was asked for, until {until}, and nobody has answered that."
        case EscalationCause.REPEATED:
            return (
                f"The same step was missed on {say_count(row['counted'], 'incident')} in "
                f"{REPEAT_MONTHS} months to {say_date(row['until_on'])} (clause {row['clause']}), "
                f"agreed by the group each time: {row['message']}"
            )
        case EscalationCause.ALARM:
            return (
                f"Alarm on {say_date(row['until_on'])}: {_say_run(row)}. This is statistics, not a "
                f"finding: an alarm comes by chance too. {say_false_alarms(homes_watched)}"
            )


def _say_run(row: Mapping[str, Any]) -> str:
    calls = say_count(row["counted"], "behaviour call-out")
    expected = f"{row['expected']:.1f}" if row["expected"] >= 0.05 else "fewer than 0.1"
    usual = f"where its usual rate gives {expected}"
    if row["since_on"] == row["until_on"]:
        return f"{calls} on that day, {usual}"
    return f"{calls} from {say_date(row['since_on'])} on, {usual}"


def say_before(row: Mapping[str, Any], steps: Sequence[Step]) -> str:
    """Which step is proposed, and what it follows.

    Args:
        row: of `core.measures.escalation.find_escalations`.
        steps: the group's, removed ones too.
    """
    known = {step.id: step for step in steps}
    step, before = known.get(row["step_id"]), known.get(row["before_step_id"])
    if step is None:
        return "No step is proposed: the group has set none that this may be taken to."
    if before is None:
        said = f"Proposed: {step.name}, the first step."
    else:
        went = f"{before.name} on {say_date(row['before_on'])}"
        place = "the step above" if step.id != before.id else "the same step again"
        said = f"Taken to {went}, and it goes on. Proposed: {step.name}, {place}."
    if row["cause"] != EscalationCause.ALARM:
        return said
    further = find_step(steps, EscalationCause.REPEATED, before)
    if further is not None and further.outside:
        return f"{said} An alarm alone goes no further."
    return said


def say_matter(key: str, action: str | None) -> str:
    """What a decision was about, from its subject's key; `action`: the title of its action."""
    subject = parse_subject(key)
    match subject.cause:
        case EscalationCause.OVERDUE:
            return f"“{action}”." if action else "An action."
        case EscalationCause.REPEATED:
            rule = _RULES.get(subject.about)
            if rule is None:
                return f"{subject.about}."
            return f"{rule.message.removesuffix('.')} (clause {rule.clause})."
        case EscalationCause.ALARM:
            return f"Alarm on {say_date(date.fromisoformat(subject.about))}."


def say_quiet(cause: str) -> str:
    """Until when a declined proposal stays quiet."""
    return _QUIET[EscalationCause(cause)]


def say_decision(row: Mapping[str, Any]) -> str:
    """What was decided, when and by whom: a row of `core.escalation.read_escalations`."""
    day = say_date(to_uk(row["decided_at"]).date())
    by = row["by"] or "the system"
    if row["state"] == EscalationState.DECLINED:
        return f"Not escalated, {day}, {by}"
    return f"Taken to {row['step']}, {day}, {by}"


def say_waiting(row: Mapping[str, Any], today: date) -> str:
    """How long an escalation has had no answer."""
    days = (today - to_uk(row["decided_at"]).date()).days
    return "Decided today" if days == 0 else f"No answer for {say_count(days, 'day')}"
