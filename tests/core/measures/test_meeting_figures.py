"""A meeting's figures: what everybody may read, and apart from it what nobody reported."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from core.measures.meeting_figures import MeetingFigures, build_meeting_figures
from core.measures.period import Period
from tests.core.measures.frames import build_homes, build_places

PERIOD = Period(date(2026, 9, 16), date(2026, 11, 21))
TODAY = date(2026, 11, 22)
COVERED = ((date(2025, 1, 1), date(2026, 12, 31)),)
INCIDENTS = {
    "id": pl.Int64,
    "occurred_on": pl.Date,
    "contacted": pl.Boolean,
    "referred": pl.Boolean,
    "call_out": pl.Boolean,
    "call_out_kind": pl.String,
    "reviewed": pl.Boolean,
    "needed": pl.String,
    "home_id": pl.Int64,
}
ACTIONS = {
    "incident_id": pl.Int64,
    "state": pl.String,
    "due_on": pl.Date,
    "done_at": pl.Datetime("us", "UTC"),
}
DAY = date(2026, 10, 1)
CALL = (True, False, True, "behaviour", False, None)
ADVICE = (True, False, False, None, True, None)
KEPT = (False, False, False, None, False, None)
REFERRED = (False, True, False, None, False, None)


def build(
    *incidents: tuple[object, ...],
    actions: tuple[tuple[object, ...], ...] = (),
    covered: tuple[tuple[date, date], ...] = COVERED,
) -> MeetingFigures:
    rows = [(number, *row, 1) for number, row in enumerate(incidents, start=1)]
    return build_meeting_figures(
        pl.DataFrame(rows, schema=INCIDENTS, orient="row"),
        build_homes("alder"),
        build_places((1, None, 4)),
        pl.DataFrame(list(actions), schema=ACTIONS, orient="row"),
        covered,
        period=PERIOD,
        today=TODAY,
    )


def call(
    answer: str | None = None, *, on: date = DAY, kind: str = "behaviour"
) -> tuple[object, ...]:
    return (on, True, False, True, kind, answer is not None, answer or "no")


def read(figures: MeetingFigures) -> str:
    return "\n".join(figures.said).replace("\u00a0", " ")


def test_call_outs_stand_beside_the_same_days_a_year_before_with_what_chance_explains() -> None:
    said = read(
        build(call(), call(on=PERIOD.start), call(on=PERIOD.end), call(on=date(2025, 10, 1)))
    )
    assert (
        "3 call-outs from 16 September to 21 November 2026 against 1 from 16 September to "
        "21 November 2025: 2 more." in said
    )
    assert "could be chance (95 % interval: " in said


def test_days_outside_the_period_are_not_counted() -> None:
    said = read(build(call(on=date(2026, 9, 15)), call(on=date(2026, 11, 22))))
    assert "No call-outs in either" in said


def test_the_share_counts_the_group_s_answers_only_and_says_how_many_are_open() -> None:
    """The unreviewed call-out is suggested as not needed: a suggestion is in no document."""
    said = read(build(*[call("yes")] * 2, call("no"), call("unknown"), call()))
    assert (
        "By the group’s answer police were needed in 67 % of 3 with an answer "
        "(95 % interval: 21 % to 94 %); 2 not known." in said
    )


def test_without_an_answer_there_is_no_share() -> None:
    said = read(build(call(), call(kind="protective")))
    assert "has not been answered yet, for any of 2 call-outs." in said
    assert "1 call-out about behaviour, 1 protective." in said


def test_advice_is_told_as_what_the_protocol_wants() -> None:
    assert "Homes asked for advice or shared information 1 time without" in read(
        build((DAY, *ADVICE))
    )


def test_what_nobody_reported_moves_no_sentence_that_everybody_reads() -> None:
    reported = (call("yes"), (DAY, *ADVICE))
    late = (date(2026, 11, 1), None)
    without = build(*reported, actions=((1, "open", *late),))
    with_it = build(
        *reported, (DAY, *KEPT), (DAY, *KEPT), actions=((1, "open", *late), (3, "open", *late))
    )
    assert with_it.said == without.said
    assert with_it.kept == (
        "2 incidents stayed within the homes.",
        "No follow-ups of what nobody reported done since 16 September 2026; 1 open, 1 of them "
        "overdue.",
    )
    assert without.kept == ("No incidents stayed within the homes.",)


def test_what_the_group_referred_to_the_police_is_not_kept_any_more() -> None:
    found = build((DAY, *REFERRED), actions=((1, "open", TODAY, None),))
    assert found.kept == ("No incidents stayed within the homes.",)
    assert "1 open, none of them overdue." in read(found)


@pytest.mark.parametrize(
    ("due", "late"),
    [(date(2026, 11, 21), "1 of them overdue"), (TODAY, "none of them overdue")],
)
def test_an_action_is_overdue_from_the_day_after_it_was_due(due: date, late: str) -> None:
    said = read(build(actions=((None, "open", due, None),)))
    assert f"No follow-ups done since 16 September 2026; 1 open, {late}." in said


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2026, 9, 15, 22, 59, tzinfo=UTC), "No follow-ups"),  # 23:59 in the UK
        (datetime(2026, 9, 15, 23, 0, tzinfo=UTC), "1 follow-up"),  # midnight in the UK
    ],
)
def test_what_was_done_since_the_last_meeting_goes_by_uk_days(moment: datetime, count: str) -> None:
    said = read(build(actions=((None, "done", DAY, moment),)))
    assert f"{count} done since 16 September 2026; none is open." in said


@pytest.mark.parametrize(
    ("incidents", "said"),
    [
        ((), "Every reported incident was looked at by the group."),
        (((DAY, *KEPT),), "Every reported incident was looked at by the group."),
        ((call(),), "1 reported incident waits for the group, the oldest of 1 October 2026."),
        (
            (call(), call(on=date(2026, 8, 1))),
            "2 reported incidents wait for the group, the oldest of 1 August 2026.",
        ),
    ],
)
def test_what_waits_counts_what_was_reported(incidents: tuple[object, ...], said: str) -> None:
    assert said in read(build(*incidents))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("covered", "said"),
    [
        (COVERED, "; its 67 days are covered by imports."),
        (
            ((date(2025, 1, 1), date(2026, 10, 31)),),
            "Period: 16 September to 31 October 2026, of 16 September to 21 November 2026; its 46 "
            "days are covered by imports. Data to 31 October 2026.",
        ),
        (
            ((date(2026, 9, 17), date(2026, 12, 31)),),
            "1 of its 67 days is covered by no import.",
        ),
        ((), "no import states which of its days it covers."),
        (
            ((date(2025, 1, 1), date(2026, 9, 15)),),
            "The data end on 15 September 2026, before this period begins.",
        ),
    ],
)
def test_the_days_that_the_data_cover_are_said(
    covered: tuple[tuple[date, date], ...], said: str
) -> None:
    assert said in build(call(on=date(2026, 12, 31)), covered=covered).said[0]


def test_data_that_end_on_the_first_day_are_of_one_day() -> None:
    said = build(call(on=PERIOD.start), covered=((PERIOD.start, PERIOD.start),)).said
    assert said[0].startswith("Period: 16 September 2026, of")
    assert "its 1 day is covered" in said[0]
    assert said[1].startswith("1 call-out on 16 September 2026 against 0 on")


def test_without_data_nothing_is_counted() -> None:
    assert build(covered=()).said == ("There are no data on this period yet.",)


def test_the_day_of_what_nobody_reported_is_not_where_the_data_end() -> None:
    without = build(call(), covered=())
    assert "Data to 1 October 2026." in without.said[0]
    assert build(call(), (date(2026, 10, 9), *KEPT), covered=()).said == without.said
