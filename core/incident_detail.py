"""One incident as a viewer may see it: what is suggested, what is agreed, what is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from core.access import Permission, Sight, Viewer, can, read_access
from core.clock import say_date, say_moment, to_uk
from core.contract import FACT_COLUMNS
from core.incident_history import find_changed_after, read_name
from core.incident_sight import check_sees as check_sees
from core.incident_sight import hides_level as hides_level
from core.incident_sight import is_on_ladder
from core.interests import find_bar
from core.store import Store
from core.tables import Finding, Home, Incident
from core.vocabulary import CallOutKind, FindingState

_FREE_TEXT = frozenset({"summary", "home_account", "child_account", "missing_cause"})
_CHILD = frozenset(
    {"child_ref", "child_age", "child_gender", "child_ethnicity", "placing_authority"}
)


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

    `level` is the set level where there is one; `level_hidden` says that it could tell the viewer
    of incidents that they may not see. `police_needed` is what the rules suggest. `changed_after`
    is the day of the closed meeting whose verdict was changed since; `not_yours` says why the
    viewer does not decide it, and who can.
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
    changed_after: date | None = None
    not_yours: str | None = None


def read_incident(store: Store, viewer: Viewer, incident_id: int) -> IncidentDetail:
    """One incident as the viewer may see it.

    Raises:
        AccessDenied: it is not there, or not the viewer's to see; audited.
    """
    with store.read(viewer) as session:
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        home = session.get_one(Home, incident.home_id)
        row = read_access(viewer)
        masked = find_masked(viewer)
        no_child = bool(masked)
        facts = {
            c.name: None if c.name in masked else getattr(incident, c.name) for c in FACT_COLUMNS
        }
        hidden = hides_level(session, viewer, incident)
        # "Not needed" is what the finding `over_report` says: it shows when that does.
        agreed_only = row.findings in {Sight.CONFIRMED, Sight.NONE}
        sees_difference = row.uncontacted is Sight.ALL or not is_on_ladder(incident)
        level = incident.level if incident.level_set is None else incident.level_set or None
        return IncidentDetail(
            id=incident_id,
            version=incident.version,
            home_id=incident.home_id,
            home=home.name,
            provider=home.provider,
            setting_type=home.setting_type,
            facts=facts,
            # The kind of an offence without a level, which is what the viewer sees.
            call_out_kind=CallOutKind.BEHAVIOUR.value
            if hidden and incident.call_out
            else incident.call_out_kind,
            in_scope=incident.in_scope,
            retrospective=incident.retrospective,
            level=None if hidden else level,
            level_suggested=None if hidden else incident.level,
            level_set=None if hidden else incident.level_set,
            level_set_reason=None if hidden or no_child else incident.level_set_reason,
            level_basis=() if hidden else tuple(incident.level_basis),
            level_hidden=hidden,
            expected_channels=() if hidden else tuple(incident.expected_channels),
            police_needed=None if hidden or agreed_only else incident.police_needed,
            agreed_police_needed=incident.agreed_police_needed,
            reviewed=say_review(session, incident),
            review_note=None if hidden or no_child else incident.review_note,
            differs_now=incident.differs_now if sees_difference and not agreed_only else None,
            referred=(
                say_date(to_uk(incident.referred_to_police_at).date())
                if incident.referred_to_police_at
                else None
            ),
            findings=() if hidden else _read_findings(session, incident_id, row.findings, no_child),
            changed_after=find_changed_after(session, incident_id),
            not_yours=_find_bar(session, viewer, incident, hidden),
        )


def find_masked(viewer: Viewer) -> frozenset[str]:
    """The contract's columns that are blank for this viewer on every incident they see.

    Who sees no child sees no free text either, in which one could be named.
    """
    no_child = read_access(viewer).child_refs is Sight.NONE
    return _CHILD | _FREE_TEXT if no_child else frozenset()


def _find_bar(session: Session, viewer: Viewer, incident: Incident, hidden: bool) -> str | None:
    # Of a hidden finding not even that it bars; and to whom decides nothing it says nothing.
    decides = can(viewer, Permission.REVIEW) or can(viewer, Permission.REFER)
    return find_bar(session, viewer, incident) if decides and not hidden else None


def say_review(session: Session, incident: Incident) -> str | None:
    """When an incident was reviewed and by whom, in words; None before that."""
    if incident.reviewed_at is None:
        return None
    by = read_name(session, incident.reviewed_by)
    return f"{say_moment(to_uk(incident.reviewed_at))}, by {by}"


def _read_findings(
    session: Session, incident_id: int, sight: Sight, no_reasons: bool
) -> tuple[FindingRow, ...]:
    query = select(Finding).where(Finding.incident_id == incident_id).order_by(col(Finding.id))
    if sight is Sight.CONFIRMED:
        query = query.where(Finding.state == FindingState.CONFIRMED.value)
    elif sight is Sight.NONE:
        return ()
    return tuple(
        FindingRow(
            id=f.id or 0,
            rule=f.rule,
            clause=f.clause,
            verdict=f.verdict,
            owner=f.owner,
            message=f.message,
            state=f.state,
            reason=None if no_reasons else f.reason,
        )
        for f in session.exec(query)
    )
