"""Which incidents are proposed for a meeting, and why."""

from datetime import date, datetime

import polars as pl
import pytest

from core.measures.agenda import PROPOSED, find_agenda
from core.measures.period import Period

PERIOD = Period(date(2019, 5, 1), date(2019, 8, 31))
NO_ALARM = pl.DataFrame(schema={"home_id": pl.Int64, "since_on": pl.Date, "alarm_on": pl.Date})


def _incidents(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {
        "home_id": 1,
        "day": 4,
        "month": 5,
        "reviewed": False,
        "needed": "yes",
        "has_account": False,
        "child_ref": None,
        "call_out": True,
        "contacted": True,
        "referred": False,
    }
    built = []
    for number, row in enumerate(rows, start=1):
        facts = {**usual, **row}
        at = datetime(2019, facts.pop("month"), facts.pop("day"), 12)
        built.append({"id": number, "occurred_at": at, "occurred_on": at.date(), **facts})
    return pl.DataFrame(
        built, schema_overrides={"needed": pl.Categorical(), "child_ref": pl.String}
    )


def _findings(*rows: tuple[int, str, str, str]) -> pl.DataFrame:
    names = {
        "incident_id": pl.Int64,
        "verdict": pl.Categorical(),
        "owner": pl.Categorical(),
        "state": pl.Categorical(),
    }
    return pl.DataFrame(rows, schema=names, orient="row")


def _reasons(incidents: pl.DataFrame, findings: pl.DataFrame, alarms: pl.DataFrame = NO_ALARM):
    found = find_agenda(incidents, findings, alarms, PERIOD)
    assert dict(found.schema) == PROPOSED
    return {row["incident_id"]: row["reasons"] for row in found.to_dicts()}


def test_an_incident_in_which_nothing_stands_out_is_not_proposed() -> None:
    assert _reasons(_incidents({}), _findings()) == {}


@pytest.mark.parametrize(("needed", "proposed"), [("no", True), ("yes", False), ("unknown", False)])
def test_a_call_that_could_have_been_avoided_is(needed: str, *, proposed: bool) -> None:
    found = _reasons(_incidents({"needed": needed}), _findings())
    assert found == ({1: ["police_not_needed"]} if proposed else {})


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (("under_report", "home"), "serious_not_reported"),
        (("process", "police"), "police_duty_missed"),
        (("process", "home"), None),
        (("advisory", "police"), None),
        (("cannot_tell", "police"), None),
    ],
)
def test_a_finding_is_a_reason_by_its_verdict_and_owner(
    finding: tuple[str, str], reason: str | None
) -> None:
    found = _reasons(_incidents({}), _findings((1, *finding, "suggested")))
    assert found == ({1: [reason]} if reason else {})


def test_a_dismissed_finding_is_no_reason_and_an_agreed_one_is() -> None:
    both = _incidents({"reviewed": True}, {"reviewed": True})
    findings = _findings(
        (1, "process", "police", "dismissed"), (2, "process", "police", "confirmed")
    )
    assert _reasons(both, findings) == {2: ["police_duty_missed"]}


def test_an_account_against_a_breach_of_the_homes_is_a_dispute() -> None:
    rows = _incidents({"has_account": True}, {"has_account": True}, {})
    findings = _findings((1, "process", "home", "suggested"), (3, "process", "home", "suggested"))
    assert _reasons(rows, findings) == {1: ["disputed"]}


@pytest.mark.parametrize(("count", "proposed"), [(2, False), (3, True), (4, True)])
def test_a_child_has_several_from_three_in_the_period(count: int, *, proposed: bool) -> None:
    rows = _incidents(*({"child_ref": "K7", "day": day} for day in range(1, count + 1)))
    found = _reasons(rows, _findings())
    assert set(found) == (set(range(1, count + 1)) if proposed else set())


def test_what_nobody_reported_does_not_make_a_reported_incident_one_of_several() -> None:
    kept = {"child_ref": "K7", "contacted": False, "call_out": False}
    rows = _incidents({"child_ref": "K7"}, {"child_ref": "K7", "day": 5}, {**kept, "day": 6})
    assert _reasons(rows, _findings()) == {3: ["child_with_several"]}
    referred = _incidents(
        {"child_ref": "K7"}, {"child_ref": "K7", "day": 5}, {**kept, "referred": True, "day": 6}
    )
    assert set(_reasons(referred, _findings())) == {1, 2, 3}


def test_earlier_incidents_of_a_child_do_not_make_several() -> None:
    rows = _incidents(
        {"child_ref": "K7"}, {"child_ref": "K7"}, {"child_ref": "K7", "month": 4, "reviewed": True}
    )
    assert _reasons(rows, _findings()) == {}


@pytest.mark.parametrize(("day", "proposed"), [(3, False), (4, True), (20, True), (21, False)])
def test_a_call_out_of_the_alarms_run_is_proposed_its_ends_included(
    day: int, *, proposed: bool
) -> None:
    alarms = pl.DataFrame(
        {"home_id": [1], "since_on": [date(2019, 5, 4)], "alarm_on": [date(2019, 5, 20)]}
    )
    found = _reasons(_incidents({"day": day}), _findings(), alarms)
    assert found == ({1: ["alarm_at_home"]} if proposed else {})


def test_an_alarm_of_another_home_and_an_incident_without_a_call_out_are_none() -> None:
    alarms = pl.DataFrame(
        {"home_id": [2], "since_on": [date(2019, 5, 1)], "alarm_on": [date(2019, 5, 20)]}
    )
    assert _reasons(_incidents({}, {"home_id": 2, "call_out": False}), _findings(), alarms) == {}


@pytest.mark.parametrize(
    ("month", "day", "reviewed", "proposed"),
    [
        (5, 1, True, True),
        (8, 31, True, True),
        (4, 30, True, False),  # The group has answered it, before the period.
        (4, 30, False, True),  # It still waits.
        (9, 1, False, False),  # It is the next meeting's.
    ],
)
def test_the_period_is_inclusive_and_what_waits_is_never_left_behind(
    month: int, day: int, *, reviewed: bool, proposed: bool
) -> None:
    rows = _incidents({"needed": "no", "month": month, "day": day, "reviewed": reviewed})
    assert bool(_reasons(rows, _findings())) == proposed


def test_the_most_reasons_come_first_then_the_oldest() -> None:
    rows = _incidents(
        {"needed": "no", "day": 9}, {"needed": "no", "day": 3}, {"needed": "no", "day": 20}
    )
    findings = _findings((3, "process", "police", "suggested"))
    assert list(_reasons(rows, findings)) == [3, 2, 1]
