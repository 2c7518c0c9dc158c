"""The to-do list: whose and which, fifty cards a page, and what would fill it where it is empty."""

from datetime import date
from enum import StrEnum

import polars as pl
import streamlit as st

from core.access import Permission, Sight, Viewer, can, read_access
from core.people import read_names
from core.store import Store
from core.vocabulary import ActionState, Agency, say
from pages.components.action_card import read_just_ticked, show_action
from pages.components.session import find_page
from pages.components.tables import show_download
from pages.components.url_choice import pick_in_row

_A_PAGE = 50
_CSV = ["title", "home", "owner_agency", "due_on", "asked_until", "state"]


class Which(StrEnum):
    """The filter of the list, as it stands in the URL."""

    TO_DO = "To do"
    OVERDUE = "Overdue"
    ASKED = "Asked"
    DONE = "Done"


_EMPTY = {
    Which.TO_DO: "Everything is done; what was ticked stands under Done.",
    Which.OVERDUE: "Nothing is overdue.",
    Which.ASKED: "Nobody is waiting for more time.",
    Which.DONE: "Nothing is done yet.",
}


def pick_whose(viewer: Viewer, actions: pl.DataFrame) -> tuple[bool, pl.DataFrame]:
    """Whether the list is the viewer's own, and its actions: for who sees others' too, a choice."""
    mine = actions.filter("mine")
    if read_access(viewer).actions not in {Sight.ALL, Sight.STATE}:
        return True, mine
    scope = pick_in_row(
        "Whose",
        ["Mine", "Everybody's"],
        default="Everybody's" if mine.is_empty() else "Mine",
        label_visibility="collapsed",
        key="whose",
    )
    return scope == "Mine", mine if scope == "Mine" else actions


def pick_which() -> Which:
    """Which of them are listed."""
    chosen = pick_in_row(
        "Which",
        [which.value for which in Which],
        default=Which.TO_DO.value,
        label_visibility="collapsed",
        key="which",
    )
    return Which(chosen)


def say_to_do(actions: pl.DataFrame, today: date, *, mine: bool) -> str:
    """The page's finding: how much is open of these, and how much of it is overdue."""
    to_do = actions.filter(pl.col("state") == ActionState.OPEN.value)
    late = to_do.filter(pl.col("due_on") < today).height
    if to_do.is_empty():
        return "Nothing to do" if mine else "No action is open"
    return f"{to_do.height} to do, {f'{late} overdue' if late else 'none overdue'}"


def find_listed(actions: pl.DataFrame, which: Which, today: date) -> pl.DataFrame:
    """The listed actions, earliest due first; what was just ticked keeps its place."""
    if which is Which.DONE:
        done = actions.filter(pl.col("state") == ActionState.DONE.value)
        return done.sort("done_at", descending=True)
    is_open = pl.col("state") == ActionState.OPEN.value
    match which:
        case Which.OVERDUE:
            is_open = is_open & (pl.col("due_on") < today)
        case Which.ASKED:
            is_open = is_open & pl.col("asked_until").is_not_null()
    return actions.filter(is_open | pl.col("id").is_in(sorted(read_just_ticked())))


def show_list(store: Store, viewer: Viewer, listed: pl.DataFrame, today: date) -> None:
    """The cards, fifty a page, and all of them as CSV."""
    names = read_names(store, viewer)
    pages = -(-listed.height // _A_PAGE)
    cards, turning = st.container(gap="xsmall"), st.container()
    page = 1
    if pages > 1:
        with turning:
            st.caption(f"{_A_PAGE} of {listed.height} a page; the CSV holds all.")
            page = st.pagination(pages, key="page", bind="query-params")
    with cards:
        for row in listed.slice((page - 1) * _A_PAGE, _A_PAGE).iter_rows(named=True):
            agency = say(Agency(row["owner_agency"])) if row["owner_agency"] else ""
            owner = names.get(row["owner_id"], agency)
            show_action(store, viewer, row, today, owner, names.get(row["for_id"]))
    show_download(listed.select(_CSV), key="actions", file_name="actions.csv")


def show_empty(viewer: Viewer, actions: pl.DataFrame, which: Which) -> None:
    """Why nothing is listed: all done, or what would fill the list."""
    if not actions.is_empty():
        st.markdown(_EMPTY[which])
    elif can(viewer, Permission.GIVE_ACTIONS):
        st.markdown(
            "Actions come from the review of an incident, from a meeting, or are given below."
        )
        st.page_link(find_page("incidents"), label="Review an incident")
    else:
        st.markdown("Actions that the group gives you appear here.")
