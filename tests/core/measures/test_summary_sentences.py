"""A home's summary in words: each number with what it rests on, unknown never said as no."""

from dataclasses import replace
from datetime import date

import pytest

from core.measures.answers import Answers
from core.measures.funnel import Position
from core.measures.period import Period
from core.measures.summary_figures import Gaps, HomeRate, Quiet
from core.measures.summary_limits_sentences import (
    find_rulesets,
    say_children_unknown,
    say_editions,
    say_gaps,
    say_method,
    say_short,
)
from core.measures.summary_sentences import (
    say_actions,
    say_arrests,
    say_call_outs,
    say_concerns,
    say_findings,
    say_needed,
    say_position,
    say_provider_rates_title,
    say_provider_title,
    say_quiet_time,
    say_rate,
    say_rate_title,
)

MAY = Period(date(2019, 5, 1), date(2019, 5, 31))
RATE = HomeRate(
    period=MAY,
    count=3,
    place_years=4.0,
    rate=0.75,
    lower=0.15,
    upper=2.19,
    area_rate=0.5,
    area_lower=0.3,
    area_upper=0.7,
    span=Period(date(2016, 6, 1), date(2019, 5, 31)),
    span_count=7,
    span_expected=4.2,
    position=Position.WITHIN,
)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_call_outs_by_kind_and_advice_beside_them() -> None:
    assert say_call_outs(0, 0, 0, 0, MAY) == "May 2019: no call-outs."
    assert (
        say_call_outs(1, 0, 0, 0, MAY)
        == "May 2019: 1 call-out, 1 about behaviour, none protective."
    )
    assert say_call_outs(2, 3, 1, 1, MAY) == (
        "May 2019: 5 call-outs, 2 about behaviour, 3 protective, of which 1 about a child missing "
        "or away. 1 contact with the police besides for advice or information: no call-outs."
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (Answers(0, 0, 0), "No behaviour call-outs, so nothing to say"),
        (Answers(0, 0, 1), "The group has not yet said whether police were needed in the one"),
        (Answers(0, 0, 3), "in any of 3 behaviour call-outs."),
        (Answers(1, 0, 0), "Police were needed in the one behaviour call-out"),
        (
            Answers(0, 1, 2),
            "not needed in the one behaviour call-out that the group has answered; 2 not known.",
        ),
        (Answers(0, 3, 0), "Police were needed in none of 3 behaviour call-outs"),
    ],
)
def test_police_needed_shows_what_is_not_known(answers: Answers, said: str) -> None:
    assert said in say_needed(answers)


@pytest.mark.parametrize(("known", "has_percent"), [(9, False), (10, True), (11, True)])
def test_a_percentage_is_said_from_ten_answers_on(known: int, has_percent: bool) -> None:
    assert ("%" in say_needed(Answers(4, known - 4, 1))) is has_percent


def test_the_percentage_is_wilsons() -> None:
    # Wilson's 95 % limits of 5 of 10: 0.2366 to 0.7634.
    assert "50 % (95 % interval: 24 % to 76 %); 1 not known." in plain(say_needed(Answers(5, 5, 1)))


def test_the_rate_has_its_interval_its_denominator_and_the_area() -> None:
    assert plain(say_rate(RATE)) == (
        "3 behaviour call-outs in 4.0 place-years: 0.75 per place and year (95 % interval: 0.15 to "
        "2.19); all homes of the area together 0.50."
    )
    assert "No rate: no registered places" in say_rate(None)
    outside = replace(RATE, position=None, span_expected=None)
    assert "not set against the protocol's area" in say_rate(outside)
    assert say_position(outside) == ""
    assert say_position(None) == ""


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (Position.WITHIN, "against 4.2 expected of a home like the area: within what chance gives"),
        (Position.HIGH_95, "more than chance gives once in 40 homes, worth a look"),
        (Position.LOW_95, "fewer than chance gives once in 40 homes, worth a look"),
        (Position.HIGH_998, "more than chance gives once in 1,000 homes"),
        (Position.LOW_998, "fewer than chance gives once in 1,000 homes"),
    ],
)
def test_the_position_says_how_rare_it_is(position: Position, said: str) -> None:
    assert said in say_position(replace(RATE, position=position))


def test_not_enough_data_is_said_in_words_and_never_as_fine() -> None:
    few = replace(RATE, position=Position.NOT_ENOUGH_DATA, span_expected=1.4)
    assert "not enough data to tell. 1.4 call-outs are expected" in say_position(few)
    assert say_rate_title(few) == "Not enough data to tell this home's rate from the area's"


def test_only_998_makes_a_headline() -> None:
    assert say_rate_title(RATE) == "The area's rate lies within the interval of this home's"
    above = replace(RATE, lower=0.6, position=Position.HIGH_95)
    assert say_rate_title(above).endswith(
        "below the interval of this home's: worth a look, and no more"
    )
    assert say_rate_title(replace(above, position=Position.HIGH_998)).endswith("of this home's")
    edge = replace(RATE, lower=0.5)
    assert "within" in say_rate_title(edge)
    low = replace(RATE, upper=0.4, position=Position.LOW_998)
    assert say_rate_title(low) == "The area's rate lies above the interval of this home's"


