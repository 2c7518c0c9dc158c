"""Audit: who changed, opened, prepared or was refused what, and whether the chain is whole."""

import streamlit as st

from core.audit_reading import read_audit, read_audit_people
from core.clock import read_today
from pages.components.audit import (
    ON_A_PAGE,
    pick_audit_filter,
    read_place,
    say_audit_title,
    show_lines,
    show_nothing,
)
from pages.components.audit_chain import show_backups, show_chain
from pages.components.session import open_page

store, viewer = open_page("audit")
people = read_audit_people(store, viewer)
title = st.empty()
picked = pick_audit_filter(people, read_today())
found = read_audit(store, viewer, picked.wanted, **read_place(), size=ON_A_PAGE)
title.title(say_audit_title(found, picked), anchor=False)
if found.lines:
    show_lines(store, viewer, found, picked.wanted)
else:
    show_nothing(found, picked)
show_chain(store, viewer)
show_backups(store, viewer)
