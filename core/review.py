"""What the group decides on one incident: set its level, agree or not, reopen, refer.

States and what leads from one to the next: `core.states.INCIDENT` and `FINDING`. A reviewed
incident is frozen until it is reopened. Whoever has an interest in it does not decide it
(`core.interests`); every step is kept with it (`core.incident_history`).
"""

from collections.abc import Mapping

from sqlmodel import select

from core.access import POLICE_ROLES, Permission, Viewer, check_can
from core.clock import read_utc_now, say_date
from core.errors import AccessDenied, Conflict, InvalidInput
from core.hearing import ask_home as ask_home
from core.hearing import ask_home_all as ask_home_all
from core.hearing import give_account as give_account
from core.incident_checks import (
    check_leads_on,
    check_note,
    is_repeat,
    read_to_decide,
)
from core.incident_detail import FindingRow as FindingRow
from core.incident_detail import IncidentDetail as IncidentDetail
from core.incident_detail import read_incident as read_incident
from core.incident_history import Step, find_settled_on, write_step
from core.judging import judge_incidents
from core.states import find_next
from core.store import Change, Store
from core.tables import Finding, Incident
from core.vocabulary import Channel, FindingState, Verdict

Decisions = Mapping[str, tuple[FindingState, str | None]]
"""By rule: confirmed or dismissed, and the reason."""

_VERBS = {FindingState.CONFIRMED: "confirm", FindingState.DISMISSED: "dismiss"}


