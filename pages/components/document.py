"""A document on a screen, and the button that makes a file of it."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from core.reports.document import Block, Document, Heading, Paragraph, Points, Table, say_cell
from pages.components.text import escape


def show_pdf_button(
    make: Callable[[], bytes], file_name: str, *, key: str, label: str = "Download as PDF"
) -> None:
    """A button that makes a PDF when it is pressed; that it was prepared is then on record."""
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        mime="application/pdf",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def show_document(document: Document) -> None:
    """A document's blocks as headings, plain sentences and short tables; nothing is markup."""
    for block in document.blocks:
        _show_block(block)


def _show_block(block: Block) -> None:
    if isinstance(block, Heading):
        words = escape(block.words)
        if block.level == 1:
            st.header(words, anchor=False)
        else:
            st.subheader(words, anchor=False)
    elif isinstance(block, Paragraph):
        label = f"**{escape(block.label)}:** " if block.label else ""
        st.markdown(f"{label}{escape(block.words)}")
    elif isinstance(block, Points):
        label = f"**{escape(block.label)}:**\n\n" if block.label else ""
        st.markdown(label + "\n".join(f"- {escape(words)}" for words in block.words))
    elif isinstance(block, Table):
        rows = [[escape(say_cell(cell)) for cell in row] for row in block.rows]
        frame = pl.DataFrame(rows, schema=list(block.headings), orient="row")
        st.table(frame.to_pandas(), hide_index=True, alt=block.alt, border="horizontal")
