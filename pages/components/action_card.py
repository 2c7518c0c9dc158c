"""One action as a card: what, where, when due, and the tick."""

from datetime import date

import streamlit as st

from core.access import Viewer
from core.actions import read_history, reopen_action, tick_action
from core.clock import say_date
from core.store import Store
from core.vocabulary import ActionState
from pages.components.saving import save
from pages.components.text import escape


def say_due(due: date, today: date) -> str:
    """When an action is due, as a badge: overdue is said in words, not in colour alone."""
    days = (due - today).days
    if days < 0:
        return f":orange-badge[overdue since {say_date(due)}]"
    if days == 0:
        return ":orange-badge[due today]"
    if days < 7:
        return f":gray-badge[due {due:%A}]"
    return f":gray-badge[due {say_date(due)}]"


def show_action(
    store: Store, viewer: Viewer, row: dict[str, object], today: date, owner: str
) -> None:
    """A card with its tick (or its way back), a note, and its history on demand."""
    action_id, version = int(str(row["id"])), int(str(row["version"]))
    open_now = row["state"] == ActionState.OPEN.value
    title = str(row["title"] or "An action of another agency")
    with st.container(border=True, gap="xsmall", key=f"action_{action_id}"):
        due = row["due_on"]
        assert isinstance(due, date)
        where = escape(row["home"] or "all homes")
        when = say_due(due, today) if open_now else ":gray-badge[done]"
        st.markdown(f"**{escape(title)}**  \n{where} · {escape(owner)} {when}")
        if row["title"] is None:
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if open_now:
                st.button(
                    "Done",
                    key=f"done_{action_id}",
                    icon=":material/check:",
                    type="primary",
                    on_click=_tick,
                    args=(store, viewer, action_id, version, title, None),
                )
            else:
                st.button(
                    "Open again",
                    key=f"reopen_{action_id}",
                    on_click=_reopen,
                    args=(store, viewer, action_id, version, title),
                )
            with st.popover("More", key=f"more_{action_id}"):
                _show_more(store, viewer, row, open_now)


def _show_more(store: Store, viewer: Viewer, row: dict[str, object], open_now: bool) -> None:
    action_id, version = int(str(row["id"])), int(str(row["version"]))
    if open_now:
        note = st.text_area("Note", key=f"note_{action_id}", max_chars=2000, height=100)
        st.button(
            "Done, with this note",
            key=f"done_note_{action_id}",
            on_click=_tick,
            args=(store, viewer, action_id, version, str(row["title"]), note),
        )
    if row["incident_id"] is not None:
        st.page_link(
            "pages/review/incidents.py",
            label="The incident",
            query_params={"incident": str(row["incident_id"])},
        )
    for step in read_history(store, viewer, action_id):
        st.caption(f"{step.at}: {escape(step.by)} {step.kind}")
        if step.note:
            st.text(step.note)


def _tick(
    store: Store, viewer: Viewer, action_id: int, version: int, title: str, note: str | None
) -> None:
    save(lambda: tick_action(store, viewer, action_id, version, note), f"Done: {title}")


def _reopen(store: Store, viewer: Viewer, action_id: int, version: int, title: str) -> None:
    save(lambda: reopen_action(store, viewer, action_id, version), f"Open again: {title}")
