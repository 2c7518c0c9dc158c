"""One home of the register: its facts, its SPOC, its further names."""

from collections.abc import Mapping

import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import read_today
from core.people import read_people, set_spoc
from core.register import RegisterRow
from core.store import Store
from core.vocabulary import Role
from pages.components.home_facts import show_change_form
from pages.components.home_names_form import show_aliases
from pages.components.saving import save
from pages.components.session import find_page

_NOBODY = 0


def show_home_entry(store: Store, viewer: Viewer, home: RegisterRow) -> None:
    """What the register holds of a home, to be changed; the SPOC for whoever may change people."""
    st.text(f"URN {home.urn}")
    if can(viewer, Permission.MANAGE_PEOPLE):
        _show_spoc(store, viewer, home)
    st.markdown("**Facts**")
    show_change_form(store, viewer, home)
    st.markdown("**Further names**")
    show_aliases(store, viewer, home)


def _show_spoc(store: Store, viewer: Viewer, home: RegisterRow) -> None:
    spocs = {
        person.id: person.name
        for person in read_people(store, viewer)
        if person.active and person.role is Role.SPOC
    }
    if not spocs:
        st.markdown("Nobody in the group is a SPOC yet.")
        st.page_link(find_page("people"), label="Add a SPOC")
        return
    # The key holds who it is now: after a change by anybody the field shows what is stored.
    key = f"spoc_{home.id}_{home.spoc_id}"
    options = [_NOBODY, *spocs]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "SPOC from today",
            options,
            index=options.index(home.spoc_id) if home.spoc_id in options else 0,
            format_func=lambda person_id: spocs.get(person_id, "nobody"),
            key=key,
            width=360,
        )
        st.button(
            "Set the SPOC", key=f"{key}_go", on_click=_set, args=(store, viewer, home, spocs, key)
        )


def _set(
    store: Store, viewer: Viewer, home: RegisterRow, spocs: Mapping[int, str], key: str
) -> None:
    person_id = st.session_state.get(key) or None
    name = spocs[person_id] if person_id else "Nobody"
    save(
        lambda: set_spoc(store, viewer, home.id, person_id, read_today()),
        f"{name} is the SPOC of {home.name}.",
    )
