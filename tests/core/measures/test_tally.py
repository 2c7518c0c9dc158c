"""Findings counted: both sides, by rule, owner, home, month; advisories and blanks apart."""

from datetime import date

import polars as pl
import pytest

from core.contract import BY_NAME
from core.measures.period import Period
from core.measures.tally import (
    DECIDING_COLUMNS,
    build_advisories,
    build_both_sides,
    build_by_home,
    build_by_month,
    build_by_owner,
    build_by_rule,
    build_unrecorded,
    count_findings,
    filter_breaches,
    filter_days,
    sort_by_clause,
)
from core.protocol.rules import RULES
from core.vocabulary import Verdict
from tests.core.protocol.rule_cases import CASES, RuleCases, incident

SPRING = Period(date(2019, 3, 1), date(2019, 5, 31))
RULE = {rule.id: rule for rule in RULES}


def build_findings(*rows: tuple[str, str], **changes: object) -> pl.DataFrame:
    """Findings by rule and state, one an incident, at home 1 on 4 May 2019 unless said."""
    built = [
        {
            "incident_id": number,
            "home_id": 1,
            "occurred_on": date(2019, 5, 4),
            "reviewed": state != "suggested",
            "rule": rule,
            "clause": RULE[rule].clause,
            "verdict": RULE[rule].verdict.value,
            "owner": RULE[rule].owner.value,
            "message": RULE[rule].message,
            "state": state,
        }
        | changes
        for number, (rule, state) in enumerate(rows, start=1)
    ]
    return pl.DataFrame(built)


FINDINGS = pl.concat(
    [
        build_findings(
            ("unnecessary-call", "suggested"),
            ("unnecessary-call", "confirmed"),
            ("serious-not-reported", "dismissed"),
            ("drugs-not-secured", "confirmed"),
            ("manager-decides", "suggested"),
            ("protection-notice-missing", "confirmed"),
            ("return-interview-late", "suggested"),
            ("slow-time", "confirmed"),
        ),
        build_findings(("social-worker-not-told", "suggested"), verdict="cannot_tell"),
    ]
)
COUNTED = count_findings(FINDINGS)
CODES = ["rule", "clause", "verdict", "owner", "state"]


def test_advisories_and_the_unrecorded_are_no_breach() -> None:
    left = set(FINDINGS["rule"]) - set(filter_breaches(FINDINGS)["rule"])
    assert left == {"slow-time", "social-worker-not-told"}


def test_a_periods_first_and_last_day_are_in_it() -> None:
    days = pl.DataFrame({"occurred_on": [date(2019, 2, 28), SPRING.start, SPRING.end]})
    after = pl.DataFrame({"occurred_on": [date(2019, 6, 1)]})
    assert filter_days(pl.concat([days, after]), SPRING).height == 2


def test_both_sides_stand_beside_each_other_without_what_was_dismissed() -> None:
    sides = build_both_sides(COUNTED).select("side", "agreed", "suggested", "dismissed")
    assert sides.rows() == [
        ("avoidable", 1, 1, 0),
        ("untold", 0, 0, 1),
        ("placement_steps", 1, 2, 0),
        ("police_steps", 1, 0, 0),
    ]
    assert build_both_sides(COUNTED.clear())["agreed"].to_list() == [0, 0, 0, 0]


def test_a_call_is_avoidable_by_one_rule_so_that_its_findings_are_calls() -> None:
    assert [r.id for r in RULES if r.verdict is Verdict.OVER_REPORT] == ["unnecessary-call"]


def test_clauses_stand_in_the_protocols_order_and_other_sources_last() -> None:
    clauses = ["10.5", "CYPN", "6.12, 6.15", "6.5, 6.7", "6.12", "statutory guidance", "7.6"]
    frame = pl.DataFrame({"clause": clauses}).sort(sort_by_clause())
    assert frame["clause"].to_list() == [
        "6.5, 6.7",
        "6.12",
        "6.12, 6.15",
        "7.6",
        "10.5",
        "CYPN",
        "statutory guidance",
    ]


