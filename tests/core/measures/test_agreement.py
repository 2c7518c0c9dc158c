"""Suggested against agreed: shares, disputes, police needed, levels a person set; in words."""

from datetime import date, datetime

import polars as pl
import pytest

from core.measures.agreement import (
    build_agreement_by_rule,
    build_needed_answers,
    find_agreement,
    find_disputed_rules,
    find_levels_set,
    find_needed_disputes,
)
from core.measures.agreement_sentences import (
    say_agreement,
    say_disputed,
    say_disputed_rule,
    say_level_moves,
    say_level_set,
    say_levels_set,
    say_needed_answers,
    say_rule_share,
)
from core.measures.breach_sentences import (
    say_bar,
    say_both_sides,
    say_by_home,
    say_by_month,
    say_by_owner,
    say_by_rule,
    say_method,
    say_more_on_desk,
    say_no_incidents,
    say_nothing_happened,
    say_question,
    say_uncovered_months,
    say_unrecorded,
)
from core.measures.period import Period

YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))


def build_counted(*rows: tuple[str, str, int], verdict: str = "process") -> pl.DataFrame:
    """Counted findings: clause, state and count; the rule is called like its clause."""
    return pl.DataFrame(
        [(c, c, f"Words of {c}.", verdict, "home", state, False, n) for c, state, n in rows],
        schema=["rule", "clause", "message", "verdict", "owner", "state", "reviewed", "count"],
        orient="row",
    )


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


def test_the_share_is_of_what_was_decided_with_wilsons_limits() -> None:
    """Newcombe 1998, table I: 15 of 148 is 0.0624 to 0.1605, so 133 of 148 its complement."""
    counted = build_counted(("6.5", "confirmed", 133), ("7.6", "dismissed", 15))
    waiting = build_counted(("6.5", "suggested", 9))
    advice = build_counted(("6.5", "dismissed", 50), verdict="advisory")
    found = find_agreement(pl.concat([counted, waiting, advice]))
    assert (found.agreed, found.dismissed, found.waiting, found.decided) == (133, 15, 9, 148)
    assert (found.lower, found.upper) == pytest.approx((0.8395, 0.9376), abs=5e-5)
    assert found.share == 133 / 148


def test_the_share_in_words() -> None:
    found = find_agreement(build_counted(("6.5", "confirmed", 41), ("6.5", "dismissed", 11)))
    assert plain(say_agreement(found)) == (
        "The group agreed 41 of 52 suggestions it decided, 79 % (95 % interval: 66 % to 88 %)"
    )
    none = find_agreement(build_counted(("6.5", "suggested", 3)))
    assert say_agreement(none) == "The group has decided none of 3 suggestions yet"
    empty = find_agreement(build_counted(("6.5", "suggested", 3)).clear())
    assert say_agreement(empty) == "Nothing was suggested for the group to decide"


@pytest.mark.parametrize(("decided", "has_share"), [(9, False), (10, True), (11, True)])
def test_a_rule_has_a_share_from_ten_decided(decided: int, has_share: bool) -> None:
    counted = build_counted(("6.5", "confirmed", decided - 1), ("6.5", "dismissed", 1))
    row = build_agreement_by_rule(counted).row(0, named=True)
    assert (row["agreed"], row["dismissed"]) == (decided - 1, 1)
    assert (row["share"] is not None, row["lower"] is not None) == (has_share, has_share)
    said = say_rule_share(row["share"], row["lower"], row["upper"])
    assert (said == "too few for a share") is not has_share


def test_a_rule_that_waits_altogether_is_not_among_the_decided() -> None:
    counted = build_counted(("10.5", "confirmed", 1), ("6.12", "dismissed", 1))
    both = pl.concat([counted, build_counted(("6.5", "suggested", 4))])
    assert build_agreement_by_rule(both)["clause"].to_list() == ["6.12", "10.5"]
    assert build_agreement_by_rule(both.clear()).is_empty()


@pytest.mark.parametrize(("dismissed", "disputed"), [(1, 0), (2, 1), (3, 1)])
def test_a_rule_is_worth_a_talk_once_dismissed_twice(dismissed: int, disputed: int) -> None:
    counted = build_counted(("6.5", "confirmed", 30), ("6.5", "dismissed", dismissed))
    found = find_disputed_rules(build_agreement_by_rule(counted))
    assert found.height == disputed
    if disputed:
        assert say_disputed(found) == "Worth a talk: 1 rule was dismissed more than once."
        said = say_disputed_rule(found.row(0, named=True))
        assert said == f"6.5: Words of 6.5. Dismissed {dismissed} of {30 + dismissed} times."
    else:
        assert say_disputed(found) == "No rule was dismissed more than once."


