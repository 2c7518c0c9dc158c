"""The counts of a board report: one block of days, one set of cells, published once.

Each block is a calendar year by itself: no total over years, no choice of days. Its cells are
withheld by one deterministic rule, so that every report shows a cell of a year the same way, and
two reports tell no more than one. Whatever else the report says (rates, shares, intervals,
sentences, bars) is worked out from the cells as they are published, never from the counts behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import polars as pl

from core.measures.board_outcomes import find_outcome
from core.measures.contributors import add_contributors
from core.measures.disclosure import DEFAULT, MARK, Rule, Table, build_table
from core.measures.suppression import suppress_tables
from core.vocabulary import CallOutKind, Category, SettingType

NO_DATA = "no data"
"""What stands where no import covers the days: nothing is known, which is not 0."""

_CALL_OUTS, _CHILDREN, _ACTIONS, _SINGLE = "call-outs", "children", "actions", "counts"


Parts = Mapping[str | None, int]
"""A count by provider, one spelling each; None: not known whose."""


@dataclass(frozen=True)
class Count:
    """A count as it is published: its value, or a mark that says why there is none."""

    value: int | None
    mark: str = ""

    @property
    def cell(self) -> int | str:
        """What stands in a table."""
        return self.mark if self.value is None else self.value


WITHHELD = Count(None, MARK)
UNKNOWN = Count(None, NO_DATA)


class Figure(StrEnum):
    """Everything that a board report counts in a block, under the name that stands for it."""

    ALL = "call-outs"
    BEHAVIOUR = "behaviour call-outs"
    PROTECTIVE = "protective call-outs"
    ALL_PLACED = "call-outs at homes with places"
    BEHAVIOUR_PLACED = "behaviour call-outs at homes with places"
    PROTECTIVE_PLACED = "protective call-outs at homes with places"
    UNPLACED = "call-outs at homes without places"
    LEVEL_1 = "level 1"
    LEVEL_2 = "level 2"
    LEVEL_3 = "level 3"
    MISSING = "missing"
    OUTSIDE = "outside the levels"
    UNGRADED = "not graded"
    CRIMINAL = "criminal outcome"
    NOT_CRIMINAL = "no criminal outcome"
    OUTCOME_UNKNOWN = "outcome not known"
    NEEDED = "police were needed"
    NOT_NEEDED = "police were not needed"
    NEED_UNKNOWN = "need not known"
    REFERENCED = "with a child's reference"
    UNREFERENCED = "without a child's reference"
    CHILDREN = "children"
    ELSEWHERE = "call-outs from other placements"
    AVOIDABLE = "could have been avoided"
    UNTOLD = "should have been told"
    HOME_STEPS = "steps of homes"
    COUNCIL_STEPS = "steps of councils"
    POLICE_STEPS = "steps of the police"
    ACTIONS_GIVEN = "actions given"
    ACTIONS_DONE = "actions done"
    ACTIONS_OVERDUE = "actions overdue"
    ACTIONS_OPEN = "actions open"
    CONTACTS = "contacts with homes"
    ESCALATIONS = "escalations"


OF_THE_GROUP = (
    Figure.ACTIONS_GIVEN,
    Figure.ACTIONS_DONE,
    Figure.ACTIONS_OVERDUE,
    Figure.ACTIONS_OPEN,
    Figure.CONTACTS,
    Figure.ESCALATIONS,
)
"""What the group did: known whether or not an import covers the days."""

_KINDS = (CallOutKind.BEHAVIOUR.value, CallOutKind.PROTECTIVE.value)
_VALUES: dict[str, tuple[str, ...]] = {
    "kind": _KINDS,
    "standing": ("1", "2", "3", "missing", "outside", "ungraded"),
    "outcome": ("criminal", "without", "unknown", "not asked"),
    "places": ("with", "without"),
    "answer": ("yes", "no", "unknown"),
    "reference": ("recorded", "blank"),
}
_CROSSED = (
    ("kind", "standing"),
    ("kind", "outcome"),
    ("kind", "places"),
    ("answer",),
    ("reference",),
)

_PLACES: dict[Figure, tuple[str, dict[str, str]]] = {
    Figure.ALL: (_CALL_OUTS, {}),
    Figure.BEHAVIOUR: (_CALL_OUTS, {"kind": _KINDS[0]}),
    Figure.PROTECTIVE: (_CALL_OUTS, {"kind": _KINDS[1]}),
    Figure.ALL_PLACED: (_CALL_OUTS, {"places": "with"}),
    Figure.BEHAVIOUR_PLACED: (_CALL_OUTS, {"kind": _KINDS[0], "places": "with"}),
    Figure.PROTECTIVE_PLACED: (_CALL_OUTS, {"kind": _KINDS[1], "places": "with"}),
    Figure.UNPLACED: (_CALL_OUTS, {"places": "without"}),
    Figure.LEVEL_1: (_CALL_OUTS, {"standing": "1"}),
    Figure.LEVEL_2: (_CALL_OUTS, {"standing": "2"}),
    Figure.LEVEL_3: (_CALL_OUTS, {"standing": "3"}),
    Figure.MISSING: (_CALL_OUTS, {"standing": "missing"}),
    Figure.OUTSIDE: (_CALL_OUTS, {"standing": "outside"}),
    Figure.UNGRADED: (_CALL_OUTS, {"standing": "ungraded"}),
    Figure.CRIMINAL: (_CALL_OUTS, {"outcome": "criminal"}),
    Figure.NOT_CRIMINAL: (_CALL_OUTS, {"outcome": "without"}),
    Figure.OUTCOME_UNKNOWN: (_CALL_OUTS, {"outcome": "unknown"}),
    Figure.NEEDED: (_CALL_OUTS, {"answer": "yes"}),
    Figure.NOT_NEEDED: (_CALL_OUTS, {"answer": "no"}),
    Figure.NEED_UNKNOWN: (_CALL_OUTS, {"answer": "unknown"}),
    Figure.REFERENCED: (_CALL_OUTS, {"reference": "recorded"}),
    Figure.UNREFERENCED: (_CALL_OUTS, {"reference": "blank"}),
    Figure.CHILDREN: (_CHILDREN, {"reference": "recorded"}),
    Figure.ACTIONS_GIVEN: (_ACTIONS, {}),
    Figure.ACTIONS_DONE: (_ACTIONS, {"state": "done"}),
    Figure.ACTIONS_OVERDUE: (_ACTIONS, {"state": "overdue"}),
    Figure.ACTIONS_OPEN: (_ACTIONS, {"state": "open"}),
}
COMPANIONS: dict[Figure, tuple[Figure, ...]] = {
    Figure.AVOIDABLE: (Figure.ALL, Figure.LEVEL_1, Figure.NOT_NEEDED),
    Figure.HOME_STEPS: (Figure.ALL,),
    Figure.COUNCIL_STEPS: (Figure.ALL, Figure.MISSING),
    Figure.POLICE_STEPS: (Figure.ALL,),
}
"""Counts of some of other counts: beside one that is withheld they would say how many it is at
least. They go with it."""


def is_of_a_home() -> pl.Expr:
    """Whether a home is one of the report: a children's home where a protocol applies.

    From `setting_type` and `in_area`; blank is not "another".
    """
    other = [kind.value for kind in SettingType if kind is not SettingType.CHILDRENS_HOME]
    return ~pl.col("setting_type").is_in(other).fill_null(False) & pl.col("in_area").fill_null(True)


def classify_call_outs(call_outs: pl.DataFrame, placed: Sequence[int]) -> pl.DataFrame:
    """Call-outs with what a board report counts them by: a column per key of its tables.

    The level and whether police were needed are the group's own, of reviewed call-outs: what the
    rules suggest is in no document, and a level can rest on what nobody reported.

    Args:
        call_outs: a row each: `kind`, `category`, `level_now`, `needed`, `reviewed`, `child_ref`,
            `outcome_code`, `crime_recorded`, `home_id`, `provider` (one spelling each).
        placed: the homes with place-years in the block.
    """
    kind, category = (pl.col(name).cast(pl.String) for name in ("kind", "category"))
    graded = pl.col("reviewed") & pl.col("level_now").is_in([1, 2, 3]).fill_null(False)
    outside = (
        Category.ABSENT.value,
        Category.CONCERN_FOR_SAFETY.value,
        Category.CHILD_VICTIM.value,
        Category.OTHER.value,
    )
    answer = pl.col("needed").cast(pl.String)
    return call_outs.select(
        "child_ref",
        "provider",
        kind=kind,
        standing=pl.when(graded)
        .then(pl.col("level_now").cast(pl.String))
        .when(category == Category.MISSING.value)
        .then(pl.lit("missing"))
        .when(category.is_in(outside))
        .then(pl.lit("outside"))
        .otherwise(pl.lit("ungraded")),
        outcome=pl.when(kind == _KINDS[0]).then(find_outcome()).otherwise(pl.lit("not asked")),
        places=pl.when(pl.col("home_id").is_in(list(placed)))
        .then(pl.lit("with"))
        .otherwise(pl.lit("without")),
        answer=pl.when(pl.col("reviewed") & answer.is_in(["yes", "no"]))
        .then(answer)
        .otherwise(pl.lit("unknown")),
        reference=pl.when(pl.col("child_ref").is_null())
        .then(pl.lit("blank"))
        .otherwise(pl.lit("recorded")),
    )


def build_tables(
    classified: pl.DataFrame, actions: Mapping[str, Parts], single: Mapping[Figure, Parts]
) -> list[Table]:
    """Every count of one block with the lines between them and who is behind it, not yet withheld.

    `actions`: by state ("done", "overdue", "open"). `single`: counts that are in no line.
    """
    tables = [_cross(classified, by) for by in _CROSSED]
    known = classified.filter(pl.col("reference") == "recorded")
    children = pl.DataFrame({"reference": ["recorded"], "count": [known["child_ref"].n_unique()]})
    theirs = known.group_by("reference", "provider").agg(count=pl.col("child_ref").n_unique())
    children = add_contributors(children, theirs, ["reference"])
    # The difference of events and children is no count of anything.
    tables.append(Table(_CHILDREN, ("reference",), children, within=_CALL_OUTS, rest_counts=False))
    states, each = _sum("state", actions)
    cells = add_contributors(build_table(states, ["state"]), each, ["state"])
    tables.append(Table(_ACTIONS, ("state",), cells))
    names, each = _sum("what", {figure.value: parts for figure, parts in single.items()})
    return [*tables, Table(_SINGLE, ("what",), add_contributors(names, each, ["what"]))]


def _sum(column: str, counts: Mapping[str, Parts]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Counts by name, and the same by provider besides."""
    rows = [(name, who, part) for name, parts in counts.items() for who, part in parts.items()]
    schema = {column: pl.String, "provider": pl.String, "count": pl.Int64}
    totals = [(name, sum(parts.values())) for name, parts in counts.items()]
    names = pl.DataFrame(totals, schema={column: pl.String, "count": pl.Int64}, orient="row")
    return names, pl.DataFrame(rows, schema=schema, orient="row")


