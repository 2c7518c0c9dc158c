"""Run one change and say what became of it, after the page has been read anew."""

from collections.abc import Callable

import streamlit as st

from core.clock import read_now
from core.errors import SlowTimeError

_SAID = "said"


def save(change: Callable[[], object], said: str, *, quiet: bool = False) -> bool:
    """Run one change of core; remember "Saved 10:14" or its error for `show_said`.

    Where the page itself shows what was saved, `quiet` leaves the message out; never the error.

    Call it in a widget's callback: nothing is drawn between the change and its commit.
    """
    try:
        change()
    except SlowTimeError as error:
        say_error(str(error))
        return False
    if not quiet:
        st.session_state[_SAID] = ("saved", f"Saved {read_now():%H:%M}. {said}")
    return True


def say_error(said: str) -> None:
    """Remember, for `show_said`, why nothing was saved."""
    st.session_state[_SAID] = ("error", said)


def show_said() -> None:
    """What became of the last change, once."""
    kind, text = st.session_state.pop(_SAID, (None, None))
    if kind == "saved":
        with st.container(border=True, horizontal=True, gap="small"):
            st.markdown(":material/check:", width="content")
            st.text(text)
    elif kind == "error":
        with st.container(border=True, horizontal=True, gap="small"):
            st.markdown(":material/error:", width="content")
            st.text(text)
