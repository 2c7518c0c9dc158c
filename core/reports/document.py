"""A document as plain words in order: what a page draws and what a file is made of.

One value for both, so that the paper says what the screen said.
"""

from dataclasses import dataclass
from datetime import date, datetime

from core.access import Viewer
from core.clock import say_date, say_moment, to_uk
from core.vocabulary import DisclosureLevel, LawfulBasis, StoreKind, say

Cell = str | int | float | bool | date | datetime | None
"""What stands in a table: typed, so that a workbook has numbers and days; None is a blank."""


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
    """A table with its column headings; `alt` says what it is, `widths` are parts of the page.

    `name`, short and unlike the others', is that of its sheet in a workbook.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alt: str
    widths: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True)
class Bars:
    """Counts along an axis, one on another: `labels` along it, `series` name and counts.

    A count is None where it is withheld or nothing is known; `marks` then says which, a word a
    label ("c", "no data"), blank elsewhere. `unit` is what is counted; `alt` the takeaway.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[int | None, ...]], ...]
    unit: str
    alt: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """One line of `Intervals`: a value with its limits, or, with None, why there is none."""

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Intervals:
    """Estimates under one another on one axis, each with its limits; `unit` is the axis's."""

    title: str
    estimates: tuple[Estimate, ...]
    unit: str
    alt: str


Block = Heading | Paragraph | Points | Table | Bars | Intervals


def say_cell(cell: Cell) -> str:
    """A cell as people read it: days and moments in words, a blank as nothing."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return f"{cell:,.2f}"
        case int():
            return f"{cell:,}"
        case datetime():
            return say_moment(cell)
        case date():
            return say_date(cell)
    return cell


@dataclass(frozen=True)
class Document:
    """A title, what it is about in one line, and its blocks; every word is plain text.

    `ruleset`, where findings are in it, names what they were judged by.
    """

    title: str
    about: str
    blocks: tuple[Block, ...]
    ruleset: str = ""


@dataclass(frozen=True)
class Sent:
    """How far a document goes, to whom and why; `audit_anchor`: what its data revision rests on.

    That is the digest of the audit's row that made this revision, so that the same revision has
    the same anchor whatever was exported since.
    """

    level: DisclosureLevel
    recipient: str
    basis: LawfulBasis
    audit_anchor: str


@dataclass(frozen=True)
class Stamp:
    """What stands at every page's edge: who made it, when (UTC), from which state of the data.

    `digest` is that of frozen minutes, where it is their copy; `sent`, of what leaves the group.
    """

    made_at: datetime
    made_by: str
    data_revision: int
    demonstration: bool
    digest: str | None = None
    sent: Sent | None = None

    @property
    def banner(self) -> str:
        """What warns of synthetic data; blank in one's own store."""
        return "Demonstration: synthetic data" if self.demonstration else ""

    @property
    def words(self) -> str:
        """The line at the foot of every page."""
        made = say_moment(to_uk(self.made_at))
        return f"Made {made} by {self.made_by} · data revision {self.data_revision}"

    @property
    def level_words(self) -> str:
        """How far it may go and for whom, for every page's head; blank within the product."""
        if self.sent is None:
            return ""
        level = say(self.sent.level)
        return f"{level[:1].upper()}{level[1:]} · for {self.sent.recipient}"


def build_stamp(
    viewer: Viewer,
    made_at: datetime,
    data_revision: int,
    kind: str,
    digest: str | None = None,
    sent: Sent | None = None,
) -> Stamp:
    """The stamp of a document that this viewer has made; `kind` is the store's."""
    by = f"{viewer.name}, {say(viewer.role)}"
    return Stamp(made_at, by, data_revision, kind == StoreKind.DEMONSTRATION, digest, sent)
