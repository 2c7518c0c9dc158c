"""Follow-up: what is mine, overdue first; tick, add a note, open again, ask for more time."""

import streamlit as st

from core.access import Permission, can
from core.clock import read_today
from core.covers import read_covers
from core.reading import read_actions, read_view
from pages.components.action_form import show_action_form
from pages.components.action_list import (
    find_listed,
    pick_which,
    pick_whose,
    say_to_do,
    show_empty,
    show_list,
)
from pages.components.action_requests import show_requests
from pages.components.cover_form import say_covered, show_cover
from pages.components.saving import show_said
from pages.components.session import open_page

store, viewer = open_page("actions")
today = read_today()

title = st.empty()
show_said()
for sentence in say_covered(read_covers(store, viewer), viewer):
    st.markdown(sentence)
show_requests(store, viewer)
with st.container(horizontal=True, gap="small"):
    is_mine, actions = pick_whose(viewer, read_actions(store, viewer))
    which = pick_which()
title.title(say_to_do(actions, today, mine=is_mine))

listed = find_listed(actions, which, today)
if listed.is_empty():
    show_empty(viewer, actions, which)
else:
    show_list(store, viewer, listed, today)

if can(viewer, Permission.GIVE_ACTIONS):
    with st.expander("Give an action"):
        homes = read_view(store, viewer).homes.sort("name")
        show_action_form(
            store, viewer, today, dict(homes.select("home_id", "name").iter_rows()), key="give"
        )
show_cover(store, viewer, today)
