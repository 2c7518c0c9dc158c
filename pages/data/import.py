"""Import incidents: choose a file, read it, match its homes, look, import; and take it back."""

import streamlit as st

from core.access import Permission, can
from core.clock import say_date
from core.contract import INCIDENT_COLUMNS
from core.errors import SlowTimeError
from core.export import render_csv
from core.intake.undo import read_batches
from core.intake.writing import INCIDENTS
from core.reading import read_view
from pages.components.batch_list import show_batches
from pages.components.import_reading import choose_reading
from pages.components.import_steps import (
    build_preview,
    find_taken,
    say_finding,
    show_steps,
    show_taken,
)
from pages.components.kept import drop
from pages.components.saving import show_said
from pages.components.session import find_page, open_page
from pages.components.text import escape

store, viewer = open_page("import")
view = read_view(store, viewer)
batches = [batch for batch in read_batches(store, viewer) if batch.noun == INCIDENTS]
standing = [batch for batch in batches if batch.undone_at is None]

title, beneath = st.empty(), st.empty()
title.title(
    f"{len(standing)} import{'' if len(standing) == 1 else 's'} of incidents so far"
    if standing
    else "No incidents have been imported yet"
)
to = f" Data to {say_date(view.data_to)}." if view.data_to else ""
beneath.caption(
    f"{view.homes.height} homes in the register.{to} Nothing is written until you press Import."
)
show_said()
state = st.container()

if view.homes.is_empty():
    st.markdown(
        "The homes come first: every incident belongs to one, and a row whose home is not in "
        "the register is rejected."
    )
    if can(viewer, Permission.MANAGE_HOMES):
        st.page_link(find_page("homes_register"), label="Bring in the homes")
    else:
        st.markdown("Ask the chair or the administrator to bring them in.")

upload = st.file_uploader(
    "The force's extract, or the filled template: CSV or XLSX, up to 10 MB",
    type=["csv", "xlsx"],
    max_upload_size=10,
    key="import_file",
)
if upload is None:
    drop("import_any_table", "import_table", "import_preview", "import_taken")
    st.download_button(
        "Template with the contract's headings (CSV)",
        data=lambda: render_csv([column.name for column in INCIDENT_COLUMNS], []),
        file_name="incidents_template.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
else:
    try:
        reading = choose_reading(store, viewer, upload)
        if reading is None:
            title.title("Say how this file is read, once")
        else:
            preview = build_preview(store, viewer, upload, *reading)
            taken = find_taken(store, viewer, upload, preview)
            title.title(say_finding(preview, taken))
            if taken is not None:
                with state:
                    show_taken(taken)
            show_steps(store, viewer, upload, *reading, preview, taken)
    except SlowTimeError as error:
        st.error(escape(error))

if batches:
    st.subheader("Imports so far")
    show_batches(store, viewer, batches)
