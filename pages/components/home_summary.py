"""A home's summary on its page, or a provider's homes together: the terms, the files, the words."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access import Viewer
from core.errors import InvalidInput
from core.measures.period import Period
from core.reports.document import Document
from core.reports.home_summary import build_home_summary
from core.reports.home_summary_document import build_home_summary_document
from core.reports.home_summary_files import (
    FILE_FORMATS,
    FileFormat,
    build_home_file_name,
    prepare_home_summary,
)
from core.reports.provider_summary import build_provider_summary, read_providers
from core.reports.provider_summary_document import build_provider_summary_document
from core.reports.provider_summary_files import (
    build_provider_file_name,
    prepare_provider_summary,
)
from core.store import Store
from core.vocabulary import DisclosureLevel
from pages.components.document import show_document
from pages.components.sharing import Terms, pick_terms, show_file_buttons
from pages.components.text import escape
from pages.components.url_choice import pick_in_row

_ONE, _ALL = "One home", "A provider’s homes"
# Under an agreement first: that is for whom the document is made.
_LEVELS = (DisclosureLevel.AGREEMENT, DisclosureLevel.GROUP)
_INSPECTOR = "Ofsted, the home's inspector"


def pick_about_provider(store: Store, viewer: Viewer) -> bool:
    """Whether all homes of a provider are looked at together; never where none is recorded."""
    if not read_providers(store, viewer):
        return False
    return pick_in_row("About", (_ONE, _ALL), key="summary_about") == _ALL


def pick_provider(store: Store, viewer: Viewer) -> str:
    """The chosen provider, in its commonest spelling."""
    return str(
        st.selectbox(
            "Provider",
            read_providers(store, viewer),
            key="summary_provider",
            bind="query-params",
            width=280,
        )
    )


def show_home(
    store: Store,
    viewer: Viewer,
    home_id: int,
    period: Period,
    today: date,
    title: DeltaGenerator,
    about: DeltaGenerator,
) -> None:
    """One home's summary under its files; a period that cannot be is refused in words."""
    terms = pick_terms(viewer, _LEVELS, recipient=_INSPECTOR, key="home_summary")
    if terms is None:
        return
    try:
        summary = build_home_summary(store, viewer, home_id, period, terms.level, today)
    except InvalidInput as error:
        _refuse(error, title)
        return

    def prepare(file_format: FileFormat) -> bytes:
        return prepare_home_summary(
            store,
            viewer,
            summary,
            basis=terms.basis,
            recipient=terms.recipient,
            file_format=file_format,
        )[1]

    names = {kind: build_home_file_name(summary, kind) for kind in FILE_FORMATS}
    document = build_home_summary_document(summary)
    _show(document, prepare, names, terms, title, about, key=f"home_summary_{home_id}")


def show_provider(
    store: Store,
    viewer: Viewer,
    provider: str,
    period: Period,
    today: date,
    title: DeltaGenerator,
    about: DeltaGenerator,
) -> None:
    """A provider's homes side by side and each by itself, under their files."""
    recipient = f"the responsible individual of {provider}"[:120]
    terms = pick_terms(viewer, _LEVELS, recipient=recipient, key=f"provider_summary_{provider}")
    if terms is None:
        return
    try:
        summary = build_provider_summary(store, viewer, provider, period, terms.level, today)
    except InvalidInput as error:
        _refuse(error, title)
        return

    def prepare(file_format: FileFormat) -> bytes:
        return prepare_provider_summary(
            store,
            viewer,
            summary,
            basis=terms.basis,
            recipient=terms.recipient,
            file_format=file_format,
        )[1]

    names = {kind: build_provider_file_name(summary, kind) for kind in FILE_FORMATS}
    document = build_provider_summary_document(summary)
    _show(document, prepare, names, terms, title, about, key=f"provider_summary_{provider}")


def _refuse(error: InvalidInput, title: DeltaGenerator) -> None:
    title.title("No document for these days", anchor=False)
    st.warning(escape(error), icon=":material/error:")


def _show(
    document: Document,
    prepare: Callable[[FileFormat], bytes],
    names: dict[FileFormat, str],
    terms: Terms,
    title: DeltaGenerator,
    about: DeltaGenerator,
    *,
    key: str,
) -> None:
    title.title(escape(document.title), anchor=False)
    about.caption(escape(document.about))
    files = {kind: partial(prepare, kind) for kind in FILE_FORMATS}
    show_file_buttons(files, names, terms, key=key)
    show_document(document)