def test_time_since_the_last_is_only_said_of_covered_days() -> None:
    day = date(2019, 5, 31)
    assert "not known" in say_quiet_time(None)
    assert say_quiet_time(Quiet(27, True, date(2019, 5, 4), day)) == (
        "27 days without a behaviour call-out, to 31 May 2019; the last was on 4 May 2019."
    )
    assert say_quiet_time(Quiet(1, False, None, day)).startswith("At least 1 day without")
    assert "the last day counted" in say_quiet_time(Quiet(0, True, day, day))


def test_a_blank_arrest_is_no_no() -> None:
    assert say_arrests(0, 0, 0) == "No arrests: no contact with the police."
    assert say_arrests(0, 0, 2) == "No arrests recorded, of 2 contacts with the police."
    assert "for 1 of 2 contacts it is not recorded" in say_arrests(1, 1, 2)
    assert say_arrests(0, 2, 2).startswith(
        "Whether there was an arrest is not recorded for any of 2"
    )
    assert "for the one contact" in say_arrests(0, 1, 1)


def test_calling_to_protect_a_child_is_never_held_against_a_home() -> None:
    assert say_concerns(0, 0, 0, 0).startswith("No child was reported missing")
    said = say_concerns(2, 0, 1, 0)
    assert "a missing child (2), concern for a child's safety (1)." in said
    assert "never held against a home" in said


def test_both_sides_stand_beside_each_other() -> None:
    assert say_findings(0, 0, 0, 0) == "The group agreed no finding."
    assert say_findings(0, 0, 0, 1).endswith("; 1 contact waits for the group's review.")
    said = say_findings(2, 0, 1, 2)
    assert "3 findings: 2 that police contact could have been avoided, none that police" in said
    assert "1 on the route" in said
    assert said.endswith("2 contacts wait for the group's review.")


def test_actions_open_overdue_and_done() -> None:
    assert "none was done" in say_actions(0, 0, 0)
    assert say_actions(2, 1, 0) == "2 actions about the home open, 1 overdue; none done."
    assert say_actions(1, 0, 3) == "1 action about the home open, none overdue; 3 done."
    assert say_actions(0, 0, 1) == "No actions about the home open; 1 done."


def test_what_is_incomplete_is_said_and_nothing_where_nothing_is() -> None:
    whole = Gaps(31, 0, True, 0, ())
    assert say_gaps(whole) == []
    assert "No import states" in say_gaps(replace(whole, states_days=False))[0]
    assert "For 1 day of 31" in say_gaps(replace(whole, uncovered=1))[0]
    (one,) = say_gaps(replace(whole, unreviewed=1))
    assert one.startswith("1 contact with the police has not been reviewed")
    blanks = say_gaps(replace(whole, blanks=(("Immediate risk", 1, 1), ("Age", 1, 4))))
    assert blanks == [
        "Immediate risk: not recorded for the one call-out asked about.",
        "Age: not recorded for 1 of 4 call-outs asked about.",
    ]
    assert say_children_unknown(0) == ""
    assert "is not recorded" in say_children_unknown(1)


def test_fewer_days_than_asked_are_explained() -> None:
    assert say_short(MAY, MAY, opened=False, closed=False) == ""
    later = Period(date(2019, 5, 3), date(2019, 5, 31))
    assert say_short(MAY, later, opened=True, closed=False).endswith("the home opened then.")
    sooner = Period(date(2019, 5, 1), date(2019, 5, 20))
    assert say_short(MAY, sooner, opened=False, closed=False).endswith("the data end there.")
    assert say_short(MAY, sooner, opened=False, closed=True).endswith("the home closed then.")


def test_the_method_names_level_and_span() -> None:
    said = " ".join(say_method(RATE, "shared under an agreement"))
    assert "Level of this document: shared under an agreement." in said
    assert "over June 2016 to May 2019" in said
    assert say_method(None, "within the group")


def test_the_protocols_edition_and_review_are_said() -> None:
    before = Period(date(2016, 1, 1), date(2016, 12, 31))
    assert find_rulesets(before) == ()
    (ruleset,) = find_rulesets(Period(date(2016, 12, 31), date(2017, 1, 1)))
    first = Period(ruleset.edition_from, ruleset.edition_from)
    assert say_editions([ruleset], first, ruleset.review_due) == []
    assert len(say_editions([ruleset], MAY, date(2026, 1, 1))) == 1
    early = Period(date(2019, 3, 31), date(2019, 5, 31))
    assert "edition younger" in say_editions([ruleset], early, ruleset.review_due)[0]


def test_a_providers_title_tells_no_data_from_none() -> None:
    assert say_provider_title("Acme", 0, 2, MAY, has_data=False) == "Acme: no data for May 2019"
    assert say_provider_title("Acme", 0, 2, MAY, has_data=True) == "Acme: no call-outs from 2 homes"
    assert say_provider_title("Acme", 1, 1, MAY, has_data=True) == "Acme: 1 call-out from 1 home"


def test_the_title_of_a_providers_rates_counts_intervals_and_ranks_nothing() -> None:
    beyond = replace(RATE, lower=0.6)
    outside = replace(RATE, position=None)
    said = "The area's rate lies within"
    assert (
        say_provider_rates_title([RATE, beyond, outside]) == f"{said} the interval of 1 of 2 homes"
    )
    assert say_provider_rates_title([beyond, beyond]) == f"{said} the interval of none of 2 homes"
    assert say_provider_rates_title([RATE]) == f"{said} the home's interval"
    assert say_provider_rates_title([beyond]) == "The area's rate lies outside the home's interval"
    assert say_provider_rates_title([outside]) == "The rates of 1 home, set against no area"
