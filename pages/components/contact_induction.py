"""Homes to induct to the protocol again: why, and the ways to follow it up."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from core.access import Permission, Viewer, can
from core.actions import give_action
from core.homes_record import HomesRecord
from core.measures.induction import (
    FEWEST_AGENCY_CALL_OUTS,
    LOOK_BACK_DAYS,
    SPELL_DAYS,
    InductionCause,
    build_induction_meaning,
)
from core.measures.induction_sentences import (
    say_induction,
    say_induction_action,
    say_induction_given,
)
from core.measures.sentences import say_count
from core.store import Store
from core.vocabulary import ActionState, Agency, ContactAbout
from pages.components.contact_form import show_contact_form
from pages.components.saving import save
from pages.components.text import escape

_MOST_SHOWN = 10
_DAYS_TO_INDUCT = 28


def show_inductions(
    store: Store, viewer: Viewer, record: HomesRecord, due: pl.DataFrame, today: date
) -> None:
    """Each home that `find_inductions_due` names as a card; nothing where there is none."""
    if due.is_empty():
        return
    st.subheader("To induct to the protocol again", anchor=False)
    homes = due.partition_by("home_id", maintain_order=True)
    for rows in homes[:_MOST_SHOWN]:
        with st.container(border=True, gap="xsmall", key=f"induct_{rows['home_id'][0]}"):
            st.markdown(f"**{escape(rows['name'][0])}**")
            show_induction(store, viewer, record, rows, today)
    if len(homes) > _MOST_SHOWN:
        st.caption(f"The first {_MOST_SHOWN} of {say_count(len(homes), 'home')}, by name.")
    say_when_due()


def say_when_due() -> None:
    """Why a home is named, beneath those that are."""
    st.caption(
        "To induct again: where no induction is recorded since the registered manager changed, or "
        f"since agency staff were on shift at {FEWEST_AGENCY_CALL_OUTS} or more call-outs within "
        f"{SPELL_DAYS} days, in the last {LOOK_BACK_DAYS}. Call-outs for which agency staff are "
        "not recorded are not counted."
    )


def show_induction(
    store: Store, viewer: Viewer, record: HomesRecord, rows: pl.DataFrame, today: date
) -> None:
    """Why one home is to be inducted again, and the ways to follow it up."""
    first = rows.row(0, named=True)
    home_id, name = first["home_id"], first["name"]
    for row in rows.iter_rows(named=True):
        cause, since = InductionCause(row["cause"]), row["since"]
        said = say_induction(cause, since, row["count"], row["last_induction_on"])
        st.markdown(f":orange-badge[induct again] {escape(said)}")
    cause, since = InductionCause(first["cause"]), first["since"]
    given = record.inductions_given.get(build_induction_meaning(home_id, cause, since))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if given is not None:
            st.text(say_induction_given(given == ActionState.OPEN.value))
        elif can(viewer, Permission.GIVE_ACTIONS):
            st.button(
                "Make it an action of the SPOC",
                key=f"induct_action_{home_id}",
                on_click=_give,
                args=(store, viewer, home_id, name, cause, since, today),
            )
        if can(viewer, Permission.KEEP_HOME_RECORD):
            with st.popover("Record the induction", key=f"inducted_{home_id}"):
                show_contact_form(
                    store,
                    viewer,
                    home_id,
                    name,
                    today,
                    key=f"induction_{home_id}",
                    about=ContactAbout.INDUCTION,
                )


def _give(
    store: Store,
    viewer: Viewer,
    home_id: int,
    name: str,
    cause: InductionCause,
    since: date,
    today: date,
) -> None:
    title = say_induction_action(name, cause, since)
    save(
        lambda: give_action(
            store,
            viewer,
            title=title,
            due_on=today + timedelta(days=_DAYS_TO_INDUCT),
            meaning=build_induction_meaning(home_id, cause, since),
            home_id=home_id,
            # The police at a home are its SPOC, whoever that is by then.
            owner_agency=Agency.POLICE,
        ),
        f"Given: {title}",
    )