def _cross(classified: pl.DataFrame, by: tuple[str, ...]) -> Table:
    grid = pl.DataFrame(
        list(product(*(_VALUES[column] for column in by))), schema=list(by), orient="row"
    )
    each = classified.group_by(*by, "provider").agg(count=pl.len().cast(pl.Int64))
    counted = each.group_by(by).agg(pl.col("count").sum())
    counts = grid.join(counted, on=list(by), how="left", maintain_order="left")
    cells = build_table(counts.with_columns(pl.col("count").fill_null(0)), by)
    return Table(_CALL_OUTS, by, add_contributors(cells, each, by))


def publish(tables: Sequence[Table], rule: Rule | None = DEFAULT) -> dict[Figure, Count]:
    """The counts of one block as they may be told; with no rule (within the group) all of them.

    Counts of 1 to 4 are withheld, and those that would tell a provider what another has
    (`core.measures.contributors`), and as many more as it takes that none follows from the others;
    then what counts some of a withheld count, unless it is 0.
    """
    out = list(tables) if rule is None else suppress_tables(tables, rule)
    cells = {
        (table.name, frozenset((c, row[c]) for c in table.by if row[c] is not None)): row["count"]
        for table in out
        for row in table.cells.iter_rows(named=True)
    }
    counts = {figure: _find(cells, figure) for figure in Figure}
    for figure, wholes in COMPANIONS.items():
        if counts[figure].value and any(counts[whole].value is None for whole in wholes):
            counts[figure] = WITHHELD
    return counts


def _find(
    cells: Mapping[tuple[str, frozenset[tuple[str, str]]], int | None], figure: Figure
) -> Count:
    name, place = _PLACES.get(figure, (_SINGLE, {"what": figure.value}))
    value = cells[(name, frozenset(place.items()))]
    return WITHHELD if value is None else Count(value)
