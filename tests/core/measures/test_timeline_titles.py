"""A timeline's finding as a heading."""

from datetime import date

import polars as pl
import pytest

from core.measures.run_chart import build_run_chart
from core.measures.timeline_titles import say_run_chart_title


def say(*counts: int | None) -> str:
    months = pl.date_range(date(2016, 1, 1), date(2025, 12, 1), "1mo", eager=True)[: len(counts)]
    frame = pl.DataFrame(
        {"month": months, "behaviour": list(counts), "protective": [0] * len(counts)},
        schema_overrides={"behaviour": pl.Int64},
    ).with_columns(is_whole=pl.col("behaviour").is_not_null())
    return say_run_chart_title(build_run_chart(frame))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((None, None), "No whole month of data: nothing can be said of what is usual"),
        ((0, 0, 1, 0, 3), "At least every other month was without a behaviour call-out"),
        ((1, 2, 1), "A usual month has 1 behaviour call-out; too few months to judge a shift"),
        ((2, 4) * 12, "A usual month has 3 behaviour call-outs; no shift in 24 months"),
        (
            (6,) * 12 + (3, 2) * 6,
            "A shift: 12 months in a row above the usual 4.5",
        ),
    ],
)
def test_the_title_says_what_is_usual_and_whether_it_shifted(
    counts: tuple[int | None, ...], said: str
) -> None:
    assert say(*counts) == said


def test_a_signal_by_crossings_alone_is_said_as_such() -> None:
    # Runs of six: none is longer than chance explains, but the crossings are too few.
    assert say(*((5,) * 6 + (1,) * 6) * 4) == (
        "A shift: the months cross the usual 3 less often than chance explains"
    )
