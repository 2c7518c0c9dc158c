"""A document on a screen, and the button that makes a file of it."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import streamlit as st

from core.charts.document_bars import build_document_bars_figure, build_document_bars_table
from core.charts.document_intervals import (
    build_document_intervals_figure,
    build_document_intervals_table,
)
from core.charts.document_scale import find_words_instead, say_how_to_read
from core.reports.document import (
    Bars,
    Block,
    Cell,
    Document,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Table,
    say_cell,
)
from core.reports.document_parts import NO_ROWS, find_numbers, settle_levels
from pages.components.figures import read_look
from pages.components.projector import is_projecting
from pages.components.session import while_let_in
from pages.components.tables import show_download
from pages.components.text import escape

_LONG = 60  # Rows that a page shows at once.
# Letters that a column of words keeps on a phone, where the table scrolls in its own box.
_NARROWEST = 16


def show_pdf_button(
    make: Callable[[], bytes], file_name: str, *, key: str, label: str = "Download as PDF"
) -> None:
    """A button that makes a PDF when it is pressed; that it was prepared is then on record."""
    st.download_button(
        label,
        data=while_let_in(make),
        file_name=file_name,
        mime="application/pdf",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def show_document(document: Document, *, key: str = "document") -> None:
    """A document's blocks as headings, sentences, figures and tables; nothing is markup.

    `key` is unlike that of another document on the page.
    """
    for number, block in enumerate(settle_levels(document.blocks)):
        for shown in find_words_instead(block) or (block,):
            _show_block(shown, f"{key}_{number}")


def _show_block(block: Block, key: str) -> None:
    match block:
        case Heading(words, 1):
            st.header(escape(words), anchor=False)
        case Heading(words, 2):
            st.subheader(escape(words), anchor=False)
        case Heading(words):
            st.markdown(f"#### {escape(words)}")
        case Paragraph(words, label):
            said = f"**{escape(label)}:** " if label else ""
            st.markdown(f"{said}{escape(words)}")
        case Points(points, label):
            said = f"**{escape(label)}:**\n\n" if label else ""
            st.markdown(said + "\n".join(f"- {escape(words)}" for words in points))
        case Table():
            _show_table(block, key)
        case Bars() | Intervals():
            _show_figure(block, key)


def _show_figure(block: Bars | Intervals, key: str) -> None:
    """Its title, the figure, how it is read, and its data as a table and a CSV."""
    look = read_look()
    if isinstance(block, Bars):
        figure, frame = build_document_bars_figure(block, look), build_document_bars_table(block)
    else:
        figure = build_document_intervals_figure(block, look)
        frame = build_document_intervals_table(block)
    st.markdown(f"**{escape(block.title)}**")
    st.plotly_chart(
        figure,
        key=key,
        alt=block.alt or block.title,
        theme=None,
        config={"displayModeBar": False, "staticPlot": True},
    )
    st.caption(escape(say_how_to_read(block)))
    if is_projecting():
        return  # One idea a screen: the table is on the desk.
    with st.expander("Table"):
        widths = (1,) * frame.width
        _show_table(Table(tuple(frame.columns), tuple(frame.rows()), block.alt, widths), key)
        show_download(frame, key=key, file_name="figure.csv")


def _show_table(table: Table, key: str) -> None:
    """A table as real HTML, so many rows at once, of how many is said."""
    if not table.rows:
        st.markdown(f"*{escape(NO_ROWS)}*")
        return
    rows, alt = table.rows, table.alt
    if len(rows) > _LONG:
        turning = st.container()
        page = st.pagination(-(-len(rows) // _LONG), key=f"{key}_page")
        first = (page - 1) * _LONG
        rows = rows[first : first + _LONG]
        which = f"Rows {first + 1:,} to {first + len(rows):,} of {len(table.rows):,}"
        turning.caption(which)
        with turning:
            _show_rows(table, rows, f"{alt}. {which}")
    else:
        _show_rows(table, rows, alt)


def _show_rows(table: Table, rows: Sequence[Sequence[Cell]], alt: str) -> None:
    said = [[say_cell(cell) for cell in row] for row in rows]
    frame = pl.DataFrame(
        [[escape(words) for words in row] for row in said],
        schema=[str(n) for n in range(len(table.headings))],
        orient="row",
    ).to_pandas()
    frame.columns = _list_names(table.headings)
    styled = frame.style.set_table_styles(_build_styles(said, find_numbers(table)))
    st.table(styled, hide_index=True, alt=alt, border="horizontal")


def _list_names(headings: Sequence[str]) -> list[str]:
    """The headings, two of one name told apart by blanks that nobody sees."""
    names: list[str] = []
    for heading in headings:
        name = escape(heading)
        while name in names or not name:
            name += "\u00a0"
        names.append(name)
    return names


def _build_styles(rows: Sequence[Sequence[str]], numbers: Sequence[bool]) -> list[Any]:
    """Numbers at the right, in one line; words as broad as they must be, the longest wrapped."""
    # Streamlit sets each cell's side itself: importance is what goes over it.
    styles: list[Any] = [{"selector": "td", "props": "vertical-align: top"}]
    for n, is_number in enumerate(numbers):
        cell = f"td.col{n}"
        if is_number:
            props = "text-align: right !important; white-space: nowrap"
            styles += [
                {"selector": f"th.col{n}", "props": "text-align: right !important"},
                {"selector": cell, "props": props},
            ]
        else:
            longest = max(len(row[n]) for row in rows)
            props = f"min-width: calc({min(longest, _NARROWEST)}ch + 1rem)"
            styles.append({"selector": cell, "props": props})
            # A day or a number of a log in one line; of a sentence even a word that is too long.
            wrap = "white-space: nowrap" if longest <= _NARROWEST else "overflow-wrap: anywhere"
            styles.append({"selector": f"{cell} p", "props": wrap})
    return styles
