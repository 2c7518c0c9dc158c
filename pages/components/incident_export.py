"""The working file of the incidents listed, for those who correct them and bring them back."""

from functools import partial

import polars as pl
import streamlit as st

from core.access import Viewer
from core.incident_export import KEEP_WITHIN, can_export_incidents, export_incidents
from core.store import Store
from pages.components.session import while_let_in

_MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show_incident_export(store: Store, viewer: Viewer, found: pl.DataFrame) -> None:
    """A button a format, made when it is pressed; nothing for a role that may not take the file."""
    if not can_export_incidents(viewer):
        return
    with st.container(horizontal=True, gap="small"):
        for file_format in ("csv", "xlsx"):
            st.download_button(
                f"Working file, {file_format.upper()}",
                data=while_let_in(
                    partial(export_incidents, store, viewer, found["id"].to_list(), file_format)
                ),
                file_name=f"incidents_within_the_group.{file_format}",
                mime=_MIME[file_format],
                key=f"working_{file_format}",
                icon=":material/edit_document:",
                on_click="ignore",
                type="tertiary",
            )
    listed = "the incident" if found.height == 1 else f"the {found.height} incidents"
    st.caption(
        f"{KEEP_WITHIN} It has the facts of {listed} listed, in the import’s columns: correct them "
        "in a spreadsheet and import the file. Imported as it is, it changes nothing. Taking it is "
        "put into the audit."
    )
