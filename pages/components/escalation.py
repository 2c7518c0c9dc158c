"""What is proposed to be escalated, each with why, the step, and the decision."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.access import Viewer
from core.escalation import (
    LONGEST_REASON,
    decline,
    escalate,
    read_agreed,
    read_escalations,
    read_provider_people,
)
from core.escalation_steps import read_steps
from core.measures.alarms import count_watched_homes
from core.measures.escalation import Step, filter_steps, find_escalations, parse_subject
from core.measures.escalation_causes import (
    filter_repeated,
    find_overdue,
    find_repeated,
    find_standing_alarms,
)
from core.measures.escalation_sentences import say_before, say_cause, say_quiet, say_why
from core.reading import View, read_actions, read_view
from core.store import Store
from core.vocabulary import EscalationCause, EscalationState
from pages.components.alarm_list import read_alarms
from pages.components.escalation_said import save_at, show_said_at
from pages.components.session import find_page
from pages.components.text import escape

WIDTH = 960
MOST_SHOWN = 30


@dataclass(frozen=True)
class EscalationPage:
    """What the page is made of; `homes` and `actions` are rows by id."""

    today: date
    view: View
    proposals: pl.DataFrame
    decisions: pl.DataFrame
    steps: tuple[Step, ...]
    homes: dict[int, dict[str, Any]]
    actions: dict[int, dict[str, Any]]
    homes_watched: int

    @property
    def active_steps(self) -> list[Step]:
        """The steps that the group has now, lowest first."""
        return [step for step in self.steps if step.active]

    @property
    def unanswered(self) -> pl.DataFrame:
        """Escalations that nobody has answered, longest first."""
        return self.decisions.filter(state=EscalationState.ESCALATED.value).reverse()


def read_escalation_page(store: Store, viewer: Viewer, today: date) -> EscalationPage:
    """Everything the page shows, from the viewer's own view."""
    view, actions = read_view(store, viewer), read_actions(store, viewer)
    decisions, steps = read_escalations(store, viewer), read_steps(store, viewer)
    candidates = [find_overdue(actions, read_provider_people(store, viewer), today)]
    if view.data_to is not None:
        findings = read_agreed(store, viewer, filter_repeated(view.findings, view.data_to))
        alarms = read_alarms(store, viewer, view)
        candidates += [
            find_repeated(findings, view.data_to),
            find_standing_alarms(alarms, view.meetings, view.data_to),
        ]
    return EscalationPage(
        today=today,
        view=view,
        proposals=find_escalations(candidates, view.homes, decisions, steps, today),
        decisions=decisions,
        steps=steps,
        homes={row["home_id"]: row for row in view.homes.to_dicts()},
        actions={row["id"]: row for row in actions.to_dicts()},
        homes_watched=count_watched_homes(view.homes, view.data_to or today),
    )


def show_proposal(store: Store, viewer: Viewer, page: EscalationPage, row: dict[str, Any]) -> None:
    """One proposal as a card: home, cause, why, step; the decision unfolds."""
    subject = row["subject"]
    with st.container(border=True, gap="small", key=f"proposal_{_build_key(subject)}", width=WIDTH):
        st.markdown(f"**{escape(page.homes[row['home_id']]['name'])}** · {say_cause(row['cause'])}")
        st.markdown(escape(say_why(row, page.homes_watched, page.actions.get(row["action_id"]))))
        st.markdown(escape(say_before(row, page.steps)))
        show_links(page, row)
        show_said_at(subject)
        with st.expander("Decide"):
            _show_form(store, viewer, page, row)


def show_links(page: EscalationPage, row: dict[str, Any]) -> None:
    """Ways to the home and to what the proposal rests on; `row` has a `subject`."""
    subject = parse_subject(row["subject"])
    home = page.homes.get(subject.home_id)
    if home is None:
        return
    with st.container(horizontal=True, gap="medium"):
        st.page_link(find_page("home"), label="The home", query_params={"home": home["urn"]})
        if subject.cause is EscalationCause.OVERDUE:
            st.page_link(
                find_page("actions"), label="The actions", query_params={"whose": "Everybody's"}
            )
        if subject.cause is EscalationCause.REPEATED:
            query = {"home": home["urn"], "finding": subject.about, **_say_days(row)}
            st.page_link(find_page("incidents"), label="The incidents", query_params=query)


def _say_days(row: dict[str, Any]) -> dict[str, str]:
    """The Incidents page's period, as its URL says it; of a decision only what was found."""
    if row.get("since_on") is None:
        return {"incidents_period": "Last 36 months"}
    return {
        "incidents_period": "Choose…",
        "incidents_period_from": row["since_on"].isoformat(),
        "incidents_period_to": row["until_on"].isoformat(),
    }


def _show_form(store: Store, viewer: Viewer, page: EscalationPage, row: dict[str, Any]) -> None:
    key = _build_key(row["subject"])
    allowed = {step.id: step for step in filter_steps(page.steps, EscalationCause(row["cause"]))}
    ids = list(allowed)
    with st.form(f"decide_{key}", border=False):
        if ids:
            st.selectbox(
                "To which step",
                ids,
                index=ids.index(row["step_id"]),
                format_func=lambda step_id: _say_step(allowed[step_id]),
                key=f"step_{key}",
                width=480,
            )
        st.text_area("Reason", key=f"reason_{key}", max_chars=LONGEST_REASON, height=90)
        st.caption(f"No child's name and no child's reference. {say_quiet(row['cause'])}")
        with st.container(horizontal=True, gap="small"):
            press = partial(_decide, store, viewer, row, key)
            if ids:
                st.form_submit_button(
                    "Escalate", type="primary", key=f"yes_{key}", on_click=press, args=(True,)
                )
            st.form_submit_button("Not now", key=f"no_{key}", on_click=press, args=(False,))


def _say_step(step: Step) -> str:
    """A step as it is chosen: with its side where that is outside the provider."""
    # A choice shows its words as they are: no markup to escape.
    return f"{step.name} (outside the provider)" if step.outside else step.name


def _decide(store: Store, viewer: Viewer, row: dict[str, Any], key: str, take: bool) -> None:
    subject, reason = parse_subject(row["subject"]), st.session_state[f"reason_{key}"]
    known = {"earlier": row["earlier"], "reason": reason}
    if take:
        step_id = st.session_state[f"step_{key}"]
        change = partial(escalate, store, viewer, subject, step_id=step_id, **known)
        save_at(row["subject"], change, "Escalated; it waits for an answer below.")
    else:
        save_at(
            row["subject"],
            partial(decline, store, viewer, subject, **known),
            "Not escalated; the reason is kept below.",
        )


def _build_key(subject: str) -> str:
    return subject.replace(":", "_")
