"""What the rules know of one incident: the contract's columns as typed values, and its setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core import contract
from core import vocabulary as v

OUTSIDERS = frozenset({v.Decider.CHILD, v.Decider.VICTIM, v.Decider.PUBLIC, v.Decider.POLICE})
"""Deciders who are not the placement: their calls are never a finding on the home."""

DRUGS = frozenset({v.Category.DRUGS_POSSESSION, v.Category.DRUGS_SUPPLY})

AGE_OF_CRIMINAL_RESPONSIBILITY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """One incident as the rules read it. A blank is None and never means no."""

    occurred_at: datetime
    channel: v.Channel
    category: v.Category
    reference: str = ""
    setting_type: v.SettingType = v.SettingType.CHILDRENS_HOME
    host_authority: str | None = None
    home_urn: str | None = None

    decided_at: datetime | None = None
    reported_at: datetime | None = None
    police_arrived_at: datetime | None = None
    returned_at: datetime | None = None
    return_interview_at: datetime | None = None
    warned_on: date | None = None
    contact_purpose: v.ContactPurpose | None = None
    severity: v.Severity | None = None
    drug_class: v.DrugClass | None = None
    decided_by: v.Decider | None = None
    exception: v.ProtocolException | None = None
    police_response: v.PoliceResponse | None = None
    arrest_reason: v.ArrestReason | None = None
    outcome_code: str | None = None
    return_interview: v.ReturnInterview | None = None

    immediate_risk: v.YesNo | None = None
    victim_wants_police: v.YesNo | None = None
    agency_staff_on_shift: v.YesNo | None = None
    social_worker_told: v.YesNo | None = None
    out_of_hours_told: v.YesNo | None = None
    senior_manager_consulted: v.YesNo | None = None
    dealing_concern: v.YesNo | None = None
    safeguarding_referral: v.YesNo | None = None
    substances_secured: v.YesNo | None = None
    substances_destroyed_witnessed: v.YesNo | None = None
    crime_recorded: v.YesNo | None = None
    ppn_submitted: v.YesNo | None = None
    arrested: v.YesNo | None = None
    voluntary_interview: v.YesNo | None = None
    appropriate_adult: v.YesNo | None = None
    oocd_team_consulted: v.YesNo | None = None
    cps_advice_sought: v.YesNo | None = None
    behaviour_policy_sent: v.YesNo | None = None
    policy_statement_sent: v.YesNo | None = None
    logged_in_child_file: v.YesNo | None = None
    risk_assessment_reviewed: v.YesNo | None = None
    restorative_used: v.YesNo | None = None
    yjs_referred: v.YesNo | None = None
    exploitation_considered: v.YesNo | None = None
    whereabouts_known: v.YesNo | None = None
    known_safe: v.YesNo | None = None
    collection_requested: v.YesNo | None = None
    checklist_completed: v.YesNo | None = None
    trigger_plan: v.YesNo | None = None
    return_interview_independent: v.YesNo | None = None
    ofsted_notified: v.YesNo | None = None

    police_hours: float | None = None
    missing_cause: str | None = None
    home_account: str | None = None
    child_account: str | None = None
    child_ref: str | None = None
    child_age: int | None = None
    child_gender: v.Gender | None = None
    child_ethnicity: v.Ethnicity | None = None
    placing_authority: str | None = None
    summary: str | None = None

    @property
    def contacted(self) -> bool:
        """Whether the police were contacted at all, for whatever purpose."""
        return self.channel is not v.Channel.NONE

    @property
    def call_out(self) -> bool:
        """Whether the police were contacted to report; asking advice is no call-out (10.3)."""
        return self.contacted and self.contact_purpose in (None, v.ContactPurpose.REPORT)

    @property
    def outsider(self) -> bool:
        """Whether somebody outside the placement decided to contact the police."""
        return self.decided_by in OUTSIDERS

    @property
    def own_call(self) -> bool:
        """Whether this is a call-out that the placement may answer for: no outsider's."""
        return self.call_out and not self.outsider

    @property
    def own_999_call(self) -> bool:
        """Whether this is the placement's own call-out by 999."""
        return self.own_call and self.channel is v.Channel.EMERGENCY

    @property
    def drugs(self) -> bool:
        """Whether drugs were possessed or supplied."""
        return self.category in DRUGS

    @property
    def residential(self) -> bool:
        """Whether the placement is a children's home or supported accommodation."""
        return self.setting_type in v.RESIDENTIAL

    @property
    def foster(self) -> bool:
        """Whether the placement is foster or kinship care."""
        return self.setting_type in v.FOSTER

    @property
    def supported(self) -> bool:
        """Whether the placement is supported accommodation, which 3.6 only encourages."""
        return self.setting_type is v.SettingType.SUPPORTED

    @property
    def under_ten(self) -> bool:
        """Whether the child is known to be below the age of criminal responsibility."""
        return self.child_age is not None and self.child_age < AGE_OF_CRIMINAL_RESPONSIBILITY

    @property
    def warning_evidenced(self) -> bool:
        """Whether a warning is dated no later than the incident's own day (6.7)."""
        return self.warned_on is not None and self.warned_on <= self.occurred_at.date()

    @property
    def exception_accepted(self) -> bool:
        """Whether 6.7 lets a level 1 incident be reported: prolonged, or repeated once warned."""
        if self.exception is v.ProtocolException.REPEATED_AFTER_WARNING:
            return self.warning_evidenced
        return self.exception is v.ProtocolException.PROLONGED


def build_facts(row: Mapping[str, object]) -> IncidentFacts:
    """The facts of one stored incident, from values that `contract.read_cell` has accepted.

    An absent column is a blank, an unknown one is left aside; a blank `setting_type` is read as a
    children's home.

    Raises:
        ValueError: a listed column holds a word outside its list.
    """
    values: dict[str, Any] = {}
    for column in contract.FACT_COLUMNS:
        value = row.get(column.name)
        if value is None or value == "":
            continue
        values[column.name] = column.values(str(value)) if column.values else value
    if row.get("setting_type"):
        values["setting_type"] = v.SettingType(str(row["setting_type"]))
    for name in ("host_authority", "home_urn"):
        if row.get(name):
            values[name] = str(row[name])
    return IncidentFacts(**values)


def find_call_out_kind(facts: IncidentFacts, level: int | None) -> v.CallOutKind | None:
    """Whether a call-out answers behaviour or protects a child; None where it is no call-out.

    Behaviour is level 1 or 2, or `behaviour` or an offence category without a level (before the
    protocol, outside its area, under ten); every other is protective.
    """
    if not facts.call_out:
        return None
    if level is None:
        # A call about behaviour protects no child, level or not: a home would look better for it.
        about_behaviour = facts.category in v.OFFENCE_CATEGORIES | {v.Category.BEHAVIOUR}
    else:
        about_behaviour = level in (1, 2)
    return v.CallOutKind.BEHAVIOUR if about_behaviour else v.CallOutKind.PROTECTIVE
