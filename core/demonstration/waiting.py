"""The seven incidents that wait for the next meeting, as the group had seven on its table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from core.demonstration.dates import Story
from core.demonstration.drawing import Draft, Drawer
from core.demonstration.scenes import MADE_UP
from core.demonstration.storylines import AGENCY_HOME, LADDER_HOME, find_ladder_child

WAITING = 7
# Days before the last day of data; the last round covers at least 59.
_BACK = (54, 46, 39, 31, 22, 13, 6)
_REPORT: dict[str, Any] = {
    "contact_purpose": "report",
    "immediate_risk": "no",
    "victim_wants_police": "no",
}


def draw_waiting(draw: Drawer, story: Story) -> Iterator[Draft]:
    """Seven incidents, none like the other."""
    days = [story.data_to - timedelta(days=back) for back in _BACK]
    drafts = (
        draw.draw(
            "behaviour",
            AGENCY_HOME,
            days[0],
            hour=21,
            next_day=False,
            **_REPORT,
            channel="101",
            exception="none",
            decided_by="agency_staff",
            agency_staff_on_shift="yes",
            police_response="attended",
            ppn_submitted="yes",
            home_account="It was the worker's first shift, and nobody had shown them the protocol.",
        ),
        draw.draw(
            "cannabis",
            LADDER_HOME,
            days[1],
            hour=18,
            next_day=True,
            child=find_ladder_child(draw, story),
            **_REPORT,
            drug_class="B",
            channel="101",
            decided_by="registered_manager",
            senior_manager_consulted="yes",
            substances_secured="yes",
            social_worker_told="yes",
            dealing_concern="no",
            police_response="attended",
            ppn_submitted="yes",
            home_account=None,
        ),
        draw.draw(
            "missing",
            "Harbour Reach",
            days[2],
            hour=22,
            contact_purpose="report",
            channel="101",
            immediate_risk=None,
            whereabouts_known="no",
            known_safe="no",
            checklist_completed="yes",
            return_interview="not_held",
            return_interview_at=None,
            return_interview_independent=None,
            missing_cause=None,
            ppn_submitted="yes",
        ),
        draw.draw(
            "assault",
            "Alder House",
            days[3],
            hour=20,
            next_day=False,
            **_REPORT,
            channel="999",
            decided_by="staff",
            social_worker_told="yes",
            police_response="attended",
            ppn_submitted=None,
        ),
        draw.draw(
            "crockery",
            "Fern Bank",
            days[4],
            contacted=False,
            hour=19,
            restorative_used="yes",
            victim_wants_police="no",
            logged_in_child_file="yes",
            risk_assessment_reviewed="yes",
            home_account="The child helped to mend it and wrote a note to the cook.",
        ),
        draw.draw(
            "weapon",
            "Dunes",
            days[5],
            contacted=False,
            hour=17,
            immediate_risk="no",
            social_worker_told=None,
            summary=f"{MADE_UP}a kitchen knife was found under a mattress and locked away; nobody "
            "outside the home was told.",
            home_account=None,
        ),
        draw.draw(
            "push",
            "Cedar View",
            days[6],
            hour=16,
            next_day=True,
            contact_purpose="report",
            channel="online",
            exception=None,
            immediate_risk=None,
            victim_wants_police=None,
            decided_by="registered_manager",
            police_response="advised",
            ppn_submitted="yes",
            home_account=None,
        ),
    )
    for draft in drafts:
        draft.waiting = True
        yield draft
