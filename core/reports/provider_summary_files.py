"""The files of a provider's summary, and how they are handed out."""

from collections.abc import Callable
from datetime import datetime

from core.access import Viewer
from core.export import render_csv
from core.reports.document import Stamp
from core.reports.home_summary_document import build_home_summary_document
from core.reports.home_summary_files import CSV_HEADINGS, FileFormat, build_csv_row
from core.reports.pdf import render_pdf
from core.reports.provider_summary import ProviderSummary
from core.reports.provider_summary_document import (
    build_overview_document,
    build_provider_summary_document,
)
from core.reports.sharing import build_file_name, prepare_share
from core.reports.workbook import render_workbook_of
from core.shares import Sharing
from core.store import Store
from core.vocabulary import DocumentKind, LawfulBasis


def render_provider_summary(
    summary: ProviderSummary, stamp: Stamp, file_format: FileFormat
) -> bytes:
    """The summary as a file: one PDF, a workbook with a sheet a home, or all contacts as CSV."""
    if file_format == "csv":
        return render_csv(
            ("home_urn", "home_name", *CSV_HEADINGS),
            (
                (home.urn, home.name, *build_csv_row(contact))
                for home in summary.homes
                for contact in home.contacts
            ),
        )
    if file_format == "pdf":
        return render_pdf(build_provider_summary_document(summary), stamp, has_contents=True)
    overview = build_overview_document(summary)
    parts = [("Side by side", overview)]
    parts += [(home.name, build_home_summary_document(home)) for home in summary.homes]
    return render_workbook_of(parts, overview.title, stamp)


def prepare_provider_summary(
    store: Store,
    viewer: Viewer,
    summary: ProviderSummary,
    *,
    basis: LawfulBasis,
    recipient: str,
    file_format: FileFormat,
    request_id: int | None = None,
    made_at: datetime | None = None,
    keep: Callable[[bytes], None] | None = None,
) -> tuple[str, bytes]:
    """Make, log and hand out a file of a provider's homes: its name and its bytes.

    Raises:
        AccessDenied, InvalidInput: as `core.reports.sharing.prepare_share`; nothing is logged.
    """
    sharing = Sharing(
        kind=DocumentKind.PROVIDER_SUMMARY,
        level=summary.level,
        basis=basis,
        recipient=recipient,
        period=summary.period,
        provider=summary.provider,
        request_id=request_id,
    )
    name = build_provider_file_name(summary, file_format)
    content = prepare_share(
        store,
        viewer,
        sharing,
        data_revision=summary.data_revision,
        file_name=name,
        render=lambda stamp: render_provider_summary(summary, stamp, file_format),
        made_at=made_at,
        keep=keep,
    )
    return name, content


def build_provider_file_name(summary: ProviderSummary, file_format: FileFormat) -> str:
    """The name of a file of a provider's homes: its days first, a long name is cut."""
    days = f"{summary.period.start} to {summary.period.end}"
    return build_file_name("provider summary", days, summary.provider, suffix=file_format)
