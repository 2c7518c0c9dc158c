"""The store as Polars frames, read once a data revision and shared by all who look.

Of a newer revision only what changed is read again: the audit says what that is.

Unscoped: only `core.reading` may show it to a viewer. It holds the columns that figures and lists
use, and no free text but the words of annotations, which figures show.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlmodel import Session, col, select

from core.frames import read_frame
from core.protocol.rulesets import find_authority
from core.snapshot_changes import Changes, Mark, find_changes, read_mark
from core.snapshot_columns import (
    ACTION_COLUMNS,
    ANNOTATION_COLUMNS,
    FINDING_COLUMNS,
    HOME_COLUMNS,
    INCIDENT_COLUMNS,
    INCIDENT_FLAGS,
    PLACES_COLUMNS,
)
from core.store import Store
from core.tables import (
    Action,
    Annotation,
    AuthorityAlias,
    Batch,
    Finding,
    Home,
    HomePlaces,
    Incident,
    Meeting,
    StoreInfo,
)
from core.vocabulary import MeetingState


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that figures are made of, as of one data revision.

    `incidents`: a row each, earliest first, with `occurred_on`, `level_now` (the set level if any),
    `needed` ("yes", "no", "unknown"; null without a call-out), `contacted`, `reviewed`, `referred`.
    `findings`, `homes` (with `home_id`, `in_area`), `places`, `actions`: a row each. `covered`: the
    days that batches state they cover, bounds inclusive. `annotations`: a row each that is not
    removed, earliest first, `home_id` null for the whole area. `meetings`: their days, earliest
    first.
    """

    revision: int
    mark: Mark
    incidents: pl.DataFrame
    findings: pl.DataFrame
    homes: pl.DataFrame
    places: pl.DataFrame
    actions: pl.DataFrame
    covered: tuple[tuple[date, date], ...]
    annotations: pl.DataFrame
    meetings: tuple[date, ...]


HELD = (MeetingState.RECORDED.value, MeetingState.CLOSED.value)
"""The states of a meeting whose day counts as one on which the group met."""
_MOST_KEPT = 3
_kept: OrderedDict[tuple[str, datetime], Snapshot] = OrderedDict()
_loading = threading.Lock()


def read_snapshot(store: Store) -> Snapshot:
    """The snapshot of the store's present data revision, read if nobody has yet."""
    with _loading, store.read() as session:
        info = session.exec(select(StoreInfo)).one()
        key = (store.url, info.created_at)
        before = _kept.get(key)
        changes = find_changes(session, before.mark if before else None, info.data_revision)
        if before is None or changes.any:
            _kept[key] = _read(session, info.data_revision, before, changes)
        _kept.move_to_end(key)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
        return _kept[key]


def build_snapshot(session: Session) -> Snapshot:
    """The snapshot of the state that a session sees, kept for nobody."""
    info = session.exec(select(StoreInfo)).one()
    return _read(session, info.data_revision, None, find_changes(session, None, info.data_revision))


def _read(session: Session, revision: int, before: Snapshot | None, changes: Changes) -> Snapshot:
    incidents, findings = _read_incidents(session, before, changes)
    batches = session.exec(
        select(Batch).where(col(Batch.undone_at).is_(None)).where(Batch.noun == "incidents")
    ).all()
    return Snapshot(
        revision=revision,
        mark=read_mark(session, revision),
        incidents=incidents,
        findings=findings,
        homes=_mark_area(session, read_frame(session, Home, HOME_COLUMNS)),
        places=read_frame(session, HomePlaces, {"id": pl.Int64, **PLACES_COLUMNS}).drop("id"),
        actions=read_frame(session, Action, ACTION_COLUMNS),
        covered=tuple(
            (b.covers_from, b.covers_to)
            for b in batches
            if b.covers_from is not None and b.covers_to is not None
        ),
        annotations=_read_annotations(session),
        meetings=tuple(
            sorted(session.exec(select(col(Meeting.held_on)).where(col(Meeting.state).in_(HELD))))
        ),
    )


def _read_incidents(
    session: Session, before: Snapshot | None, changes: Changes
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Incidents by when they occurred and their findings: all, or those that changed anew."""
    if before is None or changes.all_incidents:
        findings = read_frame(session, Finding, FINDING_COLUMNS)
        incidents = read_frame(session, Incident, INCIDENT_COLUMNS, flags=INCIDENT_FLAGS)
        return _derive(incidents).sort("occurred_at", "id"), findings
    if not changes.incidents:
        return before.incidents, before.findings
    ids = sorted(changes.incidents)
    incidents = _derive(
        read_frame(session, Incident, INCIDENT_COLUMNS, flags=INCIDENT_FLAGS, ids=ids)
    )
    found = select(col(Finding.id)).where(col(Finding.incident_id).in_(ids))
    findings = read_frame(
        session, Finding, FINDING_COLUMNS, ids=[key for key in session.exec(found) if key]
    )
    return (
        _replace(before.incidents, incidents, "id", ids).sort("occurred_at", "id"),
        _replace(before.findings, findings, "incident_id", ids).sort("id"),
    )


def _replace(old: pl.DataFrame, new: pl.DataFrame, key: str, ids: list[int]) -> pl.DataFrame:
    return pl.concat([old.filter(~pl.col(key).is_in(ids)), new])


def _mark_area(session: Session, homes: pl.DataFrame) -> pl.DataFrame:
    """`in_area`: whether a home lies where a protocol applies; null: authority not recorded."""
    aliases = [(a.alias, a.authority) for a in session.exec(select(AuthorityAlias))]
    known = {
        name: find_authority(name, aliases) is not None
        for name in homes["host_authority"].drop_nulls().unique()
        if name.strip()
    }
    in_area = pl.col("host_authority").replace_strict(known, default=None, return_dtype=pl.Boolean)
    return homes.rename({"id": "home_id"}).with_columns(in_area=in_area)


def _read_annotations(session: Session) -> pl.DataFrame:
    columns = ANNOTATION_COLUMNS | {"removed_at": pl.Datetime("us", "UTC")}
    every = read_frame(session, Annotation, columns)
    return every.filter(pl.col("removed_at").is_null()).drop("removed_at").sort("on_day", "id")


def _derive(incidents: pl.DataFrame) -> pl.DataFrame:
    suggested = (
        pl.when(pl.col("police_needed").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("police_needed"))
        .then(pl.lit("yes"))
        .otherwise(pl.lit("no"))
    )
    return incidents.with_columns(
        occurred_on=pl.col("occurred_at").dt.date(),
        contacted=pl.col("channel") != "none",
        level_now=pl.coalesce("level_set", "level").replace(0, None),
        needed=pl.when(pl.col("call_out")).then(
            pl.coalesce(pl.col("agreed_police_needed"), suggested)
        ),
        needed_suggested=pl.when(pl.col("call_out")).then(suggested),
    )