CALL_OUTS = pl.DataFrame(
    [
        (1, True, "yes", "yes", None),
        (2, True, "no", "yes", 2),
        (3, True, "unknown", "no", 0),
        (4, True, "yes", "unknown", None),
        (5, False, "no", "no", 3),
    ],
    schema=["id", "reviewed", "needed_suggested", "needed", "level_set"],
    orient="row",
).with_columns(occurred_at=pl.lit(datetime(2019, 5, 4)))


def test_answers_are_crossed_for_reviewed_call_outs_only() -> None:
    answers = build_needed_answers(CALL_OUTS)
    assert answers.rows() == [("yes", 1, 0, 1), ("no", 1, 0, 0), ("unknown", 0, 1, 0)]
    assert say_needed_answers(answers) == (
        "Were police needed? The group answered as suggested for 1 of 3 and settled 1 of 1 left "
        "open"
    )
    none = build_needed_answers(CALL_OUTS.clear())
    assert say_needed_answers(none).endswith("The group has answered for no call-out yet")


def test_answering_what_was_left_open_is_no_dispute() -> None:
    assert find_needed_disputes(CALL_OUTS)["id"].to_list() == [4, 2]


def test_a_level_outside_the_three_is_a_level_that_a_person_set() -> None:
    assert find_levels_set(CALL_OUTS)["id"].to_list() == [3, 2]
    assert say_levels_set(2, 4).startswith("A person set the level at 2 of 4 reviewed incidents")
    assert say_levels_set(0, 30) == "The group kept the suggested level of all 30 reviewed."
    kept = "The group kept the suggested level of the one reviewed incident."
    assert say_levels_set(0, 1) == kept
    assert say_levels_set(0, 0) == "No incident of this period is reviewed yet."


def build_sides(**counts: tuple[int, int]) -> pl.DataFrame:
    names = ("avoidable", "untold", "placement_steps", "police_steps")
    rows = [(name, *counts.get(name, (0, 0))) for name in names]
    return pl.DataFrame(rows, schema=["side", "agreed", "suggested"], orient="row")


@pytest.mark.parametrize(
    ("sides", "agreed_only", "said"),
    [
        ({}, False, "Nothing out of line found"),
        ({}, True, "Nothing was agreed to be out of line"),
        (
            {"avoidable": (2, 0), "untold": (1, 0)},
            False,
            "2 calls could have been avoided, 1 report should have been made: agreed by the group",
        ),
        (
            {"avoidable": (0, 1)},
            False,
            "1 call could have been avoided, nothing left untold: none agreed yet",
        ),
        (
            {"avoidable": (1, 2)},
            False,
            "3 calls could have been avoided, nothing left untold: 1 of these 3 are agreed",
        ),
        (
            {"avoidable": (2, 0)},
            True,
            "The group agreed: 2 calls could have been avoided, nothing left untold",
        ),
        (
            {"police_steps": (0, 1)},
            False,
            "No call was avoidable and nothing was left untold, but steps were out of line",
        ),
    ],
)
def test_the_pages_finding_says_both_sides(
    sides: dict[str, tuple[int, int]], agreed_only: bool, said: str
) -> None:
    assert say_both_sides(build_sides(**sides), agreed_only, sees_unreported=True) == said


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ({}, "Nothing out of line found; what"),
        ({"avoidable": (0, 7)}, "7 calls could have been avoided: none agreed yet; what"),
        (
            {"avoidable": (1, 1), "untold": (0, 1)},
            "2 calls could have been avoided, 1 report should have been made: 1 of these 3 are "
            "agreed; what else",
        ),
        ({"police_steps": (0, 1)}, "No call was avoidable, but steps were out of line; what"),
    ],
)
def test_who_does_not_see_what_was_not_reported_reads_no_nought_of_it(
    sides: dict[str, tuple[int, int]], said: str
) -> None:
    words = say_both_sides(build_sides(**sides), False, sees_unreported=False)
    assert words == f"{said} was not reported is not shown to your role"


