"""The Guide's answers, which are the rules' own."""

import itertools

import pytest

from core.errors import InvalidInput
from core.protocol.guide import answer_guide
from core.protocol.guide_values import GuideAnswer, PoliceAnswer, StepWhen
from core.protocol.level_words import LEVELS_IN_WORDS
from core.protocol.open_points import DATED_NOTES, OPEN_POINTS
from core.protocol.rules import RULES
from core.vocabulary import (
    Category,
    Channel,
    Decider,
    DrugClass,
    ProtocolException,
    SettingType,
    Severity,
    YesNo,
)

HOME, FOSTER, SUPPORTED = SettingType.CHILDRENS_HOME, SettingType.FOSTER, SettingType.SUPPORTED


def clauses(answer: GuideAnswer) -> set[str]:
    return {step.clause for step in answer.steps}


def test_level_1_stays_within_the_placement() -> None:
    answer = answer_guide(HOME, Category.BEHAVIOUR, immediate_risk=YesNo.NO)
    assert (answer.police, answer.level, answer.channels) == (PoliceAnswer.DO_NOT_CALL, 1, ())
    assert answer.deciders == (Decider.STAFF,)
    assert answer_guide(FOSTER, Category.BEHAVIOUR).deciders == (Decider.FOSTER_CARER,)


def test_an_exception_opens_online_and_101_and_never_999() -> None:
    prolonged = answer_guide(HOME, Category.BEHAVIOUR, exception=ProtocolException.PROLONGED)
    assert prolonged.police is PoliceAnswer.MAY_CALL
    assert prolonged.channels == (Channel.NON_EMERGENCY, Channel.ONLINE)
    repeated = ProtocolException.REPEATED_AFTER_WARNING
    unwarned = answer_guide(HOME, Category.BEHAVIOUR, exception=repeated)
    warned = answer_guide(HOME, Category.BEHAVIOUR, exception=repeated, warned=YesNo.YES)
    assert unwarned.police is PoliceAnswer.DO_NOT_CALL
    assert warned.police is PoliceAnswer.MAY_CALL


def test_a_victims_wish_is_weighed_at_level_1_and_followed_at_level_2() -> None:
    weighed = answer_guide(HOME, Category.ASSAULT, Severity.MINOR, victim_wants_police=YesNo.YES)
    assert weighed.police is PoliceAnswer.PERSON_DECIDES
    followed = answer_guide(
        HOME, Category.ASSAULT, Severity.MODERATE, victim_wants_police=YesNo.YES
    )
    assert followed.police is PoliceAnswer.CALL
    assert Channel.EMERGENCY not in followed.channels


def test_level_2_is_the_managers_in_a_home_and_the_social_workers_in_foster_care() -> None:
    home = answer_guide(HOME, Category.THEFT)
    foster = answer_guide(FOSTER, Category.THEFT)
    assert home.police is foster.police is PoliceAnswer.MAY_CALL
    assert Decider.REGISTERED_MANAGER in home.deciders
    assert foster.deciders == (Decider.SOCIAL_WORKER, Decider.OUT_OF_HOURS_OFFICER)


def test_at_immediate_risk_anybody_calls_999_and_carers_tell_out_of_hours() -> None:
    answer = answer_guide(FOSTER, Category.ASSAULT, Severity.SERIOUS, immediate_risk=YesNo.YES)
    assert (answer.police, answer.channels) == (PoliceAnswer.CALL, (Channel.EMERGENCY,))
    assert answer.deciders == ()
    assert {"6.21, App. B", "6.13, 11.4, App. A"} <= clauses(answer)


@pytest.mark.parametrize("category", list(Category))
def test_immediate_risk_is_999_whatever_happens(category: Category) -> None:
    for under_ten in (False, True):
        answer = answer_guide(HOME, category, immediate_risk=YesNo.YES, under_ten=under_ten)
        assert (answer.police, answer.channels) == (PoliceAnswer.CALL, (Channel.EMERGENCY,))


def test_serious_without_hurry_is_reported_online_or_by_101() -> None:
    answer = answer_guide(HOME, Category.WEAPON_POSSESSION, immediate_risk=YesNo.NO)
    assert answer.police is PoliceAnswer.CALL
    assert answer.channels == (Channel.NON_EMERGENCY, Channel.ONLINE)
    alleged = answer_guide(HOME, Category.SEXUAL_OFFENCE_ALLEGATION, immediate_risk=YesNo.NO)
    assert alleged.channels == (Channel.EMERGENCY,)


