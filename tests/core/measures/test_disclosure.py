"""Small numbers withheld: what is hidden, what cannot be worked out, and what an attacker sees."""

import json
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.errors import InvalidInput
from core.measures.disclosure import (
    DEFAULT,
    Rule,
    Table,
    build_table,
    hide_companions,
    say_counts,
)
from core.measures.protection import Known, Line, find_intervals
from core.measures.suppression import audit_tables, suppress_table, suppress_tables

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "suppression.json"
FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
SMALL = some.integers(0, 9)


def build(rows: dict[tuple[str, ...], int], by: list[str]) -> pl.DataFrame:
    counts = [(*place, count) for place, count in rows.items()]
    return build_table(pl.DataFrame(counts, schema=[*by, "count"], orient="row"), by)


def build_square(numbers: list[list[int]]) -> pl.DataFrame:
    cells = {(f"r{r}", f"c{c}"): n for r, row in enumerate(numbers) for c, n in enumerate(row)}
    return build(cells, ["row", "column"])


def find(table: pl.DataFrame, row: str | None, column: str | None) -> int | None:
    here = pl.col("row").eq_missing(row) & pl.col("column").eq_missing(column)
    return table.filter(here)["count"].item()


def find_exposed(*tables: Table, rule: Rule = DEFAULT) -> list[tuple]:
    return audit_tables(tables, rule).filter("exposed").rows()


@pytest.fixture(scope="module")
def reference() -> pl.DataFrame:
    rows = json.loads(REFERENCE.read_text())["table"]
    return build_table(pl.DataFrame(rows).rename({"freq": "count"}), ["home", "year"])


@pytest.fixture(scope="module")
def reference_out(reference: pl.DataFrame) -> pl.DataFrame:
    return suppress_table(reference, ["home", "year"])


# A table and its totals.


def test_a_table_has_its_zeros_and_every_total_last() -> None:
    table = build({("a", "x"): 2, ("b", "y"): 3}, ["row", "column"])
    assert table.rows() == [
        ("a", "x", 2),
        ("a", "y", 0),
        ("a", None, 2),
        ("b", "x", 0),
        ("b", "y", 3),
        ("b", None, 3),
        (None, "x", 2),
        (None, "y", 3),
        (None, None, 5),
    ]


def test_a_blank_is_not_taken_for_a_total() -> None:
    with pytest.raises(InvalidInput, match="blank is the total"):
        build_table(pl.DataFrame({"row": ["a", None], "count": [1, 2]}), ["row"])


# What is small.


@pytest.mark.parametrize(
    ("count", "small"), [(0, False), (1, True), (3, True), (4, True), (5, False)]
)
def test_1_to_4_are_small_and_0_is_not(count: int, small: bool) -> None:
    assert DEFAULT.is_small(count) is small
    assert Rule(zeros_shown=False).is_small(count) is (small or count == 0)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_rounding_is_to_the_nearest_and_its_bounds_hold_the_count(count: int, shown: int) -> None:
    rule = Rule(rounding=5)
    assert rule.round(count) == shown
    lower, upper = rule.find_bounds(shown)
    assert lower <= count <= upper
    assert {rule.round(n) for n in range(lower, upper + 1)} == {shown}


def test_a_published_0_may_be_a_large_count_rounded() -> None:
    assert Rule(rounding=20).find_bounds(0) == (0, 9)
    assert Rule(rounding=5).find_bounds(0) == (0, 0)
    assert Rule(zeros_shown=False).find_bounds(7) == (7, 7)


# One way, two ways, three ways.


def test_one_small_cell_takes_the_cheapest_other_with_it() -> None:
    table = suppress_table(build({("a",): 3, ("b",): 9, ("c",): 6, ("d",): 0}, ["row"]), ["row"])
    assert table.rows() == [
        ("a", None, True),
        ("b", 9, False),
        ("c", None, True),
        ("d", 0, False),
        (None, 18, False),
    ]


def test_nothing_small_hides_nothing() -> None:
    table = suppress_table(build_square([[5, 0], [7, 9]]), ["row", "column"])
    assert not table["suppressed"].any() and find(table, None, None) == 21


