"""Grade: what waits for the group, one incident on one screen, answered by keyboard."""

import streamlit as st

from core.grading import read_queue
from core.reading import read_view
from pages.components.grading import (
    find_current,
    pick_queue,
    show_nothing_left,
    show_place,
    show_taken,
)
from pages.components.grading_answer import show_answer
from pages.components.grading_facts import show_case
from pages.components.grading_why import show_why
from pages.components.incident_register import show_nothing_yet
from pages.components.saving import show_said
from pages.components.session import open_page

store, viewer = open_page("grading")
view = read_view(store, viewer)


def show_queue() -> None:
    """The first of the queue that was not skipped, and the queue's filters beneath it."""
    title, said, body = st.empty(), st.container(), st.container()
    with st.expander("Which incidents to go through"):
        queue = pick_queue(view, read_queue(store, viewer, view))
    with said:
        detail = find_current(store, viewer, queue)
        show_said()
        show_taken()
    with body:
        if detail is None:
            show_nothing_left(title, queue)
            return
        title.title("What would a good parent have done?", anchor=False)
        show_place(detail, queue)
        facts, answer = st.columns(2, gap="large")
        with facts:
            show_case(viewer, detail)
        with answer:
            show_answer(store, viewer, detail)
    show_why(store, viewer, detail)


if view.incidents.is_empty():
    show_nothing_yet(viewer)
else:
    show_queue()