def test_a_rule_has_its_words_and_its_states_apart() -> None:
    rules = build_by_rule(COUNTED)
    assert rules["clause"].to_list()[:2] == ["6.5, 6.7", "6.12, 6.15"]
    assert rules["clause"].to_list()[-2:] == ["10.5", "statutory guidance"]
    first = rules.row(0, named=True)
    assert first["message"] == RULE["unnecessary-call"].message
    assert (first["agreed"], first["suggested"], first["dismissed"]) == (1, 1, 0)
    assert build_advisories(COUNTED)["rule"].to_list() == ["slow-time"]
    assert build_by_rule(COUNTED.clear()).is_empty()


def test_codes_kept_as_categories_count_the_same() -> None:
    coded = count_findings(FINDINGS.with_columns(pl.col(*CODES, "message").cast(pl.Categorical())))
    for build in (build_both_sides, build_by_rule, build_by_owner, build_unrecorded):
        assert build(coded).equals(build(COUNTED))


def test_owners_stand_in_their_own_order() -> None:
    assert build_by_owner(COUNTED).rows() == [
        ("home", 2, 2, 1),
        ("police", 1, 0, 0),
        ("local_authority", 0, 1, 0),
    ]


def test_homes_stand_by_name_and_one_without_a_judged_incident_has_no_nought() -> None:
    homes = pl.DataFrame(
        {
            "home_id": [1, 2, 3, 4],
            "urn": ["S1", "S2", "S3", "S4"],
            "name": ["Dogwood", "alder", "Birch", "Cedar"],
        }
    )
    incidents = pl.DataFrame(
        {
            "home_id": [1, 1, 2, 3, 4],
            "in_scope": [True, True, True, False, True],
            "level_hidden": [False, False, False, False, True],
        }
    )
    found = build_by_home(FINDINGS, incidents, homes)
    assert found.select("home", "incidents", "agreed", "suggested", "dismissed").rows() == [
        ("alder", 1, 0, 0, 0),
        ("Birch", 0, None, None, None),
        ("Cedar", 0, None, None, None),
        ("Dogwood", 2, 3, 3, 1),
    ]


@pytest.mark.parametrize("covered", [(), ((date(2019, 3, 1), date(2019, 3, 30)),)])
def test_a_month_without_data_is_a_gap_and_a_quiet_one_a_nought(
    covered: tuple[tuple[date, date], ...],
) -> None:
    incidents = pl.DataFrame({"occurred_on": [date(2019, 5, 4)]})
    months = build_by_month(FINDINGS, incidents, SPRING, covered)
    counts = months.select("month", "agreed", "suggested", "dismissed").rows()
    march = (0, 0, 0) if covered else (None, None, None)
    assert counts[0] == (date(2019, 3, 1), *march)
    assert counts[1] == (date(2019, 4, 1), None, None, None)
    assert counts[2] == (date(2019, 5, 1), 3, 3, 1)
    assert not months["is_whole"].any()


def test_what_is_not_recorded_is_asked_by_column_before_and_after_the_review() -> None:
    blank = pl.concat(
        [
            build_findings(("exception-by-999", "suggested"), verdict="cannot_tell"),
            build_findings(
                ("non-urgent-by-999", "suggested"), verdict="cannot_tell", reviewed=True
            ),
            build_findings(("non-urgent-by-999", "dismissed"), verdict="cannot_tell"),
            build_findings(("exception-needs-review", "suggested")),
            build_findings(("serious-not-reported", "suggested"), verdict="cannot_tell"),
            build_findings(("unnecessary-call", "suggested")),
        ]
    )
    asked = build_unrecorded(count_findings(blank))
    assert asked.select("columns", "open", "reviewed").rows() == [
        (["immediate_risk"], 1, 1),
        ([], 1, 0),
        ([], 1, 0),
    ]
    assert asked["message"].n_unique() == 3


def test_every_rule_that_can_leave_it_open_names_columns_of_the_contract() -> None:
    can = {r.id for r in RULES if r.question or r.verdict is Verdict.CANNOT_TELL}
    assert set(DECIDING_COLUMNS) == can
    assert {name for columns in DECIDING_COLUMNS.values() for name in columns} <= set(BY_NAME)


@pytest.mark.parametrize(
    "cases", [c for c in CASES if DECIDING_COLUMNS.get(c.rule)], ids=lambda c: c.rule
)
def test_a_column_that_is_asked_for_is_blank_where_the_rule_cannot_tell(cases: RuleCases) -> None:
    facts = incident(**(cases.holds | cases.not_recorded))
    assert any(getattr(facts, column) is None for column in DECIDING_COLUMNS[cases.rule])
