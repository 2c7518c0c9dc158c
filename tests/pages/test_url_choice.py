"""A choice in the URL holds whatever stands there, also where it is named and says nothing."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.screens import ROOT


def _choose() -> None:
    import streamlit as st

    from pages.components.url_choice import pick_in_row

    st.text(pick_in_row("By", ("Clause", "Home"), key="by"))
    st.text(pick_in_row("Of", ("Mine", "All"), key="of", default="All"))


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("Home", "Home"),
        ("", "Clause"),
        ("Nobody", "Clause"),
        (["", ""], "Clause"),
        (None, "Clause"),
    ],
)
def test_a_choice_is_one_of_its_words_whatever_the_address_says(
    asked: str | list[str] | None, chosen: str
) -> None:
    at = AppTest.from_function(_choose)
    if asked is not None:
        at.query_params["by"] = asked
        at.query_params["of"] = asked
    at.run()
    assert not at.exception
    assert [said.value for said in at.text] == [chosen, "All"]


def test_no_page_takes_such_a_choice_past_it() -> None:
    found = {
        path.name
        for path in (ROOT / "pages").rglob("*.py")
        if "required=True" in path.read_text(encoding="utf-8")
    }
    # The Guide's choice is of a list with words of its own, and falls back by itself.
    assert found == {"url_choice.py", "guide_questions.py"}
