"""The Guide's questions: asked only where an answer would change what the protocol says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import streamlit as st

from core.protocol.guide import answer_guide
from core.protocol.guide_values import GuideAnswer
from core.vocabulary import (
    Category,
    DrugClass,
    ProtocolException,
    SettingType,
    Severity,
    YesNo,
    say,
)

_OCCASIONS = (1, 2, 3)
_OCCASION_WORDS = {1: "first", 2: "second", 3: "third or later"}
_SEVERITY_WORDS = {
    Severity.MINOR: "minor: little or no harm",
    Severity.MODERATE: "moderate: less serious harm",
    Severity.SERIOUS: "serious harm",
}
_CATEGORY_WORDS = {
    Category.BEHAVIOUR: "difficult behaviour, no offence",
    Category.MISSING: "a child is missing",
    Category.CHILD_VICTIM: "a child is the victim",
    Category.OTHER: "something else",
}


def _say(word: StrEnum) -> str:
    words = _SEVERITY_WORDS.get(word) or _CATEGORY_WORDS.get(word) or say(word)  # type: ignore[call-overload]
    return str(words[:1].upper() + words[1:])


@dataclass(frozen=True)
class Question:
    """One further question: the argument of `answer_guide` that it fills, and its answers."""

    name: str
    text: str
    options: tuple[Any, ...]
    words: Callable[[Any], str] = _say


_YES_NO = tuple(YesNo)
_DECIDE_LEVEL = frozenset({"severity", "drug_class", "occasions"})

FURTHER: tuple[Question, ...] = (
    Question("severity", "How serious is it?", tuple(Severity)),
    Question("drug_class", "Which drug?", tuple(DrugClass)),
    Question(
        "occasions",
        "Which occasion is it for this child, in any home?",
        _OCCASIONS,
        lambda n: _OCCASION_WORDS[n].capitalize(),
    ),
    Question("whereabouts_known", "Do you know where the child is?", _YES_NO),
    Question("known_safe", "Do you know that the child is safe?", _YES_NO),
    Question("dealing_concern", "Is there a concern about drug dealing?", _YES_NO),
    Question("victim_wants_police", "Does the victim want the police?", _YES_NO),
    Question(
        "exception",
        "Is it out of the ordinary?",
        (
            ProtocolException.NONE,
            ProtocolException.PROLONGED,
            ProtocolException.REPEATED_AFTER_WARNING,
            ProtocolException.OTHER,
        ),
        lambda e: {
            ProtocolException.NONE: "No",
            ProtocolException.PROLONGED: "It goes on and on",
            ProtocolException.REPEATED_AFTER_WARNING: "It is repeated",
        }.get(e, "For another reason"),
    ),
    Question("warned", "Was the child warned before that a repeat may be reported?", _YES_NO),
)


def ask(answers: Mapping[str, Any]) -> GuideAnswer:
    """What the protocol says to these answers; a blank is not known."""
    known = {name: value for name, value in answers.items() if value is not None}
    return answer_guide(known.pop("setting"), known.pop("category"), **known)


def matters(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether any two answers to a question would change what the protocol says."""
    first, *others = (ask({**answers, question.name: option}) for option in question.options)
    return any(other != first for other in others)


def find_open_question(answers: Mapping[str, Any]) -> Question | None:
    """The first question that was put, is unanswered, and decides the level."""
    return next(
        (q for q in FURTHER if q.name in _DECIDE_LEVEL and answers.get(q.name, "") is None), None
    )


def ask_questions() -> dict[str, Any]:
    """Draw the questions; the answers so far, all of them in the URL."""
    answers: dict[str, Any] = {}
    answers["immediate_risk"] = st.segmented_control(
        "Is anybody at immediate risk that those present cannot safely manage?",
        _YES_NO,
        format_func=_say,
        key="guide_risk",
        bind="query-params",
    )
    setting = st.segmented_control(
        "Where does the child live?",
        tuple(SettingType),
        default=SettingType.CHILDRENS_HOME,
        required=True,
        format_func=_say,
        key="guide_setting",
        bind="query-params",
        wrap=True,
    )
    # An address that names it and says nothing clears it, `required` or not.
    answers["setting"] = setting or SettingType.CHILDRENS_HOME
    answers["category"] = st.selectbox(
        "What is happening?",
        tuple(Category),
        index=None,
        format_func=_say,
        placeholder="Choose what fits best",
        key="guide_category",
        bind="query-params",
        on_change=_forget,
    )
    if answers["category"] is None:
        return answers
    for question in FURTHER:
        if matters(question, answers):
            answers[question.name] = st.segmented_control(
                question.text,
                question.options,
                format_func=question.words,
                key=f"guide_{question.name}",
                bind="query-params",
                wrap=True,
            )
    if _matters_under_ten(answers):
        answers["under_ten"] = st.checkbox(
            "The child is under ten", key="guide_under_ten", bind="query-params"
        )
    return answers


def _forget() -> None:
    """Drop the further answers: they were given about something else."""
    for name in [question.name for question in FURTHER]:
        if f"guide_{name}" in st.session_state:
            st.session_state[f"guide_{name}"] = None


def _matters_under_ten(answers: Mapping[str, Any]) -> bool:
    return ask({**answers, "under_ten": True}) != ask({**answers, "under_ten": False})
