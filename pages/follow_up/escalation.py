"""Escalation: what is proposed and why, what has no answer yet, what was decided, the steps."""

import streamlit as st

from core.clock import read_today
from core.measures.escalation_sentences import METHOD, say_escalation_title
from pages.components.escalation import MOST_SHOWN, read_escalation_page, show_proposal
from pages.components.escalation_decided import show_past, show_unanswered
from pages.components.escalation_said import show_said_on_top
from pages.components.escalation_steps import show_first_start, show_steps
from pages.components.place import say_data_to
from pages.components.session import open_page

store, viewer = open_page("escalation")
page = read_escalation_page(store, viewer, read_today())
proposals, unanswered = page.proposals.to_dicts(), page.unanswered.to_dicts()

st.title(say_escalation_title(len(proposals), len(unanswered)))
st.caption(f"A person decides, with a reason · {say_data_to(page.view)}")
show_said_on_top([row["subject"] for row in proposals + unanswered])
if not page.active_steps:
    show_first_start(store, viewer)
for row in proposals[:MOST_SHOWN]:
    show_proposal(store, viewer, page, row)
if len(proposals) > MOST_SHOWN:
    st.caption(f"The {MOST_SHOWN} that stand longest; the others come up as these are decided.")
if not proposals:
    st.markdown(
        "Nothing is proposed: no action of a home is long overdue, no finding repeats and no alarm "
        "stands that was not decided on."
        if page.view.data_to
        else "Proposals come from overdue actions, agreed findings and alarms. No incident is "
        "imported yet."
    )
if unanswered:
    st.subheader("Waiting for an answer", anchor=False)
for row in unanswered:
    show_unanswered(store, viewer, page, row)
show_past(page)
show_steps(store, viewer, page.active_steps)
st.caption(METHOD)
