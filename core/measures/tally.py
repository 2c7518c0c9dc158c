"""Counts of findings: breaches by what a reader asks for, advisories and the unrecorded apart."""

import polars as pl

from core.vocabulary import BREACH_VERDICTS

_BREACHES = [verdict.value for verdict in BREACH_VERDICTS]


def filter_breaches(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that are breaches: an advisory is a prompt, `cannot_tell` is not recorded."""
    return findings.filter(pl.col("verdict").is_in(_BREACHES))


def build_breach_counts(findings: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Breaches by columns: `suggested` (not yet decided), `agreed`, `dismissed`, sorted by them."""
    return (
        filter_breaches(findings)
        .group_by(by)
        .agg(
            suggested=(pl.col("state") == "suggested").sum(),
            agreed=(pl.col("state") == "confirmed").sum(),
            dismissed=(pl.col("state") == "dismissed").sum(),
        )
        .sort(by)
    )
