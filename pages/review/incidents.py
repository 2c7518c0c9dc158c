"""Review: the register of incidents, or, with `?incident=<id>`, one of them and its review."""

import streamlit as st

from core.access import Sight, read_access
from core.clock import read_today, say_date
from core.errors import AccessDenied
from core.reading import count_uncontacted, read_view
from core.review import read_incident
from pages.components.incident import (
    show_account,
    show_facts,
    show_heading,
    show_protocol,
    show_refused,
    show_way_back,
)
from pages.components.incident_history import show_record
from pages.components.incident_register import (
    apply_filters,
    clear_filters,
    pick_filters,
    say_register,
    show_list,
    show_nothing_yet,
)
from pages.components.incident_review import show_follow_up, show_referral, show_review
from pages.components.panel_incident import show_panels
from pages.components.periods import pick_period
from pages.components.saving import show_said
from pages.components.session import open_page

store, viewer = open_page("incidents")
view = read_view(store, viewer)


def _read_id(asked: str) -> int:
    # No incident has the number 0, and none one that the database could not hold.
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def show_register() -> None:
    """All incidents that the viewer may see, filtered by what the URL says."""
    if view.incidents.is_empty():
        show_nothing_yet(viewer)
        return
    title, caption = st.empty(), st.empty()
    period = pick_period(view.data_to, key="incidents_period", default="Last 36 months")
    filters = pick_filters(viewer, view)
    found = apply_filters(view, period, filters)
    title.title(say_register(found), anchor=False)
    said = f"{say_date(period.start)} to {say_date(period.end)}"
    said += ", with these filters" if filters.any else ", all homes that you may see"
    if read_access(viewer).uncontacted is Sight.COUNTS and not filters.any:
        count = count_uncontacted(store, viewer, period.start, period.end)
        said += f". Beside them {count} without police contact, which your role sees as a count"
    caption.caption(f"{said}.")
    if found.is_empty():
        st.markdown("A longer period or fewer filters would show some.")
        if filters.any:
            st.button("Take the filters away", on_click=clear_filters)
        return
    show_list(found)


def show_incident(asked: str) -> None:
    """One incident, or words in its place where the viewer may not see it."""
    try:
        detail = read_incident(store, viewer, _read_id(asked))
    except AccessDenied as error:
        show_refused(str(error))
        return
    way_back = st.container()
    show_heading(detail)
    told, judged = st.columns(2, gap="large")
    with told:
        show_facts(viewer, detail)
        show_account(store, viewer, detail)
    with judged:
        show_protocol(store, viewer, detail)
        show_review(store, viewer, detail)
        show_said()
        show_referral(store, viewer, detail)
        show_panels(store, viewer, detail, read_today())
        show_follow_up(store, viewer, detail, read_today())
        show_record(store, viewer, detail)
    # The filters stay on the page, and so in the URL: what waits is gone through within them.
    with st.expander("Filters of the list, and of what “next” goes through"):
        period = pick_period(view.data_to, key="incidents_period", default="Last 36 months")
        queue = apply_filters(view, period, pick_filters(viewer, view, folded=False))
    with way_back:
        show_way_back(queue, detail)


asked = st.query_params.get("incident")
if asked:
    show_incident(asked)
else:
    show_register()
