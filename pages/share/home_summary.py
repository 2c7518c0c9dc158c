"""Home summary: choose a home, or a provider's homes together, and days; read it, take it."""

import streamlit as st

from core.clock import read_today
from core.reading import read_view
from pages.components.home_record import pick_home
from pages.components.home_summary import (
    pick_about_provider,
    pick_provider,
    show_home,
    show_provider,
)
from pages.components.periods import pick_period
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("home_summary")
view = read_view(store, viewer)
if view.homes.is_empty():
    show_steps(viewer, homes=0, incidents=0)
    st.stop()

title, about = st.empty(), st.empty()
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    of_provider = pick_about_provider(store, viewer)
    provider = pick_provider(store, viewer) if of_provider else ""
    home_id = 0 if of_provider else pick_home(store, viewer, view)
    period = pick_period(view.data_to, key="summary_period", default="Last 12 months")
if of_provider:
    show_provider(store, viewer, provider, period, read_today(), title, about)
else:
    show_home(store, viewer, home_id, period, read_today(), title, about)
