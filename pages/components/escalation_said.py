"""What became of the last press, shown where it was pressed: the list can be long."""

from collections.abc import Callable, Collection

import streamlit as st

from pages.components.saving import save, show_said

_AT = "escalation_said_at"


def save_at(key: str, change: Callable[[], object], said: str) -> None:
    """As `save`, its word shown by the card of this key."""
    st.session_state[_AT] = key
    save(change, said)


def show_said_on_top(keys: Collection[str]) -> None:
    """On top where the card that was pressed is gone, or another page has something to say."""
    if st.session_state.get(_AT) not in keys:
        st.session_state.pop(_AT, None)
        show_said()


def show_said_at(key: str) -> None:
    """Within the card of this key, if it was the one pressed."""
    # Always there, so that what unfolds beneath it keeps its place, and stays open.
    with st.container(gap=None):
        if st.session_state.get(_AT) == key:
            show_said()
            del st.session_state[_AT]
