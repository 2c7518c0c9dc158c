"""The data contract, cell by cell: what is read, what is refused, and in which words."""

from datetime import date, datetime, timedelta
from enum import StrEnum

import pytest

from core import vocabulary as v
from core.contract import (
    BY_NAME,
    FACT_COLUMNS,
    INCIDENT_COLUMNS,
    CellError,
    Kind,
    as_word,
    fold,
    read_cell,
    read_choice,
)
from core.tables import Incident

NOW = datetime(2019, 6, 30, 12, 0)
CHOICES = [column for column in INCIDENT_COLUMNS if column.kind is Kind.CHOICE]
TEXTS = [column for column in INCIDENT_COLUMNS if column.kind is Kind.TEXT]
MOMENTS = [column for column in INCIDENT_COLUMNS if column.kind is Kind.MOMENT]


def _read(name: str, raw: object) -> object:
    return read_cell(BY_NAME[name], raw, NOW)


def _refuse(name: str, raw: object) -> str:
    with pytest.raises(CellError) as refused:
        _read(name, raw)
    return str(refused.value)


def _odd_forms(word: str) -> list[str]:
    spaced = word.replace("_", " ")
    hyphened, joined = word.replace("_", "-"), word.replace("_", "")
    return [
        word,
        word.upper(),
        f"  {spaced.title()}\t",
        hyphened,
        joined,
        spaced.replace(" ", "  "),
    ]


def test_the_contract_has_its_columns_once_and_the_store_keeps_every_one_but_the_home() -> None:
    assert len(BY_NAME) == len(INCIDENT_COLUMNS) == 62
    assert {c.name for c in INCIDENT_COLUMNS if c.required} == {
        "reference",
        "occurred_at",
        "channel",
        "category",
    }
    assert {c.name for c in FACT_COLUMNS} <= set(Incident.model_fields)
    assert set(BY_NAME) - {c.name for c in FACT_COLUMNS} == {"home_urn", "home_name"}


@pytest.mark.parametrize(
    ("name", "value"), [(column.name, value) for column in CHOICES for value in column.values or ()]
)
def test_every_listed_value_is_read_whatever_its_case_spaces_and_underscores(
    name: str, value: StrEnum
) -> None:
    assert {_read(name, form) for form in _odd_forms(value.value)} == {value.value}


@pytest.mark.parametrize("name", [column.name for column in CHOICES])
@pytest.mark.parametrize("word", ["maybe", "-", "?", "none of these", "1.5", "\u200b"])
def test_a_value_outside_its_list_is_refused_with_the_list(name: str, word: str) -> None:
    said = _refuse(name, word)
    assert said.startswith("is none of the listed values (")
    assert all(value.value in said for value in BY_NAME[name].values or ())


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        *((raw, "yes") for raw in ("Y", "y", "true", "TRUE", "1", 1, 1.0, True, " Yes ")),
        *((raw, "no") for raw in ("N", "n", "false", "0", 0, 0.0, False, "NO")),
        *((raw, None) for raw in ("", "  ", None, float("nan"))),
    ],
)
def test_yes_and_no_have_their_other_forms_and_a_blank_is_no_no(raw: object, value: object) -> None:
    assert _read("immediate_risk", raw) == value


@pytest.mark.parametrize(("raw", "value"), [(999, "999"), (999.0, "999"), (101, "101")])
def test_a_channel_that_a_workbook_holds_as_a_number_is_read(raw: object, value: str) -> None:
    assert _read("channel", raw) == value


def test_the_older_code_for_chinese_is_read_as_the_newer_one() -> None:
    assert {_read("child_ethnicity", word) for word in ("O1", "o1", " O1 ")} == {"A4"}
    assert read_choice(v.Channel, "o1") is None


@pytest.mark.parametrize("raw", [None, "", "   ", "\t\n", "\xa0", float("nan")])
def test_a_blank_is_a_blank_and_refused_where_the_column_is_required(raw: object) -> None:
    for column in INCIDENT_COLUMNS:
        if column.required:
            assert _refuse(column.name, raw) == "is blank, and this column is required"
        else:
            assert _read(column.name, raw) is None


