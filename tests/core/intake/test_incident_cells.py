"""Each kind of bad cell of the contract: that row refused, with its place and reason; no other."""

from datetime import datetime

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.intake.batches import import_incidents
from core.tables import Incident

NOW = datetime(2020, 6, 1, 12, 0)
GOOD = {
    "reference": "R2",
    "home_urn": "SC100001",
    "home_name": "",
    "occurred_at": "03/04/2019 19:30",
    "channel": "101",
    "category": "Criminal damage",
}


def take(store, **cells):
    row = GOOD | cells
    other = GOOD | {"reference": "R1"}
    quote = lambda text: '"' + str(text).replace('"', '""') + '"'  # noqa: E731
    lines = [
        ",".join(row),
        ",".join(quote(other.get(name, "")) for name in row),
        ",".join(quote(value) for value in row.values()),
    ]
    content = "\r\n".join(lines).encode()
    return import_incidents(store, SYSTEM, "f.csv", content, now=NOW)


BAD = [
    ("occurred_at", "31/02/2019 10:00", "does not exist"),
    ("occurred_at", "03/04/19 10:00", "four digits"),
    ("occurred_at", "2020-06-01T12:01", "future"),
    ("occurred_at", "31/03/2019 01:30", "skipped in spring"),
    ("occurred_at", "2019-04-03", "no time of day"),
    ("occurred_at", "tomorrow", "not a date"),
    ("occurred_at", "", "required"),
    ("reference", "", "required"),
    ("reference", "x" * 65, "at most 64"),
    ("reference", "#REF!", "error of the spreadsheet"),
    ("channel", "", "required"),
    ("channel", "carrier pigeon", "listed values"),
    ("category", "", "required"),
    ("category", "mischief", "listed values"),
    ("severity", "huge", "listed values"),
    ("immediate_risk", "maybe", "listed values"),
    ("police_hours", "-1", "negative"),
    ("police_hours", "many", "not a number"),
    ("child_age", "26", "above 25"),
    ("child_age", "12.5", "whole number"),
    ("child_ethnicity", "Z9", "listed values"),
    ("child_ref", "x" * 33, "at most 32"),
    ("child_ref", "Jamie Example", "name"),
    ("child_ref", "JE 03/04/2006", "date of birth"),
    ("summary", "x" * 2001, "at most 2000"),
    ("home_urn", "SC999999", "no home in the register"),
    ("warned_on", "2020-06-02", "future"),
]


@pytest.mark.parametrize(("column", "value", "reason"), BAD)
def test_a_bad_cell_refuses_its_row_and_no_other(store, column, value, reason):
    result = take(store, **{column: value})
    assert (result.imported, result.rejected) == (1, 1)
    (rejection,) = result.rejections
    assert (rejection.row, rejection.column) == (3, column)
    assert rejection.value.rstrip("…") == value[:200]
    assert reason in rejection.reason


GOOD_CELLS = [
    ("occurred_at", "2019-04-03T19:30", datetime(2019, 4, 3, 19, 30)),
    ("occurred_at", "3 Apr 2019 7:30 pm", datetime(2019, 4, 3, 19, 30)),
    ("occurred_at", "43558.8125", datetime(2019, 4, 3, 19, 30)),
    ("occurred_at", "27/10/2019 01:30", datetime(2019, 10, 27, 1, 30)),
    ("occurred_at", "2020-06-01T12:00", NOW),
    ("category", "CRIMINAL-damage", "criminal_damage"),
    ("immediate_risk", "Y", "yes"),
    ("immediate_risk", "0", "no"),
    ("immediate_risk", "", None),
    ("child_ethnicity", "O1", "A4"),
    ("child_ref", "Child A", "Child A"),
    ("child_age", "0", 0),
    ("police_hours", "0", 0.0),
    ("summary", "=HYPERLINK(1)", "=HYPERLINK(1)"),
    ("summary", "two\nlines", "two\nlines"),
]


@pytest.mark.parametrize(("column", "value", "expected"), GOOD_CELLS)
def test_a_good_cell_becomes_the_contracts_value(store, column, value, expected):
    result = take(store, **{column: value})
    assert result.rejections == ()
    with store.read() as session:
        incident = session.exec(select(Incident).where(Incident.reference == "R2")).one()
        assert getattr(incident, column) == expected


def test_every_bad_cell_of_a_row_is_said_and_the_row_counts_once(store):
    result = take(store, channel="x", category="", home_urn="SC000000")
    assert result.rejected == 1
    assert sorted(r.column for r in result.rejections) == ["category", "channel", "home_urn"]


HOMES = [
    ({"home_urn": "", "home_name": " alder  HOUSE "}, None),
    ({"home_urn": "sc100001 "}, None),
    ({"home_urn": "", "home_name": "Alder"}, "home_name"),
    ({"home_urn": "", "home_name": ""}, "home_name"),
    ({"home_name": "Birch Lodge"}, "home_name"),
    ({"home_name": "Alder House"}, None),
]


@pytest.mark.parametrize(("cells", "column"), HOMES)
def test_a_home_is_matched_by_urn_or_name_and_never_guessed(store, cells, column):
    result = take(store, **cells)
    assert [r.column for r in result.rejections] == ([column] if column else [])


def test_a_name_that_two_homes_share_asks_for_the_urn(store):
    from core.homes import add_home

    add_home(
        store,
        SYSTEM,
        {"urn": "SC777777", "name": "ALDER HOUSE", "setting_type": "supported"},
    )
    result = take(store, home_urn="", home_name="Alder House")
    assert "give the URN" in result.rejections[0].reason
    assert take(store, reference="R9", home_name="Alder House").imported == 1
