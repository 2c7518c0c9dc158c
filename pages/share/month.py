"""Share: a month of all homes as one pack, made and taken in two clicks."""

import streamlit as st

from core.clock import read_today
from core.measures.month_sentences import say_month_title
from core.reports.month_pack import build_month_overview, read_data_to, read_months
from core.reports.month_pack_document import build_overview_document
from pages.components.document import show_document
from pages.components.month_pack import (
    Asked,
    pick_month,
    pick_pack_terms,
    show_making,
    show_no_months,
)
from pages.components.session import open_page
from pages.components.text import escape

store, viewer = open_page("month")
today = read_today()
months = read_months(store, viewer, today)
if not months:
    show_no_months(viewer)
    st.stop()

title = st.empty()
with st.container(width=320):
    month = pick_month(months, read_data_to(store))
terms = pick_pack_terms(viewer)
if terms is None:
    st.stop()
overview = build_month_overview(store, viewer, month, terms.level, today)
title.title(escape(say_month_title(overview.area)), anchor=False)
show_making(store, viewer, Asked(month, terms, today), overview)
st.divider()
show_document(build_overview_document(overview))
