"""The steps of rising seniority: a first proposal for an empty store, and the form to change."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.access import Viewer
from core.escalation_steps import (
    FIRST_STEPS,
    LONGEST_NAME,
    MOST_STEPS,
    StepForm,
    set_steps,
)
from core.measures.escalation import Step
from core.store import Store
from pages.components.escalation_said import save_at
from pages.components.text import escape

_MORE = 2
_SAVED = "The steps are set."


def show_first_start(store: Store, viewer: Viewer) -> None:
    """Steps to begin with, taken by one press; nothing is set without it."""
    with st.container(border=True, gap="small"):
        st.markdown(
            "**No steps are set.** The group says to whom a matter rises. A first proposal, which "
            "you can change at the bottom of this page:"
        )
        st.markdown(
            "\n".join(
                f"{number}. {escape(step.name)}{' (outside the provider)' if step.outside else ''}"
                for number, step in enumerate(FIRST_STEPS, start=1)
            )
        )
        st.button(
            "Start with these steps",
            type="primary",
            on_click=save_at,
            args=("steps", partial(set_steps, store, viewer, FIRST_STEPS, ()), _SAVED),
        )


def show_steps(store: Store, viewer: Viewer, steps: Sequence[Step]) -> None:
    """The group's steps, lowest first, in a form: a blank line takes a step out."""
    st.subheader("The steps", anchor=False)
    if steps:
        rising = [f"{s.name} (outside the provider)" if s.outside else s.name for s in steps]
        st.markdown(" → ".join(escape(name) for name in rising))
    seen = tuple(step.id for step in steps)
    # Named by what is set: once that changes the fields begin anew.
    key = "steps_" + "_".join(f"{step.id}-{step.position}" for step in steps)
    count = min(MOST_STEPS, len(steps) + _MORE)
    with st.expander("Change the steps"), st.form(key, border=False):
        for place in range(count):
            step = steps[place] if place < len(steps) else None
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                st.text_input(
                    f"Step {place + 1}",
                    step.name if step else "",
                    max_chars=LONGEST_NAME,
                    key=f"{key}_name_{place}",
                    width=420,
                )
                st.checkbox(
                    f"Step {place + 1} is outside the provider",
                    step.outside if step else False,
                    key=f"{key}_outside_{place}",
                )
        st.caption(
            "Lowest first; leave a line blank to take a step out. Outside the provider are "
            "commissioners and Ofsted: an alarm alone never goes there."
        )
        st.form_submit_button(
            "Save the steps", on_click=_save, args=(store, viewer, key, count, seen)
        )


def _save(store: Store, viewer: Viewer, key: str, count: int, seen: Sequence[int]) -> None:
    said = st.session_state
    forms = [
        StepForm(said[f"{key}_name_{place}"], said[f"{key}_outside_{place}"])
        for place in range(count)
        if said[f"{key}_name_{place}"].strip()
    ]
    save_at("steps", partial(set_steps, store, viewer, forms, seen), _SAVED)
