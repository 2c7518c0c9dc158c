"""What explains a figure, noted where its reader sees the spike: a day and a few words."""

from datetime import timedelta
from functools import partial

import polars as pl
import streamlit as st

from core.access import Viewer, can_annotate
from core.annotations import LONGEST_WORDS, add_annotation, remove_annotation, restore_annotation
from core.clock import read_today, say_date
from core.measures.period import Period, say_period
from core.reading import View
from core.store import Store
from pages.components.projector import is_projecting
from pages.components.saving import save, show_said
from pages.components.text import escape

_REMOVED = "annotation_removed"


def filter_annotations(view: View, period: Period, home_id: int | None = None) -> pl.DataFrame:
    """The notes that touch a period, earliest first, bounds inclusive: a home's, or all there are.

    What explains a home's spike explains the area's: there its words begin with the home. On the
    wall those without words are left out: nobody cleared them.
    """
    last = pl.coalesce("until_day", "on_day")
    touches = (pl.col("on_day") <= period.end) & (last >= period.start)
    notes = view.annotations.filter(touches & pl.col("words").is_not_null())
    if home_id is not None:
        return notes.filter(pl.col("home_id") == home_id).sort("on_day", "words")
    named = notes.join(view.homes.select("home_id", home="name"), on="home_id", how="left")
    words = pl.when(pl.col("home").is_null()).then("words")
    words = words.otherwise(pl.format("{}: {}", "home", "words"))
    return named.with_columns(words=words).drop("home").sort("on_day", "words")


def show_annotations(
    store: Store, viewer: Viewer, notes: pl.DataFrame, *, home_id: int | None = None
) -> None:
    """The numbered notes beneath their figure and, for who may, the form for another."""
    for number, note in enumerate(notes.iter_rows(named=True), start=1):
        days = Period(note["on_day"], note["until_day"] or note["on_day"])
        st.markdown(f"**{number}** {say_period(days)}: {escape(note['words'])}")
    if is_projecting() or not can_annotate(viewer, home_id):
        return
    show_said()
    _show_way_back(store, viewer)
    with st.expander("Note what explains it"):
        _show_form(store, viewer, home_id)
        for note in notes.iter_rows(named=True):
            st.button(
                f"Take away: {escape(note['words'])}",
                key=f"annotation_away_{note['id']}",
                type="tertiary",
                on_click=_remove,
                args=(store, viewer, note["id"]),
            )


def _show_form(store: Store, viewer: Viewer, home_id: int | None) -> None:
    key = f"annotation_{home_id or 'area'}"
    with st.form(key, border=False):
        st.text_input(
            "A few words, such as “agency staff on most shifts”",
            max_chars=LONGEST_WORDS,
            key=f"{key}_words",
        )
        first, last = st.columns(2, width=420)
        first.date_input(
            "On, or from",
            read_today() - timedelta(days=1),
            max_value=read_today(),
            format="DD/MM/YYYY",
            key=f"{key}_on",
        )
        last.date_input("To, where it lasted", None, format="DD/MM/YYYY", key=f"{key}_until")
        st.checkbox("May be shown on the wall and in documents", key=f"{key}_cleared")
        st.caption(
            "Everybody who sees this figure reads it, the police included. No child's name or "
            "reference."
        )
        st.form_submit_button("Add the note", on_click=_add, args=(store, viewer, key, home_id))


def _add(store: Store, viewer: Viewer, key: str, home_id: int | None) -> None:
    said = st.session_state
    words, on_day = said[f"{key}_words"], said[f"{key}_on"]
    change = partial(
        add_annotation,
        store,
        viewer,
        words=words,
        on_day=on_day,
        until_day=said[f"{key}_until"],
        home_id=home_id,
        cleared=said[f"{key}_cleared"],
    )
    if save(change, f"{say_date(on_day)}: {words}" if on_day else words):
        # Not by the form itself, which would take the words of a note that was refused, too.
        said[f"{key}_words"], said[f"{key}_until"], said[f"{key}_cleared"] = "", None, False


def _remove(store: Store, viewer: Viewer, annotation_id: int) -> None:
    if save(lambda: remove_annotation(store, viewer, annotation_id), "The note is taken away."):
        st.session_state[_REMOVED] = annotation_id


def _show_way_back(store: Store, viewer: Viewer) -> None:
    removed = st.session_state.get(_REMOVED)
    if removed is not None:
        st.button("Put the note back", on_click=_restore, args=(store, viewer, removed))


def _restore(store: Store, viewer: Viewer, annotation_id: int) -> None:
    save(lambda: restore_annotation(store, viewer, annotation_id), "The note is back.")
    st.session_state.pop(_REMOVED, None)
