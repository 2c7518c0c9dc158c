"""A file that was made at a press stays until its browser has had the time to fetch it."""

import asyncio
from time import monotonic

from streamlit.runtime import Runtime
from streamlit.runtime.media_file_manager import MediaFileMetadata

KEPT = 60.0  # seconds
_NOT_NEEDED_SINCE = "_not_needed_since"


def keep_made_files() -> None:
    """Keep what nobody's page refers to for a minute more, from now on in this process.

    Streamlit deletes such a file at the second end of a run of anybody's: where thirty screens look
    every two seconds whether anything is new, a tenth of a second after it was made and put into
    the share log, and before the browser asks for it.
    """
    MediaFileMetadata.mark_for_delete = _mark  # type: ignore[method-assign]
    MediaFileMetadata.is_marked_for_delete = property(_is_over)  # type: ignore[assignment]


async def clear_made_files(every: float = KEPT / 2) -> None:
    """Delete them when their minute is over, also where nobody's run ends any more.

    On a server that everybody has left Streamlit would keep the last person's file, and all that
    their session held, until somebody comes.
    """
    while True:
        await asyncio.sleep(every)
        if Runtime.exists():
            runtime = Runtime.instance()
            # Sessions whose browser has been gone for `disconnectedSessionTTL` end when listed.
            runtime._session_mgr.list_sessions()
            runtime.media_file_mgr.remove_orphaned_files()


def _mark(file: MediaFileMetadata) -> None:
    if not hasattr(file, _NOT_NEEDED_SINCE):
        setattr(file, _NOT_NEEDED_SINCE, monotonic())


def _is_over(file: MediaFileMetadata) -> bool:
    since = getattr(file, _NOT_NEEDED_SINCE, None)
    return since is not None and monotonic() - since >= KEPT
