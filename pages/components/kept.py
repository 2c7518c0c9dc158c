"""What was worked out, kept while it is looked at and dropped with it: of an upload, on a page."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

Built = TypeVar("Built")
_OF_PAGE = "kept on "


def keep(name: str, key: Hashable, build: Callable[[], Built]) -> Built:
    """What `build` makes, made once for a key; another key replaces it."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != key:
        kept = (key, build())
        st.session_state[name] = kept
    built: Built = kept[1]
    return built


def keep_while_open(page: str, key: Hashable, built: object) -> None:
    """Keep what was built on a page (its key in the registry) until another page is opened."""
    st.session_state[_OF_PAGE + page] = (key, built)


def read_kept(page: str, key: Hashable) -> Any:
    """What `keep_while_open` kept, where it was kept for this key; else None."""
    kept = st.session_state.get(_OF_PAGE + page)
    return kept[1] if kept is not None and kept[0] == key else None


def drop_of_others(page: str) -> None:
    """Keep no longer what was built on other pages."""
    for name in list(st.session_state):
        if str(name).startswith(_OF_PAGE) and name != _OF_PAGE + page:
            del st.session_state[name]


def drop(*names: str) -> None:
    """Keep these no longer."""
    for name in names:
        st.session_state.pop(name, None)
