"""What was found to be behind missing episodes: somebody's own words, read apart from figures."""

from datetime import datetime, time

import polars as pl
from sqlmodel import col, select

from core.access import Sight, Viewer, read_access
from core.measures.period import Period
from core.reading import read_view
from core.store import Store
from core.tables import Incident
from core.vocabulary import Category

_CAUSES = {"id": pl.Int64, "cause": pl.String}


def read_causes(
    store: Store, viewer: Viewer, period: Period, home_id: int | None = None
) -> pl.DataFrame:
    """The causes written of missing episodes that the viewer may see, latest first.

    A row each: `id`, `reference`, `home_id`, `occurred_on`, `cause` (free text). None for roles
    that see nothing of children: a child could be named in it.

    Args:
        store: where they are kept.
        viewer: who reads.
        period: bounds inclusive, by the day of the episode.
        home_id: only this home's.
    """
    seen = read_view(store, viewer).incidents.filter(
        (pl.col("category") == Category.MISSING.value)
        & pl.col("occurred_on").is_between(period.start, period.end)
    )
    if home_id is not None:
        seen = seen.filter(pl.col("home_id") == home_id)
    if read_access(viewer).child_refs is Sight.NONE:
        seen = seen.clear()
    with store.read(viewer) as session:
        rows = session.exec(
            select(Incident.id, Incident.missing_cause)
            .where(Incident.category == Category.MISSING.value)
            .where(col(Incident.missing_cause).is_not(None))
            .where(Incident.occurred_at >= datetime.combine(period.start, time.min))
            .where(Incident.occurred_at <= datetime.combine(period.end, time.max))
        ).all()
    causes = pl.DataFrame([tuple(row) for row in rows], schema=_CAUSES, orient="row")
    return (
        seen.select("id", "reference", "home_id", "occurred_on")
        .join(causes.filter(pl.col("cause") != ""), on="id")
        .sort("occurred_on", "id", descending=True)
    )
