"""Who is behind a total: three providers, none that another could work out, and what is left."""

from collections.abc import Iterator

import polars as pl
import pytest

from core.measures.contributors import Behind, add_contributors, count_possible
from core.measures.disclosure import build_table

THRESHOLD = 4


def judge(*parts: int) -> bool:
    behind = Behind(tuple(sorted((part for part in parts if part), reverse=True)))
    return behind.is_safe(sum(parts), THRESHOLD)


@pytest.mark.parametrize(
    ("parts", "safe"),
    [
        ((9,), False),
        ((9, 9), False),
        ((9, 9, 9), True),
        ((40, 40, 0), False),
    ],
)
def test_three_providers_must_have_a_part(parts: tuple[int, ...], safe: bool) -> None:
    assert judge(*parts) is safe


@pytest.mark.parametrize(("others", "least"), [((1, 1), 7), ((2, 1), 7), ((1, 1, 1), 7)])
def test_what_is_left_without_the_largest_must_be_five(others: tuple[int, ...], least: int) -> None:
    parts = (2, *others)
    assert Behind(parts).find_least(THRESHOLD) == least
    assert not Behind(parts).is_safe(least - 1, THRESHOLD)


@pytest.mark.parametrize(("last", "holds"), [(3, False), (4, True), (5, True)])
def test_the_second_largest_learns_the_largest_to_no_less_than_a_fifth(
    last: int, holds: bool
) -> None:
    behind = Behind((20, 15, last))
    assert (20 + 15 + last >= behind.find_least(THRESHOLD)) is holds


def test_a_total_that_the_rule_allows_for_one_split_alone_is_withheld() -> None:
    # Nine of three, one of them 1: five must be left without the largest, so it is 4, 4 and 1.
    assert Behind((4, 4, 1)).find_least(THRESHOLD) == 9
    assert count_possible(1, 8, 2, THRESHOLD) == 1
    assert not judge(4, 4, 1)
    # Six of six: nobody has more than one.
    assert not judge(1, 1, 1, 1, 1, 1)


def _split(total: int, number: int, most: int) -> Iterator[tuple[int, ...]]:
    if not number:
        yield from [()] if not total else []
        return
    for part in range(min(total, most), -(-total // number) - 1, -1):
        yield from ((part, *rest) for rest in _split(total - part, number - 1, part))


@pytest.mark.parametrize(("number", "most", "left"), [(3, 40, 13), (4, 30, 8), (5, 24, 0)])
def test_one_who_knows_the_rule_and_the_area_finds_four_values_for_each_other(
    number: int, most: int, left: int
) -> None:
    narrow = shown = 0
    for total in range(1, most + 1):
        possible: dict[int, set[int]] = {}
        public = [parts for parts in _split(total, number, total) if judge(*parts)]
        for parts in public:
            for place, own in enumerate(parts):
                possible.setdefault(own, set()).update(parts[:place] + parts[place + 1 :])
        shown += len(public)
        narrow += sum(
            any(max(possible[own]) - min(possible[own]) < 3 for own in parts) for parts in public
        )
    # That the condition held is known too: of a few splits it leaves three values.
    assert shown > 300
    assert narrow <= left


def build(rows: list[tuple[str, str | None, int]]) -> pl.DataFrame:
    schema = {"kind": pl.String, "provider": pl.String, "count": pl.Int64}
    each = pl.DataFrame(rows, schema=schema, orient="row")
    counts = each.group_by("kind", maintain_order=True).agg(pl.col("count").sum())
    return add_contributors(build_table(counts, ["kind"]), each, ["kind"])


def test_a_total_has_the_parts_of_all_its_cells() -> None:
    cells = build([("a", "Acme", 3), ("a", "Bright", 2), ("b", "Acme", 4), ("b", "Calm", 0)])
    assert cells.select("kind", "count", "parts").rows() == [
        ("a", 5, [3, 2]),
        ("b", 4, [4]),
        (None, 9, [7, 2]),
    ]


def test_what_is_nobody_s_could_be_the_largest_s_and_is_no_further_provider() -> None:
    cells = build([("a", "Acme", 3), ("a", "Bright", 5), ("a", None, 2)])
    assert cells["parts"].to_list() == [[7, 3], [7, 3]]
    assert build([("a", None, 2)])["parts"].to_list() == [[2], [2]]


def test_a_cell_without_anything_has_nobody_behind_it() -> None:
    assert build([("a", "Acme", 3), ("b", None, 0)])["parts"].to_list() == [[3], [], [3]]
