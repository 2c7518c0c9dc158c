"""The errors that core raises on purpose. Each message is one sentence a person can act on."""

from enum import StrEnum


class SlowTimeError(Exception):
    """Base of every deliberate error: its text may be shown to a person as it is."""


class AccessDenied(SlowTimeError):
    """The viewer's role does not allow this (`core.access`). Audited as a refusal.

    `recorded` is what the audit keeps of it: other words, where the text names people.
    """

    def __init__(self, said: str = "", *, recorded: str | None = None) -> None:
        """Refuse in these words."""
        super().__init__(said)
        self.recorded = said if recorded is None else recorded


class InvalidInput(SlowTimeError):
    """What was asked for cannot be: a bad date, a missing reason, an unknown home."""


class RefusedFile(InvalidInput):
    """A file that is not taken at all: not a table, no known headings, too large."""


class Conflict(SlowTimeError):
    """Somebody else changed the same thing first; the text says who and when."""


class StoreFault(StrEnum):
    """What keeps a store from being used, as far as it is known; the value is a word of its own."""

    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    OTHER = "unavailable"


class StoreUnavailable(SlowTimeError):
    """The store cannot be used: locked, full, damaged, of a newer version.

    `fault` tells those who must know the kind of it from its words.
    """

    def __init__(self, said: str = "", fault: StoreFault = StoreFault.OTHER) -> None:
        """Say why, and of what kind that is."""
        super().__init__(said)
        self.fault = fault
