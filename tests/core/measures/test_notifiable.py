"""Which incidents to ask about: by setting, by day, by what is recorded; never where notified."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.measures.notifiable import Event, find_prompt, say_prompts_intro
from core.vocabulary import Category, SettingType

HOME, SUPPORTED = SettingType.CHILDRENS_HOME, SettingType.SUPPORTED
PLAIN = Event(
    reference="A-1",
    on_day=date(2024, 5, 4),
    category=Category.ASSAULT,
    call_out=True,
    level=None,
    severity=None,
    arrested=None,
    immediate_risk=None,
    police_needed=None,
    ofsted_notified=None,
)


def test_a_call_out_with_nothing_that_may_make_it_serious_is_not_asked_about() -> None:
    assert find_prompt(PLAIN, HOME) is None
    assert find_prompt(replace(PLAIN, category=Category.MISSING), HOME) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"level": 3}, "level 3"),
        ({"severity": "serious"}, "recorded as serious"),
        ({"immediate_risk": "yes"}, "immediate risk"),
        ({"arrested": "yes"}, "arrest"),
        (
            {"category": Category.SEXUAL_OFFENCE_ALLEGATION},
            "allegation of a sexual offence",
        ),
        ({"category": Category.PAST_ABUSE_DISCLOSURE}, "disclosure of past abuse"),
        ({"category": Category.CHILD_VICTIM}, "child as victim"),
    ],
)
def test_each_sign_of_a_serious_event_is_a_reason_to_ask(
    change: dict[str, object], reason: str
) -> None:
    prompt = find_prompt(replace(PLAIN, **change), HOME)  # type: ignore[arg-type]
    assert prompt is not None
    assert prompt.reasons == (reason,)
    assert prompt.regulation == "regulation 40(4)"


@pytest.mark.parametrize(
    "change",
    [{"level": 2}, {"severity": "moderate"}, {"immediate_risk": "no"}, {"arrested": "no"}],
)
def test_less_than_that_is_no_reason(change: dict[str, object]) -> None:
    assert find_prompt(replace(PLAIN, **change), HOME) is None  # type: ignore[arg-type]


def test_what_is_notified_is_not_asked_about_and_not_notified_is_told_from_not_recorded() -> None:
    arrest = replace(PLAIN, arrested="yes")
    assert find_prompt(replace(arrest, ofsted_notified="yes"), HOME) is None
    blank = find_prompt(arrest, HOME)
    no = find_prompt(replace(arrest, ofsted_notified="no"), HOME)
    assert blank is not None
    assert no is not None
    assert (blank.recorded_no, no.recorded_no) == (False, True)


def test_police_not_needed_or_not_called_is_no_incident_requiring_police() -> None:
    serious = replace(PLAIN, level=3, severity="serious", immediate_risk="yes")
    assert find_prompt(serious, HOME) is not None
    assert find_prompt(replace(serious, police_needed="no"), HOME) is None
    assert find_prompt(replace(serious, call_out=False), HOME) is None
    abuse = replace(serious, call_out=False, category=Category.PAST_ABUSE_DISCLOSURE)
    assert find_prompt(abuse, HOME) is not None


@pytest.mark.parametrize(
    ("setting", "first"), [(HOME, date(2015, 4, 1)), (SUPPORTED, date(2023, 10, 28))]
)
def test_nothing_is_asked_before_the_regulation_holds(setting: SettingType, first: date) -> None:
    arrest = replace(PLAIN, arrested="yes", on_day=first)
    assert find_prompt(arrest, setting) is not None
    assert find_prompt(replace(arrest, on_day=first - timedelta(days=1)), setting) is None


@pytest.mark.parametrize("setting", [SettingType.FOSTER, SettingType.KINSHIP])
def test_where_no_duty_is_known_nothing_is_asked_and_nothing_denied(setting: SettingType) -> None:
    assert find_prompt(replace(PLAIN, arrested="yes", level=3), setting) is None
    said = say_prompts_intro(setting, 0, 5)
    assert "says nothing on whether there is one" in said


def test_the_words_ask_and_never_find() -> None:
    assert "of one contact with the police" in say_prompts_intro(HOME, 1, 5)
    several = say_prompts_intro(SUPPORTED, 2, 5)
    assert several.startswith("Regulation 27 of the Supported Accommodation (England)")
    assert "of 2 contacts" in several
    assert "a question and no finding" in several
    assert "no contact with the police to ask about" in say_prompts_intro(HOME, 0, 0)
    assert "or each such one is recorded as notified" in say_prompts_intro(HOME, 0, 3)
