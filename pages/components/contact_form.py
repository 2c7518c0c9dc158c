"""The form that logs a contact with a home."""

from datetime import date

import streamlit as st

from core.access import Viewer
from core.contacts import log_contact
from core.store import Store
from core.vocabulary import ContactAbout, ContactHow, ContactPresent, say
from pages.components.saving import save

_ABOUT = {ContactAbout.CONTACT: "something else"}


def show_contact_form(
    store: Store,
    viewer: Viewer,
    home_id: int,
    name: str,
    today: date,
    *,
    key: str,
    about: ContactAbout | None = None,
) -> None:
    """What for, how, who was there, when, and a note; `about` where it is known already."""
    with st.form(key, border=False):
        if about is None:
            st.selectbox("About", list(ContactAbout), format_func=_say_about, key=f"{key}_about")
        st.selectbox("How", list(ContactHow), format_func=say, key=f"{key}_how")
        st.radio(
            "Who was there",
            list(ContactPresent),
            format_func=lambda who: say(who).capitalize(),
            horizontal=True,
            key=f"{key}_present",
        )
        st.date_input("Day", today, max_value=today, format="DD/MM/YYYY", key=f"{key}_day")
        st.text_area(
            "Note",
            max_chars=2000,
            height=80,
            key=f"{key}_note",
            help="No child's name and no child's reference.",
        )
        st.form_submit_button(
            "Log this contact",
            on_click=_log,
            args=(store, viewer, home_id, name, key, about),
            key=f"{key}_send",
        )


def _say_about(about: ContactAbout) -> str:
    return _ABOUT.get(about, say(about)).capitalize()


def _log(
    store: Store, viewer: Viewer, home_id: int, name: str, key: str, about: ContactAbout | None
) -> None:
    state = st.session_state
    if save(
        lambda: log_contact(
            store,
            viewer,
            home_id=home_id,
            on_day=state[f"{key}_day"],
            how=state[f"{key}_how"],
            present=state[f"{key}_present"],
            note=state[f"{key}_note"],
            about=about or state[f"{key}_about"],
        ),
        f"Contact with {name} logged.",
    ):
        # Only what was saved is cleared: what was refused is still there to be mended.
        state[f"{key}_note"] = ""
