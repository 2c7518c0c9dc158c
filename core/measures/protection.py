"""What an attacker can work out about a hidden count, by linear programming.

Cells are numbers 0, 1, …; a line says that one cell is the sum of others. Everything published
stands in the bounds. The audit asks for the least and the most that each cell can be over all
tables that fit; the cure asks which further cells must be hidden so that a second table fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from core.errors import InvalidInput

Numbers = npt.NDArray[np.float64]

_NEAR = 1e-4  # HiGHS keeps a line to 1e-7; counts are whole.


@dataclass(frozen=True)
class Line:
    """The cell `total` is the sum of the cells `parts`."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """What is known of every cell: lines that hold, least and most it can be (inclusive)."""

    lines: Sequence[Line]
    lower: Numbers
    upper: Numbers

    def build_matrix(self) -> csr_array:
        """The lines as rows of a matrix that every fitting table makes 0."""
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        for number, line in enumerate(self.lines):
            cells = (line.total, *line.parts)
            rows += [number] * len(cells)
            columns += cells
            signs += [-1.0] + [1.0] * len(line.parts)
        return csr_array((signs, (rows, columns)), shape=(len(self.lines), len(self.lower)))


def find_intervals(known: Known, cells: Sequence[int]) -> list[tuple[int, int | None]]:
    """The least and the most whole number that each of the cells can be; None is "no limit".

    Over linear tables, so a set of lines that is no two-way table may leave fewer whole ones.

    Raises:
        InvalidInput: no table fits all that is known.
    """
    if not cells:
        return []
    # A cell with a limit is within the sum of all that is published, so far beyond it is none.
    published = float(known.upper[np.isfinite(known.upper)].sum()) + 1
    known = _subtract(known)
    lower, upper = known.lower, np.minimum(known.upper, 1000 * published)
    open_cells = np.flatnonzero(upper > lower)
    place = {int(cell): number for number, cell in enumerate(open_cells)}
    asked = [cell for cell in cells if cell in place]
    matrix = known.build_matrix()
    needed = -(matrix @ np.where(upper > lower, 0.0, lower))
    inner = matrix[:, open_cells]
    empty = np.diff(inner.indptr) == 0
    if np.abs(needed[empty]).max(initial=0) > _NEAR:
        raise _contradict()
    found = _find_ends(
        inner[~empty],
        needed[~empty],
        lower[open_cells],
        upper[open_cells],
        [place[cell] for cell in asked],
    )
    ends = dict(zip(asked, found, strict=True))
    intervals: list[tuple[int, int | None]] = []
    for cell in cells:
        low, high = ends.get(cell, (lower[cell], lower[cell]))
        limit = None if high > 10 * published else int(np.floor(high + _NEAR))
        intervals.append((int(np.ceil(low - _NEAR)), limit))
    return intervals


def _subtract(known: Known) -> Known:
    """Fill in each cell that is the only open one of its line: no programme is needed for it."""
    lower, upper = known.lower.copy(), known.upper.copy()
    waiting, went = list(known.lines), True
    while went:
        went = False
        for line in list(waiting):
            cells = (line.total, *line.parts)
            unknown = [cell for cell in cells if lower[cell] < upper[cell]]
            if len(unknown) > 1:
                continue
            waiting.remove(line)
            if unknown:
                cell = unknown[0]
                rest = sum(lower[part] for part in line.parts if part != cell)
                value = rest if cell == line.total else lower[line.total] - rest
                if not lower[cell] <= value <= upper[cell]:
                    raise _contradict()
                lower[cell] = upper[cell] = value
                went = True
    return Known(known.lines, lower, upper)


def _find_ends(
    matrix: csr_array, needed: Numbers, lower: Numbers, upper: Numbers, asked: list[int]
) -> list[tuple[float, float]]:
    """Least and most of each asked cell: all questions side by side in one programme."""
    if not asked:
        return []
    size, copies = len(lower), 2 * len(asked)
    cost = np.zeros((copies, size))
    for number, cell in enumerate(asked):
        cost[number, cell], cost[len(asked) + number, cell] = 1.0, -1.0
    done = linprog(
        cost.ravel(),
        A_eq=kron(eye_array(copies), matrix, format="csr") if matrix.shape[0] else None,
        b_eq=np.tile(needed, copies) if matrix.shape[0] else None,
        bounds=np.column_stack([np.tile(lower, copies), np.tile(upper, copies)]),
        method="highs",
    )
    if done.status != 0:
        raise _contradict()
    tables = done.x.reshape(copies, size)
    return [
        (float(tables[number, cell]), float(tables[len(asked) + number, cell]))
        for number, cell in enumerate(asked)
    ]


def find_partners(
    known: Known,
    counts: Numbers,
    least: Numbers,
    costs: dict[int, float],
    cell: int,
    goals: Sequence[int],
) -> list[int] | None:
    """The cells to hide so that `cell` could also be one of `goals`.

    `costs`: the cells that may be hidden and what hiding each costs; `counts`: their true counts,
    one for every cell, read only for these; a hidden cell is known to be at least its `least`.
    The cheapest by the sum of costs times change, as in Castro 2012; None where no choice helps.
    """
    candidates = np.array(sorted(costs), dtype=int)
    size, more = len(known.lower), len(candidates)
    lower, upper = known.lower.copy(), known.upper.copy()
    lower[candidates], upper[candidates] = least[candidates], np.inf
    # A candidate is its true count and what is added to it, less what is taken from it.
    ties = csr_array((np.ones(more), (np.arange(more), candidates)), shape=(more, size))
    change = hstack([-eye_array(more), eye_array(more)])
    matrix = known.build_matrix()
    lines = hstack([matrix, csr_array((matrix.shape[0], 2 * more))])
    weights = np.array([costs[int(c)] for c in candidates])
    best: tuple[float, list[int]] | None = None
    for other in goals:
        if not lower[cell] <= other <= upper[cell]:
            continue
        low, high = lower.copy(), upper.copy()
        low[cell] = high[cell] = other
        done = linprog(
            np.concatenate([np.zeros(size), weights, weights]),
            A_eq=vstack([lines, hstack([ties, change])], format="csr"),
            b_eq=np.concatenate([np.zeros(matrix.shape[0]), counts[candidates]]),
            bounds=np.column_stack(
                [
                    np.concatenate([low, np.zeros(2 * more)]),
                    np.concatenate([high, np.full(2 * more, np.inf)]),
                ]
            ),
            method="highs",
        )
        if done.status == 0 and (best is None or done.fun < best[0] - _NEAR):
            moved = np.abs(done.x[candidates] - counts[candidates]) > _NEAR
            best = (float(done.fun), [int(c) for c in candidates[moved]])
    return None if best is None else best[1]


def _contradict() -> InvalidInput:
    return InvalidInput("These tables contradict each other: no counts fit all of them.")
