"""What page and paper settle alike: levels of headings, columns of numbers."""

from datetime import date

import pytest

from core.reports.document import Cell, Heading, Table
from core.reports.document_parts import find_numbers, settle_levels


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [
        ((1, 2), True),
        ((1.5, None), True),
        ((1, "c"), True),
        ((1, "no data"), True),
        ((1, "not enough data"), False),
        (("1", "2"), False),
        ((True, False), False),
        ((True, 1), False),
        ((None, None), False),
        ((date(2019, 1, 1), 3), False),
        (("c", None, "no data"), True),
        (("c", ""), False),
    ],
)
def test_a_column_of_numbers_may_hold_marks_of_missing_ones(
    cells: tuple[Cell, ...], is_number: bool
) -> None:
    table = Table(("A",), tuple((cell,) for cell in cells), "", (1,))
    assert find_numbers(table) == [is_number]


def test_a_table_without_rows_has_no_numbers() -> None:
    assert find_numbers(Table(("A", "B"), (), "", (1, 1))) == [False, False]


@pytest.mark.parametrize(
    ("given", "settled"),
    [((1, 2, 3), (1, 2, 3)), ((3,), (1,)), ((1, 3, 3), (1, 2, 3)), ((2, 0, 2), (1, 1, 2))],
)
def test_no_heading_leaves_a_level_out(given: tuple[int, ...], settled: tuple[int, ...]) -> None:
    headings = [Heading("x", level) for level in given]
    levels = [block.level for block in settle_levels(headings) if isinstance(block, Heading)]
    assert tuple(levels) == settled
