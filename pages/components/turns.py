"""Screens that follow a meeting are drawn one after the other.

Python draws one at a time anyhow: where thirty begin at once and each gets a thirtieth of the
processor, all of them wait until the last is whole. Who presses something waits for no turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

import streamlit as st

_IN_TURN = "_draws_in_turn"
_PATIENCE = 5.0  # seconds: one that waits for the disk must not hold the others up for longer
_turn = Semaphore()


def draw_again_in_turn() -> None:
    """Draw this page anew because of somebody else's change; ends the run."""
    st.session_state[_IN_TURN] = True
    st.rerun()


@contextmanager
def taking_turns() -> Iterator[None]:
    """Draw a page in the block: at once, or where it only follows when the one before is drawn."""
    taken = st.session_state.pop(_IN_TURN, False) and _turn.acquire(timeout=_PATIENCE)
    try:
        yield
    finally:
        if taken:
            _turn.release()
