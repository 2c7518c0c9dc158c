"""What a card keeps behind "More": a tick with a note, more time, its origin, its history."""

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from core.access import Viewer
from core.action_times import ask_for_time
from core.actions import read_history
from core.store import Store
from pages.components.saving import save
from pages.components.text import escape

_USUAL_DAYS = 14


def show_more(
    store: Store,
    viewer: Viewer,
    row: dict[str, object],
    today: date,
    *,
    tick: Callable[..., None] | None,
) -> None:
    """The rest of one action; `tick` is what "Done" does, where the viewer may."""
    action_id, version = int(str(row["id"])), int(str(row["version"]))
    if tick is not None:
        title = str(row["title"])
        # A form: Enter in the note ticks, without a third tap.
        with st.form(f"note_form_{action_id}", border=False):
            st.text_input("Note", key=f"note_{action_id}", max_chars=2000)
            st.form_submit_button(
                "Done, with this note",
                key=f"done_note_{action_id}",
                on_click=tick,
                args=(store, viewer, action_id, version, title, f"note_{action_id}"),
            )
        _show_more_time(store, viewer, row, today)
    if row["incident_id"] is not None:
        st.page_link(
            "pages/review/incidents.py",
            label="The incident",
            query_params={"incident": str(row["incident_id"])},
        )
    for step in read_history(store, viewer, action_id):
        st.caption(f"{step.at}: {escape(step.by)} {escape(step.did)}")
        if step.note:
            st.text(step.note)


def _show_more_time(store: Store, viewer: Viewer, row: dict[str, object], today: date) -> None:
    action_id, version, due = int(str(row["id"])), int(str(row["version"])), row["due_on"]
    assert isinstance(due, date)
    first = max(due, today) + timedelta(days=1)
    with st.form(f"ask_{action_id}", border=False):
        st.date_input(
            "More time until",
            max(due, today) + timedelta(days=_USUAL_DAYS),
            min_value=first,
            format="DD/MM/YYYY",
            key=f"ask_until_{action_id}_{version}",
        )
        st.text_input("Why", key=f"ask_why_{action_id}", max_chars=2000)
        st.form_submit_button(
            "Ask for more time",
            key=f"ask_go_{action_id}",
            on_click=_ask,
            args=(store, viewer, action_id, version, str(row["title"])),
        )


def _ask(store: Store, viewer: Viewer, action_id: int, version: int, title: str) -> None:
    until = st.session_state[f"ask_until_{action_id}_{version}"]
    why = str(st.session_state.get(f"ask_why_{action_id}") or "")
    save(
        lambda: ask_for_time(store, viewer, action_id, version, until, why),
        f"Asked for more time: {title}",
    )
