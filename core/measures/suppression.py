"""Tables made safe to publish together, and audited as an attacker would read them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from core.errors import InvalidInput
from core.measures.contributors import Behind
from core.measures.disclosure import DEFAULT, Rule, Table
from core.measures.protection import Known, Line, find_intervals, find_partners

_TOTAL_COSTS = 100.0  # A total is what most readers came for: it goes last.

_Key = tuple[str, frozenset[tuple[str, object]]]


def suppress_table(
    cells: pl.DataFrame,
    by: Sequence[str],
    rule: Rule = DEFAULT,
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One table from `build_table` as it may be published: `count` null where `suppressed`.

    `before`: the same cells as published earlier over a part of this table's time; then neither
    table gives a cell of the other away, nor a small count that came between the two.

    Raises:
        InvalidInput: the cells differ, counts fell since, or what is public cannot be hidden.
    """
    now = Table("now", tuple(by), cells)
    if before is None:
        return suppress_tables([now], rule)[0].cells
    return suppress_tables([Table("before", tuple(by), before, within="now"), now], rule)[1].cells


def suppress_tables(tables: Sequence[Table], rule: Rule = DEFAULT) -> list[Table]:
    """Tables as they may be published together; those already published stay as they are.

    `cells` gain `suppressed`, and `count` is null there, rounded elsewhere. Secondary cells are
    found by linear programmes (Castro 2012), audited, and shown again where they are not needed.

    Raises:
        InvalidInput: they do not fit each other, or what is public cannot be hidden.
    """
    system = _System(tables, rule)
    secondary: list[int] = []
    while exposed := system.find_exposed():
        for cell, at in exposed.items():
            secondary += system.hide_for(cell, at)
    system.show_again(secondary)
    return [system.write(table) for table in tables]


