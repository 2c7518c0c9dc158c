"""Whether the audit's chain is whole: walked when asked, with progress, and what was found."""

import streamlit as st

from core.access import Permission, Viewer, can
from core.checking import check_audit
from core.clock import read_now
from core.daily_backup import read_backup_state, say_backup_state
from core.errors import SlowTimeError
from core.measures.audit_sentences import say_chain
from core.store import Store
from pages.components.text import escape


def show_chain(store: Store, viewer: Viewer) -> None:
    """The button that walks the chain, and what the walk found."""
    st.subheader("Is the record whole?", anchor=False)
    st.caption(
        "Every row is checked against the one before it, as “python -m core check” does. Nobody "
        "is held up meanwhile, and it can be left."
    )
    if not st.button("Check the whole chain", key="check_chain", icon=":material/link:"):
        return
    bar = st.progress(0.0, "Checking…")
    try:
        state = check_audit(
            store,
            viewer,
            progress=lambda done, of: bar.progress(done / of, f"{done:,} of {of:,} rows"),
        )
    except SlowTimeError as error:
        bar.empty()
        st.text(str(error))
        return
    bar.empty()
    found, meaning = say_chain(state.length, state.head, state.fault)
    with st.container(border=True):
        st.markdown(f"**{escape(found)}**")
        st.markdown(escape(meaning))
        st.caption(f"Checked {read_now():%H:%M}. Length {state.length:,}; head:")
        st.code(state.head, language=None, wrap_lines=True)


def show_backups(store: Store, viewer: Viewer) -> None:
    """How the daily backups stand, for whoever keeps them."""
    if can(viewer, Permission.BACKUP):
        st.subheader("Is there a backup?", anchor=False)
        st.text(say_backup_state(read_backup_state(store, viewer)))
