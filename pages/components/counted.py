"""What an import does or did: counts that add up, and the rejected rows with their reasons."""

from collections.abc import Callable, Sequence
from typing import Protocol

import polars as pl
import streamlit as st

from core.intake.validation import Rejection
from pages.components.cards import Card, show_cards
from pages.components.contract_words import say_column
from pages.components.session import while_let_in
from pages.components.tables import show_download, show_table

_PAGE = 25


class Counts(Protocol):
    """What a preview and a result both say."""

    @property
    def imported(self) -> int: ...
    @property
    def updated(self) -> int: ...
    @property
    def duplicate(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def skipped(self) -> int: ...


def count_rows(counts: Counts) -> int:
    """The data rows of the file: each is in exactly one of the four counts."""
    return counts.imported + counts.updated + counts.duplicate + counts.rejected


def say_sum(counts: Counts) -> str:
    """The counts as a sum, in a sentence."""
    rows = count_rows(counts)
    return (
        f"{rows} row{'' if rows == 1 else 's'} with data: {counts.imported} new, "
        f"{counts.updated} changed, {counts.duplicate} already there and unchanged, "
        f"{counts.rejected} rejected. {counts.skipped} more skipped."
    )


def show_counts(counts: Counts, key: str, changed: str) -> None:
    """The four counts and the skipped rows as cards; `changed` says what a changed row means."""
    cards = (
        ("New", counts.imported, "not known here yet"),
        ("Changed", counts.updated, changed),
        ("Already there", counts.duplicate, "the same as here, or twice in the file"),
        ("Rejected", counts.rejected, "each with its reason below"),
        ("Skipped", counts.skipped, "blank, title and total rows, and words left out"),
    )
    show_cards([Card(label, f"{count:,}", line) for label, count, line in cards], key)


def _head(words: str) -> str:
    # Not str.capitalize: it would write URN and PPN small.
    return words[:1].upper() + words[1:]


def show_rejections(
    rejections: Sequence[Rejection],
    *,
    key: str,
    file_name: str,
    write_rows: Callable[[], bytes] | None = None,
) -> None:
    """A page of the bad cells, and the rejected rows as a file to correct and import again.

    Without `write_rows` the file holds the cells and reasons only.
    """
    if not rejections:
        return
    pages = -(-len(rejections) // _PAGE)
    page = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    frame = pl.DataFrame(
        {
            "Row": [r.row for r in rejections],
            "Column": [_head(say_column(r.column)) for r in rejections],
            "In the file": [r.value for r in rejections],
            "Why it is rejected": [r.reason for r in rejections],
        }
    )
    show_table(
        frame.slice((page - 1) * _PAGE, _PAGE),
        alt=f"Rejected cells {(page - 1) * _PAGE + 1} to {min(page * _PAGE, len(rejections))} "
        f"of {len(rejections)}, with row, column, value and reason",
        key=key,
        file_name=file_name,
        download=False,
    )
    if write_rows is None:
        show_download(frame, key=key, file_name=file_name, label="Rejected rows (CSV)")
        return
    st.download_button(
        "Rejected rows with reasons (CSV), to correct and import again",
        data=while_let_in(write_rows),
        file_name=file_name,
        mime="text/csv",
        key=f"{key}_csv",
        icon=":material/download:",
        on_click="ignore",
        width="content",
        wrap=True,
    )
