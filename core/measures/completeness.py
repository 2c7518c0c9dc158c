"""How much of what a comparison would need is recorded: counts of rows, no estimate."""

from dataclasses import dataclass

import polars as pl

from core.vocabulary import Category, Ethnicity, Gender


@dataclass(frozen=True)
class Asked:
    """A column that should be filled: its words, the answer "not stated", and of whom it is asked.

    `category`: only call-outs of that category are asked; None is every call-out.
    """

    column: str
    words: str
    not_stated: str | None = None
    category: Category | None = None


ETHNICITY = Asked("child_ethnicity", "Ethnicity", Ethnicity.NS.value)
GENDER = Asked("child_gender", "Gender", Gender.NOT_STATED.value)
ASKED = (
    ETHNICITY,
    GENDER,
    Asked("child_age", "Age"),
    Asked("child_ref", "Child's reference"),
    Asked("placing_authority", "Placing authority"),
    Asked("decided_by", "Who decided to call"),
    Asked("decided_at", "When it was decided"),
    Asked("immediate_risk", "Immediate risk"),
    Asked("agency_staff_on_shift", "Agency staff on shift"),
    Asked("known_safe", "Known to be safe (missing)", category=Category.MISSING),
)
"""What the Equality page asks about, ethnicity and gender first."""


def build_completeness(call_outs: pl.DataFrame, asked: tuple[Asked, ...] = ASKED) -> pl.DataFrame:
    """A row per column asked about, in that order; what nobody was asked is left out.

    `what`, `recorded`, `not_stated`, `not_recorded`, and `call_outs`, their sum: those of whom it
    is asked. "Not stated" is an answer, apart from a blank.
    """
    parts = [_count(call_outs, question) for question in asked]
    return pl.concat(parts).filter(pl.col("call_outs") > 0)


def build_blanks(call_outs: pl.DataFrame, by: str) -> pl.DataFrame:
    """Where to ask: `by`, `call_outs`, and of these without `ethnicity`, without `gender`.

    A row per value of `by` that has call-outs, in its own order, unknown last. "Not stated" is an
    answer.
    """
    return (
        call_outs.group_by(by)
        .agg(
            call_outs=pl.len().cast(pl.Int64),
            ethnicity=pl.col(ETHNICITY.column).is_null().sum().cast(pl.Int64),
            gender=pl.col(GENDER.column).is_null().sum().cast(pl.Int64),
        )
        .sort(by, nulls_last=True)
    )


def _count(call_outs: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    answer = pl.col(asked.column)
    rows = call_outs
    if asked.category is not None:
        rows = rows.filter(pl.col("category") == asked.category.value)
    declined = pl.lit(False) if asked.not_stated is None else answer.eq_missing(asked.not_stated)
    return rows.select(declined=declined, blank=answer.is_null()).select(
        what=pl.lit(asked.words),
        recorded=(~pl.col("declined") & ~pl.col("blank")).sum().cast(pl.Int64),
        not_stated=pl.col("declined").sum().cast(pl.Int64),
        not_recorded=pl.col("blank").sum().cast(pl.Int64),
        call_outs=pl.len().cast(pl.Int64),
    )
