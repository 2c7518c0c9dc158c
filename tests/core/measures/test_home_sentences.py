"""One home in sentences, and what only its page counts: neither good news nor bad is invented."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from core.clock import say_date
from core.measures.answers import Answers
from core.measures.gaps import build_gaps
from core.measures.home_sentences import (
    FollowUps,
    Staff,
    Standing,
    say_attention,
    say_follow_up_title,
    say_gaps_title,
    say_good_news,
    say_home_title,
    say_in_place,
    say_last_contact,
    say_needed_title,
    say_restorative,
    say_timeline_title,
)
from core.measures.one_home import (
    build_missing_by_month,
    build_needed_by_year,
    count_untold,
    count_waiting,
    find_in_line,
    find_open_days,
    say_findings_method,
    say_in_line,
    say_no_findings,
    say_not_open,
    say_own_alarm,
)
from core.measures.period import Period
from core.measures.share import NeededShare, build_needed_share
from core.vocabulary import Verdict
from tests.core.measures.frames import build_call_outs

TODAY = date(2026, 11, 22)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
NOTHING = Standing(
    data_to=date(2026, 10, 31),
    today=TODAY,
    quiet_days=None,
    recent=build_needed_share(0, 0, 0),
    alarms=(),
    advice=0,
    untold_agreed=0,
    untold_suggested=0,
    staff=None,
    follow_ups=None,
    sees_contacts=False,
    contact_on=None,
)


def test_of_what_is_not_known_nothing_is_said() -> None:
    assert say_good_news(NOTHING) == [] and say_attention(NOTHING) == []
    unknown = replace(
        NOTHING,
        recent=build_needed_share(0, 0, 4),
        staff=Staff(trained=None, total=12, asked_for=3),
        follow_ups=FollowUps(open_now=2, overdue=0, done=0),
    )
    assert say_good_news(unknown) == [] and say_attention(unknown) == []


@pytest.mark.parametrize(("days", "is_good"), [(89, False), (90, True), (91, True)])
def test_quiet_is_good_news_from_ninety_days(days: int, is_good: bool) -> None:
    said = say_good_news(replace(NOTHING, quiet_days=days))
    assert bool(said) is is_good
    if is_good:
        assert said == [
            f"{days} days without a behaviour call-out, to 31 October 2026; imports cover them all."
        ]


@pytest.mark.parametrize(
    ("share", "good", "bad"),
    [
        (
            build_needed_share(4, 0, 0),
            ["Police were needed in all 4 call-outs of the last 12 months."],
            [],
        ),
        (
            build_needed_share(1, 0, 0),
            ["Police were needed in the one call-out of the last 12 months."],
            [],
        ),
        (build_needed_share(4, 0, 1), [], []),
        (
            build_needed_share(3, 1, 2),
            [],
            [
                "Police were not needed in 1 of 4 call-outs of the last 12 months; for 2 more it "
                "is not known."
            ],
        ),
    ],
)
def test_police_needed_is_good_only_where_all_are_known(
    share: NeededShare, good: list[str], bad: list[str]
) -> None:
    home = replace(NOTHING, recent=share)
    assert say_good_news(home) == good and say_attention(home) == bad


@pytest.mark.parametrize(("trained", "is_enough"), [(2, False), (3, True), (4, True)])
def test_restorative_staff_are_judged_by_what_is_asked_for(trained: int, is_enough: bool) -> None:
    home = replace(NOTHING, staff=Staff(trained, 12, 3))
    said = (
        f"{trained} of 12 staff are restorative-trained; 3 are asked for, a quarter of the "
        "staff, and at least two."
    )
    assert say_good_news(home) == ([said] if is_enough else [])
    assert say_attention(home) == ([] if is_enough else [said])


def test_follow_ups_done_are_good_only_where_none_is_overdue() -> None:
    done = replace(NOTHING, follow_ups=FollowUps(open_now=1, overdue=0, done=3))
    assert say_good_news(done) == ["3 follow-ups done in the period, none overdue."]
    late = replace(NOTHING, follow_ups=FollowUps(open_now=1, overdue=1, done=3))
    assert say_good_news(late) == [] and say_attention(late) == ["1 follow-up overdue."]


@pytest.mark.parametrize(("days", "is_long"), [(182, False), (183, False), (184, True)])
def test_half_a_year_without_contact_asks_for_attention(days: int, is_long: bool) -> None:
    last = TODAY - timedelta(days=days)
    home = replace(NOTHING, sees_contacts=True, contact_on=last)
    assert say_attention(home) == (
        [f"No contact since {say_date(last)}, {days} days ago."] if is_long else []
    )
    # What the group did is no news of the home.
    assert say_good_news(home) == []
    assert say_attention(replace(home, is_visited=False)) == []


def test_the_last_contact_says_its_day_and_how_long_ago() -> None:
    assert say_last_contact(TODAY - timedelta(days=1), TODAY) == (
        "Last contact on 21 November 2026, 1 day ago."
    )
    assert say_last_contact(TODAY, TODAY) == "Last contact on 22 November 2026, today."


def test_no_contact_is_said_only_to_who_would_see_one() -> None:
    assert say_attention(replace(NOTHING, sees_contacts=True)) == [
        "No contact with the home is recorded."
    ]
    assert say_attention(NOTHING) == []


def test_an_untold_incident_stands_beside_alarms_with_its_state() -> None:
    home = replace(NOTHING, alarms=["Birch: alarm."], untold_agreed=1, untold_suggested=1)
    assert say_attention(home) == [
        "Birch: alarm.",
        "Police or social care should have been told of 2 incidents (1 agreed, 1 suggested).",
    ]


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (0, []),
        (1, ["1 suggested finding of the period waits for the group."]),
        (2, ["2 suggested findings of the period wait for the group."]),
    ],
)
def test_findings_that_wait_ask_for_attention(waiting: int, said: list[str]) -> None:
    assert say_attention(replace(NOTHING, waiting=waiting)) == said


def test_an_alarm_on_its_homes_page_does_not_name_the_home_again() -> None:
    alarm = {
        "name": "Birch: alarm",
        "alarm_on": date(2026, 7, 19),
        "since_on": date(2026, 7, 9),
        "call_outs_in_run": 3,
    }
    assert say_own_alarm(alarm, []) == (
        "Alarm on 19 July 2026, the third behaviour call-out in 10 days."
    )


def test_advice_instead_of_a_call_is_good_news_with_its_clauses() -> None:
    assert say_good_news(replace(NOTHING, advice=2)) == [
        "Advice was asked or information shared 2 times without a call-out, as the protocol wants "
        "(4.13, 10.3)."
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (build_needed_share(0, 0, 0), "Elm: no call-outs recorded in 2026"),
        (build_needed_share(3, 1, 0), "Elm: 4 call-outs, 1 avoidable"),
        (build_needed_share(3, 0, 0), "Elm: 3 call-outs, police needed in all"),
        (build_needed_share(1, 0, 0), "Elm: 1 call-out, police needed there"),
        (build_needed_share(2, 0, 1), "Elm: 3 call-outs, none found avoidable, 1 not known"),
        (build_needed_share(0, 0, 2), "Elm: 2 call-outs, whether police were needed not known"),
    ],
)
def test_the_title_says_what_is_known_and_what_is_not(share: NeededShare, said: str) -> None:
    assert say_home_title("Elm", share, YEAR) == said


@pytest.mark.parametrize(
    ("share", "waiting", "said"),
    [
        ((3, 9, 0), (1, 0, 0), "12 call-outs, 9 avoidable"),
        ((3, 9, 0), (0, 1, 0), "12 call-outs, 9 avoidable (1 not agreed yet)"),
        ((3, 9, 0), (0, 9, 0), "12 call-outs, 9 avoidable (none agreed yet)"),
        ((0, 1, 0), (0, 1, 0), "1 call-out, 1 avoidable (not agreed yet)"),
        ((3, 0, 0), (2, 0, 0), "3 call-outs, police needed in all (2 not agreed yet)"),
        ((1, 0, 0), (1, 0, 0), "1 call-out, police needed there (not agreed yet)"),
    ],
)
def test_a_suggestion_is_not_said_as_what_was_agreed(
    share: tuple[int, int, int], waiting: tuple[int, int, int], said: str
) -> None:
    found = build_needed_share(*share)
    not_agreed = build_needed_share(*waiting)
    assert say_home_title("Elm", found, YEAR, waiting=not_agreed) == f"Elm: {said}"


def test_without_data_the_title_says_so() -> None:
    none = build_needed_share(0, 0, 0)
    assert say_home_title("Elm", none, YEAR, has_data=False) == "Elm: no data for 2026"


def test_no_alarm_is_said_only_of_a_home_that_is_watched() -> None:
    assert say_timeline_title(2, YEAR, [], is_watched=True) == "2 behaviour call-outs, and no alarm"
    assert say_timeline_title(2, YEAR, [], is_watched=False) == "2 behaviour call-outs"
    assert say_timeline_title(0, YEAR, [], is_watched=True) == "No behaviour call-outs in 2026"
    days = [date(2026, 7, 19), date(2026, 9, 7)]
    assert say_timeline_title(9, YEAR, days[:1], is_watched=True) == (
        "9 behaviour call-outs, and an alarm on 19 July 2026"
    )
    assert say_timeline_title(9, YEAR, days, is_watched=True) == (
        "9 behaviour call-outs, and 2 alarms, the last on 7 September 2026"
    )


def _find_gaps(*days: int) -> pl.DataFrame:
    start, ends = date(2025, 1, 1), date(2026, 12, 31)
    calls = build_call_outs(*((1, start + timedelta(days=day)) for day in days))
    until = start + timedelta(days=max(days))
    return build_gaps(calls, until, [(start, ends)])


@pytest.mark.parametrize(("gaps", "is_said"), [(4, False), (5, True), (6, True)])
def test_what_is_usual_between_call_outs_is_said_from_five_gaps(gaps: int, is_said: bool) -> None:
    said = say_gaps_title(_find_gaps(*range(0, 10 * gaps + 1, 10)))
    assert said.startswith("Usually 10 days pass between behaviour call-outs") is is_said
    assert (said == f"{gaps} gaps so far; a chart is drawn from 5") is not is_said


def test_an_unusual_gap_is_named_only_where_there_is_a_limit() -> None:
    steady = list(range(0, 110, 10))
    assert say_gaps_title(_find_gaps(*steady)).endswith("; no gap is unusual")
    assert say_gaps_title(_find_gaps(*steady, 600)) == (
        "Usually 10 days pass between behaviour call-outs; one gap was longer than chance explains"
    )
    open_since = [(date(2025, 1, 1), date(2029, 1, 1))]
    calls = build_call_outs(*((1, date(2025, 1, 1) + timedelta(days=day)) for day in steady))
    gaps = build_gaps(calls, date(2025, 1, 1) + timedelta(days=1247), open_since)
    assert say_gaps_title(gaps) == (
        "1,147 days since the last behaviour call-out: longer than chance explains"
    )


def test_needed_is_said_beside_what_is_not_known() -> None:
    assert say_needed_title(build_needed_share(3, 9, 1)) == (
        "Police were needed in 3 of 12 call-outs; 1 not known"
    )
    assert (
        say_needed_title(build_needed_share(0, 1, 0)) == "Police were needed in none of 1 call-out"
    )
    assert say_needed_title(build_needed_share(0, 0, 2)) == (
        "Whether police were needed is not known for 2 call-outs"
    )
    assert say_needed_title(build_needed_share(0, 0, 0)).startswith("No call-outs")
    assert say_needed_title(build_needed_share(3, 9, 1), waiting=2) == (
        "Police were needed in 3 of 12 call-outs (2 not agreed yet); 1 not known"
    )


def test_training_that_is_not_recorded_is_no_no() -> None:
    day = date(2026, 9, 21)
    assert say_restorative(None, None, "X") == "Restorative training: not recorded."
    assert "how many staff are trained is not recorded" in say_restorative(
        Staff(None, 12, 3), day, "X"
    )
    assert say_restorative(Staff(2, None, None), day, "X") == (
        "Restorative training as of 21 September 2026: 2 staff members are trained; how many staff "
        "there are is not recorded, so neither is whether that is enough."
    )
    assert say_restorative(Staff(0, 12, 3), day, "X") == (
        "None of 12 staff are restorative-trained as of 21 September 2026: too few. 3 are asked "
        "for, a quarter of the staff, and at least two (X; no clause of the protocol)."
    )
    assert say_in_place("behaviour policy", None) == "Behaviour policy: not recorded."
    assert say_in_place("agreement", day) == "Agreement: recorded as of 21 September 2026."


def test_follow_up_says_whose_and_to_whom_it_is_not_shown() -> None:
    open_ones = FollowUps(open_now=2, overdue=1, done=0)
    assert say_follow_up_title(open_ones, own_only=False) == "2 follow-ups are open, 1 overdue"
    assert say_follow_up_title(FollowUps(1, 0, 0), own_only=True) == (
        "1 follow-up of yours is open, none overdue"
    )
    assert say_follow_up_title(FollowUps(1, 1, 0), own_only=False) == (
        "1 follow-up is open and overdue"
    )
    assert say_follow_up_title(FollowUps(0, 0, 4), own_only=True) == "No follow-up of yours is open"
    assert say_follow_up_title(None, own_only=False) == "Follow-up is not shown to your role"


def test_no_finding_is_no_praise_where_nothing_was_judged() -> None:
    assert say_no_findings(0, agreed_only=False).endswith("judges: nothing to find.")
    assert say_no_findings(2, agreed_only=False) == (
        "Nothing out of line was found, of 2 incidents that the protocol judges."
    )
    assert "agreed" in say_no_findings(2, agreed_only=True)
    assert "the rest is not nought" in say_findings_method(YEAR, agreed_only=True)
    assert "Suggested" in say_findings_method(YEAR, agreed_only=False)


def test_route_and_decider_say_what_is_not_recorded() -> None:
    assert say_in_line(Answers(5, 2, 1), "by another route") == (
        "of 8 that could be reported; 2 by another route; 1 not recorded"
    )
    assert say_in_line(Answers(5, 0, 0), "by another route") == (
        "of 5 that could be reported; none by another route"
    )
    assert say_in_line(Answers(0, 0, 0), "by another route").startswith("no call-out")


# What is counted.


def _find_open(
    opened: date | None, closed: date | None, *days: date, period: Period = YEAR
) -> Period | None:
    return find_open_days(period, opened, closed, build_call_outs(*((1, day) for day in days)))


def test_a_home_is_shown_on_the_days_it_was_open_both_ends_included() -> None:
    start, end = YEAR.start, YEAR.end
    assert _find_open(None, None) == YEAR
    assert _find_open(date(2026, 3, 1), None) == Period(date(2026, 3, 1), end)
    assert _find_open(None, start) == Period(start, start)
    assert _find_open(None, start - timedelta(days=1)) is None
    assert _find_open(end, None) == Period(end, end)
    assert _find_open(end + timedelta(days=1), None) is None


def test_what_happened_outside_the_registers_days_is_not_cut_off() -> None:
    assert _find_open(None, date(2026, 2, 1), date(2026, 5, 4)) == Period(
        YEAR.start, date(2026, 5, 4)
    )
    closed_before = _find_open(None, date(2025, 2, 1), date(2026, 5, 4))
    assert closed_before is not None and closed_before.end == date(2026, 5, 4)


def test_why_a_home_was_not_open_is_said() -> None:
    assert say_not_open(YEAR, None, date(2018, 6, 30)) == (
        "closed on 30 June 2018, before the period begins"
    )
    assert say_not_open(YEAR, date(2027, 1, 1), None) == (
        "opened on 1 January 2027, after the period ends"
    )


def test_every_year_of_the_period_has_its_row_and_part_years_say_so() -> None:
    period = Period(date(2023, 11, 1), date(2026, 10, 31))
    calls = pl.DataFrame(
        {
            "occurred_on": [date(2023, 10, 31), date(2024, 1, 5), date(2024, 2, 5)],
            "needed": ["yes", "no", "unknown"],
        }
    )
    found = build_needed_by_year(calls, period, [(date(2023, 1, 1), date(2025, 12, 31))])
    assert found.rows() == [
        ("2023, Nov–Dec", 0, 0, 0),
        ("2024", 0, 1, 1),
        ("2025", 0, 0, 0),
        ("2026, Jan–Oct, no data", 0, 0, 0),
    ]
    part = build_needed_by_year(calls.clear(), Period(date(2026, 3, 2), date(2026, 5, 31)), [])
    assert part["year"].to_list() == ["2026, 2 Mar–31 May, no data"]


CALLS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5],
        "in_scope": [True, True, True, True, False],
        "level_hidden": [False, False, False, True, False],
        "reviewed": [True, True, False, True, True],
        "needed": ["yes", "yes", "unknown", "unknown", "yes"],
    }
)
FINDING = ["incident_id", "rule", "verdict", "state"]


def _build_findings(*rows: tuple[int, str, str, str]) -> pl.DataFrame:
    schema = {name: pl.String for name in FINDING} | {"incident_id": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_route_and_decider_are_asked_of_judged_call_outs_alone() -> None:
    findings = _build_findings(
        (1, "non-urgent-by-999", "wrong_channel", "confirmed"),
        (2, "exception-by-999", "wrong_channel", "dismissed"),
        (3, "exception-by-999", "cannot_tell", "suggested"),
        (2, "manager-decides", "wrong_decider", "suggested"),
        (5, "non-urgent-by-999", "wrong_channel", "suggested"),
    )
    channel, decider = Verdict.WRONG_CHANNEL, Verdict.WRONG_DECIDER
    found = find_in_line(CALLS, findings, channel, agreed_only=False)
    assert found == Answers(yes=1, no=1, unknown=1)
    assert find_in_line(CALLS, findings, decider, agreed_only=False) == Answers(2, 1, 0)
    # Who sees only what was agreed is told nothing of a call-out that waits.
    assert find_in_line(CALLS, findings, channel, agreed_only=True) == Answers(1, 1, 0)


def test_of_a_call_that_was_not_needed_no_route_was_right() -> None:
    channel = Verdict.WRONG_CHANNEL
    none = _build_findings()
    avoided = CALLS.with_columns(needed=pl.Series(["no", "yes", "unknown", "unknown", "yes"]))
    assert find_in_line(CALLS, none, channel, agreed_only=False) == Answers(3, 0, 0)
    assert find_in_line(avoided, none, channel, agreed_only=False) == Answers(2, 0, 0)
    for state, asked in (("confirmed", 2), ("suggested", 2), ("dismissed", 3)):
        findings = _build_findings((3, "unnecessary-call", "over_report", state))
        assert find_in_line(CALLS, findings, channel, agreed_only=False).asked == asked, state
    wrong = _build_findings((1, "non-urgent-by-999", "wrong_channel", "confirmed"))
    assert find_in_line(avoided, wrong, channel, agreed_only=False) == Answers(2, 0, 0)


def test_only_suggested_breaches_wait_for_the_group() -> None:
    findings = _build_findings(
        (1, "unnecessary-call", "over_report", "suggested"),
        (1, "non-urgent-by-999", "wrong_channel", "suggested"),
        (2, "unnecessary-call", "over_report", "confirmed"),
        (3, "unnecessary-call", "over_report", "dismissed"),
        (4, "exception-by-999", "cannot_tell", "suggested"),
        (4, "x", "advisory", "suggested"),
    )
    assert count_waiting(findings) == 2


def test_an_incident_left_untold_counts_once_and_dismissed_not_at_all() -> None:
    findings = _build_findings(
        (1, "serious-not-reported", "under_report", "confirmed"),
        (1, "past-abuse-not-shared", "under_report", "suggested"),
        (2, "serious-not-reported", "under_report", "suggested"),
        (3, "serious-not-reported", "under_report", "dismissed"),
        (4, "unnecessary-call", "over_report", "confirmed"),
    )
    assert count_untold(findings) == (1, 1)
    assert count_untold(findings.clear()) == (0, 0)


def test_missing_episodes_are_counted_by_the_month_they_began() -> None:
    episodes = pl.DataFrame(
        {
            "occurred_on": [date(2025, 2, 3), date(2025, 2, 28), date(2025, 4, 1)],
            "call_out": [True, False, True],
            "return_interview": ["held", None, "declined"],
        }
    )
    assert build_missing_by_month(episodes).rows() == [
        (date(2025, 4, 1), 1, 1, 0),
        (date(2025, 2, 1), 2, 1, 1),
    ]
