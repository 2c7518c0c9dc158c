"""The area's page of a monthly pack, and the names of what the pack holds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.measures.month_area import HomeMonth, MonthArea
from core.measures.month_sentences import (
    NO_DATA,
    build_side_rows,
    say_before,
    say_counted,
    say_lacking,
    say_month_days,
    say_month_needed,
    say_month_title,
    say_months_title,
    say_sides,
)
from core.measures.sentences import say_count
from core.reports.document import Bars, Block, Cell, Document, Heading, Paragraph, Points, Table
from core.reports.month_pack import MonthOverview
from core.reports.sharing import build_file_name

MANIFEST = "manifest.json"
_HEADINGS = (
    "Home",
    "URN",
    "Call-outs",
    "Behaviour",
    "Missing",
    "Concerns",
    "Arrests",
    "Advice",
)
_METHOD = (
    "A call-out is a contact by which the police were asked to act; asking for advice or passing "
    "information on is none (protocol 4.13). Each is counted on the day of the incident.",
    "Every home open in the month is listed, also one without a call-out: 0 where imports cover "
    f"days of the month, “{NO_DATA}” where none does. The order is the alphabet’s and says nothing "
    "of a home; at numbers this small most differences between homes and months are chance.",
    "Missing and concerns are call-outs: a missing child reported, and a concern for a child’s "
    "safety. They are no sign of a home that does wrong: not to report can be the breach.",
    "Arrests are those recorded; “not known” stands where none is, and a contact does not say.",
    "No child is identified. What the rules suggest and the group has not agreed is not in here.",
)


def say_pack_title(overview: MonthOverview) -> str:
    """The title of the pack: which month, and until when where it is not over."""
    area = overview.area
    return f"Monthly pack: {say_month_days(area.period, is_over=area.is_over)}"


def say_pack_about(overview: MonthOverview) -> str:
    """What the pack is about, in one line: its finding and its homes."""
    return f"{say_month_title(overview.area)}."


def build_overview_document(overview: MonthOverview) -> Document:
    """The area's page: what Ofsted is told each month, by home, both sides, what lacks."""
    area = overview.area
    return Document(
        title=say_pack_title(overview),
        about=say_pack_about(overview),
        blocks=(
            Heading("Contacts with the police"),
            Points(tuple(say_counted(area))),
            Paragraph(say_before(area)),
            Paragraph(say_month_needed(area)),
            *_build_months(area),
            Heading("Homes, in the order of the alphabet"),
            *_build_homes(area),
            Heading("Both sides of the protocol"),
            *_build_sides(area),
            Heading("What is incomplete"),
            Points(tuple(say_lacking(area))),
            Heading("How this is counted"),
            Points(_METHOD),
            Heading("What this pack holds"),
            *_build_contents(overview),
        ),
    )


def build_whole_document(overview: MonthOverview, homes: Sequence[Document]) -> Document:
    """The pack as one document: the area, then the homes' own, each a part of the contents list."""
    area = build_overview_document(overview)
    blocks: list[Block] = [Heading("The area as a whole"), *_lower(area.blocks)]
    for home in homes:
        blocks += [Heading(home.title), Paragraph(home.about), *_lower(home.blocks)]
    ruleset = next((home.ruleset for home in homes), "")
    return Document(area.title, area.about, tuple(blocks), ruleset)


def _lower(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block


def _build_months(area: MonthArea) -> tuple[Block, ...]:
    if all(month.behaviour is None for month in area.months):
        return ()
    title = say_months_title(area)
    return (
        Bars(
            title=title,
            labels=tuple(f"{month.month:%b %Y}" for month in area.months),
            series=(
                ("behaviour", tuple(month.behaviour for month in area.months)),
                ("protective", tuple(month.protective for month in area.months)),
            ),
            unit="call-outs",
            alt=f"Call-outs of the area by month. {title}.",
            marks=tuple(_mark(month.behaviour, month.is_whole) for month in area.months),
        ),
    )


def _mark(count: int | None, is_whole: bool) -> str:
    if count is None:
        return NO_DATA
    return "" if is_whole else "in part"


def _build_homes(area: MonthArea) -> tuple[Block, ...]:
    if not area.homes:
        return (Paragraph("The register has no home that was open in the month."),)
    return (
        Table(
            _HEADINGS,
            tuple(_build_home(home) for home in area.homes),
            "Contacts with the police in the month by home, in the order of the alphabet.",
            (10, 6, 5, 6, 5, 6, 6, 5),
            name="Homes",
        ),
    )


def _build_home(home: HomeMonth) -> tuple[Cell, ...]:
    found = home.contacts
    if found is None:
        return (home.name, home.urn, NO_DATA, *[None] * 5)
    counts = (found.call_outs, found.behaviour, found.missing, found.concerns)
    arrests = "not known" if found.no_arrest_known and not found.arrests else found.arrests
    return (home.name, home.urn, *counts, arrests, found.advice)


def _build_sides(area: MonthArea) -> tuple[Block, ...]:
    if area.total is None and not any(area.sides.values()):
        return (Paragraph("Nothing is known of the month, so the group has agreed nothing on it."),)
    return (
        Table(
            ("What the group agreed", "Findings"),
            tuple(build_side_rows(area)),
            "How many findings the group agreed on each side of the protocol in the month.",
            (6, 1),
            name="Both sides",
        ),
        Paragraph(say_sides(area)),
    )


def _build_contents(overview: MonthOverview) -> tuple[Block, ...]:
    stem = name_pack(overview)
    homes = say_count(len(overview.area.homes), "home")
    rows: list[tuple[Cell, ...]] = [
        (f"{stem}.pdf", "This page and every home’s summary, one after another"),
        (f"{stem}.xlsx", "The same as a workbook, a sheet for each home"),
    ]
    names = name_homes(overview)
    rows += [
        (f"{names[home.home_id]}.pdf and .csv", f"{home.name}: its summary, its contacts")
        for home in overview.area.homes
    ]
    rows.append((MANIFEST, "Every file with its SHA-256, so that a copy can be checked"))
    return (
        Paragraph(
            f"The whole pack is {homes}’ summaries together and singly. A home without a contact, "
            "or without data, has its summary too, and it says so."
        ),
        Table(
            ("File", "What it is"),
            tuple(rows),
            "The files of the whole pack and what each of them is.",
            (4, 5),
            name="Files",
        ),
    )


def name_pack(overview: MonthOverview) -> str:
    """The name of the pack's files of all homes, without what follows the dot."""
    return _name("month pack", _name_month(overview))


def name_homes(overview: MonthOverview) -> dict[int, str]:
    """The name of each home's files by its id, no two alike, without what follows the dot."""
    names: dict[int, str] = {}
    for home in overview.area.homes:
        name = _name("home summary", home.urn, _name_month(overview))
        taken = set(names.values())
        same = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        names[home.home_id] = name if name not in taken else next(n for n in same if n not in taken)
    return names


def _name_month(overview: MonthOverview) -> str:
    month = f"{overview.period.start:%Y-%m}"
    return month if overview.area.is_over else f"{month}-until-{overview.period.end.day}"


def _name(*parts: str) -> str:
    return build_file_name(*parts, suffix="pdf").removesuffix(".pdf")
