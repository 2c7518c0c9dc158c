"""One action as a card: what, where, when due, and the tick."""

from datetime import date

import streamlit as st

from core.access import POLICE_ROLES, Viewer
from core.actions import reopen_action, tick_action
from core.clock import say_date, to_uk
from core.store import Store
from core.vocabulary import ActionState
from pages.components.action_more import show_more
from pages.components.saving import save
from pages.components.text import escape

_JUST_TICKED = "just_ticked"
_WIDEST = 860
"""In pixels: on a wide screen a button stays near the words that it is about."""


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
    store: Store,
    viewer: Viewer,
    row: dict[str, object],
    today: date,
    owner: str,
    away: str | None = None,
) -> None:
    """A card with its tick (or its way back), a note, and its history on demand.

    `away` names the owner for whom the viewer stands in.
    """
    with st.container(border=True, gap="small", width=_WIDEST, key=f"action_{row['id']}"):
        # Its buttons stand beside its words, on a phone below each other: so five of them fit one.
        with st.container(horizontal=True, wrap=False, gap="small"):
            st.markdown(_say_action(row, today, owner, away), width="stretch")
            if row["title"] is not None:
                with st.container(
                    horizontal=True,
                    width="content",
                    gap="xsmall",
                    key=f"turns_{row['id']}",
                ):
                    _show_buttons(store, viewer, row)
        if row["title"] is not None and _is_opened(row):
            tick = _tick if _is_open(row) and _turns(viewer, row) else None
            show_more(store, viewer, row, today, tick=tick)


def _say_action(row: dict[str, object], today: date, owner: str, away: str | None) -> str:
    title = escape(row["title"] or "An action of another agency")
    where = escape(row["home"] or "all homes")
    whose = f"for {away}" if away else owner
    due, asked = row["due_on"], row["asked_until"]
    assert isinstance(due, date)
    if _is_open(row):
        when = say_due(due, today)
    elif row["id"] in read_just_ticked():
        when = f":gray-badge[done] Saved {to_uk(row['done_at']):%H:%M}"
    else:
        when = ":gray-badge[done]"
    if isinstance(asked, date):
        when += f" more time asked until {say_date(asked)}"
    return f"**{title}**  \n:small[{where} · {escape(whose)} {when}]"


def _is_open(row: dict[str, object]) -> bool:
    return row["state"] == ActionState.OPEN.value


def _turns(viewer: Viewer, row: dict[str, object]) -> bool:
    # The police see what others are to do, and tick only their own.
    return bool(row["mine"]) or viewer.role not in POLICE_ROLES


def _is_opened(row: dict[str, object]) -> bool:
    undoable = not _is_open(row) and row["id"] in read_just_ticked()
    return not undoable and bool(st.session_state.get(f"opened_{row['id']}"))


def _open_or_close(key: str) -> None:
    st.session_state[key] = not st.session_state.get(key)


def _show_buttons(store: Store, viewer: Viewer, row: dict[str, object]) -> None:
    action_id, version = int(str(row["id"])), int(str(row["version"]))
    title, open_now = str(row["title"]), _is_open(row)
    turns = _turns(viewer, row)
    reopen = {"on_click": _reopen, "args": (store, viewer, action_id, version, title)}
    if open_now and turns:
        st.button(
            "Done",
            key=f"done_{action_id}",
            icon=":material/check:",
            type="primary",
            on_click=_tick,
            args=(store, viewer, action_id, version, title),
        )
    elif action_id in read_just_ticked():
        # It keeps its place: a thumb's second tap must not land on the next card's button.
        st.button("Done", key=f"was_done_{action_id}", icon=":material/check:", disabled=True)
        st.button("Undo", key=f"undo_{action_id}", **reopen)
        return
    elif turns:
        st.button("Open again", key=f"reopen_{action_id}", **reopen)
    # No popover that is drawn as it opens: the press on a page's link closes it, and Streamlit's
    # run for the closing brings this page back.
    opened = f"opened_{action_id}"
    st.button(
        "Less" if st.session_state.get(opened) else "More",
        key=f"more_{action_id}",
        on_click=_open_or_close,
        args=(opened,),
    )


def read_just_ticked() -> set[int]:
    """The actions ticked in this session since the page was opened: they stay where they were."""
    ticked = st.session_state.setdefault(_JUST_TICKED, set())
    assert isinstance(ticked, set)
    return ticked


def _tick(
    store: Store,
    viewer: Viewer,
    action_id: int,
    version: int,
    title: str,
    note_key: str | None = None,
) -> None:
    # Read now: what was typed just before the press was not there when the button was drawn.
    note = str(st.session_state.get(note_key) or "") if note_key else None
    # Before the write: a tap on another card ends this run where it next asks the session for
    # anything, and the action, ticked but not remembered, would leave the list without a word.
    ticked = read_just_ticked()
    if save(lambda: tick_action(store, viewer, action_id, version, note), title, quiet=True):
        ticked.add(action_id)


def _reopen(store: Store, viewer: Viewer, action_id: int, version: int, title: str) -> None:
    if save(lambda: reopen_action(store, viewer, action_id, version), f"Open again: {title}"):
        read_just_ticked().discard(action_id)
