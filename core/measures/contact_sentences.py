"""Contacts, reviews with the manager, training and agreements in words. Nothing here is graded.

Names are plain text: the page escapes what it shows.
"""

from datetime import date

import polars as pl

from core.clock import say_date
from core.measures.sentences import say_count

NOTHING_GRADED = (
    "Contacts are stated, not graded: least contact with children and regular friendly visits pull "
    "apart (open point 9 of the Guide)."
)
REVIEWS_METHOD = (
    "Reviews with the manager of residential homes that are open today, by calendar month, as "
    "logged. The Howard League (part 3) describes monthly ones; the protocol asks for regular "
    "meetings (7.3) and names no number."
)
IN_PLACE_METHOD = (
    "The latest entry of each kind. Restorative-trained staff: a quarter, and at least two, are "
    "asked for (Howard League, part 3). A behaviour policy is the protocol's (9.6). That the "
    "agreement with the police is renewed yearly is the group's own wish. “Not recorded” is not "
    "“no”."
)


def say_contacts_title(reviews: pl.DataFrame, inductions: int, today: date) -> str:
    """What is to be done, then what was: `reviews` of `core.measures.in_place.find_reviews`.

    `inductions`: how many homes are to be inducted again.
    """
    if reviews.is_empty():
        return "No home that you may see is open"
    known = reviews["this_month"].drop_nulls()
    again = ""
    if inductions:
        again = f"{say_count(inductions, 'home')} to induct again"
    if known.is_empty():
        return again or f"Training and agreements of {say_count(reviews.height, 'home')}"
    held, month = int(known.sum()), f"{today:%B}"
    if held == known.len():
        said = f"every home had its review with the manager in {month}"
        if held == 1:
            said = f"the review with the manager in {month} was held"
    elif known.len() == 1:
        said = f"no review with the manager in {month} yet"
    else:
        had = "has" if held == 1 else "have"
        of = f"{held or 'none'} of {known.len()} homes"
        said = f"{of} {had} had a review with the manager in {month}"
    return f"{again}; {said}" if again else f"{said[:1].upper()}{said[1:]}"


def say_review(this_month: bool | None, last_month: bool | None, last_on: date | None) -> str:
    """Whether a home had its review this calendar month and last; blank where none is expected."""
    if this_month is None:
        return ""
    if this_month and last_month:
        return "Reviewed with the manager this month and last."
    if this_month:
        return "Reviewed with the manager this month."
    if last_month:
        return "Reviewed with the manager last month, not yet this month."
    if last_on is None:
        return "No review with the manager is recorded."
    if last_month is None:
        return f"Not yet reviewed with the manager this month; the last was on {say_date(last_on)}."
    return (
        "Not reviewed with the manager this month or last; the last review was on "
        f"{say_date(last_on)}."
    )


def say_contact(last_on: date | None, today: date) -> str:
    """When there was contact with a home last."""
    if last_on is None:
        return "No contact recorded."
    days = (today - last_on).days
    ago = f"{say_count(days, 'day')} ago" if days else "today"
    return f"Last contact {say_date(last_on)}, {ago}."


def say_agreement(on_day: date | None, renewal_on: date | None, due: bool | None) -> str:
    """The agreement with the police: since when, and until when; never recorded is no fault."""
    if on_day is None or renewal_on is None:
        return "never recorded"
    if due:
        return f"{say_date(on_day)}; renewal due since {say_date(renewal_on)}"
    return f"{say_date(on_day)}; to be renewed by {say_date(renewal_on)}"


def say_trained_staff(trained: int | None, total: int | None, needed: int | None) -> str:
    """Restorative-trained staff of a home in a cell, with how many are asked for."""
    if trained is None:
        return "not recorded"
    if total is None or needed is None:
        return f"{trained}; of how many staff is not recorded"
    return f"{trained} of {total}; {needed} asked for"


def say_in_place_title(in_place: pl.DataFrame) -> str:
    """How many homes have an agreement in date, and how many a renewal due or none recorded."""
    due = in_place["renewal_due"]
    in_date, late, never = int((~due).sum()), int(due.sum()), due.null_count()
    said = f"{in_date or 'none'} of {say_count(in_place.height, 'home')} with an agreement in date"
    rest = [f"{late} due for renewal"] if late else []
    rest += [f"{never} never recorded"] if never else []
    said = "; ".join([said, *rest])
    return f"{said[:1].upper()}{said[1:]}"
