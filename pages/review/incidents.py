"""Review: the register of incidents, or, with `?incident=<id>`, one of them and its review."""

import streamlit as st

from core.clock import read_today
from core.errors import AccessDenied
from core.openings import record_opening
from core.reading import read_view
from core.review import read_incident
from pages.components.clearing import show_clearing
from pages.components.incident import (
    show_account,
    show_facts,
    show_heading,
    show_protocol,
    show_refused,
    show_way_back,
)
from pages.components.incident_history import show_record
from pages.components.incident_overview import show_register
from pages.components.incident_register import apply_filters, pick_filters
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


def show_incident(asked: str) -> None:
    """One incident, or words in its place where the viewer may not see it."""
    try:
        detail = read_incident(store, viewer, _read_id(asked))
    except AccessDenied as error:
        show_refused(str(error))
        return
    record_opening(store, viewer, detail)
    way_back = st.container()
    show_heading(detail)
    told, judged = st.columns(2, gap="large")
    with told:
        show_facts(viewer, detail)
        show_account(store, viewer, detail)
        show_clearing(store, viewer, detail)
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
    show_register(store, viewer, view)
