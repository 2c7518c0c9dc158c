"""What a document's renderers must settle alike before they draw it: headings and columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from core.reports.document import Block, Cell, Heading, Table

NO_ROWS = "Nothing to list."
"""What stands in a table without rows."""

_MARKS = {"c", "no data"}  # Where nothing else stands in a column, it is one of numbers too.
_LONGEST_MARK = 10  # Letters of what may stand among numbers: "c", "no data", "not known".


def settle_levels(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, no heading more than one level below the heading before it."""
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            level = max(1, min(block.level, level + 1))
            yield replace(block, level=level)
        else:
            yield block


def find_numbers(table: Table) -> list[bool]:
    """Of each column whether it holds numbers, marks of missing ones among them: set to the right.

    Yes or no is no number, and neither is a day.
    """
    if not table.rows:
        return [False] * len(table.headings)
    return [_is_number(cells) for cells in zip(*table.rows, strict=True)]


def _is_number(cells: Iterable[Cell]) -> bool:
    filled = [cell for cell in cells if cell is not None]
    numbers = [cell for cell in filled if isinstance(cell, int | float)]
    if not numbers:
        return bool(filled) and set(filled) <= _MARKS
    if any(isinstance(cell, bool) for cell in numbers):
        return False
    rest = [cell for cell in filled if not isinstance(cell, int | float)]
    return all(isinstance(cell, str) and len(cell) <= _LONGEST_MARK for cell in rest)
