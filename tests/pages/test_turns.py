"""Screens that follow are drawn one after the other; who presses something does not wait."""

import threading
from contextlib import suppress

import pytest

from pages.components import saving, turns


class _Over(Exception):
    """What ends a run."""


@pytest.fixture
def pressed():
    return threading.Event()


@pytest.fixture
def state(monkeypatch, pressed):
    held = threading.local()

    class State:
        def __setitem__(self, name, value):
            setattr(held, name, value)

        def pop(self, name, default):
            return held.__dict__.pop(name, default)

        def __contains__(self, name):
            # As Streamlit does where something was pressed.
            if pressed.is_set():
                raise _Over
            return hasattr(held, name)

    def end() -> None:
        raise _Over

    monkeypatch.setattr(turns.st, "session_state", State())
    monkeypatch.setattr(turns.st, "rerun", end)


def _follow() -> None:
    with suppress(_Over):
        turns.draw_again_in_turn()


def test_of_those_who_follow_one_draws_at_a_time_however_slowly(state, monkeypatch) -> None:
    # All six take longer than each has patience; none is stuck.
    now = 1000.0
    monkeypatch.setattr(turns, "monotonic", lambda: now)
    monkeypatch.setattr(turns, "_went_on", now)
    monkeypatch.setattr(turns, "_LOOKS", 0.01)
    drawing, most, together = 0, 0, threading.Lock()
    many = threading.Barrier(6)

    def draw() -> None:
        nonlocal drawing, most, now
        _follow()
        many.wait()
        with turns.taking_turns():
            with together:
                drawing += 1
                most = max(most, drawing)
            threading.Event().wait(0.05)
            with together:
                drawing -= 1
                now += turns._PATIENCE - 1

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_who_presses_something_draws_while_another_follows(state) -> None:
    _follow()
    with turns.taking_turns():
        pressed = threading.Thread(target=_draw)
        pressed.start()
        pressed.join(turns._PATIENCE / 2)
        assert not pressed.is_alive()


def _draw() -> None:
    with turns.taking_turns():
        pass


def test_a_drawing_that_ends_early_gives_its_turn_up_and_one_that_takes_long_loses_it(
    state, monkeypatch
) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 0.05)
    _follow()
    with suppress(_Over), turns.taking_turns():
        raise _Over
    _follow()
    with turns.taking_turns():
        _follow()
        with turns.taking_turns():
            # It waited, and draws although the one before is not drawn yet.
            assert not turns._turn.acquire(blocking=False)
    assert turns._turn.acquire(blocking=False)
    turns._turn.release()


def test_a_press_ends_the_wait_of_its_screen(state, pressed) -> None:
    _follow()
    with turns.taking_turns():
        ended = threading.Event()

        def wait() -> None:
            _follow()
            with suppress(_Over), turns.taking_turns():
                pytest.fail("It waits for a turn that is taken.")
            ended.set()

        pressed.set()
        threading.Thread(target=wait).start()
        assert ended.wait(turns._PATIENCE / 2)


def test_a_run_in_which_something_was_saved_waits_for_none(state, monkeypatch) -> None:
    monkeypatch.setattr(turns, "_wait", lambda: pytest.fail("It waits for its turn."))
    monkeypatch.setattr(saving, "check_session", lambda: None)
    monkeypatch.setattr(saving, "_find_place", list)
    _follow()
    assert saving.save(lambda: None, "")
    with turns.taking_turns():
        pass
