"""Equality: first what is recorded, then counts by group, small numbers withheld; no rates."""

import polars as pl
import streamlit as st

from core.measures.completeness import ETHNICITY, build_completeness
from core.measures.equality_sentences import (
    say_blanks_title,
    say_equality_title,
    say_groups_title,
)
from core.measures.period import Period, say_period
from core.reading import read_view
from pages.components import equality as shown
from pages.components.periods import months_before, pick_period
from pages.components.session import open_page
from pages.components.url_choice import pick_in_row
from pages.components.welcome import show_steps

store, viewer = open_page("equality")
view = read_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()
if not shown.sees_children(viewer):
    shown.show_no_child_data()
    st.stop()

title, caption = st.empty(), st.empty()
with st.container(horizontal=True, gap="medium"):
    period = pick_period(view.data_to, key="equality_period", default="Last 36 months")
    split = pick_in_row("Recorded by", shown.SPLITS, key="recorded_by", default="Home")
call_outs = view.call_outs.filter(pl.col("occurred_on").is_between(period.start, period.end))
recorded = build_completeness(call_outs, (ETHNICITY,))["recorded"].sum()
# One span, whatever the reader chooses: two would give a small number away by subtraction.
end = view.data_to or period.end
span = Period(months_before(end, 36), end)
ethnic, gender = shown.count_groups(store, viewer, view, span)

title.title(say_equality_title(recorded, call_outs.height), anchor=False)
caption.caption(
    f"{say_period(period)} · counts by group always over {say_period(span)}, small numbers withheld"
)
shown.show_completeness(call_outs, period)
blanks = shown.build_blanks_by(call_outs, view.homes, split)
st.subheader(say_blanks_title(blanks, split.lower()), anchor=False)
shown.show_blanks(blanks, split, period)
for counts, kind in ((ethnic, "ethnic group"), (gender, "gender")):
    st.subheader(say_groups_title(counts, kind), anchor=False)
    shown.show_groups(counts, kind, span)
