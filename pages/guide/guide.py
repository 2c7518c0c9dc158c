"""The protocol for a night shift: what to do now; beneath it the levels, rules and questions."""

import streamlit as st

from core.clock import read_today
from core.protocol.rulesets import PAN_DORSET, find_ruleset
from pages.components.guide_answer import read_answer, say_answer, show_answer
from pages.components.guide_questions import ask_questions
from pages.components.guide_reference import (
    say_edition,
    show_levels,
    show_notes,
    show_open_points,
    show_rules,
)
from pages.components.projector import is_projecting, stop_projecting
from pages.components.session import open_page

store, viewer = open_page("guide")
today = read_today()
ruleset = find_ruleset(today) or PAN_DORSET

title = st.empty()
questions, answered = st.columns([2, 3], gap="large")
with questions:
    answers = ask_questions()
answer = read_answer(answers)
title.title(say_answer(answer, answers), anchor=False)
with answered:
    if answer is None:
        st.markdown(
            "**Answer the questions and the answer stands here.** It is what the protocol says, "
            "with its clauses; nothing of what you choose is stored."
        )
        st.markdown(
            "If anybody comes to be at a risk that you cannot safely manage, call 999 (6.3, 6.20)."
        )
    else:
        show_answer(answer, answers)
    st.caption(say_edition(ruleset, today))

show_levels()
show_rules(ruleset)
show_open_points()
show_notes()
if is_projecting():
    st.button("Leave the wall", on_click=stop_projecting)
