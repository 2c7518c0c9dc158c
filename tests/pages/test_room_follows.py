"""How a screen of the meeting looks whether anything was recorded."""

import pytest
from streamlit.runtime.fragment import _make_fragment_identity

from pages.components import running


def test_a_look_that_the_drawing_before_sent_is_none_of_this_drawing(monkeypatch):
    looks = []

    def take(look, *, run_every):
        assert run_every == 2
        looks.append(look)
        return lambda: None

    monkeypatch.setattr(running.st, "fragment", take)
    for _ in range(3):
        running._follow(None, 2, lambda: None)
    known = {
        _make_fragment_identity(look, delta_path="0.0", additional_hash_info="").fragment_id
        for look in looks
    }
    assert len(known) == 3


def test_a_screen_whose_drawing_failed_still_looks(monkeypatch):
    drawn = []

    def fail(_room):
        raise LookupError("what is looked at")

    monkeypatch.setattr(running, "_follow", lambda _room, every, _show: drawn.append(every))
    monkeypatch.setattr(running, "show_said", lambda: None)
    with pytest.raises(LookupError):
        running.show_room(None, fail)
    assert drawn == [15]


def test_the_usual_look_comes_last(monkeypatch):
    drawn = []
    monkeypatch.setattr(running, "_follow", lambda _room, every, _show: drawn.append(every))
    monkeypatch.setattr(running, "show_said", lambda: None)
    monkeypatch.setattr(running, "_show_steps", lambda _room: drawn.append("steps"))
    running.show_room(None, lambda _room: drawn.append("what is looked at"))
    assert drawn == [15, "what is looked at", "steps", 2]
