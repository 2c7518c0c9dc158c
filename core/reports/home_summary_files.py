"""The files of a home summary, and how they are handed out: on record before they are."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, get_args

from core.access import Viewer
from core.export import render_csv
from core.reports.document import Stamp
from core.reports.home_summary_document import build_home_summary_document
from core.reports.home_summary_value import HomeSummary, PoliceContact
from core.reports.pdf import render_pdf
from core.reports.sharing import build_file_name, prepare_share
from core.reports.workbook import render_workbook
from core.shares import Sharing
from core.store import Store
from core.vocabulary import DocumentKind, LawfulBasis, say

FileFormat = Literal["pdf", "xlsx", "csv"]
FILE_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)

CSV_HEADINGS = (
    "reference",
    "occurred_at",
    "category",
    "channel",
    "contact_purpose",
    "call_out_kind",
    "level",
    "police_response",
    "outcome_code",
    "police_needed",
    "reviewed",
    "agreed_findings",
)
"""The headings of the list of contacts: a public interface, as the contract's columns are."""
_NEEDED = {"yes": "yes", "no": "no", "unknown": "cannot tell"}


def render_home_summary(
    summary: HomeSummary,
    stamp: Stamp,
    file_format: FileFormat,
    kind: DocumentKind = DocumentKind.HOME_SUMMARY,
) -> bytes:
    """The summary as a file; a CSV is the list of contacts with the police alone."""
    if file_format == "csv":
        return render_contacts_csv(summary.contacts)
    document = build_home_summary_document(summary, kind)
    return render_pdf(document, stamp) if file_format == "pdf" else render_workbook(document, stamp)


def render_contacts_csv(contacts: tuple[PoliceContact, ...]) -> bytes:
    """Contacts with the police as CSV, headings first; without contacts the headings alone."""
    return render_csv(CSV_HEADINGS, (build_csv_row(contact) for contact in contacts))


def build_csv_row(contact: PoliceContact) -> tuple[object, ...]:
    """A contact as a row under `CSV_HEADINGS`; only what the group agreed of it."""
    agreed = sorted(
        f"{clause}: {say(verdict)} ({owner})" for clause, verdict, owner in contact.agreed
    )
    return (
        contact.reference,
        contact.occurred_at,
        say(contact.category),
        say(contact.channel),
        contact.purpose.value,
        contact.kind.value if contact.kind else None,
        contact.level,
        contact.police_response.value if contact.police_response else None,
        contact.outcome_code,
        _NEEDED.get(contact.police_needed or ""),
        "yes" if contact.reviewed else "no",
        "; ".join(agreed),
    )


def prepare_home_summary(
    store: Store,
    viewer: Viewer,
    summary: HomeSummary,
    *,
    basis: LawfulBasis,
    recipient: str,
    file_format: FileFormat,
    request_id: int | None = None,
    kind: DocumentKind = DocumentKind.HOME_SUMMARY,
    made_at: datetime | None = None,
    keep: Callable[[bytes], None] | None = None,
) -> tuple[str, bytes]:
    """Make, log and hand out a file of a home summary: its name and its bytes.

    Raises:
        AccessDenied, InvalidInput: as `core.reports.sharing.prepare_share`; nothing is logged.
    """
    sharing = Sharing(
        kind=kind,
        level=summary.level,
        basis=basis,
        recipient=recipient,
        period=summary.period,
        home_id=summary.home_id,
        request_id=request_id,
    )
    name = build_home_file_name(summary, file_format, kind)
    content = prepare_share(
        store,
        viewer,
        sharing,
        data_revision=summary.data_revision,
        file_name=name,
        render=lambda stamp: render_home_summary(summary, stamp, file_format, kind),
        made_at=made_at,
        keep=keep,
    )
    return name, content


def build_home_file_name(
    summary: HomeSummary, file_format: FileFormat, kind: DocumentKind = DocumentKind.HOME_SUMMARY
) -> str:
    """The name of a file of a home summary: its URN and days first, a long name is cut."""
    days = f"{summary.period.start} to {summary.period.end}"
    return build_file_name(say(kind), summary.urn, days, summary.name, suffix=file_format)
