"""Where the group and the rules agree: findings decided, police needed, levels set by a person."""

from dataclasses import dataclass

import polars as pl
from statsmodels.stats.proportion import proportion_confint

from core.measures.tally import build_by_rule, filter_breaches
from core.vocabulary import FindingState

FEWEST_DECIDED = 10
"""A rule decided less often has its counts and no interval: it would reach almost everywhere."""

DISPUTED_FROM = 2
"""A rule dismissed this often is worth a talk: once is a case, twice can be the rule's."""

ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True)
class Agreement:
    """Breaches by what became of them; share agreed of those decided, Wilson's 95 % limits.

    `share`, `lower`, `upper` are None where none was decided.
    """

    agreed: int
    dismissed: int
    waiting: int
    share: float | None
    lower: float | None
    upper: float | None

    @property
    def decided(self) -> int:
        """How many the group agreed or dismissed."""
        return self.agreed + self.dismissed


def find_agreement(counted: pl.DataFrame) -> Agreement:
    """How often the group agreed what the rules suggested, advisories left out (Wilson 1927).

    Of `tally.count_findings`. Only for those who see what was suggested and dismissed: of agreed
    findings alone the share would always be 1.
    """
    breaches = filter_breaches(counted)
    agreed, dismissed, waiting = (
        int(breaches.filter(pl.col("state") == state.value)["count"].sum())
        for state in (FindingState.CONFIRMED, FindingState.DISMISSED, FindingState.SUGGESTED)
    )
    decided = agreed + dismissed
    if not decided:
        return Agreement(agreed, dismissed, waiting, None, None, None)
    lower, upper = proportion_confint(agreed, decided, method="wilson")
    return Agreement(agreed, dismissed, waiting, agreed / decided, float(lower), float(upper))


def build_agreement_by_rule(counted: pl.DataFrame) -> pl.DataFrame:
    """The rules of which the group decided a breach, in the protocol's order of clauses.

    Of `tally.count_findings`. A row a rule: `rule`, `clause`, `message`, `agreed`, `dismissed`,
    `share` agreed, `lower`, `upper` (Wilson, 95 %); the last three are null below `FEWEST_DECIDED`
    decided.
    """
    decided = pl.col("agreed") + pl.col("dismissed")
    rules = build_by_rule(counted).filter(decided > 0)
    total = (rules["agreed"] + rules["dismissed"]).to_numpy()
    lower, upper = proportion_confint(rules["agreed"].to_numpy(), total, method="wilson")
    limits = {"share": rules["agreed"].to_numpy() / total, "lower": lower, "upper": upper}
    return rules.select(
        "rule",
        "clause",
        "message",
        "agreed",
        "dismissed",
        *(
            pl.when(decided >= FEWEST_DECIDED)
            .then(pl.Series(name, values, dtype=pl.Float64))
            .alias(name)
            for name, values in limits.items()
        ),
    )


def find_disputed_rules(by_rule: pl.DataFrame) -> pl.DataFrame:
    """Of `build_agreement_by_rule`, the rules dismissed at least `DISPUTED_FROM` times."""
    return by_rule.filter(pl.col("dismissed") >= DISPUTED_FROM)


def build_needed_answers(call_outs: pl.DataFrame) -> pl.DataFrame:
    """Were police needed: what was suggested by what the group answered, at its review.

    Args:
        call_outs: a row each: `reviewed`, `needed_suggested`, `needed` ("yes", "no", "unknown").

    Returns:
        A row for each of `ANSWERS` as suggested: `suggested`, and a count for each as agreed:
        `yes`, `no`, `unknown`.
    """
    counts = (
        call_outs.select("reviewed", "needed_suggested", "needed")
        .filter("reviewed")
        .group_by("needed_suggested", "needed")
        .len("count")
        .group_by(suggested=pl.col("needed_suggested").cast(pl.String))
        .agg(
            pl.col("count").filter(pl.col("needed") == answer).sum().cast(pl.Int64).alias(answer)
            for answer in ANSWERS
        )
    )
    return (
        pl.DataFrame({"suggested": ANSWERS})
        .join(counts, on="suggested", how="left", maintain_order="left")
        .with_columns(pl.col(*ANSWERS).fill_null(0))
    )


def find_needed_disputes(call_outs: pl.DataFrame) -> pl.DataFrame:
    """The reviewed call-outs where the group answered otherwise than suggested, newest first.

    An open suggestion is a question: answering it is no difference.
    """
    return call_outs.filter(
        pl.col("reviewed")
        & (pl.col("needed_suggested") != "unknown")
        & (pl.col("needed") != pl.col("needed_suggested"))
    ).sort("occurred_at", "id", descending=True)


def find_levels_set(incidents: pl.DataFrame) -> pl.DataFrame:
    """The reviewed incidents whose level a person set instead of the rules, newest first.

    `level` is what the rules suggest, `level_set` what holds (0: outside the three levels).
    """
    return incidents.filter(pl.col("reviewed") & pl.col("level_set").is_not_null()).sort(
        "occurred_at", "id", descending=True
    )
