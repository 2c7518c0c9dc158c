"""Whether a call-out ended in a criminal outcome: the Home Office's outcomes, in two groups.

The codes are those of the crime outcomes framework (Home Office Counting Rules, since April 2014;
21 since January 2016, 22 since April 2019).
"""

import polars as pl

from core.vocabulary import YesNo

CRIMINAL = frozenset({"1", "1A", "2", "2A", "3", "3A", "4", "6"})
"""Charged or summonsed, cautioned (youth, adult; A: for an alternate offence), taken into
consideration by a court, penalty notice: what stands on a record."""

WITHOUT = frozenset({"5", "7", "8", "9", *(str(code) for code in range(10, 19)), "20", "21", "22"})
"""Warned, community resolution, not in the public interest, no prosecution possible, evidential
difficulties, passed to another body, diverted. 19 (passed to the fraud bureau) says neither."""

_CODE = r"^(?:OUTCOME|TYPE)?\s*0*([1-9][0-9]?A?)\b"


def find_outcome() -> pl.Expr:
    """Say "criminal", "without" or "unknown", from `outcome_code` and `crime_recorded`.

    A code decides; without one that is known, no crime recorded is no criminal outcome. A blank is
    not known: the investigation may go on.
    """
    code = pl.col("outcome_code").cast(pl.String).str.strip_chars().str.to_uppercase()
    code = code.str.extract(_CODE)
    no_crime = pl.col("crime_recorded").cast(pl.String) == YesNo.NO.value
    return (
        pl.when(code.is_in(sorted(CRIMINAL)))
        .then(pl.lit("criminal"))
        .when(code.is_in(sorted(WITHOUT)) | no_crime.fill_null(False))
        .then(pl.lit("without"))
        .otherwise(pl.lit("unknown"))
    )
