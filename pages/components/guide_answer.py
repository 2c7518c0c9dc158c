"""The Guide's answer, large: which number, who decides, what to do and write down."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import streamlit as st

from core.protocol.guide_values import GuideAnswer, PoliceAnswer, StepWhen
from core.vocabulary import Category, Channel, YesNo, say
from pages.components.guide_questions import ask, find_open_question
from pages.components.incident_words import OWNER_WORDS, say_clauses
from pages.components.text import escape

_PROTECTIVE = {
    Category.MISSING,
    Category.ABSENT,
    Category.CONCERN_FOR_SAFETY,
    Category.CHILD_VICTIM,
}
_WHEN = {
    StepWhen.ALWAYS: "Do and record in any case",
    StepWhen.IF_CALLED: "If the police are called",
    StepWhen.IF_NOT_CALLED: "If the police are not called",
}


def read_answer(answers: Mapping[str, Any]) -> GuideAnswer | None:
    """The answer so far; None until it is known what happens, unless somebody is at risk.

    An immediate risk needs no category to be 999, so nobody waits for the second question.
    """
    if answers["category"] is not None:
        return ask(answers)
    if answers["immediate_risk"] == YesNo.YES:
        return ask({**answers, "category": Category.OTHER})
    return None


def say_number(channels: tuple[Channel, ...]) -> str:
    """The routes as a person dials them."""
    words = {Channel.ONLINE: "online", Channel.NON_EMERGENCY: "101", Channel.EMERGENCY: "999"}
    return " or ".join(words.get(channel, say(channel)) for channel in channels)


def say_answer(answer: GuideAnswer | None, answers: Mapping[str, Any]) -> str:
    """The answer as a title; what is still needed for one, where the level hangs on it."""
    if answer is None:
        return "Unless somebody is at immediate risk, there is time to decide"
    number, category = say_number(answer.channels), answers["category"]
    question = find_open_question(answers)
    if question is not None and answer.police is PoliceAnswer.PERSON_DECIDES:
        return f"One more answer is needed: {question.text[:1].lower()}{question.text[1:]}"
    match answer.police:
        case PoliceAnswer.CALL if answer.channels == (Channel.EMERGENCY,):
            return "Call 999 now"
        case PoliceAnswer.CALL:
            return f"Tell the police, by {number}"
        case PoliceAnswer.MAY_CALL:
            return f"Decide first; if the police are told, then by {number}"
        case PoliceAnswer.DO_NOT_CALL:
            return "No police: look after it in the placement"
        case _ if category in _PROTECTIVE:
            return "Look to the child’s safety first; calling for a child in danger is always right"
        case _:
            return "A person has to judge this; the protocol alone does not decide it"


def show_answer(answer: GuideAnswer, answers: Mapping[str, Any]) -> None:
    """The answer in a frame of its own, as far as the answers given let it be known."""
    chosen = answers["category"] is not None
    known = chosen and (answer.level is not None or find_open_question(answers) is None)
    with st.container(border=True, key="guide_answer"):
        with st.grid(3, min_column_width=190):
            _show_part("Number", _say_number_part(answer))
            _show_part("Level", _say_level_part(answer, known))
            _show_part("Who decides", answer.who_decides, small=True)
        st.markdown("**Why**")
        _show_lines(f"{escape(r.text)} *{say_clauses(r.clause)}*" for r in answer.reasons)
        if chosen:
            _show_steps(answer)


def _show_part(label: str, text: str, small: bool = False) -> None:
    with st.container(gap="xsmall"):
        st.caption(label)
        st.markdown(f"**{escape(text)}**" if small else f"### {escape(text)}")


def _say_number_part(answer: GuideAnswer) -> str:
    number = say_number(answer.channels)
    match answer.police:
        case PoliceAnswer.CALL:
            return number
        case PoliceAnswer.DO_NOT_CALL:
            return "No police"
        case _:
            return f"None yet; if told, {number}"


def _say_level_part(answer: GuideAnswer, known: bool) -> str:
    if not known:
        return "Not known yet"
    if answer.level is None:
        return "No level"
    clauses = [clause for clause in answer.level_basis if clause]
    return f"Level {answer.level}" + (f" ({', '.join(clauses)})" if clauses else "")


def _show_steps(answer: GuideAnswer) -> None:
    order = list(_WHEN)
    steps = sorted(answer.steps, key=lambda step: order.index(step.when))
    for when, group in groupby(steps, key=lambda step: step.when):
        st.markdown(f"**{_WHEN[when]}**")
        _show_lines(
            f"{escape(s.text)} *{say_clauses(s.clause)}, {OWNER_WORDS[s.owner]}*" for s in group
        )


def _show_lines(lines: Any) -> None:
    st.markdown("\n".join(f"- {line}" for line in lines))
