"""Groups under disclosure control, and the page's sentences."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.charts.equality import build_completeness_figure
from core.charts.theme import DARK, LIGHT, Look
from core.measures.completeness import build_completeness
from core.measures.disclosure import DEFAULT, Rule
from core.measures.equality import GroupCounts, build_ethnic_counts, build_gender_counts
from core.measures.equality_sentences import (
    describe_completeness,
    say_blanks_title,
    say_equality_title,
    say_groups_method,
    say_groups_takeaway,
    say_groups_title,
)
from core.vocabulary import Ethnicity
from tests.core.measures.test_completeness import CALL_OUTS

SCHEMA = {
    "child_ref": pl.String,
    "child_ethnicity": pl.String,
    "child_gender": pl.String,
    "occurred_on": pl.Date,
    "needed": pl.String,
}


def build(*rows: tuple[int, str | None, str]) -> pl.DataFrame:
    """Call-outs, each by a child of its own: how many, ethnicity, whether police were needed."""
    cells = [(code, needed) for count, code, needed in rows for _ in range(count)]
    day = date(2019, 1, 1)
    filled = [
        (f"K{n}", code, "male", day + timedelta(n), needed)
        for n, (code, needed) in enumerate(cells)
    ]
    return pl.DataFrame(filled, schema=SCHEMA, orient="row")


def read(counts: GroupCounts, column: str) -> dict[str, str]:
    assert counts.table is not None
    return dict(zip(counts.table["group"], counts.table[column], strict=True))


def test_every_code_is_in_one_of_the_five_groups_or_not_stated() -> None:
    call_outs = build(*((10, code.value, "yes") for code in Ethnicity))
    assert read(build_ethnic_counts(call_outs), "call_outs") == {
        "White": "40",
        "Mixed": "40",
        "Asian": "50",
        "Black": "30",
        "Other": "20",
        "Not stated": "10",
        "Not recorded": "0",
        "All": "190",
    }


@pytest.mark.parametrize(("few", "shown"), [(0, "0"), (1, "c"), (4, "c"), (5, "5")])
def test_a_group_of_1_to_4_is_withheld_with_another(few: int, shown: str) -> None:
    counts = build_ethnic_counts(build((20, "W1", "yes"), (8, "M1", "yes"), (few, "B1", "yes")))
    said = read(counts, "call_outs")
    assert said["Black"] == shown and said["Asian"] == "0" and said["All"] == str(28 + few)
    assert said["Mixed"] == ("c" if shown == "c" else "8") and said["White"] == "20"
    assert counts.withheld == (2 if shown == "c" else 0)


def test_blanks_are_counted_in_full_and_hide_nothing() -> None:
    call_outs = build((20, "W1", "yes"), (3, "B1", "yes"), (2, None, "yes"), (1, "NS", "yes"))
    said = read(build_ethnic_counts(call_outs), "call_outs")
    assert (said["Not recorded"], said["Not stated"]) == ("2", "1")
    assert (said["White"], said["Black"]) == ("c", "c")


def test_events_and_distinct_children_stand_side_by_side() -> None:
    once = build((20, "W1", "yes"), (10, "B1", "no"))
    again = once.with_columns(pl.col("occurred_on") + timedelta(90))
    nobody = once.head(1).with_columns(child_ref=pl.lit(None, dtype=pl.String))
    counts = build_ethnic_counts(pl.concat([once, again, nobody]))
    assert (read(counts, "call_outs")["White"], read(counts, "children")["White"]) == ("41", "20")
    assert counts.without_reference == 1
    assert "1 call-out without a child's reference" in say_groups_method(counts, "2019", DEFAULT)


def test_a_child_is_in_the_group_last_recorded_and_a_blank_is_none() -> None:
    once = build((20, "W1", "yes"), (10, "B1", "yes"))
    later = once.head(6).with_columns(pl.col("occurred_on") + timedelta(365))
    blank = later.with_columns(child_ethnicity=pl.lit(None, dtype=pl.String))
    assert read(build_ethnic_counts(pl.concat([once, blank])), "children")["White"] == "20"
    other = later.with_columns(child_ethnicity=pl.lit("B9"))
    children = read(build_ethnic_counts(pl.concat([once, other])), "children")
    assert (children["White"], children["Black"], children["All"]) == ("14", "16", "30")


def test_whether_police_were_needed_is_split_as_finely_as_small_numbers_allow() -> None:
    large = build(*((9, code, needed) for code in ("W1", "B1") for needed in ("yes", "no")))
    unknown = build((9, "W1", "unknown"), (9, "B1", "unknown"))
    fine = build_ethnic_counts(
        pl.concat([large, unknown.with_columns(child_ref="U" + pl.col("child_ref"))])
    )
    assert fine.split == ("needed", "not_needed", "unknown")
    one = build((1, "W1", "unknown")).with_columns(child_ref=pl.lit("U"))
    coarse = build_ethnic_counts(pl.concat([large, one]))
    assert coarse.split == ("needed", "rest") and read(coarse, "rest")["White"] == "10"
    assert "Not needed and not known are one" in say_groups_method(coarse, "2019", DEFAULT)
    small = build_ethnic_counts(build((7, "W1", "yes"), (2, "W1", "no"), (8, "B1", "yes")))
    assert small.split == () and read(small, "call_outs")["White"] == "9"
    assert "Not split by whether police were needed" in say_groups_method(small, "2019", DEFAULT)


def test_two_call_outs_by_group_are_not_shown_at_all() -> None:
    counts = build_ethnic_counts(build((1, "W1", "yes"), (1, "B1", "yes")))
    assert counts.table is None
    assert say_groups_title(counts, "gender") == "By gender: too few call-outs to show any count"
    assert say_groups_takeaway(counts, "gender").endswith("any count.")


def test_gender_has_its_own_blanks() -> None:
    call_outs = build((18, "W1", "yes")).with_columns(
        child_gender=pl.Series(["female"] * 6 + ["male"] * 7 + ["not_stated"] * 2 + [None] * 3)
    )
    said = read(build_gender_counts(call_outs), "call_outs")
    assert list(said.values()) == ["6", "7", "0", "2", "3", "18"]


def test_nothing_to_count() -> None:
    counts = build_ethnic_counts(build())
    assert set(read(counts, "call_outs").values()) == {"0"}
    assert say_groups_title(counts, "gender") == "No call-outs to count by gender"


# Sentences and the figure.


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        (89, "Ethnicity is recorded for 89 of 100 call-outs: too few to compare groups"),
        (
            90,
            "Ethnicity is recorded for 90 of 100 call-outs, but not how many children of each "
            "group live in the homes",
        ),
    ],
)
def test_the_title_says_what_the_record_allows(recorded: int, said: str) -> None:
    assert say_equality_title(recorded, 100) == said


def test_the_title_of_one_and_of_none() -> None:
    assert say_equality_title(0, 1).startswith("Ethnicity is recorded for 0 of 1 call-out:")
    assert say_equality_title(0, 0) == "No call-outs in the period: no ethnicity to record"


def test_withheld_is_said_and_its_number_is_not() -> None:
    counts = build_ethnic_counts(build((20, "W1", "yes"), (8, "M1", "yes"), (3, "B1", "yes")))
    assert say_groups_title(counts, "ethnic group") == (
        "Call-outs by ethnic group: 2 of 5 groups are withheld"
    )
    takeaway = say_groups_takeaway(counts, "ethnic group")
    assert "White: 20; Mixed: withheld" in takeaway and "3" not in takeaway.replace("31", "")
    method = say_groups_method(counts, "2019", Rule(rounding=5, zeros_shown=False))
    assert "it is 0 to 4" in method and "nearest 5" in method


def test_where_to_ask_is_said_without_a_rank() -> None:
    blanks = pl.DataFrame({"home": ["A", "B"], "call_outs": [3, 4]})
    some = blanks.with_columns(ethnicity=pl.Series([0, 1]), gender=pl.lit(0))
    none = blanks.with_columns(ethnicity=pl.lit(0), gender=pl.lit(0))
    assert say_blanks_title(some, "home") == "Ethnicity or gender is blank in 1 of 2 homes"
    assert say_blanks_title(none, "year").endswith("recorded throughout, by year")
    assert say_blanks_title(some.clear(), "home") == "No call-outs, nothing to record"


@pytest.mark.parametrize("look", [Look("light"), Look("dark"), Look(projector=True)])
def test_the_bars_are_shares_and_the_words_are_counts(look: Look) -> None:
    found = build_completeness(CALL_OUTS)
    figure = build_completeness_figure(found, look)
    assert [bar.x[0] for bar in figure.data] == [50.0, 25.0, 25.0]
    assert {sum(parts) for parts in zip(*(bar.x for bar in figure.data), strict=True)} == {100.0}
    words = [note.text for note in figure.layout.annotations]
    assert "Ethnicity: 2 of 4" in words and any("not stated" in word for word in words)
    assert figure.data[0].marker.color == (DARK if look.mode == "dark" else LIGHT).data


def test_the_takeaway_sets_not_stated_apart() -> None:
    said = describe_completeness(build_completeness(CALL_OUTS))
    assert "Ethnicity: recorded for 2 of 4, 1 not stated, 1 not recorded" in said
