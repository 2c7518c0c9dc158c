"""Events and distinct children: one child's many call-outs are not many children's."""

from dataclasses import dataclass

import polars as pl

from core.measures.sentences import say_count

SEVERAL = 3


@dataclass(frozen=True)
class Children:
    """`events` incidents, `known` of them with a child's reference, of `distinct` children.

    `repeated` children have three incidents or more, together `in_series` of them.
    """

    events: int
    known: int
    distinct: int
    repeated: int
    in_series: int


def find_children(incidents: pl.DataFrame) -> Children:
    """Count the children of a frame of incidents (`child_ref`, null where it is not recorded)."""
    by_child = incidents["child_ref"].drop_nulls().value_counts()
    series = by_child.filter(pl.col("count") >= SEVERAL)["count"]
    return Children(
        events=incidents.height,
        known=int(by_child["count"].sum()),
        distinct=by_child.height,
        repeated=series.len(),
        in_series=int(series.sum()),
    )


def say_children(children: Children, noun: str = "call-out") -> str:
    """Events beside children; blank where no reference is known, to this viewer or at all."""
    if not children.known:
        return ""
    said = f"{say_count(children.known, noun).capitalize()} concern"
    said += "s " if children.known == 1 else " "
    said += "one child" if children.distinct == 1 else f"{children.distinct:,} children"
    if children.repeated:
        who = "one child accounts" if children.repeated == 1 else f"{children.repeated} account"
        said += f"; {who} for {children.in_series}, three or more each"
        if children.repeated == 1:
            said = said.removesuffix(", three or more each")
    missing = children.events - children.known
    return f"{said}." + (f" For {missing:,} no child is recorded." if missing else "")
