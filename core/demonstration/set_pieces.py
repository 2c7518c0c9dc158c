"""One incident for each rule that everyday life alone may not bring: steps missed, and two kept.

They lie in 2019 to 2022, before the storylines, a few each year and each at another home.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.demonstration.drawing import Draft, Drawer


@dataclass(frozen=True)
class SetPiece:
    """One arranged incident; `rule` is what it shows, blank where it shows a level that was set."""

    day: date
    home: str
    scene: str
    rule: str
    facts: dict[str, Any] = field(default_factory=dict)
    contacted: bool = True
    level_set: tuple[int, str] | None = None


_CALM = {"immediate_risk": "no", "victim_wants_police": "no", "channel": "101"}


def _at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime.combine(date(year, month, day), time(hour, 20))


SET_PIECES: tuple[SetPiece, ...] = (
    SetPiece(date(2019, 2, 12), "Alder House", "push", "exception-needs-review",
             _CALM | {"victim_wants_police": "yes", "exception": "none", "decided_by": "staff"}),
    SetPiece(date(2019, 3, 19), "Dunes", "assault", "protection-notice-missing",
             _CALM | {"police_response": "attended", "ppn_submitted": "no"}),
    SetPiece(date(2019, 5, 21), "Fern Bank", "crockery", "warning-not-evidenced",
             _CALM | {"exception": "repeated_after_warning", "decided_by": "registered_manager"}),
    SetPiece(date(2019, 7, 9), "Harbour Reach", "behaviour", "exception-by-999",
             _CALM | {"exception": "prolonged", "channel": "999", "decided_by": "staff"}),
    SetPiece(date(2019, 9, 17), "Stour Valley Fostering", "theft", "social-worker-decides",
             _CALM | {"decided_by": "foster_carer"}),
    SetPiece(date(2019, 11, 5), "Fern Bank", "crockery", "slow-time",
             _CALM | {"exception": "repeated_after_warning", "warned_on": date(2019, 10, 20),
                      "decided_by": "registered_manager",
                      "decided_at": _at(2019, 11, 5, 23)}),
    SetPiece(date(2020, 1, 14), "Birch Lodge", "theft", "crime-reported-to-spoc",
             _CALM | {"channel": "spoc", "decided_by": "registered_manager"}),
    SetPiece(date(2020, 3, 10), "Quayside Supported Living", "victim",
             "child-at-risk-not-reported", {"immediate_risk": "yes"}, contacted=False),
    SetPiece(date(2020, 6, 16), "Dunes", "missing", "missing-not-reported",
             {"immediate_risk": None, "whereabouts_known": "no", "known_safe": "no"},
             contacted=False),
    SetPiece(date(2020, 9, 22), "Stour Valley Fostering", "disclosure", "past-abuse-not-shared",
             {"safeguarding_referral": "no"}, contacted=False),
    SetPiece(date(2020, 10, 13), "Juniper House", "assault", "social-worker-not-told",
             _CALM | {"social_worker_told": "no", "decided_by": "registered_manager"}),
    SetPiece(date(2020, 11, 10), "Harbour Reach", "cannabis", "dealing-not-shared",
             {"dealing_concern": "yes", "immediate_risk": "no"}, contacted=False),
    SetPiece(date(2021, 2, 9), "Cedar View", "weapon", "emergency-not-by-999",
             {"immediate_risk": "yes", "channel": "101", "decided_by": "staff"}),
    SetPiece(date(2021, 4, 20), "Larch Rise", "weapon", "non-urgent-serious-by-999",
             {"immediate_risk": "no", "channel": "999", "decided_by": "registered_manager"}),
    SetPiece(date(2021, 6, 8), "Stour Valley Fostering", "worry", "out-of-hours-not-told",
             {"immediate_risk": "yes", "channel": "999", "decided_by": "foster_carer",
              "social_worker_told": "no", "out_of_hours_told": "no"}),
    SetPiece(date(2021, 7, 13), "Alder House", "damage", "",
             _CALM | {"decided_by": "registered_manager", "exception": "none"},
             level_set=(1, "One pane, mended the same day: the group reads this as minor.")),
    SetPiece(date(2021, 8, 17), "Juniper House", "cannabis", "senior-manager-not-consulted",
             {"immediate_risk": "no", "channel": "101", "decided_by": "staff",
              "exception": "none", "senior_manager_consulted": "no", "substances_secured": "no"}),
    SetPiece(date(2021, 9, 14), "Quayside Supported Living", "behaviour", "unnecessary-call",
             _CALM | {"exception": "none", "decided_by": "staff"}),
    SetPiece(date(2021, 10, 12), "Dunes", "grave assault", "arrest-without-reason",
             {"immediate_risk": "yes", "channel": "999", "arrested": "yes",
              "arrest_reason": "accommodation", "decided_by": "staff"}),
    SetPiece(date(2021, 11, 23), "Gorse Hill", "cannabis", "drugs-not-destroyed-with-witness",
             {"immediate_risk": "no", "substances_destroyed_witnessed": "no"}, contacted=False),
    SetPiece(date(2022, 1, 18), "Harbour Reach", "damage", "oocd-team-not-consulted",
             _CALM | {"crime_recorded": "yes", "outcome_code": "8", "oocd_team_consulted": "no"}),
    SetPiece(date(2022, 2, 8), "Fern Bank", "crockery", "not-logged",
             {"immediate_risk": "no", "logged_in_child_file": "no",
              "risk_assessment_reviewed": "no"}, contacted=False),
    SetPiece(date(2022, 3, 15), "Kestrel Lodge", "grave assault", "charging-pack-incomplete",
             {"immediate_risk": "yes", "channel": "999", "cps_advice_sought": "yes",
              "behaviour_policy_sent": "no", "policy_statement_sent": "yes",
              "outcome_code": "1", "crime_recorded": "yes"}),
    SetPiece(date(2022, 4, 12), "Ivy Court", "push", "",
             _CALM | {"decided_by": "registered_manager", "exception": "none"},
             level_set=(2, "The member of staff was off work for two days: more than minor.")),
    SetPiece(date(2022, 5, 10), "Birch Lodge", "cannabis", "ladder-uncertain",
             {"immediate_risk": "no", "channel": "101", "child_ref": None, "child_age": None}),
    SetPiece(date(2022, 7, 12), "Fern Bank", "missing", "parental-response",
             {"immediate_risk": "no", "channel": "101", "known_safe": "yes",
              "whereabouts_known": "yes", "collection_requested": "yes",
              "checklist_completed": "no", "decided_by": "staff"}),
    SetPiece(date(2022, 9, 13), "Dunes", "missing", "return-interview-not-held",
             {"return_interview": "not_held", "return_interview_at": None,
              "return_interview_independent": None}),
    SetPiece(date(2022, 10, 18), "Gorse Hill", "behaviour", "",
             _CALM | {"decided_by": "staff", "exception": "none"},
             level_set=(0, "A health crisis, not behaviour: outside the three levels.")),
    SetPiece(date(2022, 11, 8), "Alder House", "missing", "return-interview-late",
             {"return_interview": "held", "return_interview_independent": "yes",
              "returned_at": _at(2022, 11, 10, 9),
              "return_interview_at": _at(2022, 11, 10, 9) + timedelta(hours=90)}),
)  # fmt: skip


def draw_set_pieces(draw: Drawer) -> Iterator[Draft]:
    """Every set piece; the group agreed with what the rules suggest."""
    for piece in SET_PIECES:
        facts = dict(piece.facts)
        if piece.contacted:
            facts |= {"contact_purpose": "report"}
        next_day = False if piece.rule == "slow-time" else None
        draft = draw.draw(
            piece.scene,
            piece.home,
            piece.day,
            contacted=piece.contacted,
            next_day=next_day,
            hour=19,
            **facts,
        )
        draft.firm = True
        if piece.level_set:
            draft.level_set, draft.level_set_reason = piece.level_set
        yield draft
