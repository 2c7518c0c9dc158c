"""What the group does with one incident: set its level, agree or not, reopen, ask, refer.

States: an incident is unreviewed until `review_incident`, then frozen; `reopen_review` takes it
back. A finding is suggested until that review confirms or dismisses it.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import select

from core.access import POLICE_ROLES, Permission, Viewer, check_can, read_access
from core.actions import LONGEST_TITLE, write_action
from core.clock import read_utc_now
from core.contract import BY_NAME
from core.errors import AccessDenied, Conflict, InvalidInput
from core.incident_detail import FindingRow as FindingRow
from core.incident_detail import IncidentDetail as IncidentDetail
from core.incident_detail import check_sees, hides_level, say_review
from core.incident_detail import read_incident as read_incident
from core.judging import judge_incidents
from core.store import Change, Store
from core.tables import Finding, Incident
from core.vocabulary import Agency, Channel, FindingState, Verdict

_DAYS_TO_ANSWER = 14
_LONGEST_NOTE = 2000


def _read_for_change(change: Change, incident_id: int, expected_version: int) -> Incident:
    session, viewer = change.session, change.viewer
    incident = check_sees(session, viewer, session.get(Incident, incident_id))
    if hides_level(session, viewer, incident):
        # The words say no more than that it is a drug possession: not that there was another.
        raise AccessDenied(
            "The level of a possession of drugs can count incidents that are not yours to see; "
            "the chair reviews it."
        )
    if incident.version != expected_version:
        by = say_review(session, incident)
        raise Conflict(
            "Somebody changed this incident while you were looking"
            + (f" (reviewed {by})" if by else "")
            + ". Nothing of yours was saved; look again."
        )
    return incident


def _is_repeat(
    change: Change, incident_id: int, expected_version: int, wanted: Mapping[str, object]
) -> bool:
    """Whether the change just before this one did the very same: the second of two taps."""
    incident = change.session.get(Incident, incident_id)
    return (
        incident is not None
        and incident.version == expected_version + 1
        and all(getattr(incident, name) == value for name, value in wanted.items())
    )


def _check_note(note: str | None, needed_for: str | None = None) -> str | None:
    note = (note or "").strip() or None
    if needed_for and note is None:
        raise InvalidInput(f"Give a reason {needed_for}.")
    if note and len(note) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE} characters.")
    return note


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
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        if level not in {None, 0, 1, 2, 3}:
            raise InvalidInput("A level is 1, 2, 3, or outside the three.")
        why = None if level is None else _check_note(reason, "for another level")
        wanted = {"level_set": level, "level_set_reason": why, "reviewed_at": None}
        if _is_repeat(change, incident_id, expected_version, wanted):
            return
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.reviewed_at is not None:
            raise InvalidInput("This incident is reviewed; reopen it before setting its level.")
        incident.level_set, incident.level_set_reason = level, why
        incident.version += 1
        judge_incidents(change.session, [incident_id])
        change.record("set level", "incident", incident_id, ["level_set", "level_set_reason"])


def review_incident(
    store: Store,
    viewer: Viewer,
    incident_id: int,
    expected_version: int,
    decisions: Mapping[str, tuple[FindingState, str | None]],
    police_needed: str | None,
    note: str | None = None,
) -> None:
    """Record what the group agreed on one incident, and freeze it.

    Args:
        store: the store.
        viewer: who records it.
        incident_id: the incident.
        expected_version: the version that was looked at.
        decisions: a rule's id to confirmed or dismissed and the reason; every breach and advisory
            needs one, what is not recorded (`cannot_tell`) may stay open.
        police_needed: "yes", "no" or "unknown" for a call-out; None without one.
        note: a reason, needed where the answer differs from the suggested one.

    Raises:
        InvalidInput: a decision or a reason is missing.
        Conflict: somebody changed the incident meanwhile. The same review again is no conflict.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        session = change.session
        wanted = {
            "reviewed_by": viewer.person_id,
            "agreed_police_needed": police_needed,
            "review_note": _check_note(note),
        }
        found = session.exec(select(Finding).where(Finding.incident_id == incident_id)).all()
        findings = {finding.rule: finding for finding in found}
        if _is_repeat(change, incident_id, expected_version, wanted) and all(
            rule in findings and findings[rule].state == state
            for rule, (state, _) in decisions.items()
        ):
            return
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.reviewed_at is not None:
            raise InvalidInput("This incident is already reviewed; reopen it to change that.")
        if set(decisions) - set(findings):
            # Another incident of the child can move what the rules say of this one.
            raise Conflict("The rules say something else of this incident by now; look again.")
        incident.review_note = _check_review(incident, police_needed, note)
        incident.agreed_police_needed = police_needed
        incident.reviewed_at = read_utc_now()
        incident.reviewed_by = viewer.person_id
        incident.version += 1
        for finding in findings.values():
            _decide(finding, decisions, viewer)
        change.record(
            "reviewed",
            "incident",
            incident_id,
            ["agreed_police_needed", "review_note", *(f"finding:{r}" for r in decisions)],
        )


