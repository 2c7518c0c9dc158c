"""The report for the boards on a screen, and its files."""

from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access import Permission, Viewer, can
from core.reports.board_report import LEVELS, BoardReport, read_years
from core.reports.board_report_document import build_board_report_document
from core.reports.board_report_files import FileFormat, find_file_name, prepare_board_report
from core.shares import find_levels
from core.store import Store
from core.vocabulary import DisclosureLevel
from pages.components.document import show_document
from pages.components.session import find_page
from pages.components.sharing import Terms, show_file_buttons
from pages.components.text import escape
from pages.components.url_choice import pick_by_code, pick_in_row

_FORMATS: tuple[FileFormat, ...] = ("pdf", "xlsx", "csv")
_LABELS = {DisclosureLevel.PUBLIC: "Public", DisclosureLevel.GROUP: "Within the group"}
EXPLAINED = {
    DisclosureLevel.PUBLIC: (
        "Whole calendar years; small numbers are withheld, and those by which one provider could "
        "work out another’s. No home, provider or child is in it."
    ),
    DisclosureLevel.GROUP: (
        "All numbers, the quarters, and this year’s finished quarters: for members who see the "
        "whole area. It is not passed on outside, nor to providers of homes."
    ),
}
"""What a level leaves out."""


def pick_level(viewer: Viewer) -> DisclosureLevel:
    """How far the report goes, in the URL: public, unless the viewer chooses otherwise."""
    levels = {_LABELS[level]: level for level in LEVELS if level in find_levels(viewer)}
    return levels[pick_in_row("How far it goes", levels, key="level")]


def pick_until(store: Store, viewer: Viewer, level: DisclosureLevel, today: date) -> int:
    """The last year of the report, in the URL."""
    years = read_years(store, viewer, level, today)
    latest = years[0]
    with st.container(width=260):
        chosen = pick_by_code(
            "Until the end of",
            {str(year): str(year) for year in years[1:]},
            param="until",
            everything=f"{latest} (so far)" if latest == today.year else str(latest),
        )
    return int(chosen) if chosen else latest


def show_buttons(store: Store, viewer: Viewer, report: BoardReport, terms: Terms) -> None:
    """A button a format; each makes the file of the report as it is shown."""

    def make(file_format: FileFormat) -> bytes:
        return prepare_board_report(
            store,
            viewer,
            report,
            basis=terms.basis,
            recipient=terms.recipient,
            file_format=file_format,
        )[1]

    show_file_buttons(
        {file_format: partial(make, file_format) for file_format in _FORMATS},
        {file_format: find_file_name(report, file_format) for file_format in _FORMATS},
        terms,
        key="board",
    )


def show_report(
    viewer: Viewer, report: BoardReport, title: DeltaGenerator, about: DeltaGenerator
) -> None:
    """The report itself: its finding as the page's title, then everything the files say."""
    document = build_board_report_document(report)
    title.title(escape(document.title), anchor=False)
    about.caption(escape(document.about))
    if not report.has_data and can(viewer, Permission.IMPORT_INCIDENTS):
        st.page_link(find_page("import"), label="Import an extract")
    show_document(document)
