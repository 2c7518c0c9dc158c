"""Screens that follow a meeting are drawn one after the other.

Python draws one at a time anyhow: where thirty begin at once and each gets a thirtieth of the
processor, all of them wait until the last is whole. Who presses something waits for no turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore
from time import monotonic

import streamlit as st

_IN_TURN = "_draws_in_turn"
_PATIENCE = 5.0  # seconds: a drawing that waits for the disk must not hold the others up for longer
_LOOKS = 0.25
_turn = Semaphore()
_went_on = monotonic()
"""When a turn was last taken or given up. On a slow machine the last waits for long, but all go on:
to draw at once then would make everybody slower."""


def draw_again_in_turn() -> None:
    """Draw this page anew because of somebody else's change; ends the run."""
    st.session_state[_IN_TURN] = True
    st.rerun()


def draw_at_once() -> None:
    """Take no turn in this run: something was pressed."""
    st.session_state.pop(_IN_TURN, None)


@contextmanager
def taking_turns() -> Iterator[None]:
    """Draw a page in the block: at once, or where it only follows when the one before is drawn."""
    taken = st.session_state.pop(_IN_TURN, False) and _wait()
    try:
        yield
    finally:
        if taken:
            _turn.release()
            _note_going_on()


def _wait() -> bool:
    """Wait for the turn; False where nobody went on for longer than one drawing may take."""
    while not _turn.acquire(timeout=_LOOKS):
        if monotonic() - _went_on > _PATIENCE:
            return False
        # Where something was pressed on this screen meanwhile, Streamlit ends the run here.
        _IN_TURN in st.session_state  # noqa: B015
    _note_going_on()
    return True


def _note_going_on() -> None:
    global _went_on
    _went_on = monotonic()
