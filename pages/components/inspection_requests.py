"""Inspectors' requests: the open ones with the files that answer them, the form, the answered."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_date
from core.inspection_requests import (
    LONGEST_NAME,
    LONGEST_REASON,
    log_request,
    withdraw_request,
)
from core.measures.period import Period, say_period
from core.measures.request_sentences import METHOD, say_answers, say_since, say_took
from core.reports.home_summary import build_home_summary
from core.reports.home_summary_files import FileFormat, prepare_home_summary
from core.reports.sharing import build_file_name
from core.store import Store
from core.vocabulary import DisclosureLevel, DocumentKind, RequestState, say
from pages.components.periods import months_before
from pages.components.saving import save, say_error
from pages.components.session import find_page
from pages.components.sharing import Terms, pick_terms, show_file_buttons
from pages.components.tables import say_each, show_table
from pages.components.text import escape

_FORMATS: tuple[FileFormat, ...] = ("pdf", "xlsx")
_MONTHS = 36
_FORM = "log_request"


def show_open(store: Store, viewer: Viewer, requests: pl.DataFrame, today: date) -> None:
    """A card for each request that waits, the oldest first, with the files that answer it.

    What was answered today keeps its card: its other file may be wanted as well.
    """
    waits = _is(RequestState.OPEN)
    if not requests.select(waits.any()).item():
        st.markdown(
            "Before an inspection an inspector may ask for a home's record. Log the request "
            "below: it appears here with the document that answers it, one click away."
        )
    shown = requests.filter(waits | (pl.col("answered_on") == today).fill_null(False))
    for row in shown.iter_rows(named=True):
        with st.container(border=True, gap="small", key=f"request_{row['id']}"):
            _show_card(store, viewer, row, today)


def _show_card(store: Store, viewer: Viewer, row: dict[str, object], today: date) -> None:
    key, is_open = f"request_{row['id']}", row["state"] == RequestState.OPEN.value
    st.markdown(f"**{escape(row['home'])}** ({escape(row['urn'])})  \n{_say_request(row, today)}")
    buttons = st.container()
    with st.container(horizontal=True, gap="small"):
        with st.popover("For whom, and on which basis", key=f"{key}_terms"):
            levels = (DisclosureLevel.AGREEMENT,)
            terms = pick_terms(viewer, levels, recipient=str(row["asked_by"]), key=key)
        if is_open:
            _show_withdrawal(store, viewer, row)
    if terms is None:
        return
    with buttons:
        show_file_buttons(
            {form: partial(_answer, store, viewer, row, terms, today, form) for form in _FORMATS},
            {form: _name_file(row, form) for form in _FORMATS},
            terms,
            key=key,
            done="This answers the request.",
        )


def _say_request(row: dict[str, object], today: date) -> str:
    asked_on, is_open = row["asked_on"], row["state"] == RequestState.OPEN.value
    assert isinstance(asked_on, date)
    state = f"waiting {say_since(asked_on, today)}" if is_open else "answered today"
    when = "today" if asked_on == today else f"on {say_date(asked_on)}"
    return escape(
        f"{row['asked_by']} asked {when} for {say_period(_period(row))}"
        + ("." if is_open and asked_on == today else f"; {state}.")
    )


def _period(row: dict[str, object]) -> Period:
    return Period(row["period_from"], row["period_to"])  # type: ignore[arg-type]


def _name_file(row: dict[str, object], form: FileFormat) -> str:
    # As `build_home_file_name` does, before there is a summary: a test holds the two together.
    days = f"{row['period_from']} to {row['period_to']}"
    what = say(DocumentKind.INSPECTION_RECORD)
    return build_file_name(what, str(row["urn"]), days, str(row["home"]), suffix=form)


def _answer(
    store: Store,
    viewer: Viewer,
    row: dict[str, object],
    terms: Terms,
    today: date,
    form: FileFormat,
) -> bytes:
    """The home's record for the period asked for; that it is in the share log answers it."""
    home_id, request_id = int(str(row["home_id"])), int(str(row["id"]))
    summary = build_home_summary(store, viewer, home_id, _period(row), terms.level, today)
    _, content = prepare_home_summary(
        store,
        viewer,
        summary,
        basis=terms.basis,
        recipient=terms.recipient,
        file_format=form,
        kind=DocumentKind.INSPECTION_RECORD,
        request_id=request_id,
    )
    return content


