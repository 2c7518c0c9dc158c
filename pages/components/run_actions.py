"""Actions given in the meeting: each shown with when it was saved, and the form for one more."""

from datetime import timedelta
from functools import partial

import polars as pl
import streamlit as st

from core.actions import give_action
from core.agenda import ItemRow
from core.clock import read_today, say_date, to_uk
from core.people import read_active_owners
from core.reading import read_actions
from core.vocabulary import Agency, say
from pages.components.running import Here, Room
from pages.components.saving import save
from pages.components.text import escape

_DAYS_TO_DO = timedelta(days=28)


def show_given(room: Room, item: ItemRow | None, key: str) -> None:
    """The actions of this item or, without one, of no item; and the line to give another."""
    people = read_active_owners(room.store, room.viewer)
    given = read_actions(room.store, room.viewer).filter(pl.col("meeting_id") == room.meeting.id)
    on_agenda = [other.incident_id for other in room.items]
    if item is None:
        given = given.filter(~pl.col("incident_id").is_in(on_agenda).fill_null(False))
    else:
        given = given.filter(pl.col("incident_id") == item.incident_id)
    with st.container():
        for row in given.sort("created_at", "id").iter_rows(named=True):
            owner = people.get(row["owner_id"]) or say(
                Agency(row["owner_agency"]) if row["owner_agency"] else None
            )
            st.markdown(
                f"**{escape(row['title'])}** · {escape(owner)}, due {say_date(row['due_on'])}  \n"
                f":gray[Saved {to_uk(row['created_at']):%H:%M}]"
            )
    owners: list[int | Agency] = [*Agency, *people]
    with (
        st.form(f"{key}_action", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Action",
            key=f"{key}_title",
            max_chars=200,
            placeholder="What is to be done; no child's name",
        )
        st.selectbox(
            "By whom",
            owners,
            format_func=lambda o: say(o) if isinstance(o, Agency) else people[o],
            key=f"{key}_owner",
            width=190,
        )
        st.date_input(
            "Due", read_today() + _DAYS_TO_DO, format="DD/MM/YYYY", key=f"{key}_due", width=160
        )
        st.form_submit_button("Give it", on_click=_give, args=(room.here, item, key))


def _give(room: Here, item: ItemRow | None, key: str) -> None:
    state = st.session_state
    title, owner, due = state[f"{key}_title"], state[f"{key}_owner"], state[f"{key}_due"]
    agency = isinstance(owner, Agency)
    incident_id = item.incident_id if item else None
    words = " ".join(str(title).lower().split())
    give = partial(
        give_action,
        room.store,
        room.viewer,
        title=title,
        due_on=due,
        # The same words, owner and day at one item are one action, however often they are sent.
        meaning=f"meeting:{room.meeting.id}:{incident_id}:{owner}:{due}:{words}",
        incident_id=incident_id,
        owner_id=None if agency else owner,
        owner_agency=owner if agency else None,
        meeting_id=room.meeting.id,
    )
    if save(give, "", quiet=True):
        # Not by the form itself, which would take the words of one that was refused, too.
        state[f"{key}_title"] = ""
