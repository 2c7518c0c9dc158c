"""One person's own data: a child's, by reference; a former member's name."""

from datetime import date

import streamlit as st

from core.access import Viewer
from core.clock import say_date
from core.errors import SlowTimeError
from core.measures.sentences import say_count
from core.reports.subject import ABOUT, export_child
from core.retention import LONGEST_REASON
from core.store import Store
from core.subject_record import SubjectRecord
from core.subjects import LIMITS, erase_child, erase_person, find_child, find_erasable_people
from pages.components.retention import save_and_say
from pages.components.saving import save, say_error
from pages.components.session import while_let_in
from pages.components.text import escape


def show_child(store: Store, viewer: Viewer) -> None:
    """What is held on one child: found, handed out, erased as far as the law goes."""
    st.markdown(
        "**A child.** Somebody with the right to ask wants to know what is held, or wants it "
        "erased (UK GDPR Art. 15 and 17). Ask the data protection officer first who may ask."
    )
    # Not in the URL: a link would carry the reference into histories and mails.
    asked = st.text_input("The child's reference", max_chars=32, key="subject_ref", width=320)
    if not asked.strip():
        return
    try:
        record = find_child(store, viewer, asked)
    except SlowTimeError as error:
        st.text(str(error))
        return
    if record.is_empty:
        st.markdown("Nothing is held under this reference. Incidents anonymised earlier have none.")
        return
    incidents = say_count(len(record.incidents), "incident")
    named = say_count(len(record.mentions), "other text") + " with the reference in it"
    st.markdown(f"Held: {incidents}; {named}.")
    for mention in record.mentions:
        st.text(f"{mention.where}, number {mention.id}: take the reference out where it stands.")
    if record.earlier:
        st.text(f"{say_count(record.earlier, 'incident')} stood under it before a later import.")
    _show_files(store, viewer, record)
    if record.incidents:
        _show_erasure(store, viewer, record)


def _show_files(store: Store, viewer: Viewer, record: SubjectRecord) -> None:
    st.caption(ABOUT[0])
    with st.container(horizontal=True, gap="small"):
        for file_format, label, mime in (
            ("pdf", "To read (PDF)", "application/pdf"),
            ("json", "Whole (JSON)", "application/json"),
        ):
            st.download_button(
                label,
                data=while_let_in(
                    lambda name=file_format: export_child(  # type: ignore[misc]
                        store, viewer, record.child_ref, name
                    )
                ),
                file_name=f"held-on-one-child.{file_format}",
                mime=mime,
                key=f"subject_{file_format}",
                icon=":material/download:",
                on_click="ignore",
            )


def _show_erasure(store: Store, viewer: Viewer, record: SubjectRecord) -> None:
    with st.expander("Erase what is held"):
        st.markdown(escape(LIMITS))
        free = {row.id: row for row in record.incidents if row.hold is None}
        for row in record.incidents:
            if row.hold is not None:
                st.text(f"{say_date(row.occurred_on)}, {row.home}: stays, {row.hold}.")
        if not free:
            st.markdown("None of these incidents can go now.")
            return
        st.multiselect(
            "Incidents to anonymise",
            list(free),
            format_func=lambda key: f"{say_date(free[key].occurred_on)}, {free[key].home}",
            key="subject_incidents",
        )
        st.text_input("Why", max_chars=LONGEST_REASON, key="subject_reason")
        sure = st.checkbox("Yes, it cannot be undone.", key="subject_sure")
        st.button(
            "Anonymise these",
            disabled=not sure,
            on_click=_erase,
            args=(store, viewer, record.child_ref),
            key="subject_erase",
        )


def _erase(store: Store, viewer: Viewer, child_ref: str) -> None:
    chosen, why = st.session_state["subject_incidents"], st.session_state["subject_reason"]
    st.session_state["subject_sure"] = False
    if not chosen:
        say_error("Choose at least one incident.")
        return
    save_and_say(lambda: erase_child(store, viewer, child_ref, chosen, why))


def show_people(store: Store, viewer: Viewer, today: date) -> None:
    """Former members whose names can go."""
    people = find_erasable_people(store, viewer, today)
    st.markdown(
        "**A former member.** Name and address go once the set age has passed since they left; "
        "what they decided stays under a number."
    )
    if not people:
        st.caption("Nobody left that long ago, or no age is set.")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            "Who", list(people), format_func=people.__getitem__, key="former_member", width=320
        )
        st.button(
            "Take out the name",
            on_click=_erase_person,
            args=(store, viewer, today),
            key="former_member_erase",
        )


def _erase_person(store: Store, viewer: Viewer, today: date) -> None:
    chosen = int(st.session_state["former_member"])
    save(lambda: erase_person(store, viewer, chosen, today), "The name and address are gone.")
