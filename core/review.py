"""What the group does with one incident: read it, set its level, agree or not, reopen, refer.

States: an incident is unreviewed until `review_incident`, then frozen; `reopen_review` takes it back.
A finding is suggested until that review confirms or dismisses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from core.access import (
    POLICE_ROLES,
    Permission,
    Sight,
    Viewer,
    can_see_incident,
    check_can,
    read_access,
)
from core.actions import write_action
from core.clock import read_utc_now, say_date, say_moment, to_uk
from core.contract import BY_NAME, FACT_COLUMNS, fold
from core.errors import AccessDenied, Conflict, InvalidInput
from core.judging import judge_incidents
from core.store import Change, Store
from core.tables import Finding, Home, Incident, Person
from core.vocabulary import Agency, Channel, FindingState, Verdict

_FREE_TEXT = frozenset({"summary", "home_account", "child_account", "missing_cause"})
_CHILD = frozenset(
    {"child_ref", "child_age", "child_gender", "child_ethnicity", "placing_authority"}
)
_DAYS_TO_ANSWER = 14
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class FindingRow:
    """One finding as it stands: what the rule says, and what the group decided."""

    id: int
    rule: str
    clause: str
    verdict: str
    owner: str
    message: str
    state: str
    reason: str | None


@dataclass(frozen=True)
class IncidentDetail:
    """One incident as the viewer may see it: `facts` by contract column, the rest as agreed so far.

    `level` is the set level where there is one; `level_hidden` says that it rests on incidents that
    the viewer may not see. `police_needed` is what the rules suggest.
    """

    id: int
    version: int
    home_id: int
    home: str
    provider: str | None
    setting_type: str
    facts: Mapping[str, Any]
    call_out_kind: str | None
    in_scope: bool
    retrospective: bool
    level: int | None
    level_suggested: int | None
    level_set: int | None
    level_set_reason: str | None
    level_basis: tuple[str, ...]
    level_hidden: bool
    expected_channels: tuple[str, ...]
    police_needed: bool | None
    agreed_police_needed: str | None
    reviewed: str | None
    review_note: str | None
    differs_now: str | None
    referred: str | None
    findings: tuple[FindingRow, ...]


def _check_sees(session: Session, viewer: Viewer, incident: Incident | None) -> Incident:
    """The incident, or AccessDenied in the same words whether it is hidden or not there."""
    if incident is None or not can_see_incident(
        viewer,
        home_id=incident.home_id,
        contacted=incident.channel != Channel.NONE,
        referred=incident.referred_to_police_at is not None,
        placed_by_viewer=bool(
            viewer.authority
            and incident.placing_authority
            and fold(viewer.authority) == fold(incident.placing_authority)
        ),
    ):
        raise AccessDenied("There is no such incident among those you may see.")
    return incident


def _rests_on_unseen(session: Session, viewer: Viewer, incident: Incident) -> bool:
    if incident.reviewed_at is not None:
        return False
    for earlier_id in incident.rests_on:
        try:
            _check_sees(session, viewer, session.get(Incident, earlier_id))
        except AccessDenied:
            return True
    return False


def read_incident(store: Store, viewer: Viewer, incident_id: int) -> IncidentDetail:
    """One incident as the viewer may see it.

    Raises:
        AccessDenied: it is not there, or not the viewer's to see; audited.
    """
    with store.read(viewer) as session:
        incident = _check_sees(session, viewer, session.get(Incident, incident_id))
        home = session.get_one(Home, incident.home_id)
        row = read_access(viewer)
        masked = _CHILD | _FREE_TEXT if row.child_refs is Sight.NONE else frozenset()
        facts = {
            c.name: None if c.name in masked else getattr(incident, c.name) for c in FACT_COLUMNS
        }
        hidden = _rests_on_unseen(session, viewer, incident)
        level = incident.level if incident.level_set is None else incident.level_set or None
        return IncidentDetail(
            id=incident_id,
            version=incident.version,
            home_id=incident.home_id,
            home=home.name,
            provider=home.provider,
            setting_type=home.setting_type,
            facts=facts,
            call_out_kind=incident.call_out_kind,
            in_scope=incident.in_scope,
            retrospective=incident.retrospective,
            level=None if hidden else level,
            level_suggested=None if hidden else incident.level,
            level_set=incident.level_set,
            level_set_reason=incident.level_set_reason,
            level_basis=() if hidden else tuple(incident.level_basis),
            level_hidden=hidden,
            expected_channels=() if hidden else tuple(incident.expected_channels),
            police_needed=None if hidden else incident.police_needed,
            agreed_police_needed=incident.agreed_police_needed,
            reviewed=_say_review(session, incident),
            review_note=incident.review_note,
            differs_now=None if hidden else incident.differs_now,
            referred=(
                say_date(to_uk(incident.referred_to_police_at).date())
                if incident.referred_to_police_at
                else None
            ),
            findings=() if hidden else _read_findings(session, incident_id, row.findings),
        )


def _say_review(session: Session, incident: Incident) -> str | None:
    if incident.reviewed_at is None:
        return None
    person = session.get(Person, incident.reviewed_by) if incident.reviewed_by else None
    return (
        f"{say_moment(to_uk(incident.reviewed_at))}, by {person.name if person else 'the system'}"
    )


def _read_findings(session: Session, incident_id: int, sight: Sight) -> tuple[FindingRow, ...]:
    query = select(Finding).where(Finding.incident_id == incident_id).order_by(col(Finding.id))
    if sight is Sight.CONFIRMED:
        query = query.where(Finding.state == FindingState.CONFIRMED.value)
    elif sight is Sight.NONE:
        return ()
    return tuple(
        FindingRow(f.id or 0, f.rule, f.clause, f.verdict, f.owner, f.message, f.state, f.reason)
        for f in session.exec(query)
    )


def _read_for_change(change: Change, incident_id: int, expected_version: int) -> Incident:
    session, viewer = change.session, change.viewer
    incident = _check_sees(session, viewer, session.get(Incident, incident_id))
    if _rests_on_unseen(session, viewer, incident):
        raise AccessDenied(
            "This incident rests on others that are not yours to see; the chair reviews it."
        )
    if incident.version != expected_version:
        by = _say_review(session, incident)
        raise Conflict(
            "Somebody changed this incident while you were looking"
            + (f" (reviewed {by})" if by else "")
            + ". Nothing of yours was saved; look again."
        )
    return incident


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
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.reviewed_at is not None:
            raise InvalidInput("This incident is reviewed; reopen it before setting its level.")
        if level not in {None, 0, 1, 2, 3}:
            raise InvalidInput("A level is 1, 2, 3, or outside the three.")
        incident.level_set = level
        incident.level_set_reason = (
            None if level is None else _check_note(reason, "for another level")
        )
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
        seen = _check_sees(session, viewer, session.get(Incident, incident_id))
        if (
            seen.reviewed_at is not None
            and seen.reviewed_by == viewer.person_id
            and seen.version == expected_version + 1
        ):
            return  # The second of two taps: the first recorded it.
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.reviewed_at is not None:
            raise InvalidInput("This incident is already reviewed; reopen it to change that.")
        incident.review_note = _check_review(incident, police_needed, note)
        incident.agreed_police_needed = police_needed
        incident.reviewed_at = read_utc_now()
        incident.reviewed_by = viewer.person_id
        incident.version += 1
        for finding in session.exec(select(Finding).where(Finding.incident_id == incident_id)):
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
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.reviewed_at is None:
            return
        incident.review_note = _check_note(reason, "for reopening a review")
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
        incident = _check_sees(change.session, viewer, change.session.get(Incident, incident_id))
        return write_action(
            change,
            title=f"Say what is not recorded of {incident.reference}: {question}",
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
        incident = _check_sees(change.session, viewer, change.session.get(Incident, incident_id))
        if incident.reviewed_at is not None:
            raise InvalidInput("The group has reviewed this incident; ask the chair to reopen it.")
        if incident.version != expected_version:
            raise Conflict("Somebody changed this incident while you wrote; copy your text first.")
        longest = BY_NAME["home_account"].longest
        if len(account) > longest:
            raise InvalidInput(f"An account has at most {longest} characters.")
        incident.home_account = account.strip() or None
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
        incident = _read_for_change(change, incident_id, expected_version)
        if incident.channel != Channel.NONE:
            raise InvalidInput("The police were contacted already.")
        incident.referred_to_police_at = read_utc_now()
        incident.referred_reason = _check_note(reason, "for referring an incident to the police")
        incident.version += 1
        change.record("referred", "incident", incident_id, ["referred_to_police_at"])
