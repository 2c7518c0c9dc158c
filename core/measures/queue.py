"""What waits for the group, fastest first: how little there is to decide, then the oldest."""

from collections.abc import Collection

import polars as pl

from core.measures.agreement import build_agreement_by_rule, find_disputed_rules
from core.measures.tally import count_findings, filter_breaches
from core.vocabulary import FindingOwner, FindingState, Verdict

_COUNTS = ("answers", "blanks", "disputed")


def find_queue(
    incidents: pl.DataFrame,
    findings: pl.DataFrame,
    *,
    declared: Collection[int] = (),
    own_homes: Collection[int] = (),
    of_police: bool = False,
) -> pl.DataFrame:
    """The incidents that wait for the viewer's review, those with the least to decide first.

    One is left out where its level is hidden from the viewer: they may not review it. What there
    is to decide counts one for each finding that needs an answer, one for each blank that matters,
    one where whether police were needed is open, and one more for each finding whose rule the
    group has dismissed at least `agreement.DISPUTED_FROM` times: there disagreement is expected.

    Args:
        incidents: as the viewer sees them: `id`, `home_id`, `reference`, `occurred_at`,
            `occurred_on`, `reviewed`, `level_hidden`, `call_out`, `needed_suggested`.
        findings: on those, agreed ones too: `tally`'s columns.
        declared: ids of incidents in which the viewer has declared an interest.
        own_homes: ids of the viewer's own homes.
        of_police: whether the viewer is of the police, who do not decide on their own steps.

    Returns:
        A row an incident: `id`, `home_id`, `reference`, `occurred_at`, `occurred_on`, `answers`,
        `blanks`, `disputed`, `open` (0 or 1), `to_decide` (their sum), `interest` (the viewer does
        not decide it). Fewest to decide first, then the oldest.
    """
    waiting = incidents.filter(~pl.col("reviewed") & ~pl.col("level_hidden"))
    counts = _count(
        findings.join(waiting.select(incident_id="id"), on="incident_id", how="semi"),
        _find_disputed(findings),
    )
    open_question = pl.col("call_out") & (pl.col("needed_suggested") == "unknown")
    return (
        waiting.join(counts, left_on="id", right_on="incident_id", how="left")
        .with_columns(
            pl.col(*_COUNTS).fill_null(0),
            open=open_question.fill_null(False).cast(pl.Int64),
            interest=pl.col("id").is_in(list(declared))
            | pl.col("home_id").is_in(list(own_homes))
            | (pl.lit(of_police) & pl.col("of_police").fill_null(False)),
        )
        .with_columns(to_decide=pl.sum_horizontal(*_COUNTS, "open"))
        .sort("to_decide", "occurred_at", "id")
        .select(
            "id",
            "home_id",
            "reference",
            "occurred_at",
            "occurred_on",
            *_COUNTS,
            "open",
            "to_decide",
            "interest",
        )
    )


def _find_disputed(findings: pl.DataFrame) -> list[str]:
    by_rule = build_agreement_by_rule(count_findings(findings))
    return find_disputed_rules(by_rule)["rule"].to_list()


def _count(findings: pl.DataFrame, disputed: list[str]) -> pl.DataFrame:
    """By incident: what is to be answered, what is blank, what is likely disputed; police steps."""
    blank = pl.col("verdict") == Verdict.CANNOT_TELL.value
    of_police = findings.filter(
        (pl.col("owner") == FindingOwner.POLICE.value)
        & (pl.col("state") != FindingState.DISMISSED.value)
    )
    breaches = filter_breaches(of_police)["incident_id"].unique().to_list()
    return (
        findings.group_by("incident_id")
        .agg(
            answers=(~blank).sum().cast(pl.Int64),
            blanks=blank.sum().cast(pl.Int64),
            disputed=(~blank & pl.col("rule").cast(pl.String).is_in(disputed)).sum().cast(pl.Int64),
        )
        .with_columns(of_police=pl.col("incident_id").is_in(breaches))
    )
