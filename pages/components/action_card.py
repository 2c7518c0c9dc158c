"""One action as a card: what, where, when due, and the tick."""

from datetime import date

import streamlit as st

from core.access import POLICE_ROLES, Viewer
from core.actions import read_history, reopen_action, tick_action
from core.clock import say_date, to_uk
from core.store import Store
from core.vocabulary import ActionState
from pages.components.saving import save
from pages.components.text import escape

_JUST_TICKED = "just_ticked"


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
        due, done_at = row["due_on"], row["done_at"]
        assert isinstance(due, date)
        where = escape(row["home"] or "all homes")
        when = say_due(due, today) if open_now else ":gray-badge[done]"
        st.markdown(f"**{escape(title)}**  \n{where} · {escape(owner)} {when}")
        if row["title"] is None:
            return
        # The police see what others are to do, and tick only their own.
        turns = bool(row["mine"]) or viewer.role not in POLICE_ROLES
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if open_now and turns:
                st.button(
                    "Done",
                    key=f"done_{action_id}",
                    icon=":material/check:",
                    type="primary",
                    on_click=_tick,
                    args=(store, viewer, action_id, version, title, None),
                )
            elif action_id in read_just_ticked():
                # It keeps its place: a thumb's second tap must not land on the next card's button.
                st.button(
                    "Done", key=f"was_done_{action_id}", icon=":material/check:", disabled=True
                )
                st.button(
                    "Undo",
                    key=f"undo_{action_id}",
                    on_click=_reopen,
                    args=(store, viewer, action_id, version, title),
                )
                st.text(f"Saved {to_uk(done_at):%H:%M}")
            elif turns:
                st.button(
                    "Open again",
                    key=f"reopen_{action_id}",
                    on_click=_reopen,
                    args=(store, viewer, action_id, version, title),
                )
            with st.popover("More", key=f"more_{action_id}"):
                _show_more(store, viewer, row, open_now and turns)


def read_just_ticked() -> set[int]:
    """The actions ticked in this session since the page was opened: they stay where they were."""
    ticked = st.session_state.setdefault(_JUST_TICKED, set())
    assert isinstance(ticked, set)
    return ticked


def _show_more(store: Store, viewer: Viewer, row: dict[str, object], open_now: bool) -> None:
    action_id, version = int(str(row["id"])), int(str(row["version"]))
    if open_now:
        st.text_area("Note", key=f"note_{action_id}", max_chars=2000, height=100)
        st.button(
            "Done, with this note",
            key=f"done_note_{action_id}",
            on_click=_tick,
            args=(store, viewer, action_id, version, str(row["title"]), f"note_{action_id}"),
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
    store: Store, viewer: Viewer, action_id: int, version: int, title: str, note_key: str | None
) -> None:
    # Read now: what was typed just before the press was not there when the button was drawn.
    note = str(st.session_state.get(note_key) or "") if note_key else None
    if save(lambda: tick_action(store, viewer, action_id, version, note), title, quiet=True):
        read_just_ticked().add(action_id)


def _reopen(store: Store, viewer: Viewer, action_id: int, version: int, title: str) -> None:
    if save(lambda: reopen_action(store, viewer, action_id, version), f"Open again: {title}"):
        read_just_ticked().discard(action_id)
