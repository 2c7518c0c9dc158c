"""Which homes are to be inducted to the protocol again, and why."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import polars as pl

from core.vocabulary import ContactAbout, TrainingKind, YesNo

FEWEST_AGENCY_CALL_OUTS = 3
"""Call-outs with agency staff on shift that make a spell."""
SPELL_DAYS = 90
"""Days within which they lie, the first and the last counted."""
LOOK_BACK_DAYS = 365
"""Days up to today within which a spell is looked for: whoever worked then may have left since."""

INDUCTION_MEANING = "induct:"
"""How the meaning of an action begins that inducts a home again."""

_DUE: dict[str, Any] = {
    "home_id": pl.Int64,
    "name": pl.String,
    "cause": pl.String,
    "since": pl.Date,
    "count": pl.Int64,
    "last_induction_on": pl.Date,
}


class InductionCause(StrEnum):
    """Why a home is to be inducted again."""

    MANAGER = "manager"
    AGENCY = "agency"


def find_last_inductions(contacts: pl.DataFrame, training: pl.DataFrame) -> pl.DataFrame:
    """The last induction of each home that has one: `home_id`, `on_day`.

    `contacts`: `home_id`, `on_day`, `about`; `training`: `home_id`, `on_day`, `kind`. Either
    counts: the protocol in the staff induction, or a contact that was one.
    """
    held = [
        contacts.filter(pl.col("about") == ContactAbout.INDUCTION.value),
        training.filter(pl.col("kind") == TrainingKind.INDUCTION.value),
    ]
    days = pl.concat([rows.select("home_id", "on_day") for rows in held])
    return days.group_by("home_id").agg(pl.col("on_day").max()).sort("home_id")


def find_inductions_due(
    homes: pl.DataFrame, inductions: pl.DataFrame, call_outs: pl.DataFrame, today: date
) -> pl.DataFrame:
    """The homes to induct again, by name, a row each cause: the manager changed, or agency staff.

    The manager changed after the last induction (on its own day: not after). Or in the last 365
    days, since the last induction, agency staff were on shift at 3 call-outs within 90 days;
    "not recorded" is not counted, and proves nothing. No clause asks for it: new people have not
    heard of the protocol, which is what a summer of agency staff taught Dorset's group (CYPN).

    Args:
        homes: `home_id`, `name`, `manager_since` (null: no change known).
        inductions: `home_id`, `on_day`, the last of each home.
        call_outs: `home_id`, `occurred_on`, `agency_staff_on_shift`.
        today: the last day, inclusive, that is looked at.

    Returns:
        `home_id`, `name`, `cause` (`InductionCause`), `since` (the change, or the first call-out of
        the earliest spell), `count` (call-outs with agency staff from then on; null for a manager),
        `last_induction_on` (null: none recorded).
    """
    known = homes.select("home_id", "name", "manager_since").join(
        inductions.select("home_id", last_induction_on="on_day"), on="home_id", how="left"
    )
    never = pl.col("last_induction_on").is_null()
    manager = known.filter(
        (pl.col("manager_since") <= today)
        & (never | (pl.col("last_induction_on") < pl.col("manager_since")))
    ).select(
        "home_id",
        "name",
        cause=pl.lit(InductionCause.MANAGER.value),
        since="manager_since",
        count=pl.lit(None, dtype=pl.Int64),
        last_induction_on="last_induction_on",
    )
    counted = (
        call_outs.filter(
            (pl.col("agency_staff_on_shift").cast(pl.String) == YesNo.YES.value)
            & pl.col("occurred_on").is_between(today - timedelta(days=LOOK_BACK_DAYS), today)
        )
        .join(known, on="home_id")
        .filter(never | (pl.col("occurred_on") > pl.col("last_induction_on")))
        .sort("occurred_on")
    )
    agency = pl.DataFrame(list(_find_spells(counted)), schema=_DUE, orient="row")
    due = pl.concat([manager.cast(_DUE), agency])  # type: ignore[arg-type]
    return due.sort("name", "home_id", "cause", descending=[False, False, True])


def _find_spells(counted: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    of_home = ["home_id", "name", "last_induction_on"]
    for (home_id, name, last), rows in counted.group_by(of_home, maintain_order=True):
        days = rows["occurred_on"].to_list()
        nth = FEWEST_AGENCY_CALL_OUTS - 1
        for place in range(len(days) - nth):
            if (days[place + nth] - days[place]).days < SPELL_DAYS:
                count = len(days) - place
                yield home_id, name, InductionCause.AGENCY.value, days[place], count, last
                break


def build_induction_meaning(home_id: int, cause: str, since: date) -> str:
    """What makes two actions to re-induct a home the same: home, cause, and since when."""
    return f"{INDUCTION_MEANING}{home_id}:{cause}:{since}"