def test_two_ones_are_not_published_beside_their_sum() -> None:
    """1 + 1 = 2: hidden cells are known to be at least 1, so the sum tells both."""
    table = suppress_table(build({("a",): 1, ("b",): 1, ("c",): 40}, ["row"]), ["row"])
    shown = table.filter(~pl.col("suppressed"))
    assert shown.rows() == [(None, 42, False)]
    naive = build({("a",): 1, ("b",): 1, ("c",): 40}, ["row"]).with_columns(
        count=pl.when(pl.col("count") > 4).then("count"), suppressed=pl.col("count") < 5
    )
    assert [row[1] for row in find_exposed(Table("x", ("row",), naive))] == ["a", "b"]


def test_a_small_total_is_hidden_as_well() -> None:
    table = suppress_table(build_square([[1, 1], [30, 20]]), ["row", "column"])
    assert find(table, "r0", None) is None
    assert find_exposed(Table("x", ("row", "column"), table)) == []


def test_three_ways() -> None:
    cells = {place: 6 for place in product("ab", "xy", "pq")} | {("a", "x", "p"): 2}
    by = ["row", "column", "layer"]
    table = suppress_table(build(cells, by), by)
    assert 2 <= table["suppressed"].sum() <= 8
    audit = audit_tables([Table("x", tuple(by), table)])
    assert audit.height == table["suppressed"].sum() and not audit["exposed"].any()


def test_the_reference_table_survives_the_attack(
    reference: pl.DataFrame, reference_out: pl.DataFrame
) -> None:
    small = reference["count"].is_between(1, 4)
    hidden = reference_out["suppressed"]
    assert (hidden & small).sum() == small.sum() == 12
    assert hidden.sum() == 14  # two more suffice
    audit = audit_tables([Table("x", ("home", "year"), reference_out)])
    assert audit.height == 14 and audit["width"].min() >= 1 and not audit["exposed"].any()
    assert reference_out["count"].null_count() == 14
    zeros = reference["count"] == 0
    assert (reference_out.filter(zeros)["count"] == 0).all()


def test_without_the_secondary_cells_the_reference_table_falls(reference: pl.DataFrame) -> None:
    hidden = pl.col("count").is_between(1, 4)
    naive = reference.with_columns(count=pl.when(~hidden).then("count"), suppressed=hidden)
    exposed = find_exposed(Table("x", ("home", "year"), naive))
    assert ("x", "H4", "2018", 3, 3, 0, True) in exposed


def test_with_zeros_hidden_too_a_hidden_cell_may_be_0(reference: pl.DataFrame) -> None:
    rule = Rule(zeros_shown=False)
    table = suppress_table(reference, ["home", "year"], rule)
    assert not (table["count"] == 0).any()
    audit = audit_tables([Table("x", ("home", "year"), table)], rule)
    assert audit["lower"].min() == 0 and not audit["exposed"].any()


def test_rounded_tables_are_audited_as_they_are_shown(reference: pl.DataFrame) -> None:
    rule = Rule(rounding=5)
    table = suppress_table(reference, ["home", "year"], rule)
    assert (table["count"].drop_nulls() % 5 == 0).all()
    assert find_exposed(Table("x", ("home", "year"), table), rule=rule) == []


def test_a_hidden_cell_without_a_limit_says_so() -> None:
    table = suppress_table(build({("a",): 2}, ["row"]), ["row"])
    audit = audit_tables([Table("x", ("row",), table)])
    assert audit.select("lower", "upper", "width").rows() == [(1, None, None)] * 2


# What stands beside a count.


def test_rate_and_interval_go_with_their_count() -> None:
    published = pl.DataFrame(
        {
            "count": [7, None, 0],
            "suppressed": [False, True, False],
            "rate": [0.7, 0.3, 0.0],
            "upper": [1.4, 0.9, None],
        }
    )
    hidden = hide_companions(published, ["rate", "upper"])
    assert hidden["rate"].to_list() == [0.7, None, 0.0]
    assert hidden["upper"].to_list() == [1.4, None, None]
    assert say_counts(published).to_list() == ["7", "c", "0"]


# Public cells and tables that share totals.


