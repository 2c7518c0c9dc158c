"""Since the last meeting: what is new, what waits, what was followed up."""

from datetime import UTC, date, datetime

import polars as pl

from core.measures.since import (
    SinceMeeting,
    find_since_meeting,
    say_meeting_period,
    say_since_actions,
    say_since_call_outs,
    say_since_title,
    say_since_waiting,
)
from tests.core.measures.frames import build_call_outs, build_homes, build_places

MET = date(2026, 9, 15)
TODAY = date(2026, 11, 22)
ACTIONS = {
    "state": pl.String,
    "due_on": pl.Date,
    "created_at": pl.Datetime("us", "UTC"),
    "done_at": pl.Datetime("us", "UTC"),
}


def find(
    *days: date,
    actions: tuple[tuple[object, ...], ...] = (),
    reviewed: bool = False,
    data_to: date = date(2026, 10, 31),
) -> SinceMeeting:
    calls = build_call_outs(*((1, day) for day in days))
    return find_since_meeting(
        calls.with_columns(reviewed=pl.lit(reviewed)),
        calls,
        build_homes("alder"),
        build_places((1, None, 4)),
        pl.DataFrame(list(actions), schema=ACTIONS, orient="row"),
        met_on=MET,
        data_to=data_to,
        today=TODAY,
    )


def test_the_day_of_the_meeting_is_before_it() -> None:
    since = find(MET, date(2026, 9, 16), date(2026, 10, 31), date(2026, 11, 1))
    assert since.found is not None and since.found.count == 2
    assert say_meeting_period(since) == "16 September to 31 October 2026"


def test_new_call_outs_stand_beside_the_same_days_a_year_before() -> None:
    since = find(date(2026, 9, 20), date(2025, 9, 16), date(2025, 9, 20), date(2025, 11, 1))
    assert since.found is not None
    assert (since.found.count, since.found.other_count) == (1, 2)
    assert say_since_call_outs(since).endswith("1 about behaviour, 0 protective.")


def test_data_that_end_at_the_meeting_say_so() -> None:
    since = find(date(2026, 9, 1), data_to=MET)
    assert since.period is None and since.found is None
    assert say_since_call_outs(since) == (
        "The data end before the day after the meeting of 15 September 2026."
    )
    assert say_meeting_period(since) == "no data after 15 September 2026"


def test_what_waits_counts_from_before_the_meeting_too() -> None:
    since = find(date(2026, 9, 3), date(2026, 9, 20))
    assert (since.waiting, since.waiting_from) == (2, date(2026, 9, 3))
    assert say_since_waiting(since) == (
        "2 incidents wait for the group, the oldest of 3 September 2026."
    )
    assert say_since_waiting(find(date(2026, 9, 3), reviewed=True)) == (
        "Every incident was looked at."
    )


def test_a_follow_up_is_overdue_from_the_day_after_it_was_due() -> None:
    before, after = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 20, tzinfo=UTC)
    since = find(
        actions=(
            ("open", date(2026, 11, 21), before, None),
            ("open", TODAY, after, None),
            ("done", date(2026, 9, 30), before, after),
            ("done", date(2026, 9, 10), before, before),
        )
    )
    assert (since.open_now, since.overdue, since.done, since.given) == (2, 1, 1, 1)
    assert say_since_actions(since) == (
        "1 follow-up done since the meeting, 1 given; 2 open, 1 of them overdue."
    )


def test_a_tick_after_midnight_of_british_summer_time_is_of_the_next_day() -> None:
    ticked = datetime(2026, 9, 15, 23, 30, tzinfo=UTC)
    since = find(actions=(("done", MET, datetime(2026, 9, 1, tzinfo=UTC), ticked),))
    assert since.done == 1


def test_the_title_tells_what_waits_to_those_who_review_only() -> None:
    since = find(date(2026, 9, 20))
    assert say_since_title(since, reviews=True) == (
        "Since the meeting of 15 September 2026: 1 call-out, 1 incident to review"
    )
    assert "review" not in say_since_title(since, reviews=False)
    quiet = find(reviewed=True, data_to=MET)
    assert say_since_title(quiet, reviews=True).endswith("nothing new in the data")