def _check_review(incident: Incident, police_needed: str | None, note: str | None) -> str | None:
    if not incident.call_out:
        if police_needed is not None:
            raise InvalidInput("Whether police were needed is asked of call-outs only.")
        return _check_note(note)
    if police_needed not in {"yes", "no", "unknown"}:
        raise InvalidInput("Say whether the police were needed: yes, no, or cannot tell.")
    suggested = {True: "yes", False: "no", None: "unknown"}[incident.police_needed]
    # An open suggestion is a question: answering it is no disagreement.
    differs = suggested not in {police_needed, "unknown"}
    return _check_note(note, "where the group differs from what is suggested" if differs else None)


def _decide(
    finding: Finding,
    decisions: Mapping[str, tuple[FindingState, str | None]],
    viewer: Viewer,
) -> None:
    if finding.rule not in decisions:
        if finding.verdict != Verdict.CANNOT_TELL:
            raise InvalidInput(f"Confirm or dismiss the finding under clause {finding.clause}.")
        return
    state, reason = decisions[finding.rule]
    if state not in {FindingState.CONFIRMED, FindingState.DISMISSED}:
        raise InvalidInput("A finding is confirmed or dismissed.")
    why = "for dismissing a finding" if state is FindingState.DISMISSED else None
    finding.state = state.value
    finding.reason = _check_note(reason, why)
    finding.decided_by = viewer.person_id
    finding.decided_at = read_utc_now()


def reopen_review(
    store: Store, viewer: Viewer, incident_id: int, expected_version: int, reason: str
) -> None:
    """Take a review back, with a reason: findings are suggested again, and the rules run anew.

    Raises:
        InvalidInput: without a reason.
        Conflict: somebody changed the incident meanwhile.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        why = _check_note(reason, "for reopening a review")
        wanted = {"reviewed_at": None, "review_note": why}
        if _is_repeat(change, incident_id, expected_version, wanted):
            return
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.reviewed_at is None:
            return
        incident.review_note = why
        incident.reviewed_at = incident.reviewed_by = incident.agreed_police_needed = None
        incident.version += 1
        for finding in change.session.exec(
            select(Finding).where(Finding.incident_id == incident_id)
        ):
            finding.state = FindingState.SUGGESTED.value
            finding.reason = finding.decided_by = finding.decided_at = None
        judge_incidents(change.session, [incident_id])
        change.record("reopened", "incident", incident_id, ["reviewed_at", "review_note"])


def ask_home(
    store: Store, viewer: Viewer, incident_id: int, rule: str, question: str, today: date
) -> int:
    """Make an action for the home to say what is not recorded; asking twice is asking once.

    Returns the action's id. It is due in 14 days and names no child.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        incident = check_sees(change.session, viewer, change.session.get(Incident, incident_id))
        title = f"Say what is not recorded of {incident.reference}: {question}"
        return write_action(
            change,
            title=title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…",
            detail=None if len(title) <= LONGEST_TITLE else question,
            home_id=incident.home_id,
            incident_id=incident_id,
            owner_agency=Agency.PROVIDER,
            due_on=today + timedelta(days=_DAYS_TO_ANSWER),
            meaning=f"ask:{incident_id}:{rule}",
        )


def give_account(
    store: Store, viewer: Viewer, incident_id: int, expected_version: int, account: str
) -> None:
    """Record the home's own account of an incident: by its provider, or by the group on its behalf.

    Raises:
        InvalidInput: the account is too long, or the incident is reviewed.
    """
    with store.write(viewer) as change:
        if not read_access(viewer).may & {Permission.HOME_ACCOUNT, Permission.REVIEW}:
            check_can(viewer, Permission.HOME_ACCOUNT)
        incident = check_sees(change.session, viewer, change.session.get(Incident, incident_id))
        if incident.reviewed_at is not None:
            raise InvalidInput("The group has reviewed this incident; ask the chair to reopen it.")
        longest = BY_NAME["home_account"].longest
        if len(account.strip()) > longest:
            raise InvalidInput(f"An account has at most {longest} characters.")
        said = account.strip() or None
        if _is_repeat(change, incident_id, expected_version, {"home_account": said}):
            return
        if incident.version != expected_version:
            raise Conflict("Somebody changed this incident while you wrote; copy your text first.")
        incident.home_account = said
        incident.version += 1
        change.record("gave account", "incident", incident_id, ["home_account"])


def refer_incident(
    store: Store, viewer: Viewer, incident_id: int, expected_version: int, reason: str
) -> None:
    """Refer an incident that nobody reported to the police: a person's decision, with its reason.

    From then on police roles may see it (5.3, 7.10: what comes to their notice is recorded).
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REFER)
        if viewer.role in POLICE_ROLES:
            raise AccessDenied("The police do not refer incidents to themselves.")
        why = _check_note(reason, "for referring an incident to the police")
        if _is_repeat(change, incident_id, expected_version, {"referred_reason": why}):
            return
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.channel != Channel.NONE:
            raise InvalidInput("The police were contacted already.")
        incident.referred_to_police_at = read_utc_now()
        incident.referred_reason = why
        incident.version += 1
        change.record("referred", "incident", incident_id, ["referred_to_police_at"])
