"""The homes register: every home, what is known of it, who its SPOC is; lists brought in."""

import streamlit as st

from core.clock import read_today, say_date
from core.intake.homes_import import HOMES
from core.intake.undo import read_batches
from core.register import read_register
from pages.components.batch_list import show_batches
from pages.components.home_entry import show_home_entry
from pages.components.home_facts import show_add_form
from pages.components.home_names_form import show_authorities
from pages.components.homes_upload import show_homes_upload
from pages.components.register_tables import build_homes_table
from pages.components.saving import show_said
from pages.components.session import open_page
from pages.components.tables import show_table
from pages.components.url_choice import pick_by_code

store, viewer = open_page("homes_register")
today = read_today()
homes = read_register(store, viewer, today)
open_now = [home for home in homes if home.is_open(today)]
closed = sum(1 for home in homes if home.closed_on is not None and home.closed_on < today)
without = sum(1 for home in open_now if home.spoc_id is None)


def _say_title() -> str:
    if not homes:
        return "No home is in the register yet"
    parts = f"{len(homes)} home{'' if len(homes) == 1 else 's'}"
    parts += f", {closed} closed" if closed else ""
    return parts + (f"; {without} without a SPOC" if without else "; each open one has its SPOC")


st.title(_say_title())
places = sum(home.places or 0 for home in open_now)
st.caption(f"On {say_date(today)}: {len(open_now)} open homes with {places} registered places.")
show_said()
if not homes:
    st.markdown("Ofsted's published list fills it, as it comes; a home can also be added by hand.")

if homes:
    wanted = st.text_input(
        "Find a home by its name, URN or provider", key="register_find", bind="query-params"
    ).casefold()
    found = [
        home
        for home in homes
        if wanted in " ".join((home.name, home.urn, home.provider or "", *home.aliases)).casefold()
    ]
    show_table(
        build_homes_table(found, today), alt=_say_title(), key="register", file_name="homes.csv"
    )
    st.subheader("One home")
    chosen = pick_by_code(
        "Home",
        {home.urn: home.name for home in homes},
        param="register_home",
        everything="Choose a home",
    )
    for home in homes:
        if home.urn == chosen:
            show_home_entry(store, viewer, home)
    show_authorities(store, viewer)

with st.expander("Bring in Ofsted's list", expanded=not homes):
    show_homes_upload(store, viewer)
with st.expander("Add a home by hand"):
    show_add_form(store, viewer)

batches = [batch for batch in read_batches(store, viewer) if batch.noun == HOMES]
if batches:
    st.subheader("Lists brought in")
    show_batches(store, viewer, batches)
