"""The homes' alarms, worked out once a revision, and their list beneath a timeline."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import read_today
from core.measures.alarms import find_home_alarms
from core.measures.sentences import say_letter
from core.measures.signal_sentences import say_alarm
from core.reading import View
from core.store import Store
from pages.components.projector import is_projecting
from pages.components.text import escape

_ON_THE_WALL = 2


def read_alarms(store: Store, viewer: Viewer, view: View) -> pl.DataFrame:
    """Every home's alarms over all years that can be judged, named as the view names the homes."""
    # A demonstration made anew has the same address, and may have the same revision.
    written = str(store.read_info().created_at)
    found = _find_alarms(store.url, written, view.revision, viewer, view)
    return found.join(view.homes.select("home_id", "name"), on="home_id")


@st.cache_data(show_spinner=False, max_entries=16)
def _find_alarms(
    url: str, written: str, revision: int, viewer: Viewer, _view: View
) -> pl.DataFrame:
    # Without names: on the wall they are letters. One home's usual rests on the rate of them all,
    # and thousands of homes take a second.
    return find_home_alarms(
        _view.call_outs, _view.homes, _view.places, _view.data_to or read_today(), _view.covered
    ).drop("name")


def show_alarms(alarms: pl.DataFrame, meetings: Sequence[date], method: str) -> None:
    """A sentence each, in the order of the chart's letters; one alarm alone has none."""
    rows = alarms.sort("alarm_on", "name").to_dicts()
    # On the wall the latest: the room has no scroll bar.
    first = max(len(rows) - _ON_THE_WALL, 0) if is_projecting() else 0
    for number, row in enumerate(rows[first:], start=first):
        said = say_alarm({**row, "name": escape(row["name"])}, meetings)
        st.markdown(f"**{say_letter(number).lower()}** {said}" if len(rows) > 1 else said)
    if not is_projecting():
        st.caption(method)
