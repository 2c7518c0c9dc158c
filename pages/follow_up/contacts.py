"""Contacts with homes, reviews with their managers, who to induct again; training, agreements."""

import streamlit as st

from core.clock import read_today
from core.reading import read_view
from pages.components.contact_parts import find_parts
from pages.components.contacts import build_contacts_page, say_scope, say_title, show_no_homes
from pages.components.saving import show_said
from pages.components.session import open_page
from pages.components.url_choice import pick_in_row

store, viewer = open_page("contacts")
page = build_contacts_page(store, viewer, read_view(store, viewer), read_today())
st.title(say_title(page), anchor=False)

if page.record.homes.is_empty():
    show_no_homes(page)
else:
    st.caption(say_scope(page))
    parts = find_parts(page)
    shown = pick_in_row("Show", parts, key="show")
    show_said()
    parts[shown](page)
