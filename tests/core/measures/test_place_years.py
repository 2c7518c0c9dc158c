"""Exposure and the rates over it: which days count, which homes are in, what adds up."""

from datetime import date

import polars as pl
import pytest

from core.measures.exposure import build_place_years
from core.measures.funnel import Position
from core.measures.period import Period
from core.measures.rates import build_rates, filter_call_outs, find_area_rate
from core.vocabulary import CallOutKind
from tests.core.measures.frames import build_call_outs, build_homes, build_places

YEAR = Period(date(2017, 1, 1), date(2017, 12, 31))
LEAP = Period(date(2016, 1, 1), date(2016, 12, 31))


def place_days(
    places: pl.DataFrame,
    period: Period = YEAR,
    opened: date | None = None,
    closed: date | None = None,
) -> float | None:
    """Places times days of one home, or None where it has no places."""
    homes = build_homes("alder", alder=(opened, closed))
    found = build_place_years(homes, places, period)["place_years"]
    assert len(found) == 1
    return None if found[0] is None else found[0] * 365.25


@pytest.mark.parametrize(
    ("period", "days"),
    [(YEAR, 365), (LEAP, 366), (Period(date(2016, 2, 29), date(2016, 2, 29)), 1)],
)
def test_both_ends_of_a_period_count(period: Period, days: int) -> None:
    assert place_days(build_places((1, None, 4)), period) == pytest.approx(4 * days)


@pytest.mark.parametrize(
    ("opened", "closed", "days"),
    [
        (date(2017, 12, 31), None, 1),
        (date(2017, 12, 30), None, 2),
        (date(2017, 1, 1), None, 365),
        (None, date(2017, 1, 1), 1),
        (None, date(2017, 1, 2), 2),
        (None, date(2018, 5, 1), 365),
        (date(2017, 6, 15), date(2017, 6, 15), 1),
    ],
)
def test_opening_and_closing_days_count_as_open(
    opened: date | None, closed: date | None, days: int
) -> None:
    assert place_days(build_places((1, None, 3)), YEAR, opened, closed) == pytest.approx(3 * days)


@pytest.mark.parametrize(
    ("opened", "closed"), [(date(2018, 1, 1), None), (None, date(2016, 12, 31))]
)
def test_a_home_not_open_in_the_period_is_absent(opened: date | None, closed: date | None) -> None:
    homes = build_homes("alder", alder=(opened, closed))
    assert build_place_years(homes, build_places((1, None, 4)), YEAR).is_empty()
    rates = build_rates(build_call_outs(), homes, build_places((1, None, 4)), YEAR)
    assert rates.is_empty() and find_area_rate(rates) is None


def test_places_that_change_count_from_their_day() -> None:
    places = build_places((1, None, 4), (1, date(2017, 3, 1), 6), (1, date(2017, 12, 31), 2))
    assert place_days(places) == pytest.approx(4 * 59 + 6 * 305 + 2 * 1)


def test_a_change_outside_the_period_leaves_it_alone() -> None:
    assert place_days(build_places((1, None, 4), (1, date(2018, 1, 1), 9))) == pytest.approx(1460)
    assert place_days(build_places((1, None, 9), (1, date(2017, 1, 1), 4))) == pytest.approx(1460)


@pytest.mark.parametrize(("opened", "days"), [(None, 365), (date(2017, 12, 2), 30)])
def test_the_first_count_holds_back_to_the_opening(opened: date | None, days: int) -> None:
    places = build_places((1, date(2020, 1, 1), 5))
    assert place_days(places, YEAR, opened) == pytest.approx(5 * days)


def test_homes_without_places_have_no_exposure_but_a_row() -> None:
    assert place_days(build_places()) is None
    assert place_days(build_places((1, None, 0))) is None


def test_every_open_home_is_in_the_rates_with_nought_too() -> None:
    homes = build_homes("birch", "alder", "foster")
    places = build_places((1, None, 4), (2, None, 4))
    days = [date(2017, 1, 1), date(2017, 12, 31), date(2016, 12, 31), date(2018, 1, 1)]
    calls = build_call_outs(*[(1, day) for day in days], (3, date(2017, 5, 5)))
    rates = build_rates(calls, homes, places, YEAR)
    assert rates["name"].to_list() == ["alder", "birch", "foster"]
    assert rates["call_outs"].to_list() == [0, 2, 1]
    alder, birch, foster = rates.to_dicts()
    assert alder["rate"] == 0 and alder["lower"] == 0 and alder["upper"] > 0
    assert birch["rate"] == pytest.approx(2 / (4 * 365 / 365.25))
    figures = ("place_years", "rate", "lower", "upper", "expected", "position")
    assert [foster[name] for name in figures] == [None] * 6
    # What the foster home had is in no rate.
    assert find_area_rate(rates) == pytest.approx(2 / (8 * 365 / 365.25))


def test_expected_counts_add_up_to_the_call_outs_in_the_rates() -> None:
    homes = build_homes("alder", "birch", "cedar", cedar=(date(2017, 7, 1), None))
    places = build_places((1, None, 3), (2, None, 7), (3, None, 5))
    calls = build_call_outs(*[(n % 3 + 1, date(2017, 8, n + 1)) for n in range(17)])
    rates = build_rates(calls, homes, places, YEAR)
    assert rates["expected"].sum() == pytest.approx(17)
    area = find_area_rate(rates)
    assert rates["expected"].to_list() == pytest.approx(
        [area * years for years in rates["place_years"]]
    )


def test_no_call_out_anywhere_is_not_enough_data_not_fine() -> None:
    rates = build_rates(
        build_call_outs(), build_homes("alder"), build_places((1, None, 4)), YEAR
    ).row(0, named=True)
    assert rates["position"] == Position.NOT_ENOUGH_DATA
    assert (rates["call_outs"], rates["expected"]) == (0, 0)


def test_kinds_are_counted_apart_and_together() -> None:
    calls = build_call_outs(
        (1, date(2017, 1, 1)), (1, date(2017, 1, 2), "protective"), (1, date(2017, 1, 3))
    )
    counts = [
        filter_call_outs(calls, YEAR, kind).height
        for kind in (None, CallOutKind.BEHAVIOUR, CallOutKind.PROTECTIVE)
    ]
    assert counts == [3, 2, 1]
