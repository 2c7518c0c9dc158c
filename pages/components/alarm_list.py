"""The alarms beneath a timeline: what each of its small letters stands for."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from core.measures.sentences import say_letter
from core.measures.signal_sentences import say_alarm
from pages.components.projector import is_projecting
from pages.components.text import escape


def show_alarms(alarms: pl.DataFrame, meetings: Sequence[date], method: str) -> None:
    """A sentence each, in the order of the chart's letters; one alarm alone has none."""
    rows = alarms.sort("alarm_on", "name").to_dicts()
    for number, row in enumerate(rows):
        said = say_alarm({**row, "name": escape(row["name"])}, meetings)
        st.markdown(f"**{say_letter(number).lower()}** {said}" if len(rows) > 1 else said)
    if not is_projecting():
        st.caption(method)
