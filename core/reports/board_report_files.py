"""The files of a board report, and how they are handed out: on record before they are."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Literal

from core.access import Viewer
from core.export import render_csv
from core.measures.board_sentences import say_span
from core.reports.board_report import BoardReport
from core.reports.board_report_document import build_board_report_document, build_figures_table
from core.reports.document import Stamp
from core.reports.pdf import render_pdf
from core.reports.sharing import build_file_name, prepare_share
from core.reports.workbook import render_workbook
from core.shares import Sharing
from core.store import Store
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis

FileFormat = Literal["pdf", "xlsx", "csv"]

RECIPIENTS = {
    DisclosureLevel.PUBLIC: (
        "Partnership Board; Corporate Parenting Boards; Safeguarding Children Partnership; "
        "Criminal Justice Board"
    ),
    DisclosureLevel.GROUP: "members of the group who see the whole area",
}
"""For whom a report of a level is, where nobody says otherwise (14.1, 14.2, 14.4)."""


def render_board_report(report: BoardReport, stamp: Stamp, file_format: FileFormat) -> bytes:
    """The report as a file; a CSV has every figure of its tables, a row each."""
    if file_format == "csv":
        table = build_figures_table(report)
        return render_csv(table.headings, table.rows)
    document = build_board_report_document(report)
    return render_pdf(document, stamp) if file_format == "pdf" else render_workbook(document, stamp)


def find_file_name(report: BoardReport, file_format: FileFormat) -> str:
    """What the file is called: its years and how far it goes."""
    return build_file_name(
        "board report", say_span(report.blocks), report.level.value, suffix=file_format
    )


def prepare_board_report(
    store: Store,
    viewer: Viewer,
    report: BoardReport,
    *,
    basis: LawfulBasis,
    recipient: str,
    file_format: FileFormat,
    made_at: datetime | None = None,
    keep: Callable[[bytes], None] | None = None,
) -> tuple[str, bytes]:
    """Make, log and hand out a file of a board report: its name and its bytes.

    Raises:
        AccessDenied, InvalidInput: as `core.shares.check_sharing`; nothing is made or logged.
    """
    name = find_file_name(report, file_format)
    sharing = Sharing(DocumentKind.BOARD_REPORT, report.level, basis, recipient, report.period)
    content = prepare_share(
        store,
        viewer,
        sharing,
        data_revision=report.data_revision,
        file_name=name,
        render=partial(render_board_report, report, file_format=file_format),
        made_at=made_at,
        keep=keep,
    )
    return name, content