def audit_tables(tables: Sequence[Table], rule: Rule = DEFAULT) -> pl.DataFrame:
    """What an attacker can work out from published tables together, a row per suppressed cell.

    `name`, the tables' columns (null: total), `lower`, `upper` (inclusive; null: no limit),
    `width` (upper less lower), `exposed`: pinned to one value. A row named "B less A" is what came
    between two tables, exposed where it is pinned to a small count; others of it are left out.

    Raises:
        InvalidInput: they do not fit each other, or one is not published yet.
    """
    if not all("suppressed" in table.cells.columns for table in tables):
        raise InvalidInput("Only tables that are suppressed can be audited.")
    system = _System(tables, rule)
    columns = list(dict.fromkeys(column for table in tables for column in table.by))
    rows = []
    for cell, (lower, upper) in system.find_intervals().items():
        name, coordinates = system.keys[cell]
        exposed = system.is_exposed(cell, lower, upper)
        if exposed or cell not in system.rests:
            values = {column: None if v is None else str(v) for column, v in coordinates}
            width = None if upper is None else upper - lower
            rows.append((name, *map(values.get, columns), lower, upper, width, exposed))
    schema = {
        "name": pl.String,
        **dict.fromkeys(columns, pl.String),
        **dict.fromkeys(("lower", "upper", "width"), pl.Int64),
        "exposed": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


class _System:
    """Every cell of several tables once, the lines between them, and what is hidden so far."""

    def __init__(self, tables: Sequence[Table], rule: Rule) -> None:
        self.rule = rule
        self.keys: list[_Key] = []
        self.place: dict[_Key, int] = {}
        self.counts: list[int | None] = []
        self.behind: dict[int, Behind] = {}
        self.public: set[int] = set()
        self.out: set[int] = set()  # published already: no choice left
        self.hidden: set[int] = set()
        self.rests: set[int] = set()
        self.telling: set[int] = set()  # rests that are counts in their own right
        self.lines: dict[tuple[int, tuple[int, ...]], Line] = {}
        self.totals: set[int] = set()
        for table in tables:
            self._add_cells(table)
            self._add_lines(table)
        self._add_rests(tables)
        self._hide_small()

    def _add_cells(self, table: Table) -> None:
        is_out = "suppressed" in table.cells.columns
        for row in table.cells.iter_rows(named=True):
            key = _build_key(table, row)
            cell = self._place(key)
            count = row["count"]
            known = self.counts[cell]
            if count is not None and known is not None and self._differ(count, known):
                raise InvalidInput(f"Two tables of {table.name} say different totals.")
            self.counts[cell] = count if known is None else known
            if len(key[1]) < len(table.by):
                self.totals.add(cell)
            if row.get("public"):
                self.public.add(cell)
            if row.get("parts") is not None:
                self.behind[cell] = Behind(tuple(row["parts"]))
            if is_out:
                self.out.add(cell)
                if row["suppressed"]:
                    self.hidden.add(cell)

    def _differ(self, count: int, other: int) -> bool:
        return self.rule.round(count) != self.rule.round(other)

    def _place(self, key: _Key) -> int:
        if key not in self.place:
            self.place[key] = len(self.keys)
            self.keys.append(key)
            self.counts.append(None)
        return self.place[key]

    def _add_lines(self, table: Table) -> None:
        levels = {column: table.cells[column].drop_nulls().unique() for column in table.by}
        for row in table.cells.iter_rows(named=True):
            name, coordinates = _build_key(table, row)
            for column in table.by:
                if row[column] is None:
                    parts = [(name, coordinates | {(column, value)}) for value in levels[column]]
                    self._add_line(self.place[(name, coordinates)], parts)

    def _add_line(self, total: int, parts: Sequence[_Key]) -> None:
        if not all(part in self.place for part in parts):
            raise InvalidInput("A table lacks cells: build it with its zeros and totals.")
        cells = tuple(sorted(self.place[part] for part in parts))
        self.lines[(total, cells)] = Line(total, cells)

    def _add_rests(self, tables: Sequence[Table]) -> None:
        own = list(self.keys)
        for inner, outer, telling in _find_nested(tables):
            for name, coordinates in own:
                if name != inner:
                    continue
                if (outer, coordinates) not in self.place:
                    raise InvalidInput(f"{outer} has not the cells of {inner}.")
                key = (f"{outer} less {inner}", coordinates)
                cell = self._place(key)
                self.rests.add(cell)
                if telling:
                    self.telling.add(cell)
                self._add_line(self.place[(outer, coordinates)], [(inner, coordinates), key])

    def _hide_small(self) -> None:
        for cell in range(len(self.keys)):
            count = self.counts[cell]
            if self._may_hide(cell) and count is not None and self._is_unsafe(cell, count):
                self.hidden.add(cell)

    def _is_unsafe(self, cell: int, count: int) -> bool:
        behind = self.behind.get(cell)
        tells = behind is not None and not behind.is_safe(count, self.rule.threshold)
        return tells or self.rule.is_small(count)

    def _find_floor(self, cell: int) -> int:
        """The least that a hidden cell can be to the provider who has the largest part in it."""
        behind = self.behind.get(cell)
        return max(self.rule.least_hidden, behind.first if behind else 0)

    def _may_hide(self, cell: int) -> bool:
        if cell in self.rests or cell in self.out or cell in self.public or cell in self.hidden:
            return False
        return bool(self.counts[cell]) or not self.rule.zeros_shown

    def _build_known(self) -> Known:
        lower = np.zeros(len(self.keys))
        upper = np.full(len(self.keys), np.inf)
        for cell, count in enumerate(self.counts):
            if cell in self.rests:
                continue
            if cell in self.hidden:
                lower[cell] = self._find_floor(cell)
            elif count is None:
                raise InvalidInput("A count is missing that is not suppressed.")
            elif cell in self.public:
                lower[cell] = upper[cell] = count
            else:
                lower[cell], upper[cell] = self.rule.find_bounds(self.rule.round(count))
        return Known(list(self.lines.values()), lower, upper)

    def find_intervals(self) -> dict[int, tuple[int, int | None]]:
        asked = sorted(self.hidden | self.telling)
        return dict(zip(asked, find_intervals(self._build_known(), asked), strict=True))

    def is_exposed(self, cell: int, lower: int, upper: int | None) -> bool:
        if upper is None:
            return False
        goal = self._find_goal(cell, lower)
        if goal is not None:
            return upper < goal
        return upper <= lower and (cell in self.hidden or self.rule.is_small(lower))

    def _find_goal(self, cell: int, lower: int) -> int | None:
        """What a cell that is hidden from providers must possibly be; None for any other."""
        count = self.counts[cell]
        if cell not in self.hidden or cell not in self.behind or count is None:
            return None
        if not self._is_unsafe(cell, count):
            return None
        least = self.behind[cell].find_least(self.rule.threshold)
        # As much in doubt as what a reader knows of a mark: 1 to the threshold.
        return max(least, lower + self.rule.threshold - 1)

    def find_exposed(self) -> dict[int, int]:
        return {
            cell: lower
            for cell, (lower, upper) in self.find_intervals().items()
            if self.is_exposed(cell, lower, upper)
        }

    def hide_for(self, cell: int, at: int) -> list[int]:
        candidates = [c for c in range(len(self.keys)) if self._may_hide(c)]
        counts = np.array([count or 0 for count in self.counts], dtype=float)
        most = 1 + counts.max(initial=0)
        costs = {
            c: (1 + counts[c] / most) * (_TOTAL_COSTS if c in self.totals else 1)
            for c in candidates
        }
        goal = self._find_goal(cell, at)
        least = np.array([self._find_floor(c) for c in range(len(self.keys))], dtype=float)
        goals = (at + 1, at - 1) if goal is None else (goal,)
        partners = find_partners(self._build_known(), counts, least, costs, cell, goals)
        if partners is None:
            raise InvalidInput(
                "This table cannot be published: what is public already tells a small number."
            )
        self.hidden.update(partners)
        return partners

    def show_again(self, secondary: Sequence[int]) -> None:
        """Show what is not needed after all, the dearest first."""
        for cell in sorted(secondary, key=lambda c: (c in self.totals, self.counts[c] or 0))[::-1]:
            self.hidden.discard(cell)
            if self.find_exposed():
                self.hidden.add(cell)

    def write(self, table: Table) -> Table:
        if "suppressed" in table.cells.columns:
            return table
        places = [self.place[_build_key(table, r)] for r in table.cells.iter_rows(named=True)]
        counts = [
            None if cell in self.hidden else self._say(cell, self.counts[cell]) for cell in places
        ]
        cells = table.cells.with_columns(
            pl.Series("count", counts, dtype=pl.Int64),
            pl.Series("suppressed", [cell in self.hidden for cell in places], dtype=pl.Boolean),
        )
        return replace(table, cells=cells)

    def _say(self, cell: int, count: int | None) -> int | None:
        return count if count is None or cell in self.public else self.rule.round(count)


def _build_key(table: Table, row: dict[str, object]) -> _Key:
    return table.name, frozenset((c, row[c]) for c in table.by if row[c] is not None)


def _find_nested(tables: Sequence[Table]) -> Iterator[tuple[str, str, bool]]:
    """Every pair of counts of which one holds the other, through others too."""
    outer = {table.name: (table.within, table.rest_counts) for table in tables if table.within}
    for inner in outer:
        name, telling = inner, True
        while name in outer:
            name, counts = outer[name]
            telling = telling and counts
            yield inner, name, telling
