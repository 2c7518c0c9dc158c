"""Which columns figures and lists use, and of which type: what a snapshot holds."""

from typing import Any

import polars as pl

_TEXT, _WHOLE, _MOMENT = pl.String, pl.Int64, pl.Datetime("us")
# A few words a million times: compared like text, kept and filtered as numbers.
_CODE = pl.Categorical()

INCIDENT_COLUMNS: dict[str, Any] = {
    "id": _WHOLE,
    "reference": _TEXT,
    "home_id": _WHOLE,
    "occurred_at": _MOMENT,
    "decided_at": _MOMENT,
    "reported_at": _MOMENT,
    "police_arrived_at": _MOMENT,
    "returned_at": _MOMENT,
    "return_interview_at": _MOMENT,
    "channel": _CODE,
    "contact_purpose": _CODE,
    "category": _CODE,
    "severity": _CODE,
    "drug_class": _CODE,
    "decided_by": _CODE,
    "exception": _CODE,
    "police_response": _CODE,
    "outcome_code": _CODE,
    "crime_recorded": _CODE,
    "arrested": _CODE,
    "return_interview": _CODE,
    "immediate_risk": _CODE,
    "agency_staff_on_shift": _CODE,
    "whereabouts_known": _CODE,
    "known_safe": _CODE,
    "collection_requested": _CODE,
    "checklist_completed": _CODE,
    "trigger_plan": _CODE,
    "restorative_used": _CODE,
    "ofsted_notified": _CODE,
    "police_hours": pl.Float64,
    "child_ref": _TEXT,
    "child_age": _WHOLE,
    "child_gender": _TEXT,
    "child_ethnicity": _TEXT,
    "placing_authority": _TEXT,
    "call_out": pl.Boolean,
    "call_out_kind": _CODE,
    "in_scope": pl.Boolean,
    "level": _WHOLE,
    "level_set": _WHOLE,
    "police_needed": pl.Boolean,
    "rests_on": pl.List(_WHOLE),
    "agreed_police_needed": _CODE,
    "differs_now": _TEXT,
}
INCIDENT_FLAGS = {
    "reviewed": "reviewed_at",
    "referred": "referred_to_police_at",
    "has_account": "home_account",
}
"""Of these only whether there is one."""
FINDING_COLUMNS: dict[str, Any] = {
    "id": _WHOLE,
    "incident_id": _WHOLE,
    "rule": _CODE,
    "clause": _TEXT,
    "verdict": _CODE,
    "owner": _CODE,
    "message": _CODE,
    "state": _CODE,
}
HOME_COLUMNS: dict[str, Any] = {
    "id": _WHOLE,
    "urn": _TEXT,
    "name": _TEXT,
    "provider": _TEXT,
    "sector": _TEXT,
    "setting_type": _TEXT,
    "host_authority": _TEXT,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "registered_manager": _TEXT,
    "latest_judgement": _TEXT,
    "judged_on": pl.Date,
    "version": _WHOLE,
}
PLACES_COLUMNS: dict[str, Any] = {"home_id": _WHOLE, "from_on": pl.Date, "places": _WHOLE}
ACTION_COLUMNS: dict[str, Any] = {
    "id": _WHOLE,
    "title": _TEXT,
    "home_id": _WHOLE,
    "incident_id": _WHOLE,
    "owner_id": _WHOLE,
    "owner_agency": _TEXT,
    "finding_id": _WHOLE,
    "meeting_id": _WHOLE,
    "due_on": pl.Date,
    "asked_until": pl.Date,
    "state": _TEXT,
    "version": _WHOLE,
    "created_at": pl.Datetime("us", "UTC"),
    "done_at": pl.Datetime("us", "UTC"),
    "done_by": _WHOLE,
}
ANNOTATION_COLUMNS: dict[str, Any] = {
    "id": _WHOLE,
    "home_id": _WHOLE,
    "on_day": pl.Date,
    "until_day": pl.Date,
    "words": _TEXT,
    "cleared": pl.Boolean,
}