@pytest.mark.parametrize("column", TEXTS, ids=lambda column: column.name)
def test_text_is_taken_up_to_its_length_and_stripped(column: object) -> None:
    name, longest = column.name, column.longest  # type: ignore[attr-defined]
    assert _read(name, "x" * (longest - 1)) == "x" * (longest - 1)
    assert _read(name, f"  {'x' * longest} ") == "x" * longest
    assert _refuse(name, "x" * (longest + 1)) == (
        f"has {longest + 1} characters; at most {longest} are taken"
    )
    assert "no text may hold" in _refuse(name, "a\x00b")


def test_the_longest_texts_are_those_of_the_contract() -> None:
    longest = {column.name: column.longest for column in TEXTS}
    assert (longest["reference"], longest["child_ref"], longest["summary"]) == (64, 32, 2000)
    assert {longest[n] for n in ("missing_cause", "home_account", "child_account")} == {2000}


@pytest.mark.parametrize(
    ("raw", "value"),
    [("0", 0), (0, 0), ("25", 25), (25.0, 25), ("14.0", 14), ("+7", 7)],
)
def test_an_age_is_a_whole_number_from_0_to_25(raw: object, value: int) -> None:
    read = _read("child_age", raw)
    assert read == value and isinstance(read, int)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("child_age", "26", "is above 25"),
        ("child_age", "-1", "is negative"),
        ("child_age", "14.5", "is not a whole number"),
        ("child_age", "fourteen", "is not a number"),
        ("child_age", "1_4", "is not a number"),
        ("child_age", "١٤", "is not a number"),
        ("child_age", True, "is not a number"),
        ("police_hours", "-0.1", "is negative"),
        ("police_hours", "1,5", "is not a number"),
        ("police_hours", "inf", "is not a number"),
        ("police_hours", "nan", "is not a number"),
        ("police_hours", "1e999", "is not a number"),
        ("police_hours", datetime(2019, 1, 1), "is not a number"),
    ],
)
def test_a_number_that_cannot_be_is_refused(name: str, raw: object, said: str) -> None:
    assert _refuse(name, raw) == said


@pytest.mark.parametrize(("raw", "value"), [("0", 0), ("1.25", 1.25), (3, 3), ("1e3", 1000)])
def test_hours_are_any_number_from_nought(raw: object, value: float) -> None:
    assert _read("police_hours", raw) == value


HALF_PAST_SEVEN = datetime(2019, 4, 3, 19, 30)


@pytest.mark.parametrize(
    "raw",
    [
        "2019-04-03 19:30",
        "2019-04-03T19:30:00",
        "2019-04-03T19:30:00.123",
        "2019/4/3 19.30",
        "03/04/2019 19:30",
        "3/4/2019  7:30 pm",
        "3.4.2019, 19:30",
        "3-4-2019 7:30PM",
        "3 April 2019 19:30",
        "03-Apr-2019 19:30:00",
        "3 APRIL 2019 19:30",
        "2019-04-03T18:30:00Z",
        "2019-04-03T20:30+02:00",
        "2019-04-03 14:30-0400",
        "43558.8125",
        43558.8125,
        HALF_PAST_SEVEN,
        HALF_PAST_SEVEN.replace(microsecond=400),
    ],
)
def test_a_moment_is_read_in_each_of_its_forms_day_first(raw: object) -> None:
    assert _read("occurred_at", raw) == HALF_PAST_SEVEN


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("31/02/2019 10:00", "is a date that does not exist"),
        ("29/02/2019 10:00", "is a date that does not exist"),
        ("04/13/2019 10:00", "is a date that does not exist"),
        ("3 Junk 2019 10:00", "is a date that does not exist"),
        ("3 Marble 2019 10:00", "is a date that does not exist"),
        ("03/04/19 10:00", "has a year that is not four digits"),
        ("03/04/219 10:00", "has a year that is not four digits"),
        ("03/04/02019 10:00", "has a year that is not four digits"),
        ("yesterday", "is not a date"),
        ("20190403", "is not a date"),
        ("19999", "is not a date"),
        ("80000", "is not a date"),
        ("٠٣/٠٤/٢٠١٩", "is not a date"),
        (True, "is not a date"),
        ("2019-04-03 24:00", "has a time that does not exist"),
        ("2019-04-03 10:60", "has a time that does not exist"),
        ("2019-04-03 13:00 pm", "has a time that does not exist"),
        ("2019-04-03 0:30 am", "has a time that does not exist"),
        ("2019-04-03 10:00+99:00", "has a time that does not exist"),
        ("2019-04-03 half past ten", "has a time that cannot be read"),
        ("2019-04-03 1030", "has a time that cannot be read"),
        ("1899-12-31 10:00", "lies before 1900"),
        ("0001-01-01 00:00", "lies before 1900"),
        ("9999-12-31 23:59", "lies in the future"),
    ],
)
@pytest.mark.parametrize("name", ["occurred_at", "returned_at", "warned_on"])
def test_a_moment_that_cannot_be_is_refused(name: str, raw: object, said: str) -> None:
    assert _refuse(name, raw).startswith(said)