def test_what_is_public_is_shown_and_cannot_be_the_way_out() -> None:
    cells = build({("a",): 3, ("b",): 9, ("c",): 6}, ["row"])
    public = cells.with_columns(public=pl.col("row").is_in(["c"]))
    table = suppress_table(public, ["row"])
    assert table.filter("suppressed")["row"].to_list() == ["a", "b"]
    alone = build({("a",): 3, ("b",): 0}, ["row"]).with_columns(public=pl.col("row").is_null())
    with pytest.raises(InvalidInput, match="cannot be published"):
        suppress_table(alone, ["row"])


def test_tables_of_one_count_share_their_totals() -> None:
    first = build({("a", "x"): 9, ("b", "x"): 8, ("a", "y"): 2, ("b", "y"): 1}, ["row", "column"])
    second = build({("p", "x"): 10, ("q", "x"): 7, ("p", "y"): 3, ("q", "y"): 0}, ["sex", "column"])
    tables = suppress_tables(
        [Table("n", ("row", "column"), first), Table("n", ("sex", "column"), second)]
    )
    assert find_exposed(*tables) == []
    by_column = [t.cells.filter(pl.col(t.by[0]).is_null()).drop(t.by[0]) for t in tables]
    assert by_column[0].equals(by_column[1])
    wrong = second.with_columns(pl.col("count") + 1)
    with pytest.raises(InvalidInput, match="different totals"):
        suppress_tables(
            [Table("n", ("row", "column"), first), Table("n", ("sex", "column"), wrong)]
        )


def test_children_bound_call_outs_and_their_difference_is_no_secret() -> None:
    events = Table("events", ("row",), build({("a",): 9, ("b",): 12}, ["row"]))
    people = build({("a",): 8, ("b",): 7}, ["row"])
    inner = Table("people", ("row",), people, within="events", rest_counts=False)
    assert not any(t.cells["suppressed"].any() for t in suppress_tables([events, inner]))
    secret = Table("people", ("row",), people, within="events")
    assert any(t.cells["suppressed"].any() for t in suppress_tables([events, secret]))


# Two periods.


def add_one(counts: pl.DataFrame, home: str, year: str) -> pl.DataFrame:
    here = (pl.col("home") == home) & (pl.col("year") == year)
    return build_table(counts.with_columns(pl.col("count") + here.cast(pl.Int64)), ["home", "year"])


@pytest.mark.parametrize(("home", "year"), [("H1", "2017"), ("H5", "2017"), ("H3", "2018")])
def test_one_more_incident_is_seen_unless_the_second_table_knows_the_first(
    reference: pl.DataFrame, home: str, year: str
) -> None:
    by = ("home", "year")
    few = reference.drop_nulls(by).filter(pl.col("home").is_in(["H1", "H3", "H4", "H5"]))
    earlier = suppress_table(build_table(few, by), by)
    later = add_one(few, home, year)
    before = Table("before", by, earlier, within="after")
    alone = suppress_table(later, by)
    exposed = find_exposed(before, Table("after", by, alone))
    assert ("after less before", home, year, 1, 1, 0, True) in exposed
    together = suppress_table(later, by, before=earlier)
    assert find_exposed(before, Table("after", by, together)) == []
    assert together["suppressed"].sum() <= alone["suppressed"].sum() + 6


@pytest.mark.parametrize(("more", "seen"), [(0, False), (1, True), (4, True), (5, False)])
def test_what_came_between_is_small_from_1_to_4(more: int, seen: bool) -> None:
    first = build({("a",): 10, ("b",): 20}, ["row"])
    second = build({("a",): 10 + more, ("b",): 20}, ["row"])
    tables = [
        Table("1", ("row",), suppress_table(first, ["row"]), within="2"),
        Table("2", ("row",), suppress_table(second, ["row"])),
    ]
    assert bool(find_exposed(*tables)) is seen


def test_three_periods_are_audited_against_each_other() -> None:
    months = [build({("a",): n, ("b",): 30}, ["row"]) for n in (10, 16, 22)]
    names = ["1", "2", "3"]
    tables = [
        Table(name, ("row",), suppress_table(cells, ["row"]), within=after)
        for name, cells, after in zip(names, months, ["2", "3", None], strict=True)
    ]
    assert find_exposed(*tables) == []
    near = Table("3", ("row",), suppress_table(build({("a",): 18, ("b",): 30}, ["row"]), ["row"]))
    assert {row[0] for row in find_exposed(*tables[:2], near)} == {"3 less 2"}


