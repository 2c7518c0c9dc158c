"""What the Equality page shows, a screen each."""

from datetime import date

import polars as pl
import streamlit as st

from core.access import Sight, Viewer, read_access
from core.charts.equality import build_completeness_figure
from core.measures.completeness import build_blanks, build_completeness
from core.measures.disclosure import DEFAULT
from core.measures.equality import GroupCounts, build_ethnic_counts, build_gender_counts
from core.measures.equality_sentences import (
    NO_DENOMINATOR,
    describe_completeness,
    say_blanks_title,
    say_groups_method,
    say_groups_takeaway,
)
from core.measures.period import Period, say_period
from core.reading import View
from core.store import Store
from pages.components.figures import read_look, show_figure
from pages.components.tables import show_table

SPLITS = ("Home", "Provider", "Year")

_COUNTED = {
    "recorded": "Recorded",
    "not_stated": "Not stated",
    "not_recorded": "Not recorded",
    "call_outs": "Call-outs",
}
_GROUPS = {
    "call_outs": "Call-outs",
    "children": "Children",
    "needed": "Police needed",
    "not_needed": "Not needed",
    "unknown": "Not known",
    "rest": "Not needed or not known",
}


def sees_children(viewer: Viewer) -> bool:
    """Whether the role sees anything of the children: without it there is nothing to count."""
    return read_access(viewer).child_refs is not Sight.NONE


def count_groups(
    store: Store, viewer: Viewer, view: View, span: Period
) -> tuple[GroupCounts, GroupCounts]:
    """By ethnic group and by gender, worked out once for what a viewer sees of a revision."""
    scope = (viewer.role.value, sorted(viewer.home_ids))
    written = str(store.read_info().created_at)
    return _count_groups(view, store.url, written, view.revision, scope, span.start, span.end)


@st.cache_data(show_spinner=False, max_entries=32)
def _count_groups(
    _view: View, url: str, written: str, revision: int, scope: tuple, start: date, end: date
) -> tuple[GroupCounts, GroupCounts]:
    in_span = _view.call_outs.filter(pl.col("occurred_on").is_between(start, end))
    return build_ethnic_counts(in_span), build_gender_counts(in_span)


def show_no_child_data() -> None:
    st.title("Your role sees no child data")
    st.markdown(
        "Ethnicity, gender and age are not in what your role sees of a call-out, so nothing is "
        "counted here. The chair and the protocol lead can open this page."
    )


def show_completeness(call_outs: pl.DataFrame, period: Period) -> None:
    """How much of each column is recorded."""
    found = build_completeness(call_outs)
    if found.is_empty():
        st.markdown("No call-out in this period. Choose a longer one.")
        return
    show_figure(
        build_completeness_figure(found, read_look()),
        key="completeness",
        alt=describe_completeness(found),
        method=f"All call-outs you may see, {say_period(period)}; “known to be safe” of those about"
        " a missing child. “Not stated” is an answer, apart from a blank. Counts, no estimate.",
        table=found.select(pl.col("what").alias("Column"), *_name(_COUNTED)),
        file_name="completeness.csv",
    )


def build_blanks_by(call_outs: pl.DataFrame, homes: pl.DataFrame, split: str) -> pl.DataFrame:
    """The blanks by home, provider or year; the column has the split's name."""
    named = call_outs.join(
        homes.select("home_id", "provider", home="name"), on="home_id", how="left"
    )
    label = {
        "Home": pl.col("home"),
        "Provider": pl.col("provider"),
        "Year": pl.col("occurred_on").dt.year(),
    }[split]
    return build_blanks(named.with_columns(label.alias(split)), split)


def show_blanks(blanks: pl.DataFrame, split: str, period: Period) -> None:
    """Where ethnicity and gender are to be asked for."""
    if blanks.is_empty():
        st.markdown("No call-out in this period. Choose a longer one.")
        return
    show_table(
        blanks.select(
            pl.col(split).cast(pl.String).fill_null("not recorded"),
            pl.col("call_outs").alias("Call-outs"),
            pl.col("ethnicity").alias("Ethnicity not recorded"),
            pl.col("gender").alias("Gender not recorded"),
        ),
        alt=say_blanks_title(blanks, split.lower()),
        key="blanks",
        file_name=f"not_recorded_by_{split.lower()}.csv",
    )
    order = "by year" if split == "Year" else "by name"
    st.caption(
        f"Counts of call-outs, {say_period(period)}, {order}: where to ask, not who does well. "
        "Children's groups are never split by home."
    )


def show_groups(counts: GroupCounts, kind: str, span: Period) -> None:
    """Call-outs and children by group, small numbers withheld."""
    if counts.table is None:
        st.markdown(
            "The numbers are so small that any table would tell about one child. Completeness, "
            "above, can still be mended."
        )
    else:
        names = {name: words for name, words in _GROUPS.items() if name in counts.table.columns}
        show_table(
            counts.table.select(pl.col("group").alias(kind.capitalize()), *_name(names)),
            alt=say_groups_takeaway(counts, kind),
            key=f"groups_{kind}".replace(" ", "_"),
            file_name=f"call_outs_by_{kind}.csv".replace(" ", "_"),
        )
    st.caption(f"{say_groups_method(counts, say_period(span), DEFAULT)} {NO_DENOMINATOR}")


def _name(words: dict[str, str]) -> list[pl.Expr]:
    return [pl.col(name).alias(heading) for name, heading in words.items()]
