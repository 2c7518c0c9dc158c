"""What went to a panel in a period, and the outcomes: counts, pending, words."""

from datetime import date

import polars as pl

from core.measures.panel_sentences import say_panels_method, say_panels_title
from core.measures.panels import PanelCounts, count_panels
from core.measures.period import Period

YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))


def _panels(*rows: tuple[int, date, str | None, bool]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows),
        schema={
            "incident_id": pl.Int64,
            "on_day": pl.Date,
            "outcome": pl.String,
            "decided": pl.Boolean,
        },
        orient="row",
    )


def test_outcomes_and_pending_add_up_to_the_referrals_of_the_period() -> None:
    day = date(2019, 5, 1)
    found = count_panels(
        _panels(
            (1, day, "diversion", True),
            (2, day, "diversion", True),
            (2, day, "charge", True),
            (3, day, None, False),
        ),
        YEAR,
    )
    assert (found.referrals, found.incidents, found.pending) == (4, 3, 1)
    assert found.outcomes.rows() == [("diversion", 2), ("charge", 1)]
    assert found.outcomes["count"].sum() + found.pending == found.referrals


def test_a_referral_belongs_to_the_day_it_was_sent_both_ends_inclusive() -> None:
    days = (date(2018, 12, 31), YEAR.start, YEAR.end, date(2020, 1, 1))
    found = count_panels(_panels(*((n, day, None, False) for n, day in enumerate(days))), YEAR)
    assert found.referrals == 2


def test_where_only_the_state_is_known_decided_ones_are_counted_without_their_outcome() -> None:
    found = count_panels(_panels((1, YEAR.start, None, True), (2, YEAR.start, None, False)), YEAR)
    assert found.outcomes.rows() == [(None, 1)] and found.pending == 1


def _say(referrals: int, incidents: int, pending: int) -> str:
    return say_panels_title(PanelCounts(referrals, incidents, pending, pl.DataFrame()), YEAR)


def test_the_title_says_how_many_and_what_is_pending() -> None:
    assert _say(0, 0, 0) == "No incident went to a panel in 2019"
    assert _say(1, 1, 1) == "1 incident went to a panel in 2019, still pending"
    assert _say(3, 2, 0) == "2 incidents went to a panel in 2019, none pending"
    assert _say(3, 2, 3) == "2 incidents went to a panel in 2019, all pending"
    assert _say(3, 3, 1) == "3 incidents went to a panel in 2019, 1 pending"


def test_the_method_says_denominator_period_and_that_one_may_count_twice() -> None:
    once = say_panels_method(PanelCounts(2, 2, 0, pl.DataFrame()), YEAR)
    assert once.startswith("2 referrals of 2 incidents that you may see, by the day they were sent")
    assert "in 2019" in once and "more than one" not in once
    twice = say_panels_method(PanelCounts(3, 2, 0, pl.DataFrame()), YEAR)
    assert "An incident that went to more than one counts once for each." in twice
