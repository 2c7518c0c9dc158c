"""What was worked out of an upload, kept while it is previewed and dropped with it."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

Built = TypeVar("Built")


def keep(name: str, key: Hashable, build: Callable[[], Built]) -> Built:
    """What `build` makes, made once for a key; another key replaces it."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != key:
        kept = (key, build())
        st.session_state[name] = kept
    built: Built = kept[1]
    return built


def drop(*names: str) -> None:
    """Keep these no longer."""
    for name in names:
        st.session_state.pop(name, None)
