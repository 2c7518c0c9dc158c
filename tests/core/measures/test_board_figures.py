"""A board report's rates, shares and sentences: of published counts, gone with withheld ones."""

from datetime import date

import pytest

from core.measures.board_counts import UNKNOWN, WITHHELD, Count, Figure
from core.measures.board_figures import (
    NO_PLACES,
    NONE_KNOWN,
    PART,
    Block,
    compare_blocks,
    find_coverage,
    find_per_child,
    find_rate,
    find_share,
)
from core.measures.board_sentences import (
    say_bars_title,
    say_board_title,
    say_change,
    say_frequency,
    say_levels,
    say_need,
    say_outcomes,
    say_rates_title,
    say_span,
)
from core.measures.board_work_sentences import (
    say_group_work,
    say_incomplete,
    say_missing,
    say_sides,
)
from core.measures.period import Period

F = Figure
WHOLE = {figure: Count(0) for figure in Figure}


def build(year: int = 2018, **counts: int | None) -> Block:
    given = {F[name]: WITHHELD if v is None else Count(v) for name, v in counts.items()}
    return Block(
        period=Period(date(year, 1, 1), date(year, 12, 31)),
        uncovered=0,
        has_data=True,
        place_years=50.0,
        meetings=3,
        counts={**WHOLE, **given},
    )


def build_called(year: int, count: int | None, placed: int | None = -1) -> Block:
    return build(year, ALL=count, ALL_PLACED=count if placed == -1 else placed)


def change(block: Block, **fields: object) -> Block:
    return Block(**{**block.__dict__, **fields})


EMPTY = change(build(), has_data=False, uncovered=365, counts=dict.fromkeys(Figure, UNKNOWN))
PARTLY = change(build(ALL=7, ALL_PLACED=7), uncovered=31)
ALL_WORDS = (
    say_frequency,
    say_levels,
    lambda block: " ".join(say_outcomes(block)),
    say_need,
    lambda block: " ".join(say_sides(block)),
    say_missing,
)


def test_a_rate_has_its_exact_limits() -> None:
    rate = find_rate(build_called(2018, 10), F.ALL)
    assert rate.value == 0.2
    assert (round(rate.lower or 0, 4), round(rate.upper or 0, 4)) == (0.0959, 0.3678)


@pytest.mark.parametrize(("count", "placed"), [(None, 7), (7, None), (None, None)])
def test_a_rate_goes_with_either_withheld_count(count: int | None, placed: int | None) -> None:
    rate = find_rate(build_called(2018, count, placed), F.ALL)
    assert (rate.value, rate.lower, rate.upper, rate.mark) == (None, None, None, "c")


def test_a_rate_of_none_is_0_and_differs_from_withheld_and_from_no_data() -> None:
    assert find_rate(build_called(2018, 0), F.ALL).value == 0
    assert find_rate(EMPTY, F.ALL).mark == "no data"
    assert find_rate(PARTLY, F.ALL).mark == PART
    assert find_rate(change(build_called(2018, 9), place_years=0.0), F.ALL).mark == NO_PLACES


@pytest.mark.parametrize(("count", "rest"), [(None, 7), (7, None), (None, None)])
def test_a_share_goes_with_either_part_of_it(count: int | None, rest: int | None) -> None:
    share = find_share(build(NEEDED=count, NOT_NEEDED=rest), F.NEEDED, F.NOT_NEEDED)
    assert (share.value, share.lower, share.upper, share.mark) == (None, None, None, "c")


def test_a_share_of_no_answer_is_no_share() -> None:
    assert find_share(build(), F.NEEDED, F.NOT_NEEDED).mark == NONE_KNOWN
    share = find_share(build(NEEDED=5, NOT_NEEDED=5), F.NEEDED, F.NOT_NEEDED)
    assert share.value == 0.5
    assert (round(share.lower or 0, 3), round(share.upper or 0, 3)) == (0.237, 0.763)


