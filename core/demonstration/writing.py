"""From drafts to rows: homes, people, batches and incidents, judged and reviewed in bulk.

System timestamps are the story's: a review bears the day of its meeting, a batch that of its file.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from core.contract import FACT_COLUMNS
from core.demonstration.dates import Story, stamp
from core.demonstration.drawing import Draft, Drawer
from core.demonstration.register import (
    ACCEPTED_SPELLING,
    FULL_BCP,
    HOMES,
    build_suffix,
    build_urn,
)
from core.demonstration.reviewing import Written, review_incidents
from core.drawn_numbers import Draw, draw_incident_ids
from core.intake.authorities import fold_authority
from core.intake.home_names import fold_name
from core.judging import judge_incidents
from core.tables import (
    AuthorityAlias,
    Batch,
    BatchChange,
    Home,
    HomeAlias,
    HomePlaces,
    Incident,
    PersonHome,
)

_FACTS = tuple(column.name for column in FACT_COLUMNS)
SPOCS_SINCE = date(2019, 1, 15)
_FIRST_NUMBER = 1000
_JUDGED_AGES = (70, 160, 240, 330, 410, 520)


def insert_rows(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one table in bulk."""
    if rows:
        session.connection().execute(insert(table.__table__), rows)


def write_homes(
    session: Session, story: Story, copies: int, people: dict[str, int]
) -> dict[tuple[int, str], int]:
    """The homes of every copy of the county, with places, names and SPOCs; ids by copy and name."""
    ids: dict[tuple[int, str], int] = {}
    homes: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    spocs: list[dict[str, Any]] = []
    for copy in range(copies):
        for place, home in enumerate(HOMES):
            if home.opened_on > story.today:
                continue
            key = ids[copy, home.name] = len(ids) + 1
            judged = max(
                home.opened_on + timedelta(days=200),
                story.today - timedelta(days=_JUDGED_AGES[place % len(_JUDGED_AGES)]),
            )
            if home.closed_on:
                judged = home.closed_on - timedelta(days=240)
            known = judged <= story.today
            homes.append(
                {
                    "id": key,
                    "urn": build_urn(home, copy),
                    "name": home.name + build_suffix(copy),
                    "provider": home.provider + build_suffix(copy),
                    "sector": home.sector.value,
                    "setting_type": home.setting.value,
                    "host_authority": home.host,
                    "opened_on": home.opened_on,
                    "closed_on": home.closed_on,
                    "registered_manager": home.manager,
                    "latest_judgement": home.judgement.value if known else "not_yet_inspected",
                    "judged_on": judged if known else None,
                    "version": 1,
                }
            )
            places += [
                {"home_id": key, "from_on": since, "places": count}
                for since, count in home.places
                if since is None or since <= story.today
            ]
            if home.spoc:
                since = max(SPOCS_SINCE, home.opened_on)
                spocs.append({"person_id": people[home.spoc], "home_id": key, "from_on": since})
    insert_rows(session, Home, homes)
    insert_rows(session, HomePlaces, places)
    insert_rows(session, PersonHome, spocs)
    _write_names(session, ids[0, "Larch Rise"])
    return ids


def _write_names(session: Session, larch_rise: int) -> None:
    other = "Larch Rise CH"
    session.add(HomeAlias(home_id=larch_rise, alias=other, folded=fold_name(other)))
    session.add(
        AuthorityAlias(
            alias=ACCEPTED_SPELLING, folded=fold_authority(ACCEPTED_SPELLING), authority=FULL_BCP
        )
    )
    session.flush()


