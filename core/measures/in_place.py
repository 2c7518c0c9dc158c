"""What is in place at each home as of today, what is due again, and when there was contact."""

from datetime import date, timedelta

import polars as pl

from core.vocabulary import RESIDENTIAL, ContactAbout, TrainingKind

_RESIDENTIAL = sorted(kind.value for kind in RESIDENTIAL)
RENEWED_AFTER = "12mo"
"""After how long an agreement with the police is renewed: yearly, as the group asks; no clause."""


def find_in_place(homes: pl.DataFrame, training: pl.DataFrame, today: date) -> pl.DataFrame:
    """The latest entry of each kind at each home, in the order of `homes`.

    Args:
        homes: `home_id`, `name`.
        training: `home_id`, `kind`, `on_day`, `staff_trained`, `staff_total`, newest first.
        today: what "due" is measured against.

    Returns:
        `home_id`, `name`, `restorative_on`, `staff_trained`, `staff_total`, `induction_on`,
        `behaviour_policy_on`, `police_agreement_on` (null: never recorded), `renewal_on` (12 months
        after the agreement), `renewal_due` (today is later; null without an agreement).
    """
    found = homes.select("home_id", "name")
    for kind in TrainingKind:
        latest = training.filter(pl.col("kind") == kind.value).unique(
            "home_id", keep="first", maintain_order=True
        )
        columns = [pl.col("on_day").alias(f"{kind.value}_on")]
        if kind is TrainingKind.RESTORATIVE:
            columns += [pl.col("staff_trained"), pl.col("staff_total")]
        found = found.join(
            latest.select("home_id", *columns), on="home_id", how="left", maintain_order="left"
        )
    return found.with_columns(
        renewal_on=pl.col("police_agreement_on").dt.offset_by(RENEWED_AFTER)
    ).with_columns(renewal_due=pl.col("renewal_on") < today)


def find_reviews(homes: pl.DataFrame, contacts: pl.DataFrame, today: date) -> pl.DataFrame:
    """Each home's last contact, and its reviews with the manager this calendar month and last.

    A police inspector meets the managers of homes monthly to go through what happened (Howard
    League, part 3); the protocol asks for regular meetings (7.3) and names no number. Stated, not
    graded (open point 9).

    Args:
        homes: `home_id`, `name`, `setting_type`, `opened_on`, `knows_contacts`.
        contacts: `home_id`, `on_day`, `about`.
        today: in the month that is "this".

    Returns:
        In the order of `homes`: `home_id`, `name`, `last_contact_on`, `last_review_on`,
        `this_month` and `last_month` (whether there was a review; null where it is not the viewer's
        to know, where no manager is expected — foster and kinship care — and, of last month, where
        the home was not open yet).
    """
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    reviews = contacts.filter(pl.col("about") == ContactAbout.MONTHLY_REVIEW.value)
    asked = pl.col("knows_contacts") & pl.col("setting_type").is_in(_RESIDENTIAL)
    was_open = (pl.col("opened_on") < month).fill_null(True)

    def held(start: date, end: date) -> pl.Expr:
        within = reviews.filter(pl.col("on_day").is_between(start, end))["home_id"].unique()
        return pl.col("home_id").is_in(within.to_list())

    def join_last(frame: pl.DataFrame, rows: pl.DataFrame, name: str) -> pl.DataFrame:
        last = rows.group_by("home_id").agg(pl.col("on_day").max().alias(name))
        return frame.join(last, on="home_id", how="left", maintain_order="left")

    found = join_last(join_last(homes, contacts, "last_contact_on"), reviews, "last_review_on")
    return found.select(
        "home_id",
        "name",
        "last_contact_on",
        "last_review_on",
        this_month=pl.when(asked).then(held(month, today)),
        last_month=pl.when(asked & was_open).then(held(before, month - timedelta(days=1))),
    )
