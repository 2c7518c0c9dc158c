"""The page of contacts: what all its parts are made of, and the tables of homes and contacts."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import polars as pl
import streamlit as st

from core.access import Permission, Viewer, can
from core.homes_record import HomesRecord, read_homes_record
from core.measures.contact_sentences import (
    NOTHING_GRADED,
    REVIEWS_METHOD,
    say_contacts_title,
)
from core.measures.in_place import find_reviews
from core.measures.induction import find_inductions_due, find_last_inductions
from core.measures.sentences import say_count
from core.reading import View
from core.store import Store
from core.vocabulary import ContactAbout, ContactHow, ContactPresent, say
from pages.components.contact_card import show_home_card
from pages.components.contact_induction import say_when_due, show_induction, show_inductions
from pages.components.session import find_page
from pages.components.tables import show_download, show_table
from pages.components.url_choice import pick_by_code

_MOST_LISTED = 50
_MOST_CARDS = 12
_HELD_SO_FAR = {True: "held", False: "none yet"}
_HELD = {True: "held", False: "none recorded"}


@dataclass(frozen=True)
class ContactsPage:
    """Everything that is noted of the viewer's homes, and what follows from it.

    `reviews` and `due` are `core.measures`' frames; `due` only of homes whose contacts the viewer
    knows.
    """

    store: Store
    viewer: Viewer
    today: date
    record: HomesRecord
    reviews: pl.DataFrame
    due: pl.DataFrame

    @property
    def contacts(self) -> pl.DataFrame:
        return self.record.contacts

    @property
    def keeps(self) -> bool:
        """Whether the viewer logs contacts and training."""
        return can(self.viewer, Permission.KEEP_HOME_RECORD)


def build_contacts_page(store: Store, viewer: Viewer, view: View, today: date) -> ContactsPage:
    """One reading for the whole page, whatever the number of homes."""
    record = read_homes_record(store, viewer)
    known = record.homes.filter("knows_contacts")
    inductions = find_last_inductions(record.contacts, record.training)
    call_outs = view.call_outs.select("home_id", "occurred_on", "agency_staff_on_shift")
    return ContactsPage(
        store=store,
        viewer=viewer,
        today=today,
        record=record,
        reviews=find_reviews(record.homes, record.contacts, today),
        due=find_inductions_due(known, inductions, call_outs, today),
    )


def say_title(page: ContactsPage) -> str:
    return say_contacts_title(page.reviews, page.due["home_id"].n_unique(), page.today)


def show_no_homes(page: ContactsPage) -> None:
    """What would fill an empty page, and the way there."""
    if can(page.viewer, Permission.MANAGE_HOMES):
        st.markdown("Contacts are logged with homes of the register that are open today.")
        st.page_link(find_page("homes_register"), label="Open the homes register")
    else:
        st.markdown("The homes that are yours appear here once the register has them.")


def show_homes(page: ContactsPage) -> None:
    """A card a home, those to induct again first; of many homes one is chosen. All as a table."""
    if page.reviews.height > _MOST_CARDS:
        show_inductions(page.store, page.viewer, page.record, page.due, page.today)
        if page.keeps:
            for row in _pick_home(page).iter_rows(named=True):
                show_home_card(page, row)
        _show_reviews(page)
        return
    is_due = pl.col("home_id").is_in(page.due["home_id"].unique().to_list())
    for row in page.reviews.sort(~is_due, maintain_order=True).iter_rows(named=True):
        due = page.due.filter(pl.col("home_id") == row["home_id"])
        show_due = partial(show_induction, page.store, page.viewer, page.record, due, page.today)
        show_home_card(page, row, None if due.is_empty() else show_due)
    if not page.due.is_empty():
        say_when_due()
    with st.expander("All homes as a table"):
        _show_reviews(page)


def _pick_home(page: ContactsPage) -> pl.DataFrame:
    labels = page.record.homes.select("urn", label=pl.format("{} ({})", "name", "urn"))
    urn = pick_by_code(
        "Log a contact with", dict(labels.iter_rows()), param="home", everything="Choose a home"
    )
    chosen = page.record.homes.filter(pl.col("urn") == urn)["home_id"]
    return page.reviews.filter(pl.col("home_id").is_in(chosen.to_list()))


def _show_reviews(page: ContactsPage) -> None:
    last_month = page.today.replace(day=1) - timedelta(days=1)
    # Those without a review stand first, so that what is cut off a long table is not them.
    table = page.reviews.sort("this_month", "last_month", "name", nulls_last=True).select(
        pl.col("name").alias("Home"),
        pl.col("this_month")
        .replace_strict(_HELD_SO_FAR, default="no manager", return_dtype=pl.String)
        .alias(f"Review, {page.today:%B}"),
        pl.when(pl.col("last_month").is_null() & pl.col("this_month").is_not_null())
        .then(pl.lit("not open yet"))
        .otherwise(
            pl.col("last_month").replace_strict(_HELD, default="no manager", return_dtype=pl.String)
        )
        .alias(f"Review, {last_month:%B}"),
        pl.col("last_review_on").alias("Last review"),
        pl.col("last_contact_on").alias("Last contact"),
    )
    show_table(
        table.head(_MOST_LISTED),
        alt="Homes with their reviews with the manager and their last contact",
        key="reviews",
        file_name="reviews.csv",
        download=False,
    )
    _say_rest(table.height)
    show_download(table, key="reviews", file_name="reviews.csv")
    st.caption(f"{REVIEWS_METHOD} {NOTHING_GRADED}")


def _say_rest(height: int) -> None:
    if height > _MOST_LISTED:
        st.caption(f"The first {_MOST_LISTED} of {height:,}; the CSV holds all.")


def show_contacts(page: ContactsPage) -> None:
    """Every contact that the viewer may know of, newest first, as far as the role may."""
    contacts = page.record.contacts
    st.subheader(f"{say_count(contacts.height, 'contact').capitalize()} logged", anchor=False)
    if contacts.is_empty():
        st.markdown("A SPOC or a reviewer logs them, with the day, the way and who was there.")
        return
    table = contacts.select(pl.col("on_day").alias("Day"), pl.col("home").alias("Home"))
    if page.record.homes["knows_contacts"].any():
        table = contacts.select(
            pl.col("on_day").alias("Day"),
            pl.col("home").alias("Home"),
            _words("about", ContactAbout).alias("About"),
            _words("how", ContactHow).alias("How"),
            _words("present", ContactPresent).alias("Who was there"),
            pl.col("person").alias("By"),
            pl.col("note").alias("Note"),
        )
    show_table(
        table.head(_MOST_LISTED),
        alt="Contacts with homes, newest first",
        key="contacts",
        file_name="contacts.csv",
        download=False,
    )
    _say_rest(table.height)
    show_download(table, key="contacts", file_name="contacts.csv")
    if table.width == 2:
        st.caption("To your role only the days of contacts are shown.")
    st.caption(NOTHING_GRADED)


def _words(
    column: str, kind: type[ContactAbout] | type[ContactHow] | type[ContactPresent]
) -> pl.Expr:
    return pl.col(column).replace_strict(
        {code.value: say(code) for code in kind}, default="", return_dtype=pl.String
    )


def say_scope(page: ContactsPage) -> str:
    """Under the title: which homes."""
    homes = say_count(page.record.homes.height, "home")
    said = f"{homes} open today; those outside the protocol's area are left out"
    if page.record.sees_contacts:
        return said
    return f"{said}. Contacts are not shown to your role; that is not to say there were none"
