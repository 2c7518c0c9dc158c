"""The form that gives an action to a person or an agency."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from core.access import Viewer
from core.actions import give_action
from core.people import read_active_owners
from core.store import Store
from core.vocabulary import Agency, say
from pages.components.saving import save

_USUAL_DAYS = 14


def show_action_form(
    store: Store,
    viewer: Viewer,
    today: date,
    homes: dict[int, str],
    *,
    key: str,
    incident_id: int | None = None,
    home_id: int | None = None,
    meeting_id: int | None = None,
) -> None:
    """A form for one action; at an incident its home is fixed. The same action twice is one.

    `meeting_id`: the meeting that it is given at.
    """
    people = read_active_owners(store, viewer)
    owners: list[int | Agency] = [*people, *Agency]
    with st.form(key):
        st.text_input("What is to be done", max_chars=200, key=f"{key}_title")
        st.caption("No child's name and no child's reference.")
        st.selectbox(
            "By whom",
            owners,
            format_func=lambda o: say(o) if isinstance(o, Agency) else people[o],
            key=f"{key}_owner",
        )
        if home_id is None:
            st.selectbox(
                "Home",
                [None, *homes],
                format_func=lambda h: "all homes" if h is None else homes[h],
                key=f"{key}_home",
            )
        st.date_input(
            "Due", today + timedelta(days=_USUAL_DAYS), format="DD/MM/YYYY", key=f"{key}_due"
        )
        st.form_submit_button(
            "Give this action",
            on_click=_give,
            args=(store, viewer, key, incident_id, home_id, meeting_id),
        )


def _give(
    store: Store,
    viewer: Viewer,
    key: str,
    incident_id: int | None,
    home_id: int | None,
    meeting_id: int | None,
) -> None:
    owner = st.session_state[f"{key}_owner"]
    title = st.session_state[f"{key}_title"]
    due = st.session_state[f"{key}_due"]
    home = home_id if home_id is not None else st.session_state[f"{key}_home"]
    agency = isinstance(owner, Agency)
    give = partial(
        give_action,
        store,
        viewer,
        title=title,
        due_on=due,
        # Meaning: the same words, owner, home and day are one action, however often they are sent.
        meaning=f"given:{incident_id}:{home}:{owner}:{due}:{' '.join(title.lower().split())}",
        home_id=home,
        incident_id=incident_id,
        owner_id=None if agency else owner,
        owner_agency=owner if agency else None,
        meeting_id=meeting_id,
    )
    if save(give, f"Given: {title}"):
        # Not by the form itself, which would take the words of one that was refused, too.
        st.session_state[f"{key}_title"] = ""
