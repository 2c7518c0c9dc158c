"""What people did about an incident: the home's steps, the police's, and those for a missing child.

`care` is how well the protocol is known, from 0 to 1.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.demonstration.scenes import Scene
from core.vocabulary import OFFENCE_CATEGORIES, Category, SettingType

if TYPE_CHECKING:
    from core.demonstration.drawing import Drawer

_DRUGS = {Category.DRUGS_POSSESSION, Category.DRUGS_SUPPLY}


def _mostly(draw: "Drawer", care: float, blank: float = 12) -> str | None:
    """A step that is taken more often the better the protocol is known; some are not recorded."""
    answer: str | None = draw.pick({"yes": 62 + 24 * care, "no": 22 - 18 * care, None: blank})
    return answer


def draw_steps(draw: "Drawer", scene: Scene, setting: SettingType, care: float) -> dict[str, Any]:
    """The home's own steps, taken whether or not the police are contacted."""
    facts: dict[str, Any] = {
        "agency_staff_on_shift": draw.pick({"no": 76, "yes": 10, None: 14}),
        "logged_in_child_file": _mostly(draw, care, blank=6),
        "risk_assessment_reviewed": _mostly(draw, care, blank=20),
    }
    if scene.level:
        facts["social_worker_told"] = _mostly(draw, care)
    if scene.level in {1, 2} and scene.category not in _DRUGS:
        facts["restorative_used"] = draw.pick({"yes": 20 + 50 * care, "no": 25, None: 15})
    if scene.victim:
        facts["victim_wants_police"] = draw.pick({"no": 74, "yes": 8, None: 18})
    if scene.category in _DRUGS:
        facts["dealing_concern"] = draw.pick({"no": 85, None: 15})
        facts["senior_manager_consulted"] = _mostly(draw, care)
        facts["substances_destroyed_witnessed"] = _mostly(draw, care)
        facts["exploitation_considered"] = draw.pick({"yes": 60, "no": 10, None: 30})
    if scene.category is Category.PAST_ABUSE_DISCLOSURE:
        facts["safeguarding_referral"] = "yes"
    return facts


def _draw_channel(draw: "Drawer", scene: Scene, care: float, risk: str | None) -> str:
    if risk == "yes" or scene.category is Category.SEXUAL_OFFENCE_ALLEGATION:
        return str(draw.pick({"999": 95, "101": 5}))
    hurried = 34 - 26 * care
    return str(draw.pick({"999": hurried, "101": 50, "online": 14 + 16 * care}))


def _draw_decider(
    draw: "Drawer", setting: SettingType, care: float, risk: str | None
) -> str | None:
    if setting is SettingType.FOSTER:
        shares = {"foster_carer": 50 - 30 * care, "social_worker": 40, "out_of_hours_officer": 15}
    elif risk == "yes":
        shares = {"staff": 60, "registered_manager": 20, "senior_manager": 10, "agency_staff": 5}
    else:
        manager = 15 + 55 * care
        shares = {"staff": 60 - 45 * care, "registered_manager": manager, "senior_manager": 15}
        shares |= {"agency_staff": 6, "public": 3, "victim": 4}
    decider: str | None = draw.pick({**shares, None: 6})
    return decider


def draw_police(
    draw: "Drawer", scene: Scene, setting: SettingType, care: float, risk: str | None
) -> dict[str, Any]:
    """The call and what the police did with it."""
    offence = scene.category in OFFENCE_CATEGORIES
    response = draw.pick({"attended": 68, "advised": 24, "declined": 5, None: 3})
    facts: dict[str, Any] = {
        "channel": _draw_channel(draw, scene, care, risk),
        "contact_purpose": draw.pick({"report": 80, None: 20}),
        "decided_by": _draw_decider(draw, setting, care, risk),
        "police_response": response,
        "police_hours": draw.pick({0.5: 20, 1.0: 30, 1.5: 18, 2.0: 16, 4.0: 8, None: 8}),
        "ppn_submitted": _mostly(draw, care),
        "substances_destroyed_witnessed": None,
    }
    if scene.level == 1:
        facts["exception"] = draw.pick({"none": 82, "prolonged": 8, None: 10})
    if scene.category in _DRUGS:
        facts["substances_secured"] = _mostly(draw, care)
    if offence:
        facts["crime_recorded"] = draw.pick({"yes": 70, "no": 22, None: 8})
    if facts.get("crime_recorded") == "yes":
        facts |= _draw_outcome(draw, scene, care)
    return facts


def _draw_outcome(draw: "Drawer", scene: Scene, care: float) -> dict[str, Any]:
    outcome = draw.pick({"21": 20 + 40 * care, "8": 14, "10": 12, "18": 8, "22": 8, None: 8})
    facts: dict[str, Any] = {"outcome_code": outcome}
    if outcome in {"8", "22"}:
        facts["oocd_team_consulted"] = _mostly(draw, care)
        facts["yjs_referred"] = "yes"
    if scene.level == 3 and draw.chance(0.3):
        facts |= {"arrested": "yes", "appropriate_adult": "yes"}
        facts["arrest_reason"] = draw.pick({"seriousness": 60, "secure_evidence": 40})
    elif scene.level >= 2:
        facts["arrested"] = "no"
        facts["voluntary_interview"] = draw.pick({"yes": 30, "no": 60, None: 10})
    return facts


def draw_missing(
    draw: "Drawer", occurred: datetime, care: float, risk: str | None
) -> dict[str, Any]:
    """What was known and done while a child was away, and after the return."""
    returned = occurred + timedelta(minutes=draw.random.randint(90, 1500))
    interview = draw.pick({"held": 66, "declined": 16, "not_held": 8, None: 10})
    talked = returned + timedelta(hours=draw.pick({20: 40, 44: 30, 66: 18, 90: 12}))
    safe = draw.pick({"yes": 16, "no": 50, None: 34}) if risk != "yes" else "no"
    return {
        "whereabouts_known": draw.pick({"no": 78, "yes": 14, None: 8}) if safe != "yes" else "yes",
        "known_safe": safe,
        "collection_requested": draw.pick({"no": 70, "yes": 12, None: 18}),
        "checklist_completed": _mostly(draw, care),
        "trigger_plan": draw.pick({"yes": 50, "no": 30, None: 20}),
        "exploitation_considered": draw.pick({"yes": 64, "no": 10, None: 26}),
        "returned_at": returned,
        "return_interview": interview,
        "return_interview_at": talked if interview == "held" else None,
        "return_interview_independent": "yes" if interview == "held" else None,
    }
