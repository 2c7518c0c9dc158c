"""A table's own words, and tables that several sessions draw at once."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl

from pages.components.tables import say_each

# In a process of its own: where they wait for each other, nothing in that process goes on.
_SIX_AT_ONCE = """
import logging, threading
import polars as pl
from pages.components import tables
logging.disable(logging.CRITICAL)
tables.show_download = lambda *told, **named: None
frame = pl.DataFrame({"What": ["a_b", None] * 20, "How": ["*c*"] * 40, "Many": range(40)})
def draw():
    for _ in range(50):
        tables.show_table(frame, alt="Six at once", key="six", file_name="six.csv")
drawing = [threading.Thread(target=draw, daemon=True) for _ in range(6)]
for one in drawing: one.start()
for one in drawing: one.join()
print("drawn")
"""


def test_tables_that_are_drawn_at_once_never_wait_for_each_other_for_good() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SIX_AT_ONCE],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "POLARS_MAX_THREADS": "2"},
        capture_output=True,
        text=True,
        timeout=120,  # They take a second or two; where they wait for each other, it never ends.
    )
    assert done.stdout == "drawn\n", done.stderr[-500:]


def test_each_row_is_said_in_order_and_an_empty_table_says_nothing() -> None:
    frame = pl.DataFrame({"of": ["a", "b"], "many": [1, None]})
    assert say_each(frame, lambda row: f"{row['many']} of {row['of']}").to_list() == [
        "1 of a",
        "None of b",
    ]
    empty = say_each(frame.clear(), lambda row: row["of"])
    assert empty.dtype == pl.String and empty.is_empty()
