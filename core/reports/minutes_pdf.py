"""The minutes as a file: read as the viewer may see them, made, recorded, handed out."""

from core.access import Viewer
from core.clock import read_utc_now
from core.minutes import read_minutes
from core.minuting import Figures
from core.reports.document import build_stamp
from core.reports.minutes_document import build_minutes_document
from core.reports.pdf import render_pdf
from core.store import Store


def prepare_minutes_pdf(
    store: Store, viewer: Viewer, meeting_id: int, figures: Figures | None = None
) -> bytes:
    """The minutes as PDF, for whoever may read them; audited once it is made, before it leaves.

    Raises:
        AccessDenied: as `core.minutes.read_minutes`.
    """
    minutes = read_minutes(store, viewer, meeting_id, figures)
    kind = store.read_info().kind
    stamp = build_stamp(viewer, read_utc_now(), minutes.data_revision, kind, minutes.digest)
    rendered = render_pdf(build_minutes_document(minutes), stamp)
    with store.write(viewer) as change:
        change.record("prepared", "document", f"minutes:{meeting_id}", ["pdf"], figures=False)
    return rendered
