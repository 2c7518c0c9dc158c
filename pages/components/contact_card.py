"""One home as a card: advice in one tap, its way back, and the form for any other contact."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import to_uk
from core.contacts import log_advice, undo_contact
from core.measures.contact_sentences import say_contact, say_review
from core.store import Store
from core.vocabulary import ContactAbout, ContactHow, ContactPresent, say
from pages.components.contact_form import show_contact_form
from pages.components.saving import save
from pages.components.text import escape


class HomeCards(Protocol):
    """What the cards are made of; `contacts` of `read_homes_record`."""

    @property
    def store(self) -> Store: ...
    @property
    def viewer(self) -> Viewer: ...
    @property
    def today(self) -> date: ...
    @property
    def keeps(self) -> bool: ...
    @property
    def contacts(self) -> pl.DataFrame: ...


def show_home_card(
    page: HomeCards, row: dict[str, object], below: Callable[[], None] | None = None
) -> None:
    """A row of `find_reviews` as a card; `below` what else is to be said of this home.

    What the viewer logged today can be taken back on it.
    """
    home_id, name = int(str(row["home_id"])), str(row["name"])
    with st.container(border=True, gap="xsmall", key=f"contact_home_{home_id}"):
        said = say_contact(row["last_contact_on"], page.today)  # type: ignore[arg-type]
        review = say_review(row["this_month"], row["last_month"], row["last_review_on"])  # type: ignore[arg-type]
        st.markdown(f"**{escape(name)}**  \n{escape(f'{said} {review}')}")
        if page.keeps:
            _show_logging(page, home_id, name)
        if below is not None:
            below()


def _show_logging(page: HomeCards, home_id: int, name: str) -> None:
    mine = page.contacts.filter(pl.col("undoable") & (pl.col("home_id") == home_id))
    advice = mine.filter(_is_the_tap(page.today)).head(1)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if advice.is_empty():
            st.button(
                "Advice given",
                key=f"advice_{home_id}",
                icon=":material/call:",
                type="primary",
                on_click=_advise,
                args=(page.store, page.viewer, home_id, name),
            )
        else:
            # It keeps its place: a second tap of the thumb must not land on "Undo".
            st.button(
                "Advice given", key=f"advised_{home_id}", icon=":material/check:", disabled=True
            )
            _show_undo(page, advice.row(0, named=True), name)
        with st.popover("Log a contact", key=f"log_{home_id}"):
            if not advice.is_empty():
                st.caption("Advice again today? Choose “Advice given” and note what it was about.")
            show_contact_form(
                page.store, page.viewer, home_id, name, page.today, key=f"contact_{home_id}"
            )
    for contact in mine.filter(~_is_the_tap(page.today)).iter_rows(named=True):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.text(_say_logged(contact), width="content")
            _show_undo(page, contact, name)


def _is_the_tap(today: date) -> pl.Expr:
    return (
        (pl.col("about") == ContactAbout.ADVICE.value)
        & (pl.col("how") == ContactHow.TELEPHONE.value)
        & (pl.col("present") == ContactPresent.STAFF.value)
        & (pl.col("on_day") == today)
        & pl.col("note").is_null()
    )


def _say_logged(contact: dict[str, object]) -> str:
    about, how = ContactAbout(str(contact["about"])), ContactHow(str(contact["how"]))
    on_day = contact["on_day"]
    assert isinstance(on_day, date)
    return f"Logged today: {say(about)}, {say(how)}, {on_day.day} {on_day:%B}"


def _show_undo(page: HomeCards, contact: dict[str, object], name: str) -> None:
    logged_at = contact["created_at"]
    assert isinstance(logged_at, datetime)
    st.button(
        "Undo",
        key=f"undo_contact_{contact['id']}",
        on_click=_undo,
        args=(page.store, page.viewer, int(str(contact["id"])), logged_at, name),
    )
    st.text(f"Saved {to_uk(logged_at):%H:%M}", width="content")


def _advise(store: Store, viewer: Viewer, home_id: int, name: str) -> None:
    save(lambda: log_advice(store, viewer, home_id), f"Advice to {name}.", quiet=True)


def _undo(store: Store, viewer: Viewer, contact_id: int, logged_at: datetime, name: str) -> None:
    save(
        lambda: undo_contact(store, viewer, contact_id, logged_at),
        f"The contact with {name} is taken back.",
    )
