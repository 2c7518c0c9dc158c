"""What is recorded: "not stated" is an answer, a blank is none, only those asked are counted."""

import polars as pl

from core.measures.completeness import ASKED, ETHNICITY, build_blanks, build_completeness

CALL_OUTS = pl.DataFrame(
    {
        "home": ["Birch", "Alder", "Alder", None],
        "category": ["missing", "assault", "missing", "theft"],
        "child_ethnicity": ["W1", "NS", None, "B1"],
        "child_gender": ["not_stated", "male", None, None],
        "child_age": [14, 15, 16, None],
        "child_ref": ["K1", "K2", "K2", None],
        "placing_authority": ["Dorset Council"] * 4,
        "decided_by": ["staff", None, None, None],
        "decided_at": [None, None, None, None],
        "immediate_risk": ["no", "yes", "no", "no"],
        "agency_staff_on_shift": ["no", None, None, "yes"],
        "known_safe": [None, "yes", "no", "yes"],
    }
)


def test_not_stated_is_an_answer_apart_from_a_blank() -> None:
    found = build_completeness(CALL_OUTS)
    assert found.columns == ["what", "recorded", "not_stated", "not_recorded", "call_outs"]
    assert found.rows()[:2] == [("Ethnicity", 2, 1, 1, 4), ("Gender", 1, 1, 2, 4)]


def test_no_is_recorded_and_a_blank_is_not() -> None:
    rows = {row[0]: row[1:] for row in build_completeness(CALL_OUTS).rows()}
    assert rows["Immediate risk"] == (4, 0, 0, 4)
    assert rows["Agency staff on shift"] == (2, 0, 2, 4)
    assert rows["When it was decided"] == (0, 0, 4, 4)


def test_known_to_be_safe_is_asked_of_missing_children_only() -> None:
    found = build_completeness(CALL_OUTS)
    assert found.height == len(ASKED)
    assert found.row(-1) == ("Known to be safe (missing)", 1, 0, 1, 2)
    others = build_completeness(CALL_OUTS.filter(pl.col("category") != "missing"))
    assert "Known to be safe (missing)" not in others["what"].to_list()


def test_of_nobody_nothing_is_asked() -> None:
    assert build_completeness(CALL_OUTS.clear()).is_empty()
    assert build_completeness(CALL_OUTS, (ETHNICITY,)).height == 1


def test_where_to_ask_by_home_in_the_order_of_names() -> None:
    assert build_blanks(CALL_OUTS, "home").rows() == [
        ("Alder", 2, 1, 1),
        ("Birch", 1, 0, 0),
        (None, 1, 0, 1),
    ]
    assert build_blanks(CALL_OUTS.clear(), "home").is_empty()
