"""What the Homes page says: 99.8 % only in headlines, thresholds of words, nothing rounded away."""

from datetime import date

import polars as pl
import pytest

from core.measures.enough_sentences import say_data_needed, say_months
from core.measures.homes_sentences import (
    describe_funnel,
    say_chance_alone,
    say_first,
    say_first_look,
    say_funnel_method,
    say_homes_caption,
    say_homes_title,
    say_needed_by_title,
    say_providers_title,
    say_quiet,
    say_quiet_title,
    say_rates_title,
    say_rows,
    say_shown,
)
from core.measures.period import Period

YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))


def build_rates(**positions: str | None) -> pl.DataFrame:
    schema = {"name": pl.String, "position": pl.String}
    return pl.DataFrame(list(positions.items()), schema=schema, orient="row")


@pytest.mark.parametrize(
    ("positions", "said"),
    [
        ({"A": "within"}, "No home stands out"),
        (
            {"A": "within", "B": "high_95", "C": "low_95"},
            "No home stands out; B is worth a look; C is worth a look for few call-outs",
        ),
        ({n: "high_95" for n in "AB"}, "No home stands out; A and B are worth a look"),
        ({n: "high_95" for n in "ABC"}, "No home stands out; 3 homes are worth a look"),
        ({"A": "high_99.8"}, "A stands out"),
        ({"A": "high_99.8", "B": "high_99.8"}, "A and B stand out"),
        ({n: "high_99.8" for n in "ABC"}, "3 homes stand out"),
        (
            {"A": "low_99.8", "B": "not_enough_data"},
            "No home stands out; A has fewer call-outs than chance explains; for 1 there is too "
            "little to tell",
        ),
        ({"A": None}, "No home has a rate to compare"),
    ],
)
def test_only_99_8_per_cent_stands_out_and_95_is_worth_a_look(
    positions: dict[str, str | None], said: str
) -> None:
    assert say_homes_title(build_rates(**positions)) == said


def test_the_funnel_is_described_with_those_worth_a_look() -> None:
    said = describe_funnel(build_rates(A="high_99.8", B="high_95", C=None))
    assert said.endswith("expect. A stands out; B is worth a look.")
    assert said.startswith("Call-outs of 2 homes against")


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (0.2, "about 1 more month"),
        (1.0, "about 1 more month"),
        (1.1, "about 2 more months"),
        (14.0, "about 14 more months"),
        (24.0, "about 24 more months"),
        (24.1, "about 3 more years"),
        (120.0, "about 10 more years"),
        (120.1, "more than ten more years"),
    ],
)
def test_time_to_come_is_never_said_too_short(months: float, said: str) -> None:
    assert say_months(months) == said


def test_what_is_missing_is_not_rounded_away() -> None:
    assert say_data_needed(1.99, 3, 14.0) == (
        "1.9 of 2 expected call-outs; about 14 more months at 3 places"
    )
    assert "no more will come" in say_data_needed(0.5, None, None)
    assert "no call-outs to expect any from" in say_data_needed(0.0, 3, None)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.5, "possibly more than twice the area's rate: 50\u00a0%"),
        (0.659, "possibly more than twice the area's rate: 66\u00a0%"),
        (0.66, "likely more than twice the area's rate: 66\u00a0%"),
        (0.83, "likely more than twice the area's rate: 83\u00a0%"),
        (0.899, "likely more than twice the area's rate: 90\u00a0%"),
        (0.9, "very likely more than twice the area's rate: 90\u00a0%"),
        (0.9949, "very likely more than twice the area's rate: 99\u00a0%"),
        (0.995, "very likely more than twice the area's rate: more than 99\u00a0%"),
    ],
)
def test_a_chance_is_said_in_words_and_never_as_certain(probability: float, said: str) -> None:
    assert say_first_look(probability, 9) == f"{said}, 9 call-outs"


def test_chance_alone_is_said_where_it_makes_a_home_stand_out() -> None:
    assert say_chance_alone(999) == ""
    assert "up to about 1 above" in say_chance_alone(1000)
    assert "up to about 49 above" in say_chance_alone(49_000)


def test_the_rates_title_counts_intervals_that_hold_the_areas_rate() -> None:
    rates = pl.DataFrame(
        [("A", 0.5, 0.1, 1.0), ("B", 2.0, 1.01, 3.0), ("C", 0.2, 0.0, 0.99)],
        schema=["position", "rate", "lower", "upper"],
        orient="row",
    )
    assert say_rates_title(rates, 1.0) == (
        "For 1 of 3 homes the rate cannot be told from the area's, 1.00 per place a year"
    )
    assert say_rates_title(rates, None) == "Call-outs per place and year, 3 homes"


