"""What is in place and due again, reviews with managers by calendar month; and how it is said."""

from datetime import date

import polars as pl
import pytest

from core.measures.contact_sentences import (
    say_agreement,
    say_contact,
    say_contacts_title,
    say_in_place_title,
    say_review,
    say_trained_staff,
)
from core.measures.in_place import find_in_place, find_reviews

TODAY = date(2019, 6, 15)


def _homes(**more: object) -> pl.DataFrame:
    usual: dict[str, object] = {
        "home_id": [1],
        "name": ["Alder"],
        "setting_type": ["childrens_home"],
        "opened_on": [None],
        "knows_contacts": [True],
    }
    return pl.DataFrame({**usual, **more}, schema_overrides={"opened_on": pl.Date})


def _training(*rows: tuple[int, str, date]) -> pl.DataFrame:
    """Newest first, as they are read."""
    return pl.DataFrame(
        [(*row, 3, 12) for row in sorted(rows, key=lambda row: row[2], reverse=True)],
        schema={
            "home_id": pl.Int64,
            "kind": pl.String,
            "on_day": pl.Date,
            "staff_trained": pl.Int64,
            "staff_total": pl.Int64,
        },
        orient="row",
    )


def _contacts(*days: date, about: str = "monthly_review") -> pl.DataFrame:
    return pl.DataFrame(
        [(1, day, about) for day in days],
        schema={"home_id": pl.Int64, "on_day": pl.Date, "about": pl.String},
        orient="row",
    )


def _review(*days: date, today: date = TODAY, **more: object) -> tuple[object, object]:
    row = find_reviews(_homes(**more), _contacts(*days), today).row(0, named=True)
    return row["this_month"], row["last_month"]


@pytest.mark.parametrize(
    ("agreed", "due"),
    [(date(2018, 6, 14), True), (date(2018, 6, 15), False), (date(2018, 6, 16), False)],
)
def test_an_agreement_is_due_again_when_it_is_older_than_12_months(agreed: date, due: bool) -> None:
    (row,) = find_in_place(_homes(), _training((1, "police_agreement", agreed)), TODAY).to_dicts()
    assert (row["police_agreement_on"], row["renewal_due"]) == (agreed, due)


def test_an_agreement_of_29_february_is_renewed_by_the_28th() -> None:
    training = _training((1, "police_agreement", date(2020, 2, 29)))
    for today, due in ((date(2021, 2, 28), False), (date(2021, 3, 1), True)):
        (row,) = find_in_place(_homes(), training, today).to_dicts()
        assert (row["renewal_on"], row["renewal_due"]) == (date(2021, 2, 28), due)


def test_what_was_never_recorded_is_null_and_neither_due_nor_in_date() -> None:
    (row,) = find_in_place(_homes(), _training(), TODAY).to_dicts()
    assert {value for key, value in row.items() if key not in {"home_id", "name"}} == {None}


def test_the_latest_of_each_kind_holds_at_each_home_in_their_order() -> None:
    homes = pl.DataFrame({"home_id": [2, 1], "name": ["Birch", "Alder"]})
    training = _training(
        (1, "behaviour_policy", date(2018, 1, 1)),
        (1, "behaviour_policy", date(2019, 1, 1)),
        (1, "restorative", date(2017, 1, 1)),
        (2, "induction", date(2016, 1, 1)),
    )
    birch, alder = find_in_place(homes, training, TODAY).to_dicts()
    assert (birch["induction_on"], birch["behaviour_policy_on"]) == (date(2016, 1, 1), None)
    assert alder["behaviour_policy_on"] == date(2019, 1, 1)
    assert (alder["restorative_on"], alder["staff_trained"]) == (date(2017, 1, 1), 3)
    assert birch["staff_total"] is None


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (date(2019, 4, 30), (False, False)),
        (date(2019, 5, 1), (False, True)),
        (date(2019, 5, 31), (False, True)),
        (date(2019, 6, 1), (True, False)),
        (date(2019, 6, 15), (True, False)),
    ],
)
def test_a_review_belongs_to_its_calendar_month(held: date, said: tuple[bool, bool]) -> None:
    assert _review(held) == said


