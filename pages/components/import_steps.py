"""From an uploaded file to a batch: names of homes, preview, days covered, the import itself."""

from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.access import Viewer
from core.clock import read_today, say_date
from core.errors import SlowTimeError
from core.intake.batches import Preview, import_incidents, preview_incidents
from core.intake.mapping import FileMapping
from core.intake.readers import Table
from core.intake.rejected_rows import write_rejections
from core.intake.undo import BatchView, read_batches
from core.reading import read_view
from core.store import Store
from pages.components.counted import count_rows, say_sum, show_counts, show_rejections
from pages.components.kept import drop, keep
from pages.components.session import find_page
from pages.components.text import escape
from pages.components.unknown_homes import show_unknown_homes

_PREVIEW, _TAKEN = "import_preview", "import_taken"
# Below this a preview is made anew on every look, so that it is never behind the store.
_QUICK_ROWS = 2_000
Days = tuple[date, date]


def build_preview(
    store: Store, viewer: Viewer, upload: UploadedFile, table: Table, mapping: FileMapping
) -> Preview:
    """What importing the file would do now, with its progress where that takes a while.

    Raises:
        RefusedFile: the file is not taken.
    """
    if len(table.rows) < _QUICK_ROWS:
        return preview_incidents(store, viewer, table, mapping)
    key = (upload.file_id, mapping.name, mapping.version, store.read_revision(), viewer)
    slot = st.empty()
    with slot:
        preview = keep(
            _PREVIEW,
            key,
            lambda: preview_incidents(store, viewer, table, mapping, progress=_show_progress),
        )
    slot.empty()
    return preview


def _show_progress(done: int, rows: int) -> None:
    st.progress(done / rows if rows else 1.0, f"{done:,} of {rows:,} rows read; nothing is written")


def _show_checking(done: int, rows: int) -> None:
    """As above for the import itself: after its last row, and not before, comes the writing."""
    said = f"{done:,} of {rows:,} rows checked" if done < rows else "Checked; writing them now"
    st.progress(done / rows if rows else 1.0, said)


def find_taken(
    store: Store, viewer: Viewer, upload: UploadedFile, preview: Preview
) -> BatchView | None:
    """The batch that took this very file: what is shown as saved is what the store says."""
    file_id, batch_id = st.session_state.get(_TAKEN, (None, None))
    wanted = [batch_id if file_id == upload.file_id else None, preview.earlier_batch]
    standing = [batch for batch in read_batches(store, viewer) if batch.undone_at is None]
    found = [batch for number in wanted for batch in standing if batch.id == number]
    return found[0] if found else None


def say_finding(preview: Preview, taken: BatchView | None) -> str:
    """The title: what became of the file, or what can."""
    to_do, rows = preview.imported + preview.updated, count_rows(preview)
    if taken and not to_do:
        done = f"{taken.imported} imported"
        done += f", {taken.updated} changed" if taken.updated else ""
        return f"Batch {taken.id}: {done}" + (
            f"; {preview.rejected} of its rows are rejected" if preview.rejected else ""
        )
    if not rows:
        return "The file has headings and no rows"
    if not to_do and not preview.rejected:
        return "Everything in this file is in the store already"
    ready = f"{to_do} of {rows} row{'' if rows == 1 else 's'} can be imported"
    return ready + (f"; {preview.rejected} rejected" if preview.rejected else "")


def show_taken(taken: BatchView) -> None:
    """What a batch did, read back from the store, and the way to its incidents."""
    with st.container(border=True, gap="small"):
        st.markdown(
            f":material/check: **This file is batch {taken.id}**: {taken.imported} imported, "
            f"{taken.updated} changed, {taken.duplicate} already there, {taken.rejected} rejected, "
            f"{taken.skipped} skipped. Importing it again changes nothing."
        )
        st.page_link(find_page("incidents"), label="See the incidents")


def show_steps(
    store: Store,
    viewer: Viewer,
    upload: UploadedFile,
    table: Table,
    mapping: FileMapping,
    preview: Preview,
    taken: BatchView | None,
) -> None:
    """The names to accept, the preview with its rejections, and the import."""
    homes = read_view(store, viewer).homes.sort("name")
    names = dict(homes.select("home_id", "name").iter_rows())
    show_unknown_homes(store, viewer, preview.unknown_homes, names, lambda: drop(_PREVIEW))
    done = taken is not None and not preview.imported + preview.updated
    if not done:
        st.subheader("What the import would do")
        st.markdown(say_sum(preview))
        show_counts(preview, "import_counts", "known, not yet reviewed; a blank erases nothing")
    elif preview.rejections:
        st.subheader("Rows that are still rejected")
    show_rejections(
        preview.rejections,
        key="import_rejections",
        file_name="rejected_rows.csv",
        write_rows=lambda: write_rejections(table, preview.rejections),
    )
    if done and (preview.rejected or (taken and taken.covers_from)):
        return
    st.subheader("Import")
    days = _ask_days(preview)
    if len(days) == 1:
        st.warning("One day covered is blank: state both, or neither.", icon=":material/error:")
        return
    covers = (days[0], days[1]) if days else None
    _show_import(store, viewer, upload, mapping, preview, covers)


def _ask_days(preview: Preview) -> list[date]:
    """The first and last day that the file covers, as far as they are stated."""
    st.markdown(
        "Which days does the file cover? Only inside them does no incident mean zero. "
        "Leave both blank if you do not know."
    )
    today = read_today()
    with st.container(horizontal=True, gap="small"):
        asked = [
            st.date_input(
                label,
                None,
                min_value=date(1990, 1, 1),
                max_value=today,
                key=key,
                format="DD/MM/YYYY",
                width=200,
            )
            for label, key in (
                ("First day covered", "import_from"),
                ("Last day covered", "import_to"),
            )
        ]
    days = [day for day in asked if day is not None]
    if preview.first_day and preview.last_day:
        said = (
            f"Its readable rows run from {say_date(preview.first_day)} "
            f"to {say_date(preview.last_day)}."
        )
        if len(days) == 2 and (preview.first_day < days[0] or preview.last_day > days[1]):
            said += " Some lie outside the days covered; they are imported all the same."
        st.caption(said)
    return days


def _say_button(preview: Preview, covers: Days | None) -> str | None:
    """What the button does; None where there is nothing to do."""
    new, changed = preview.imported, preview.updated
    if new and changed:
        return f"Import {new} and change {changed} incidents"
    if new or changed:
        count = new or changed
        return f"{'Import' if new else 'Change'} {count} incident{'' if count == 1 else 's'}"
    if covers and not preview.rejected:
        return "Record the days covered"
    return None


def _show_import(
    store: Store,
    viewer: Viewer,
    upload: UploadedFile,
    mapping: FileMapping,
    preview: Preview,
    covers: Days | None,
) -> None:
    label = _say_button(preview, covers)
    if label is None:
        st.caption("Nothing is left to import.")
        return
    if preview.rejected:
        st.caption(
            f"{preview.rejected} rejected row{' stays' if preview.rejected == 1 else 's stay'} "
            "out. Correct and import them later: what is in by then is recognised."
        )
    if not st.button(label, key="import_go", type="primary"):
        return
    with st.empty():
        try:
            result = import_incidents(
                store,
                viewer,
                upload.name,
                upload.getvalue(),
                mapping,
                covers=covers,
                progress=_show_checking,
            )
        except SlowTimeError as error:
            st.error(escape(error))
            return
    # A second click finds the file taken already, and shows the first one's batch.
    if result.batch is not None:
        st.session_state[_TAKEN] = (upload.file_id, result.batch)
    st.rerun()
