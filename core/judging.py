"""From the store to the ruleset and back: findings are stored whenever an incident changes.

An unreviewed incident takes what the rules now say. A reviewed one is frozen: it only notes where
the rules would now differ.
"""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.contract import FACT_COLUMNS
from core.protocol.assessment import Assessment, assess
from core.protocol.facts import IncidentFacts, build_facts
from core.tables import AuthorityAlias, Finding, Home, Incident
from core.vocabulary import Category

_MOST_PARAMETERS = 500


def read_facts(incident: Incident, home: Home) -> IncidentFacts:
    """A stored incident as the facts that the rules read."""
    row: dict[str, object] = {c.name: getattr(incident, c.name) for c in FACT_COLUMNS}
    row |= {
        "home_urn": home.urn,
        "setting_type": home.setting_type,
        "host_authority": home.host_authority,
    }
    return build_facts(row)


def judge_incidents(session: Session, incident_ids: Iterable[int]) -> None:
    """Judge these incidents, and every drug possession of the same children, again.

    Call it inside the transaction that changed them. Occasions are counted over all homes (6.9,
    6.18, 6.23), so one child's new incident can move that child's later ones.
    """
    session.flush()
    incidents = _read_by(session, col(Incident.id), incident_ids)
    children = {i.child_ref for i in incidents.values() if i.child_ref}
    ladder = {
        key: incident
        for key, incident in _read_by(session, col(Incident.child_ref), children).items()
        if incident.category == Category.DRUGS_POSSESSION
    }
    incidents |= ladder
    homes = {home.id: home for home in session.exec(select(Home)).all()}
    aliases = [(a.alias, a.authority) for a in session.exec(select(AuthorityAlias)).all()]
    ids_by_reference = {i.reference: i.id for i in ladder.values() if i.id is not None}
    history: dict[str, list[IncidentFacts]] = {}
    for earlier in ladder.values():
        facts = read_facts(earlier, homes[earlier.home_id])
        history.setdefault(str(earlier.child_ref), []).append(facts)
    suggested = _read_suggested(session, incidents)
    for key, incident in incidents.items():
        assessment = assess(
            read_facts(incident, homes[incident.home_id]),
            history.get(incident.child_ref or "", ()),
            level_set=incident.level_set,
            authority_aliases=aliases,
        )
        if incident.reviewed_at is None:
            _store_assessment(session, incident, assessment, ids_by_reference, suggested[key])
        else:
            incident.differs_now = _say_difference(incident, assessment, suggested[key])


def _read_by(session: Session, column: object, values: Iterable[object]) -> dict[int, Incident]:
    found: dict[int, Incident] = {}
    wanted = sorted(set(values), key=str)
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[start : start + _MOST_PARAMETERS]
        for incident in session.exec(select(Incident).where(column.in_(some))):  # type: ignore[attr-defined]
            assert incident.id is not None
            found[incident.id] = incident
    return found


def _read_suggested(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Finding]]:
    wanted = sorted(ids)
    found: dict[int, dict[str, Finding]] = {key: {} for key in wanted}
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[start : start + _MOST_PARAMETERS]
        for finding in session.exec(select(Finding).where(col(Finding.incident_id).in_(some))):
            found[finding.incident_id][finding.rule] = finding
    return found


def _store_assessment(
    session: Session,
    incident: Incident,
    assessment: Assessment,
    ids_by_reference: dict[str, int],
    stored: dict[str, Finding],
) -> None:
    incident.call_out_kind = assessment.call_out_kind
    incident.call_out = assessment.call_out_kind is not None
    incident.ruleset = assessment.ruleset
    incident.in_scope = assessment.in_scope
    incident.retrospective = assessment.retrospective
    incident.level = assessment.level
    incident.level_basis = list(assessment.level_basis)
    incident.expected_channels = [str(channel) for channel in assessment.expected_channels]
    incident.police_needed = assessment.police_needed
    incident.rests_on = sorted(ids_by_reference[r] for r in assessment.rests_on)
    incident.differs_now = None
    said = {finding.rule: finding for finding in assessment.findings}
    gone = [f.id for rule, f in stored.items() if rule not in said]
    if gone:
        session.execute(delete(Finding).where(col(Finding.id).in_(gone)))
    for rule, finding in said.items():
        row = stored.get(rule) or Finding(
            incident_id=incident.id or 0, rule=rule, clause="", verdict="", owner="", message=""
        )
        row.clause, row.message = finding.clause, finding.message
        row.verdict, row.owner = finding.verdict.value, finding.owner.value
        session.add(row)


def _say_difference(
    incident: Incident, assessment: Assessment, stored: dict[str, Finding]
) -> str | None:
    parts = []
    if assessment.level != incident.level:
        parts.append(f"level {assessment.level or 'none'} instead of {incident.level or 'none'}")
    verdicts = {finding.rule: finding.verdict.value for finding in assessment.findings}
    said = set(verdicts)
    if new := sorted(said - set(stored)):
        parts.append("would add " + ", ".join(new))
    if gone := sorted(set(stored) - said):
        parts.append("would drop " + ", ".join(gone))
    if other := sorted(r for r in said & set(stored) if verdicts[r] != stored[r].verdict):
        parts.append("would judge otherwise " + ", ".join(other))
    return "; ".join(parts) or None