@pytest.mark.parametrize(("minutes", "taken"), [(-1, True), (0, True), (1, False)])
def test_now_is_the_latest_moment(minutes: int, taken: bool) -> None:
    moment = NOW + timedelta(minutes=minutes)
    for raw in (moment, moment.isoformat(" ")):
        if taken:
            assert _read("reported_at", raw) == moment
        else:
            assert _refuse("reported_at", raw) == "lies in the future"


def test_today_is_the_latest_day() -> None:
    assert _read("warned_on", "30/06/2019") == date(2019, 6, 30)
    assert _refuse("warned_on", "01/07/2019") == "lies in the future"
    assert _refuse("reported_at", date(2019, 7, 1)) == "lies in the future"


@pytest.mark.parametrize(
    ("raw", "taken"),
    [
        ("31/03/2019 00:59", True),
        ("31/03/2019 01:00", False),
        ("31/03/2019 01:59", False),
        ("31/03/2019 02:00", True),
        (datetime(2019, 3, 31, 1, 30), False),
        (43555.0625, False),
        ("28/10/2018 01:30", True),  # the hour that autumn repeats
        ("2019-03-31T01:30Z", True),  # with its zone it is 02:30
    ],
)
def test_the_hour_that_spring_skips_is_refused_and_the_one_autumn_repeats_taken(
    raw: object, taken: bool
) -> None:
    for name in ("occurred_at", "returned_at"):
        if taken:
            assert _read(name, raw)
        else:
            assert "clocks skipped in spring" in _refuse(name, raw)


@pytest.mark.parametrize("raw", ["03/04/2019", "2019-04-03", "43558", 43558, date(2019, 4, 3)])
def test_an_incident_needs_its_time_of_day_and_no_other_moment_does(raw: object) -> None:
    assert _refuse("occurred_at", raw).startswith("has no time of day")
    for column in MOMENTS:
        if column.name == "returned_at":
            # 72 hours are counted from here: a day without its time makes nobody late.
            assert _read(column.name, raw) == datetime(2019, 4, 3, 23, 59)
        elif column.name != "occurred_at":
            assert _read(column.name, raw) == datetime(2019, 4, 3)
    assert _read("warned_on", raw) == date(2019, 4, 3)


def test_midnight_is_a_time_of_day() -> None:
    assert _read("occurred_at", "2019-04-03 00:00") == datetime(2019, 4, 3)
    assert _read("occurred_at", datetime(2019, 4, 3)) == datetime(2019, 4, 3)
    assert _read("occurred_at", "3 April 2019 12:15 am") == datetime(2019, 4, 3, 0, 15)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_read_by_its_name_and_its_first_three_letters(month: int) -> None:
    day = date(2018, month, 9)
    for form in ("%B", "%b"):
        assert _read("warned_on", day.strftime(f"9 {form} %Y")) == day
    assert _read("warned_on", "9 Sept 2018") == date(2018, 9, 9)


@pytest.mark.parametrize(
    ("raw", "word"),
    [(None, ""), (" a ", "a"), (5.0, "5"), (5.5, "5.5"), (12, "12"), (float("nan"), "")],
)
def test_a_cell_as_a_word(raw: object, word: str) -> None:
    assert as_word(raw) == word


def test_headings_and_words_match_without_case_spaces_hyphens_and_underscores() -> None:
    assert len({fold(word) for word in ("child_ref", "Child Ref", "CHILD-REF", "childref")}) == 1
    assert fold("child_ref") != fold("child_age")
