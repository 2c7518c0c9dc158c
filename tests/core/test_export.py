"""A CSV that a spreadsheet opens without running anything, and reads back as it was."""

import csv
import io
from datetime import date, datetime

import polars as pl
import pytest

from core.export import escape_cell, render_csv, render_frame_csv


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(sign: str) -> None:
    assert escape_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert escape_cell(f"x{sign}1") == f"x{sign}1"
    assert render_csv([sign], [[sign]]).count(b"'") == 2


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        (-5, "-5"),
        (-0.5, "-0.5"),
        ("-5", "'-5"),
        (True, "True"),
        (date(2019, 5, 4), "2019-05-04"),
        (datetime(2019, 5, 4, 19, 30, 15), "2019-05-04 19:30"),
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