def test_past_abuse_goes_to_safeguarding_and_not_to_999() -> None:
    answer = answer_guide(HOME, Category.PAST_ABUSE_DISCLOSURE)
    assert Channel.EMERGENCY not in answer.channels
    referral = [step for step in answer.steps if step.clause == "4.11, 6.20"]
    assert [step.when for step in referral] == [StepWhen.ALWAYS]


def test_a_missing_child_by_what_is_known() -> None:
    lost = answer_guide(HOME, Category.MISSING, whereabouts_known=YesNo.NO)
    assert (lost.police, lost.channels[0]) == (PoliceAnswer.CALL, Channel.EMERGENCY)
    safe = answer_guide(
        HOME,
        Category.MISSING,
        immediate_risk=YesNo.NO,
        whereabouts_known=YesNo.YES,
        known_safe=YesNo.YES,
    )
    assert (safe.police, safe.channels) == (PoliceAnswer.DO_NOT_CALL, ())
    assert answer_guide(HOME, Category.MISSING).police is PoliceAnswer.PERSON_DECIDES
    assert "statutory guidance" in clauses(safe)


def test_a_child_under_ten_has_no_level_and_is_for_social_care() -> None:
    answer = answer_guide(HOME, Category.THEFT, under_ten=True)
    assert (answer.level, answer.police) == (None, PoliceAnswer.PERSON_DECIDES)
    assert "law" in {reason.clause for reason in answer.reasons}


@pytest.mark.parametrize(
    ("drug_class", "occasions", "level"),
    [
        (DrugClass.B, 1, 1),
        (DrugClass.C, 2, 2),
        (DrugClass.B, 3, 3),
        (DrugClass.B, 4_000_000_000, 3),
        (DrugClass.A, 1, 2),
        (DrugClass.A, 2, 3),
        (DrugClass.A, None, None),
        (DrugClass.UNKNOWN, 1, None),
    ],
)
def test_drugs_climb_the_ladder(
    drug_class: DrugClass, occasions: int | None, level: int | None
) -> None:
    answer = answer_guide(
        HOME, Category.DRUGS_POSSESSION, drug_class=drug_class, occasions=occasions
    )
    assert answer.level == level
    expected = PoliceAnswer.PERSON_DECIDES if level is None else None
    assert expected is None or answer.police is expected


def test_drugs_that_stay_are_destroyed_and_drugs_that_are_reported_are_kept() -> None:
    stay = answer_guide(HOME, Category.DRUGS_POSSESSION, drug_class=DrugClass.B, occasions=1)
    go = answer_guide(HOME, Category.DRUGS_POSSESSION, drug_class=DrugClass.B, occasions=3)
    assert "10.6" in clauses(stay) and "10.5" not in clauses(stay)
    assert {"10.4", "10.5"} <= clauses(go) and "10.6" not in clauses(go)
    dealing = answer_guide(
        HOME,
        Category.DRUGS_POSSESSION,
        drug_class=DrugClass.B,
        occasions=1,
        dealing_concern=YesNo.YES,
    )
    assert "10.3" in clauses(dealing)


def test_an_occasion_below_1_is_refused() -> None:
    with pytest.raises(InvalidInput):
        answer_guide(HOME, Category.DRUGS_POSSESSION, occasions=0)


def test_supported_accommodation_is_told_that_the_protocol_only_encourages() -> None:
    answer = answer_guide(SUPPORTED, Category.THEFT)
    assert "3.6" in {reason.clause for reason in answer.reasons}


def test_every_combination_has_an_answer_with_reasons_and_a_decider() -> None:
    severities = [None, *Severity]
    for setting, category, severity, risk in itertools.product(
        SettingType, Category, severities, [None, *YesNo]
    ):
        answer = answer_guide(setting, category, severity, immediate_risk=risk)
        assert answer.reasons and answer.who_decides
        assert bool(answer.channels) is (answer.police is not PoliceAnswer.DO_NOT_CALL)


def test_three_levels_nine_open_points_and_six_dated_notes() -> None:
    assert [level.level for level in LEVELS_IN_WORDS] == [1, 2, 3]
    assert [point.number for point in OPEN_POINTS] == list(range(1, 10))
    known = {rule.id for rule in RULES}
    assert all(set(point.rules) <= known for point in OPEN_POINTS)
    assert len(DATED_NOTES) == 6
    assert all("check the current text" in note.text for note in DATED_NOTES)
