"""How often, and how many at once: nobody's haste, or mistake, holds up the others."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.errors import SlowTimeError

_MOST_KEPT = 10_000


class TooOften(SlowTimeError):
    """Somebody asks for more than one person needs; the text says when to come again."""


class Pace:
    """So many at once by each, then so many a minute: a bucket of tokens for each key."""

    def __init__(
        self, at_once: int, a_minute: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with every bucket full; `clock` in seconds."""
        self._at_once = at_once
        self._a_second = a_minute / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> float:
        """Take one token: 0 where there was one, else the seconds until there is."""
        now = self._clock()
        with self._lock:
            if len(self._buckets) >= _MOST_KEPT and key not in self._buckets:
                self._drop_full(now)
            tokens = self._read_tokens(key, now)
            if tokens < 1:
                return (1 - tokens) / self._a_second
            self._buckets[key] = (tokens - 1, now)
            return 0.0

    def _read_tokens(self, key: str, now: float) -> float:
        tokens, since = self._buckets.get(key, (float(self._at_once), now))
        return min(tokens + (now - since) * self._a_second, float(self._at_once))

    def _drop_full(self, now: float) -> None:
        full = [key for key in self._buckets if self._read_tokens(key, now) >= self._at_once]
        # Where none is full somebody makes up keys: the oldest go.
        for key in full or list(self._buckets)[: _MOST_KEPT // 10]:
            del self._buckets[key]


class Turns:
    """At most so many things at once by each key."""

    def __init__(self, most: int) -> None:
        """Begin with nothing under way."""
        self._most = most
        self._lock = threading.Lock()
        self._running: dict[str, int] = {}

    @contextmanager
    def take(self, key: str, refusal: str) -> Iterator[None]:
        """Do one thing; refused at once where enough are under way: to wait would hold a thread.

        Raises:
            TooOften: in the words of `refusal`.
        """
        with self._lock:
            if self._running.get(key, 0) >= self._most:
                raise TooOften(refusal)
            self._running[key] = self._running.get(key, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._running[key] -= 1
                if not self._running[key]:
                    del self._running[key]


FILES_AT_ONCE, FILES_A_MINUTE, FILES_UNDER_WAY = 30, 20, 2
_FILES = Pace(FILES_AT_ONCE, FILES_A_MINUTE)
_UNDER_WAY = Turns(FILES_UNDER_WAY)


@contextmanager
def making_a_file(whose: str) -> Iterator[None]:
    """Make a file for somebody: thirty at once, then twenty a minute, two under way at a time.

    Raises:
        TooOften: more than that; nothing was made, and nothing recorded.
    """
    with _UNDER_WAY.take(whose, "Two of your files are still being made. Try again in a moment."):
        wait = _FILES.take(whose)
        if wait:
            raise TooOften(f"That is many files in a minute. Try again in {wait:.0f} seconds.")
        yield
