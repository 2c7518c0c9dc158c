"""Call-outs and distinct children by ethnic group and by gender, under disclosure control."""

from dataclasses import dataclass

import polars as pl

from core.errors import InvalidInput
from core.measures.disclosure import DEFAULT, MARK, Rule, Table, build_table, say_counts
from core.measures.suppression import suppress_tables
from core.vocabulary import Ethnicity, Gender

NOT_STATED, NOT_RECORDED, ALL = "Not stated", "Not recorded", "All"
ETHNIC_GROUPS = ("White", "Mixed", "Asian", "Black", "Other")
GENDERS = ("Female", "Male", "Other")

_INITIALS = {name[0]: name for name in ETHNIC_GROUPS}
_SPLITS: tuple[dict[str, str], ...] = (
    {"yes": "needed", "no": "not_needed", "unknown": "unknown"},
    {"yes": "needed", "no": "rest", "unknown": "rest"},
    {},
)
_UNANSWERED = (NOT_STATED, NOT_RECORDED)


@dataclass(frozen=True)
class GroupCounts:
    """Counts by group as they may be shown.

    `table`: a row per group, then those without an answer, then all: `group`, `call_outs`,
    `children` and a column per answer of `split`; text, "c" where suppressed. None where not even
    that can be shown. `split`: whether police were needed, as finely as small numbers allow:
    `needed`, `not_needed`, `unknown`; or `needed`, `rest` (the other two); or nothing.
    `withheld`: how many of `groups` have suppressed call-outs. `call_outs`: all of them;
    `without_reference`: of which nobody knows the child.
    """

    table: pl.DataFrame | None
    split: tuple[str, ...]
    withheld: int
    groups: int
    call_outs: int
    without_reference: int


def build_ethnic_counts(call_outs: pl.DataFrame, rule: Rule = DEFAULT) -> GroupCounts:
    """By the five official groups of the 18+1 codes, "not stated" and "not recorded" apart.

    `call_outs`: a row each: `child_ref`, `child_ethnicity`, `occurred_on`, `needed`.
    """
    code = pl.col("child_ethnicity")
    group = (
        pl.when(code == Ethnicity.NS.value)
        .then(pl.lit(NOT_STATED))
        .otherwise(code.str.head(1).replace_strict(_INITIALS, default=NOT_RECORDED))
        .fill_null(NOT_RECORDED)
    )
    return _build_counts(call_outs.with_columns(group=group), ETHNIC_GROUPS, rule)


def build_gender_counts(call_outs: pl.DataFrame, rule: Rule = DEFAULT) -> GroupCounts:
    """By gender as recorded; as `build_ethnic_counts`, from `child_gender`."""
    words = {
        Gender.FEMALE.value: "Female",
        Gender.MALE.value: "Male",
        Gender.OTHER.value: "Other",
        Gender.NOT_STATED.value: NOT_STATED,
    }
    group = pl.col("child_gender").replace_strict(words, default=None).fill_null(NOT_RECORDED)
    return _build_counts(call_outs.with_columns(group=group), GENDERS, rule)


def _build_counts(call_outs: pl.DataFrame, groups: tuple[str, ...], rule: Rule) -> GroupCounts:
    order = [*groups, *_UNANSWERED]
    table, split = _publish_finest(call_outs, order, rule)
    withheld = 0
    if table is not None:
        withheld = int((table["call_outs"].head(len(groups)) == MARK).sum())
    return GroupCounts(
        table=table,
        split=split,
        withheld=withheld,
        groups=len(groups),
        call_outs=call_outs.height,
        without_reference=call_outs["child_ref"].null_count(),
    )


def _publish_finest(
    call_outs: pl.DataFrame, order: list[str], rule: Rule
) -> tuple[pl.DataFrame | None, tuple[str, ...]]:
    """Split by answer where at least half of the counts that are not 0 stay, else less finely."""
    children = Table(
        "children",
        ("group",),
        _build_children(call_outs, order),
        within="call-outs",
        rest_counts=False,
    )
    for answers in _SPLITS:
        by = ("group", "answer") if answers else ("group",)
        events = Table("call-outs", by, _build_events(call_outs, order, answers))
        try:
            events, by_child = suppress_tables([events, children], rule)
        except InvalidInput:
            continue  # Too small to be split so; perhaps not less finely.
        inner = events.cells.drop_nulls(by).filter(
            ~pl.col("public") & pl.col("count").ne_missing(0)
        )
        if not answers or 2 * int(inner["suppressed"].sum()) <= inner.height:
            split = tuple(dict.fromkeys(answers.values()))
            return _write(events.cells, by_child.cells, split), split
    return None, ()


def _build_events(
    call_outs: pl.DataFrame, order: list[str], answers: dict[str, str]
) -> pl.DataFrame:
    every = pl.DataFrame({"group": order})
    by = ["group"]
    counted = call_outs
    if answers:
        words = list(dict.fromkeys(answers.values()))
        every = every.join(pl.DataFrame({"answer": words}), how="cross")
        by = ["group", "answer"]
        counted = call_outs.with_columns(answer=pl.col("needed").replace_strict(answers))
    cells = build_table(_count(counted, every, by), by)
    # Other pages say how many call-outs there were and in how many police were needed: to withhold
    # that here would hide nothing.
    return cells.with_columns(public=pl.col("group").is_null() | _is_unanswered())


def _count(rows: pl.DataFrame, every: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    counted = rows.group_by(by).agg(count=pl.len().cast(pl.Int64))
    joined = every.join(counted, on=by, how="left", maintain_order="left")
    return joined.with_columns(pl.col("count").fill_null(0))


def _is_unanswered() -> pl.Expr:
    """A blank is about a record, not about a child, and is counted in full as completeness."""
    return pl.col("group").is_in(_UNANSWERED).fill_null(False)


def _build_children(call_outs: pl.DataFrame, order: list[str]) -> pl.DataFrame:
    # One group a child, or the groups would not add up: the latest that was recorded.
    strength = (
        pl.when(pl.col("group") == NOT_RECORDED)
        .then(0)
        .when(pl.col("group") == NOT_STATED)
        .then(1)
        .otherwise(2)
    )
    latest = (
        call_outs.filter(pl.col("child_ref").is_not_null())
        .sort(strength, "occurred_on")
        .unique("child_ref", keep="last", maintain_order=True)
    )
    cells = build_table(_count(latest, pl.DataFrame({"group": order}), ["group"]), ["group"])
    # The total stands in two tables; one that withholds it and one that shows it would not do.
    return cells.with_columns(public=pl.col("group").is_null() | _is_unanswered())


def _write(events: pl.DataFrame, children: pl.DataFrame, split: tuple[str, ...]) -> pl.DataFrame:
    """The published counts as text, a row a group."""
    said = events.with_columns(text=say_counts(events))
    totals = said.filter(pl.col("answer").is_null()) if split else said
    table = totals.select("group", call_outs="text").with_columns(children=say_counts(children))
    for answer in split:
        column = said.filter(pl.col("answer") == answer)["text"].alias(answer)
        table = table.with_columns(column)
    return table.with_columns(pl.col("group").fill_null(ALL))
