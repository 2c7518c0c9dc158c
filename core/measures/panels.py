"""How many incidents went to a panel in a period, and what became of them."""

from dataclasses import dataclass

import polars as pl

from core.measures.period import Period


@dataclass(frozen=True)
class PanelCounts:
    """Referrals of a period: `referrals` to a panel, of `incidents`; `pending` without an outcome.

    `outcomes`: `outcome` (a code; null where only that it was decided is the viewer's to know),
    `count`, most first; their sum and `pending` are `referrals`.
    """

    referrals: int
    incidents: int
    pending: int
    outcomes: pl.DataFrame


def count_panels(panels: pl.DataFrame, period: Period) -> PanelCounts:
    """Count the referrals (`core.panels.read_panels`) sent in a period, both days inclusive."""
    sent = panels.filter(pl.col("on_day").is_between(period.start, period.end))
    return PanelCounts(
        referrals=sent.height,
        incidents=sent["incident_id"].n_unique(),
        pending=sent.filter(~pl.col("decided")).height,
        outcomes=sent.filter("decided")
        .group_by("outcome")
        .agg(count=pl.len().cast(pl.Int64))
        .sort(["count", "outcome"], descending=[True, False]),
    )
