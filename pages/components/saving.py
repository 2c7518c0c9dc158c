"""Run one change and say what became of it, after the page has been read anew."""

from collections.abc import Callable

import streamlit as st

from core.clock import read_now
from core.errors import SlowTimeError
from pages.components.session import check_session
from pages.components.turns import draw_at_once

_SAID = "said"


def save(change: Callable[[], object], said: str, *, quiet: bool = False) -> bool:
    """Run one change of core; remember "Saved 10:14" or its error for `show_said`.

    Where the page itself shows what was saved, `quiet` leaves the message out; never the error.

    Call it in a widget's callback: nothing is drawn between the change and its commit.
    """
    # Before the write: another press ends this run where it next asks the session for anything,
    # and what was saved, or refused, would go by without a word.
    place = _find_place()
    draw_at_once()
    try:
        check_session()
        change()
    except SlowTimeError as error:
        place[:] = ["error", str(error)]
        return False
    if not quiet:
        place[:] = ["saved", f"Saved {read_now():%H:%M}. {said}"]
    return True


def say_saved(said: str) -> None:
    """Remember, for `show_said`, what a change did that is known only once it is done."""
    _find_place()[:] = ["saved", f"Saved {read_now():%H:%M}. {said}"]


def say_error(said: str) -> None:
    """Remember, for `show_said`, why nothing was saved."""
    _find_place()[:] = ["error", said]


def _find_place() -> list[str]:
    place: list[str] = st.session_state.setdefault(_SAID, [])
    return place


def show_said() -> None:
    """What became of the last change, once."""
    kind, text = st.session_state.pop(_SAID, None) or (None, None)
    # A place of its own, empty or not: else what comes below would be drawn anew, and a form that
    # was folded out would fold over the words that were not saved.
    place = st.empty()
    if kind == "saved":
        with place.container(border=True, horizontal=True, wrap=False, gap="small"):
            st.markdown(":material/check:", width="content")
            st.text(text, width="stretch")
    elif kind == "error":
        # It stays in sight: on a phone the button pressed may be far below it.
        with place.container(
            border=True, horizontal=True, wrap=False, gap="small", key="said_error"
        ):
            st.markdown(":material/error:", width="content")
            st.text(text, width="stretch")
