"""On an incident: whether its summary and the home's account may leave the group; the switch."""

import streamlit as st

from core.access import Permission, Viewer, can
from core.clearing import PassageRow, clear_passage, read_passages, withdraw_clearance
from core.clock import say_moment, to_uk
from core.review import IncidentDetail
from core.store import Store
from core.vocabulary import Passage, say
from pages.components.saving import save, show_said
from pages.components.text import escape

_SAID_HERE = "said_of_clearing"
_MEANS = (
    "The words below will stand, to the letter, in documents that the group prepares for others: "
    "Ofsted, a provider. So they must name no child and nobody of their family or the staff, and "
    "hold nothing by which a child could be known. If anybody changes them, they stay within the "
    "group until they are cleared again."
)


def show_clearing(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """Each passage with words: within the group or free to leave it, and the way to the other."""
    if not can(viewer, Permission.CLEAR_WORDS):
        return
    passages = read_passages(store, viewer, detail.id)
    if not passages:
        return
    st.subheader("May leave the group", anchor=False)
    if st.session_state.pop(_SAID_HERE, False):
        show_said()  # Here, where who pressed looks; everything else is said at the review.
    for row in passages:
        with st.container(border=True, gap="xsmall", key=f"passage_{row.passage}"):
            st.markdown(f"**{_name(row.passage)}**: {escape(_say_state(row))}")
            _show_switch(store, viewer, detail.id, row)


def _name(passage: Passage) -> str:
    said = say(passage)
    return said[:1].upper() + said[1:]


def _say_state(row: PassageRow) -> str:
    if row.barred:
        return f"stays within the group. {row.barred}"
    if row.at is None:
        return "stays within the group."
    when = f"{say_moment(to_uk(row.at))}, by {row.by}"
    if row.cleared:
        return f"may leave the group, cleared {when}."
    return f"stays within the group: the words were changed after they were cleared {when}."


def _show_switch(store: Store, viewer: Viewer, incident_id: int, row: PassageRow) -> None:
    key = f"clear_{row.passage}_{incident_id}"
    if row.cleared:
        st.button(
            "Keep within the group again",
            key=f"{key}_back",
            on_click=_withdraw,
            args=(store, viewer, incident_id, row.passage),
        )
        st.caption("Documents that were prepared before keep the words.")
    elif row.barred is None:
        with st.popover("Let these words leave the group", key=f"{key}_ask"):
            st.markdown(_MEANS)
            with st.container(border=True):
                st.text(row.words)
            st.button(
                "I have read them: they may leave",
                key=key,
                type="primary",
                on_click=_clear,
                args=(store, viewer, incident_id, row.passage, row.words),
            )


def _clear(store: Store, viewer: Viewer, incident_id: int, passage: Passage, words: str) -> None:
    save(
        lambda: clear_passage(store, viewer, incident_id, passage, words),
        f"{_name(passage)} may leave the group.",
    )
    st.session_state[_SAID_HERE] = True


def _withdraw(store: Store, viewer: Viewer, incident_id: int, passage: Passage) -> None:
    save(
        lambda: withdraw_clearance(store, viewer, incident_id, passage),
        f"{_name(passage)} stays within the group from now on.",
    )
    st.session_state[_SAID_HERE] = True