@pytest.mark.parametrize(("days", "said"), [(89, "No home has gone 90"), (90, "1 of 1 home")])
def test_quiet_is_said_from_ninety_days(days: int, said: str) -> None:
    assert say_quiet_title(pl.DataFrame({"days": [days]})).startswith(said)


def test_quiet_days_that_may_be_more_say_so() -> None:
    assert say_quiet(1, True) == "1 day"
    assert say_quiet(30, False) == "at least 30 days"
    assert say_quiet(0, True) == "a call-out on the last day of the data"
    assert say_quiet_title(None) == "Days since the last behaviour call-out: not known"


def test_the_rates_caption_counts_the_homes_outside_the_area() -> None:
    rates = pl.DataFrame({"rate": [0.1, 0.2, None], "in_area": [True, False, False]})
    assert say_rows(rates) == "1 home and 1 outside the area. "
    assert say_rows(rates.filter("in_area")) == ""


def build_providers(*rows: tuple[str, str | None, float, float]) -> pl.DataFrame:
    schema = {"provider": pl.String, "position": pl.String, "lower": pl.Float64}
    return pl.DataFrame(list(rows), schema=schema | {"upper": pl.Float64}, orient="row")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("Acme", "high_99.8", 2, 3), ("B", "within", 0, 3)],
            "Acme stands out, all its homes together",
        ),
        (
            [("Acme", "high_99.8", 2, 3), ("B", "low_99.8", 0, 0.5)],
            "Acme stands out, all its homes together; B has fewer call-outs than chance explains",
        ),
        (
            [("A", "high_95", 1.01, 3), ("B", "low_95", 0, 0.99), ("C", "within", 1, 1)],
            "No provider is beyond what chance gives once in a thousand; the intervals of 2 of 3 "
            "do not hold the area's rate",
        ),
        (
            [("A", "high_95", 1.01, 3), ("C", "within", 0, 2)],
            "No provider is beyond what chance gives once in a thousand; the interval of 1 of 2 "
            "does not hold the area's rate",
        ),
        ([("C", "within", 1, 1)], "No provider's rate can be told from the area's"),
        ([("Acme", None, 0, 1)], "Call-outs per place and year, by provider"),
    ],
)
def test_a_provider_beyond_the_areas_rate_is_not_passed_over(
    rows: list[tuple[str, str | None, float, float]], said: str
) -> None:
    assert say_providers_title(build_providers(*rows), 1.0) == said


def test_whether_police_were_needed_makes_its_own_title() -> None:
    needed = pl.DataFrame({"needed": [2, 1], "not_needed": [1, 0], "unknown": [0, 4]})
    assert (
        say_needed_by_title(needed) == "Police were not needed in 1 of 4 call-outs with an answer"
    )
    assert "not known for any" in say_needed_by_title(needed.with_columns(needed=0, not_needed=0))
    assert say_needed_by_title(needed.clear()).startswith("No call-outs")


def test_the_caption_says_which_days_no_import_covers() -> None:
    rates = pl.DataFrame({"name": ["A", "B"]})
    assert say_homes_caption(rates, YEAR, 0, True, True) == ("2019 · 2 homes open")
    assert say_homes_caption(rates, YEAR, 9, True, False).endswith(
        "yours only · no import covers 9 days of it"
    )
    assert say_homes_caption(rates, YEAR, 365, False, True).endswith(
        "no import states which days it covers"
    )


def test_the_method_has_the_denominator_of_the_areas_homes_only() -> None:
    rates = pl.DataFrame({"call_outs": [3, 9], "place_years": [6.0, 1.0], "in_area": [True, False]})
    said = say_funnel_method(rates, 0.5, YEAR)
    assert "place-years times 0.50" in said and "in 2019 (3 in 6.0)" in said


def test_rows_that_are_not_drawn_are_said() -> None:
    many = build_rates(A="within", B="high_95", C="high_99.8")
    assert say_shown(many, many) == "" and say_first(2, 2) == ""
    assert "of those beyond the lines, by name" in say_shown(many.tail(2), many)
    assert "the first by name" in say_shown(many.head(1), many)
    assert say_first(60, 61) == " The first 60 of 61 by name; the CSV has all."
