"""The files of a monthly pack: made, then put on record and handed out, all or none."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Viewer
from core.clock import read_utc_now, to_uk
from core.reports.document import Document, Sent, Stamp, build_stamp
from core.reports.home_summary_document import build_home_summary_document
from core.reports.home_summary_files import render_home_summary
from core.reports.month_pack import MonthPack, Progress
from core.reports.month_pack_document import (
    MANIFEST,
    build_overview_document,
    build_whole_document,
    name_homes,
    name_pack,
    say_pack_title,
)
from core.reports.pdf import render_pdf
from core.reports.placing import Placing
from core.reports.workbook import render_workbook_of
from core.shares import Sharing, check_sharing, find_audit_anchor, log_share
from core.store import Store
from core.vocabulary import DocumentKind, LawfulBasis

_AREA = "Area"


@dataclass(frozen=True)
class PackFile:
    """One file of a pack; `urn` and `home_id` None where it is about all homes."""

    name: str
    content: bytes
    kind: DocumentKind
    home_id: int | None = None
    urn: str | None = None

    @property
    def digest(self) -> str:
        """Its SHA-256."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class MonthFiles:
    """A pack as files: the PDF of all, the workbook, each home's two, and last the manifest.

    `sharing` are the terms on which the whole goes out. Nothing of it is on record yet.
    """

    files: tuple[PackFile, ...]
    sharing: Sharing
    stamp: Stamp
    manifest: dict[str, Any]

    def find(self, suffix: str) -> PackFile:
        """The file about all homes with this suffix: "pdf", "xlsx" or "json"."""
        return next(
            file for file in self.files if file.home_id is None and file.name.endswith(f".{suffix}")
        )

    @property
    def zip_name(self) -> str:
        """The name of all files together."""
        return self.find("pdf").name.removesuffix("pdf") + "zip"


def make_month_files(
    store: Store,
    viewer: Viewer,
    pack: MonthPack,
    *,
    basis: LawfulBasis,
    recipient: str,
    made_at: datetime | None = None,
    progress: Progress | None = None,
) -> MonthFiles:
    """Render a pack, the same bytes for the same revision, terms and stated moment (UTC).

    Raises:
        AccessDenied, InvalidInput: as `check_sharing`.
    """
    overview = pack.overview
    sharing = Sharing(DocumentKind.MONTH_PACK, overview.level, basis, recipient, overview.period)
    revision = overview.data_revision
    with store.read(viewer) as session:
        check_sharing(viewer, sharing)
        anchor = find_audit_anchor(session, revision)
    sent = Sent(overview.level, sharing.recipient_words, basis, anchor)
    made = made_at or read_utc_now()
    stamp = build_stamp(viewer, made, revision, store.read_info().kind, sent=sent)
    files = _render_files(pack, stamp, progress or _tell_nobody)
    manifest = _build_manifest(pack, stamp, files)
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
    listed = PackFile(MANIFEST, content, DocumentKind.MONTH_PACK)
    return MonthFiles((*files, listed), sharing, stamp, manifest)


def _tell_nobody(_done: int, _of: int, _name: str) -> None:
    pass


def _render_files(pack: MonthPack, stamp: Stamp, progress: Progress) -> list[PackFile]:
    overview, stem = pack.overview, name_pack(pack.overview)
    done = len(pack.homes)
    singles: list[PackFile] = []
    parts: list[tuple[str, Document]] = [(_AREA, build_overview_document(overview))]
    names = name_homes(overview)
    for summary in pack.homes:
        parts.append((summary.name, build_home_summary_document(summary)))
        for suffix in ("pdf", "csv"):
            singles.append(
                PackFile(
                    f"{names[summary.home_id]}.{suffix}",
                    render_home_summary(summary, stamp, "pdf" if suffix == "pdf" else "csv"),
                    DocumentKind.HOME_SUMMARY,
                    summary.home_id,
                    summary.urn,
                )
            )
        done += 1
        progress(done, pack.steps, f"{summary.name}: written")
    title = say_pack_title(overview)
    whole = build_whole_document(overview, [document for _, document in parts[1:]])
    pdf = render_pdf(whole, stamp, has_contents=True)
    progress(done + 1, pack.steps, "all homes as one PDF: written")
    workbook = render_workbook_of(parts, title, stamp)
    progress(done + 2, pack.steps, "all homes as one workbook: written")
    of_all = [
        PackFile(f"{stem}.pdf", pdf, DocumentKind.MONTH_PACK),
        PackFile(f"{stem}.xlsx", workbook, DocumentKind.MONTH_PACK),
    ]
    return of_all + singles


def _build_manifest(pack: MonthPack, stamp: Stamp, files: list[PackFile]) -> dict[str, Any]:
    assert stamp.sent is not None
    period = pack.overview.period
    return {
        "title": say_pack_title(pack.overview),
        "month": f"{period.start:%Y-%m}",
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "month_is_over": pack.overview.area.is_over,
        "homes": len(pack.homes),
        "level": stamp.sent.level.value,
        "basis": stamp.sent.basis.value,
        "recipient": stamp.sent.recipient,
        "data_revision": stamp.data_revision,
        "audit_anchor": stamp.sent.audit_anchor,
        "made_at": stamp.made_at.isoformat(),
        "made_by": stamp.made_by,
        "demonstration": stamp.demonstration,
        "files": [
            {
                "name": file.name,
                "kind": file.kind.value,
                "home_urn": file.urn,
                "bytes": len(file.content),
                "sha256": file.digest,
            }
            for file in files
        ],
    }


def render_zip(made: MonthFiles) -> bytes:
    """All files of a pack as one; its clock is the stated moment, so that its bytes repeat."""
    at = to_uk(made.stamp.made_at)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in made.files:
            entry = zipfile.ZipInfo(file.name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, file.content)
    return out.getvalue()


def hand_out_month_file(store: Store, viewer: Viewer, made: MonthFiles, suffix: str) -> bytes:
    """Put a pack's "pdf", "xlsx" or "zip" on record and hand it out; of a zip, what is in it too.

    Raises:
        AccessDenied, InvalidInput: as `check_sharing`; nothing is handed out.
    """
    if suffix != "zip":
        file = made.find(suffix)
        _log(store, viewer, made, [file])
        return file.content
    whole = PackFile(made.zip_name, render_zip(made), DocumentKind.MONTH_PACK)
    _log(store, viewer, made, [*made.files, whole])
    return whole.content


def put_month_files(store: Store, viewer: Viewer, made: MonthFiles, placing: Placing) -> None:
    """Put a pack on record and into a folder (`place_files`), in one transaction: all or none.

    Raises:
        AccessDenied, InvalidInput: as `check_sharing`, or the folder cannot be written.
    """
    for file in made.files:
        placing.write(file.name, file.content)
    _log(store, viewer, made, made.files, placing.put)


def _log(
    store: Store,
    viewer: Viewer,
    made: MonthFiles,
    files: Iterable[PackFile],
    put: Callable[[], None] | None = None,
) -> None:
    terms = made.sharing
    with store.write(viewer) as change:
        for file in files:
            of_file = Sharing(
                file.kind, terms.level, terms.basis, terms.recipient, terms.period, file.home_id
            )
            log_share(
                change,
                of_file,
                data_revision=made.stamp.data_revision,
                file_name=file.name,
                content=file.content,
            )
        if put is not None:
            put()
