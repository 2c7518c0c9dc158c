"""What to do now: the Guide's question, answered by the rules themselves.

Nothing here decides: an answer runs the level table and the registry on the incident as it would be
with a call, without one, and with every step undone.
"""

from dataclasses import replace
from datetime import datetime

from core.errors import InvalidInput
from core.protocol.assessment import apply_rules
from core.protocol.facts import IncidentFacts
from core.protocol.guide_police import find_police
from core.protocol.guide_values import GuideAnswer, PoliceAnswer, Reason, Step, StepWhen
from core.protocol.level_words import build_earlier_occasions
from core.protocol.levels import (
    find_level,
    find_level_by_category,
)
from core.protocol.registry import Case
from core.protocol.rules import RULES
from core.protocol.rules.calls import FOSTER_DECIDERS, MANAGER_DECIDERS
from core.vocabulary import (
    Category,
    Channel,
    Decider,
    DrugClass,
    ProtocolException,
    ReturnInterview,
    SettingType,
    Severity,
    Verdict,
    YesNo,
)

# Any day will do: the rules ask only how moments lie to each other.
_DAY = datetime(2020, 1, 15, 12)
_CHILD = "the child"


def answer_guide(
    setting: SettingType,
    category: Category,
    severity: Severity | None = None,
    drug_class: DrugClass | None = None,
    occasions: int | None = None,
    immediate_risk: YesNo | None = None,
    victim_wants_police: YesNo | None = None,
    exception: ProtocolException | None = None,
    *,
    warned: YesNo | None = None,
    whereabouts_known: YesNo | None = None,
    known_safe: YesNo | None = None,
    dealing_concern: YesNo | None = None,
    under_ten: bool = False,
) -> GuideAnswer:
    """What the protocol says of an incident that is happening now.

    Args:
        setting: where the child lives.
        category: what is happening; the further answers may be blank.
        severity: of injury, damage, threat or disorder.
        drug_class: of the drug found.
        occasions: which possession of this ladder it is for the child, counted from 1.
        immediate_risk: whether anybody is at a risk that those present cannot safely manage.
        victim_wants_police: the victim's wish.
        exception: the exception of 6.7 claimed.
        warned: whether the child was warned before, for a repeated act.
        whereabouts_known: whether it is known where a missing child is.
        known_safe: whether a missing child is known to be safe.
        dealing_concern: whether there is a concern about drug dealing.
        under_ten: whether the child is below the age of criminal responsibility.

    Raises:
        InvalidInput: the occasion is below 1.
    """
    if occasions is not None and occasions < 1:
        raise InvalidInput("Occasions are counted from 1.")
    facts = IncidentFacts(
        occurred_at=_DAY,
        channel=Channel.NONE,
        category=category,
        setting_type=setting,
        severity=severity,
        drug_class=drug_class,
        child_ref=_CHILD if occasions else None,
        child_age=9 if under_ten else None,
        immediate_risk=immediate_risk,
        victim_wants_police=victim_wants_police,
        exception=exception,
        warned_on=_DAY.date() if warned is YesNo.YES else None,
        whereabouts_known=whereabouts_known,
        known_safe=known_safe,
        dealing_concern=dealing_concern,
    )
    history = build_earlier_occasions(facts, occasions)
    level = find_level(facts, history)
    case = Case(facts, level.level, find_level_by_category(facts, history))
    police, channels, reasons = find_police(case)
    if facts.supported:
        reasons = (*reasons, Reason("Supported accommodation is encouraged to follow this.", "3.6"))
    deciders, who = _find_deciders(facts, level.level, police, channels)
    return GuideAnswer(
        police=police,
        level=level.level,
        level_basis=level.basis,
        channels=channels,
        deciders=deciders,
        who_decides=who,
        steps=_find_steps(case, police, channels),
        reasons=reasons,
    )


def _find_deciders(
    facts: IncidentFacts,
    level: int | None,
    police: PoliceAnswer,
    channels: tuple[Channel, ...],
) -> tuple[tuple[Decider, ...], str]:
    if channels == (Channel.EMERGENCY,):
        return (), "Anybody present calls: a member of staff or the carer (6.21)."
    if level == 3:
        return (), "It is always reported; staff or the carer see to it (6.19–6.23)."
    if police is PoliceAnswer.CALL and level is None:
        return (), "Whoever looks after the child reports it."
    if level == 1 and police is PoliceAnswer.DO_NOT_CALL:
        if facts.foster:
            return (Decider.FOSTER_CARER,), "The foster carer, within the placement (App. B)."
        return (Decider.STAFF,), "The staff on shift, by the home's own policy (6.5)."
    if facts.foster:
        clause = "6.14" if level == 2 else "as at level 2, 6.14"
        who = f"The social worker, or out of hours the duty officer ({clause})."
        return FOSTER_DECIDERS, who
    clause = "6.12, 6.15" if level == 2 else "as at level 2, 6.12"
    who = f"The Registered Manager, one acting for them, or the social worker ({clause})."
    return MANAGER_DECIDERS, who


_UNDONE: dict[str, object] = {
    "social_worker_told": YesNo.NO,
    "out_of_hours_told": YesNo.NO,
    "senior_manager_consulted": YesNo.NO,
    "safeguarding_referral": YesNo.NO,
    "substances_secured": YesNo.NO,
    "substances_destroyed_witnessed": YesNo.NO,
    "logged_in_child_file": YesNo.NO,
    "risk_assessment_reviewed": YesNo.NO,
    "checklist_completed": YesNo.NO,
    "returned_at": _DAY,
    "return_interview": ReturnInterview.NOT_HELD,
}
"""An incident around which nothing was done: each rule that then speaks names a step."""


def _find_steps(
    case: Case, police: PoliceAnswer, channels: tuple[Channel, ...]
) -> tuple[Step, ...]:
    route = channels[0] if channels else Channel.NON_EMERGENCY
    undone = replace(case.facts, **_UNDONE)  # type: ignore[arg-type]
    if undone.immediate_risk is None:
        # A risk nobody has named: the steps that only an immediate risk lets one skip are due.
        undone = replace(undone, immediate_risk=YesNo.NO)
    broken = {
        channel: {f.rule: f for f in apply_rules(replace(case, facts=facts), RULES)}
        for channel, facts in (
            (route, replace(undone, channel=route)),
            (Channel.NONE, undone),
        )
    }
    if_called, if_not = broken[route], broken[Channel.NONE]
    steps = []
    for rule in RULES:
        if not rule.is_step:
            continue
        found = if_called.get(rule.id) or if_not.get(rule.id)
        if found is None:
            continue
        if rule.verdict is Verdict.UNDER_REPORT:
            # What has to be shared is shared whichever way the call is decided.
            when: StepWhen | None = StepWhen.ALWAYS
        else:
            when = _find_when(rule.id in if_called, rule.id in if_not, police)
        if when is not None:
            steps.append(Step(rule.instead, rule.clause, when, found.owner))
    return tuple(steps)


def _find_when(if_called: bool, if_not: bool, police: PoliceAnswer) -> StepWhen | None:
    """When a step is due; None where it belongs to the way that the answer advises against."""
    if if_called and if_not:
        return StepWhen.ALWAYS
    if if_called:
        return None if police is PoliceAnswer.DO_NOT_CALL else StepWhen.IF_CALLED
    return None if police is PoliceAnswer.CALL else StepWhen.IF_NOT_CALLED
