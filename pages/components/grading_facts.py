"""One incident as the group hears it before it answers: facts, the home, the child."""

import streamlit as st

from core.access import Sight, Viewer, read_access
from core.review import IncidentDetail
from pages.components.incident_words import say_blanks, say_facts
from pages.components.text import escape


def show_case(viewer: Viewer, detail: IncidentDetail) -> None:
    """What happened, what the home and the child say of it, then the facts by group."""
    facts = detail.facts
    if facts["summary"]:
        st.text(facts["summary"])
    if read_access(viewer).child_refs is not Sight.NONE:
        _show_accounts(detail)
    _show_groups(say_facts(facts))
    if blanks := say_blanks(facts):
        said = "; ".join([blanks[0], *(b[:1].lower() + b[1:] for b in blanks[1:])])
        st.markdown(f"**Not recorded, and it matters here**  \n{escape(said)}.")


def _show_groups(groups: dict[str, list[str]]) -> None:
    """Two columns, each group under the shorter of them, so that all of it fits one screen."""
    columns, lengths = st.columns(2, gap="small"), [0, 0]
    for group, lines in groups.items():
        shorter = lengths.index(min(lengths))
        columns[shorter].markdown("  \n".join([f"**{group}**", *lines]))
        lengths[shorter] += len(lines) + 2


def _show_accounts(detail: IncidentDetail) -> None:
    home, child = detail.facts["home_account"], detail.facts["child_account"]
    st.markdown("**The home's account**" if home else "The home has given no account.")
    if home:
        st.text(home)
    if child:
        st.markdown("**The child's account**")
        st.text(child)
