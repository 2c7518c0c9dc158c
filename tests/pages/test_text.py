"""Other people's words stay words."""

import polars as pl
import pytest

from core.measures.homes_sentences import say_left_out
from pages.components.text import escape


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold**", r"\*\*bold\*\*"),
        ("[x](y)", r"\[x\]\(y\)"),
        ("![i](z)", r"\!\[i\]\(z\)"),
        (":red[x]", r"\:red\[x\]"),
        ("$x$", r"\$x\$"),
        ("<b>", r"\<b\>"),
        ("two\nlines\t and", "two lines and"),
    ],
)
def test_markup_is_escaped(written, shown):
    assert escape(written) == shown


@pytest.mark.parametrize("address", ["http://example.org", "www.example.org", "a@example.org"])
def test_an_address_is_broken_by_a_joiner_so_that_it_is_no_link(address):
    assert "\u2060" in escape(address)
    assert escape(address).replace("\u2060", "").replace("\\", "") == address


@pytest.mark.parametrize(
    ("all_call_outs", "said"),
    [
        (2, "Every home is in it."),
        (3, "Every home is in it. Left out too: 1 call-out at homes not open then."),
    ],
)
def test_call_outs_in_no_row_of_the_rates_are_said(all_call_outs, said):
    rates = pl.DataFrame({"rate": [0.5], "call_outs": [2]})
    assert say_left_out(rates, all_call_outs) == said
