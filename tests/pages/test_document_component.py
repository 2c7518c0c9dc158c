"""A document on a page: every block, its figures with their data, no word ever markup."""

import json
import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import document as component
from tests.documents import CALL_OUTS, HOSTILE, MONTHLY, RATES, WHOLE, build_hostile


def open_whole() -> None:
    from pages.components.document import show_document
    from tests.documents import WHOLE

    show_document(WHOLE)


def open_two() -> None:
    from pages.components.document import show_document
    from tests.documents import WHOLE

    show_document(WHOLE)
    show_document(WHOLE, key="other")


def run(script: Callable[..., None], **given: object) -> AppTest:
    at = AppTest.from_function(script, default_timeout=60, kwargs=given).run()
    assert not at.exception, at.exception[0].value
    return at


def test_every_block_stands_in_its_order() -> None:
    at = run(open_whole)
    assert [header.value for header in at.header] == [
        "The home",
        "Call\\-outs",
        "Rate",
        "Findings",
        "All homes",
    ]
    assert [header.value for header in at.subheader] == ["Which they were"]
    said = [text.value for text in at.markdown]
    assert "**Method:** Counted by day, not by report\\." in said
    assert "*Nothing to list\\.*" in said


def test_a_figure_has_its_takeaway_its_data_and_a_csv() -> None:
    at = run(open_whole)
    charts = at.get("plotly_chart")
    assert len(charts) == 2
    assert [json.loads(chart.proto.spec)["layout"]["showlegend"] for chart in charts] == [False] * 2
    assert len(at.get("download_button")) == 2
    tables = [table.value for table in at.table]
    assert list(tables[0].iloc[16]) == ["May 2018", "", "", "", "c"]
    assert len(tables[0]) == len(MONTHLY.labels) and len(tables[2]) == len(RATES.estimates)
    captions = " ".join(caption.value for caption in at.caption)
    assert "not zero" in captions and "The dot is the value" in captions


def test_numbers_stand_at_the_right() -> None:
    styles = component._build_styles([["a", "1"]], [False, True])
    right = {style["selector"] for style in styles if "right" in style["props"]}
    assert right == {"th.col1", "td.col1"}
    table = run(open_whole).table[1]
    assert "td.col3 { text-align: right" in table.proto.arrow_data.styler.styles
    assert len(table.value) == len(CALL_OUTS.rows)


def test_a_long_table_is_turned_and_says_how_much_there_is() -> None:
    at = run(open_whole)
    assert "Rows 1 to 60 of 120" in [caption.value for caption in at.caption]
    assert len(at.table[-1].value) == 60


def test_two_documents_stand_on_one_page() -> None:
    assert len(run(open_two).get("plotly_chart")) == 4


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_markup(words: str) -> None:
    def show(words: str) -> None:
        from pages.components.document import show_document
        from tests.documents import build_hostile

        show_document(build_hostile(words))

    # Half a letter comes from no store: SQLite refuses it.
    at = run(show, words=words.replace("\ud800", ""))
    said = [
        each.value for kind in (at.header, at.subheader, at.markdown, at.caption) for each in kind
    ]
    for table in at.table:
        said += [*table.value.columns, *table.value.to_numpy().ravel()]
    assert len(said) > 20
    for text in said:
        assert not re.search(r"(?<!\\)[<`$\[]|(?<!\\)://", text), text


def test_two_columns_of_one_name_stand_side_by_side() -> None:
    names = component._list_names(("a", "a", "", ""))
    assert len(set(names)) == 4 and [name.strip("\u00a0") for name in names] == ["a", "a", "", ""]
    assert len(build_hostile("x").blocks) == 7 and WHOLE.title
