"""Slow Time: page config, who looks, navigation, and the frame that every page shares."""

from pathlib import Path

import streamlit as st

from pages.components.projector import follow_url, is_projecting
from pages.components.registry import build_entrance, build_navigation
from pages.components.session import find_viewer, get_store, is_demonstration, let_in
from pages.components.sign_in import show_account
from pages.components.sign_in_settings import has_sign_in, show_fault
from pages.components.turns import taking_turns
from pages.components.welcome import show_look_as, show_signed_in, show_welcome

_HERE = Path(__file__).parent

# A picture of our own: the named icons of a tab are fetched from the internet.
st.set_page_config(page_icon=str(_HERE / "data" / "icon.svg"), layout="wide")
st.html(_HERE / "pages" / "components" / "frame.css")
st.logo(str(_HERE / "data" / "wordmark.svg"), icon_image=str(_HERE / "data" / "icon.svg"))

# The frame too: thirty of them at once would hold up the one whose turn it is.
with taking_turns():
    follow_url()
    show_fault()

    store = get_store()
    viewer = find_viewer(store)

    if viewer is None:
        st.navigation(build_entrance(lambda: show_welcome(store)), position="hidden").run()
        st.stop()

    page = st.navigation(build_navigation(viewer), expanded=True)
    is_shown = is_demonstration(store)

    with st.sidebar:
        if has_sign_in():
            show_account(store, viewer)
        elif is_shown:
            show_look_as(store, viewer.person_id)
        else:
            show_signed_in(viewer.name, viewer.role)

    if is_shown:
        own = "" if is_projecting() else " For your own store: `make run STORE=own`."
        st.caption(f"**Demonstration.** Every home, person and incident is synthetic.{own}")

    # The page shows this viewer what this viewer may see, and does not look for another.
    let_in(store, viewer)
    page.run()
