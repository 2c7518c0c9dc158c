"""Asking the home what is not recorded: which questions are open, and the button that asks one."""

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import read_today, say_date
from core.protocol.rules import RULES
from core.reading import read_actions
from core.review import FindingRow, IncidentDetail, ask_home, ask_home_all
from core.store import Store
from core.vocabulary import ActionState, FindingOwner, Verdict
from pages.components.incident_words import say_clauses
from pages.components.saving import save

_LONGEST_TITLE = 200
_QUESTIONS = {rule.id: rule.question for rule in RULES}


def show_question(
    store: Store, viewer: Viewer, detail: IncidentDetail, finding: FindingRow, asked: dict[str, str]
) -> None:
    """A button that asks the home, inside a form; or, once asked, until when it may answer."""
    if not _is_for_home(finding):
        return
    question = _say_question(detail, finding)
    if question in asked:
        st.caption(asked[question])
        return
    st.form_submit_button(
        f"Ask the home ({say_clauses(finding.clause)})",
        key=f"ask_{detail.id}_{finding.rule}",
        icon=":material/help:",
        on_click=_ask,
        args=(store, viewer, detail.id, finding.rule, question),
    )


def find_questions(detail: IncidentDetail, asked: dict[str, str]) -> dict[str, str]:
    """By rule, what is not recorded, is the home's to know, and was not asked yet."""
    questions = {
        finding.rule: _say_question(detail, finding)
        for finding in detail.findings
        if finding.verdict == Verdict.CANNOT_TELL and _is_for_home(finding)
    }
    return {rule: question for rule, question in questions.items() if question not in asked}


def ask_all(store: Store, viewer: Viewer, incident_id: int, questions: dict[str, str]) -> None:
    """Ask the home all of these at once: an action each."""
    several = "" if len(questions) == 1 else f" {len(questions)} things"
    save(
        lambda: ask_home_all(store, viewer, incident_id, questions, read_today()),
        f"The home is asked{several}.",
    )


def show_asked(detail: IncidentDetail, finding: FindingRow, asked: dict[str, str]) -> None:
    """Whether the home was asked what is not recorded, and until when it may answer."""
    said = asked.get(_say_question(detail, finding))
    if said:
        st.caption(said)


def _is_for_home(finding: FindingRow) -> bool:
    # What the police or an authority did is not the home's to know.
    return finding.owner in {FindingOwner.HOME, FindingOwner.CARER}


def _say_asking(detail: IncidentDetail) -> str:
    return f"Say what is not recorded of {detail.facts['reference']}: "


def _say_question(detail: IncidentDetail, finding: FindingRow) -> str:
    """The question as an action's title can hold it."""
    question = _QUESTIONS.get(finding.rule) or finding.message
    return question[: _LONGEST_TITLE - len(_say_asking(detail))].strip()


def _ask(store: Store, viewer: Viewer, incident_id: int, rule: str, question: str) -> None:
    save(
        lambda: ask_home(store, viewer, incident_id, rule, question, read_today()),
        "The home is asked.",
    )


def read_asked(store: Store, viewer: Viewer, detail: IncidentDetail) -> dict[str, str]:
    """The questions already put to the home, and when they are due."""
    begins = _say_asking(detail)
    rows = read_actions(store, viewer).filter(
        (pl.col("incident_id") == detail.id) & pl.col("title").str.starts_with(begins)
    )
    return {
        row["title"].removeprefix(begins): (
            f"Asked, due {say_date(row['due_on'])}"
            if row["state"] == ActionState.OPEN.value
            else "Asked and answered"
        )
        for row in rows.iter_rows(named=True)
    }
