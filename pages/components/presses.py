"""What became of a download that is made when its button is pressed.

Streamlit makes such a file in a thread of its own, where nothing can be drawn, and of an error it
says for five seconds that it "failed to generate file". So the thread notes what became of it, and
the run that the same press began waits for the note and says it.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition

from core.clock import read_now
from core.errors import SlowTimeError

_LONGEST_TO_BEGIN = 5
_LONGEST_TO_MAKE = 60
_FAULT = (
    "No file was made, and nothing was put into the share log. Nothing was lost; try again, or ask "
    "the administrator to look into the server's log."
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Press:
    """One press that is over: whether it failed, and what is said of it."""

    failed: bool
    said: str


@dataclass
class Presses:
    """The presses of some buttons in one session; each is made once and waited for once."""

    last: Press | None = None
    _waited: int = 0
    _begun: int = 0
    _over: int = 0
    _change: Condition = field(default_factory=Condition)

    def make(self, make: Callable[[], bytes], file_name: str) -> bytes:
        """The file, noted as made; or its error, noted in words, and no file."""
        with self._change:
            self._begun += 1
            self._change.notify_all()
        try:
            content = make()
        except SlowTimeError as error:
            self._note(Press(True, f"No file was made. {error}"))
            raise
        except Exception:
            _LOG.exception("A file could not be made.")
            self._note(Press(True, _FAULT))
            raise
        digest = hashlib.sha256(content).hexdigest()
        said = f"Prepared {read_now():%H:%M}: {file_name}, in the share log as {digest[:12]}…"
        self._note(Press(False, said))
        return content

    def _note(self, press: Press) -> None:
        with self._change:
            self.last = press
            self._over += 1
            self._change.notify_all()

    def wait(
        self,
        presses: int,
        *,
        to_begin: float = _LONGEST_TO_BEGIN,
        to_make: float = _LONGEST_TO_MAKE,
    ) -> None:
        """Wait until so many more presses are over, in seconds; what takes longer is said to."""
        with self._change:
            target = self._waited + presses
            if not self._change.wait_for(lambda: self._begun >= target, to_begin):
                self.last = Press(True, "The server did not hear the press. Press again.")
            elif self._change.wait_for(lambda: self._over >= target, to_make):
                self._waited = target
            else:
                self._waited = target
                self.last = Press(False, "The file is being made; the share log will name it.")
