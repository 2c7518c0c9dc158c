"""Which homes are to be inducted again, by another manager or a spell of agency staff; in words."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.measures.induction import (
    InductionCause,
    build_induction_meaning,
    find_inductions_due,
    find_last_inductions,
)
from core.measures.induction_sentences import (
    say_induction,
    say_induction_action,
    say_induction_given,
)

TODAY = date(2019, 6, 30)
DAY = timedelta(days=1)


def _homes(*since: date | None) -> pl.DataFrame:
    return pl.DataFrame(
        [(key, f"Home {key}", day) for key, day in enumerate(since, start=1)],
        schema={"home_id": pl.Int64, "name": pl.String, "manager_since": pl.Date},
        orient="row",
    )


def _inducted(**days: date) -> pl.DataFrame:
    return pl.DataFrame(
        [(int(key[1:]), day) for key, day in days.items()],
        schema={"home_id": pl.Int64, "on_day": pl.Date},
        orient="row",
    )


def _called(*rows: tuple[int, date, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows),
        schema={
            "home_id": pl.Int64,
            "occurred_on": pl.Date,
            "agency_staff_on_shift": pl.Categorical(),
        },
        orient="row",
    )


def _find(
    homes: pl.DataFrame, inducted: pl.DataFrame | None = None, called: pl.DataFrame | None = None
) -> list[tuple[object, ...]]:
    due = find_inductions_due(
        homes,
        inducted if inducted is not None else _inducted(),
        called if called is not None else _called(),
        TODAY,
    )
    return due.rows()


def _spell(*days: date, answer: str | None = "yes", home: int = 1) -> pl.DataFrame:
    return _called(*((home, day, answer) for day in days))


@pytest.mark.parametrize(("days_after", "due"), [(-1, True), (0, False), (1, False)])
def test_a_change_of_manager_after_the_last_induction_asks_for_another(
    days_after: int, due: bool
) -> None:
    changed = date(2019, 3, 10)
    inducted = changed + days_after * DAY
    found = _find(_homes(changed), _inducted(h1=inducted))
    assert found == ([(1, "Home 1", "manager", changed, None, inducted)] if due else [])


def test_a_change_of_manager_without_any_induction_recorded_asks_for_one_however_long_ago() -> None:
    assert _find(_homes(date(2012, 1, 1))) == [
        (1, "Home 1", "manager", date(2012, 1, 1), None, None)
    ]


def test_a_manager_who_begins_tomorrow_asks_for_nothing_yet() -> None:
    assert _find(_homes(TODAY + DAY)) == []
    assert len(_find(_homes(TODAY))) == 1


def test_no_known_change_of_manager_asks_for_nothing() -> None:
    assert _find(_homes(None)) == []


@pytest.mark.parametrize(("count", "due"), [(2, False), (3, True), (4, True)])
def test_three_call_outs_with_agency_staff_are_a_spell(count: int, due: bool) -> None:
    first = date(2019, 5, 1)
    found = _find(_homes(None), called=_spell(*(first + n * DAY for n in range(count))))
    assert found == ([(1, "Home 1", "agency", first, count, None)] if due else [])


@pytest.mark.parametrize(("apart", "due"), [(88, True), (89, True), (90, False)])
def test_a_spell_lies_within_90_days_both_counted(apart: int, due: bool) -> None:
    first = date(2019, 2, 1)
    days = (first, first + DAY, first + apart * DAY)
    assert bool(_find(_homes(None), called=_spell(*days))) == due


def test_not_recorded_is_not_a_no_and_not_a_yes() -> None:
    first = date(2019, 5, 1)
    yes = _spell(first, first + DAY)
    for answer in (None, "no"):
        called = pl.concat([yes, _spell(first + 2 * DAY, answer=answer)])
        assert _find(_homes(None), called=called) == []


def test_call_outs_of_two_homes_are_no_spell_of_either() -> None:
    first = date(2019, 5, 1)
    called = pl.concat([_spell(first, first + DAY), _spell(first + 2 * DAY, home=2)])
    assert _find(_homes(None, None), called=called) == []


@pytest.mark.parametrize(("days_after", "due"), [(-1, True), (0, False), (1, False)])
def test_a_spell_counts_from_the_day_after_the_last_induction(days_after: int, due: bool) -> None:
    first = date(2019, 5, 1)
    inducted = first + days_after * DAY
    called = _spell(first, first + 3 * DAY, first + 4 * DAY)
    found = _find(_homes(None), _inducted(h1=inducted), called)
    assert found == ([(1, "Home 1", "agency", first, 3, inducted)] if due else [])


@pytest.mark.parametrize(("days_ago", "due"), [(364, True), (365, True), (366, False)])
def test_a_spell_is_looked_for_in_the_last_365_days(days_ago: int, due: bool) -> None:
    first = TODAY - days_ago * DAY
    called = _spell(first, first + DAY, first + 2 * DAY)
    assert bool(_find(_homes(None), called=called)) == due


def test_since_is_the_earliest_spells_first_call_out_and_later_ones_are_counted() -> None:
    alone, first, late = date(2018, 9, 1), date(2019, 1, 10), date(2019, 6, 20)
    called = _spell(late, alone, first, first + 5 * DAY, first + 9 * DAY)
    assert _find(_homes(None), called=called) == [(1, "Home 1", "agency", first, 4, None)]


def test_both_causes_of_a_home_stand_together_the_manager_first() -> None:
    first = date(2019, 5, 1)
    called = _spell(first, first + DAY, first + 2 * DAY)
    found = _find(_homes(date(2019, 2, 1), date(2019, 1, 1)), called=called)
    assert [(row[0], row[2]) for row in found] == [(1, "manager"), (1, "agency"), (2, "manager")]


def test_an_induction_is_the_staffs_or_a_contact_that_was_one_whichever_is_later() -> None:
    contacts = pl.DataFrame(
        {
            "home_id": [1, 1, 2, 3],
            "on_day": [date(2019, 1, 1), date(2019, 6, 1), date(2019, 3, 1), date(2019, 3, 1)],
            "about": ["induction", "advice", "induction", None],
        }
    )
    training = pl.DataFrame(
        {
            "home_id": [1, 2, 3],
            "on_day": [date(2019, 2, 1), date(2019, 2, 1), date(2019, 2, 1)],
            "kind": ["induction", "induction", "restorative"],
        }
    )
    assert find_last_inductions(contacts, training).rows() == [
        (1, date(2019, 2, 1)),
        (2, date(2019, 3, 1)),
    ]


def test_why_is_said_with_what_is_known_of_the_last_induction() -> None:
    manager, agency, since = InductionCause.MANAGER, InductionCause.AGENCY, date(2019, 5, 3)
    assert say_induction(manager, since, None, None) == (
        "Another registered manager since 3 May 2019. No induction to the protocol is recorded."
    )
    assert say_induction(agency, since, 3, date(2018, 1, 2)) == (
        "Agency staff on shift at 3 call-outs since 3 May 2019. The last induction to the "
        "protocol was on 2 January 2018."
    )


def test_an_action_names_home_and_cause_within_what_a_title_holds() -> None:
    since = date(2019, 5, 3)
    assert say_induction_action("Alder", InductionCause.AGENCY, since) == (
        "Re-induct Alder to the protocol: agency staff since 3 May 2019"
    )
    long = say_induction_action("x" * 200, InductionCause.MANAGER, date(2019, 12, 13))
    assert len(long) <= 200 and "another registered manager since 13 December 2019" in long
    assert say_induction_given(is_open=True) != say_induction_given(is_open=False)


def test_an_action_is_the_same_by_home_cause_and_day() -> None:
    one = build_induction_meaning(1, "agency", date(2019, 5, 3))
    others = {
        build_induction_meaning(2, "agency", date(2019, 5, 3)),
        build_induction_meaning(1, "manager", date(2019, 5, 3)),
        build_induction_meaning(1, "agency", date(2019, 5, 4)),
    }
    assert one not in others and one.startswith("induct:")
