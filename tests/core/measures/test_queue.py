"""The queue of what waits for the group: who is in it, in which order, said how."""

from datetime import datetime

import polars as pl
import pytest

from core.measures.agreement import DISPUTED_FROM
from core.measures.queue import find_queue
from core.measures.queue_sentences import say_interests, say_left, say_to_decide


def build_incidents(*rows: tuple[int, int], **columns: list[object]) -> pl.DataFrame:
    """Incidents that wait: id and day of May 2019; call-outs in which police were not needed."""
    ids, days = zip(*rows, strict=True)
    count = len(ids)
    frame = pl.DataFrame(
        {
            "id": ids,
            "home_id": [1] * count,
            "reference": [f"R{key}" for key in ids],
            "occurred_at": [datetime(2019, 5, day) for day in days],
            "reviewed": [False] * count,
            "level_hidden": [False] * count,
            "call_out": [True] * count,
            "needed_suggested": ["no"] * count,
        }
        | columns
    )
    return frame.with_columns(occurred_on=pl.col("occurred_at").dt.date())


def build_findings(*rows: tuple[int, str, str, str, str]) -> pl.DataFrame:
    """Findings: incident, rule, verdict, owner, state."""
    frame = pl.DataFrame(
        rows,
        schema=dict.fromkeys(["incident_id", "rule", "verdict", "owner", "state"], pl.String)
        | {"incident_id": pl.Int64},
        orient="row",
    )
    return frame.with_columns(
        clause=pl.lit("6.5"), message=pl.lit("Words."), reviewed=pl.lit(False)
    )


def order(queue: pl.DataFrame) -> list[int]:
    return queue["id"].to_list()


def test_the_least_to_decide_comes_first_then_the_oldest() -> None:
    incidents = build_incidents((1, 9), (2, 8), (3, 2), (4, 3))
    findings = build_findings(
        (3, "a", "process", "home", "suggested"),
        (4, "a", "cannot_tell", "home", "suggested"),
        (4, "b", "advisory", "home", "suggested"),
    )
    queue = find_queue(incidents, findings)
    assert order(queue) == [2, 1, 3, 4]
    assert queue["to_decide"].to_list() == [0, 0, 1, 2]
    assert queue.row(3, named=True) | {"answers": 1, "blanks": 1} == queue.row(3, named=True)


def test_an_open_question_whether_police_were_needed_is_one_to_decide() -> None:
    incidents = build_incidents((1, 1), (2, 2), needed_suggested=["unknown", "yes"])
    queue = find_queue(incidents, build_findings())
    assert order(queue) == [2, 1]
    assert queue["open"].to_list() == [0, 1]


def test_without_a_call_out_it_is_not_asked() -> None:
    incidents = build_incidents((1, 1), call_out=[False], needed_suggested=[None])
    assert find_queue(incidents, build_findings())["to_decide"].to_list() == [0]


@pytest.mark.parametrize(
    ("dismissed", "expected"),
    [(DISPUTED_FROM - 1, 0), (DISPUTED_FROM, 1), (DISPUTED_FROM + 1, 1)],
)
def test_a_rule_that_the_group_dismisses_is_expected_to_be_disputed(
    dismissed: int, expected: int
) -> None:
    before = [(100 + n, "a", "process", "home", "dismissed") for n in range(dismissed)]
    findings = build_findings(*before, (1, "a", "process", "home", "suggested"))
    queue = find_queue(build_incidents((1, 1)), findings)
    assert queue["disputed"].to_list() == [expected]
    assert queue["to_decide"].to_list() == [1 + expected]


def test_what_is_reviewed_or_hidden_from_the_viewer_is_not_in_the_queue() -> None:
    incidents = build_incidents(
        (1, 1), (2, 2), (3, 3), reviewed=[True, False, False], level_hidden=[False, True, False]
    )
    assert order(find_queue(incidents, build_findings())) == [3]


@pytest.mark.parametrize(
    ("finding", "of_police", "barred"),
    [
        (("process", "police", "suggested"), True, True),
        (("process", "police", "suggested"), False, False),
        (("process", "police", "dismissed"), True, False),
        (("process", "home", "suggested"), True, False),
        (("cannot_tell", "police", "suggested"), True, False),
        (("advisory", "police", "suggested"), True, False),
    ],
)
def test_the_police_do_not_decide_on_their_own_steps(
    finding: tuple[str, str, str], of_police: bool, barred: bool
) -> None:
    verdict, owner, state = finding
    findings = build_findings((1, "a", verdict, owner, state))
    queue = find_queue(build_incidents((1, 1)), findings, of_police=of_police)
    assert queue["interest"].to_list() == [barred]


def test_a_declared_interest_and_ones_own_home_are_marked() -> None:
    incidents = build_incidents((1, 1), (2, 2), (3, 3), home_id=[1, 1, 7])
    queue = find_queue(incidents, build_findings(), declared={2}, own_homes={7})
    assert queue["interest"].to_list() == [False, True, True]
    assert say_interests(queue) == (
        "2 incidents wait for somebody else: you have an interest there."
    )
    assert say_interests(queue.clear()) == ""


def test_what_is_left_and_what_is_to_decide_are_said() -> None:
    assert say_left(0, 0, 0) == "None left to grade"
    assert say_left(1, 0, 0) == "1 incident left to grade"
    assert say_left(7, 2, 3) == (
        "7 incidents left to grade, 2 of them skipped; 3 more outside the filters"
    )
    assert say_to_decide({"answers": 0, "blanks": 0, "open": 0}) == "nothing is suggested"
    assert say_to_decide({"answers": 1, "blanks": 0, "open": 0}) == "to decide: 1 finding"
    assert say_to_decide({"answers": 2, "blanks": 1, "open": 1}) == (
        "to decide: 2 findings, 1 blank that matters and whether police were needed"
    )
