"""The share log as people look through it: by day, home, kind, person, words; and in a sentence.

Names are plain text: the page escapes what it shows.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from core.clock import say_date
from core.measures.period import Period
from core.measures.sentences import say_count, say_within
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, say

_UK = "Europe/London"
NOBODY = 0
"""Stands for the command line, where no person is known."""

_SEARCHED = ("recipient", "home", "urn", "provider", "by", "file_name", "file_digest")


@dataclass(frozen=True)
class LogFilter:
    """What of the log is looked at: days in the UK, inclusive; None and "" are all.

    `person_id` of who prepared it; `NOBODY` is the command line. `words` is looked for in names of
    people, homes and files, in recipients and digests.
    """

    period: Period | None = None
    urn: str = ""
    kind: DocumentKind | None = None
    person_id: int | None = None
    words: str = ""

    @property
    def narrows(self) -> bool:
        """Whether more than the period is asked for."""
        return bool(self.urn or self.kind or self.person_id is not None or self.words.strip())


def find_shares(shares: pl.DataFrame, wanted: LogFilter) -> pl.DataFrame:
    """The rows of `read_shares` that a filter asks for, in their order."""
    conditions = [pl.lit(True)]
    if wanted.period is not None:
        day = pl.col("at").dt.convert_time_zone(_UK).dt.date()
        conditions.append(day.is_between(wanted.period.start, wanted.period.end))
    if wanted.urn:
        conditions.append(pl.col("urn") == wanted.urn)
    if wanted.kind is not None:
        conditions.append(pl.col("kind") == wanted.kind.value)
    if wanted.person_id is not None:
        conditions.append(pl.col("person_id").fill_null(NOBODY) == wanted.person_id)
    for word in wanted.words.lower().split():
        held = [
            pl.col(name).str.to_lowercase().str.contains(word, literal=True).fill_null(False)
            for name in _SEARCHED
        ]
        conditions.append(pl.any_horizontal(held))
    return shares.filter(pl.all_horizontal(conditions))


def say_shares_title(found: pl.DataFrame, wanted: LogFilter, today: date) -> str:
    """How many files were prepared, and for whom more than half of them (up to a comma) were."""
    when = ""
    if wanted.period is not None:
        ends_now = wanted.period.end >= today
        since = f"since {say_date(wanted.period.start)}"
        when = f" {since if ends_now else say_within(wanted.period)}"
    if found.is_empty():
        return ("No such file was prepared" if wanted.narrows else "No file was prepared") + when
    was = "was" if found.height == 1 else "were"
    title = f"{say_count(found.height, 'file')} {was} prepared{when}"
    # "Ofsted, South West" and "Ofsted, regional inspectors" are both for Ofsted.
    recipient = found["recipient"].str.split(",").list.first().str.strip_chars()
    if recipient.n_unique() == 1:
        return f"{title}, {'' if found.height == 1 else 'all '}for {recipient[0]}"
    name, most = recipient.alias("for").value_counts(sort=True).row(0)
    return f"{title}, {most} of them for {name}" if most * 2 > found.height else title


def build_log_table(shares: pl.DataFrame, *, digest: int | None = None) -> pl.DataFrame:
    """The log in words, a row a file, headings as people read them; times are UK local.

    `digest` shortens the SHA-256 to so many characters; None leaves it whole.
    """
    whole = pl.col("file_digest")
    return shares.select(
        pl.col("at").dt.convert_time_zone(_UK).dt.replace_time_zone(None).alias("When"),
        pl.col("by").alias("Prepared by"),
        _words("kind", DocumentKind).alias("What"),
        pl.coalesce("home", "provider", pl.lit("the area")).alias("About"),
        pl.col("period_from").alias("From"),
        pl.col("period_to").alias("To"),
        pl.col("recipient").alias("For whom"),
        _words("level", DisclosureLevel).alias("How far it goes"),
        _words("basis", LawfulBasis).alias("Lawful basis"),
        pl.col("file_name").alias("File"),
        (whole if digest is None else whole.str.head(digest) + "…").alias("SHA-256"),
    )


def _words(
    column: str, kind: type[DocumentKind] | type[DisclosureLevel] | type[LawfulBasis]
) -> pl.Expr:
    return pl.col(column).replace_strict(
        {code.value: say(code) for code in kind}, default="", return_dtype=pl.String
    )
