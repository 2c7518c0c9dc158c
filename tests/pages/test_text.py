"""Other people's words stay words."""

import pytest

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
