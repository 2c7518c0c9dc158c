"""A document as plain words in order: what a page draws and what a file is made of.

One value for both, so that the paper says what the screen said.
"""

from dataclasses import dataclass
from datetime import datetime

from core.access import Viewer
from core.clock import say_moment, to_uk
from core.vocabulary import StoreKind, say


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is a part of the document, 2 a thing in it."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; `label`, where there is one, says of what."""

    words: str
    label: str = ""


@dataclass(frozen=True)
class Points:
    """A list of short sentences; `label`, where there is one, says of what."""

    words: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its column headings; `alt` says what it is, `widths` are parts of the page."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alt: str
    widths: tuple[int, ...]


Block = Heading | Paragraph | Points | Table


@dataclass(frozen=True)
class Document:
    """A title, what it is about in one line, and its blocks; every word is plain text."""

    title: str
    about: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Stamp:
    """What stands at every page's edge: who made it, when (UTC), from which state of the data.

    `digest` is that of frozen minutes, where it is their copy.
    """

    made_at: datetime
    made_by: str
    data_revision: int
    demonstration: bool
    digest: str | None = None

    @property
    def banner(self) -> str:
        """What warns of synthetic data; blank in one's own store."""
        return "Demonstration: synthetic data" if self.demonstration else ""

    @property
    def words(self) -> str:
        """The line at the foot of every page."""
        made = say_moment(to_uk(self.made_at))
        return f"Made {made} by {self.made_by} · data revision {self.data_revision}"


def build_stamp(
    viewer: Viewer, made_at: datetime, data_revision: int, kind: str, digest: str | None = None
) -> Stamp:
    """The stamp of a document that this viewer has made; `kind` is the store's."""
    by = f"{viewer.name}, {say(viewer.role)}"
    return Stamp(made_at, by, data_revision, kind == StoreKind.DEMONSTRATION, digest)