def test_the_month_before_january_is_december() -> None:
    assert _review(date(2018, 12, 31), today=date(2019, 1, 1)) == (False, True)


def test_another_contact_is_no_review_but_is_a_contact() -> None:
    found = find_reviews(_homes(), _contacts(date(2019, 6, 2), about="advice"), TODAY)
    assert found.row(0) == (1, "Alder", date(2019, 6, 2), None, False, False)


def test_a_home_that_was_not_open_last_month_is_not_asked_for_it() -> None:
    assert _review(opened_on=[date(2019, 5, 31)]) == (False, False)
    assert _review(opened_on=[date(2019, 6, 1)]) == (False, None)


@pytest.mark.parametrize(
    ("setting", "asked"),
    [("childrens_home", True), ("supported", True), ("foster", False), ("kinship", False)],
)
def test_reviews_are_asked_where_there_is_a_manager(setting: str, asked: bool) -> None:
    expected = (False, False) if asked else (None, None)
    assert _review(setting_type=[setting]) == expected


def test_what_the_viewer_may_not_know_is_null_and_no_none() -> None:
    assert _review(date(2019, 6, 2), knows_contacts=[False]) == (None, None)


def _title(*this_month: bool | None, again: int = 0) -> str:
    frame = pl.DataFrame({"this_month": list(this_month)}, schema={"this_month": pl.Boolean})
    return say_contacts_title(frame, again, TODAY)


def test_the_title_says_what_is_due_and_what_was_held() -> None:
    assert _title() == "No home that you may see is open"
    assert _title(None, None) == "Training and agreements of 2 homes"
    assert _title(True) == "The review with the manager in June was held"
    assert _title(True, True) == "Every home had its review with the manager in June"
    assert _title(False) == "No review with the manager in June yet"
    assert _title(False, False) == ("None of 2 homes have had a review with the manager in June")
    assert _title(True, False, None) == "1 of 2 homes has had a review with the manager in June"
    assert _title(True, True, False, again=1) == (
        "1 home to induct again; 2 of 3 homes have had a review with the manager in June"
    )
    assert _title(None, again=2) == "2 homes to induct again"


def test_reviews_are_said_without_blame() -> None:
    april = date(2019, 4, 3)
    assert say_review(True, True, TODAY) == "Reviewed with the manager this month and last."
    assert say_review(True, None, TODAY) == "Reviewed with the manager this month."
    assert say_review(False, True, april) == (
        "Reviewed with the manager last month, not yet this month."
    )
    assert say_review(False, False, None) == "No review with the manager is recorded."
    assert say_review(False, False, april) == (
        "Not reviewed with the manager this month or last; the last review was on 3 April 2019."
    )
    assert say_review(None, None, None) == ""


def test_contact_agreement_and_staff_in_words() -> None:
    assert say_contact(None, TODAY) == "No contact recorded."
    assert say_contact(TODAY, TODAY) == "Last contact 15 June 2019, today."
    assert say_contact(date(2019, 6, 14), TODAY) == "Last contact 14 June 2019, 1 day ago."
    assert say_agreement(None, None, None) == "never recorded"
    agreed, by = date(2018, 5, 1), date(2019, 5, 1)
    assert say_agreement(agreed, by, True) == "1 May 2018; renewal due since 1 May 2019"
    assert say_agreement(agreed, by, False) == "1 May 2018; to be renewed by 1 May 2019"
    assert say_trained_staff(None, 12, 3) == "not recorded"
    assert say_trained_staff(0, 12, 3) == "0 of 12; 3 asked for"
    assert say_trained_staff(2, None, None) == "2; of how many staff is not recorded"


def test_the_agreements_are_counted_in_date_due_and_never_recorded() -> None:
    def say(*due: bool | None) -> str:
        return say_in_place_title(
            pl.DataFrame({"renewal_due": list(due)}, schema={"renewal_due": pl.Boolean})
        )

    assert say(False, True, None, None) == (
        "1 of 4 homes with an agreement in date; 1 due for renewal; 2 never recorded"
    )
    assert say(False) == "1 of 1 home with an agreement in date"
    assert say(None) == "None of 1 home with an agreement in date; 1 never recorded"
