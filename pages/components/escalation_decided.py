"""What was escalated and has no answer yet, and what was decided before."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import say_date, to_uk
from core.escalation import LONGEST_REASON, answer
from core.measures.escalation_sentences import (
    say_cause,
    say_decision,
    say_matter,
    say_waiting,
)
from core.store import Store
from core.vocabulary import EscalationState
from pages.components.escalation import WIDTH, EscalationPage, show_links
from pages.components.escalation_said import save_at, show_said_at
from pages.components.tables import show_download
from pages.components.text import escape

_MOST_LISTED = 20


def show_unanswered(
    store: Store, viewer: Viewer, page: EscalationPage, row: dict[str, Any]
) -> None:
    """One escalation without an answer: how long, why, and the form that takes the answer."""
    key = f"answer_{row['id']}"
    with st.container(border=True, gap="small", key=f"waiting_{row['id']}", width=WIDTH):
        st.markdown(
            f"**{_say_home(page, row)}** · {say_cause(row['cause'])} "
            f":gray-badge[{say_waiting(row, page.today)}]"
        )
        st.markdown(escape(f"{_say_matter(page, row)} {say_decision(row)}."))
        st.text(row["reason"])
        show_links(page, row)
        show_said_at(row["subject"])
        with st.expander("Record the answer"), st.form(key, border=False):
            st.text_area("What came of it", key=f"{key}_words", max_chars=LONGEST_REASON, height=90)
            st.caption("No child's name and no child's reference.")
            st.form_submit_button(
                "Save the answer", on_click=_answer, args=(store, viewer, row, f"{key}_words")
            )


def _answer(store: Store, viewer: Viewer, row: dict[str, Any], key: str) -> None:
    words = st.session_state[key]
    change = partial(answer, store, viewer, row["id"], row["version"], words)
    save_at(row["subject"], change, "The answer is kept below.")


def show_past(page: EscalationPage) -> None:
    """The decisions that are answered or were declined, newest first, with their reasons."""
    past = page.decisions.filter(pl.col("state") != EscalationState.ESCALATED.value)
    if page.decisions.is_empty():
        return
    st.subheader("Decided before", anchor=False)
    if past.is_empty():
        st.markdown("Nothing yet but what waits for an answer.")
    for row in past.head(_MOST_LISTED).to_dicts():
        with st.container(gap="xsmall"):
            st.markdown(
                f"**{_say_home(page, row)}** · {say_cause(row['cause'])} · "
                f"{escape(say_decision(row))}"
            )
            st.caption(escape(_say_matter(page, row)))
            st.text(row["reason"])
            if row["answered_at"] is not None:
                st.caption(f"Answered {say_date(to_uk(row['answered_at']).date())}:")
                st.text(row["answer"])
    if past.height > _MOST_LISTED:
        st.caption(f"The newest {_MOST_LISTED} of {past.height}; the CSV holds all.")
    show_download(_build_table(page), key="escalations", file_name="escalations.csv")


def _say_home(page: EscalationPage, row: dict[str, Any]) -> str:
    home = page.homes.get(row["home_id"])
    return escape(home["name"]) if home else "A home that is no longer in the register"


def _say_matter(page: EscalationPage, row: dict[str, Any]) -> str:
    return say_matter(row["subject"], (page.actions.get(row["action_id"]) or {}).get("title"))


def _build_table(page: EscalationPage) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Home": (page.homes.get(row["home_id"]) or {}).get("name", ""),
                "Why": say_cause(row["cause"]),
                "What": _say_matter(page, row),
                "State": row["state"],
                "Step": row["step"],
                "Decided": to_uk(row["decided_at"]),
                "By": row["by"],
                "Reason": row["reason"],
                "Answered": to_uk(row["answered_at"]) if row["answered_at"] else None,
                "Answer": row["answer"],
            }
            for row in page.decisions.to_dicts()
        ]
    )