@dataclass
class Batches:
    """The files that the incidents came in: the force's of each round, and the homes' own logs."""

    story: Story
    ids: dict[tuple[int, bool], int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def write(self, session: Session, force_by: int, homes_by: int) -> None:
        """Write every batch, empty as yet; one round's files after the other's."""
        rows = []
        for cycle_no, cycle in enumerate(self.story.cycles):
            for from_force in (True, False):
                key = self.ids[cycle_no, from_force] = len(self.ids) + 1
                rows.append(self._build_row(key, cycle_no, from_force, force_by, homes_by))
                assert cycle.first <= cycle.last
        insert_rows(session, Batch, rows)

    def _build_row(
        self, key: int, cycle_no: int, from_force: bool, force_by: int, homes_by: int
    ) -> dict[str, Any]:
        cycle = self.story.cycles[cycle_no]
        name = "dorset_police" if from_force else "homes_own_logs"
        name = f"{name}_{cycle.first:%Y-%m}_{cycle.last:%Y-%m}.csv"
        sent = stamp(cycle.last + timedelta(days=4 if from_force else 5), 9, 40)
        return {
            "id": key,
            "noun": "incidents",
            "file_name": name,
            "file_digest": hashlib.sha256(name.encode()).hexdigest(),
            **dict.fromkeys(("imported", "updated", "duplicate", "rejected", "skipped"), 0),
            # Only the force's file says that nobody called where it names nobody.
            "covers_from": cycle.first if from_force else None,
            "covers_to": cycle.last if from_force else None,
            "created_at": min(sent, stamp(self.story.today, 0)),
            "created_by": force_by if from_force else homes_by,
        }

    def find(self, draft: Draft) -> int:
        """The batch that an incident came in."""
        cycle = self.story.find_cycle(draft.day)
        if draft.late:
            cycle = len(self.story.cycles) - 2
        return self.ids[cycle, draft.contacted]

    def close(self, session: Session) -> list[int]:
        """Write how many each batch brought, drop those that brought none, and return the rest."""
        empty = [
            key
            for (_, from_force), key in self.ids.items()
            if not from_force and key not in self.counts
        ]
        if empty:
            session.connection().execute(
                Batch.__table__.delete().where(Batch.__table__.c.id.in_(empty))  # type: ignore[attr-defined]
            )
        if self.counts:
            rows = [{"id": key, "imported": count} for key, count in self.counts.items()]
            session.execute(update(Batch), rows)
        return [key for key in self.ids.values() if key not in empty]


def write_incidents(
    session: Session,
    batches: Batches,
    drawn: Iterable[tuple[int, Drawer, Draft]],
    homes: dict[tuple[int, str], int],
    chair_id: int,
    draw: Draw,
) -> list[Written]:
    """Insert, judge and review the incidents; what came out late is judged last.

    `drawn` holds each draft with its copy's number and source; `draw` gives an incident's number.
    """
    ordered = sorted(drawn, key=lambda item: (item[2].late, item[2].facts["occurred_at"], item[0]))
    written: list[Written] = []
    sources: dict[int, Drawer] = {}
    rows: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    changes: list[dict[str, Any]] = []
    keys = draw_incident_ids(session, len(ordered), draw)
    for place, (key, (copy, source, draft)) in enumerate(zip(keys, ordered, strict=True), start=1):
        batch = batches.find(draft)
        batches.counts[batch] = batches.counts.get(batch, 0) + 1
        item = Written(key, draft, _find_review(batches.story, draft, place))
        written.append(item)
        sources[key] = source
        rows[draft.late].append(_build_row(item, place, homes[copy, draft.home], batch))
        changes.append({"batch_id": batch, "incident_id": key, "version_after": 1})
    for late in (False, True):
        insert_rows(session, Incident, sorted(rows[late], key=itemgetter("id")))
        some = [item for item in written if item.draft.late is late]
        judge_incidents(session, [item.incident_id for item in some])
        review_incidents(session, some, sources, chair_id)
    insert_rows(session, BatchChange, changes)
    session.expunge_all()
    return written


def _find_review(story: Story, draft: Draft, place: int) -> Any:
    if draft.waiting:
        return None
    met = story.last_meeting if draft.late else story.cycles[story.find_cycle(draft.day)].met_on
    assert met is not None
    # Two minutes apart, so that a meeting's reviews stand in their order.
    return stamp(met, 14 + place % 60 // 30, place * 2 % 60)


def build_reference(contacted: bool, day: date, place: int) -> str:
    """The force's log number with its date, or the home's own log's."""
    # From 1001 on: clear of the numbers in the sample files.
    return f"{'DP' if contacted else 'HL'}-{day:%Y%m%d}-{_FIRST_NUMBER + place}"


def read_place(reference: str) -> int:
    """The place that `build_reference` was told."""
    return int(reference.rpartition("-")[2]) - _FIRST_NUMBER


def _build_row(item: Written, place: int, home_id: int, batch_id: int) -> dict[str, Any]:
    draft = item.draft
    referred = draft.referred_reason is not None
    return {
        "id": item.incident_id,
        **dict.fromkeys(_FACTS),
        **draft.facts,
        "reference": build_reference(draft.contacted, draft.day, place),
        "home_id": home_id,
        "batch_id": batch_id,
        "version": 2 if draft.level_set is not None else 1,
        "call_out": False,
        "in_scope": False,
        "retrospective": False,
        "level_basis": [],
        "expected_channels": [],
        "rests_on": [],
        "level_set": draft.level_set,
        "level_set_reason": draft.level_set_reason,
        "referred_to_police_at": item.reviewed_at if referred else None,
        "referred_reason": draft.referred_reason,
    }
