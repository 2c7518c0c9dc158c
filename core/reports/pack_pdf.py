"""The pack as a document and as a file: made, recorded, handed out."""

from collections.abc import Sequence

from core.access import Viewer
from core.clock import read_utc_now, say_date
from core.measures.period import Period, say_period
from core.minuting import Figures
from core.reports.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    Points,
    Table,
    build_stamp,
)
from core.reports.minutes_document import build_actions, say_asked
from core.reports.pack import Pack, PackItem, build_pack
from core.reports.pdf import render_pdf
from core.store import Store
from core.vocabulary import Category, say

_NO_REASON = "For the group to look at"


def build_pack_document(pack: Pack) -> Document:
    """The pack: agenda, figures, the last meeting's actions."""
    period = ""
    if pack.period_from is not None and pack.period_to is not None:
        period = f" · period {say_period(Period(pack.period_from, pack.period_to))}"
    homes = (
        "Homes are letters, as on the wall at the meeting; they are drawn anew for each. Why an "
        "incident is on the agenda is a question to the group, not a finding: the home is heard "
        "first."
    )
    readers = (
        "For members who see the whole area. Not for providers of homes: beside their own figures "
        "the agenda and the numbers would tell what another has."
    )
    said = Points(pack.figures) if pack.figures else Paragraph("There are no figures yet.")
    return Document(
        title=f"Pack for the meeting of {say_date(pack.held_on)}",
        about=f"Multi-agency group on the protocol{period}",
        blocks=(
            Paragraph(readers),
            Paragraph(homes),
            Heading("Agenda"),
            *_build_agenda(pack.items),
            Heading("Figures"),
            said,
            Heading("Actions of the last meeting"),
            *build_actions(pack.last_actions, "Actions of the last meeting"),
        ),
    )


def prepare_pack_pdf(store: Store, viewer: Viewer, meeting_id: int, figures: Figures) -> bytes:
    """The pack as PDF; audited once it is made, before it leaves.

    Raises:
        AccessDenied, Conflict: as `core.reports.pack.build_pack`.
    """
    pack = build_pack(store, viewer, meeting_id, figures)
    stamp = build_stamp(viewer, read_utc_now(), pack.data_revision, store.read_info().kind)
    rendered = render_pdf(build_pack_document(pack), stamp)
    with store.write(viewer) as change:
        change.record("prepared", "document", f"pack:{meeting_id}", ["pdf"], figures=False)
    return rendered


def _build_agenda(items: Sequence[PackItem]) -> tuple[Block, ...]:
    if not items:
        return (Paragraph("No incident is on the agenda yet."),)
    rows = tuple(
        (
            str(number),
            item.home,
            say_date(item.occurred_on),
            f"{say(Category(item.category))}, {'call-out' if item.call_out else 'no call-out'}",
            say_asked(item.reasons) or _NO_REASON,
        )
        for number, item in enumerate(items, start=1)
    )
    headings = ("No", "Home", "Day", "What", "To be looked at")
    return (Table(headings, rows, "The agenda", (1, 2, 4, 5, 6)),)
