"""The store as Polars frames, loaded once a data revision and shared by all who look.

Unscoped: only `core.reading` may show it to a viewer. It holds the columns that figures and lists
use, and no free text.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.store import Store
from core.tables import Action, Batch, Finding, Home, HomePlaces, Incident, StoreInfo

_TEXT, _WHOLE, _MOMENT = pl.String, pl.Int64, pl.Datetime("us")

_INCIDENT_COLUMNS: dict[str, Any] = {
    "id": _WHOLE,
    "reference": _TEXT,
    "home_id": _WHOLE,
    "batch_id": _WHOLE,
    "version": _WHOLE,
    "occurred_at": _MOMENT,
    "decided_at": _MOMENT,
    "reported_at": _MOMENT,
    "returned_at": _MOMENT,
    "return_interview_at": _MOMENT,
    "channel": _TEXT,
    "contact_purpose": _TEXT,
    "category": _TEXT,
    "severity": _TEXT,
    "drug_class": _TEXT,
    "decided_by": _TEXT,
    "exception": _TEXT,
    "police_response": _TEXT,
    "outcome_code": _TEXT,
    "arrested": _TEXT,
    "return_interview": _TEXT,
    "immediate_risk": _TEXT,
    "agency_staff_on_shift": _TEXT,
    "whereabouts_known": _TEXT,
    "known_safe": _TEXT,
    "collection_requested": _TEXT,
    "checklist_completed": _TEXT,
    "trigger_plan": _TEXT,
    "restorative_used": _TEXT,
    "police_hours": pl.Float64,
    "child_ref": _TEXT,
    "child_age": _WHOLE,
    "child_gender": _TEXT,
    "child_ethnicity": _TEXT,
    "placing_authority": _TEXT,
    "call_out": pl.Boolean,
    "call_out_kind": _TEXT,
    "in_scope": pl.Boolean,
    "level": _WHOLE,
    "level_set": _WHOLE,
    "police_needed": pl.Boolean,
    "rests_on": pl.List(_WHOLE),
    "agreed_police_needed": _TEXT,
    "reviewed_at": pl.Datetime("us", "UTC"),
    "differs_now": _TEXT,
    "referred_to_police_at": pl.Datetime("us", "UTC"),
}
_FINDING_COLUMNS = {
    "id": _WHOLE,
    "incident_id": _WHOLE,
    "rule": _TEXT,
    "clause": _TEXT,
    "verdict": _TEXT,
    "owner": _TEXT,
    "message": _TEXT,
    "state": _TEXT,
}
_HOME_COLUMNS = {
    "id": _WHOLE,
    "urn": _TEXT,
    "name": _TEXT,
    "provider": _TEXT,
    "sector": _TEXT,
    "setting_type": _TEXT,
    "host_authority": _TEXT,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "registered_manager": _TEXT,
    "latest_judgement": _TEXT,
    "judged_on": pl.Date,
    "version": _WHOLE,
}
_PLACES_COLUMNS = {"home_id": _WHOLE, "from_on": pl.Date, "places": _WHOLE}
_ACTION_COLUMNS = {
    "id": _WHOLE,
    "title": _TEXT,
    "home_id": _WHOLE,
    "incident_id": _WHOLE,
    "owner_id": _WHOLE,
    "owner_agency": _TEXT,
    "due_on": pl.Date,
    "state": _TEXT,
    "version": _WHOLE,
    "created_at": pl.Datetime("us", "UTC"),
    "done_at": pl.Datetime("us", "UTC"),
    "done_by": _WHOLE,
}


@dataclass(frozen=True)
class Snapshot:
    """Everything that figures are made of, as of one data revision.

    `incidents`: a row each, with `occurred_on`, `level_now` (the set level where there is one),
    `needed` ("yes", "no", "unknown"; null without a call-out), `contacted`, `reviewed`, `referred`.
    `findings`, `homes` (with `home_id`), `places`, `actions`: a row each. `covered`: the days that
    batches state they cover, bounds inclusive.
    """

    revision: int
    incidents: pl.DataFrame
    findings: pl.DataFrame
    homes: pl.DataFrame
    places: pl.DataFrame
    actions: pl.DataFrame
    covered: tuple[tuple[date, date], ...]


_MOST_KEPT = 3
_kept: OrderedDict[tuple[object, ...], Snapshot] = OrderedDict()
_loading = threading.Lock()


def read_snapshot(store: Store) -> Snapshot:
    """The snapshot of the store's present data revision, loaded if nobody has yet."""
    info = store.read_info()
    key = (store.url, info.created_at, info.data_revision)
    with _loading:
        if key not in _kept:
            _kept[key] = _load(store)
        _kept.move_to_end(key)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
        return _kept[key]


def _load(store: Store) -> Snapshot:
    with store.read() as session:
        incidents = _read_frame(session, Incident, _INCIDENT_COLUMNS)
        batches = session.exec(
            select(Batch).where(col(Batch.undone_at).is_(None)).where(Batch.noun == "incidents")
        ).all()
        return Snapshot(
            revision=session.exec(select(StoreInfo.data_revision)).one(),
            incidents=_derive(incidents),
            findings=_read_frame(session, Finding, _FINDING_COLUMNS),
            homes=_read_frame(session, Home, _HOME_COLUMNS).rename({"id": "home_id"}),
            places=_read_frame(session, HomePlaces, _PLACES_COLUMNS),
            actions=_read_frame(session, Action, _ACTION_COLUMNS),
            covered=tuple(
                (b.covers_from, b.covers_to)
                for b in batches
                if b.covers_from is not None and b.covers_to is not None
            ),
        )


def _read_frame(session: Session, table: Any, columns: dict[str, Any]) -> pl.DataFrame:
    rows = session.execute(select(*(getattr(table, name) for name in columns))).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=columns, orient="row")


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
        reviewed=pl.col("reviewed_at").is_not_null(),
        referred=pl.col("referred_to_police_at").is_not_null(),
        level_now=pl.coalesce("level_set", "level").replace(0, None),
        needed=pl.when(pl.col("call_out")).then(
            pl.coalesce(pl.col("agreed_police_needed"), suggested)
        ),
        needed_suggested=pl.when(pl.col("call_out")).then(suggested),
    )