def test_a_kind_is_named_only_where_it_alone_has_most() -> None:
    def say(*counts: tuple[str, int, int]) -> str:
        rows = [(clause, f"A step of {clause}; why?", *rest) for clause, *rest in counts]
        columns = ["clause", "message", "agreed", "suggested"]
        return say_by_rule(pl.DataFrame(rows, schema=columns, orient="row"))

    four = "4 findings of 2 kinds"
    assert say(("6.5", 2, 1), ("7.6", 1, 0)) == f"{four}; 3 are of one: a step of 6.5 (6.5)"
    assert say(("6.5", 2, 0), ("7.6", 1, 1)) == four
    # Two rules under one clause are two kinds.
    assert say(("6.5", 2, 0), ("6.5", 1, 1)) == four
    assert say(("6.5", 1, 0), ("7.6", 0, 0)) == "1 finding: a step of 6.5 (6.5)"
    assert say(("6.5", 2, 0)) == "2 findings, all of one kind: a step of 6.5 (6.5)"
    assert say(("6.5", 0, 0)) == "No finding under any clause"


def test_the_wall_says_what_the_desk_has_more() -> None:
    assert say_more_on_desk(0) == ""
    assert say_more_on_desk(3) == " The kinds with most findings; and 3 more on the desk."


def test_homes_are_counted_and_not_named_in_the_heading() -> None:
    homes = pl.DataFrame(
        [("Alder", 3, 1, 0), ("Birch", 2, 0, 0), ("Cedar", 0, None, None)],
        schema=["home", "incidents", "agreed", "suggested"],
        orient="row",
    )
    assert say_by_home(homes) == "Findings at 1 of 2 homes with an incident"
    assert say_no_incidents(homes).endswith("nothing to find: Cedar.")
    assert say_by_home(homes[2:]) == "No incident that the protocol judges, at any home"


def test_months_without_data_are_told_from_quiet_ones() -> None:
    months = pl.DataFrame(
        [(1, 0, True), (0, 0, False), (None, None, False)],
        schema=["agreed", "suggested", "is_whole"],
        orient="row",
    )
    assert say_by_month(months) == "Findings in 1 of 2 months with data; 1 without"
    assert say_uncovered_months(months) == (
        " A month without data is grey, not nought. 1 month covered by imports in part only."
    )
    assert say_by_month(months[2:]) == "No data for any month"


def test_owners_are_said_in_words() -> None:
    owners = pl.DataFrame(
        [("home", 2, 1), ("local_authority", 0, 1), ("cps", 0, 0)],
        schema=["owner", "agreed", "suggested"],
        orient="row",
    )
    assert say_by_owner(owners) == "Whose step: 3 the home's, 1 the council's"


def test_no_data_is_told_from_no_incident() -> None:
    assert say_nothing_happened(YEAR, ()) == "No data for 2019"
    covered = ((YEAR.start, YEAR.start),)
    assert say_nothing_happened(YEAR, covered) == "No incident that you may see in 2019"


def test_small_sentences() -> None:
    assert say_bar(9, 2, "suggested") == "9 agreed, 2 suggested"
    assert (say_bar(0, 0, "suggested"), say_bar(1, 0, "")) == ("none", "1 agreed")
    assert say_question("Not recorded: Who?", ["a", "b"]) == "Who? (a or b)"
    assert say_question("People weigh it.", []) == "People weigh it."
    assert "is not nought" in say_method(YEAR, "Findings", True)
    assert "Suggested: found by the rules" in say_method(YEAR, "Findings", False)
    blank = pl.DataFrame({"open": [2], "reviewed": [1]})
    assert say_unrecorded(blank).startswith("3 answers not recorded, 2 of them still to ask")
    assert say_unrecorded(blank.clear()) == "Nothing that decides is left blank"


def test_a_level_set_is_said_beside_the_suggested_one() -> None:
    assert say_level_set(1, 2) == "suggested level 1, set 2"
    assert say_level_set(None, 3) == "suggested level none, set 3"
    assert say_level_set(2, 0) == "suggested level 2, set none"
    assert say_level_set(2, 2) == "level set 2"


def test_levels_set_are_counted_above_and_below_the_suggested_one() -> None:
    pairs = [(1, 2), (1, 3), (3, 2), (None, 1), (2, 0), (2, 2), (None, 0)]
    levels = pl.DataFrame(pairs, schema={"level": pl.Int64, "level_set": pl.Int64}, orient="row")
    assert say_level_moves(levels) == (
        "Of these 2 higher than suggested, 1 lower, 2 between a level and none."
    )
    assert say_level_moves(levels.tail(2)) == ""