def test_call_outs_a_child_go_with_either_count() -> None:
    assert find_per_child(build(REFERENCED=12, CHILDREN=6)).value == 2
    assert find_per_child(build(REFERENCED=12, CHILDREN=None)).mark == "c"
    assert find_per_child(build(REFERENCED=None, CHILDREN=6)).mark == "c"
    assert find_per_child(build()).mark == NONE_KNOWN


def test_days_that_no_import_covers_are_counted_and_a_year_without_any_has_no_data() -> None:
    year = Period(date(2018, 1, 1), date(2018, 12, 31))
    half = ((date(2018, 1, 1), date(2018, 6, 30)),)
    assert find_coverage(year, half, False) == (184, True)
    other = ((date(2017, 1, 1), date(2017, 12, 31)),)
    assert find_coverage(year, other, False) == (365, False)
    assert find_coverage(year, other, True) == (365, True)
    assert find_coverage(year, (), True) == (None, True)
    assert find_coverage(year, (), False) == (None, False)


# Comparison and title.


def test_two_years_are_compared_by_the_exact_test_and_only_where_both_are_shown() -> None:
    now, then = build_called(2018, 27), build_called(2017, 39)
    found = compare_blocks(now, then, F.ALL)
    assert found is not None
    assert found.change_percent == pytest.approx(-30.77, abs=0.01)
    assert not found.is_beyond_chance
    assert compare_blocks(now, build_called(2017, None), F.ALL) is None
    assert compare_blocks(build_called(2018, None), then, F.ALL) is None
    assert compare_blocks(now, change(then, uncovered=1), F.ALL) is None


TITLES = [
    (27, 39, "27 call-outs in 2018, 12 fewer than in 2017: chance could explain it"),
    (9, 40, "9 call-outs in 2018, 31 fewer than in 2017: chance does not explain it"),
    (7, 7, "7 call-outs in 2018, as many as in 2017"),
    (0, 0, "No call-outs in 2018, as many as in 2017"),
    (27, None, "27 call-outs in 2018; the number in 2017 is withheld"),
    (None, 27, "The number of call-outs in 2018 is withheld: it would tell too much of a few"),
    (None, None, "The number of call-outs in 2018 is withheld: it would tell too much of a few"),
]


@pytest.mark.parametrize(("now", "then", "title"), TITLES)
def test_the_title_is_the_finding_or_words_without_the_number(
    now: int | None, then: int | None, title: str
) -> None:
    assert say_board_title(build_called(2018, now), build_called(2017, then)) == title


def test_the_title_says_what_is_missing() -> None:
    now = build_called(2018, 7)
    assert say_board_title(EMPTY, now) == "No data on 2018"
    before = change(EMPTY, period=Period(date(2017, 1, 1), date(2017, 12, 31)))
    assert say_board_title(now, before) == "7 call-outs in 2018; no data in 2017 to compare with"
    assert say_board_title(PARTLY, now) == "7 call-outs in 2018, of which not every day has data"


def test_a_rise_that_several_calls_about_one_child_could_explain_says_so() -> None:
    title = say_board_title(build_called(2018, 30), build_called(2017, 14))
    assert title.endswith(": chance does not explain it, several calls about one child could")
    assert any(
        "not independent" in w
        for w in say_change(build_called(2018, 30), build_called(2017, 14), F.ALL)
    )


def test_a_comparison_with_a_withheld_rate_says_counts_alone() -> None:
    said = say_change(build_called(2018, 12, None), build_called(2017, 9), F.ALL)
    assert said == ["12 call-outs in 2018, 3 more than in 2017. The rate per place is withheld."]


def test_no_comparison_says_which_year_is_withheld() -> None:
    said = say_change(build_called(2018, 12), build_called(2017, None), F.ALL)
    assert said == ["Call-outs: withheld for 2017, so nothing is compared."]


def test_behaviour_is_compared_by_its_own_name() -> None:
    now = build(2018, BEHAVIOUR=6, BEHAVIOUR_PLACED=6)
    then = build(2017, BEHAVIOUR=12, BEHAVIOUR_PLACED=12)
    assert say_change(now, then, F.BEHAVIOUR)[0].startswith(
        "6 behaviour call-outs in 2018 against 12 in 2017: 50\u00a0% fewer."
    )


