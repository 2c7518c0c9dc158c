"""A month of the area: what counts on its days, what is no data, and the words for both."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from core.measures.month_area import MonthArea, build_month_area, find_months, find_open_homes
from core.measures.month_sentences import (
    say_before,
    say_counted,
    say_lacking,
    say_month_needed,
    say_month_title,
    say_months_title,
    say_sides,
)
from core.measures.period import Period

JULY = Period(date(2018, 7, 1), date(2018, 7, 31))
WHOLE = ((date(2017, 7, 1), date(2018, 7, 31)),)
HOMES = pl.DataFrame(
    {
        "home_id": [1, 2, 3],
        "urn": ["SC3", "SC2", "SC1"],
        "name": ["beech", "Alder", "Beech"],
        "opened_on": [None, None, None],
        "closed_on": [None, None, None],
    },
    schema_overrides={"opened_on": pl.Date, "closed_on": pl.Date},
)
PLACES = pl.DataFrame(
    {"home_id": [1, 2, 3], "from_on": [None] * 3, "places": [4, 4, 4]},
    schema_overrides={"from_on": pl.Date},
)
NO_FINDINGS = pl.DataFrame(
    schema={
        "occurred_on": pl.Date,
        "state": pl.String,
        "verdict": pl.String,
        "rule": pl.String,
        "clause": pl.String,
        "owner": pl.String,
        "reviewed": pl.Boolean,
        "message": pl.String,
    }
)
_CALL: dict[str, Any] = {
    "home_id": 1,
    "occurred_on": date(2018, 7, 9),
    "call_out": True,
    "call_out_kind": "behaviour",
    "category": "assault",
    "arrested": "no",
    "police_response": "attended",
    "reviewed": True,
    "needed": "yes",
}


def contacts(*rows: dict[str, Any]) -> pl.DataFrame:
    schema = {name: pl.String for name in _CALL} | {
        "home_id": pl.Int64,
        "occurred_on": pl.Date,
        "call_out": pl.Boolean,
        "reviewed": pl.Boolean,
    }
    return pl.DataFrame([_CALL | row for row in rows], schema=schema)


def count(
    *rows: dict[str, Any],
    covered: tuple[tuple[date, date], ...] = WHOLE,
    period: Period = JULY,
    homes: pl.DataFrame = HOMES,
    untold: int = 0,
) -> MonthArea:
    return build_month_area(
        contacts(*rows),
        NO_FINDINGS,
        homes,
        PLACES,
        covered,
        period,
        is_over=period == JULY,
        untold=untold,
    )


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2018, 6, 30), 0),
        (date(2018, 7, 1), 1),
        (date(2018, 7, 31), 1),
        (date(2018, 8, 1), 0),
    ],
)
def test_a_call_out_counts_in_the_month_of_its_day(day: date, counted: int) -> None:
    total = count({"occurred_on": day}).total
    assert total is not None and total.call_outs == counted


def test_homes_come_by_name_whatever_its_case_and_then_by_urn() -> None:
    assert [home.urn for home in count().homes] == ["SC2", "SC1", "SC3"]


@pytest.mark.parametrize(
    ("opened", "closed", "is_in"),
    [
        (date(2018, 7, 31), None, True),
        (date(2018, 8, 1), None, False),
        (None, date(2018, 7, 1), True),
        (None, date(2018, 6, 30), False),
    ],
)
def test_opening_and_closing_days_are_open(
    opened: date | None, closed: date | None, is_in: bool
) -> None:
    home = HOMES.head(1).with_columns(
        opened_on=pl.lit(opened, dtype=pl.Date), closed_on=pl.lit(closed, dtype=pl.Date)
    )
    assert find_open_homes(home, contacts(), JULY).height == is_in
    assert find_open_homes(home, contacts({}), JULY).height == 1, "it was contacted all the same"


def test_no_contact_is_nought_where_a_day_is_covered_and_no_data_where_none_is() -> None:
    one_day = ((JULY.end, JULY.end),)
    covered = count(covered=one_day)
    assert covered.total is not None and covered.total.call_outs == 0
    assert all(home.contacts is not None for home in covered.homes)
    assert "30 of 31 days are covered by no import" in " ".join(say_lacking(covered))
    bare = count(covered=((date(2018, 8, 1), date(2018, 8, 31)),))
    assert bare.total is None and all(home.contacts is None for home in bare.homes)
    assert say_month_title(bare) == "July 2018: no data"
    assert "which is not the same as nothing happened" in say_counted(bare)[0]


def test_a_home_with_a_contact_has_data_whatever_imports_cover() -> None:
    area = count({}, covered=())
    known = {home.urn: home.contacts is not None for home in area.homes}
    assert known == {"SC3": True, "SC1": False, "SC2": False}
    assert "No import states which days it covers" in say_lacking(area)[0]


def test_an_arrest_that_is_not_recorded_is_not_known_and_never_none() -> None:
    assert say_month_title(count({})) == "July 2018: 1 call-out at 1 of 3 homes, no arrests"
    blank = count({"arrested": None}, {})
    assert say_month_title(blank).endswith("arrests not known for 1 contact")
    assert "for 1 of 2 contacts it is not known" in " ".join(say_counted(blank))
    both = count({"arrested": None}, {"arrested": "yes"})
    assert say_month_title(both).endswith("1 arrest")


def test_advice_is_counted_apart_from_call_outs() -> None:
    area = count({"call_out": False, "call_out_kind": None})
    assert area.total is not None
    assert (area.total.call_outs, area.total.advice, area.total.all) == (0, 1, 1)
    assert say_month_title(area) == "July 2018: no call-outs recorded at 3 homes"


def test_a_year_before_is_compared_only_where_every_day_of_both_is_covered() -> None:
    assert "1 call-out in July 2018 against 0 in July 2017" in say_before(count({}))
    late = ((date(2017, 7, 2), date(2018, 7, 31)),)
    assert say_before(count({}, covered=late)).startswith("Not set against July 2017")


def test_whether_police_were_needed_is_the_groups_answer() -> None:
    assert "100 % of 1 with an answer" in say_month_needed(count({})).replace("\u00a0", " ")
    assert say_month_needed(count({"needed": "unknown"})).endswith("has not answered yet.")
    two = say_month_needed(count({"needed": "unknown"}, {"needed": "unknown"}))
    assert "for any of 2 call-outs" in two
    assert "No call-out is recorded" in say_month_needed(count())


def test_what_waits_for_the_group_is_said_beside_what_it_agreed() -> None:
    assert say_sides(count({})).endswith("every contact of the month has been looked at.")
    assert "1 contact still waits for the group" in say_sides(count({"reviewed": False}))
    assert say_sides(count()).endswith("by the day of the incident.")


def test_what_nobody_reported_is_a_count_on_the_other_side() -> None:
    assert count(untold=2).sides == {
        "avoidable": 0,
        "untold": 2,
        "placement_steps": 0,
        "police_steps": 0,
    }


def test_a_running_month_says_so_and_a_complete_one_lacks_nothing() -> None:
    running = count({}, period=Period(JULY.start, date(2018, 7, 21)))
    assert say_month_title(running).startswith("July 2018, until 21 July: 1 call-out")
    assert "until 21 July 2018" in say_lacking(running)[0]
    assert say_lacking(count({})) == [
        "Nothing is known to be missing: imports cover every day, no answer is blank."
    ]


def test_thirteen_months_end_with_this_one() -> None:
    area = count({}, {"occurred_on": date(2017, 7, 3)}, {"occurred_on": date(2017, 7, 4)})
    assert [month.month for month in area.months][:: len(area.months) - 1] == [
        date(2017, 7, 1),
        date(2018, 7, 1),
    ]
    assert say_months_title(area) == "0 to 2 call-outs a month in 13 months; 1 in July 2018"
    late = count(covered=((date(2018, 6, 1), date(2018, 6, 30)),))
    assert say_months_title(late).endswith("; 12 without data; no data in July 2018")


def test_no_home_open_is_said() -> None:
    assert say_month_title(count(homes=HOMES.clear())) == "July 2018: no home was open"


def test_months_to_choose_are_whole_and_latest_first() -> None:
    assert find_months(date(2018, 11, 30), date(2019, 1, 1)) == [
        date(2019, 1, 1),
        date(2018, 12, 1),
        date(2018, 11, 1),
    ]
