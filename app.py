"""Slow Time: page config, who looks, navigation, and the frame that every page shares."""

from pathlib import Path

import streamlit as st

from core.vocabulary import StoreKind
from pages.components.registry import build_navigation
from pages.components.session import find_viewer, get_store
from pages.components.welcome import show_look_as, show_signed_in, show_welcome

st.set_page_config(page_icon=":material/schedule:", layout="wide")
st.html(Path(__file__).parent / "pages" / "components" / "frame.css")

store = get_store()
demonstration = store.read_info().kind == StoreKind.DEMONSTRATION
viewer = find_viewer(store)

if viewer is None:
    st.navigation([st.Page(lambda: show_welcome(store), title="Slow Time")]).run()
    st.stop()

page = st.navigation(build_navigation(viewer), expanded=True)

with st.sidebar:
    if demonstration:
        show_look_as(store, viewer.person_id)
    else:
        show_signed_in(viewer.name, viewer.role)

if demonstration:
    st.caption(
        ":material/science: **Demonstration.** Every home, person and incident is synthetic. "
        "For your own store: `make run STORE=own`."
    )

page.run()
