"""Retention: how long incidents stay as they are, what is past it, and one person's own data."""

import streamlit as st

from core.clock import read_today
from core.measures.retention_sentences import say_retention_title
from core.older_copies import read_older_copies
from core.retention import find_due, read_retention
from pages.components.retention import (
    show_age,
    show_copies,
    show_due,
    show_history,
    show_what_goes,
)
from pages.components.saving import show_said
from pages.components.session import open_page
from pages.components.subjects import show_child, show_people

store, viewer = open_page("retention")
today = read_today()
retention = read_retention(store, viewer)
found = find_due(store, viewer, today)
st.title(
    say_retention_title(retention.years, len(found.due), len(found.held)),
    anchor=False,
)
show_said()
show_due(store, viewer, found, today)
show_age(store, viewer, retention)
show_what_goes()
show_copies(read_older_copies(store, viewer, today))
st.subheader("One person's data", anchor=False)
show_child(store, viewer)
show_people(store, viewer, today)
show_history(retention)
