"""Minutes: what a meeting decided, read as one may see it, on the page and as a file."""

import streamlit as st

from core.minutes import read_minutes
from core.reports.minutes_document import build_minutes_document
from pages.components.document import show_document
from pages.components.minutes import pick_meeting, show_download, show_none
from pages.components.session import open_page

store, viewer = open_page("minutes")
title, caption = st.empty(), st.empty()
with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    chosen = pick_meeting(store, viewer)
    if chosen is not None:
        show_download(store, viewer, chosen)
if chosen is None:
    show_none(viewer)
    st.stop()

document = build_minutes_document(read_minutes(store, viewer, chosen.meeting_id, chosen.figures))
title.title(document.title, anchor=False)
caption.caption(document.about)
show_document(document)
