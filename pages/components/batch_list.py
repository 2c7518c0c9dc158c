"""The imports so far, the newest first, each with its way back."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import say_date, say_moment, to_uk
from core.intake.undo import BatchView, undo_batch
from core.intake.writing import INCIDENTS
from core.store import Store
from pages.components.saving import save
from pages.components.tables import show_download
from pages.components.text import escape

_PAGE = 8


def show_batches(store: Store, viewer: Viewer, batches: Sequence[BatchView]) -> None:
    """A card a batch: number, file, who, when, counts, days covered, and Undo, which asks once."""
    pages = max(1, -(-len(batches) // _PAGE))
    page = st.pagination(pages, key="import_batches_page") if pages > 1 else 1
    for batch in batches[(page - 1) * _PAGE : page * _PAGE]:
        _show_batch(store, viewer, batch)
    show_download(_build_frame(batches), key="batches", file_name="imports.csv")


def _show_batch(store: Store, viewer: Viewer, batch: BatchView) -> None:
    with st.container(border=True, gap="xsmall", key=f"batch_{batch.id}"):
        mapping = f", read with “{batch.mapping_name}”" if batch.mapping_name else ""
        st.markdown(f"**Batch {batch.id}** {escape(batch.file_name + mapping)}")
        st.markdown(
            f"{batch.imported} imported, {batch.updated} changed, {batch.duplicate} already there, "
            f"{batch.rejected} rejected, {batch.skipped} skipped. {_say_covers(batch)}"
        )
        st.caption(f"{say_moment(to_uk(batch.created_at))}, by {escape(batch.created_by)}")
        if batch.undone_at is not None:
            st.caption(f"Undone {say_moment(to_uk(batch.undone_at))}.")
        elif batch.why_not is not None:
            before = "Cannot be undone: " if batch.noun == INCIDENTS else ""
            st.caption(before + escape(batch.why_not))
        else:
            with st.popover(f"Undo batch {batch.id}"):
                st.markdown(_say_undo(batch))
                st.button(
                    f"Yes, undo batch {batch.id}",
                    key=f"undo_{batch.id}",
                    type="primary",
                    on_click=_undo,
                    args=(store, viewer, batch.id),
                )


def _say_covers(batch: BatchView) -> str:
    if batch.covers_from is None or batch.covers_to is None:
        return "Days covered not stated." if batch.noun == INCIDENTS else ""
    return f"Covers {say_date(batch.covers_from)} to {say_date(batch.covers_to)}."


def _say_undo(batch: BatchView) -> str:
    gone = f"{batch.imported} incident{'' if batch.imported == 1 else 's'} leave the store"
    back = f"; {batch.updated} are put back as they were" if batch.updated else ""
    return f"{gone}{back}. The file can be imported again."


def _undo(store: Store, viewer: Viewer, batch_id: int) -> None:
    save(
        lambda: undo_batch(store, viewer, batch_id),
        f"Batch {batch_id} is undone.",
    )


def _build_frame(batches: Sequence[BatchView]) -> pl.DataFrame:
    rows = [
        {
            "Batch": b.id,
            "File": b.file_name,
            "Mapping": b.mapping_name,
            "Imported": b.imported,
            "Changed": b.updated,
            "Already there": b.duplicate,
            "Rejected": b.rejected,
            "Skipped": b.skipped,
            "Covers from": b.covers_from,
            "Covers to": b.covers_to,
            "When": to_uk(b.created_at),
            "By": b.created_by,
            "Undone": to_uk(b.undone_at) if b.undone_at else None,
        }
        for b in batches
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
