"""Ofsted's published list into the register: what it would change, then the change."""

import streamlit as st

from core.access import Viewer
from core.clock import read_today
from core.errors import SlowTimeError
from core.homes import import_homes
from core.intake.batches import ImportResult
from core.store import Store
from pages.components.counted import say_sum, show_counts, show_rejections
from pages.components.saving import save
from pages.components.text import escape


def show_homes_upload(store: Store, viewer: Viewer) -> None:
    """The upload with its day, the preview, and the button that takes the list in."""
    upload = st.file_uploader(
        "Ofsted's published list as it comes, or the contract's headings: CSV or XLSX, up to 10 MB",
        type=["csv", "xlsx"],
        max_upload_size=10,
        key="homes_file",
    )
    as_of = st.date_input(
        "The list is as of",
        read_today(),
        max_value=read_today(),
        format="DD/MM/YYYY",
        key="homes_as_of",
        width=240,
        help="A changed number of places holds from this day. The first number known of a home "
        "holds back to its opening.",
    )
    if upload is None:
        return
    try:
        preview = import_homes(
            store, viewer, upload.name, upload.getvalue(), as_of=as_of, dry_run=True
        )
    except SlowTimeError as error:
        st.error(escape(error))
        return
    st.markdown(say_sum(preview) + " Homes that are not in the list stay as they are.")
    show_counts(preview, "homes_counts", "known, with other facts; a blank erases nothing")
    show_rejections(preview.rejections, key="homes_rejections", file_name="rejected_homes.csv")
    if not preview.imported + preview.updated:
        st.markdown("The register has all of this already.")
        return
    if st.button(_say_button(preview), type="primary", key="homes_go"):
        save(
            lambda: import_homes(store, viewer, upload.name, upload.getvalue(), as_of=as_of),
            "The list is in the register; its counts stand under the lists brought in.",
        )
        st.rerun()


def _say_button(preview: ImportResult) -> str:
    new = f"Add {preview.imported}" if preview.imported else ""
    changed = f"change {preview.updated}" if preview.updated else ""
    said = " and ".join(part for part in (new, changed) if part)
    one = preview.imported + preview.updated == 1
    return f"{said[:1].upper()}{said[1:]} home{'' if one else 's'}"
