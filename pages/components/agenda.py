"""The agenda on the desk: what is taken and in which order, what is proposed and why."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import streamlit as st

from core.access import Viewer
from core.agenda import ItemRow, drop_item, move_item, read_agenda, take_items
from core.clock import say_date
from core.measures.period import Period
from core.measures.sentences import say_count
from core.meetings import MeetingRow
from core.reading import View
from core.store import Store
from core.vocabulary import AgendaReason, Channel, ItemState, say
from pages.components.incident_words import say_what
from pages.components.saving import save
from pages.components.session import find_page
from pages.components.text import escape

_SHOWN = 30
Reasons = Mapping[int, Sequence[AgendaReason]]


def say_incident(row: Mapping[str, object], home: str) -> str:
    """An incident in one line, as Markdown: home, what, channel and day."""
    what = say_what(
        str(row["category"]),
        None if row["severity"] is None else str(row["severity"]),
        None if row["drug_class"] is None else str(row["drug_class"]),
    )
    told = say(Channel(str(row["channel"])))
    return f"**{escape(home)}**: {escape(what)}, {told}, {say_date(row['occurred_on'])}"  # type: ignore[arg-type]


def say_reasons(reasons: Sequence[AgendaReason]) -> str:
    return "; ".join(say(reason) for reason in reasons)


def show_agenda(store: Store, viewer: Viewer, meeting: MeetingRow, view: View) -> int:
    """The items taken, to be moved and dropped; how many they are."""
    items = [item for item in read_agenda(store, viewer, meeting.id) if _is_taken(item)]
    rows = _read_rows(view, [item.incident_id for item in items])
    names = dict(view.homes.select("home_id", "name").iter_rows())
    st.subheader("On the agenda", anchor=False)
    if not items:
        st.markdown("Nothing yet: take what is proposed below, or any other incident.")
    closed = [item for item in items if item.closed_part]
    for number, item in enumerate(items, start=1):
        if closed and item is closed[0]:
            st.markdown(
                "**Closed part, without the police members:** what nobody reported, and drugs "
                "whose level may count it."
            )
        _show_item(store, viewer, meeting, items, number, rows[item.incident_id], names)
    return len(items)


def _is_taken(item: ItemRow) -> bool:
    return item.state is ItemState.TAKEN


def _read_rows(view: View, incident_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    found = view.incidents.filter(pl.col("id").is_in(list(incident_ids)))
    return {row["id"]: row for row in found.iter_rows(named=True)}


def _show_item(
    store: Store,
    viewer: Viewer,
    meeting: MeetingRow,
    items: Sequence[ItemRow],
    number: int,
    row: Mapping[str, object],
    names: Mapping[int, str],
) -> None:
    item = items[number - 1]
    place = [other.id for other in items]
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"item_{item.id}"
    ):
        why = say_reasons(item.reasons)
        said = say_incident(row, names[item.home_id])
        st.markdown(f"{number}. {said}  \n{why}", width="stretch")
        before = place[number - 3] if number > 2 else 0
        _show_button(
            "Up", "arrow_upward", item.id, number == 1, _move, before, store, viewer, meeting
        )
        after = place[number] if number < len(place) else 0
        last = number == len(place)
        _show_button("Down", "arrow_downward", item.id, last, _move, after, store, viewer, meeting)
        st.button(
            "Drop",
            key=f"drop_{item.id}",
            help="It waits for the next meeting.",
            on_click=_drop,
            args=(store, viewer, meeting.id, item.incident_id),
        )


def _show_button(label, icon, item_id, disabled, change, after, store, viewer, meeting) -> None:
    st.button(
        label,
        key=f"{label.lower()}_{item_id}",
        icon=f":material/{icon}:",
        disabled=disabled,
        on_click=change,
        args=(store, viewer, meeting.id, item_id, after),
    )


def _move(store: Store, viewer: Viewer, meeting_id: int, item_id: int, after: int) -> None:
    save(partial(move_item, store, viewer, meeting_id, item_id, after), "The order is changed.")


def _drop(store: Store, viewer: Viewer, meeting_id: int, incident_id: int) -> None:
    save(partial(drop_item, store, viewer, meeting_id, incident_id), "Dropped; it waits.")


def _take(store: Store, viewer: Viewer, meeting_id: int, wanted: Reasons) -> None:
    said = f"{say_count(len(wanted), 'incident')} taken."
    save(partial(take_items, store, viewer, meeting_id, wanted), said)


def show_proposals(
    store: Store,
    viewer: Viewer,
    meeting: MeetingRow,
    view: View,
    proposed: pl.DataFrame,
    period: Period,
) -> None:
    """What is proposed and not on the agenda, with why; then what else waits for the group."""
    agenda = read_agenda(store, viewer, meeting.id)
    taken = {item.incident_id for item in agenda if _is_taken(item)}
    dropped = {item.incident_id for item in agenda} - taken
    reasons = {
        key: tuple(AgendaReason(word) for word in words)
        for key, words in proposed.select("incident_id", "reasons").iter_rows()
    }
    fresh = {key: why for key, why in reasons.items() if key not in taken | dropped}
    waiting = view.incidents.filter(
        ~pl.col("reviewed")
        & (pl.col("occurred_on") <= period.end)
        & ~pl.col("id").is_in(sorted(taken | dropped | set(reasons)))
    )
    others = {key: (AgendaReason.ADDED,) for key in waiting["id"].to_list()}
    put_off = {key: reasons.get(key, (AgendaReason.ADDED,)) for key in sorted(dropped)}
    st.subheader(f"Proposed: {len(fresh)}", anchor=False)
    if fresh:
        st.button(
            "Take all that are proposed",
            type="primary",
            key="take_all",
            on_click=_take,
            args=(store, viewer, meeting.id, fresh),
        )
    elif not reasons:
        st.markdown(
            "No incident of the period stands out: no call that could have been avoided, nothing "
            "serious that nobody was told of, no missing step, no alarm."
        )
    else:
        st.markdown("All that was proposed is taken or dropped.")
    _show_list(store, viewer, meeting, view, fresh, "take")
    for heading, rows, key in (
        ("What else waits for the group", others, "add"),
        ("Dropped", put_off, "again"),
    ):
        if rows:
            with st.expander(f"{heading}: {len(rows)}"):
                _show_list(store, viewer, meeting, view, rows, key)


def _show_list(
    store: Store, viewer: Viewer, meeting: MeetingRow, view: View, wanted: Reasons, key: str
) -> None:
    rows = _read_rows(view, list(wanted))
    names = dict(view.homes.select("home_id", "name").iter_rows())
    for incident_id in list(wanted)[:_SHOWN]:
        row = rows[incident_id]
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"{key}_{incident_id}"
        ):
            said = say_incident(row, names.get(int(str(row["home_id"])), "a home"))
            state = "" if not row["reviewed"] else " · reviewed already"
            st.markdown(f"{said}  \n{say_reasons(wanted[incident_id])}{state}", width="stretch")
            st.page_link(
                find_page("incidents"), label="Look", query_params={"incident": str(incident_id)}
            )
            st.button(
                "Take",
                key=f"{key}_take_{incident_id}",
                on_click=_take,
                args=(store, viewer, meeting.id, {incident_id: wanted[incident_id]}),
            )
            if key == "take":
                st.button(
                    "Drop",
                    key=f"{key}_drop_{incident_id}",
                    on_click=_drop,
                    args=(store, viewer, meeting.id, incident_id),
                )
    if len(wanted) > _SHOWN:
        st.caption(f"The first {_SHOWN} of {len(wanted)}; take or drop some to see the others.")
