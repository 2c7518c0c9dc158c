"""Training and agreements of the homes: the table, and the form that records or corrects."""

from datetime import date, datetime

import polars as pl
import streamlit as st

from core.clock import say_date, to_uk
from core.home_record import find_restorative_needed, record_training, undo_training
from core.measures.contact_sentences import (
    IN_PLACE_METHOD,
    say_agreement,
    say_in_place_title,
    say_trained_staff,
)
from core.measures.in_place import find_in_place
from core.vocabulary import TrainingKind, say
from pages.components.contacts import ContactsPage
from pages.components.saving import save
from pages.components.tables import show_download, show_table

_MOST_LISTED = 50
_KEY = "training"


def show_training(page: ContactsPage) -> None:
    """What each home has in place, what is due again, and the form for whoever keeps the record."""
    in_place = find_in_place(page.record.homes, page.record.training, page.today)
    st.subheader(say_in_place_title(in_place), anchor=False)
    if page.keeps:
        with st.expander("Record training, a policy or an agreement"):
            _show_form(page)
    _show_own(page)
    # What is due stands first, then what was never recorded.
    order = (
        pl.when("renewal_due").then(0).when(pl.col("renewal_due").is_null()).then(1).otherwise(2)
    )
    listed = in_place.sort(order, "renewal_on", "name")
    table = pl.DataFrame([_say_row(row) for row in listed.iter_rows(named=True)])
    show_table(
        table.head(_MOST_LISTED),
        alt="Training and agreements by home, renewals that are due first",
        key=_KEY,
        file_name="training.csv",
        download=False,
    )
    if table.height > _MOST_LISTED:
        st.caption(f"The first {_MOST_LISTED} of {table.height:,}; the CSV holds all.")
    show_download(table, key=_KEY, file_name="training.csv")
    st.caption(IN_PLACE_METHOD)


def _say_row(row: dict[str, object]) -> dict[str, str]:
    total = row["staff_total"]
    needed = find_restorative_needed(int(str(total))) if total is not None else None
    return {
        "Home": str(row["name"]),
        "Agreement with the police": say_agreement(
            row["police_agreement_on"],  # type: ignore[arg-type]
            row["renewal_on"],  # type: ignore[arg-type]
            row["renewal_due"],  # type: ignore[arg-type]
        ),
        "Restorative-trained staff": say_trained_staff(
            row["staff_trained"],  # type: ignore[arg-type]
            row["staff_total"],  # type: ignore[arg-type]
            needed,
        ),
        "Protocol in the staff induction": _say_day(row["induction_on"]),
        "Behaviour policy": _say_day(row["behaviour_policy_on"]),
    }


def _say_day(day: object) -> str:
    return say_date(day) if isinstance(day, date) else "not recorded"


def _show_form(page: ContactsPage) -> None:
    names = dict(page.record.homes.select("home_id", "name").iter_rows())
    with st.form(_KEY, border=False):
        st.selectbox("Home", list(names), format_func=lambda h: names[h], key=f"{_KEY}_home")
        st.selectbox(
            "What",
            list(TrainingKind),
            format_func=lambda kind: say(kind).capitalize(),
            key=f"{_KEY}_kind",
        )
        st.date_input(
            "As of", page.today, max_value=page.today, format="DD/MM/YYYY", key=f"{_KEY}_day"
        )
        with st.container(horizontal=True, gap="small"):
            st.number_input("Staff trained", min_value=0, value=None, step=1, key=f"{_KEY}_trained")
            st.number_input("Staff in all", min_value=1, value=None, step=1, key=f"{_KEY}_total")
        st.caption(
            "Staff only where they are counted, as for restorative training. The same home, kind "
            "and day again corrects what was recorded."
        )
        st.form_submit_button("Record it", on_click=_record, args=(page, names), key=f"{_KEY}_send")


def _record(page: ContactsPage, names: dict[int, str]) -> None:
    state = st.session_state
    home_id, kind = state[f"{_KEY}_home"], state[f"{_KEY}_kind"]
    if save(
        lambda: record_training(
            page.store,
            page.viewer,
            home_id=home_id,
            kind=kind,
            on_day=state[f"{_KEY}_day"],
            staff_trained=state[f"{_KEY}_trained"],
            staff_total=state[f"{_KEY}_total"],
        ),
        f"{names[home_id]}: {say(kind)}.",
    ):
        state[f"{_KEY}_trained"] = state[f"{_KEY}_total"] = None


def _show_own(page: ContactsPage) -> None:
    for row in page.record.training.filter("undoable").iter_rows(named=True):
        kind, recorded_at = TrainingKind(row["kind"]), row["created_at"]
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.text(
                f"Recorded today at {to_uk(recorded_at):%H:%M}: {row['home']}, {say(kind)}, as of "
                f"{say_date(row['on_day'])}",
                width="content",
            )
            st.button(
                "Undo",
                key=f"undo_training_{row['id']}",
                on_click=_undo,
                args=(page, row["id"], recorded_at, row["home"], kind),
            )


def _undo(
    page: ContactsPage, training_id: int, recorded_at: datetime, home: str, kind: TrainingKind
) -> None:
    save(
        lambda: undo_training(page.store, page.viewer, training_id, recorded_at),
        f"{home}: {say(kind)} is taken back.",
    )
