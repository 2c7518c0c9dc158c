"""The share log as a file, and the entry of a file that somebody holds in their hands."""

import hashlib
import re

import polars as pl

from core.access import Viewer
from core.errors import AccessDenied, InvalidInput
from core.export import render_frame_csv
from core.measures.share_log import LogFilter, build_log_table, find_shares
from core.shares import can_read_shares, read_shares
from core.store import Store

_NO_LOG = "The share log is not open to your role."


def export_share_log(store: Store, viewer: Viewer, wanted: LogFilter) -> bytes:
    """The log as CSV with whole digests, as far as the filter goes; audited as exported.

    Raises:
        AccessDenied: the role neither prepares documents nor reads the audit.
    """
    table = build_log_table(find_shares(read_shares(store, viewer), wanted))
    content = render_frame_csv(table)
    with store.write(viewer) as change:
        if not can_read_shares(viewer):
            raise AccessDenied(_NO_LOG)
        change.record("exported", "share log", fields=table.columns, figures=False)
    return content


def find_by_digest(store: Store, viewer: Viewer, digest: str) -> pl.DataFrame:
    """The entries of a file with this SHA-256, in the columns of `read_shares`; empty for none.

    Spaces, colons and capitals in the digest do not matter.

    Raises:
        AccessDenied: the role neither prepares documents nor reads the audit.
        InvalidInput: it is no SHA-256.
    """
    plain = re.sub(r"[\s:]", "", digest).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise InvalidInput("A SHA-256 has 64 characters, each 0 to 9 or a to f.")
    return read_shares(store, viewer).filter(pl.col("file_digest") == plain)


def find_by_content(store: Store, viewer: Viewer, content: bytes) -> pl.DataFrame:
    """The entries of this very file, to the byte; nothing of it is kept.

    Raises:
        AccessDenied: the role neither prepares documents nor reads the audit.
    """
    return find_by_digest(store, viewer, hashlib.sha256(content).hexdigest())
