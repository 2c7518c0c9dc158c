"""The register of incidents as a page: what is asked for, the finding, the list, its files."""

import streamlit as st

from core.access import Sight, Viewer, read_access
from core.clock import say_date
from core.reading import View, count_uncontacted
from core.store import Store
from pages.components.incident_export import show_incident_export
from pages.components.incident_register import (
    apply_filters,
    clear_filters,
    pick_filters,
    say_register,
    show_list,
    show_nothing_yet,
)
from pages.components.periods import pick_period


def show_register(store: Store, viewer: Viewer, view: View) -> None:
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
    show_incident_export(store, viewer, found)
