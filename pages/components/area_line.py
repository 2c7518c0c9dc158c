"""The area in a sentence, for who sees the others only as the area."""

import streamlit as st

from core.access import Viewer
from core.clock import read_today
from core.measures.area_sentences import say_area_year
from core.measures.board_figures import Block
from core.reading import View
from core.reports.area_year import (
    build_area_year,
    can_compare_with_area,
    find_whole_year,
    read_area_block,
)
from core.store import Store


def find_area_line(store: Store, viewer: Viewer, view: View) -> str | None:
    """The last whole year of the area beside the viewer's homes; None where there is none."""
    if not can_compare_with_area(viewer):
        return None
    year = find_whole_year(view.covered, read_today())
    if year is None:
        return None
    written = str(store.read_info().created_at)
    block = _read_block(store.url, written, view.revision, year, viewer, store)
    if block is None:
        return None
    found = build_area_year(block, view)
    return say_area_year(found.year, found.area, found.rate, found.own, found.own_rate)


@st.cache_data(show_spinner=False, max_entries=8)
def _read_block(
    url: str, written: str, revision: int, year: int, _viewer: Viewer, _store: Store
) -> Block | None:
    # The same for everybody who may ask: what it withholds takes a programme of half a second.
    return read_area_block(_store, _viewer, year)
