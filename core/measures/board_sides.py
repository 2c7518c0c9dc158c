"""Both sides of the protocol in a board report: what the group agreed, by whose homes."""

import polars as pl

from core.measures.board_counts import Figure, Parts
from core.vocabulary import FindingOwner, FindingState, Verdict


def count_sides(findings: pl.DataFrame) -> dict[Figure, Parts]:
    """Incidents with an agreed breach, by side and whose step: both sides of the protocol.

    `findings`: `incident_id`, `call_out`, `verdict`, `owner`, `state`, `provider`. An incident
    counts once a figure however many steps were missing. Steps are counted on call-outs alone:
    those on what nobody reported would tell the police that it happened; that something should have
    been told is what the group wants known.
    """
    agreed = findings.filter(pl.col("state").cast(pl.String) == FindingState.CONFIRMED.value)
    verdict, owner = (pl.col(name).cast(pl.String) for name in ("verdict", "owner"))
    steps = verdict.is_in(
        [Verdict.WRONG_CHANNEL.value, Verdict.WRONG_DECIDER.value, Verdict.PROCESS.value]
    ) & pl.col("call_out")
    asked = {
        Figure.AVOIDABLE: (verdict == Verdict.OVER_REPORT.value) & pl.col("call_out"),
        Figure.UNTOLD: verdict == Verdict.UNDER_REPORT.value,
        Figure.HOME_STEPS: steps & (owner == FindingOwner.HOME.value),
        Figure.COUNCIL_STEPS: steps & (owner == FindingOwner.LOCAL_AUTHORITY.value),
        Figure.POLICE_STEPS: steps & (owner == FindingOwner.POLICE.value),
    }
    return {
        figure: count_parts(agreed.filter(where).unique("incident_id")["provider"])
        for figure, where in asked.items()
    }


def count_parts(providers: pl.Series) -> Parts:
    """How many of a thing are each provider's, from whose each one is."""
    return {name: int(count) for name, count in providers.value_counts().iter_rows()}
