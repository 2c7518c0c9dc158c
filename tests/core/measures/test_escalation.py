"""Which escalations are proposed, at each threshold's edges, and to which step."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from core.measures.escalation import (
    AGAIN_DAYS,
    DECISION_COLUMNS,
    PROPOSAL_COLUMNS,
    Step,
    Subject,
    filter_steps,
    find_escalations,
    find_step,
    parse_subject,
)
from core.measures.escalation_causes import (
    OVERDUE_DAYS,
    find_overdue,
    find_repeated,
    find_standing_alarms,
)
from core.vocabulary import EscalationCause
from tests.core.measures.frames import build_homes

TODAY = date(2026, 9, 15)
NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
MANAGER, DIRECTOR = Step(1, 1, "Manager", False), Step(2, 2, "Director", False)
COMMISSIONER, OFSTED = Step(3, 3, "Commissioner", True), Step(4, 4, "Ofsted", True)
STEPS = (MANAGER, DIRECTOR, COMMISSIONER, OFSTED)
OVERDUE, REPEATED, ALARM = EscalationCause


def _actions(late: int, **more: object) -> pl.DataFrame:
    usual = {
        "id": 7,
        "home_id": 1,
        "owner_id": None,
        "owner_agency": "provider",
        "due_on": TODAY - timedelta(late),
        "state": "open",
    }
    schema = {
        "id": pl.Int64,
        "home_id": pl.Int64,
        "owner_id": pl.Int64,
        "owner_agency": pl.String,
        "due_on": pl.Date,
        "state": pl.String,
    }
    return pl.DataFrame([{**usual, **more}], schema=schema)


def _overdue(late: int = 20, today: date = TODAY, **more: object) -> pl.DataFrame:
    return find_overdue(_actions(late, **more), {50}, today)


def _findings(*days: date, agreed: datetime = NOON, **more: object) -> pl.DataFrame:
    usual = {
        "rule": "unnecessary-call",
        "clause": "6.7",
        "verdict": "over_report",
        "owner": "home",
        "message": "Reported without need.",
        "state": "confirmed",
        "home_id": 1,
        "agreed_at": agreed,
    }
    rows = [
        {
            **usual,
            "incident_id": number,
            "occurred_on": day,
            "occurred_at": datetime(day.year, day.month, day.day, 20),
            **more,
        }
        for number, day in enumerate(days, start=1)
    ]
    return pl.DataFrame(rows).with_columns(pl.col("agreed_at").dt.convert_time_zone("UTC"))


DAYS = (date(2026, 1, 5), date(2026, 3, 5), date(2026, 6, 5))


def _repeated(*days: date, **more: object) -> pl.DataFrame:
    return find_repeated(_findings(*days, **more), TODAY)  # type: ignore[arg-type]


def _alarms(*days: date, home_id: int = 1) -> pl.DataFrame:
    rows = [(home_id, day, day - timedelta(20), 4, 0.3) for day in days]
    schema = {
        "home_id": pl.Int64,
        "alarm_on": pl.Date,
        "since_on": pl.Date,
        "call_outs_in_run": pl.Int64,
        "expected": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _standing(*days: date, meetings: tuple[date, ...] = (), data_to: date = TODAY) -> pl.DataFrame:
    return find_standing_alarms(_alarms(*days), meetings, data_to)


def _decided(
    subject: Subject,
    on: date,
    step: Step | None = MANAGER,
    answered: date | None = None,
    hour: int = 12,
) -> dict[str, object]:
    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    state = "declined" if step is None else "answered" if answered else "escalated"
    return {
        "id": 1,
        "subject": subject.key,
        "cause": subject.cause.value,
        "home_id": subject.home_id,
        "state": state,
        "step_id": step.id if step else None,
        "decided_at": at(on),
        "answered_at": at(answered) if answered else None,
    }


def _find(
    candidates: pl.DataFrame,
    *decisions: dict[str, object],
    steps: tuple[Step, ...] = STEPS,
    today: date = TODAY,
    closed: date | None = None,
) -> list[dict[str, object]]:
    told = [{**row, "id": number} for number, row in enumerate(decisions)]
    found = find_escalations(
        [candidates],
        build_homes("Alder", "Birch", Alder=(None, closed)),
        pl.DataFrame(told, schema=DECISION_COLUMNS),
        steps,
        today,
    )
    assert found.schema == pl.Schema(PROPOSAL_COLUMNS)
    return found.to_dicts()


OF_ACTION = Subject(OVERDUE, 1, "7")
OF_RULE = Subject(REPEATED, 1, "unnecessary-call")


def _of_alarm(day: date) -> Subject:
    return Subject(ALARM, 1, day.isoformat())


def test_a_subject_is_read_from_its_key() -> None:
    for subject in (OF_ACTION, OF_RULE, _of_alarm(TODAY)):
        assert parse_subject(subject.key) == subject


# Overdue


@pytest.mark.parametrize(("late", "found"), [(13, 0), (14, 0), (15, 1)])
def test_an_action_is_proposed_when_more_than_fourteen_days_overdue(late: int, found: int) -> None:
    assert OVERDUE_DAYS == 14
    assert _overdue(late).height == found


def test_an_overdue_action_is_said_with_its_days() -> None:
    (row,) = _find(_overdue(20))
    assert (row["subject"], row["action_id"], row["home_id"]) == ("overdue:1:7", 7, 1)
    assert (row["counted"], row["since_on"]) == (20, TODAY - timedelta(20))
    assert (row["step_id"], row["earlier"], row["before_step_id"]) == (MANAGER.id, 0, None)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"owner_agency": None, "owner_id": 50}, 1),  # somebody of a provider
        ({"owner_agency": None, "owner_id": 51}, 0),
        ({"owner_agency": "police"}, 0),
        ({"owner_agency": "council"}, 0),
        ({"home_id": None}, 0),
        ({"state": "done"}, 0),
    ],
)
def test_only_what_the_homes_own_side_owes_counts(more: dict[str, object], found: int) -> None:
    assert _overdue(20, **more).height == found


@pytest.mark.parametrize(("days", "found"), [(27, 0), (28, 1), (29, 1)])
@pytest.mark.parametrize("step", [MANAGER, None])
def test_an_action_is_proposed_again_after_28_days(
    days: int, found: int, step: Step | None
) -> None:
    assert AGAIN_DAYS == 28
    decision = _decided(OF_ACTION, TODAY - timedelta(days), step)
    rows = _find(_overdue(80), decision)
    assert len(rows) == found
    if found:
        assert rows[0]["step_id"] == (DIRECTOR.id if step else MANAGER.id)
        assert rows[0]["earlier"] == 1


@pytest.mark.parametrize(("days", "found"), [(27, 0), (28, 1)])
def test_an_answer_gives_28_days_more(days: int, found: int) -> None:
    answered = TODAY - timedelta(days)
    decision = _decided(OF_ACTION, TODAY - timedelta(90), answered=answered)
    assert len(_find(_overdue(120), decision)) == found


def test_the_days_are_the_uks() -> None:
    # 23:30 UTC in summer is the next day in the UK: 27 days before.
    late = _decided(OF_ACTION, TODAY - timedelta(28), hour=23)
    late["decided_at"] = late["decided_at"].replace(minute=30)  # type: ignore[attr-defined]
    assert _find(_overdue(80), late) == []


def test_another_action_of_the_home_begins_at_the_first_step() -> None:
    (row,) = _find(_overdue(20), _decided(Subject(OVERDUE, 1, "8"), TODAY, DIRECTOR))
    assert (row["step_id"], row["before_step_id"]) == (MANAGER.id, None)


# Repeated


@pytest.mark.parametrize(("incidents", "found"), [(2, 0), (3, 1), (4, 1)])
def test_findings_repeat_from_three_incidents(incidents: int, found: int) -> None:
    days = (*DAYS, date(2026, 7, 1))[:incidents]
    rows = _find(_repeated(*days))
    assert len(rows) == found
    if found:
        assert (rows[0]["counted"], rows[0]["since_on"]) == (incidents, DAYS[0])
        assert (rows[0]["rule"], rows[0]["clause"]) == ("unnecessary-call", "6.7")
        assert rows[0]["until_on"] == TODAY


@pytest.mark.parametrize(
    ("first", "found"),
    [(date(2025, 9, 15), 0), (date(2025, 9, 16), 1), (date(2025, 9, 17), 1)],
)
def test_they_repeat_within_twelve_months_to_the_last_day(first: date, found: int) -> None:
    assert _repeated(first, DAYS[1], TODAY).height == found


def test_what_lies_after_the_data_does_not_count() -> None:
    assert _repeated(*DAYS[:2], TODAY + timedelta(1)).is_empty()


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"state": "suggested"}, 0),
        ({"state": "dismissed"}, 0),
        ({"verdict": "advisory"}, 0),
        ({"verdict": "cannot_tell"}, 0),
        ({"owner": "police"}, 0),
        ({"owner": "local_authority"}, 0),
        ({"owner": "carer"}, 1),
        ({"verdict": "under_report"}, 1),
    ],
)
def test_only_agreed_breaches_of_the_homes_own_side_repeat(
    more: dict[str, object], found: int
) -> None:
    assert _repeated(*DAYS, **more).height == found


def test_two_rules_or_two_homes_do_not_add_up() -> None:
    two = _findings(*DAYS[:2])
    for other in ({"rule": "not-logged"}, {"home_id": 2}):
        one = _findings(DAYS[2], **other)
        assert find_repeated(pl.concat([two, one]), TODAY).is_empty()


@pytest.mark.parametrize(("after", "found"), [(0, 0), (1, 1)])
def test_after_an_escalation_it_takes_an_incident_that_came_later(after: int, found: int) -> None:
    decided = date(2026, 8, 1)
    rows = _find(
        _repeated(*DAYS, decided + timedelta(after), agreed=NOON),
        _decided(OF_RULE, decided),
    )
    assert len(rows) == found
    if found:
        assert (rows[0]["step_id"], rows[0]["before_on"]) == (DIRECTOR.id, decided)


@pytest.mark.parametrize(("minutes", "found"), [(-1, 0), (0, 0), (1, 1)])
def test_after_not_now_it_takes_one_more_that_the_group_agrees(minutes: int, found: int) -> None:
    # Whenever the incident was: the meeting that agrees to it is what is new.
    agreed = NOON + timedelta(minutes=minutes)
    rows = _find(_repeated(*DAYS, agreed=agreed), _decided(OF_RULE, TODAY, None))
    assert len(rows) == found
    assert [row["step_id"] for row in rows] == [MANAGER.id] * found


def test_repeated_findings_rise_to_outside_and_stay_at_the_top() -> None:
    decided, taken = [], []
    for month in range(2, 8):
        rows = _find(_repeated(*DAYS, date(2026, month + 1, 3)), *decided)
        taken.append(rows[0]["step_id"])
        step = next(step for step in STEPS if step.id == taken[-1])
        decided.append(_decided(OF_RULE, date(2026, month, 20), step))
    assert taken == [1, 2, 3, 4, 4, 4]


@pytest.mark.parametrize(
    ("on", "step"),
    [(date(2025, 9, 15), MANAGER), (date(2025, 9, 16), DIRECTOR)],
)
def test_after_twelve_months_it_begins_at_the_first_step(on: date, step: Step) -> None:
    (row,) = _find(_repeated(*DAYS), _decided(OF_RULE, on))
    assert row["step_id"] == step.id


# Alarm


@pytest.mark.parametrize(
    ("alarm_on", "found"),
    [(date(2026, 3, 15), 0), (date(2026, 3, 16), 1), (date(2026, 3, 17), 1), (TODAY, 1)],
)
def test_an_alarm_stands_for_six_months(alarm_on: date, found: int) -> None:
    assert _standing(alarm_on).height == found


@pytest.mark.parametrize(("days", "found"), [(-1, 0), (0, 0), (1, 1)])
def test_an_alarm_stands_if_it_came_after_the_last_meeting_but_one(days: int, found: int) -> None:
    meetings = (date(2026, 1, 10), date(2026, 5, 10), date(2026, 9, 10))
    assert _standing(meetings[1] + timedelta(days), meetings=meetings).height == found
    # A meeting ahead has not met; of one meeting there is none before.
    assert _standing(meetings[1], meetings=(*meetings[:2], date(2026, 10, 1))).height == 1
    assert _standing(meetings[1], meetings=meetings[2:]).height == 1


def test_of_a_homes_alarms_the_latest_is_proposed() -> None:
    (row,) = _find(_standing(date(2026, 7, 1), date(2026, 8, 1)))
    assert (row["subject"], row["counted"]) == ("alarm:1:2026-08-01", 4)
    assert (row["since_on"], row["expected"]) == (date(2026, 7, 12), 0.3)


@pytest.mark.parametrize("step", [MANAGER, None])
def test_a_decision_answers_an_alarm_and_those_before_it(step: Step | None) -> None:
    decided = _decided(_of_alarm(date(2026, 7, 1)), date(2026, 9, 1), step)
    assert _find(_standing(date(2026, 7, 1)), decided) == []
    assert _find(_standing(date(2026, 6, 1)), decided) == []
    # Known only later, though it came before the decision.
    assert len(_find(_standing(date(2026, 7, 2)), decided)) == 1


def test_an_alarm_alone_never_rises_outside_however_often_it_was_escalated() -> None:
    decided: list[dict[str, object]] = []
    taken = []
    for month in range(3, 10):
        rows = _find(
            _standing(date(2026, month, 1), data_to=date(2026, month, 2)),
            *decided,
            today=date(2026, month, 3),
        )
        taken.append(rows[0]["step_id"])
        step = next(step for step in STEPS if step.id == taken[-1])
        decided.append(_decided(_of_alarm(date(2026, month, 1)), date(2026, month, 3), step))
    assert taken == [MANAGER.id] + [DIRECTOR.id] * 6


def test_an_alarm_stays_inside_where_another_cause_of_the_home_went_outside() -> None:
    decided = [
        _decided(OF_RULE, date(2026, 8, 1), COMMISSIONER),
        _decided(_of_alarm(date(2026, 7, 1)), date(2026, 7, 9), DIRECTOR),
    ]
    found = find_escalations(
        [_standing(date(2026, 9, 1)), _repeated(*DAYS, date(2026, 9, 2))],
        build_homes("Alder"),
        pl.DataFrame(decided, schema=DECISION_COLUMNS),
        STEPS,
        TODAY,
    )
    assert dict(found.select("cause", "step_id").iter_rows()) == {"alarm": 2, "repeated": 4}


# Steps


def test_steps_open_to_a_cause_are_those_the_group_has_now_in_order() -> None:
    removed = Step(9, 1, "Deputy", False, active=False)
    steps = (OFSTED, removed, DIRECTOR, COMMISSIONER, MANAGER)
    assert filter_steps(steps, REPEATED) == list(STEPS)
    assert filter_steps(steps, OVERDUE) == list(STEPS)
    assert filter_steps(steps, ALARM) == [MANAGER, DIRECTOR]


def test_a_removed_step_counts_by_where_it_stood() -> None:
    removed = Step(9, 2, "Area manager", False, active=False)
    assert find_step((*STEPS, removed), OVERDUE, removed) == DIRECTOR


def test_without_a_step_the_proposal_stands_and_names_none() -> None:
    for steps in ((), (OFSTED,)):
        (row,) = _find(_standing(TODAY), steps=steps)
        assert row["step_id"] is None
    (row,) = _find(_overdue(), steps=(OFSTED,))
    assert row["step_id"] == OFSTED.id


@pytest.mark.parametrize(("days", "found"), [(-1, 0), (0, 1), (1, 1)])
def test_a_closed_home_is_left_out(days: int, found: int) -> None:
    assert len(_find(_overdue(), closed=TODAY + timedelta(days))) == found


def test_of_a_home_not_seen_nothing_is_proposed() -> None:
    assert _find(_overdue(home_id=3)) == []


def test_nothing_gives_an_empty_frame() -> None:
    assert _find(_overdue(1)) == []


def test_the_longest_standing_comes_first() -> None:
    found = find_escalations(
        [_overdue(19), _repeated(*DAYS), _standing(TODAY)],
        build_homes("Alder"),
        pl.DataFrame(schema=DECISION_COLUMNS),
        STEPS,
        TODAY,
    )
    assert found["cause"].to_list() == ["repeated", "alarm", "overdue"]
    assert found["since_on"].is_sorted()