def set_level(
    store: Store,
    viewer: Viewer,
    incident_id: int,
    expected_version: int,
    level: int | None,
    reason: str | None,
) -> None:
    """Set another level than the rules suggest (0: outside the three levels; None: take it back).

    The rules run again on it at once. An incident already reviewed is reopened first.

    Raises:
        InvalidInput: without a reason, or on a reviewed incident.
        Conflict: somebody changed the incident meanwhile.
        AccessDenied: the role may not, or the viewer has an interest in the incident.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        if level not in {None, 0, 1, 2, 3}:
            raise InvalidInput("A level is 1, 2, 3, or outside the three.")
        why = check_note(reason, None if level is None else "for another level")
        kept = None if level is None else why
        wanted = {"level_set": level, "level_set_reason": kept, "reviewed_at": None}
        if is_repeat(change, incident_id, expected_version, wanted):
            return
        incident = read_to_decide(change, incident_id, expected_version)
        check_leads_on(
            incident, "set level", "This incident is reviewed; reopen it before setting its level."
        )
        why = check_note(why, _say_settled(change, incident_id))
        incident.level_set, incident.level_set_reason = level, kept
        incident.version += 1
        judge_incidents(change.session, [incident_id])
        write_step(change, incident, Step.LEVEL_SET, why, detail=level)
        change.record("set level", "incident", incident_id, ["level_set", "level_set_reason"])


def review_incident(
    store: Store,
    viewer: Viewer,
    incident_id: int,
    expected_version: int,
    decisions: Decisions,
    police_needed: str | None,
    note: str | None = None,
    *,
    meeting_id: int | None = None,
) -> None:
    """Record what the group agreed on one incident, and freeze it: `write_review` on its own."""
    with store.write(viewer) as change:
        write_review(
            change, incident_id, expected_version, decisions, police_needed, note, meeting_id
        )


def write_review(
    change: Change,
    incident_id: int,
    expected_version: int,
    decisions: Decisions,
    police_needed: str | None,
    note: str | None = None,
    meeting_id: int | None = None,
) -> None:
    """Record what the group agreed on one incident, inside a change, and freeze it.

    Args:
        change: the transaction; its viewer records it.
        incident_id: the incident.
        expected_version: the version that was looked at.
        decisions: every breach and advisory needs one; what is not recorded (`cannot_tell`) may
            stay open.
        police_needed: "yes", "no" or "unknown" for a call-out; None without one.
        note: a reason, needed where the answer differs from the suggested one, and after a closed
            meeting settled the incident.
        meeting_id: the meeting in which it was agreed.

    Raises:
        InvalidInput: a decision or a reason is missing.
        Conflict: somebody changed the incident meanwhile. The same review again is no conflict.
        AccessDenied: the role may not, or the viewer has an interest in the incident.
    """
    session, viewer = change.session, change.viewer
    check_can(viewer, Permission.REVIEW)
    wanted = {
        "reviewed_by": viewer.person_id,
        "agreed_police_needed": police_needed,
        "review_note": check_note(note),
    }
    found = session.exec(select(Finding).where(Finding.incident_id == incident_id)).all()
    findings = {finding.rule: finding for finding in found}
    if is_repeat(change, incident_id, expected_version, wanted) and all(
        rule in findings and findings[rule].state == state for rule, (state, _) in decisions.items()
    ):
        return
    incident = read_to_decide(change, incident_id, expected_version)
    check_leads_on(
        incident, "review", "This incident is already reviewed; reopen it to change that."
    )
    if set(decisions) - set(findings):
        # Another incident of the child can move what the rules say of this one.
        raise Conflict("The rules say something else of this incident by now; look again.")
    note = _check_answer(incident, police_needed, note)
    incident.review_note = check_note(note, _say_settled(change, incident_id))
    incident.agreed_police_needed = police_needed
    incident.reviewed_at = read_utc_now()
    incident.reviewed_by = viewer.person_id
    incident.version += 1
    for finding in findings.values():
        _decide(finding, decisions, viewer)
    write_step(change, incident, Step.REVIEWED, incident.review_note, meeting_id=meeting_id)
    fields = ["agreed_police_needed", "review_note", *(f"finding:{rule}" for rule in decisions)]
    change.record("reviewed", "incident", incident_id, fields)


def _say_settled(change: Change, incident_id: int) -> str | None:
    """What a reason is needed for where a closed meeting settled the incident."""
    day = find_settled_on(change.session, incident_id)
    return f"to change what the meeting of {say_date(day)} agreed" if day else None


def _check_answer(incident: Incident, police_needed: str | None, note: str | None) -> str | None:
    if not incident.call_out:
        if police_needed is not None:
            raise InvalidInput("Whether police were needed is asked of call-outs only.")
        return check_note(note)
    if police_needed not in {"yes", "no", "unknown"}:
        raise InvalidInput("Say whether the police were needed: yes, no, or cannot tell.")
    suggested = {True: "yes", False: "no", None: "unknown"}[incident.police_needed]
    # An open suggestion is a question: answering it is no disagreement.
    differs = suggested not in {police_needed, "unknown"}
    return check_note(note, "where the group differs from what is suggested" if differs else None)


def _decide(finding: Finding, decisions: Decisions, viewer: Viewer) -> None:
    if finding.rule not in decisions:
        if finding.verdict != Verdict.CANNOT_TELL:
            raise InvalidInput(f"Confirm or dismiss the finding under clause {finding.clause}.")
        return
    state, reason = decisions[finding.rule]
    if state not in _VERBS:
        raise InvalidInput("A finding is confirmed or dismissed.")
    why = "for dismissing a finding" if state is FindingState.DISMISSED else None
    finding.state = find_next("finding", finding.state, _VERBS[state])
    finding.reason = check_note(reason, why)
    finding.decided_by = viewer.person_id
    finding.decided_at = read_utc_now()


def reopen_review(
    store: Store,
    viewer: Viewer,
    incident_id: int,
    expected_version: int,
    reason: str,
    *,
    meeting_id: int | None = None,
) -> None:
    """Take a review back, with a reason: findings are suggested again, and the rules run anew.

    After the meeting that settled the incident closed, the incident says that it was changed.

    Raises:
        InvalidInput: without a reason.
        Conflict: somebody changed the incident meanwhile.
        AccessDenied: the role may not, or the viewer has an interest in the incident.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        why = check_note(reason, "for reopening a review")
        wanted = {"reviewed_at": None, "review_note": why}
        if is_repeat(change, incident_id, expected_version, wanted):
            return
        incident = read_to_decide(change, incident_id, expected_version)
        if incident.reviewed_at is None:
            return
        check_leads_on(incident, "reopen", "This incident is not reviewed.")
        incident.review_note = why
        incident.reviewed_at = incident.reviewed_by = incident.agreed_police_needed = None
        incident.version += 1
        for finding in change.session.exec(
            select(Finding).where(Finding.incident_id == incident_id)
        ):
            if finding.state == FindingState.SUGGESTED:
                continue
            finding.state = find_next("finding", finding.state, "reopen")
            finding.reason = finding.decided_by = finding.decided_at = None
        judge_incidents(change.session, [incident_id])
        write_step(change, incident, Step.REOPENED, why, meeting_id=meeting_id)
        change.record("reopened", "incident", incident_id, ["reviewed_at", "review_note"])


def refer_incident(
    store: Store, viewer: Viewer, incident_id: int, expected_version: int, reason: str
) -> None:
    """Refer an incident that nobody reported to the police: a person's decision, with its reason.

    From then on police roles may see it (5.3, 7.10: what comes to their notice is recorded);
    nothing else makes it visible to them.

    Raises:
        InvalidInput: without a reason, or the police were contacted.
        Conflict: somebody changed the incident meanwhile.
        AccessDenied: the role may not, or the viewer has an interest in the incident.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REFER)
        if viewer.role in POLICE_ROLES:
            raise AccessDenied("The police do not refer incidents to themselves.")
        why = check_note(reason, "for referring an incident to the police")
        if is_repeat(change, incident_id, expected_version, {"referred_reason": why}):
            return
        incident = read_to_decide(change, incident_id, expected_version)
        check_leads_on(incident, "refer", "This incident cannot be referred.")
        if incident.channel != Channel.NONE:
            raise InvalidInput("The police were contacted already.")
        incident.referred_to_police_at = read_utc_now()
        incident.referred_reason = why
        incident.version += 1
        write_step(change, incident, Step.REFERRED, why)
        change.record("referred", "incident", incident_id, ["referred_to_police_at"])