def test_counts_that_fell_and_cells_that_differ_are_refused() -> None:
    first = suppress_table(build({("a",): 10, ("b",): 20}, ["row"]), ["row"])
    with pytest.raises(InvalidInput, match="contradict"):
        suppress_table(build({("a",): 9, ("b",): 20}, ["row"]), ["row"], before=first)
    with pytest.raises(InvalidInput, match="has not the cells"):
        suppress_table(build({("a",): 12, ("c",): 20}, ["row"]), ["row"], before=first)
    with pytest.raises(InvalidInput, match="Only tables that are suppressed"):
        audit_tables([Table("x", ("row",), build({("a",): 9}, ["row"]))])


# The attack itself.


def test_the_interval_is_what_every_fitting_table_allows() -> None:
    """a + b = 5, both at least 1: each 1 to 4, by counting them."""
    known = build_known([Line(0, (1, 2))], [5, 1, 1], [5, None, None])
    assert find_intervals(known, [0, 1, 2]) == [(5, 5), (1, 4), (1, 4)]
    with pytest.raises(InvalidInput, match="contradict"):
        find_intervals(build_known([Line(0, (1, 2))], [1, 1, 1], [1, None, None]), [1])


def build_known(lines: list[Line], lower: list[int], upper: list[int | None]) -> Known:
    least = pl.Series(lower, dtype=pl.Float64).to_numpy()
    most = pl.Series(upper, dtype=pl.Float64).fill_null(float("inf")).to_numpy()
    return Known(lines, least, most)


@FEW
@given(some.lists(some.lists(SMALL, min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_hidden_cell_of_any_small_table_can_be_worked_out(numbers: list[list[int]]) -> None:
    table = build_square(numbers)
    out = suppress_table(table, ["row", "column"])
    small = table["count"].is_between(1, 4)
    assert out.filter(small)["suppressed"].all()
    assert (out.filter(table["count"] == 0)["count"] == 0).all()
    shown = ~out["suppressed"]
    assert out.filter(shown)["count"].equals(table.filter(shown)["count"])
    audit = audit_tables([Table("x", ("row", "column"), out)])
    assert not audit["exposed"].any()
    truth = table.filter(out["suppressed"])["count"].to_list()
    for count, lower, upper in zip(truth, audit["lower"], audit["upper"], strict=True):
        assert lower <= count and (upper is None or count <= upper)


@FEW
@given(
    some.lists(some.lists(SMALL, min_size=2, max_size=2), min_size=2, max_size=2),
    some.lists(some.lists(some.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2),
)
def test_nor_can_what_came_between_two_tables(
    first: list[list[int]], more: list[list[int]]
) -> None:
    by = ("row", "column")
    later = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(first, more, strict=True)]
    before = suppress_table(build_square(first), by)
    after = suppress_table(build_square(later), by, before=before)
    assert find_exposed(Table("1", by, before, within="2"), Table("2", by, after)) == []


@FEW
@given(some.lists(some.lists(some.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
def test_counting_every_fitting_table_finds_what_the_programme_finds(
    numbers: list[list[int]],
) -> None:
    """The totals are public, so the first cell decides the others, and each can be tried."""
    table = build_square(numbers)
    is_total = pl.any_horizontal(pl.col("row").is_null(), pl.col("column").is_null())
    hidden = ~is_total & (pl.col("count") > 0)
    out = table.with_columns(
        public=is_total, count=pl.when(~hidden).then("count"), suppressed=hidden
    )
    (a, b), (c, d) = numbers
    fitting = [
        (first, a + b - first, a + c - first, d - a + first)
        for first in range(13)
        if [n > 0 for n in (first, a + b - first, a + c - first, d - a + first)]
        == [n > 0 for n in (a, b, c, d)]
        and min(a + b - first, a + c - first, d - a + first) >= 0
    ]
    audit = audit_tables([Table("x", ("row", "column"), out)])
    for row in audit.iter_rows(named=True):
        place = 2 * int(row["row"][1]) + int(row["column"][1])
        tried = [table[place] for table in fitting]
        assert (row["lower"], row["upper"]) == (min(tried), max(tried))
