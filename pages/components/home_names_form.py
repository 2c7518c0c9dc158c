"""Further names: of one home, and of host authorities that match no authority of the area."""

import streamlit as st

from core.access import Viewer
from core.homes import (
    accept_alias,
    accept_authority_alias,
    list_area_authorities,
    list_unmatched_authorities,
    remove_alias,
)
from core.register import RegisterRow
from core.store import Store
from pages.components.saving import save
from pages.components.text import escape


def show_aliases(store: Store, viewer: Viewer, home: RegisterRow) -> None:
    """The accepted names of a home, each with its removal, and a field for one more."""
    if not home.aliases:
        st.markdown("No further name is accepted. They come from imports, or from here.")
    for alias in home.aliases:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(alias, width="content")
            st.button(
                "Remove",
                key=f"unalias_{home.id}_{alias}",
                type="tertiary",
                help=f"Files that say {escape(alias)} match {escape(home.name)} no longer",
                on_click=_remove,
                args=(store, viewer, home, alias),
            )
    key = f"alias_new_{home.id}_{len(home.aliases)}"
    with st.form(f"{key}_form", border=False):
        st.text_input("Another name by which files call it", max_chars=200, key=key, width=360)
        st.form_submit_button("Accept the name", on_click=_accept, args=(store, viewer, home, key))


def _accept(store: Store, viewer: Viewer, home: RegisterRow, key: str) -> None:
    alias = str(st.session_state.get(key) or "")
    save(
        lambda: accept_alias(store, viewer, home.id, alias),
        f"“{alias.strip()}” is a name of {home.name} from now on.",
    )


def _remove(store: Store, viewer: Viewer, home: RegisterRow, alias: str) -> None:
    save(
        lambda: remove_alias(store, viewer, home.id, alias),
        f"“{alias}” is a name of {home.name} no longer; what was imported under it stays.",
    )


def show_authorities(store: Store, viewer: Viewer) -> None:
    """Host authorities that the area does not know; a person may say whose name each is."""
    unmatched = list_unmatched_authorities(store, viewer)
    if not unmatched:
        return
    st.subheader("Host authorities outside the protocol's area")
    st.markdown(
        "Incidents of these homes are not judged by the protocol. Often that is right; where it is "
        "only another spelling, say whose."
    )
    options = list_area_authorities()
    grid = st.grid(3, min_column_width=300)
    for authority in unmatched:
        with grid.container(border=True, height="stretch", gap="small"):
            homes = f"{authority.homes} home{'' if authority.homes == 1 else 's'}"
            st.text(f"{authority.name}, {homes}")
            with st.popover("It is another name of…"):
                key = f"authority_{authority.name}"
                st.selectbox("Authority of the area", options, index=None, key=key)
                st.button(
                    "Accept the name",
                    key=f"{key}_accept",
                    on_click=_accept_authority,
                    args=(store, viewer, authority.name, key),
                )


def _accept_authority(store: Store, viewer: Viewer, alias: str, key: str) -> None:
    meant = str(st.session_state.get(key) or "")
    if meant:
        save(
            lambda: accept_authority_alias(store, viewer, alias, meant),
            f"“{alias}” is a name of {meant}; its homes' incidents are judged anew.",
        )
