"""What the group agreed at its meetings: mostly what the rules suggest, now and then not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.demonstration.drawing import Draft, Drawer
from core.demonstration.scenes import Shares
from core.tables import Finding, Incident
from core.vocabulary import FindingState, Verdict

_MOST_PARAMETERS = 500
_DISMISSED_SHARE = 0.12
_OVERRULED_SHARE = 0.06
_REASONS = {
    "unnecessary-call": "The home's log shows that it went on over two evenings.",
    "manager-decides": "The manager on call had agreed by telephone; the log shows it.",
    "social-worker-decides": "The duty social worker had agreed; their note shows it.",
    "slow-time": "Another child's family was on the way; waiting was not in the home's hand.",
    "non-urgent-by-999": "Staff heard a door being forced; 999 was reasonable at that moment.",
    "social-worker-not-told": "The social worker's own note shows the call that evening.",
    "protection-notice-missing": "The notice was found under another log number.",
    "parental-response": "Staff had gone to fetch the child twice before they rang.",
    "checklist-not-completed": "It was completed; the copy had not been sent with the report.",
    "return-interview-late": "The child had asked for another day, which the group respects.",
    "not-logged": "The entry was there, on the day after.",
    "risk-not-reviewed": "The review was held in the weekly meeting and has its own record.",
}
_ANY_REASON = "The home's account and its own record show that this was done."
_AGREED_REASON = "Agreed after hearing the home."
_NOTE_NEEDED = "Staff could not have kept the others safe that evening; the group accepts the call."
_NOTE_NOT_NEEDED = "The home says itself that it would not ring again for this."


@dataclass(frozen=True)
class Written:
    """A draft in the store: its incident's id, and when the group looked at it (None: not yet)."""

    incident_id: int
    draft: Draft
    reviewed_at: datetime | None


def review_incidents(
    session: Session, written: Iterable[Written], draw: Mapping[int, Drawer], chair_id: int
) -> None:
    """Record the group's review of judged incidents; `draw` has each incident's own source."""
    reviewed = {w.incident_id: w for w in written if w.reviewed_at is not None}
    session.flush()
    session.expunge_all()
    judged = _read(session, reviewed)
    findings: dict[int, list[Any]] = {}
    for row in _read_findings(session, reviewed):
        findings.setdefault(row.incident_id, []).append(row)
    incident_rows: list[dict[str, Any]] = []
    finding_rows: list[dict[str, Any]] = []
    for key, item in reviewed.items():
        row, source = judged[key], draw[key]
        decided = [
            _decide(source, item.draft, finding)
            for finding in findings.get(key, [])
            if finding.verdict != Verdict.CANNOT_TELL
        ]
        dismissed = {d["rule"] for d in decided if d["state"] == FindingState.DISMISSED.value}
        answer, note = _answer(source, item.draft, row, dismissed)
        assert item.reviewed_at is not None
        incident_rows.append(
            {
                "id": key,
                "agreed_police_needed": answer,
                "review_note": note,
                "reviewed_at": item.reviewed_at,
                "reviewed_by": chair_id,
                "version": row.version + 1,
            }
        )
        for decision in decided:
            del decision["rule"]
            decision |= {"decided_by": chair_id, "decided_at": item.reviewed_at}
            finding_rows.append(decision)
    if incident_rows:
        session.execute(update(Incident), incident_rows)
    if finding_rows:
        session.execute(update(Finding), finding_rows)
    session.expire_all()


def _read(session: Session, ids: Iterable[int]) -> dict[int, Any]:
    query = select(
        col(Incident.id),
        col(Incident.call_out),
        col(Incident.police_needed),
        col(Incident.version),
    )
    found = {}
    for some in _split(ids):
        for row in session.execute(query.where(col(Incident.id).in_(some))):
            found[row.id] = row
    return found


def _read_findings(session: Session, ids: Iterable[int]) -> Iterable[Any]:
    query = select(
        col(Finding.id), col(Finding.incident_id), col(Finding.rule), col(Finding.verdict)
    ).order_by(col(Finding.incident_id), col(Finding.rule))
    for some in _split(ids):
        yield from session.execute(query.where(col(Finding.incident_id).in_(some)))


def _split(ids: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        yield wanted[start : start + _MOST_PARAMETERS]


def _decide(source: Drawer, draft: Draft, finding: Any) -> dict[str, Any]:
    state = FindingState.CONFIRMED
    reason = _AGREED_REASON if draft.facts.get("home_account") else None
    if not draft.firm and source.chance(_DISMISSED_SHARE):
        state, reason = FindingState.DISMISSED, _REASONS.get(finding.rule, _ANY_REASON)
    return {"id": finding.id, "rule": finding.rule, "state": state.value, "reason": reason}


def _answer(
    source: Drawer, draft: Draft, row: Any, dismissed: set[str]
) -> tuple[str | None, str | None]:
    """What the group says of the police at a call-out, with a note where that is no agreement."""
    if not row.call_out:
        return None, None
    if row.police_needed is None:
        return _answer_open(source, draft), None
    suggested = "yes" if row.police_needed else "no"
    if suggested == "no" and "unnecessary-call" in dismissed:
        return "yes", _NOTE_NEEDED
    small = draft.facts["severity"] in {None, "minor"} or draft.facts["category"] == "theft"
    if draft.firm or not source.chance(_OVERRULED_SHARE) or (suggested == "yes" and not small):
        return suggested, None
    return ("yes", _NOTE_NEEDED) if suggested == "no" else ("no", _NOTE_NOT_NEEDED)


def _answer_open(source: Drawer, draft: Draft) -> str:
    """What nobody can suggest: before the protocol, outside its area, or not recorded."""
    small = draft.facts["severity"] == "minor" or draft.facts["category"] in {"behaviour", "absent"}
    shares: Shares = {"yes": 60, "unknown": 28, "no": 12}
    if small:
        shares = {"no": 70, "unknown": 20, "yes": 10}
    return str(source.pick(shares))
