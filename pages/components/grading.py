"""The queue of the Grade page: which incidents, which one now, what became of one's typing."""

from dataclasses import dataclass

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access import Viewer
from core.clock import say_moment
from core.errors import AccessDenied
from core.measures.queue_sentences import (
    say_interests,
    say_left,
    say_queue_order,
    say_to_decide,
)
from core.openings import record_opening
from core.reading import View
from core.review import IncidentDetail, read_incident
from core.store import Store
from pages.components.grading_state import (
    drop_answer,
    find_kept,
    get_skipped,
    keep_taken,
)
from pages.components.incident_words import say_headline
from pages.components.periods import pick_period
from pages.components.session import find_page
from pages.components.text import escape
from pages.components.url_choice import pick_by_code, put_param

_PARAM = "incident"


@dataclass(frozen=True)
class Queue:
    """What waits within the filters, those skipped last; how many wait outside them."""

    waiting: pl.DataFrame
    skipped: int
    outside: int
    interests: str


def pick_queue(view: View, queue: pl.DataFrame) -> Queue:
    """The queue within the home and period of the URL; what the viewer may not decide is apart."""
    st.caption(say_queue_order())
    home = pick_by_code(
        "Home",
        dict(view.homes.sort("name").select("urn", "name").iter_rows()),
        param="home",
        everything="All homes",
    )
    period = pick_period(view.data_to, key="grade_period", default="Last 36 months")
    within = pl.col("occurred_on").is_between(period.start, period.end)
    if home:
        within = within & (pl.col("urn") == home)
    mine = queue.filter(~pl.col("interest"))
    found = mine.filter(within)
    skipped = pl.col("id").is_in(get_skipped())
    return Queue(
        pl.concat([found.filter(~skipped), found.filter(skipped)]),
        found.filter(skipped).height,
        mine.height - found.height,
        say_interests(queue),
    )


def find_current(store: Store, viewer: Viewer, queue: Queue) -> IncidentDetail | None:
    """The incident of the URL while it waits for the viewer, else the first that does; or None."""
    asked = st.query_params.get(_PARAM, "")
    ids = queue.waiting["id"].to_list()
    current = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    if current not in ids:
        if current:
            _tell_taken(store, viewer, current)
        current = ids[0] if ids else 0
        put_param(_PARAM, str(current) if current else "")
    if not current:
        return None
    detail = read_incident(store, viewer, current)
    record_opening(store, viewer, detail)
    return detail


def _tell_taken(store: Store, viewer: Viewer, incident_id: int) -> None:
    """One that waited on this screen and does not any more: somebody else was first."""
    try:
        detail = read_incident(store, viewer, incident_id)
    except AccessDenied:
        return
    reference = str(detail.facts["reference"])
    if detail.reviewed:
        keep_taken(incident_id, f"{reference} was reviewed {detail.reviewed}.")
    elif detail.not_yours:
        keep_taken(incident_id, f"{reference}: {detail.not_yours}")


def show_taken() -> None:
    """Who reviewed what one was at, what one had answered oneself, and the way to it."""
    kept = find_kept()
    if kept is None:
        return
    incident_id, said, typed = kept
    with st.container(border=True, gap="xsmall", key="taken"):
        st.markdown(f":material/info: {escape(said)} This is the next one.")
        if typed:
            st.markdown("**What you had entered, and nobody saved**")
            st.text(typed)
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            st.page_link(
                find_page("incidents"),
                label="Open it",
                query_params={"incident": str(incident_id)},
            )
            st.button("Put this away", key="put_away", on_click=drop_answer, args=(incident_id,))


def show_place(detail: IncidentDetail, queue: Queue) -> None:
    """The incident in one line, how much there is to decide, and how many are left."""
    rows = queue.waiting.filter(pl.col("id") == detail.id).to_dicts()
    st.subheader(escape(say_headline(detail.facts)), anchor=False)
    parts = [
        str(detail.facts["reference"]),
        detail.home,
        say_moment(detail.facts["occurred_at"]),
        *[say_to_decide(row) for row in rows],
        say_left(queue.waiting.height, queue.skipped, queue.outside),
    ]
    st.caption(" · ".join(escape(part) for part in parts))
    if detail.review_note:
        st.markdown("**This review was reopened.** Reason:")
        st.text(detail.review_note)


def show_nothing_left(title: DeltaGenerator, queue: Queue) -> None:
    """In place of an incident: that none waits here, why, and where to go on."""
    title.title("Nothing waits here for you to grade", anchor=False)
    if queue.outside:
        st.markdown(f"{say_left(0, 0, queue.outside)}. A longer period or all homes show them.")
    if queue.interests:
        st.markdown(escape(queue.interests))
    st.page_link(find_page("incidents"), label="All incidents")
    st.page_link(find_page("actions"), label="What was asked and agreed: actions")
    st.page_link(find_page("overview"), label="The overview")
