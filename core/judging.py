"""From the store to the ruleset and back: findings are stored whenever an incident changes.

An unreviewed incident takes what the rules now say. A reviewed one is frozen: it only notes where
the rules would now differ. `level` is always the rules' own: what a person set stands beside it,
and the findings are those of the level that holds.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, col, select

from core.contract import FACT_COLUMNS
from core.protocol.assessment import Assessment, assess
from core.protocol.facts import IncidentFacts, build_facts
from core.tables import AuthorityAlias, Finding, Home, Incident
from core.vocabulary import Category, FindingState

_MOST_PARAMETERS = 500
_JUDGED = (
    "call_out_kind",
    "call_out",
    "ruleset",
    "in_scope",
    "retrospective",
    "level",
    "level_basis",
    "expected_channels",
    "police_needed",
    "rests_on",
    "differs_now",
)
_FOUND = ("clause", "verdict", "owner", "message")
_FACTS = tuple(column.name for column in FACT_COLUMNS)
# Rows, not objects: an object a row would be most of the time that an import takes.
_INCIDENTS: Any = Incident.__table__  # type: ignore[attr-defined]
_FINDINGS: Any = Finding.__table__  # type: ignore[attr-defined]
_HOMES: Any = Home.__table__  # type: ignore[attr-defined]
_READ = dict.fromkeys(
    ("id", "home_id", "reference", "level_set", "reviewed_at", "anonymised_at", *_FACTS, *_JUDGED)
)

Row = Any  # a mapping by column


def _build_facts(incident: Row, home: Row) -> IncidentFacts:
    row: dict[str, object] = {name: incident[name] for name in _FACTS}
    row |= {
        "home_urn": home["urn"],
        "setting_type": home["setting_type"],
        "host_authority": home["host_authority"],
    }
    return build_facts(row)


def judge_incidents(session: Session, incident_ids: Iterable[int]) -> None:
    """Judge these incidents, and every drug possession of the same children, again.

    Call it inside the transaction that changed them. Occasions are counted over all homes (6.9,
    6.18, 6.23), so one child's new incident can move that child's later ones.
    """
    session.flush()
    _judge(session, incident_ids).write(session)


def find_outdated(session: Session, incident_ids: Iterable[int]) -> set[int]:
    """The incidents of which `judge_incidents` would write something otherwise; nothing is."""
    return _judge(session, incident_ids).find_incidents()


def _judge(session: Session, incident_ids: Iterable[int]) -> "_Writes":
    columns = [_INCIDENTS.c[name] for name in _READ]
    incidents = {
        row["id"]: row
        for row in _read(session, columns, _INCIDENTS.c.id, incident_ids)
        if row["anonymised_at"] is None  # What was judged stands: the child's other steps are gone.
    }
    children = {row["child_ref"] for row in incidents.values() if row["child_ref"]}
    possession = _INCIDENTS.c.category == Category.DRUGS_POSSESSION.value
    ladder = {
        row["id"]: row
        for row in _read(session, columns, _INCIDENTS.c.child_ref, children, possession)
    }
    incidents |= ladder
    home_ids = {row["home_id"] for row in incidents.values()}
    homes = {row["id"]: row for row in _read(session, list(_HOMES.c), _HOMES.c.id, home_ids)}
    aliases = [(a.alias, a.authority) for a in session.exec(select(AuthorityAlias)).all()]
    facts = {key: _build_facts(row, homes[row["home_id"]]) for key, row in incidents.items()}
    ids_by_reference = {row["reference"]: key for key, row in ladder.items()}
    history: dict[str, list[IncidentFacts]] = {}
    for key, row in ladder.items():
        history.setdefault(row["child_ref"], []).append(facts[key])
    stored: dict[int, dict[str, Row]] = {key: {} for key in incidents}
    for finding in _read(session, list(_FINDINGS.c), _FINDINGS.c.incident_id, incidents):
        stored[finding["incident_id"]][finding["rule"]] = finding
    writes = _Writes(stored)
    for key, row in incidents.items():
        history_of_child = history.get(row["child_ref"] or "", ())
        assessment = assess(
            facts[key], history_of_child, level_set=row["level_set"], authority_aliases=aliases
        )
        suggested = assessment.level
        if row["level_set"] is not None:
            suggested = assess(facts[key], history_of_child, authority_aliases=aliases).level
        if row["reviewed_at"] is None:
            writes.take(row, assessment, suggested, ids_by_reference)
        else:
            writes.note(row, assessment)
    return writes


def _read(
    session: Session, columns: list[Any], column: Any, values: Iterable[object], *where: Any
) -> list[Row]:
    found: list[Row] = []
    wanted = sorted(set(values), key=str)
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = column.in_(wanted[start : start + _MOST_PARAMETERS])
        rows = session.connection().execute(select(*columns).where(some, *where))
        found.extend(row._mapping for row in rows)
    return found


class _Writes:
    """What the rules now say and the store does not yet, written in one go."""

    def __init__(self, stored: dict[int, dict[str, Row]]) -> None:
        self._stored = stored
        self._incidents: list[dict[str, Any]] = []
        self._new: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        self._gone: list[int] = []

    def take(
        self,
        row: Row,
        assessment: Assessment,
        suggested: int | None,
        ids_by_reference: Mapping[str, int],
    ) -> None:
        """An incident that is not reviewed takes what the rules say, with its findings."""
        self._set(
            row,
            {
                "call_out_kind": assessment.call_out_kind,
                "call_out": assessment.call_out_kind is not None,
                "ruleset": assessment.ruleset,
                "in_scope": assessment.in_scope,
                "retrospective": assessment.retrospective,
                "level": suggested,
                "level_basis": list(assessment.level_basis),
                "expected_channels": [str(channel) for channel in assessment.expected_channels],
                "police_needed": assessment.police_needed,
                "rests_on": sorted(ids_by_reference[r] for r in assessment.rests_on),
                "differs_now": None,
            },
        )
        stored = self._stored[row["id"]]
        for finding in assessment.findings:
            said = {
                "clause": finding.clause,
                "verdict": finding.verdict.value,
                "owner": finding.owner.value,
                "message": finding.message,
            }
            before = stored.get(finding.rule)
            if before is None:
                self._new.append(
                    {
                        "incident_id": row["id"],
                        "rule": finding.rule,
                        "state": FindingState.SUGGESTED.value,
                        **said,
                    }
                )
            elif any(before[name] != value for name, value in said.items()):
                self._changed.append({"key": before["id"], **said})
        rules = {finding.rule for finding in assessment.findings}
        self._gone += [finding["id"] for rule, finding in stored.items() if rule not in rules]

    def note(self, row: Row, assessment: Assessment) -> None:
        """A reviewed incident stays as it is, and notes where the rules would now differ."""
        differs = _say_difference(row, assessment, self._stored[row["id"]])
        self._set(row, {**{name: row[name] for name in _JUDGED}, "differs_now": differs})

    def _set(self, row: Row, judged: dict[str, Any]) -> None:
        if any(row[name] != value for name, value in judged.items()):
            self._incidents.append({"key": row["id"], **judged})

    def find_incidents(self) -> set[int]:
        """The incidents of which something would be written."""
        changed = {*self._gone, *(row["key"] for row in self._changed)}
        stored = self._stored.items()
        return (
            {row["key"] for row in self._incidents}
            | {row["incident_id"] for row in self._new}
            | {key for key, found in stored if any(f["id"] in changed for f in found.values())}
        )

    def write(self, session: Session) -> None:
        """Write it, and let objects that the session holds read it anew."""
        for start in range(0, len(self._gone), _MOST_PARAMETERS):
            some = self._gone[start : start + _MOST_PARAMETERS]
            session.execute(delete(Finding).where(col(Finding.id).in_(some)))
        connection = session.connection()
        if self._incidents:
            connection.execute(_build_update(_INCIDENTS, _JUDGED), self._incidents)
        if self._changed:
            connection.execute(_build_update(_FINDINGS, _FOUND), self._changed)
        if self._new:
            connection.execute(insert(_FINDINGS), self._new)
        for held in list(session.identity_map.values()):
            if isinstance(held, Incident | Finding):
                session.expire(held)


def _build_update(table: Any, names: Iterable[str]) -> Any:
    return (
        update(table)
        .where(table.c.id == bindparam("key"))
        .values({name: bindparam(name, type_=table.c[name].type) for name in names})
    )


def _say_difference(incident: Row, assessment: Assessment, stored: Mapping[str, Row]) -> str | None:
    parts = []
    level = incident["level"] if incident["level_set"] is None else incident["level_set"] or None
    if assessment.level != level:
        parts.append(f"level {assessment.level or 'none'} instead of {level or 'none'}")
    verdicts = {finding.rule: finding.verdict.value for finding in assessment.findings}
    said = set(verdicts)
    if new := sorted(said - set(stored)):
        parts.append("would add " + ", ".join(new))
    if gone := sorted(set(stored) - said):
        parts.append("would drop " + ", ".join(gone))
    if other := sorted(r for r in said & set(stored) if verdicts[r] != stored[r]["verdict"]):
        parts.append("would judge otherwise " + ", ".join(other))
    return "; ".join(parts) or None
