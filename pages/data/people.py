"""People: who is in the group, in which role, and which homes have nobody."""

import streamlit as st

from core.access import Permission, can
from core.clock import read_today, say_date
from core.people import read_people
from core.register import read_register
from core.vocabulary import say
from pages.components.person_form import Known, show_add_form, show_change_form
from pages.components.register_tables import build_people_table
from pages.components.role_words import CHOOSABLE, say_role
from pages.components.saving import show_said
from pages.components.session import find_page, open_page
from pages.components.tables import show_table
from pages.components.text import escape
from pages.components.url_choice import pick_by_code

store, viewer = open_page("people")
today = read_today()
people = read_people(store, viewer)
active = [person for person in people if person.active]
keeps_homes = can(viewer, Permission.MANAGE_HOMES)
homes = read_register(store, viewer, today) if keeps_homes else ()
open_homes = [home for home in homes if home.is_open(today)]
without = [home.name for home in open_homes if home.spoc_id is None]

said = f"{len(active)} {'person' if len(active) == 1 else 'people'}"
if open_homes:
    count = len(without)
    said += (
        f"; {count} home{' has' if count == 1 else 's have'} no SPOC"
        if count
        else "; every open home has its SPOC"
    )
st.title(said)
left = len(people) - len(active)
gone = f" {left} more {'has' if left == 1 else 'have'} left the group." if left else ""
st.caption(f"The group on {say_date(today)}.{gone}")
show_said()

if without and keeps_homes:
    named = ", ".join(without[:6]) + (f" and {len(without) - 6} more" if len(without) > 6 else "")
    st.markdown(f"Without a SPOC: {escape(named)}.")
    st.page_link(find_page("homes_register"), label="Give a home its SPOC")

shown = (
    people
    if st.toggle("With those who have left", key="people_left", bind="query-params")
    else active
)
show_table(
    build_people_table(shown),
    alt=said,
    key="people",
    file_name="people.csv",
)

known = Known(providers=sorted({home.provider for home in homes if home.provider}))
st.subheader("Change an entry")
chosen = pick_by_code(
    "Person",
    {str(person.id): f"{person.name}, {say(person.role)}" for person in shown},
    param="person",
    everything="Choose a person",
)
for person in people:
    if str(person.id) == chosen:
        show_change_form(store, viewer, person, known)
with st.expander("Add a person"):
    show_add_form(store, viewer, known)
with st.expander("What each role sees and may do"):
    for role in CHOOSABLE:
        name = say(role)
        st.markdown(f"**{name[:1].upper()}{name[1:]}.** {say_role(role)}")
