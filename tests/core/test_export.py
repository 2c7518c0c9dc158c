"""A CSV that a spreadsheet opens without running anything, and reads back as it was."""

import csv
import io
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.export import (
    escape_cell,
    escape_text,
    render_csv,
    render_frame_csv,
    starts_formula,
    unescape_text,
)
from core.reports.document import Table
from core.reports.table_csv import render_table_csv

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("sign", SIGNS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(sign: str) -> None:
    assert escape_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert escape_cell(f"x{sign}1") == f"x{sign}1"
    assert render_csv([sign], [[sign]]).count(b"'") == 2


@pytest.mark.parametrize("before", ["", "'", "''"])
def test_an_apostrophe_of_the_text_itself_is_kept_apart_from_the_one_put_before_it(
    before: str,
) -> None:
    text = f"{before}=1+1"
    assert escape_text(text) == f"'{text}"
    assert unescape_text(f"'{text}") == text


@pytest.mark.parametrize("text", ["'", "'Nan's", "''", "it's =1", "", "x", "1-1"])
def test_what_runs_nothing_is_left_alone_both_ways(text: str) -> None:
    assert (escape_text(text), unescape_text(text)) == (text, text)


HOSTILE = some.text("'=+-@\t\r\n,;\"x0 \uff1d", max_size=8) | some.text(max_size=20)


@settings(deadline=None)
@given(HOSTILE)
def test_escaping_loses_nothing_and_leaves_nothing_that_runs(text: str) -> None:
    assert unescape_text(escape_text(text)) == text
    assert not starts_formula(escape_text(text))


@settings(deadline=None)
@given(some.lists(some.lists(HOSTILE, min_size=3, max_size=3), max_size=4))
def test_every_text_survives_the_file_as_the_csv_module_reads_it(rows: list[list[str]]) -> None:
    made = render_csv(["a", "b", "c"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(made, newline="")))
    assert [[unescape_text(cell) for cell in row] for row in read[1:]] == rows


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        (-5, "-5"),
        (-0.5, "-0.5"),
        ("-5", "'-5"),
        (True, "yes"),
        (False, "no"),
        (date(2019, 5, 4), "2019-05-04"),
        (datetime(2019, 5, 4, 19, 30), "2019-05-04 19:30"),
        (datetime(2019, 5, 4, 19, 30, 15), "2019-05-04 19:30:15"),
    ],
)
def test_numbers_keep_their_sign_and_dates_are_iso(value: object, cell: str) -> None:
    assert escape_cell(value) == cell


def test_a_table_begins_with_a_byte_order_mark_and_reads_back() -> None:
    rows = [["a,b", 'say "no"', "two\nlines"], ["é", None, 3]]
    made = render_csv(["one", "two", "three"], rows)
    assert made.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert read == [
        ["one", "two", "three"],
        ["a,b", 'say "no"', "two\nlines"],
        ["é", "", "3"],
    ]


def test_a_frame_is_its_columns_and_rows_and_an_empty_one_its_headings() -> None:
    frame = pl.DataFrame({"home": ["=Alder"], "calls": [3]})
    assert render_frame_csv(frame).decode("utf-8-sig") == "home,calls\r\n'=Alder,3\r\n"
    assert render_frame_csv(frame.clear()).decode("utf-8-sig") == "home,calls\r\n"


TABLE = Table(
    headings=("Reference", "Call-outs", "Rate", "Day", "Moment", "Known"),
    rows=(
        ("0012", 1200, 0.5, date(2019, 5, 4), datetime(2019, 5, 4, 19, 30), True),
        ("=1+1", -3, None, None, None, None),
    ),
    alt="Two rows.",
    widths=(1, 1, 1, 1, 1, 1),
)


def test_a_documents_table_has_figures_and_days_as_they_are() -> None:
    lines = render_table_csv(TABLE).decode("utf-8-sig").split("\r\n")
    assert lines == [
        "Reference,Call-outs,Rate,Day,Moment,Known",
        "0012,1200,0.5,2019-05-04,2019-05-04 19:30,yes",
        "'=1+1,-3,,,,",
        "",
    ]


def test_polars_reads_its_types_and_no_byte_order_mark_in_a_heading() -> None:
    read = pl.read_csv(
        render_table_csv(TABLE), try_parse_dates=True, schema_overrides={"Reference": pl.String}
    )
    assert read.columns == list(TABLE.headings)
    assert read.dtypes[1:4] == [pl.Int64, pl.Float64, pl.Date]
    assert isinstance(read.dtypes[4], pl.Datetime)
    assert read.row(0)[:5] == TABLE.rows[0][:5]
    assert read["Reference"].to_list() == ["0012", "'=1+1"]
