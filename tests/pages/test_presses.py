"""A download made when it is pressed: what became of it is said, and no file where it fails."""

from threading import Thread

import pytest

from core.errors import Conflict
from pages.components.presses import Press, Presses


def _read(presses: Presses) -> Press:
    assert presses.last is not None
    return presses.last


def test_a_file_that_was_made_is_said_with_its_name_and_digest() -> None:
    presses = Presses()
    assert presses.make(lambda: b"abc", "record.pdf") == b"abc"
    presses.wait(1, to_begin=0, to_make=0)
    assert not _read(presses).failed
    assert "record.pdf, in the share log as ba7816bf8f01…" in _read(presses).said


def test_an_error_in_words_is_said_and_there_is_no_file() -> None:
    presses = Presses()
    with pytest.raises(Conflict):
        presses.make(lambda: _raise(Conflict("The request is withdrawn by now.")), "x.pdf")
    presses.wait(1, to_begin=0, to_make=0)
    assert _read(presses) == Press(True, "No file was made. The request is withdrawn by now.")


def test_a_fault_is_said_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    presses = Presses()
    with pytest.raises(KeyError):
        presses.make(lambda: _raise(KeyError("Alder House")), "x.pdf")
    assert _read(presses).failed and "Alder" not in _read(presses).said
    assert "nothing was put into the share log" in _read(presses).said
    assert "Alder House" in caplog.text


def _raise(error: Exception) -> bytes:
    raise error


def test_the_page_waits_for_a_file_that_another_thread_makes() -> None:
    presses = Presses()
    maker = Thread(target=presses.make, args=(lambda: b"abc", "x.pdf"))
    maker.start()
    presses.wait(1)
    maker.join()
    assert "x.pdf" in _read(presses).said


def test_a_press_that_never_arrives_is_said_and_does_not_spoil_the_next() -> None:
    presses = Presses()
    presses.wait(1, to_begin=0, to_make=0)
    assert "Press again" in _read(presses).said
    presses.make(lambda: b"abc", "x.pdf")
    presses.wait(1, to_begin=0, to_make=0)
    assert "x.pdf" in _read(presses).said


def test_what_takes_long_is_said_to_go_on() -> None:
    presses = Presses()

    def make() -> bytes:
        presses.wait(1, to_begin=0, to_make=0)
        assert "being made" in _read(presses).said
        return b"abc"

    presses.make(make, "x.pdf")
    assert "x.pdf" in _read(presses).said


def test_two_presses_in_one_run_are_both_waited_for() -> None:
    presses = Presses()
    presses.make(lambda: b"a", "a.pdf")
    presses.make(lambda: b"b", "b.xlsx")
    presses.wait(2, to_begin=0, to_make=0)
    assert "b.xlsx" in _read(presses).said
    presses.wait(1, to_begin=0, to_make=0)
    assert "Press again" in _read(presses).said
