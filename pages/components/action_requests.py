"""Requests for more time that wait for an answer: grant, or refuse with a reason."""

import streamlit as st

from core.access import Viewer
from core.action_times import TimeRequest, grant_time, read_requests, refuse_time
from core.clock import say_date
from core.store import Store
from pages.components.action_card import read_just_ticked
from pages.components.saving import save
from pages.components.text import escape

_SHOWN = "requests_shown"


def show_requests(store: Store, viewer: Viewer) -> None:
    """Each request with its reason and its answer, for whoever gives actions; else nothing."""
    waiting = {request.action_id: request for request in read_requests(store, viewer)}
    shown: dict[int, TimeRequest] = st.session_state.setdefault(_SHOWN, {})
    # One that a tick below has answered keeps its place: were it gone, the cards would move up
    # under the thumb, and its second tap would land on another button.
    kept = {
        number: shown[number] for number in read_just_ticked() - set(waiting) if number in shown
    }
    shown |= waiting
    requests = sorted((waiting | kept).values(), key=lambda r: (r.due_on, r.action_id))
    if not requests:
        return
    many = len(requests) > 1
    title = f"{len(requests)} requests for more time" if many else "One request for more time"
    with st.expander(title, expanded=len(requests) <= 2, key="requests"):
        for request in requests:
            _show_request(store, viewer, request, answered=request.action_id in kept)


def _show_request(store: Store, viewer: Viewer, request: TimeRequest, *, answered: bool) -> None:
    number = request.action_id
    with st.container(border=True, gap="xsmall", key=f"request_{number}"):
        st.markdown(
            f"**{escape(request.title)}**  \n{escape(request.asked_by)} asks until "
            f"{say_date(request.until)} instead of {say_date(request.due_on)}  \n"
            f":small[{escape(request.home or 'all homes')} · {escape(request.owner)}]"
        )
        st.text(request.reason)
        if not request.may_answer:
            st.caption("Somebody else answers this: nobody answers their own request.")
            return
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Grant",
                key=f"grant_{number}",
                type="primary",
                disabled=answered,
                on_click=_grant,
                args=(store, viewer, request),
            )
            with (
                st.popover("Refuse", key=f"refuse_more_{number}", disabled=answered),
                st.form(f"refuse_form_{number}", border=False),
            ):
                st.text_input("Why", key=f"refuse_why_{number}", max_chars=2000)
                st.form_submit_button(
                    "Refuse more time",
                    key=f"refuse_{number}",
                    on_click=_refuse,
                    args=(store, viewer, request),
                )


def _grant(store: Store, viewer: Viewer, request: TimeRequest) -> None:
    save(
        lambda: grant_time(store, viewer, request.action_id, request.version),
        f"Due on {say_date(request.until)}: {request.title}",
    )


def _refuse(store: Store, viewer: Viewer, request: TimeRequest) -> None:
    why = str(st.session_state.get(f"refuse_why_{request.action_id}") or "")
    save(
        lambda: refuse_time(store, viewer, request.action_id, request.version, why),
        f"No more time, still due on {say_date(request.due_on)}: {request.title}",
    )
