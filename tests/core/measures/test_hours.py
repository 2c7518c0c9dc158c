"""When calls come: edges of night and weekend, chance tested, and how soon it was decided."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from scipy.stats import binomtest

from core.measures.answers import Answers
from core.measures.hours import (
    NIGHT_SHARE,
    build_by_part,
    build_by_weekday,
    build_deciders,
    build_span_share,
    count_untimed,
    filter_kind,
    find_agency,
    find_night,
    find_weekend,
)
from core.measures.hours_sentences import (
    NIGHT,
    WEEKEND,
    say_agency,
    say_busiest,
    say_deciders_title,
    say_left_out,
    say_pace_title,
    say_protective_title,
    say_span,
    say_span_title,
    say_too_few,
    say_untimed,
)
from core.measures.period import Period
from core.measures.slow_time import build_paces, count_risk_unknown, filter_own_decisions
from core.vocabulary import CallOutKind

SCHEMA = {
    "occurred_at": pl.Datetime("us"),
    "decided_at": pl.Datetime("us"),
    "reported_at": pl.Datetime("us"),
    "kind": pl.String,
    "decided_by": pl.String,
    "immediate_risk": pl.String,
    "agency_staff_on_shift": pl.String,
}
SATURDAY = datetime(2019, 5, 4, 19, 30)


def call_outs(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {"occurred_at": SATURDAY, "kind": "behaviour", "immediate_risk": "no"}
    filled = [{**dict.fromkeys(SCHEMA), **usual, **row} for row in rows]
    return pl.DataFrame(filled, schema=SCHEMA, orient="row")


def at(*moments: datetime) -> pl.DataFrame:
    return call_outs(*({"occurred_at": moment} for moment in moments))


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


# Night and weekend


@pytest.mark.parametrize(
    ("hour", "minute", "inside"),
    [(21, 59, 0), (22, 0, 1), (23, 59, 1), (0, 1, 1), (6, 59, 1), (7, 0, 0)],
)
def test_night_is_from_22_00_to_06_59(hour: int, minute: int, inside: int) -> None:
    found = find_night(at(datetime(2019, 5, 4, hour, minute)))
    assert (found.inside, found.counted, found.time_share) == (inside, 1, 9 / 24)


def test_exactly_midnight_is_a_date_without_its_time() -> None:
    rows = at(datetime(2019, 5, 4), datetime(2019, 5, 4, 0, 0, 1), SATURDAY)
    assert count_untimed(rows) == 1
    assert (find_night(rows).inside, find_night(rows).counted) == (1, 2)
    assert build_by_part(rows)["call_outs"].sum() == 2
    assert find_weekend(rows, Period(date(2019, 4, 1), date(2019, 4, 28))).counted == 3
    assert say_untimed(1).startswith(" 1 at exactly 00:00 is in no hour")
    assert say_untimed(0) == ""


@pytest.mark.parametrize(("day", "inside"), [(3, 0), (4, 1), (5, 1), (6, 0)])
def test_the_weekend_is_saturday_and_sunday(day: int, inside: int) -> None:
    weeks = Period(date(2019, 4, 29), date(2019, 5, 12))
    found = find_weekend(at(datetime(2019, 5, day, 23, 59)), weeks)
    assert (found.inside, found.time_share) == (inside, 2 / 7)


def test_the_weekends_share_is_of_the_periods_own_days() -> None:
    friday_to_sunday = Period(date(2019, 5, 3), date(2019, 5, 5))
    assert find_weekend(at(SATURDAY), friday_to_sunday).time_share == 2 / 3


def test_the_test_is_the_exact_binomial_and_the_interval_wilsons() -> None:
    found = build_span_share(14, 30, NIGHT_SHARE)
    assert found.p_value == binomtest(14, 30, 0.375).pvalue
    assert (found.lower, found.upper) == pytest.approx((0.3023, 0.6386), abs=5e-5)
    assert build_span_share(0, 0, NIGHT_SHARE).p_value is None


@pytest.mark.parametrize(
    ("inside", "beyond"), [(1, True), (5, True), (6, False), (16, False), (17, True), (30, True)]
)
def test_chance_is_excluded_only_where_test_and_interval_agree(inside: int, beyond: bool) -> None:
    found = build_span_share(inside, 30, NIGHT_SHARE)
    assert found.is_beyond_chance is beyond


def test_where_test_and_interval_differ_chance_is_said_to_be_able() -> None:
    found = build_span_share(0, 10, 2 / 7)
    assert found.upper is not None and found.upper < 2 / 7
    assert found.p_value is not None and found.p_value > 0.05
    assert not found.is_beyond_chance


# Parts and weekdays


def test_the_day_has_eight_parts_of_which_the_last_three_are_the_night() -> None:
    rows = at(
        datetime(2019, 5, 6, 7),
        datetime(2019, 5, 4, 21, 59),
        datetime(2019, 5, 4, 22),
        datetime(2019, 5, 6, 0, 59),
        datetime(2019, 5, 6, 1),
        datetime(2019, 5, 6, 6, 59),
    )
    parts = build_by_part(rows)
    assert parts["part"].to_list()[0] == "07:00–09:59"
    assert parts["part"].to_list()[5:] == ["22:00–00:59", "01:00–03:59", "04:00–06:59"]
    assert parts["is_night"].to_list() == [False] * 5 + [True] * 3
    assert parts["call_outs"].to_list() == [1, 0, 0, 0, 1, 2, 1, 1]
    assert parts["weekend"].to_list() == [0, 0, 0, 0, 1, 1, 0, 0]
    night = parts.filter("is_night")["call_outs"].sum()
    assert night == find_night(rows).inside


def test_weekdays_begin_on_monday_and_all_are_there() -> None:
    days = build_by_weekday(at(SATURDAY, datetime(2019, 5, 6, 9)))
    assert days["weekday"].to_list()[0] == "Monday"
    assert days["call_outs"].to_list() == [1, 0, 0, 0, 0, 1, 0]
    assert days["is_weekend"].to_list() == [False] * 5 + [True] * 2


# Who decided


def test_deciders_are_grouped_and_the_unrecorded_always_shown() -> None:
    rows = call_outs(
        {"decided_by": "senior_manager"},
        {"decided_by": "registered_manager"},
        {"decided_by": "agency_staff"},
        {"decided_by": "victim"},
    )
    assert build_deciders(rows).rows() == [
        ("registered or senior manager", 2),
        ("agency staff", 1),
        ("child, victim, the public or police", 1),
        ("not recorded", 0),
    ]
    assert (
        say_deciders_title(build_deciders(rows)) == "A manager decided 2 of 4 behaviour call-outs"
    )
    unknown = build_deciders(call_outs({}))
    assert unknown.rows() == [("not recorded", 1)]
    assert say_deciders_title(unknown) == "Who decided to call is not recorded"


def test_every_decider_has_its_group() -> None:
    from core.vocabulary import Decider

    rows = call_outs(*({"decided_by": decider.value} for decider in Decider))
    counts = dict(build_deciders(rows).rows())
    assert counts.pop("not recorded") == 0 and sum(counts.values()) == len(Decider)


def test_agency_staff_are_not_compared() -> None:
    rows = call_outs({"agency_staff_on_shift": "yes"}, {"agency_staff_on_shift": "no"}, {})
    assert find_agency(rows) == Answers(1, 1, 1)
    said = say_agency(find_agency(rows))
    assert "1 of 2 with an answer; 1 not recorded" in said and "nothing to compare" in said
    assert say_agency(Answers(0, 0, 0)).startswith("No behaviour call-outs")


def test_kinds_stand_apart() -> None:
    rows = call_outs({}, {"kind": "protective"})
    assert filter_kind(rows, CallOutKind.PROTECTIVE).height == 1


# Slow time


def pace(occurred: datetime, decided: datetime | None, **more: object) -> str:
    row = {"occurred_at": occurred, "decided_at": decided, **more}
    paces = build_paces(call_outs(row)).filter(pl.col("call_outs") > 0)
    return str(paces["pace"].item())


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-1, "not recorded"),
        (0, "within the hour"),
        (60, "within the hour"),
        (61, "later the same day"),
        (269, "later the same day"),
        (270, "the next day or later"),
    ],
)
def test_paces_at_their_edges(minutes: int, words: str) -> None:
    assert pace(SATURDAY, SATURDAY + timedelta(minutes=minutes)) == words


def test_within_the_hour_holds_across_midnight_and_the_clock_change() -> None:
    assert pace(datetime(2019, 5, 4, 23, 30), datetime(2019, 5, 5, 0, 30)) == "within the hour"
    # 00:45 to 02:45 on the day that spring skips an hour is one hour.
    assert pace(datetime(2019, 3, 31, 0, 45), datetime(2019, 3, 31, 2, 45)) == "within the hour"
    # A date without its time cannot be within the hour.
    assert pace(datetime(2019, 5, 4), datetime(2019, 5, 4, 0, 30)) == "later the same day"


def test_a_blank_decision_is_the_report_and_both_blank_is_not_recorded() -> None:
    assert pace(SATURDAY, None, reported_at=SATURDAY) == "within the hour"
    assert pace(SATURDAY, None) == "not recorded"


def test_only_the_placements_own_behaviour_calls_without_risk_have_a_pace() -> None:
    rows = call_outs(
        {"decided_at": SATURDAY},
        {"decided_at": SATURDAY, "immediate_risk": "yes"},
        {"decided_at": SATURDAY, "immediate_risk": None},
        {"decided_at": SATURDAY, "decided_by": "victim"},
        {"decided_at": SATURDAY, "kind": "protective"},
    )
    own = filter_own_decisions(rows)
    assert own.height == 3
    assert build_paces(own)["call_outs"].to_list() == [1, 0, 0, 0]
    assert count_risk_unknown(own) == 1
    assert say_left_out(1) == (
        " 1 more has no answer about immediate risk and is not counted here."
    )
    assert say_left_out(2).startswith(" 2 more have no answer") and say_left_out(0) == ""


def test_the_paces_title_counts_what_is_known() -> None:
    paces = pl.DataFrame({"pace": build_paces(call_outs())["pace"], "call_outs": [4, 2, 0, 3]})
    assert say_pace_title(paces) == (
        "4 of 6 decisions to call were made within the hour; none waited until the next day"
    )
    assert (
        say_pace_title(build_paces(call_outs()))
        == "How soon it was decided to call is not recorded"
    )


# Sentences


def test_a_share_is_said_beside_the_share_of_the_time() -> None:
    found = build_span_share(14, 30, NIGHT_SHARE)
    assert plain(say_span(found, NIGHT, "behaviour call-out")) == (
        "14 of 30 behaviour call-outs came at night, 47 % (95 % interval: 30 % to 64 %); nights "
        "(22:00 to 06:59) are 38 % of the hours: chance could explain it."
    )
    assert say_span_title(found, NIGHT, "behaviour call-out") == (
        "14 of 30 behaviour call-outs came at night: chance could explain it"
    )


def test_more_and_fewer_than_chance_are_said_as_such() -> None:
    more, fewer = build_span_share(20, 30, 2 / 7), build_span_share(1, 30, 2 / 7)
    assert say_span(more, WEEKEND, "call-out").endswith(
        "29\u00a0% of the days: more than if calls came evenly through the week."
    )
    assert say_span(fewer, NIGHT, "call-out").endswith(
        "fewer than if calls came evenly round the clock."
    )
    assert say_span_title(more, WEEKEND, "call-out") == (
        f"{more.inside} of {more.counted} call-outs came at the weekend: more than if calls came "
        "evenly through the week"
    )


@pytest.mark.parametrize(("inside", "said"), [(5, False), (6, True)])
def test_six_hours_are_named_from_more_than_half(inside: int, said: bool) -> None:
    evening = [datetime(2019, 5, 4, 16 + hour % 6, 30) for hour in range(inside)]
    others = [datetime(2019, 5, 4, hour, 30) for hour in (1, 4, 7, 10, 13)]
    words = say_busiest(build_by_part(at(*evening, *others)), "call-out")
    assert words.startswith("6 of 11 call-outs came between 16:00 and 22:00 (chosen after") is said
    assert bool(words) is said


@pytest.mark.parametrize(("counted", "few"), [(9, True), (10, False), (11, False)])
def test_below_ten_the_title_says_too_few(counted: int, few: bool) -> None:
    found = build_span_share(counted, counted, NIGHT_SHARE)
    assert say_span_title(found, NIGHT, "call-out").startswith("Too few") is few


def test_nothing_and_few_are_said() -> None:
    none = build_span_share(0, 0, NIGHT_SHARE)
    assert say_span(none, NIGHT, "call-out") == "No call-outs with a time to count."
    assert say_too_few(1, "call-out").startswith("There was 1 call-out: fewer than 10")
    assert say_protective_title(1) == "1 protective call-out stands apart"
    assert say_protective_title(2) == "2 protective call-outs stand apart"
