"""Yes, no and not recorded: counts that add up, and a share of what is known."""

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl
from statsmodels.stats.proportion import proportion_confint

SHARE_FROM = 5
"""Known answers from which a share is said: below it the counts say all that there is."""


@dataclass(frozen=True)
class Answers:
    """How often a question was answered yes and no, and how often no answer is recorded."""

    yes: int
    no: int
    unknown: int

    @property
    def known(self) -> int:
        """How many have an answer."""
        return self.yes + self.no

    @property
    def asked(self) -> int:
        """Of how many the question is."""
        return self.known + self.unknown

    @property
    def share(self) -> float | None:
        """The share of yes among the known; None below `SHARE_FROM` of them."""
        return self.yes / self.known if self.known >= SHARE_FROM else None

    @property
    def limits(self) -> tuple[float, float] | None:
        """Wilson's 95 % limits of the share (Wilson 1927); None where no share is said."""
        if self.known < SHARE_FROM:
            return None
        lower, upper = proportion_confint(self.yes, self.known, method="wilson")
        return float(lower), float(upper)


class Question(NamedTuple):
    """What is asked of which rows: `asked_of`, `yes` and `no` are conditions on a frame.

    A row that is neither yes nor no, or both conditions of which are null, is not recorded.
    """

    key: str
    words: str
    asked_of: pl.Expr
    yes: pl.Expr
    no: pl.Expr


def ask_column(key: str, words: str, asked_of: pl.Expr, column: str | None = None) -> Question:
    """The question that a column of "yes", "no" and blank answers; by default the key's own."""
    answer = pl.col(column or key)
    return Question(key, words, asked_of, answer == "yes", answer == "no")


def count_answers(rows: pl.DataFrame, question: Question) -> Answers:
    """One question's answers over a frame."""
    asked = rows.filter(question.asked_of)
    yes, no = asked.select(yes=question.yes.sum(), no=question.no.sum()).row(0)
    return Answers(yes, no, asked.height - yes - no)