def _show_withdrawal(store: Store, viewer: Viewer, row: dict[str, object]) -> None:
    key = f"withdraw_{row['id']}"
    with st.popover("Withdraw this request", key=f"{key}_open"), st.form(key, border=False):
        st.caption("The inspector no longer asks for it, or it was logged by mistake.")
        st.text_input("Reason", key=f"{key}_reason", max_chars=LONGEST_REASON)
        st.form_submit_button(
            "Withdraw", on_click=_withdraw, args=(store, viewer, row, key), key=f"{key}_send"
        )


def _withdraw(store: Store, viewer: Viewer, row: dict[str, object], key: str) -> None:
    number, version = int(str(row["id"])), int(str(row["version"]))
    reason = str(st.session_state[f"{key}_reason"])
    save(
        lambda: withdraw_request(store, viewer, number, version, reason),
        "The request is withdrawn. Logging it again opens it again.",
    )


def show_form(store: Store, viewer: Viewer, homes: pl.DataFrame, today: date) -> None:
    """The form that logs a request: which home, who asked, when, for which days."""
    st.subheader("Log a request", anchor=False)
    if homes.is_empty():
        st.markdown("A request is about a home of the register; there is none yet.")
        if can(viewer, Permission.MANAGE_HOMES):
            st.page_link(find_page("homes_register"), label="Open the homes register")
        return
    listed = homes.sort("name", "urn")
    labels = dict(listed.select("home_id", pl.format("{} ({})", "name", "urn")).iter_rows())
    with st.form(_FORM, border=True, enter_to_submit=False):
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            st.selectbox(
                "Home",
                list(labels),
                index=None,
                format_func=lambda home_id: labels[home_id],
                key=f"{_FORM}_home",
                placeholder="type a name or URN",
                width=300,
            )
            st.text_input(
                "Who asked",
                key=f"{_FORM}_by",
                max_chars=LONGEST_NAME,
                placeholder="the inspector's name or office",
                width=300,
            )
            _pick_day("Asked on", today, today, f"{_FORM}_on")
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            _pick_day("Record from", months_before(today, _MONTHS), today, f"{_FORM}_from")
            _pick_day("Record to", today, today, f"{_FORM}_to")
        st.form_submit_button(
            "Log the request", type="primary", on_click=_log, args=(store, viewer, labels)
        )


def _pick_day(label: str, value: date, today: date, key: str) -> None:
    st.date_input(
        label,
        value,
        min_value=date(1990, 1, 1),
        max_value=today,
        format="DD/MM/YYYY",
        key=key,
        width=160,
    )


def _log(store: Store, viewer: Viewer, labels: dict[int, str]) -> None:
    state = st.session_state
    home_id = state[f"{_FORM}_home"]
    if home_id is None:
        say_error("Choose the home that the request is about. Nothing was logged.")
        return
    if save(
        lambda: log_request(
            store,
            viewer,
            home_id=home_id,
            asked_by=state[f"{_FORM}_by"],
            asked_on=state[f"{_FORM}_on"],
            period=Period(state[f"{_FORM}_from"], state[f"{_FORM}_to"]),
        ),
        f"The request about {labels[home_id]} is logged.",
    ):
        # Only what was saved is cleared: what was refused is still there to be mended.
        state[f"{_FORM}_home"], state[f"{_FORM}_by"] = None, ""


def show_past(requests: pl.DataFrame, today: date) -> None:
    """How long answers took, then each request that does not wait any more."""
    past = requests.filter(~_is(RequestState.OPEN))
    if past.is_empty():
        return
    st.subheader("Answered before", anchor=False)
    st.markdown(escape(say_answers(requests, today)))
    table = past.select(
        pl.col("home").alias("Home"),
        pl.col("asked_by").alias("Who asked"),
        pl.col("asked_on").alias("Asked on"),
        say_each(past, lambda row: say_period(_period(row))).alias("Period"),
        say_each(past, _say_end).alias("Answered"),
    )
    show_table(
        table,
        alt="Requests answered or withdrawn, the latest first, with how long each took",
        key="past_requests",
        file_name="requests.csv",
    )
    st.caption(METHOD)


def _say_end(row: dict[str, object]) -> str:
    if row["state"] == RequestState.WITHDRAWN.value:
        return f"withdrawn: {row['reason']}"
    answered_on = row["answered_on"]
    assert isinstance(answered_on, date)
    days = int(str(row["days"]))
    return say_took(days) if days == 0 else f"after {say_took(days)}, on {say_date(answered_on)}"


def _is(state: RequestState) -> pl.Expr:
    return pl.col("state") == state.value
