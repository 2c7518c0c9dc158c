"""Missing episodes: answers that add up, times really elapsed, repeats without a claim."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from core.clock import elapsed
from core.measures.answers import SHARE_FROM, Answers, ask_column, count_answers
from core.measures.missing import (
    KNOWN_SAFE,
    build_answers,
    build_by_home,
    build_waits,
    filter_away,
    filter_episodes,
    find_interviews,
    find_known_safe,
    find_noted,
    find_repeated,
)
from core.measures.missing_sentences import (
    say_answers,
    say_arrival_title,
    say_away,
    say_by_home_title,
    say_causes_title,
    say_children_of,
    say_declined,
    say_interviews,
    say_known_safe,
    say_minutes,
    say_missing_title,
    say_noted,
    say_other_homes,
    say_question,
    say_repeated,
    say_repeated_title,
    say_share,
    say_wait,
)
from core.measures.period import Period
from core.measures.slow_time import build_minutes
from tests.core.measures.frames import build_homes

MOMENTS = ("decided_at", "reported_at", "police_arrived_at", "returned_at", "return_interview_at")
WORDS = (
    "whereabouts_known",
    "known_safe",
    "collection_requested",
    "checklist_completed",
    "trigger_plan",
    "return_interview",
    "police_response",
    "child_ref",
)
SCHEMA = {
    "home_id": pl.Int64,
    "category": pl.String,
    "occurred_on": pl.Date,
    "contacted": pl.Boolean,
    "call_out": pl.Boolean,
    **dict.fromkeys(WORDS, pl.String),
    **dict.fromkeys(MOMENTS, pl.Datetime("us")),
}
YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))
RETURNED = datetime(2019, 5, 5, 12)


def episodes(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {
        "home_id": 1,
        "category": "missing",
        "occurred_on": date(2019, 5, 4),
        "contacted": True,
        "call_out": True,
    }
    filled = [{**dict.fromkeys(SCHEMA), **usual, **row} for row in rows]
    return pl.DataFrame(filled, schema=SCHEMA, orient="row")


def read(answers: pl.DataFrame, key: str) -> tuple[int, int, int, int]:
    row = answers.filter(pl.col("key") == key).row(0, named=True)
    return row["asked"], row["yes"], row["no"], row["unknown"]


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


# Answers


def test_a_blank_is_never_a_no_and_the_counts_add_up() -> None:
    asked = pl.DataFrame({"trigger_plan": ["yes", "no", None, None]})
    question = ask_column("trigger_plan", "?", pl.lit(True))
    assert count_answers(asked, question) == Answers(1, 1, 2)
    assert count_answers(asked.clear(), question) == Answers(0, 0, 0)


@pytest.mark.parametrize(("known", "said"), [(4, False), (5, True), (6, True)])
def test_a_share_is_said_from_five_known_answers(known: int, said: bool) -> None:
    assert SHARE_FROM == 5
    found = Answers(known, 0, 9)
    assert (found.share is not None, found.limits is not None) == (said, said)
    assert ("%" in say_answers(found)) is said


def test_the_limits_are_wilsons() -> None:
    """Newcombe 1998, table I: 15 of 148."""
    assert Answers(15, 133, 4).limits == pytest.approx((0.0624, 0.1605), abs=5e-5)


# Questions


def test_the_checklist_is_asked_of_call_outs_and_the_plan_of_every_episode() -> None:
    rows = episodes(
        {"checklist_completed": "yes", "trigger_plan": "no"},
        {"contacted": True, "call_out": False, "checklist_completed": "no"},
        {"contacted": False, "call_out": False, "collection_requested": "yes"},
    )
    answers = build_answers(rows)
    assert read(answers, "checklist_completed") == (1, 1, 0, 0)
    assert read(answers, "trigger_plan") == (3, 0, 1, 2)
    assert read(answers, "collection_requested") == (2, 0, 0, 2)
    assert (answers["yes"] + answers["no"] + answers["unknown"] == answers["asked"]).all()


@pytest.mark.parametrize(
    ("whereabouts", "safe", "answer"),
    [
        ("yes", "yes", "yes"),
        ("yes", "no", "no"),
        ("no", "yes", "no"),
        ("no", None, "no"),
        (None, "yes", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_known_safe_needs_both_answers(whereabouts: str, safe: str, answer: str) -> None:
    rows = episodes({"whereabouts_known": whereabouts, "known_safe": safe})
    found = find_known_safe(rows)
    assert {"yes": found.yes, "no": found.no, "unknown": found.unknown}[answer] == 1
    assert found.asked == 1
    assert find_known_safe(rows.with_columns(call_out=False)).asked == 0
    assert read(build_answers(rows), KNOWN_SAFE.key)[0] == 1


@pytest.mark.parametrize(
    ("late", "in_time"),
    [
        (timedelta(hours=72, minutes=-1), Answers(1, 0, 0)),
        (timedelta(hours=72), Answers(1, 0, 0)),
        (timedelta(hours=72, minutes=1), Answers(0, 1, 0)),
        (timedelta(hours=-1), Answers(0, 0, 1)),
        (None, Answers(0, 0, 1)),
    ],
)
def test_an_interview_is_in_time_up_to_72_hours(late: timedelta | None, in_time: Answers) -> None:
    held_at = RETURNED + late if late is not None else None
    rows = episodes(
        {"return_interview": "held", "returned_at": RETURNED, "return_interview_at": held_at},
        {"return_interview": "declined", "returned_at": RETURNED},
        {"return_interview": "not_held"},
        {},
    )
    assert find_interviews(rows) == (Answers(1, 2, 1), in_time, 1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2019, 3, 30, 12), datetime(2019, 4, 2, 13)),  # spring forward: 72 hours
        (datetime(2019, 10, 26, 12), datetime(2019, 10, 29, 11)),  # autumn back: 72 hours
        (datetime(2019, 10, 27, 0, 30), datetime(2019, 10, 27, 1, 30)),  # the repeated hour
        (datetime(2019, 5, 4, 12), datetime(2019, 5, 4, 11)),
    ],
)
def test_elapsed_time_is_the_clocks_across_its_changes(start: datetime, end: datetime) -> None:
    frame = pl.DataFrame({"a": [start], "b": [end]})
    assert frame.select(build_minutes("a", "b")).item() == elapsed(start, end).total_seconds() / 60


def test_72_hours_are_elapsed_hours() -> None:
    rows = episodes(
        {
            "return_interview": "held",
            "returned_at": datetime(2019, 3, 30, 12),
            "return_interview_at": datetime(2019, 4, 2, 13),
        }
    )
    assert find_interviews(rows)[1] == Answers(1, 0, 0)


# Times


def wait(minutes: int | None, **more: object) -> dict[str, object]:
    reported = datetime(2019, 5, 4, 20)
    arrived = reported + timedelta(minutes=minutes) if minutes is not None else None
    return {
        "decided_at": reported - timedelta(minutes=5),
        "reported_at": reported,
        "police_arrived_at": arrived,
        "police_response": "attended",
        **more,
    }


def test_the_arrival_is_measured_where_the_police_attended() -> None:
    rows = episodes(
        wait(20),
        wait(60),
        wait(130),
        wait(None),
        wait(-5),
        wait(None, police_response="advised"),
        wait(40, call_out=False),
    )
    told, arrived = build_waits(rows).rows(named=True)
    assert arrived == {
        "step": "from the report to the police's arrival",
        "counted": 3,
        "median": 60.0,
        "shortest": 20.0,
        "longest": 130.0,
        "unknown": 2,
    }
    assert (told["counted"], told["median"], told["unknown"]) == (6, 5.0, 0)
    assert say_wait(arrived) == (
        "Time from the report to the police's arrival: 1 hour at the median, 20 minutes to "
        "2 hours 10 minutes, known for 3; 2 not recorded."
    )
    assert (
        say_arrival_title(arrived) == "After the report the police arrived in 1 hour at the median"
    )


def test_a_median_is_said_of_three() -> None:
    two = build_waits(episodes(wait(20), wait(60))).row(-1, named=True)
    assert say_wait(two).endswith("arrival: 20 minutes to 1 hour, known for 2.")
    assert say_arrival_title(two) == "How soon the police arrived is known for 2 episodes"
    one = build_waits(episodes(wait(20), wait(None))).row(-1, named=True)
    assert say_wait(one).endswith("arrival: 20 minutes, known for 1; 1 not recorded.")
    none = build_waits(episodes(wait(None))).row(-1, named=True)
    assert say_wait(none).endswith("not recorded for any of 1.")
    assert say_arrival_title(none) == "How soon the police arrived is not recorded"
    assert say_wait(build_waits(episodes()).row(-1, named=True)).endswith("none to measure.")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (59.6, "1 hour"),
        (125, "2 hours 5 minutes"),
        (1440, "1 day"),
        (4560, "3 days 4 hours"),
    ],
)
def test_spans_are_said_in_words(minutes: float, words: str) -> None:
    assert say_minutes(minutes) == words


# Homes


def test_homes_stand_by_name_and_away_is_apart() -> None:
    rows = episodes(
        {"home_id": 2, "child_ref": "K1", "return_interview": "held"},
        {"home_id": 2, "child_ref": "K1", "call_out": False},
        {"home_id": 2, "child_ref": "K2", "category": "absent"},
        {"home_id": 1, "category": "absent"},
        {"home_id": 1, "category": "assault"},
    )
    assert filter_episodes(rows).height == 2 and filter_away(rows).height == 2
    day = date(2019, 5, 4)
    assert build_by_home(rows, build_homes("Birch", "Alder")).rows() == [
        (2, "Alder", 2, 1, 1, 1, 1, day),
        (1, "Birch", 0, 0, 0, 0, 1, None),
    ]


@pytest.mark.parametrize(("count", "found"), [(2, 0), (3, 1), (4, 1)])
def test_three_episodes_are_repeated(count: int, found: int) -> None:
    rows = episodes(*({"child_ref": "K1"} for _ in range(count)))
    assert find_repeated(rows, build_homes("Alder")).height == found


ANNOTATIONS = {
    "id": pl.Int64,
    "home_id": pl.Int64,
    "on_day": pl.Date,
    "words": pl.String,
}


def test_what_was_noted_stands_with_the_counts_before_and_since() -> None:
    rows = episodes(
        {"occurred_on": date(2019, 2, 3), "child_ref": "K1"},
        {"occurred_on": date(2019, 3, 3), "child_ref": None},
        {"occurred_on": date(2019, 4, 3), "child_ref": "K2"},
    )
    repeated = find_repeated(rows, build_homes("Alder"))
    assert repeated.row(0) == (1, 3, 2, 2, date(2019, 2, 3), date(2019, 4, 3), "Alder")
    notes = pl.DataFrame(
        [
            (1, 1, date(2019, 4, 3), "wi-fi"),
            (2, 1, date(2019, 2, 2), "before the first"),
            (3, 1, date(2019, 12, 1), "after the end"),
            (4, 1, date(2019, 5, 1), None),
            (5, 2, date(2019, 5, 1), "another home"),
            (6, None, date(2019, 5, 1), "the area"),
        ],
        schema=ANNOTATIONS,
        orient="row",
    )
    noted = find_noted(rows, repeated, notes, date(2019, 11, 30))
    assert noted.rows() == [(1, date(2019, 4, 3), "wi-fi", 2, 1)]


# Sentences


def test_events_stand_beside_children_only_where_all_are_known() -> None:
    assert say_missing_title(0, 0, 0, YEAR) == "No missing episode recorded in 2019"
    assert say_missing_title(7, 7, 2, YEAR) == "7 missing episodes, by 2 children"
    assert say_missing_title(2, 2, 1, YEAR) == "2 missing episodes, by one child"
    assert say_missing_title(7, 6, 2, YEAR) == "7 missing episodes"
    assert say_children_of(7, 6, 2, may_see=True) == "by 2 children; 1 without a child's reference"
    assert say_children_of(7, 0, 0, may_see=True) == "no child's reference is recorded"
    assert say_children_of(7, 0, 0, may_see=False) == "how many children is not shown here"


def test_a_count_beside_its_words_is_not_said_twice() -> None:
    assert say_share(Answers(0, 0, 3)) == "not recorded for any of 3"
    assert say_share(Answers(0, 4, 1)) == "calls with an answer; 1 not recorded"
    assert plain(say_share(Answers(0, 5, 0))).startswith("calls with an answer, 0 % (95 % interv")


def test_a_few_answers_are_sentences() -> None:
    assert say_question("Trigger plan", Answers(0, 2, 1)) == (
        "Trigger plan: yes for none of 2; 1 not recorded"
    )
    assert say_question("Trigger plan", Answers(1, 1, 0)) == "Trigger plan: yes for 1 of 2"
    assert say_question("Plan", Answers(0, 0, 2)) == "Plan: not recorded for any of 2"


def test_answers_say_what_is_not_recorded() -> None:
    assert say_answers(Answers(0, 0, 0)) == "none to ask it of"
    assert say_answers(Answers(0, 0, 3)) == "not recorded for any of 3"
    assert say_answers(Answers(1, 2, 3)) == "1 of 3 with an answer; 3 not recorded"
    assert plain(say_answers(Answers(1, 28, 0))) == (
        "1 of 29 with an answer, 3 % (95 % interval: 1 % to 17 %)"
    )


def test_the_protocols_question_is_answered_in_words() -> None:
    assert say_known_safe(Answers(0, 0, 0)) == "No missing episode was reported to the police"
    assert say_known_safe(Answers(0, 0, 2)).endswith("is not recorded (2)")
    assert say_known_safe(Answers(0, 4, 1)) == (
        "No call is known to be about a child who was safe; 1 not recorded"
    )
    assert say_known_safe(Answers(1, 4, 0)) == "1 of 5 calls was about a child known to be safe"
    assert say_known_safe(Answers(2, 4, 0)) == "2 of 6 calls were about a child known to be safe"


def test_interviews_are_said_with_what_is_missing() -> None:
    said = say_interviews(Answers(4, 2, 1), Answers(2, 1, 1))
    assert said == (
        "Return home interview held after 4 of 6 episodes, 2 of them within 72 hours; 1 without "
        "its times; 1 not recorded"
    )
    none = say_interviews(Answers(1, 0, 0), Answers(0, 1, 0))
    assert none == "Return home interview held after 1 of 1 episode, none of them within 72 hours"
    untimed = say_interviews(Answers(1, 0, 0), Answers(0, 0, 1))
    assert untimed == "Return home interview held after 1 of 1 episode; 1 without its times"
    assert "not recorded (3)" in say_interviews(Answers(0, 0, 3), Answers(0, 0, 0))
    assert say_interviews(Answers(0, 0, 0), Answers(0, 0, 0)).startswith("No missing episode")
    assert say_declined(0) == ""
    assert say_declined(1) == "1 was declined by the child, which is the child's right. "


SPELL = (date(2025, 2, 3), date(2025, 10, 6))
UNTIL = date(2026, 10, 31)


def test_a_home_with_repeats_is_said_as_far_as_imports_cover() -> None:
    assert say_repeated("Juniper", 7, 7, 2, SPELL, UNTIL, 0) == (
        "Juniper: 7 episodes by 2 children, 3 February to 6 October 2025. None since, to "
        "31 October 2026."
    )
    assert say_repeated("Juniper", 7, 6, 2, SPELL, UNTIL, 31).endswith(
        "None recorded since, but 31 days to 31 October 2026 are in no import."
    )
    last_day = say_repeated("Juniper", 7, 0, 0, SPELL, SPELL[1], 0)
    assert last_day == "Juniper: 7 episodes, 3 February to 6 October 2025."
    assert say_noted(date(2025, 10, 13), "Wi-fi mended", 7, 0) == (
        "13 October 2025, noted: Wi-fi mended. 7 before, none since."
    )


def test_titles_and_the_other_homes_are_counted() -> None:
    assert say_repeated_title(0, YEAR) == "No home had three missing episodes or more, 2019"
    assert say_repeated_title(1, YEAR) == "1 home had three missing episodes or more, 2019"
    assert say_by_home_title(2, 0) == "Missing episodes at 2 homes"
    assert say_by_home_title(2, 1).endswith("at 2 homes, away without authorisation at 1")
    assert say_other_homes(0, sees_unreported=True) == "Every home has one."
    one = say_other_homes(1, sees_unreported=True)
    assert one == "1 other home has none recorded in this period."
    unseen = say_other_homes(2, sees_unreported=False)
    assert unseen == "2 other homes have none that your role sees in this period."
    none = say_away(0, 0, sees_unreported=True)
    assert none == "none recorded; never counted as missing"
    assert say_away(0, 0, sees_unreported=False).startswith("none that your role sees;")
    assert (
        say_away(2, 1, sees_unreported=True) == "1 reported to the police; never counted as missing"
    )
    assert (
        say_causes_title(0, YEAR, may_see=True) == "No cause of a missing episode is written, 2019"
    )
    two = say_causes_title(2, YEAR, may_see=True)
    assert two == "A cause is recorded for 2 missing episodes, 2019"
    assert say_causes_title(0, YEAR, may_see=False) == "Causes are not shown to your role"
