"""A file that leaves the group: made, logged and audited in one transaction, handed out.

Nothing else hands out a document to somebody outside: one place for its stamp and its record.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from core.access import Viewer
from core.clock import read_utc_now
from core.reports.document import Sent, Stamp, build_stamp
from core.shares import Sharing, check_sharing, find_audit_anchor, log_share
from core.store import Store

_LONGEST_NAME = 80


def prepare_share(
    store: Store,
    viewer: Viewer,
    sharing: Sharing,
    *,
    data_revision: int,
    file_name: str,
    render: Callable[[Stamp], bytes],
    made_at: datetime | None = None,
    keep: Callable[[bytes], None] | None = None,
) -> bytes:
    """Make a file, log and audit it in one transaction, and hand it out.

    Args:
        store: the log's.
        viewer: who prepares it.
        sharing: what it is; checked here, whoever made the value checked what is in it.
        data_revision: that of the value which `render` renders.
        file_name: as it is handed out (`build_file_name`).
        render: the file for a stamp; the same bytes for the same revision and moment.
        made_at: the stated moment (UTC); now where none is.
        keep: writes the file where it belongs, inside the transaction: where it fails, nothing is
            logged.

    Raises:
        AccessDenied, InvalidInput: as `check_sharing`; nothing is made or logged.
    """
    with store.read(viewer) as session:
        check_sharing(viewer, sharing)
        anchor = find_audit_anchor(session, data_revision)
    made = made_at or read_utc_now()
    sent = Sent(sharing.level, sharing.recipient_words, sharing.basis, anchor)
    stamp = build_stamp(viewer, made, data_revision, store.read_info().kind, sent=sent)
    content = render(stamp)
    with store.write(viewer) as change:
        log_share(
            change, sharing, data_revision=data_revision, file_name=file_name, content=content
        )
        if keep is not None:
            keep(content)
    return content


def build_file_name(*parts: str, suffix: str) -> str:
    """A file name of a document's parts: letters, digits, `-` and `_` only, of bounded length.

    A name with quotes, slashes or another alphabet loses what no file system is sure to take.
    """
    plain = unicodedata.normalize("NFKD", "_".join(part for part in parts if part))
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain.encode("ascii", "ignore").decode().replace("_", " "))
    return f"{name.strip('-')[:_LONGEST_NAME].strip('-').lower() or 'document'}.{suffix}"
