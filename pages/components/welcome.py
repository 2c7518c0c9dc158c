"""Before anybody looks: the first person of a new store, or the choice of who one is."""

import streamlit as st

from core.access import Permission, Viewer, can
from core.errors import SlowTimeError
from core.people import PersonForm, add_first_person, has_people, read_candidates
from core.store import Store
from core.vocabulary import Role, say
from pages.components.session import choose_person
from pages.components.sign_in import show_entrance
from pages.components.sign_in_settings import has_sign_in
from pages.components.text import escape

_FIRST_ROLES = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.ADMINISTRATOR)


def show_welcome(store: Store) -> None:
    """The first page of one's own store, or of any where people sign in."""
    if has_sign_in():
        show_entrance(store)
    elif has_people(store):
        _show_choice(store)
    else:
        _show_first_start(store)


def _show_first_start(store: Store) -> None:
    st.title("An empty store, ready for its first person")
    st.markdown(
        "Nothing is in it yet. Say who you are: you become its administrator. "
        "Then the homes come in, then the incidents, then the first review."
    )
    with st.form("first_person", width=480):
        name = st.text_input("Your name", max_chars=100)
        email = st.text_input("Your e-mail address", max_chars=200)
        role = st.selectbox("Your part in the group", _FIRST_ROLES, format_func=say)
        st.caption("An administrator alone sees no incidents; the chair and the lead see all.")
        if st.form_submit_button("Begin", type="primary"):
            try:
                choose_person(add_first_person(store, PersonForm(name, email, role)))
            except SlowTimeError as error:
                st.error(str(error))
            else:
                st.rerun()


def _show_choice(store: Store) -> None:
    st.title("Who are you?")
    st.markdown(
        "This store is on this machine only and asks for no password. What you do is recorded "
        "under the name you choose."
    )
    people = {row.id: row for row in read_candidates(store)}
    with st.form("who", width=480):
        chosen = st.selectbox(
            "Name",
            list(people),
            format_func=lambda key: f"{people[key].name} ({say(people[key].role)})",
        )
        if st.form_submit_button("Look as this person", type="primary"):
            choose_person(chosen)
            st.rerun()


def show_steps(viewer: Viewer, *, homes: int, incidents: int) -> None:
    """What a store still needs, on a page that would otherwise be empty."""
    if not can(viewer, Permission.IMPORT_INCIDENTS):
        st.title("Nothing here yet that your role may see")
        st.markdown("When the group brings incidents in, this page fills.")
        st.page_link("pages/guide/guide.py", label="The Guide is open meanwhile")
        return
    st.title("Two files, and the first review can begin")
    done = ":material/check_circle:"
    todo = ":material/radio_button_unchecked:"
    st.markdown(f"{done if homes else todo} **Homes**: Ofsted's published list, as it comes.")
    if not homes and can(viewer, Permission.MANAGE_HOMES):
        st.page_link("pages/data/homes_register.py", label="Bring in the homes")
    st.markdown(
        f"{done if incidents else todo} **Incidents**: the force's extract, or the template."
    )
    if homes and not incidents:
        st.page_link("pages/data/import.py", label="Bring in the incidents")
    st.markdown(f"{todo} **The first review**: open an incident, and say what the group agreed.")


def show_look_as(store: Store, current: int | None) -> None:
    """The demonstration's picker: look as each role."""
    people = {row.id: row for row in read_candidates(store)}
    # Chosen before the run begins: nothing is drawn, and no file made, for the person before.
    st.selectbox(
        "Look as",
        list(people),
        index=list(people).index(current) if current in people else 0,
        format_func=lambda key: f"{say(people[key].role)}: {people[key].name}",
        key="look_as",
        on_change=lambda: choose_person(st.session_state["look_as"]),
    )


def show_signed_in(name: str, role: Role) -> None:
    """Who looks, and the way to be somebody else."""
    st.caption(f"{escape(name)}, {say(role)}")
    if st.button("Somebody else", type="tertiary"):
        choose_person(None)
        st.rerun()
