"""What keeps the store from being used, for whoever is in front of it: why, and what to do."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.clock import read_now, say_date
from core.daily_backup import find_backups_beside
from core.errors import SlowTimeError, StoreFault, StoreUnavailable
from pages.components.text import escape

_EVERY = 5  # seconds after which a page that has nothing to show looks again
_TITLES = {
    StoreFault.BUSY: "The store is busy",
    StoreFault.FULL: "The disk is full",
    StoreFault.READ_ONLY: "The store can only be read",
    StoreFault.DAMAGED: "The store is damaged",
    StoreFault.MISSING: "The store's file is not in its place",
    StoreFault.UNREACHABLE: "The store cannot be reached",
}
_FOR_BACKUPS = {StoreFault.DAMAGED, StoreFault.MISSING}
_MOST_NAMED = 3


def show_closed(error: SlowTimeError, find: Callable[[], object], path: Path | None) -> None:
    """The whole page where no store can be opened; it looks again by itself, with `find`."""
    st.title(_find_title(error))
    st.text(str(error))
    _show_way_back(error, path)
    _look_again(find)


def show_fault(error: StoreUnavailable, find: Callable[[], object], path: Path | None) -> None:
    """In place of what could not be read; the rest of the app is open to those it can be."""
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        # A part that draws itself anew every few seconds: the page around it stays.
        st.warning(escape(error), icon=":material/error:")
        return
    st.title(_find_title(error))
    st.text(str(error))
    _show_way_back(error, path)
    if error.fault is StoreFault.BUSY:
        _look_again(find)
    else:
        st.markdown("Other pages may still open.")
        st.button("Look again", key="look_again", icon=":material/refresh:")


def _find_title(error: SlowTimeError) -> str:
    fault = error.fault if isinstance(error, StoreUnavailable) else StoreFault.OTHER
    return _TITLES.get(fault, "The store cannot be opened")


def _show_way_back(error: SlowTimeError, path: Path | None) -> None:
    fault = error.fault if isinstance(error, StoreUnavailable) else StoreFault.OTHER
    if fault not in _FOR_BACKUPS or path is None:
        return
    st.subheader("For whoever keeps the server", anchor=False)
    backups = find_backups_beside(path)
    st.markdown(_say_backups(backups))
    name = _name(list(backups.values())[-1]) if backups else "BACKUP"
    first = "Look for the file" if fault is StoreFault.MISSING else "Keep the damaged file"
    st.markdown(
        f"1. {first}: nothing has been changed.\n"
        "2. Stop Slow Time. What was saved after the backup is in the damaged file only; "
        "`python -m core check` says what is wrong with it.\n"
        "3. Put the backup back with the command below, which checks it first and keeps the "
        "store that is there.\n"
        "4. Start Slow Time."
        if fault is StoreFault.DAMAGED
        else f"1. {first}, and put it back, or its folder or disk: this page opens by itself.\n"
        "2. If it is gone, stop Slow Time, put a backup back with the command below, and start it."
    )
    st.code(f"python -m core restore {name}", language=None, wrap_lines=True)


def _name(backup: Path) -> str:
    """As the command takes it; of a folder elsewhere only its last part, as anybody may read it."""
    here = Path.cwd()
    return str(backup.relative_to(here) if here in backup.parents else Path(*backup.parts[-2:]))


def _say_backups(backups: dict[date, Path]) -> str:
    if not backups:
        return "There are no daily backups beside the store. Use one that was made elsewhere."
    latest = list(backups)[-_MOST_NAMED:][::-1]
    plural = "one daily backup" if len(backups) == 1 else f"{len(backups)} daily backups"
    days = ", ".join(say_date(day) for day in latest)
    which = "of" if len(backups) <= _MOST_NAMED else "the latest of"
    folder = next(iter(backups.values())).parent.name
    return f"Beside the store, in the folder `{folder}`: {plural}, {which} {days}."


@st.fragment(run_every=_EVERY)
def _look_again(find: Callable[[], object]) -> None:
    with suppress(SlowTimeError):
        find()
        st.rerun()
    st.caption(
        f"This page looks again every {_EVERY} seconds and opens by itself; last at "
        f"{read_now():%H:%M:%S}. What was saved before is kept."
    )