# Sentences.


@pytest.mark.parametrize("say", ALL_WORDS)
def test_no_sentence_of_withheld_counts_has_a_number_but_the_year_and_clauses(say) -> None:
    withheld = change(build(), counts=dict.fromkeys(Figure, WITHHELD))
    said = say(withheld).replace("2018", "")
    for known in ("level 1", "level 2", "level 3", "(3.2)"):
        said = said.replace(known, "")
    assert not any(letter.isdigit() for letter in said), said


@pytest.mark.parametrize("say", ALL_WORDS)
def test_a_year_without_data_says_so_and_no_nought(say) -> None:
    assert say(EMPTY) == "In 2018 there are no data."


def test_levels_say_what_is_shown_and_what_is_withheld() -> None:
    said = say_levels(build(LEVEL_1=6, LEVEL_2=None, LEVEL_3=5, UNGRADED=0))
    assert said.startswith(
        "In 2018 the group placed 6 at level 1 and 5 at level 3; what it placed at level 2 is "
        "withheld."
    )


def test_shares_stand_beside_what_is_not_known() -> None:
    block = build(BEHAVIOUR=15, CRIMINAL=5, NOT_CRIMINAL=10, OUTCOME_UNKNOWN=0)
    assert say_outcomes(block) == [
        "In 2018, 10 of 15 behaviour call-outs whose outcome is known ended without a criminal "
        "outcome: 67\u00a0% (95\u00a0% interval: 42\u00a0% to 85\u00a0%; outcome not known: 0)."
    ]
    none = build(BEHAVIOUR=9, CRIMINAL=0, NOT_CRIMINAL=None, OUTCOME_UNKNOWN=None)
    assert "No behaviour call-out is known to have ended" in say_outcomes(none)[1]


def test_children_stand_beside_call_outs() -> None:
    said = say_frequency(build(REFERENCED=12, CHILDREN=8))
    assert said == "In 2018, 12 call-outs concern 8 different children: 1.5 a child."


def test_what_the_group_did_is_counts_and_meetings_are_always_shown() -> None:
    block = build(ACTIONS_GIVEN=9, ACTIONS_DONE=None, ACTIONS_OVERDUE=None, CONTACTS=40)
    said = " ".join(say_group_work(block))
    assert "3 meetings of the group in 2018" in said
    assert "9 actions given; at the end of the period c of them were done and c overdue." in said
    assert "40 contacts with homes, 0 escalations" in said


def test_what_is_incomplete_names_days_and_blanks() -> None:
    said = say_incomplete([EMPTY, change(PARTLY, counts={**WHOLE, F.UNREFERENCED: WITHHELD})])
    assert said[0].startswith("In 2018 no day is covered by an import")
    assert said[1].startswith("In 2018, 31 of 365 days are covered by no import")
    assert said[2].startswith("2018: c call-outs without a child’s reference")
    assert say_incomplete([build()]) == []
    assert say_incomplete([change(build(), uncovered=None)])[0].startswith("No import states")


def test_figures_have_titles_that_say_what_is_seen() -> None:
    blocks = [build_called(2016, 20), build_called(2017, None), build_called(2018, 9)]
    assert say_bars_title(blocks) == "9 to 20 call-outs a year; 1 of 3 not shown"
    assert say_bars_title(blocks[1:]) == "9 call-outs in the one year that can be shown"
    assert say_bars_title([blocks[1]]) == "No number of call-outs by year can be shown"
    assert say_rates_title(blocks, F.ALL).startswith("Call-outs per place-year: 0.18 in 2018 (95")
    assert say_rates_title(blocks[:2], F.ALL) == "Call-outs per place-year: in 2017 it is withheld"


def test_the_span_is_said_in_years_or_months() -> None:
    assert say_span([build_called(2016, 9), build_called(2018, 9)]) == "2016 to 2018"
    assert say_span([build_called(2018, 9)]) == "2018"
    part = change(build_called(2019, 9), period=Period(date(2019, 1, 1), date(2019, 6, 30)))
    assert say_span([build_called(2018, 9), part]) == "January 2018 to June 2019"
