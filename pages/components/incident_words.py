"""One incident in words: its headline, its facts by group, what is not recorded, why its level."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import elapsed, say_date, say_moment
from core.contract import BY_NAME
from core.protocol.assessment import REVIEWERS_BASIS
from core.protocol.levels import BY_SEVERITY
from core.protocol.rules import RULES
from core.review import IncidentDetail
from core.vocabulary import (
    Category,
    Channel,
    ContactPurpose,
    Decider,
    DrugClass,
    FindingOwner,
    Severity,
    YesNo,
    say,
)
from pages.components.text import escape

Facts = Mapping[str, Any]

NEEDED_WORDS = {"yes": "needed", "no": "not needed", "unknown": "cannot tell"}
"""The answer to "were the police needed?", as a person reads it."""

OWNER_WORDS = {
    FindingOwner.HOME: "the home's step",
    FindingOwner.CARER: "the carer's step",
    FindingOwner.POLICE: "the police's step",
    FindingOwner.LOCAL_AUTHORITY: "the local authority's step",
    FindingOwner.CPS: "the CPS's step",
}

_WHAT = {
    Category.MISSING: "child missing",
    Category.OTHER: "another kind of incident",
    Category.CHILD_VICTIM: "child as victim",
}
_PURPOSE = {
    ContactPurpose.ADVICE: "advice asked of the police",
    ContactPurpose.INFORMATION: "information shared with the police",
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def say_what(category: str, severity: str | None, drug_class: str | None) -> str:
    """What happened, such as "Moderate assault" or "Possession of drugs, class B"."""
    kind = Category(category)
    words = _WHAT.get(kind, say(kind))
    if severity and kind in BY_SEVERITY:
        words = f"{say(Severity(severity))} {words}"
    if drug_class and kind is Category.DRUGS_POSSESSION:
        words = f"{words}, {say(DrugClass(drug_class))}"
    return _capital(words)


def say_headline(facts: Facts) -> str:
    """An incident as one line: "Minor criminal damage, 999, decided by agency staff"."""
    channel = Channel(facts["channel"])
    parts = [say_what(facts["category"], facts["severity"], facts["drug_class"])]
    if facts["contact_purpose"] in _PURPOSE and channel is not Channel.NONE:
        parts.append(_PURPOSE[ContactPurpose(facts["contact_purpose"])])
    parts.append(say(channel))
    if facts["decided_by"] and channel is not Channel.NONE:
        parts.append(f"decided by {say(Decider(facts['decided_by']))}")
    return ", ".join(parts)


_GROUPS: dict[str, dict[str, str]] = {
    "What happened": {
        "immediate_risk": "Somebody at immediate risk",
        "victim_wants_police": "The victim wanted the police",
        "dealing_concern": "A concern about dealing",
        "agency_staff_on_shift": "Agency staff on shift",
        "exploitation_considered": "Exploitation considered",
        "restorative_used": "A restorative approach used",
    },
    "The decision and the call": {
        "decided_by": "Decided by",
        "decided_at": "Decided",
        "channel": "Police told by",
        "contact_purpose": "Purpose of the contact",
        "reported_at": "Police told",
        "exception": "Exception claimed",
        "warned_on": "The child was warned",
    },
    "Who was told": {
        "social_worker_told": "Social worker told",
        "out_of_hours_told": "Out of hours service told",
        "senior_manager_consulted": "Senior manager consulted",
        "safeguarding_referral": "Safeguarding referral made",
        "yjs_referred": "Referred to the youth justice service",
        "ofsted_notified": "Ofsted notified (Regulation 40)",
        "logged_in_child_file": "Entered in the child's file",
        "risk_assessment_reviewed": "Risk assessment reviewed",
        "substances_secured": "Substances stored securely",
        "substances_destroyed_witnessed": "Substances destroyed before a witness",
    },
    "The police's part": {
        "police_response": "Police response",
        "police_arrived_at": "Police arrived",
        "police_hours": "Police hours",
        "crime_recorded": "A crime recorded",
        "ppn_submitted": "Public protection notice submitted",
        "arrested": "Child arrested",
        "arrest_reason": "Reason for the arrest",
        "voluntary_interview": "Voluntary interview",
        "appropriate_adult": "Appropriate adult present",
        "outcome_code": "Outcome code",
        "oocd_team_consulted": "Out of court disposal team consulted",
        "cps_advice_sought": "Charging advice sought",
        "behaviour_policy_sent": "Behaviour policy sent with it",
        "policy_statement_sent": "Statement on the policy sent with it",
    },
    "The missing episode": {
        "whereabouts_known": "It was known where the child was",
        "known_safe": "The child was known to be safe",
        "collection_requested": "The police were asked to collect the child",
        "checklist_completed": "Checklist completed",
        "trigger_plan": "A trigger plan existed",
        "missing_cause": "Cause found",
        "returned_at": "Returned",
        "return_interview": "Return interview",
        "return_interview_at": "Return interview on",
        "return_interview_independent": "Return interview by somebody independent",
    },
    "The child": {
        "child_ref": "Reference",
        "child_age": "Age",
        "child_gender": "Gender",
        "child_ethnicity": "Ethnicity",
        "placing_authority": "Placed by",
    },
}
_LABELS = {name: label for group in _GROUPS.values() for name, label in group.items()}
_LABELS["severity"] = "How serious it was"
_LABELS["drug_class"] = "Class of the drug"
_SINCE = {
    "decided_at": "occurred_at",
    "reported_at": "occurred_at",
    "police_arrived_at": "reported_at",
    "return_interview_at": "returned_at",
}


def _say_span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "at once"
    for size, unit in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size * (2 if size > 1 else 1):
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'} later"
    return ""


def _say_value(name: str, facts: Facts) -> str:
    value = facts[name]
    listed = BY_NAME[name].values
    if listed is not None:
        return say(listed(value))
    if isinstance(value, datetime):
        start = facts.get(_SINCE.get(name, ""))
        later = f" ({_say_span(elapsed(start, value))})" if start and start <= value else ""
        return escape(say_moment(value)) + later
    if isinstance(value, date):
        return say_date(value)
    return escape(f"{value:g}" if isinstance(value, float) else value)


def say_facts(facts: Facts) -> dict[str, list[str]]:
    """The recorded facts by group, a line each as Markdown; groups without any are left out."""
    said = {
        group: [
            f"{label}: **{_say_value(name, facts)}**"
            for name, label in names.items()
            if facts.get(name) is not None
        ]
        for group, names in _GROUPS.items()
    }
    return {group: lines for group, lines in said.items() if lines}


def say_blanks(facts: Facts) -> list[str]:
    """What is not recorded though it matters for this kind of incident, as labels."""
    category, channel = Category(facts["category"]), Channel(facts["channel"])
    told = channel is not Channel.NONE
    drugs = category in {Category.DRUGS_POSSESSION, Category.DRUGS_SUPPLY}
    away = category in {Category.MISSING, Category.ABSENT}
    wanted = {
        "severity": category in BY_SEVERITY,
        "drug_class": category is Category.DRUGS_POSSESSION,
        "immediate_risk": True,
        "decided_by": told,
        "decided_at": told,
        "reported_at": told,
        "social_worker_told": True,
        "police_response": told,
        "substances_secured": drugs and told,
        "substances_destroyed_witnessed": category is Category.DRUGS_POSSESSION and not told,
        "whereabouts_known": away,
        "known_safe": away,
        "returned_at": category is Category.MISSING,
        "return_interview": category is Category.MISSING,
        "logged_in_child_file": True,
        "risk_assessment_reviewed": True,
    }
    return [_LABELS[name] for name, matters in wanted.items() if matters and facts[name] is None]


def say_clauses(clauses: str) -> str:
    """Where a rule stands: "clause 6.12, 6.15", or the source where it is not the Protocol."""
    if not clauses[:1].isdigit():
        return clauses
    return f"{'clauses' if ',' in clauses or '–' in clauses else 'clause'} {clauses}"


def say_level(detail: IncidentDetail) -> str:
    """The level as a heading."""
    if detail.level_hidden:
        return "Level not shown yet"
    if not detail.in_scope:
        return "Outside the protocol"
    return f"Level {detail.level}" if detail.level else "No level"


def say_why(detail: IncidentDetail) -> str:
    """Why the level is what it is, with its clauses, as one sentence of plain words."""
    if detail.level_hidden:
        # No word of why: that it rests on anything would already tell of what was kept at home.
        return "No level or finding is shown to your role until the group has reviewed this."
    if not detail.in_scope:
        return "The home lies outside the protocol's area, or the day before it: nothing is judged."
    reason, basis = _find_reason(detail), [b for b in detail.level_basis if b[:1].isdigit()]
    others = [b for b in detail.level_basis if b.startswith("App.")]
    where = ", ".join([*([say_clauses(", ".join(basis))] if basis else []), *others])
    return f"{reason} ({where})." if where else f"{reason}."


def _find_reason(detail: IncidentDetail) -> str:
    facts, basis = detail.facts, detail.level_basis
    category = Category(facts["category"])
    if REVIEWERS_BASIS in basis:
        return "Set at review"
    if "law" in basis:
        return "The child is under ten, below the age of criminal responsibility"
    if detail.level is None:
        if "3.2" in basis:
            return "This kind of incident lies outside the three levels"
        if "10.1" in basis:
            return "The levels speak of classes A, B and C only; a person decides"
        blank = "the child's reference" if category not in BY_SEVERITY else "how serious it was"
        return f"The level depends on {blank}, which is not recorded"
    if facts["immediate_risk"] == YesNo.YES and basis == ("6.20",):
        return "Somebody appeared to be at an immediate risk that staff could not safely manage"
    if category is Category.DRUGS_POSSESSION:
        first = 2 if facts["drug_class"] == DrugClass.A else 1
        occasion = ("first", "second", "third or a later")[detail.level - first]
        if facts["drug_class"] == DrugClass.A and detail.level == 3:
            occasion = "second or a later"
        return (
            f"Possession of a {say(DrugClass(facts['drug_class']))} drug: "
            f"this child's {occasion} occasion"
        )
    return say_what(facts["category"], facts["severity"], facts["drug_class"])


def say_channels(channels: tuple[str, ...]) -> str:
    """The routes that the protocol expects, in words; "" where it expects none in particular."""
    told = [say(Channel(c)) for c in channels if c != Channel.NONE]
    if not told:
        return "no police contact" if channels else ""
    routes = " or ".join(told)
    return f"{routes}, or no police contact" if Channel.NONE in channels else routes


_RULE_WORDS = {rule.id: f"“{rule.message.rstrip('.')}” ({rule.clause})" for rule in RULES}


def say_difference(text: str) -> str:
    """Where a frozen review would now differ: core's rule ids put into the rules' words."""
    return re.sub(
        r"[a-z0-9]+(?:-[a-z0-9]+)+", lambda found: _RULE_WORDS.get(found[0], found[0]), text
    )
